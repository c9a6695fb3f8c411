//! From text to terms: tokens, English stems, synonyms, negation.
//!
//! Names of settings, errors and classes are kept whole and also taken apart: `max.poll.interval.ms` is found by itself and by
//! "poll interval".

use std::collections::{HashMap, HashSet};

use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};

use crate::knowledge::{Knowledge, Vocabulary};

/// One term of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The stem, synonyms folded; of a whole name the name in lower case.
    pub stem: String,
    /// The word as it was written, in lower case.
    pub word: String,
    /// Said not to be: "no errors", "did not lose records".
    pub negated: bool,
    /// What it is.
    pub kind: TermKind,
}

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermKind {
    /// A word.
    Word,
    /// A name of several parts, as a whole; its parts follow as words.
    Whole,
    /// `not`, `no`, `never`, …: makes what follows negated.
    Not,
}

/// The vocabulary, prepared.
#[derive(Serialize, Deserialize)]
pub struct Words {
    #[serde(skip, default = "stemmer")]
    stemmer: Stemmer,
    stop: HashSet<String>,
    /// Stems of a synonym, which may be several words, to the stem that stands for all.
    synonyms: HashMap<Vec<String>, String>,
    longest: usize,
    trouble: HashSet<String>,
    /// Names of products in lower case, which are not taken apart.
    names: HashSet<String>,
}

const NEGATORS: &[&str] = &[
    "not", "no", "never", "without", "cannot", "none", "nothing", "nobody", "neither", "nor", "unable", "isnt", "dont",
    "doesnt", "didnt", "cant",
];

/// After these a negation says something about the writer, not about Kafka: "not sure why records are lost".
const WRITER: &[&str] = &[
    "sure",
    "know",
    "understand",
    "clear",
    "certain",
    "only",
    "matter",
    "idea",
    "clue",
    "obvious",
    "explain",
    "figure",
    "tell",
    "reason",
    "just",
    "yet",
    "longer",
];

/// Where the reach of a negation ends.
const CLAUSE: &[&str] = &[
    "and", "but", "because", "although", "though", "however", "why", "when", "if", "after", "until", "unless", "since",
    "while", "except", "so",
];

/// How many words of content a negation reaches: "no records of this topic are lost" needs three.
const REACH: usize = 3;

fn stemmer() -> Stemmer {
    Stemmer::create(Algorithm::English)
}

impl Words {
    /// Prepares the vocabulary, or takes what the build script has made of it.
    pub fn new(knowledge: &Knowledge) -> Self {
        match knowledge.compiled {
            Some(compiled) => postcard::from_bytes(compiled.words).expect("the words were written by the build script"),
            None => Self::prepare(&knowledge.vocabulary),
        }
    }

    fn prepare(vocabulary: &Vocabulary) -> Self {
        let stop = vocabulary
            .stop
            .iter()
            .map(|word| word.to_lowercase())
            .filter(|word| !NEGATORS.contains(&word.as_str()))
            .collect();
        let names = vocabulary.names.iter().map(|name| name.to_lowercase()).collect();
        let mut words =
            Self { stemmer: stemmer(), stop, synonyms: HashMap::new(), longest: 1, trouble: HashSet::new(), names };
        let mut synonyms = HashMap::new();
        for group in &vocabulary.synonyms {
            let Some(first) = group.first() else { continue };
            let canonical = words.stems(first).join(" ");
            for word in group {
                let stems = words.stems(word);
                if !stems.is_empty() {
                    words.longest = words.longest.max(stems.len());
                    synonyms.entry(stems).or_insert_with(|| canonical.clone());
                }
            }
        }
        words.synonyms = synonyms;
        words.trouble = vocabulary.trouble.iter().flat_map(|word| words.terms(word)).map(|term| term.stem).collect();
        words
    }

    /// Whether a term says that something is wrong.
    pub fn is_trouble(&self, term: &Term) -> bool {
        !term.negated && self.trouble.contains(&term.stem)
    }

    /// Stems of the words as they stand, without synonyms.
    fn stems(&self, text: &str) -> Vec<String> {
        raw(text)
            .into_iter()
            .flat_map(|token| match token {
                Raw::Word(word) => self.parts(&word).iter().map(|part| self.stem(part)).collect(),
                Raw::Boundary => Vec::new(),
            })
            .collect()
    }

    fn stem(&self, word: &str) -> String {
        let word = word.to_lowercase();
        if word.bytes().all(|b| b.is_ascii_alphabetic()) { self.stemmer.stem(&word).into_owned() } else { word }
    }

