//! How much free words speak for cards, beside what observations read from them.

use std::collections::BTreeSet;

use super::index::Index;
use super::pairs::Pairs;
use super::words::{Term, TermKind, Words, stem_of};
use crate::case::Hint;
use crate::knowledge::{Card, Knowledge, LateMap};

/// What the weight of the best card comes near to but never reaches, in thousandths of a nat: about 90 to 1, so that a few answers of a
/// person outweigh it.
pub const MOST: f64 = 4500.0;

/// Cards compared by words.
pub struct Vocabulary {
    cards: Vec<String>,
    index: Index,
    /// The phrases of each card, as sets of keys.
    phrases: LateMap<Vec<BTreeSet<String>>>,
    pairs: Pairs,
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
        let (index, phrases, pairs) = match knowledge.compiled {
            Some(compiled) => {
                let (index, phrases, pairs): (&[u8], &[u8], &[u8]) =
                    postcard::from_bytes(compiled.vocabulary).expect("the words were written by the build script");
                (Index::packed(index), LateMap::packed(phrases), Pairs::packed(pairs))
            }
            None => Self::compile(knowledge, words),
        };
        Self { cards: knowledge.cards.keys().map(Into::into).collect(), index, phrases, pairs }
    }

    /// For the build script.
    #[allow(dead_code, reason = "only the build script packs")]
    pub fn pack(&self) -> Vec<u8> {
        postcard::to_allocvec(&(self.index.pack(), self.phrases.pack(), self.pairs.pack()))
            .expect("words are plain data")
    }

    fn compile(knowledge: &Knowledge, words: &Words) -> (Index, LateMap<Vec<BTreeSet<String>>>, Pairs) {
        let mut index = Index::default();
        let mut phrases = LateMap::default();
        let mut pairs = Pairs::default();
        for (number, card) in knowledge.cards.values().enumerate() {
            let fields = fields(card);
            index.add(words, &fields);
            fields.iter().for_each(|(_, text)| pairs.add(number, &words.terms(text)));
            let sets = card.words.iter().map(|phrase| content(&words.terms(phrase))).filter(|set| !set.is_empty());
            phrases.insert(card.id.clone(), sets.collect());
        }
        (index, phrases, pairs)
    }

    /// Hints from the sentences of a text.
    ///
    /// A card's score is BM25 over the distinct terms of the text; for the best phrase whose words all stand in one sentence the
    /// rarity of those words again; and a part of the rarity of words that stand side by side in the text as in the card. It counts by
    /// how far it stands above the mean of the runners-up of this text, because words that many cards share lift all of them;
    /// [`SLOPE`] turns the rest into thousandths of a nat. What comes near to [`MOST`] is pressed together and not cut off, so that of
    /// several cards that the words fit well the one that they fit best stays first. With `titled` the first sentence is a title.
    pub fn hints(&self, sentences: &[Vec<Term>], titled: bool) -> Vec<Hint> {
        let terms: Vec<Term> = sentences.iter().flatten().cloned().collect();
        let mut query = self.index.query(&terms);
        let title = sentences.first().filter(|_| titled).into_iter().flatten();
        for key in title.map(Term::key).collect::<BTreeSet<_>>() {
            query.entry(key).and_modify(|weight| *weight *= TITLE);
        }
        if query.is_empty() {
            return Vec::new();
        }
        let weight = |at: usize| if titled && at == 0 { TITLE } else { 1.0 };
        let weighted = || sentences.iter().enumerate().map(|(at, terms)| (weight(at), terms.as_slice()));
        let pairs = self.pairs.score(weighted(), self.cards.len());
        let mut found: Vec<(f64, usize, Vec<String>)> = self
            .index
            .score(&query)
            .into_iter()
            .map(|one| {
                // Long texts touch every card somewhere: only the terms that tell most count.
                let score: f64 = one.terms.iter().take(TERMS).map(|(_, part)| part).sum();
                let phrase = self.best_phrase(one.document, weighted());
                let pairs = pairs.get(&one.document).copied().unwrap_or_default();
                let words = told(one.terms.iter().map(|(key, _)| as_written(key, &terms)));
                (score + PHRASE * phrase + PAIRS * pairs, one.document, words)
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let runners_up: f64 = found.iter().skip(1).take(RUNNERS_UP).map(|(score, _, _)| *score).sum();
        let typical = runners_up / RUNNERS_UP as f64;
        found
            .into_iter()
            .take(RUNNERS_UP)
            .filter_map(|(score, card, words)| {
                let weight = (MOST * (SLOPE * (score - typical) / MOST).tanh()).round();
                (weight >= LEAST).then(|| Hint { card: self.cards[card].clone(), weight: weight as i64, words })
            })
            .collect()
    }

    /// Whether more than a tenth of the cards use a word.
    pub fn is_common(&self, stem: &str) -> bool {
        self.index.documents_with(stem) * 10 > self.cards.len()
    }

    fn best_phrase<'t>(&self, card: usize, sentences: impl Iterator<Item = (f64, &'t [Term])> + Clone) -> f64 {
        let holds =
            |set: &BTreeSet<String>, terms: &[Term]| set.iter().all(|key| terms.iter().any(|term| term.is(key)));
        // The title, which counts most, stands first.
        let weight =
            |set: &BTreeSet<String>| sentences.clone().find(|(_, terms)| holds(set, terms)).map(|(weight, _)| weight);
        self.phrases[self.cards[card].as_str()]
            .iter()
            .filter_map(|set| Some(weight(set)? * set.iter().map(|key| self.index.rarity(key)).sum::<f64>()))
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

/// The word of the text that a key stands for, as people know it.
fn as_written(key: &str, terms: &[Term]) -> String {
    let stem = stem_of(key);
    terms.iter().find(|term| term.stem == stem).map_or(stem, |term| &term.word).to_string()
}

fn content(terms: &[Term]) -> BTreeSet<String> {
    terms.iter().filter(|term| term.kind != TermKind::Not).map(Term::key).collect()
}

/// How many of a card's matched terms count.
const TERMS: usize = 12;
/// How much a phrase that holds as a whole counts beside its single words.
const PHRASE: f64 = 1.0;
/// How much of the rarity of words side by side counts. On problem reports that were not looked at, half as much put the right card first
/// less often, and half more did not put it first more often.
const PAIRS: f64 = 0.6;
/// How much the words of a title count beside those of another sentence: a title is about the fault alone.
const TITLE: f64 = 1.5;
/// How many cards after the best stand for the noise of this text; those without any score count as 0.
const RUNNERS_UP: usize = 9;
/// Thousandths of a nat for each point of score above the noise. Slope, noise and limit were chosen by the likelihood of the right card, or of
/// none, on problem reports that were not looked at otherwise.
const SLOPE: f64 = 350.0;
/// Below a tenth of a nat nothing is said.
const LEAST: f64 = 100.0;

#[cfg(test)]
mod tests {
    use super::super::words::tests::words;
    use super::*;
    use crate::knowledge::{File, parse};

    /// Cards with their weights, best first, for a text of sentences; each card given as id and words.
    fn hints(cards: &[(&str, &str)], sentences: &[&str], titled: bool) -> Vec<(String, i64)> {
        let card = |(id, words): &(&str, &str)| {
            let cause = "{ id: one, title: t, prior: rare, why: w, evidence: { } }";
            let text =
                format!("title: t\nsymptom: s\nimpact: i\nseverity: low\nwords: [ {words} ]\ncauses:\n  - {cause}\n");
            File { path: format!("cards/x/{id}.yaml"), text }
        };
        let mut files: Vec<File> = cards.iter().map(card).collect();
        files.push(File {
            path: "vocabulary.yaml".into(),
            text: "synonyms: []\ntrouble: []\nstop: [ the, is ]\n".into(),
        });
        let loaded = parse(&files);
        assert_eq!(loaded.problems, []);
        let words = Words::new(&loaded.knowledge);
        let sentences: Vec<Vec<Term>> = sentences.iter().map(|text| words.terms(text)).collect();
        let hints = Vocabulary::new(&loaded.knowledge, &words).hints(&sentences, titled);
        hints.into_iter().map(|hint| (hint.card, hint.weight)).collect()
    }

    #[test]
    fn words_side_by_side_and_words_of_a_title_count_more() {
        let cards = [("apart", "grows late lag"), ("near", "lag grows late"), ("other", "disk full")];
        let best = |sentences: &[&str], titled| hints(&cards, sentences, titled)[0].0.clone();
        assert_eq!(best(&["the lag grows late"], false), "near");
        assert_eq!(best(&["it grows late, lag"], false), "apart");
        let other =
            |titled| hints(&cards, &["disk full", "lag grows late"], titled).into_iter().find(|one| one.0 == "other");
        assert!(other(true) > other(false));
    }

    #[test]
    fn what_is_denied_finds_what_is_denied() {
        let cards = [("idle", "not receiving messages"), ("twice", "receiving messages"), ("other", "disk full")];
        let best = |sentence: &str| hints(&cards, &[sentence], false)[0].0.clone();
        assert_eq!(best("it is not receiving messages"), "idle");
        assert_eq!(best("it is receiving messages"), "twice");
        let found = hints(&cards, &["it never receives them"], false);
        assert_eq!(found.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["idle", "twice"]);
    }

    #[test]
    fn of_two_cards_that_fit_very_well_the_better_one_stays_first() {
        let words = |range: std::ops::RangeInclusive<u32>| range.map(|n| format!("w{n} ")).collect::<String>();
        let (good, better) = (words(1..=30), words(1..=40));
        let found = hints(&[("good", &good), ("better", &better), ("other", "disk full")], &[&better], false);
        let weights: Vec<i64> = found.iter().map(|(_, weight)| *weight).collect();
        assert_eq!(found.iter().map(|(card, _)| card.as_str()).collect::<Vec<_>>(), ["better", "good"]);
        assert!(
            MOST as i64 > weights[0] && weights[0] > weights[1] && weights[1] > MOST as i64 * 9 / 10,
            "{weights:?}"
        );
    }

    #[test]
    fn words_are_told_as_they_were_written() {
        let terms = words().terms("records are not lost");
        assert_eq!(as_written("!lost", &terms), "lost");
        assert_eq!(as_written("record", &terms), "records");
        assert_eq!(as_written("disk", &terms), "disk");
    }

    #[test]
    fn parts_of_a_name_are_not_told_again() {
        let words = ["notenoughreplicasexception", "enough", "replicas", "topic"].map(String::from);
        assert_eq!(told(words.into_iter()), ["notenoughreplicasexception", "topic"]);
    }
}
