//! Phrases that say too little: what is left of them without stop words and endings stands in texts about something else.

use std::collections::{BTreeMap, BTreeSet};

use super::Reader;
use super::words::TermKind;
use crate::knowledge::{AnswerSource, Card, Frequency, Observation, Rates};

/// A phrase, and the cards that it misreads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// The observation's id.
    pub observation: String,
    /// As it is written.
    pub phrase: String,
    /// Ids of the cards in whose own words it stands, although no cause of theirs gives its answer.
    pub cards: BTreeSet<String>,
}

impl Reader<'_> {
    /// All phrases that misread a card, in the order of observations.
    pub fn misread(&self) -> Vec<Misread> {
        let mut found: BTreeMap<usize, Misread> = BTreeMap::new();
        let texts = self.phrases_as_written();
        for card in self.knowledge.cards.values() {
            let titles = card.causes.iter().map(|cause| &cause.title);
            for sentence in [&card.symptom].into_iter().chain(&card.words).chain(titles) {
                let terms = self.words.terms(sentence);
                for phrase in self.phrases.in_sentence(&terms) {
                    let observation = &self.knowledge.observations[phrase.observation.as_str()];
                    if observation.normal() == phrase.answer || gives(card, observation, &phrase.answer) {
                        continue;
                    }
                    let of_phrase = found.entry(phrase.number).or_insert_with(|| Misread {
                        observation: observation.id.clone(),
                        phrase: texts[phrase.number].into(),
                        cards: BTreeSet::new(),
                    });
                    of_phrase.cards.insert(card.id.clone());
                }
            }
        }
        found.into_values().collect()
    }

    /// By their numbers, which count the phrases that hold a word, in the order of observations.
    fn phrases_as_written(&self) -> Vec<&str> {
        let sources = self.knowledge.observations.values().flat_map(|observation| &observation.answers_from);
        let texts = sources.filter_map(|source| match source {
            AnswerSource::Text(text) => Some(text),
            _ => None,
        });
        let phrases = texts.flat_map(|text| text.says.iter().map(String::as_str));
        phrases.filter(|phrase| self.words.terms(phrase).iter().any(|term| term.kind != TermKind::Not)).collect()
    }
}

/// Whether a cause of the card makes this answer at least possible.
fn gives(card: &Card, observation: &Observation, answer: &str) -> bool {
    card.causes.iter().filter_map(|cause| cause.evidence.get(&observation.id)).any(|rates| match rates {
        Rates::Yes(word) if answer == "yes" => *word >= Frequency::Sometimes,
        Rates::Yes(word) => *word <= Frequency::Sometimes,
        Rates::Each(words) => words.get(answer).is_some_and(|word| *word >= Frequency::Sometimes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::signatures::Signatures;
    use crate::knowledge::{File, parse};

    #[test]
    fn a_phrase_is_held_against_the_words_of_all_cards() {
        let file = |path: &str, text: String| File { path: path.into(), text };
        let card = |id: &str, symptom: &str, evidence: &str| {
            file(
                &format!("cards/x/{id}.yaml"),
                format!(
                    "title: t\nsymptom: {symptom}\nimpact: i\nseverity: low\ncauses:\n  - {{ id: one, title: t, prior: rare, why: w, evidence: {{ {evidence} }} }}\n"
                ),
            )
        };
        let says = "answers_from:\n  - text: { says: [ paper is gone, roller worn out ] }\n  - text: { says: [ no paper is gone ], answer: 'no' }\n";
        let loaded = parse(&[
            card("empty", "All paper is gone.", "paper-gone: usually"),
            card("thief", "Printer and paper are gone.", "paper-gone: rarely"),
            card("move", "The paper has gone to another room; no paper is gone for ever.", ""),
            file(
                "observations/x/paper-gone.yaml",
                format!("fact: f\nbackground: rarely\neffort: glance\nask: a\nhow: h\n{says}"),
            ),
            file("vocabulary.yaml", "synonyms: []\ntrouble: []\nstop: [ is, are, has ]\n".into()),
        ]);
        assert_eq!(loaded.problems, []);
        let signatures = Signatures::new(&loaded.knowledge);
        let found = Reader::new(&loaded.knowledge, &signatures).misread();
        let cards = BTreeSet::from(["move".to_string(), "thief".to_string()]);
        assert_eq!(found, [Misread { observation: "paper-gone".into(), phrase: "paper is gone".into(), cards }]);
    }
}
