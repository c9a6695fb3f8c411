//! `text.says`: phrases of the knowledge base in a person's sentences.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::words::{Term, TermKind, Words};
use crate::knowledge::{AnswerSource, Knowledge, LateMap};

/// All phrases of all observations, prepared: by the term that is rarest among all phrases.
pub struct Phrases(LateMap<Vec<Phrase>>);

/// One phrase.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Phrase {
    /// Its place among all phrases.
    pub number: usize,
    /// The observation that it answers.
    pub observation: String,
    /// The answer that it gives.
    pub answer: String,
    /// It says what is wrong; menus and context only say where and when.
    pub explains: bool,
    needs: Vec<Need>,
    /// The phrase itself says "not".
    negative: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Need {
    Stem {
        stem: String,
        negated: bool,
    },
    /// A name: as a whole, or its parts side by side. Units at its end may be left out: people write "max poll interval".
    Name {
        whole: String,
        parts: Vec<String>,
        negated: bool,
    },
}

/// Ends of settings' names that people leave out.
const UNITS: &[&str] = &["ms", "byte"];

/// How many other words of content may stand between those of a phrase: in a long sentence words that are far apart do not belong
/// together.
const LOOSE: usize = 6;

impl Phrases {
    /// Prepares the phrases of every observation, or takes what the build script has made of them.
    pub fn new(knowledge: &Knowledge, words: &Words) -> Self {
        match knowledge.compiled {
            Some(compiled) => Self(LateMap::packed(compiled.phrases)),
            None => Self::compile(knowledge, words),
        }
    }

    /// For the build script.
    #[allow(dead_code, reason = "only the build script packs")]
    pub fn pack(&self) -> Vec<u8> {
        self.0.pack()
    }

    fn compile(knowledge: &Knowledge, words: &Words) -> Self {
        let mut list = Vec::new();
        for observation in knowledge.observations.values() {
            for source in &observation.answers_from {
                let AnswerSource::Text(source) = source else { continue };
                for phrase in source.says.iter() {
                    let needs = needs(&words.terms(phrase));
                    if !needs.is_empty() {
                        let negative = needs.iter().any(|need| match need {
                            Need::Stem { negated, .. } | Need::Name { negated, .. } => *negated,
                        });
                        list.push(Phrase {
                            number: list.len(),
                            observation: observation.id.clone(),
                            answer: source.answer.clone(),
                            explains: observation.explains(),
                            needs,
                            negative,
                        });
                    }
                }
            }
        }
        let mut frequency: HashMap<String, usize> = HashMap::new();
        for need in list.iter().flat_map(|phrase: &Phrase| &phrase.needs) {
            *frequency.entry(need.key().to_string()).or_default() += 1;
        }
        let mut by_term: LateMap<Vec<Phrase>> = LateMap::default();
        for phrase in list {
            if let Some(rarest) = phrase.needs.iter().map(Need::key).min_by_key(|key| (frequency[*key], *key)) {
                by_term.or_default(rarest.to_string()).push(phrase);
            }
        }
        Self(by_term)
    }

    /// The phrases that hold in a sentence.
    pub fn in_sentence(&self, terms: &[Term]) -> Vec<&Phrase> {
        let stems: HashSet<&str> = terms.iter().flat_map(|term| releases(&term.stem)).collect();
        let of_terms = stems.into_iter().filter_map(|stem| self.0.get(stem)).flatten();
        let mut found: Vec<&Phrase> = of_terms.filter(|phrase| phrase.holds(terms)).collect();
        found.sort_unstable_by_key(|phrase| phrase.number);
        // Of one observation the longer phrase tells better which answer is meant: "lag everywhere but on one topic" beside "lag on one
        // topic". A longer phrase of another observation takes nothing back.
        let within = |a: &Phrase, b: &Phrase| {
            a.observation == b.observation
                && a.needs.len() < b.needs.len()
                && a.needs.iter().all(|need| b.needs.contains(need))
        };
        let all = found.clone();
        found.retain(|one| !all.iter().any(|other| within(one, other)));
        found
    }
}

