//! From text to terms: tokens, English stems, synonyms, negation.
//!
//! Names of settings, errors and classes are kept whole and also taken apart: `max.poll.interval.ms` is found by itself and by
//! "poll interval".

use std::collections::{HashMap, HashSet};

use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};

use super::negation::{self, REACH, counts_none_of, counts_nothing, negates};
use super::tokens::{Token, segments, tokens};
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
    /// Stands behind `=`: what the name before it is set to.
    pub value: bool,
    /// The number of the identifier that it is a part of, one without dots and dashes; 0 for a word of its own.
    pub of: usize,
}

/// Stands before the stem in the key of what is denied; no word has it.
const DENIED: char = '!';

/// The stem of a key.
pub fn stem_of(key: &str) -> &str {
    key.trim_start_matches(DENIED)
}

impl Term {
    /// What it is compared by where it matters whether it is said or denied.
    pub fn key(&self) -> String {
        if self.negated { format!("{DENIED}{}", self.stem) } else { self.stem.clone() }
    }

    /// Whether this is its [`key`](Self::key).
    pub fn is(&self, key: &str) -> bool {
        let said = if self.negated { key.strip_prefix(DENIED) } else { Some(key) };
        said == Some(&self.stem)
    }
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
        let stop = vocabulary.stop.iter().map(|word| word.to_lowercase()).filter(|word| !negates(word)).collect();
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
        let words = tokens(text).into_iter().filter_map(Token::into_word);
        words.flat_map(|word| self.parts(&word)).map(|(part, _)| self.stem(&part)).collect()
    }

    fn stem(&self, word: &str) -> String {
        let word = word.to_lowercase();
        if word.bytes().all(|b| b.is_ascii_alphabetic()) { self.stemmer.stem(&word).into_owned() } else { word }
    }

    /// The terms of a text in order, stop words left out.
    pub fn terms(&self, text: &str) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::new();
        let (mut reach, mut clause, mut value, mut identifiers) = (0, 0, false, 0);
        let tokens = tokens(text);
        let mut i = 0;
        while i < tokens.len() {
            let word = match &tokens[i] {
                Token::Word(word) => word,
                other => {
                    value = matches!(other, Token::Equals);
                    if !value {
                        (reach, clause) = (0, terms.len());
                    }
                    i += 1;
                    continue;
                }
            };
            let lower = word.to_lowercase();
            if negates(&lower) || counts_none_of(&tokens, i) {
                let next = tokens.get(i + 1).and_then(Token::word).map(str::to_lowercase);
                if !next.is_some_and(|next| negation::is_about_the_writer(&next)) {
                    reach = REACH;
                }
                let (stem, kind) = ("not".into(), TermKind::Not);
                terms.push(Term { stem, word: lower, negated: false, kind, value: false, of: 0 });
                (value, i) = (false, i + 1);
                continue;
            }
            let denies_cause = reach == REACH && negation::begins_cause(&lower);
            if negation::begins_clause(&lower) && !denies_cause {
                (reach, clause) = (0, terms.len());
            } else if negation::owns(&lower) {
                clause = terms.len();
            }
            if reach == 0 && counts_nothing(&tokens, i) {
                terms[clause..].iter_mut().for_each(|term| term.negated = term.kind != TermKind::Not);
            }
            let pieces = self.parts(word);
            if pieces.len() > 1 {
                let negated = reach > 0;
                terms.push(Term { stem: lower.clone(), word: lower, negated, kind: TermKind::Whole, value, of: 0 });
                self.fold(&pieces, identifiers, negated, &mut terms);
                identifiers += pieces.len();
                reach = usize::saturating_sub(reach, 1);
                i += 1;
            } else {
                let (stem, taken) = self.synonym(&tokens[i..]).unwrap_or_else(|| (self.stem(&lower), 1));
                if taken > 1 || !self.stop.contains(&lower) {
                    let (negated, kind) = (reach > 0, TermKind::Word);
                    terms.push(Term { stem, word: lower, negated, kind, value, of: 0 });
                    reach = usize::saturating_sub(reach, 1);
                }
                i += taken;
            }
            value = false;
        }
        terms
    }

    /// The stem that stands for the longest synonym that these tokens begin with, and how many it takes.
    fn synonym(&self, tokens: &[Token]) -> Option<(String, usize)> {
        (1..=self.longest.min(tokens.len())).rev().find_map(|length| {
            let run: Option<Vec<String>> = tokens[..length]
                .iter()
                .map(|token| token.word().filter(|word| self.parts(word).len() == 1).map(|word| self.stem(word)))
                .collect();
            Some((self.synonyms.get(&run?)?.clone(), length))
        })
    }

    /// The parts of a name, those of a product's name together; each with the place of its identifier in the name, from 1, or 0 where that
    /// has no other part.
    fn parts(&self, word: &str) -> Vec<(String, usize)> {
        let mut all = Vec::new();
        for (number, pieces) in (1..).zip(segments(word)) {
            let before = all.len();
            let mut rest = pieces.as_slice();
            while !rest.is_empty() {
                let product = (2..=rest.len()).rev().find(|length| {
                    let name = rest[..*length].concat();
                    self.names.contains(&name.to_lowercase()) && word.contains(&name)
                });
                let (name, after) = rest.split_at(product.unwrap_or(1));
                all.push((name.concat(), number));
                rest = after;
            }
            if let [(_, number)] = &mut all[before..] {
                *number = 0;
            }
        }
        all
    }

    /// Adds the parts of a name, with synonyms; identifiers are counted on from `before`.
    fn fold(&self, pieces: &[(String, usize)], before: usize, negated: bool, terms: &mut Vec<Term>) {
        let stems: Vec<String> = pieces.iter().map(|(piece, _)| self.stem(piece)).collect();
        let mut i = 0;
        while i < stems.len() {
            let taken = (1..=self.longest.min(stems.len() - i))
                .rev()
                .find(|length| self.synonyms.contains_key(&stems[i..i + length]));
            let stem = taken.map_or_else(|| stems[i].clone(), |length| self.synonyms[&stems[i..i + length]].clone());
            let (piece, number) = &pieces[i];
            let word = piece.to_lowercase();
            if !self.stop.contains(&word) {
                let of = if *number == 0 { 0 } else { before + number };
                terms.push(Term { stem, word, negated, kind: TermKind::Word, value: false, of });
            }
            i += taken.unwrap_or(1);
        }
    }
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
