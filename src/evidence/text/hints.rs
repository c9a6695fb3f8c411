//! How much free words speak for cards, beside what observations read from them.

use std::collections::BTreeSet;

use super::index::Index;
use super::pairs::Pairs;
use super::words::{Term, TermKind, Words, stem_of};
use crate::case::Hint;
use crate::knowledge::{Card, Knowledge, LateMap};

/// What the weight of the words that tell most comes near to but never reaches, in thousandths of a nat: about 90 to 1, so that a few answers
/// of a person outweigh it.
pub const MOST: f64 = 4500.0;
/// The same for the text as a whole.
const MOST_NEAR: f64 = 6000.0;

/// Cards compared by words.
pub struct Vocabulary {
    cards: Vec<String>,
    index: Index,
    norms: Vec<f64>,
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
        let (index, norms, phrases, pairs) = match knowledge.compiled {
            Some(compiled) => {
                let (index, norms, phrases, pairs): (&[u8], Vec<f64>, &[u8], &[u8]) =
                    postcard::from_bytes(compiled.vocabulary).expect("the words were written by the build script");
                (Index::packed(index), norms, LateMap::packed(phrases), Pairs::packed(pairs))
            }
            None => {
                let (index, phrases, pairs) = Self::compile(knowledge, words);
                let norms = index.norms();
                (index, norms, phrases, pairs)
            }
        };
        Self { cards: knowledge.cards.keys().map(Into::into).collect(), index, norms, phrases, pairs }
    }

    /// For the build script.
    #[allow(dead_code, reason = "only the build script packs")]
    pub fn pack(&self) -> Vec<u8> {
        postcard::to_allocvec(&(self.index.pack(), &self.norms, self.phrases.pack(), self.pairs.pack()))
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

    /// Hints from a text: what people wrote and what programs complained of, sentence by sentence, and `rest`, its other lines.
    ///
    /// Two measures add up. The first looks for what tells most: BM25 over the distinct terms of the sentences; for the best phrase whose
    /// words all stand in one sentence the rarity of those words again; and a part of the rarity of words that stand side by side in the
    /// text as in the card. With `titled` the first sentence is a title. The second compares the text as a whole, `rest` too, with the
    /// card as a whole: the cosine. Of each counts how far it stands above the mean of the runners-up of this text, because words that
    /// many cards share lift all of them; [`SLOPE`] and [`NEAR`] turn that into thousandths of a nat. What comes near to its limit is
    /// pressed together and not cut off, so that of several cards that the words fit well the one that they fit best stays first.
    pub fn hints(&self, sentences: &[Vec<Term>], rest: &[Vec<Term>], titled: bool) -> Vec<Hint> {
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
        let mut scores = vec![0.0; self.cards.len()];
        let mut words = vec![Vec::new(); self.cards.len()];
        for one in self.index.score(&query) {
            // Long texts touch every card somewhere: only the terms that tell most count.
            let score: f64 = one.terms.iter().take(TERMS).map(|(_, part)| part).sum();
            let phrase = self.best_phrase(one.document, weighted());
            let pairs = pairs.get(&one.document).copied().unwrap_or_default();
            scores[one.document] = score + PHRASE * phrase + PAIRS * pairs;
            words[one.document] = told(one.terms.iter().map(|(key, _)| as_written(key, &terms)));
        }
        let cosines = self.index.cosines(terms.iter().chain(rest.iter().flatten()), &self.norms);
        let weights = above(&scores, SLOPE, MOST)
            .zip(above(&cosines, NEAR, MOST_NEAR))
            .map(|(telling, near)| (telling + near).round());
        let cards = self.cards.iter().zip(weights).zip(words);
        let mut hints: Vec<Hint> = cards
            .filter(|((_, weight), _)| *weight >= LEAST)
            .map(|((card, weight), words)| Hint { card: card.clone(), weight: weight as i64, words })
            .collect();
        hints.sort_by_key(|hint| std::cmp::Reverse(hint.weight));
        hints
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

/// How far each card stands above the mean of the runners-up, in thousandths of a nat; at least 0, and below `most`.
fn above(scores: &[f64], slope: f64, most: f64) -> impl Iterator<Item = f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let typical = sorted.iter().skip(1).take(RUNNERS_UP).sum::<f64>() / RUNNERS_UP as f64;
    scores.iter().map(move |score| (most * (slope * (score - typical) / most).tanh()).max(0.0))
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
/// Thousandths of a nat for a cosine of 1 above the noise, chosen likewise: of 537 reports the right card came first for 82.3 % instead of
/// 80.4 and among the first three for 94.2 % instead of 91.8.
const NEAR: f64 = 30_000.0;
/// Below a tenth of a nat nothing is said.
const LEAST: f64 = 100.0;

#[cfg(test)]
mod tests {
    use super::super::words::tests::words;
    use super::*;
    use crate::knowledge::{File, parse};

    /// Cards with their weights, best first, for a text of sentences; each card given as id and words.
    fn hints(cards: &[(&str, &str)], sentences: &[&str], titled: bool) -> Vec<(String, i64)> {
        hints_beside(cards, sentences, &[], titled)
    }

    fn hints_beside(cards: &[(&str, &str)], sentences: &[&str], rest: &[&str], titled: bool) -> Vec<(String, i64)> {
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
        let terms = |texts: &[&str]| texts.iter().map(|text| words.terms(text)).collect::<Vec<_>>();
        let hints = Vocabulary::new(&loaded.knowledge, &words).hints(&terms(sentences), &terms(rest), titled);
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
    fn what_is_repeated_and_what_other_lines_say_tells_what_a_text_is_about() {
        let cards = [("tls", "certificate expired"), ("lag", "lag grows"), ("other", "disk full")];
        let weight = |sentences: &[&str], rest: &[&str]| {
            let found = hints_beside(&cards, sentences, rest, false);
            found.into_iter().find(|one| one.0 == "tls").map_or(0, |one| one.1)
        };
        let once = weight(&["certificate", "lag"], &[]);
        assert!(weight(&["certificate", "certificate", "lag"], &[]) > once);
        assert!(weight(&["certificate", "lag"], &["expired"]) > once);
        assert_eq!(weight(&[], &["certificate expired"]), 0, "a program's quiet lines alone are no complaint");
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
            (MOST + MOST_NEAR) as i64 > weights[0] && weights[0] > weights[1] && weights[1] > MOST as i64 * 9 / 10,
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
