//! Cards, topics and errors by words.

use std::collections::{BTreeMap, BTreeSet};

use super::hints::fields;
use super::index::{Found, Index};
use super::words::{Term, TermKind, Words};
use crate::knowledge::{AnswerSource, Cause, ErrorCode, Frequency, Knowledge, Observation, OneOrMany, Rates};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// `card`, `topic` or `error`.
    pub kind: &'static str,
    /// What `show` or `explain` takes.
    pub name: String,
    /// A few words.
    pub title: String,
    /// The sentence that says most.
    pub excerpt: String,
}

/// Entries shown at most.
const MOST: usize = 12;
/// What scores below this share of the best is noise.
const SHARE: f64 = 0.25;

/// Something that can be found.
enum Document<'k> {
    Card(&'k str),
    Topic(&'k str),
    Error(&'k ErrorCode),
}

/// All of them, in the order of the index.
fn documents(knowledge: &Knowledge) -> Vec<Document<'_>> {
    let errors = knowledge.errors.iter().flat_map(|file| &file.errors);
    let topics = knowledge.topics.keys().map(Document::Topic);
    knowledge.cards.keys().map(Document::Card).chain(topics).chain(errors.map(Document::Error)).collect()
}

impl<'k> Document<'k> {
    fn name(&self) -> &'k str {
        match self {
            Self::Card(name) | Self::Topic(name) => name,
            Self::Error(error) => &error.name,
        }
    }

    fn fields(&self, knowledge: &'k Knowledge) -> Vec<(f64, &'k str)> {
        match self {
            Self::Card(id) => {
                let card = &knowledge.cards[id];
                // Whoever looks for a setting wants the cards whose fix sets it.
                let set = card.causes.iter().flat_map(|cause| &cause.fixes).flat_map(|fix| fix.set.keys());
                fields(card).into_iter().chain(set.map(|name| (2.0, name.as_str()))).collect()
            }
            Self::Topic(id) => {
                let topic = &knowledge.topics[id];
                vec![(3.0, topic.title.as_str()), (3.0, topic.id.as_str()), (0.5, topic.text.as_str())]
            }
            Self::Error(error) => {
                let text = error.text.as_deref().unwrap_or("");
                vec![(2.0, error.name.as_str()), (2.0, class(error)), (1.0, text), (1.0, error.meaning.as_str())]
            }
        }
    }

    /// Its entry without an excerpt, and the texts that an excerpt can be taken from.
    fn entry(&self, knowledge: &'k Knowledge) -> (Entry, Vec<&'k str>) {
        let (kind, title, texts) = match self {
            Self::Card(id) => {
                let card = &knowledge.cards[id];
                let causes = card.causes.iter().map(|cause| cause.title.as_str());
                ("card", card.title.as_str(), std::iter::once(card.symptom.as_str()).chain(causes).collect())
            }
            Self::Topic(id) => {
                let topic = &knowledge.topics[id];
                let lines = topic.text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("##"));
                ("topic", topic.title.as_str(), lines.collect())
            }
            Self::Error(error) => {
                let class = class(error);
                let title = if class.is_empty() { error.text.as_deref().unwrap_or("") } else { class };
                ("error", title, vec![error.meaning.as_str()])
            }
        };
        (Entry { kind, name: self.name().into(), title: title.into(), excerpt: String::new() }, texts)
    }
}

/// Java's exception without its package.
fn class(error: &ErrorCode) -> &str {
    error.exception.as_deref().and_then(|class| class.rsplit('.').next()).unwrap_or("")
}

/// The words of everything that can be found, or what the build script has made of them.
pub fn index(knowledge: &Knowledge, words: &Words) -> Index {
    if let Some(compiled) = knowledge.compiled {
        return Index::packed(compiled.search);
    }
    let mut index = Index::default();
    documents(knowledge).iter().for_each(|one| index.add(words, &one.fields(knowledge)));
    index
}