    /// The terms of a text in order, stop words left out.
    pub fn terms(&self, text: &str) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::new();
        let mut reach = 0;
        let tokens = raw(text);
        let mut i = 0;
        while i < tokens.len() {
            let Raw::Word(word) = &tokens[i] else {
                reach = 0;
                i += 1;
                continue;
            };
            let lower = word.to_lowercase();
            if negates(&lower) {
                let next = tokens
                    .get(i + 1)
                    .and_then(|next| if let Raw::Word(next) = next { Some(next.to_lowercase()) } else { None });
                let about_the_writer = next.is_some_and(|next| WRITER.contains(&next.as_str()) && next != "longer");
                if !about_the_writer {
                    reach = REACH;
                }
                terms.push(Term { stem: "not".into(), word: lower, negated: false, kind: TermKind::Not });
                i += 1;
                continue;
            }
            if CLAUSE.contains(&lower.as_str()) {
                reach = 0;
            }
            let pieces = self.parts(word);
            if pieces.len() > 1 {
                terms.push(Term { stem: lower.clone(), word: lower, negated: reach > 0, kind: TermKind::Whole });
                let stems: Vec<String> = pieces.iter().map(|piece| self.stem(piece)).collect();
                self.fold(&stems, reach > 0, &pieces, &mut terms);
                reach = usize::saturating_sub(reach, 1);
                i += 1;
                continue;
            }
            // A synonym of several words takes them all.
            let mut taken = 1;
            let mut stem = self.stem(&lower);
            for length in (1..=self.longest.min(tokens.len() - i)).rev() {
                let run: Option<Vec<String>> = tokens[i..i + length]
                    .iter()
                    .map(|token| match token {
                        Raw::Word(word) if self.parts(word).len() == 1 => Some(self.stem(word)),
                        _ => None,
                    })
                    .collect();
                if let Some(canonical) = run.and_then(|run| self.synonyms.get(&run)) {
                    stem = canonical.clone();
                    taken = length;
                    break;
                }
            }
            if taken > 1 || !self.stop.contains(&lower) {
                terms.push(Term { stem, word: lower, negated: reach > 0, kind: TermKind::Word });
                reach = usize::saturating_sub(reach, 1);
            }
            i += taken;
        }
        terms
    }

    /// The parts of a name, those of a product's name together.
    fn parts(&self, word: &str) -> Vec<String> {
        let pieces = parts(word);
        let mut joined: Vec<String> = Vec::with_capacity(pieces.len());
        let mut rest = pieces.as_slice();
        while !rest.is_empty() {
            let product = (2..=rest.len()).rev().find(|length| {
                let name = rest[..*length].concat();
                self.names.contains(&name.to_lowercase()) && word.contains(&name)
            });
            let (name, after) = rest.split_at(product.unwrap_or(1));
            joined.push(name.concat());
            rest = after;
        }
        joined
    }

    /// Adds the parts of a name, with synonyms.
    fn fold(&self, stems: &[String], negated: bool, pieces: &[String], terms: &mut Vec<Term>) {
        let mut i = 0;
        while i < stems.len() {
            let taken = (1..=self.longest.min(stems.len() - i))
                .rev()
                .find(|length| self.synonyms.contains_key(&stems[i..i + length]));
            let stem = taken.map_or_else(|| stems[i].clone(), |length| self.synonyms[&stems[i..i + length]].clone());
            let word = pieces[i].to_lowercase();
            if !self.stop.contains(&word) {
                terms.push(Term { stem, word, negated, kind: TermKind::Word });
            }
            i += taken.unwrap_or(1);
        }
    }
}

fn negates(word: &str) -> bool {
    NEGATORS.contains(&word) || word.ends_with("n't") || word.ends_with("n’t")
}

enum Raw {
    Word(String),
    Boundary,
}

/// Words longer than this are data, not words.
const LONGEST: usize = 120;

