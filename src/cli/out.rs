//! Standard output: a reader that closes the pipe ends the run in silence.

use std::io::{self, BufWriter, Stdout, Write};
use std::process::ExitCode;

use crate::case::steers;
pub use crate::case::visible;
use crate::error::{Error, Result};

/// A line on standard error. Where nobody can read it there is nobody to tell, and nothing to end a run for.
pub fn tell(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Buffered standard output.
pub struct Out(BufWriter<Stdout>);

impl Out {
    /// Takes standard output.
    pub fn new() -> Self {
        Self(BufWriter::new(io::stdout()))
    }

    /// Writes all of it and ends with 0; also when the reader has gone away.
    ///
    /// # Errors
    /// Standard output cannot be written, the disk is full for instance.
    pub fn all(self, text: &str) -> Result<ExitCode> {
        self.whole(text).map(|_| ExitCode::SUCCESS)
    }

    /// Writes all of it; `false` when the reader has gone away.
    ///
    /// # Errors
    /// As [`Out::all`].
    pub fn whole(mut self, text: &str) -> Result<bool> {
        match self.0.write_all(text.as_bytes()).and_then(|()| self.0.flush()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(Error::input(format!("standard output cannot be written: {error}"))),
        }
    }
}

impl Out {
    /// Writes one JSON document and ends with 0.
    ///
    /// # Errors
    /// As [`Out::all`].
    pub fn json(self, document: &impl serde::Serialize) -> Result<ExitCode> {
        self.all(&json(document))
    }
}

/// A document as JSON, with a line end. Characters that steer a terminal are escaped, which JSON asks for below U+0020 alone.
pub fn json(document: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(document).expect("documents are plain data");
    let mut shown = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        // The line ends between its parts are ASCII, and so is all else outside of its strings; all that steers has four digits.
        if c >= '\u{7f}' && steers(c) {
            shown.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown.push('\n');
    shown
}

/// Columns of the terminal that stdout is, or those in COLUMNS; `None` when a program reads the output.
pub fn width_if_known() -> Option<usize> {
    let named = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0);
    console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns)).or_else(named)
}

/// Columns to wrap text to. What goes into a pager is read in the terminal that stderr still is.
pub fn width() -> usize {
    let paged = || console::Term::stderr().size_checked().map(|(_, columns)| usize::from(columns));
    width_if_known().or_else(paged).unwrap_or(crate::report::page::WIDEST)
}

impl Default for Out {
    fn default() -> Self {
        Self::new()
    }
}

/// A word as a shell takes it: quoted where it holds anything that is not plain.
pub fn quoted(word: &str) -> String {
    let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/@%+=:,-".contains(&b));
    if plain { word.into() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// Text for this terminal: where the locale is not UTF-8, other characters are spelled out.
pub fn printable(text: String) -> String {
    if text.is_ascii() || utf8() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => out.push(c),
            '\u{2026}' => out.push_str("..."),
            '\u{2013}' | '\u{2014}' | '\u{2212}' => out.push('-'),
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2265}' => out.push_str(">="),
            '\u{2264}' => out.push_str("<="),
            '\u{d7}' => out.push('x'),
            c => out.extend(c.escape_unicode()),
        }
    }
    out
}

/// The first of these that is set names the locale, as in every C library.
fn utf8() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")).unwrap_or_default().to_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_json_steers_the_terminal() {
        let text = "a\u{9b}31m\u{202e}b\u{7f}\u{feff}\u{1b}é\u{1f600}\n";
        let document = serde_json::json!({ text: [text] });
        let shown = json(&document);
        assert!(!shown.chars().any(|c| c != '\n' && steers(c)), "{shown}");
        assert!(shown.contains(r"a\u009b31m\u202eb\u007f\ufeff\u001bé"), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), document);
    }
}
