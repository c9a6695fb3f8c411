//! Lines of a terminal: where text breaks, and what is shown of its small markup.

use std::borrow::Cow;

use console::style;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Breaks lines at spaces only: names, settings and addresses stay whole, so that they can be copied and searched for. The indents of the
/// first line and of the rest are equally wide. `styled` gets each line without its indent, which a style should not run over.
pub(super) fn wrap(
    out: &mut String,
    text: &str,
    width: usize,
    (first, rest): (&str, &str),
    styled: impl Fn(&str) -> String,
) {
    let room = width.saturating_sub(rest.len()).max(1);
    for (number, line) in broken(text.trim_ascii(), room).iter().enumerate() {
        out.push_str(if number == 0 { first } else { rest });
        out.push_str(&styled(line));
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
}

/// The lines of a text. Plain text is cut without a look at each word, which the library takes: `show` does little else.
fn broken(text: &str, room: usize) -> Vec<Cow<'_, str>> {
    if !text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        let options = Options::new(room)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        let line = text.replace('\n', " ");
        return textwrap::wrap(&line, options).into_iter().map(|line| Cow::Owned(line.into_owned())).collect();
    }
    let (mut lines, mut text) = (Vec::new(), text);
    while text.len() > room {
        let bytes = text.as_bytes();
        let space = memchr::memrchr(b' ', &bytes[..=room]).or_else(|| memchr::memchr(b' ', bytes));
        let Some(space) = space else { break };
        lines.push(text[..space].trim_ascii_end().into());
        text = text[space..].trim_ascii_start();
    }
    lines.push(text.into());
    lines
}

/// Styles words one by one: a style that spans words would run over the indent of the next line.
fn each_word(text: &str, styled: &dyn Fn(&str) -> String) -> String {
    if !console::colors_enabled() {
        return text.to_string();
    }
    text.split_whitespace().map(styled).collect::<Vec<_>>().join(" ")
}

/// Shows `code` and **bold**; their marks go away where the text is not coloured either, but for code that holds a space.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'`', b'*', rest.as_bytes()) {
        let mark = if rest[at..].starts_with("**") { "**" } else { "`" };
        let inner = &rest[at..].strip_prefix(mark).and_then(|after| after.find(mark).map(|end| &after[..end]));
        match inner {
            Some(inner) if !inner.is_empty() => {
                out.push_str(&rest[..at]);
                let shown = if mark == "`" {
                    each_word(inner, &|word| style(word).cyan().to_string())
                } else {
                    each_word(inner, &|word| style(word).bold().to_string())
                };
                let quote = if mark == "`" && inner.contains(' ') { "`" } else { "" };
                out.push_str(&format!("{quote}{shown}{quote}"));
                rest = &rest[at + inner.len() + 2 * mark.len()..];
            }
            _ => {
                out.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go() {
        assert_eq!(inline("set `acks` to **all**, 2 * 3 and `a b`"), "set acks to all, 2 * 3 and `a b`");
    }

    #[test]
    fn plain_and_other_text_break_alike() {
        let text = "one two three four five six seven eight nine-and-a-long-word-that-does-not-fit ten eleven";
        for room in 1..60 {
            let other = text.replace('o', "\u{f6}");
            let other = broken(&other, room).join("\n").replace('\u{f6}', "o");
            assert_eq!(broken(text, room).join("\n"), other, "{room}");
        }
    }

    #[test]
    fn lines_break_at_spaces_only() {
        let wrapped = |text: &str, width| {
            let mut out = String::new();
            wrap(&mut out, text, width, ("  - ", "    "), |line| format!("<{line}>"));
            out
        };
        assert_eq!(
            wrapped("one two three four-five\nsix seven_and_a_name_that_does_not_fit ten", 16),
            "  - <one two>\n    <three>\n    <four-five>\n    <six>\n    <seven_and_a_name_that_does_not_fit>\n    <ten>\n"
        );
        assert_eq!(wrapped("größer als öde", 15), "  - <größer als>\n    <öde>\n");
        assert_eq!(wrapped("\x1b[1mbold\x1b[0m and so", 12), "  - <\x1b[1mbold\x1b[0m and>\n    <so>\n");
    }
}
