//! How much free words speak for cards, beside what observations read from them.

use std::collections::BTreeSet;

use super::index::Index;
use super::words::{Term, TermKind, Words};
use crate::case::Hint;
use crate::knowledge::{Card, Knowledge, LateMap};

/// Weight of the best card at most, in thousandths of a nat: about 90 to 1, so that a few answers of a person outweigh it.
pub const MOST: f64 = 4500.0;

/// Cards compared by words.
pub struct Vocabulary {
    cards: Vec<String>,
    index: Index,
    /// The phrases of each card, as sets of stems.
    phrases: LateMap<Vec<BTreeSet<String>>>,
}

/// The fields of a card with their weights: what it is called counts most, then how people describe it.
pub fn fields(card: &Card) -> Vec<(f64, &str)> {
    let mut fields = vec![(3.0, card.title.as_str()), (1.5, card.symptom.as_str()), (2.0, card.id.as_str())];
    fields.extend(card.aliases.iter().map(|alias| (3.0, alias.as_str())));
    fields.extend(card.words.iter().map(|phrase| (2.0, phrase.as_str())));
    fields.extend(card.causes.iter().map(|cause| (1.0, cause.title.as_str())));
    fields
}

impl Vocabulary {
    /// Prepares the words of all cards, or takes what the build script has made of them.
    pub fn new(knowledge: &Knowledge, words: &Words) -> Self {
        let (index, phrases) = match knowledge.compiled {
            Some(compiled) => {
                let (index, phrases): (&[u8], &[u8]) =
                    postcard::from_bytes(compiled.vocabulary).expect("the words were written by the build script");
                (Index::packed(index), LateMap::packed(phrases))
            }
            None => Self::compile(knowledge, words),
        };
        Self { cards: knowledge.cards.keys().map(Into::into).collect(), index, phrases }
    }

    /// For the build script.
    #[allow(dead_code, reason = "only the build script packs")]
    pub fn pack(&self) -> Vec<u8> {
        postcard::to_allocvec(&(self.index.pack(), self.phrases.pack())).expect("words are plain data")
    }

    fn compile(knowledge: &Knowledge, words: &Words) -> (Index, LateMap<Vec<BTreeSet<String>>>) {
        let mut index = Index::default();
        let mut phrases = LateMap::default();
        for card in knowledge.cards.values() {
            index.add(words, &fields(card));
            let sets = card.words.iter().map(|phrase| content(&words.terms(phrase))).filter(|set| !set.is_empty());
            phrases.insert(card.id.clone(), sets.collect());
        }
        (index, phrases)
    }

    /// Hints from the sentences of a text.
    ///
    /// A card's score is BM25 over the distinct terms of the text, and for the best phrase whose words all stand in one sentence the
    /// rarity of those words again. It counts by how far it stands above the mean of the runners-up of this text, because words
    /// that many cards share lift all of them; [`SLOPE`] turns the rest into thousandths of a nat.
    pub fn hints(&self, sentences: &[Vec<Term>]) -> Vec<Hint> {
        let terms: Vec<Term> = sentences.iter().flatten().filter(|term| !term.negated).cloned().collect();
        let query = self.index.query(&terms);
        if query.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(f64, usize, Vec<String>)> = self
            .index
            .score(&query)
            .into_iter()
            .map(|one| {
                // Long texts touch every card somewhere: only the terms that tell most count.
                let score: f64 = one.terms.iter().take(TERMS).map(|(_, part)| part).sum();
                let phrase = self.best_phrase(one.document, sentences);
                let words = told(one.terms.into_iter().map(|(stem, _)| as_written(stem, &terms)));
                (score + PHRASE * phrase, one.document, words)
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let runners_up: f64 = found.iter().skip(1).take(RUNNERS_UP).map(|(score, _, _)| *score).sum();
        let typical = runners_up / RUNNERS_UP as f64;
        found
            .into_iter()
            .take(RUNNERS_UP)
            .filter_map(|(score, card, words)| {
                let weight = (SLOPE * (score - typical)).min(MOST).round();
                (weight >= LEAST).then(|| Hint { card: self.cards[card].clone(), weight: weight as i64, words })
            })
            .collect()
    }

    /// Whether more than a tenth of the cards use a word.
    pub fn is_common(&self, stem: &str) -> bool {
        self.index.documents_with(stem) * 10 > self.cards.len()
    }

    fn best_phrase(&self, card: usize, sentences: &[Vec<Term>]) -> f64 {
        let holds = |set: &BTreeSet<String>| {
            sentences
                .iter()
                .any(|terms| set.iter().all(|stem| terms.iter().any(|term| term.stem == *stem && !term.negated)))
        };
        self.phrases[self.cards[card].as_str()]
            .iter()
            .filter(|set| holds(set))
            .map(|set| set.iter().map(|stem| self.index.rarity(stem)).sum::<f64>())
            .fold(0.0, f64::max)
    }
}

/// The first few words for people; parts of a name that is told already say nothing more.
fn told(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for word in words {
        if told.len() < 5 && !told.iter().any(|one| one.contains(&word)) {
            told.push(word);
        }
    }
    told
}

/// The word of the text that a stem stands for, as people know it.
fn as_written(stem: String, terms: &[Term]) -> String {
    terms.iter().find(|term| term.stem == stem).map_or(stem, |term| term.word.clone())
}

fn content(terms: &[Term]) -> BTreeSet<String> {
    terms.iter().filter(|term| term.kind != TermKind::Not).map(|term| term.stem.clone()).collect()
}

/// How many of a card's matched terms count.
const TERMS: usize = 12;
/// How much a phrase that holds as a whole counts beside its single words.
const PHRASE: f64 = 1.0;
/// How many cards after the best stand for the noise of this text; those without any score count as 0.
const RUNNERS_UP: usize = 9;
/// Thousandths of a nat for each point of score above the noise. Slope, noise and limit were chosen by the likelihood of the right card, or of
/// none, on problem reports that were not looked at otherwise.
const SLOPE: f64 = 350.0;
/// Below a tenth of a nat nothing is said.
const LEAST: f64 = 100.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_name_are_not_told_again() {
        let words = ["notenoughreplicasexception", "enough", "replicas", "topic"].map(String::from);
        assert_eq!(told(words.into_iter()), ["notenoughreplicasexception", "topic"]);
    }
}
