//! Words that stand side by side: "lag grows" says more than "lag" here and "grows" there.

use std::collections::{BTreeMap, HashMap};

use super::index::rarity;
use super::words::{Term, TermKind};
use crate::knowledge::LateMap;

/// A word and the next two: people put one more between the words of a phrase, or leave one out.
const REACH: usize = 2;

/// So many pairs of a document count, the rarest ones: long texts touch every card somewhere.
const MOST_PAIRS: usize = 4;

/// The documents of each pair, by its first word and its second.
#[derive(Default)]
pub struct Pairs(LateMap<BTreeMap<String, Vec<usize>>>);

impl Pairs {
    /// Pairs that the build script has packed.
    pub fn packed(packed: &'static [u8]) -> Self {
        Self(LateMap::packed(packed))
    }

    /// What [`packed`](Self::packed) takes.
    pub fn pack(&self) -> Vec<u8> {
        self.0.pack()
    }

    /// Adds a text of a document; all texts of one document come one after the other.
    pub fn add(&mut self, document: usize, terms: &[Term]) {
        for (first, second) in pairs(terms) {
            let documents = self.0.or_default(first).entry(second.to_string()).or_default();
            if documents.last() != Some(&document) {
                documents.push(document);
            }
        }
    }

    /// For each document that has pairs of these sentences, the rarity of the rarest ones in nats, each as often as its sentence counts.
    pub fn score<'t>(
        &self,
        sentences: impl Iterator<Item = (f64, &'t [Term])>,
        documents: usize,
    ) -> HashMap<usize, f64> {
        let mut weights: BTreeMap<(String, &str), f64> = BTreeMap::new();
        for (weight, terms) in sentences {
            for pair in pairs(terms) {
                let one = weights.entry(pair).or_default();
                *one = one.max(weight);
            }
        }
        let mut parts: HashMap<usize, Vec<f64>> = HashMap::new();
        for ((first, second), weight) in weights {
            let Some(found) = self.0.get(&first).and_then(|seconds| seconds.get(second)) else { continue };
            let part = weight * rarity(documents, found.len());
            found.iter().for_each(|document| parts.entry(*document).or_default().push(part));
        }
        let best = |mut parts: Vec<f64>| {
            parts.sort_unstable_by(|a, b| b.total_cmp(a));
            parts.iter().take(MOST_PAIRS).sum()
        };
        parts.into_iter().map(|(document, parts)| (document, best(parts))).collect()
    }
}

/// The pairs of a text. Both words are said, or both denied: a denied pair is another one than the same pair said.
fn pairs(terms: &[Term]) -> impl Iterator<Item = (String, &str)> {
    let words: Vec<&Term> = terms.iter().filter(|term| term.kind == TermKind::Word).collect();
    let near = move |at: usize| {
        let (first, rest) = (words[at], words[at + 1..].iter().take(REACH).copied().collect::<Vec<_>>());
        let alike = move |second: &&Term| second.negated == first.negated && second.stem != first.stem;
        rest.into_iter().filter(alike).map(move |second| (first.key(), second.stem.as_str()))
    };
    (0..terms.iter().filter(|term| term.kind == TermKind::Word).count()).flat_map(near)
}

#[cfg(test)]
mod tests {
    use super::super::words::tests::words;
    use super::*;

    fn of(text: &str) -> Vec<String> {
        pairs(&words().terms(text)).map(|(first, second)| format!("{first} {second}")).collect()
    }

    #[test]
    fn pairs_are_near_and_in_order_and_mind_negation() {
        assert_eq!(of("lag grows on partitions"), ["lag grow", "lag on", "grow on", "grow partit", "on partit"]);
        assert_eq!(of("no lag grows, disk full"), ["!lag !grow".replace(" !", " "), "disk full".into()]);
        assert_eq!(of("lag lag"), [""; 0]);
    }

    #[test]
    fn words_side_by_side_find_what_words_apart_do_not() {
        let words = words();
        let mut pairs = Pairs::default();
        pairs.add(0, &words.terms("lag grows"));
        pairs.add(1, &words.terms("disk grows, lag of a replica"));
        pairs.add(2, &words.terms("disk full"));
        let score = |text: &str| {
            let terms = words.terms(text);
            let mut found: Vec<(usize, f64)> =
                pairs.score([(1.0, terms.as_slice())].into_iter(), 3).into_iter().collect();
            found.sort_by_key(|one| one.0);
            found
        };
        assert_eq!(score("the lag grows"), [(0, rarity(3, 1))]);
        assert_eq!(score("disk grows"), [(1, rarity(3, 1))]);
        assert_eq!(score("grows lag"), [(1, rarity(3, 1))], "their order counts");
        assert_eq!(score("the lag never grows"), []);
    }
}
