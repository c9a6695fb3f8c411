//! Lines of a terminal: where text breaks, and what is shown of its small markup.

use console::style;

/// Breaks lines at spaces only: names, settings and addresses stay whole, so that they can be copied and searched for. Plain text is
/// cut line by line without a look at each word, because `show` does little else.
pub(super) fn wrap(out: &mut String, text: &str, width: usize, first: &str, rest: &str) {
    let mut text = text.trim_ascii();
    out.push_str(first);
    let mut used = first.len();
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        while used + text.len() > width {
            let room = (width.saturating_sub(used) + 1).min(text.len()).max(1);
            let bytes = text.as_bytes();
            let space = memchr::memrchr(b' ', &bytes[..room]).or_else(|| memchr::memchr(b' ', bytes));
            let Some(space) = space else { break };
            out.push_str(text[..space].trim_ascii_end());
            out.push('\n');
            out.push_str(rest);
            used = rest.len();
            text = text[space..].trim_ascii_start();
        }
        out.push_str(text);
    } else {
        let mut empty = true;
        let mut style = "";
        for mut word in text.split_ascii_whitespace() {
            let columns = console::measure_text_width(word);
            if !empty && used + 1 + columns > width {
                out.push('\n');
                out.push_str(rest);
                used = rest.len();
                empty = true;
            }
            let before = std::mem::replace(&mut style, starts_with_style(word));
            if !empty {
                // Neighbours of one style share it.
                if !style.is_empty() && before == style && out.ends_with(RESET) {
                    out.truncate(out.len() - RESET.len());
                    word = &word[style.len()..];
                }
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += columns;
            empty = false;
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out.push('\n');
}

/// What ends a style.
const RESET: &str = "\x1b[0m";

/// The style that a word begins with; nothing where it begins with text.
fn starts_with_style(word: &str) -> &str {
    let end = word.starts_with("\x1b[").then(|| word.find('m')).flatten();
    end.map_or("", |end| &word[..=end])
}

/// Styles words one by one: a style that spans words would run over the indent of the next line.
pub(super) fn each_word(text: &str, styled: &dyn Fn(&str) -> String) -> String {
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
    fn neighbours_of_one_style_share_it() {
        let mut out = String::new();
        wrap(&mut out, "\x1b[1ma\x1b[0m \x1b[1mb\x1b[0m \x1b[2mc\x1b[0m \x1b[2md\x1b[0m", 5, "", "");
        assert_eq!(out, "\x1b[1ma b\x1b[0m \x1b[2mc\x1b[0m\n\x1b[2md\x1b[0m\n");
    }

    #[test]
    fn plain_and_other_text_wrap_alike() {
        let text = "one two three four five six seven eight nine-and-a-long-word-that-does-not-fit ten eleven";
        for width in 20..60 {
            let wrapped = |text: &str| {
                let mut out = String::new();
                wrap(&mut out, text, width, "  - ", "    ");
                out
            };
            let other = wrapped(&text.replace('o', "\u{f6}")).replace('\u{f6}', "o");
            assert_eq!(wrapped(text), other, "{width}");
        }
    }
}