fn raw(text: &str) -> Vec<Raw> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    loop {
        let c = chars.next();
        // "Leader: -1", but not "1-2" or "--from 1".
        let sign = c == Some('-') && before.is_whitespace() && chars.peek().is_some_and(char::is_ascii_digit);
        before = c.unwrap_or(' ');
        match c {
            Some(c)
                if sign || c.is_alphanumeric() || (matches!(c, '_' | '.' | '-' | '\'' | '’') && !word.is_empty()) =>
            {
                word.push(c)
            }
            other => {
                let bare = word.trim_end_matches(['.', '-', '_', '\'', '’']);
                let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
                if !bare.is_empty() && bare.len() <= LONGEST {
                    tokens.push(Raw::Word(bare.to_string()));
                }
                // A full stop that ended a word ends the clause, too.
                let ended = word.ends_with('.');
                word.clear();
                match other {
                    None => return tokens,
                    Some(',' | ';' | '(' | ')' | '!' | '?' | '\n') => tokens.push(Raw::Boundary),
                    _ if ended => tokens.push(Raw::Boundary),
                    _ => {}
                }
            }
        }
    }
}

/// The parts of a name: at `.`, `_`, `-` and where a class name goes on with a capital. Versions and addresses stay whole.
fn parts(word: &str) -> Vec<String> {
    if !word.bytes().any(|b| b.is_ascii_alphabetic()) || word.contains(['\'', '’']) {
        return vec![word.to_string()];
    }
    let mut parts: Vec<String> = Vec::new();
    for piece in word.split(['.', '_', '-']).filter(|piece| !piece.is_empty()) {
        let chars: Vec<char> = piece.chars().collect();
        let mut start = 0;
        for i in 1..chars.len() {
            let lower_to_upper = chars[i - 1].is_lowercase() && chars[i].is_uppercase();
            let end_of_capitals = i + 1 < chars.len()
                && chars[i - 1].is_uppercase()
                && chars[i].is_uppercase()
                && chars[i + 1].is_lowercase()
                && i - start > 1;
            // "URPs" and "IDs" are plurals, not names of two parts.
            let plural = end_of_capitals && i + 2 == chars.len() && chars[i + 1] == 's';
            if (lower_to_upper || end_of_capitals) && !plural {
                parts.push(chars[start..i].iter().collect());
                start = i;
            }
        }
        parts.push(chars[start..].iter().collect());
    }
    if parts.is_empty() { vec![word.to_string()] } else { parts }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn words() -> Words {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_string()).collect::<Vec<_>>();
        Words::prepare(&Vocabulary {
            synonyms: vec![
                list(&["lost", "lose", "disappear", "go missing"]),
                list(&["record", "message"]),
                list(&["dlq", "dead letter queue"]),
            ],
            trouble: list(&["lost", "stuck"]),
            stop: list(&["the", "a", "are", "is", "of", "to", "we", "not", "does", "did", "into"]),
            names: list(&["ZooKeeper", "RocksDB"]),
        })
    }

    fn stems(text: &str) -> Vec<String> {
        words()
            .terms(text)
            .into_iter()
            .map(|term| if term.negated { format!("!{}", term.stem) } else { term.stem })
            .collect()
    }

    #[test]
    fn names_are_kept_whole_and_taken_apart() {
        assert_eq!(stems("max.poll.interval.ms."), ["max.poll.interval.ms", "max", "poll", "interv", "ms"]);
        assert_eq!(stems("NOT_LEADER_OR_FOLLOWER")[0], "not_leader_or_follower");
        assert_eq!(stems("CommitFailedException"), ["commitfailedexception", "commit", "fail", "except"]);
        assert_eq!(stems("URPs, IDs"), ["urp", "id"]);
        assert_eq!(stems("ZooKeeper, zookeeper, ZOOKEEPER"), ["zookeep"; 3], "a product's name is one word");
        assert_eq!(
            stems("ZooKeeperClientException RocksDBException"),
            ["zookeeperclientexception", "zookeep", "client", "except", "rocksdbexception", "rocksdb", "except"]
        );
        assert_eq!(stems("zoo.keeper"), ["zoo.keeper", "zoo", "keeper"]);
        assert_eq!(stems("2.8.1 at 10.0.0.1:9092"), ["2.8.1", "at", "10.0.0.1", "9092"]);
        assert_eq!(stems("Leader: -1, --from 1-2"), ["leader", "-1", "from", "1-2"]);
    }

    #[test]
    fn synonyms_fold_and_negation_reaches_a_few_words() {
        assert_eq!(stems("messages disappear"), ["record", "lost"]);
        assert_eq!(stems("records go missing into the dead letter queue"), ["record", "lost", "dlq"]);
        assert_eq!(stems("no messages are lost, consumers stuck"), ["not", "!record", "!lost", "consum", "stuck"]);
        assert_eq!(stems("we didn't lose records"), ["not", "!lost", "!record"]);
        assert_eq!(stems("not sure why messages are lost"), ["not", "sure", "whi", "record", "lost"]);
    }
}
