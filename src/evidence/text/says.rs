//! `text.says`: phrases of the knowledge base in a person's sentences.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::needs::{Need, is_alone, needs, releases};
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
                        let negative = needs.iter().any(|need| need.negated);
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
        let words = terms.iter().filter(|term| term.kind == TermKind::Word).count();
        let of_terms = stems.iter().filter_map(|stem| self.0.get(stem)).flatten();
        let may_hold = |phrase: &&Phrase| phrase.needs.iter().all(|need| need.may_hold(&stems));
        let mut found: Vec<&Phrase> = of_terms.filter(may_hold).filter(|phrase| phrase.holds(terms, words)).collect();
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
        [need] => need.only_word().map(Into::into),
        _ => None,
    }
}

impl Phrase {
    /// All its words stand in the sentence, which has so many, near each other.
    fn holds(&self, terms: &[Term], words: usize) -> bool {
        let span = self.needs.len() + LOOSE;
        if words <= span {
            return self.holds_in(terms, terms);
        }
        (0..terms.len()).any(|start| {
            // Only a window that starts with one of the words can be the nearest one.
            self.needs.iter().any(|need| need.may_start(&terms[start])) && {
                let mut words = 0;
                let end = terms[start..].iter().position(|term| {
                    words += usize::from(term.kind == TermKind::Word);
                    words > span
                });
                self.holds_in(&terms[start..end.map_or(terms.len(), |end| start + end)], terms)
            }
        })
    }

    /// All its words stand in these terms of a sentence, not all of them in an identifier that says more. A phrase that says "not" wants the first of its
    /// negated words, what is denied, negated there; any other phrase wants none of them negated.
    fn holds_in(&self, terms: &[Term], sentence: &[Term]) -> bool {
        let mut denied = None;
        let mut identifiers = Vec::with_capacity(self.needs.len());
        for need in &self.needs {
            let places = need.places(terms, sentence);
            // Two words of one stem ("consumer", "consuming") are two words of the sentence too.
            if places.len() < self.needs.iter().filter(|one| *one == need).count() {
                return false;
            }
            // Of several places the one counts that says what the phrase says.
            let fits = places.iter().any(|place| place.negated == need.negated);
            let negated = if fits { need.negated } else { !need.negated };
            if negated && !self.negative {
                return false;
            }
            if need.negated {
                denied.get_or_insert(negated);
            }
            identifiers
                .push(places.into_iter().filter(|place| place.negated == negated).map(|place| place.of).collect());
        }
        (denied == Some(true) || !self.negative) && !self.is_inside(&identifiers, sentence)
    }

    /// Whether all its words stand in one identifier alone that says more than they do.
    fn is_inside(&self, identifiers: &[Vec<usize>], sentence: &[Term]) -> bool {
        let Some(&one) = identifiers.first().and_then(|first| first.first()) else { return false };
        let together = one != 0 && identifiers.iter().flatten().all(|of| *of == one);
        together && !is_alone(one, sentence, |term| self.needs.iter().any(|need| need.names(term)))
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
        assert!(says("cannot produce messages", "messages cannot be produced since noon"));
        assert!(!says("cannot produce messages", "no messages arrive, though we produce all day"));
        assert!(says("messages lost", "we cannot sleep due to lost messages"));
        assert!(!says("messages lost", "it is not due to lost messages"));
        assert!(!says("messages lost", "it is not because messages are lost"));
    }

    #[test]
    fn two_words_of_one_stem_stand_in_two_places() {
        assert!(says("consumer stops consuming", "our consumers stop to consume"));
        assert!(!says("consumer stops consuming", "we stopped the consumer"));
    }

    #[test]
    fn names_count_whole_or_with_their_parts_side_by_side() {
        assert!(says("max.poll.interval.ms exceeded", "we exceeded max.poll.interval.ms"));
        assert!(says("max.poll.interval.ms exceeded", "exceeded the max poll interval"));
        assert!(!says("INVALID_TIMESTAMP", "the timestamp of the file is invalid"));
    }

    #[test]
    fn no_phrase_stands_in_an_identifier_that_says_more() {
        assert!(says("LEADER_NOT_AVAILABLE", "we get LEADER_NOT_AVAILABLE"));
        assert!(says("LEADER_NOT_AVAILABLE", "it is ErrLeaderNotAvailable"), "what every name of an error has");
        assert!(!says("LEADER_NOT_AVAILABLE", "we get PREFERRED_LEADER_NOT_AVAILABLE"));
        assert!(!says("LEADER_NOT_AVAILABLE sending", "sending ends with PREFERRED_LEADER_NOT_AVAILABLE"));
        assert!(says("commit failed", "CommitFailedException"));
        assert!(!says("commit failed", "RetriableCommitFailedException"));
        assert!(says("commit failed", "the commit ends with RetriableFailedException"));
        assert!(says("timeout exception", "java.util.concurrent.TimeoutException"));
        assert!(!says("timeout exception", "java.net.SocketTimeoutException"));
        assert!(says("poll interval", "we set max.poll.interval.ms"), "dots part names");
    }

    #[test]
    fn a_value_is_that_of_the_name_before_it() {
        assert!(says("acks=0", "we produce with acks=0 and retries=1"));
        assert!(says("acks=0", "acks = 0, retries = 1"));
        assert!(says("acks=0", "acks is set to 0"));
        assert!(says("acks=0", "request.required.acks=0"));
        assert!(!says("acks=0", "acks=1 and retries=0"));
        assert!(!says("acks=0", "acks=1 retries 0"));
        assert!(says("min.insync.replicas=1", "with min.insync.replicas=1 and a factor of 3"));
        assert!(says("min.insync.replicas=1", "min insync replicas is 1"));
        assert!(!says("min.insync.replicas=1", "min.insync.replicas=2 acks=1"));
        assert!(
            says("bytes must be >= fetch.max.bytes", "bytes must be >= fetch.max.bytes"),
            "no name stands before it"
        );
    }

    #[test]
    fn a_count_of_none_denies() {
        assert!(says("offline partitions", "offline partitions went up"));
        assert!(!says("offline partitions", "offline partitions at zero"));
        assert!(!says("offline partitions", "offline partitions are at 0, all is well"));
        assert!(!says("OfflinePartitionsCount", "OfflinePartitionsCount is zero"));
        assert!(says("no offline partitions", "offline partitions at zero"));
        assert!(!says("offline partitions", "we have zero offline partitions"));
        assert!(says("offline partitions", "the lag is zero, offline partitions went up"));
        assert!(says("broker crashed", "a broker crashed with offline partitions at zero"));
        assert!(says("broker crashed", "a broker crashed while the lag was zero"));
        assert!(says("leader moved", "leader moved is 0"), "a number may be a name");
        assert!(says("consumer stuck", "the consumer is stuck at zero, restarts do not help"));
        assert!(says("consumer stuck", "the rate of the consumer is stuck at 0"));
        assert!(says("lag at zero", "the lag of the others is at zero"));
    }

    #[test]
    fn a_series_of_releases_names_each_of_them() {
        assert!(says("kafka 4.0", "brokers run Kafka 4.0.1"));
        assert!(says("kafka 4.0", "brokers run Kafka 4.0"));
        assert!(!says("kafka 4.0", "brokers run Kafka 4.1.0"));
        assert!(!says("factor 4", "a factor of 3 with kafka 4.0.1"), "a bare number is no release");
    }
}
