//! The value of `sasl.jaas.config`: one login module with its options, tokens as Java's `StreamTokenizer` makes them.

use std::collections::BTreeMap;

/// A login module.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Module {
    /// Its class, such as `org.apache.kafka.common.security.plain.PlainLoginModule`.
    pub(super) class: String,
    /// Its options.
    pub(super) options: BTreeMap<String, String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Word(String),
    Sign(char),
}

/// Reads it.
///
/// # Errors
/// A sentence about the first mistake, without the values.
pub(super) fn parse(text: &str) -> Result<Module, String> {
    let mut parts = parts(text)?.into_iter();
    let Some(Part::Word(class)) = parts.next() else { return Err("it names no login module".into()) };
    match parts.next() {
        Some(Part::Word(flag))
            if ["required", "requisite", "sufficient", "optional"]
                .iter()
                .any(|known| flag.eq_ignore_ascii_case(known)) => {}
        _ => return Err(format!("{class} is not followed by required, requisite, sufficient or optional")),
    }
    let mut options = BTreeMap::new();
    loop {
        match parts.next() {
            Some(Part::Sign(';')) => break,
            Some(Part::Word(key)) => match (parts.next(), parts.next()) {
                (Some(Part::Sign('=')), Some(Part::Word(value))) => {
                    options.insert(key, value);
                }
                _ => return Err(format!("the option {key} has no value; values with signs stand in \"quotes\"")),
            },
            Some(Part::Sign(sign)) => {
                return Err(format!(
                    "there is a {sign:?} where an option should be; values with signs stand in \"quotes\""
                ));
            }
            None => return Err("it does not end with a semicolon".into()),
        }
    }
    if parts.next().is_some() {
        return Err("it has more than one login module; a client has one".into());
    }
    Ok(Module { class, options })
}

fn parts(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_whitespace() || c.is_control() {
            rest = &rest[c.len_utf8()..];
        } else if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else if c == '"' || c == '\'' {
            let (value, after) = quoted(&rest[1..], c)?;
            parts.push(Part::Word(value));
            rest = after;
        } else {
            let word = |c: char| c.is_ascii_alphanumeric() || "-_$.".contains(c) || c > '\u{9f}';
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            // A word that begins like a number is a number to Java, and no value.
            if end == 0 || c.is_ascii_digit() {
                parts.push(Part::Sign(c));
                rest = &rest[c.len_utf8()..];
            } else {
                parts.push(Part::Word(rest[..end].into()));
                rest = &rest[end..];
            }
        }
    }
    Ok(parts)
}

/// Up to the closing quote: backslashes as in Java's strings, with up to three octal digits.
fn quoted(text: &str, quote: char) -> Result<(String, &str), String> {
    let mut value = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' => break,
            _ if c == quote => return Ok((value, &text[at + 1..])),
            '\\' => match chars.next() {
                Some((_, first @ '0'..='7')) => {
                    let mut code = first as u32 - '0' as u32;
                    let most = if first <= '3' { 2 } else { 1 };
                    for _ in 0..most {
                        let Some((_, digit @ '0'..='7')) = chars.peek().copied() else { break };
                        code = code * 8 + (digit as u32 - '0' as u32);
                        chars.next();
                    }
                    value.extend(char::from_u32(code));
                }
                Some((_, c)) => value.push(match c {
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\u{b}',
                    c => c,
                }),
                None => break,
            },
            c => value.push(c),
        }
    }
    Err("a quote is not closed".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(text: &str) -> String {
        match parse(text) {
            Ok(module) => {
                format!("{} {:?}", module.class, module.options.into_iter().collect::<Vec<_>>())
            }
            Err(why) => why,
        }
    }

    #[test]
    fn modules_are_read_as_java_reads_them() {
        for (text, wanted) in [
            ("a.B required user=\"u\" pass='p w';", r#"a.B [("pass", "p w"), ("user", "u")]"#),
            ("a.B REQUIRED\n  user=u-1_x$ // no\n /* no */ ;", r#"a.B [("user", "u-1_x$")]"#),
            (r#"a.B required p="a\"b\\c\tq\101";"#, "a.B [(\"p\", \"a\\\"b\\\\c\\tqA\")]"),
            ("a.B required p=\"a;=b\";", r#"a.B [("p", "a;=b")]"#),
            ("a.B required;", "a.B []"),
            ("a.B required user=u", "it does not end with a semicolon"),
            ("a.B user=u;", "a.B is not followed by required, requisite, sufficient or optional"),
            ("a.B required p=12345;", "the option p has no value; values with signs stand in \"quotes\""),
            ("a.B required p=a#b;", "there is a '#' where an option should be; values with signs stand in \"quotes\""),
            ("a.B required p=\"a;", "a quote is not closed"),
            ("a.B required; c.D required;", "it has more than one login module; a client has one"),
            ("", "it names no login module"),
        ] {
            assert_eq!(options(text), wanted, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(?s).{0,60}") {
            let _ = parse(&text);
        }
    }
}