/// The one word that is left of a phrase without its stop words, where only one is.
pub fn only_word(words: &Words, phrase: &str) -> Option<String> {
    match needs(&words.terms(phrase)).as_slice() {
        [Need::Stem { stem, .. }] => Some(stem.clone()),
        _ => None,
    }
}

fn needs(terms: &[Term]) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut i = 0;
    while i < terms.len() {
        let term = &terms[i];
        i += 1;
        match term.kind {
            TermKind::Not => {}
            TermKind::Word => needs.push(Need::Stem { stem: term.stem.clone(), negated: term.negated }),
            TermKind::Whole => {
                // Its parts follow; they end where the next word that is no part of the name starts.
                let mut parts = Vec::new();
                while i < terms.len() && terms[i].kind == TermKind::Word && is_part(&term.word, &terms[i].word) {
                    parts.push(terms[i].stem.clone());
                    i += 1;
                }
                if parts.last().is_some_and(|last| UNITS.contains(&last.as_str())) && parts.len() > 2 {
                    parts.pop();
                }
                needs.push(Need::Name { whole: term.stem.clone(), parts, negated: term.negated });
            }
        }
    }
    needs
}

/// A release and the series that it belongs to: `4.0` and `4.0.1` for `4.0.1`.
fn releases(stem: &str) -> impl Iterator<Item = &str> {
    let version = stem.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let series =
        stem.match_indices('.').map(|(at, _)| &stem[..at]).filter(move |series| version && series.contains('.'));
    series.chain(std::iter::once(stem))
}

fn is_part(whole: &str, part: &str) -> bool {
    whole.contains(part)
}

impl Need {
    fn may_start(&self, term: &Term) -> bool {
        match self {
            Self::Stem { stem, .. } => releases(&term.stem).any(|one| one == stem),
            Self::Name { whole, parts, .. } => term.stem == *whole || parts.first() == Some(&term.stem),
        }
    }

    /// A term without which it cannot hold.
    fn key(&self) -> &str {
        match self {
            Self::Stem { stem, .. } => stem,
            Self::Name { whole, parts, .. } => parts.first().unwrap_or(whole),
        }
    }

    /// Whether it stands in these terms: `Some(true)` where it is said not to be, `Some(false)` plainly.
    fn stands(&self, terms: &[Term], want_negated: bool) -> Option<bool> {
        let mut found = None;
        let mut see = |negated: bool| {
            // Of several places the one counts that says what the phrase says.
            if found.is_none() || negated == want_negated {
                found = Some(negated);
            }
        };
        match self {
            Self::Stem { stem, .. } => {
                terms
                    .iter()
                    .filter(|term| term.kind == TermKind::Word && releases(&term.stem).any(|one| one == stem))
                    .for_each(|term| see(term.negated));
            }
            Self::Name { whole, parts, .. } => {
                terms
                    .iter()
                    .filter(|term| term.kind == TermKind::Whole && term.stem == *whole)
                    .for_each(|term| see(term.negated));
                let plain: Vec<&Term> = terms.iter().filter(|term| term.kind == TermKind::Word).collect();
                if parts.len() > 1 {
                    for run in plain.windows(parts.len()) {
                        if run.iter().zip(parts).all(|(term, part)| term.stem == *part) {
                            see(run[0].negated);
                        }
                    }
                }
            }
        }
        found
    }
}

impl Phrase {
    /// All its words stand in the sentence, near each other.
    fn holds(&self, terms: &[Term]) -> bool {
        let span = self.needs.len() + LOOSE;
        let words = terms.iter().filter(|term| term.kind == TermKind::Word).count();
        if words <= span {
            return self.holds_in(terms);
        }
        (0..terms.len()).any(|start| {
            // Only a window that starts with one of the words can be the nearest one.
            self.needs.iter().any(|need| need.may_start(&terms[start])) && {
                let mut words = 0;
                let end = terms[start..].iter().position(|term| {
                    words += usize::from(term.kind == TermKind::Word);
                    words > span
                });
                self.holds_in(&terms[start..end.map_or(terms.len(), |end| start + end)])
            }
        })
    }

