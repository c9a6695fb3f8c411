//! Templates: the patterns of log sources. Text that must stand in the line letter by letter, `{}` for any text, `{name}` for
//! one word that is kept. No regular expressions: a template cannot be slow, and its constant pieces can be searched for all at once.

use std::collections::BTreeMap;

use memchr::memmem;

/// One compiled template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Any,
    Word(String),
}

/// The words that placeholders matched: names to values.
pub type Names = BTreeMap<String, String>;

/// Where a value of a `{name}` ends: white space and what Kafka's messages put around values.
const ENDS: &[u8] = b" \t\r\n,;()[]{}'\"=";

/// A value is kept at most this long; what is longer is no name.
const LONGEST_WORD: usize = 256;

impl Template {
    /// Reads a template. Braces that hold anything but lower-case letters, digits, `_` or nothing stand for themselves.
    ///
    /// # Errors
    /// A sentence, when there is no constant piece of at least four bytes (nothing to search for).
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut constant = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let after = &rest[open + 1..];
            let name = after.find('}').map(|close| &after[..close]);
            match name {
                Some(name) if name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') => {
                    constant.push_str(&rest[..open]);
                    if !constant.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut constant)));
                    }
                    parts.push(if name.is_empty() { Part::Any } else { Part::Word(name.into()) });
                    rest = &after[name.len() + 1..];
                }
                _ => {
                    constant.push_str(&rest[..=open]);
                    rest = after;
                }
            }
        }
        constant.push_str(rest);
        if !constant.is_empty() {
            parts.push(Part::Text(constant));
        }
        let template = Self { parts };
        if template.key().len() < 4 {
            return Err(format!("the template {text:?} has no constant piece of at least 4 bytes to search for"));
        }
        Ok(template)
    }

    /// The longest constant piece: a line without it cannot match.
    pub fn key(&self) -> &str {
        self.pieces().max_by_key(|piece| piece.len()).unwrap_or("")
    }

    /// All constant pieces, in order.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The names of the placeholders that keep a word.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Word(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Where the template matches in a line (first place that fits), with the words it keeps.
    pub fn find(&self, line: &[u8]) -> Option<Names> {
        let mut start = 0;
        let Some(Part::Text(first)) = self.parts.first() else {
            return self.match_from(line, &self.parts, false);
        };
        while let Some(at) = memmem::find(&line[start..], first.as_bytes()) {
            let at = start + at;
            if let Some(names) = self.match_from(&line[at + first.len()..], &self.parts[1..], true) {
                return Some(names);
            }
            start = at + 1;
        }
        None
    }

    /// Matches the parts in order; `anchored` says that the first one must start here.
    fn match_from(&self, mut line: &[u8], parts: &[Part], mut anchored: bool) -> Option<Names> {
        let mut names = Names::new();
        for (i, part) in parts.iter().enumerate() {
            match part {
                Part::Any => anchored = false,
                Part::Text(text) => {
                    let at = if anchored {
                        line.starts_with(text.as_bytes()).then_some(0)
                    } else {
                        memmem::find(line, text.as_bytes())
                    }?;
                    line = &line[at + text.len()..];
                    anchored = true;
                }
                Part::Word(name) => {
                    let ends = line.iter().position(|b| ENDS.contains(b)).unwrap_or(line.len());
                    // A value may be followed by a constant that could also be part of a word, such as a full stop.
                    let end = match parts.get(i + 1) {
                        Some(Part::Text(next)) => {
                            let limit = (ends + next.len()).min(line.len());
                            memmem::rfind(&line[..limit], next.as_bytes()).filter(|at| *at <= ends)?
                        }
                        _ => ends,
                    };
                    if end == 0 || end > LONGEST_WORD {
                        return None;
                    }
                    names.insert(
                        name.clone(),
                        String::from_utf8_lossy(&line[..end]).trim_end_matches(['.', ':']).into(),
                    );
                    line = &line[end..];
                    anchored = true;
                }
            }
        }
        Some(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(template: &str, line: &str) -> Option<Vec<(String, String)>> {
        Template::parse(template).unwrap().find(line.as_bytes()).map(|names| names.into_iter().collect())
    }

    fn kept(pairs: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
        Some(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn templates_match_letter_by_letter_and_keep_words() {
        assert_eq!(
            find("consumer poll timeout has expired", "WARN [c] consumer poll timeout has expired. This"),
            kept(&[])
        );
        assert_eq!(find("consumer poll timeout has expired", "consumer Poll timeout has expired"), None);
        assert_eq!(find("Fencing broker {broker} at", "INFO Fencing broker 2 at epoch 12"), kept(&[("broker", "2")]));
        assert_eq!(find("partition {partition}.", "partition a.b-0. More"), kept(&[("partition", "a.b-0")]));
        assert_eq!(
            find("for {partition} in dir {dir}", "while appending for t-0 in dir /d/k1 now"),
            kept(&[("dir", "/d/k1"), ("partition", "t-0")])
        );
        assert_eq!(
            find("Group {group} with {} is now empty", "Group g with generation 4 is now empty"),
            kept(&[("group", "g")])
        );
        assert_eq!(find(": {orders=LEADER", "id 3 : {orders=LEADER_NOT_AVAILABLE}"), kept(&[]));
        assert_eq!(
            find("{topic}=LEADER_NOT_AVAILABLE", "id 3 : {orders=LEADER_NOT_AVAILABLE}"),
            None,
            "a word starts where the text before it ends"
        );
        assert_eq!(
            find("{{topic}=LEADER_NOT_AVAILABLE", "id 3 : {orders=LEADER_NOT_AVAILABLE}"),
            kept(&[("topic", "orders")])
        );
        assert_eq!(find("removing member {member} on", "removing member  on"), None, "a word is not empty");
    }

    #[test]
    fn a_template_needs_something_to_search_for() {
        assert!(Template::parse("{} {broker}").is_err());
        assert!(Template::parse("").is_err());
    }
}
