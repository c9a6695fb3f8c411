//! A small BM25 index (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) with weighted fields and a rescue of
//! mistyped words by trigrams; and the cosine of the vector space model (Salton and Buckley, "Term-weighting approaches in automatic text
//! retrieval", 1988).

use std::collections::{BTreeMap, HashMap, HashSet};

use super::words::{Term, TermKind, Words};
use crate::knowledge::LateMap;

/// Saturation of repeated terms and the influence of a document's length: the usual 1.2, and a small length factor because
/// all documents are cards of one kind and a richer card is not a worse match.
const K1: f64 = 1.2;
const B: f64 = 0.3;

/// How much a denied word counts for a document that does not deny it.
const DENIED: f64 = 0.5;

/// So many unknown words of a text are compared with all known ones; a text with more of them is no prose.
const MOST_MISTYPED: usize = 200;

/// Documents and where their terms stand.
#[derive(Default)]
pub struct Index {
    /// Of the documents, in weighted words.
    lengths: Vec<f64>,
    /// The documents of each term, with its weight there.
    postings: LateMap<Vec<(usize, f64)>>,
}

/// A document found, with the terms that found it.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Index of the document, in the order of adding.
    pub document: usize,
    /// Its BM25 score.
    pub score: f64,
    /// What was matched, best first.
    pub terms: Vec<(String, f64)>,
}

impl Index {
    /// An index that the build script has packed.
    pub fn packed(packed: &'static [u8]) -> Self {
        let (lengths, postings): (Vec<f64>, &[u8]) =
            postcard::from_bytes(packed).expect("the index was written by the build script");
        Self { lengths, postings: LateMap::packed(postings) }
    }

    /// What [`packed`](Self::packed) takes.
    pub fn pack(&self) -> Vec<u8> {
        postcard::to_allocvec(&(&self.lengths, self.postings.pack())).expect("an index is plain data")
    }

    /// Adds a document of weighted fields.
    pub fn add(&mut self, words: &Words, fields: &[(f64, &str)]) {
        let mut frequency: HashMap<String, f64> = HashMap::new();
        let mut length = 0.0;
        for (weight, text) in fields {
            for term in words.terms(text).into_iter().filter(|term| term.kind != TermKind::Not) {
                if term.negated {
                    *frequency.entry(term.key()).or_default() += weight;
                }
                *frequency.entry(term.stem).or_default() += weight;
                length += weight;
            }
        }
        let document = self.lengths.len();
        self.lengths.push(length);
        for (stem, weight) in frequency {
            self.postings.or_default(stem).push((document, weight));
        }
    }

    /// The length of each document's vector, for [`cosines`](Self::cosines); to be called when all documents are there.
    pub fn norms(&self) -> Vec<f64> {
        let mut squares = vec![0.0; self.lengths.len()];
        for stem in self.postings.keys() {
            let rarity = self.rarity(stem);
            for &(document, frequency) in &self.postings[stem] {
                squares[document] += (rarity * damped(frequency)).powi(2);
            }
        }
        squares.into_iter().map(f64::sqrt).collect()
    }