    /// All its words stand in these terms. A phrase that says "not" wants one of its negated words negated there; any other phrase
    /// wants none of them negated.
    fn holds_in(&self, terms: &[Term]) -> bool {
        let mut denied = false;
        for need in &self.needs {
            let wanted = match need {
                Need::Stem { negated, .. } | Need::Name { negated, .. } => *negated,
            };
            match need.stands(terms, wanted) {
                None => return false,
                Some(true) if !self.negative => return false,
                Some(negated) => denied |= negated && wanted,
            }
        }
        denied || !self.negative
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::words::tests::words;
    use super::*;
    use crate::knowledge::{File, parse};

    /// Observation and answer of the phrases that hold, each phrase given as observation, answer, words.
    fn said(phrases: &[(&str, &str, &str)], sentence: &str) -> Vec<String> {
        let observations: BTreeSet<&str> = phrases.iter().map(|(observation, ..)| *observation).collect();
        let of = |observation: &str| {
            let sources: String = phrases
                .iter()
                .filter(|(one, ..)| *one == observation)
                .map(|(_, answer, words)| format!("  - text: {{ says: [ '{words}' ], answer: '{answer}' }}\n"))
                .collect();
            format!("fact: f\nbackground: rarely\neffort: glance\nask: a\nhow: h\nanswers_from:\n{sources}")
        };
        let file = |id: &&str| File { path: format!("observations/x/{id}.yaml"), text: of(id) };
        let loaded = parse(&observations.iter().map(file).collect::<Vec<_>>());
        let words = words();
        let phrases = Phrases::new(&loaded.knowledge, &words);
        let terms = words.terms(sentence);
        phrases.in_sentence(&terms).into_iter().map(|one| format!("{}={}", one.observation, one.answer)).collect()
    }

    fn says(phrase: &str, sentence: &str) -> bool {
        !said(&[("seen", "yes", phrase)], sentence).is_empty()
    }

    #[test]
    fn a_longer_phrase_silences_shorter_ones_of_its_own_observation_only() {
        let phrases =
            [("full", "yes", "disk full"), ("full", "no", "disk full long ago"), ("one", "yes", "disk full broker")];
        assert_eq!(said(&phrases, "the disk is full"), ["full=yes"]);
        assert_eq!(said(&phrases, "the disk of one broker is full"), ["full=yes", "one=yes"]);
        assert_eq!(said(&phrases, "the disk was full long ago"), ["full=no"]);
    }

    #[test]
    fn all_words_of_a_phrase_and_no_negation() {
        assert!(says("messages lost", "Since noon we lose some records"));
        assert!(!says("messages lost", "no messages are lost"));
        assert!(!says("messages lost", "the deploy did not lose records"));
        assert!(says("messages lost", "not sure why messages are lost"));
        assert!(!says("messages lost", "messages arrive late"));
        assert!(says("messages lost without error", "records disappear and there are no errors"));
        assert!(!says("messages lost without error", "records disappear with an error"));
        assert!(says("cannot connect", "the client isn't able to connect"));
        assert!(!says("cannot connect", "clients connect"));
    }

    #[test]
    fn names_count_whole_or_with_their_parts_side_by_side() {
        assert!(says("max.poll.interval.ms exceeded", "we exceeded max.poll.interval.ms"));
        assert!(says("max.poll.interval.ms exceeded", "exceeded the max poll interval"));
        assert!(!says("INVALID_TIMESTAMP", "the timestamp of the file is invalid"));
    }

    #[test]
    fn a_series_of_releases_names_each_of_them() {
        assert!(says("kafka 4.0", "brokers run Kafka 4.0.1"));
        assert!(says("kafka 4.0", "brokers run Kafka 4.0"));
        assert!(!says("kafka 4.0", "brokers run Kafka 4.1.0"));
        assert!(!says("factor 4", "a factor of 3 with kafka 4.0.1"), "a bare number is no release");
    }
}
