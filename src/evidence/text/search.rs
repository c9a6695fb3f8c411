//! Cards, topics and errors by words.

use super::hints::fields;
use super::index::Index;
use super::words::Words;
use crate::knowledge::Knowledge;

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

/// The best entries for some words, best first; none when no word is known.
pub fn search(knowledge: &Knowledge, query: &str) -> Vec<Entry> {
    let words = Words::new(&knowledge.vocabulary);
    let mut index = Index::default();
    let mut entries: Vec<(Entry, Vec<&str>)> = Vec::new();
    for card in knowledge.cards.values() {
        index.add(&words, &fields(card));
        let mut texts = vec![card.symptom.as_str()];
        texts.extend(card.causes.iter().map(|cause| cause.title.as_str()));
        entries.push((entry("card", &card.id, &card.title), texts));
    }
    for topic in knowledge.topics.values() {
        let mut all = vec![(3.0, topic.title.as_str()), (3.0, topic.id.as_str())];
        all.push((0.5, topic.text.as_str()));
        index.add(&words, &all);
        let texts = topic.text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("##")).collect();
        entries.push((entry("topic", &topic.id, &topic.title), texts));
    }
    for error in knowledge.errors.iter().flat_map(|file| &file.errors) {
        let text = error.text.as_deref().unwrap_or("");
        let exception = error.exception.as_deref().and_then(|class| class.rsplit('.').next()).unwrap_or("");
        index.add(&words, &[(2.0, error.name.as_str()), (2.0, exception), (1.0, text), (1.0, error.meaning.as_str())]);
        let title = if exception.is_empty() { text } else { exception };
        entries.push((entry("error", &error.name, title), vec![error.meaning.as_str()]));
    }
    let asked = index.query(&words.terms(query));
    let mut found = index.score(&asked);
    // Whoever types a whole name wants that page first.
    found.sort_by_key(|one| !entries[one.document].0.name.eq_ignore_ascii_case(query.trim()));
    let best = found.iter().map(|one| one.score).fold(0.0, f64::max);
    found
        .into_iter()
        .filter(|one| one.score >= best * SHARE)
        .take(MOST)
        .map(|one| {
            let (entry, texts) = &entries[one.document];
            let hits = |text: &&str| words.terms(text).iter().filter(|term| asked.contains_key(&term.stem)).count();
            let excerpt = texts.iter().rev().max_by_key(|text| hits(text)).unwrap_or(&"");
            Entry { excerpt: excerpt.trim_start_matches("- ").trim().to_string(), ..entry.clone() }
        })
        .collect()
}

fn entry(kind: &'static str, name: &str, title: &str) -> Entry {
    Entry { kind, name: name.into(), title: title.into(), excerpt: String::new() }
}
