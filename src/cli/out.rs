//! Standard output: a reader that closes the pipe ends the run in silence.

use std::io::{self, BufWriter, Stdout, Write};
use std::process::ExitCode;

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
        let text = serde_json::to_string_pretty(document).expect("documents are plain data");
        self.all(&format!("{text}\n"))
    }
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