    /// How near each document is to a text as a whole, 0 to 1: the cosine between their vectors of rarity times damped frequency. Unlike
    /// [`score`](Self::score) it counts how often a word is repeated, and does not grow with the length of the text.
    pub fn cosines<'t>(&self, text: impl Iterator<Item = &'t Term>, norms: &[f64]) -> Vec<f64> {
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for term in text.filter(|term| term.kind != TermKind::Not) {
            let said = if term.negated { DENIED } else { 1.0 };
            *counts.entry(term.stem.clone()).or_default() += said;
            if term.negated {
                *counts.entry(term.key()).or_default() += 1.0;
            }
        }
        let mut products = vec![0.0; self.lengths.len()];
        let mut squares = 0.0;
        for (stem, count) in counts {
            let rarity = self.rarity(&stem);
            let of_text = rarity * (1.0 + count.ln());
            squares += of_text.powi(2);
            for &(document, frequency) in self.postings.get(&stem).into_iter().flatten() {
                products[document] += of_text * rarity * damped(frequency);
            }
        }
        let length = squares.sqrt();
        products
            .iter()
            .zip(norms)
            .map(|(product, norm)| if *product > 0.0 { product / norm / length } else { 0.0 })
            .collect()
    }

    /// How many documents have a term.
    pub fn documents_with(&self, stem: &str) -> usize {
        self.postings.get(stem).map_or(0, Vec::len)
    }

    /// How rare a term is, in nats; 0 for one that no document has.
    pub fn rarity(&self, stem: &str) -> f64 {
        self.postings.get(stem).map_or(0.0, |postings| rarity(self.lengths.len(), postings.len()))
    }

    /// Documents by score, best first; equals in the order of adding. `weights` are terms with how much each counts.
    pub fn score(&self, weights: &BTreeMap<String, f64>) -> Vec<Found> {
        let mean = self.lengths.iter().sum::<f64>() / self.lengths.len().max(1) as f64;
        let mut found: BTreeMap<usize, Found> = BTreeMap::new();
        for (stem, weight) in weights {
            let rarity = self.rarity(stem);
            for &(document, frequency) in self.postings.get(stem).into_iter().flatten() {
                let long = 1.0 - B + B * self.lengths[document] / mean.max(1.0);
                let part = weight * rarity * frequency * (K1 + 1.0) / (frequency + K1 * long);
                let one = found.entry(document).or_insert_with(|| Found { document, score: 0.0, terms: Vec::new() });
                one.score += part;
                one.terms.push((stem.clone(), part));
            }
        }
        let mut found: Vec<Found> = found.into_values().collect();
        for one in &mut found {
            one.terms.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        found
    }

    /// The terms of a query, each once; words that no document has are replaced by those that look like them. What is denied finds what is
    /// denied there too ("not receiving messages"), and by half what is said there: it still tells what the text is about.
    pub fn query(&self, terms: &[Term]) -> BTreeMap<String, f64> {
        let mut weights = BTreeMap::new();
        let mut mistyped: HashSet<&str> = HashSet::new();
        for term in terms.iter().filter(|term| term.kind != TermKind::Not) {
            if term.negated {
                let known = [(term.key(), 1.0), (term.stem.clone(), DENIED)];
                for (key, weight) in known.into_iter().filter(|(key, _)| self.postings.contains_key(key)) {
                    weights.entry(key).or_insert(weight);
                }
            } else if self.postings.contains_key(&term.stem) {
                weights.insert(term.stem.clone(), 1.0);
            } else if term.kind == TermKind::Word && mistyped.len() < MOST_MISTYPED && mistyped.insert(&term.stem) {
                for (alike, near) in self.alike(&term.stem) {
                    weights.entry(near.to_string()).or_insert(alike);
                }
            }
        }
        weights
    }

    /// The two known terms that share most trigrams with a mistyped one, at least half of them.
    fn alike(&self, stem: &str) -> Vec<(f64, &str)> {
        if stem.chars().count() < 4 || stem.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return Vec::new();
        }
        let wanted = trigrams(stem);
        let mut near: Vec<(f64, &str)> = self
            .postings
            .keys()
            .filter(|known| known.chars().count().abs_diff(stem.chars().count()) <= 3)
            .map(|known| (dice(&wanted, &trigrams(known)), known))
            .filter(|(alike, _)| *alike >= 0.5)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        near.truncate(2);
        near
    }
}

/// How rare is what so many of all documents have, in nats.
pub fn rarity(all: usize, with: usize) -> f64 {
    let (all, with) = (all as f64, with as f64);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

/// What is said ten times is not ten times as true.
fn damped(frequency: f64) -> f64 {
    frequency.ln_1p()
}

/// Trigrams of a word with its start and end marked.
fn trigrams(word: &str) -> Vec<[char; 3]> {
    let chars: Vec<char> = std::iter::once(' ').chain(word.chars()).chain(std::iter::once(' ')).collect();
    let mut all: Vec<[char; 3]> = chars.windows(3).map(|three| [three[0], three[1], three[2]]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Share of common trigrams, 0 to 1 (Dice's coefficient).
fn dice(a: &[[char; 3]], b: &[[char; 3]]) -> f64 {
    let common = a.iter().filter(|three| b.binary_search(three).is_ok()).count();
    2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::super::words::tests::words;
    use super::*;

    #[test]
    fn rare_words_in_heavy_fields_win_and_typos_are_rescued() {
        let words = words();
        let mut index = Index::default();
        index.add(&words, &[(3.0, "Rebalancing storm"), (1.0, "consumers stop")]);
        index.add(&words, &[(3.0, "Disk full"), (1.0, "consumers stop after a rebalance")]);
        let best = |query: &str| {
            let found = index.score(&index.query(&words.terms(query)));
            found.first().map(|one| one.document)
        };
        assert_eq!(best("rebalancing"), Some(0));
        assert_eq!(best("rebalencing"), Some(0));
        assert_eq!(best("disk"), Some(1));
        assert_eq!(best("zebra"), None);
        let noise: String = (0..MOST_MISTYPED).map(|n| format!("zebra{n} ")).collect();
        assert_eq!(best(&format!("rebalencing {noise}")), Some(0));
        assert_eq!(best(&format!("{noise} rebalencing")), None, "what is no prose is not searched for typing errors");
    }
}
