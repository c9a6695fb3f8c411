//! `.properties` as `java.util.Properties.load` reads them: the rules stand in the documentation of that method.

use super::Entry;

/// Every pair, in order; equal keys stay, since the last one holds.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut lines = natural(text).enumerate().map(|(number, line)| (number as u64 + 1, line));
    while let Some((number, line)) = lines.next() {
        let line = line.trim_start_matches(BLANK);
        if line.is_empty() || line.starts_with(['#', '!']) {
            continue;
        }
        let mut logical = line.to_string();
        while continues(&logical) {
            logical.pop();
            match lines.next() {
                // A comment sign has no meaning in a continued line, and its leading blanks do not count.
                Some((_, more)) => logical.push_str(more.trim_start_matches(BLANK)),
                None => break,
            }
        }
        let (key, value) = split(&logical);
        entries.push(Entry { key: unescape(key), value: unescape(value), line: number });
    }
    entries
}

const BLANK: [char; 3] = [' ', '\t', '\u{c}'];

/// Lines end in `\n`, `\r` or both.
fn natural(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let after = &text[end..];
        rest = Some(after.strip_prefix("\r\n").unwrap_or(&after[1..]));
        Some(&text[..end])
    })
}

/// An odd number of backslashes at the end.
fn continues(line: &str) -> bool {
    line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// The key ends at the first `=`, `:` or blank that no backslash protects; blanks around one separator do not count.
fn split(line: &str) -> (&str, &str) {
    let mut escaped = false;
    let end = line
        .char_indices()
        .find(|(_, c)| {
            let ends = !escaped && (*c == '=' || *c == ':' || BLANK.contains(c));
            escaped = *c == '\\' && !escaped;
            ends
        })
        .map_or(line.len(), |(at, _)| at);
    let value = line[end..].trim_start_matches(BLANK);
    let value = value.strip_prefix(['=', ':']).unwrap_or(value);
    (&line[..end], value.trim_start_matches(BLANK))
}

/// `\t \n \r \f`, `\uXXXX` (two of them for characters beyond 16 bits), and any other character for itself. Java refuses a
/// broken `\u`; here it stays as it stands, so that the rest of the file can be judged.
fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.into();
    }
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let push = |units: &mut Vec<u16>, c: char| units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            push(&mut units, c);
            continue;
        }
        match chars.next() {
            Some('t') => push(&mut units, '\t'),
            Some('n') => push(&mut units, '\n'),
            Some('r') => push(&mut units, '\r'),
            Some('f') => push(&mut units, '\u{c}'),
            Some('u') => {
                let digits: String = chars.as_str().chars().take(4).collect();
                match u16::from_str_radix(&digits, 16) {
                    Ok(unit) if digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                        units.push(unit);
                        chars = chars.as_str()[4..].chars();
                    }
                    _ => "\\u".chars().for_each(|c| push(&mut units, c)),
                }
            }
            Some(c) => push(&mut units, c),
            None => {}
        }
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(String, String, u64)> {
        entries(text).into_iter().map(|entry| (entry.key, entry.value, entry.line)).collect()
    }

    fn one(text: &str) -> (String, String) {
        let mut all = read(text);
        assert_eq!(all.len(), 1, "{text:?} -> {all:?}");
        let (key, value, _) = all.remove(0);
        (key, value)
    }

    #[test]
    fn lines_are_read_as_java_reads_them() {
        for (text, key, value) in [
            ("a.b=c", "a.b", "c"),
            ("a.b = c ", "a.b", "c "),
            ("a.b:c", "a.b", "c"),
            ("a.b c d", "a.b", "c d"),
            ("  a.b\t=\tc", "a.b", "c"),
            ("a.b==c", "a.b", "=c"),
            ("a.b", "a.b", ""),
            ("a.b=", "a.b", ""),
            ("a\\=b\\ c=d", "a=b c", "d"),
            ("a=b,\\\n   c,\\\r\n\td", "a", "b,c,d"),
            ("a=b\\\\\n#c", "a", "b\\"),
            ("a=b\\\n# c", "a", "b# c"),
            ("a=\\u00e9\\uD83D\\uDE00\\t\\x", "a", "é😀\tx"),
            ("a=\\u12", "a", "\\u12"),
            ("a=C:\\\\kafka", "a", "C:\\kafka"),
            ("# x\n! y\n\n \na=1", "a", "1"),
            ("a=1\\", "a", "1"),
        ] {
            assert_eq!(one(text), (key.to_string(), value.to_string()), "{text:?}");
        }
    }

    #[test]
    fn lines_are_counted_over_continuations_and_every_line_end() {
        let lines: Vec<u64> = read("a=1\r\nb=2\\\r\n3\rc=4\n#\nd=5").into_iter().map(|(_, _, line)| line).collect();
        assert_eq!(lines, [1, 2, 4, 6]);
    }

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                ' ' | '\t' | '\u{c}' | '=' | ':' | '#' | '!' | '\\' => out.extend([
                    '\\',
                    if c == '\t' {
                        't'
                    } else if c == '\u{c}' {
                        'f'
                    } else {
                        c
                    },
                ]),
                c => out.push(c),
            }
        }
        out
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(?s).*") {
            let _ = entries(&text);
        }

        #[test]
        fn what_was_escaped_comes_back(pairs in prop::collection::vec(("(?s).{1,9}", "(?s).{0,9}"), 0..9)) {
            let text: String = pairs.iter().map(|(key, value)| format!("{}={}\n", escaped(key), escaped(value))).collect();
            let back: Vec<(String, String)> = entries(&text).into_iter().map(|entry| (entry.key, entry.value)).collect();
            prop_assert_eq!(back, pairs);
        }
    }
}