/// The best entries for some words, best first; none when no word is known. A number is the code of an error.
pub fn search(knowledge: &Knowledge, query: &str) -> Vec<Entry> {
    let words = Words::new(knowledge);
    let index = index(knowledge, &words);
    let documents = documents(knowledge);
    let asked = index.query(&words.terms(query));
    let mut found = index.score(&asked);
    // Whoever types a whole name wants that page first.
    found.sort_by_key(|one| !documents[one.document].name().eq_ignore_ascii_case(query.trim()));
    let best = found.iter().map(|one| one.score).fold(0.0, f64::max);
    let found = found.into_iter().filter(|one| one.score >= best * SHARE).map(|one| &documents[one.document]);
    let code: Option<i32> = query.trim().parse().ok();
    let coded = |one: &&Document| matches!(one, Document::Error(error) if code.is_some() && error.code == code);
    let all = documents.iter().filter(coded).chain(found.filter(|one| !coded(one)));
    all.take(MOST).map(|one| shown(one, knowledge, &words, &asked)).collect()
}

/// An entry with the text that has most of the words.
fn shown(document: &Document, knowledge: &Knowledge, words: &Words, asked: &BTreeMap<String, f64>) -> Entry {
    let (entry, texts) = document.entry(knowledge);
    let hits = |text: &&str| words.terms(text).iter().filter(|term| asked.contains_key(&term.stem)).count();
    let excerpt = texts.iter().rev().max_by_key(|text| hits(text)).unwrap_or(&"");
    Entry { excerpt: excerpt.trim_start_matches("- ").trim().to_string(), ..entry }
}

/// What the names of all errors have in common.
const OF_ALL_ERRORS: &[&str] = &["exception", "error", "errors", "err"];

/// The cards that a name leads to, best first: those in which it stands as it is, else those whose evidence quotes it, else those in which
/// all its words stand.
pub fn about(knowledge: &Knowledge, name: &str) -> Vec<Entry> {
    let words = Words::new(knowledge);
    let index = index(knowledge, &words);
    let documents = documents(knowledge);
    let terms = words.terms(name);
    let asked = index.query(&terms);
    let of_kind = |kind| terms.iter().filter(move |term| term.kind == kind);
    let has = |one: &Found, term: &Term| one.terms.iter().any(|(stem, _)| *stem == term.stem);
    let whole = |one: &&Found| of_kind(TermKind::Whole).any(|term| has(one, term));
    let telling = || of_kind(TermKind::Word).filter(|term| !OF_ALL_ERRORS.contains(&term.word.as_str()));
    let in_parts = |one: &&Found| telling().count() > 0 && telling().all(|term| has(one, term));
    let scored = index.score(&asked);
    let cards = || scored.iter().filter(|one| matches!(documents[one.document], Document::Card(_)));
    let quoting = quoting(knowledge, name);
    let mut found: Vec<&Document> = cards().filter(whole).map(|one| &documents[one.document]).collect();
    if found.is_empty() {
        found.extend(&quoting);
    }
    if found.is_empty() {
        found.extend(cards().filter(in_parts).map(|one| &documents[one.document]));
    }
    found.into_iter().map(|one| shown(one, knowledge, &words, &asked)).collect()
}

/// Shorter names are words that many lines have.
const QUOTED: usize = 8;

/// Cards with causes that mostly show an observation whose patterns or examples quote a name, those with most such causes first.
fn quoting<'k>(knowledge: &'k Knowledge, name: &str) -> Vec<Document<'k>> {
    let quotes = |texts: &OneOrMany| name.len() >= QUOTED && texts.iter().any(|text| contains_word(text, name));
    let seen = |one: &Observation| {
        let mut shows = one.examples.iter().filter(|(value, _)| *value != one.normal()).map(|(_, texts)| texts);
        shows.any(quotes)
            || one.answers_from.iter().any(|source| matches!(source, AnswerSource::Log(log) if quotes(&log.matches)))
    };
    let seen: BTreeSet<&str> = knowledge.observations.iter().filter(|(_, one)| seen(one)).map(|(id, _)| id).collect();
    let shows = |cause: &Cause| {
        let mostly = |rates: &Rates| matches!(rates, Rates::Yes(word) if *word >= Frequency::Usually);
        cause.evidence.iter().any(|(id, rates)| seen.contains(id.as_str()) && mostly(rates))
    };
    let cards = knowledge.cards.values().map(|card| (card.causes.iter().filter(|cause| shows(cause)).count(), card));
    let mut cards: Vec<_> = cards.filter(|(causes, _)| *causes > 0).collect();
    cards.sort_by_key(|(causes, _)| std::cmp::Reverse(*causes));
    cards.into_iter().map(|(_, card)| Document::Card(card.id.as_str())).collect()
}

/// Whether a name stands in a text as a whole word.
pub fn contains_word(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(part) && !text[at + name.len()..].chars().next().is_some_and(part)
    })
}
