//! Lines of a terminal: where text breaks, and what is shown of its small markup.

use console::style;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Breaks lines at spaces only: names, settings and addresses stay whole, so that they can be copied and searched for. `styled` gets each
/// line without its indent, which a style should not run over.
pub(super) fn wrap(
    out: &mut String,
    text: &str,
    width: usize,
    (first, rest): (&str, &str),
    styled: impl Fn(&str) -> String,
) {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    for (number, line) in textwrap::wrap(&text.trim_ascii().replace('\n', " "), options).iter().enumerate() {
        let indent = if number == 0 { first } else { rest };
        let line = format!("{indent}{}", styled(line.strip_prefix(indent).unwrap_or_default()));
        out.push_str(line.trim_end_matches(' '));
        out.push('\n');
    }
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
