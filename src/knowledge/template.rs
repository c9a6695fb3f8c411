//! Templates: the patterns of log sources. Text that must stand in the line letter by letter, `{}` for any text, `{name}` for
//! one word that is kept. No regular expressions: a template cannot be slow, and its constant pieces can be searched for all at once.

use std::collections::BTreeMap;

use memchr::memmem;

/// One compiled template.
#[derive(Debug, Clone)]
pub struct Template {
    parts: Vec<Part>,
    /// For each part that is text, what finds it: made once, because making it takes longer than a search in a line.
    finders: Vec<Option<memmem::Finder<'static>>>,
}

impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for Template {}

/// Why a template does not match from a place on.
enum Miss {
    /// It may match from a later one.
    Here,
    /// It cannot.
    Everywhere,
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
    /// Reads a template. Braces that hold anything but lower-case letters, digits, `_` or nothing stand for themselves; `{}` at the start says
    /// nothing and is left out.
    ///
    /// # Errors
    /// A sentence, when there is no constant piece of at least four bytes (nothing to search for), or none behind the word that it begins with.
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
        let any = parts.iter().take_while(|part| **part == Part::Any).count();
        parts.drain(..any);
        let finders = parts.iter().map(|part| match part {
            Part::Text(text) => Some(memmem::Finder::new(text).into_owned()),
            _ => None,
        });
        let template = Self { finders: finders.collect(), parts };
        if template.key().len() < 4 {
            return Err(format!("the template {text:?} has no constant piece of at least 4 bytes to search for"));
        }
        if template.word_before().is_some() && !matches!(template.parts.get(1), Some(Part::Text(_))) {
            return Err(format!("the template {text:?} begins with a word that no text ends"));
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

    /// Whether the template matches in a line, with the words it keeps. It is tried wherever its first text stands; the texts behind a `{}` are
    /// taken where they first stand and not tried further back: `from {}b{n} c` finds nothing in `from b! b1 c`.
    pub fn find(&self, line: &[u8]) -> Option<Names> {
        let before = self.word_before();
        let at_first = usize::from(before.is_some());
        let first = self.finders.get(at_first).and_then(Option::as_ref)?;
        let mut start = 0;
        while let Some(at) = first.find(&line[start..]) {
            let at = start + at;
            let matched = self.match_from(&line[at + first.needle().len()..], at_first + 1, true);
            match matched.and_then(|names| keep_before(before, &line[..at], names)) {
                Ok(names) => return Some(names),
                Err(Miss::Everywhere) => return None,
                Err(Miss::Here) => start = at + 1,
            }
        }
        None
    }

    /// The name of a word that the template begins with: it reaches back from the text behind it.
    fn word_before(&self) -> Option<&str> {
        match self.parts.first() {
            Some(Part::Word(name)) => Some(name),
            _ => None,
        }
    }

    /// As [`find`](Self::find), in a line that is known to hold the [`key`](Self::key).
    pub fn find_by_key(&self, line: &[u8]) -> Option<Names> {
        if let [Part::Text(_)] = self.parts[..] { Some(Names::new()) } else { self.find(line) }
    }

    /// Matches the parts from one on, in order; `anchored` says that it must start here.
    fn match_from(&self, mut line: &[u8], from: usize, mut anchored: bool) -> Result<Names, Miss> {
        let mut names = Names::new();
        for (i, part) in self.parts.iter().enumerate().skip(from) {
            match part {
                Part::Any => anchored = false,
                Part::Text(text) => {
                    let at = if anchored {
                        line.starts_with(text.as_bytes()).then_some(0).ok_or(Miss::Here)
                    } else {
                        // What does not stand behind here stands behind no later place.
                        self.finders[i].as_ref().and_then(|finder| finder.find(line)).ok_or(Miss::Everywhere)
                    }?;
                    line = &line[at + text.len()..];
                    anchored = true;
                }
                Part::Word(name) => {
                    let ends = line.iter().position(|b| ENDS.contains(b)).unwrap_or(line.len());
                    // A value may be followed by a constant that could also be part of a word, such as a full stop.
                    let end = match self.parts.get(i + 1) {
                        Some(Part::Text(next)) => {
                            let limit = (ends + next.len()).min(line.len());
                            memmem::rfind(&line[..limit], next.as_bytes()).filter(|at| *at <= ends).ok_or(Miss::Here)?
                        }
                        _ => ends,
                    };
                    keep(name, &line[..end], &mut names)?;
                    line = &line[end..];
                    anchored = true;
                }
            }
        }
        Ok(names)
    }
}

/// Keeps a word, unless it is none.
fn keep(name: &str, word: &[u8], names: &mut Names) -> Result<(), Miss> {
    if word.is_empty() || word.len() > LONGEST_WORD {
        return Err(Miss::Here);
    }
    names.insert(name.into(), String::from_utf8_lossy(word).trim_end_matches(['.', ':']).into());
    Ok(())
}

/// Keeps the word that ends a text, where one is asked for.
fn keep_before(name: Option<&str>, text: &[u8], mut names: Names) -> Result<Names, Miss> {
    if let Some(name) = name {
        let start = text.iter().rposition(|b| ENDS.contains(b)).map_or(0, |at| at + 1);
        keep(name, &text[start..], &mut names)?;
    }
    Ok(names)
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
            find("{topic}=LEADER_NOT_AVAILABLE", "=LEADER_NOT_AVAILABLE, id 3 : {orders=LEADER_NOT_AVAILABLE}"),
            kept(&[("topic", "orders")]),
            "a word at the start reaches back to what ends words"
        );
        assert_eq!(
            find("{node} is fenced by {by}", "b1:9092 is fenced by 3"),
            kept(&[("by", "3"), ("node", "b1:9092")])
        );
        assert_eq!(find("{} {node} is fenced", "at last node 2 is fenced"), kept(&[("node", "2")]));
        assert_eq!(
            find("{{topic}=LEADER_NOT_AVAILABLE", "id 3 : {orders=LEADER_NOT_AVAILABLE}"),
            kept(&[("topic", "orders")])
        );
        assert_eq!(find("removing member {member} on", "removing member  on"), None, "a word is not empty");
        assert_eq!(find("from {}b{n} c", "from b! b1 c"), None, "what stands behind {{}} is not tried twice");
    }

    #[test]
    fn a_template_needs_something_to_search_for() {
        assert!(Template::parse("{} {broker}").is_err());
        assert!(Template::parse("").is_err());
        assert!(Template::parse("{broker}{} is fenced").is_err());
    }
}
