//! An observation's own examples: what its automatic sources make of them.

use super::signatures::Signatures;
use super::text::misread::Misread;
use super::{logs, properties, text};
use crate::case::{Answer, Case, Channel};
use crate::knowledge::{AnswerSource, Knowledge, Observation};

/// An example that does not give the answer under which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The answer that it should give.
    pub expected: String,
    /// What came out instead.
    pub found: Vec<String>,
    /// The example.
    pub text: String,
}

/// Tries examples as a log, as pasted text and as settings.
pub struct Examples<'k> {
    knowledge: &'k Knowledge,
    signatures: &'k Signatures,
    reader: text::Reader<'k>,
}

impl<'k> Examples<'k> {
    /// Prepares the sources of all observations: an example is read with every one of them.
    pub fn new(knowledge: &'k Knowledge, signatures: &'k Signatures) -> Self {
        Self { knowledge, signatures, reader: text::Reader::new(knowledge, signatures) }
    }

    /// The examples of one observation that give another answer. What stands under `no` must only not give a firm answer of another kind.
    pub fn wrong(&self, observation: &Observation) -> Vec<Wrong> {
        let all = observation.examples.iter().flat_map(|(value, texts)| texts.iter().map(move |text| (value, text)));
        all.filter_map(|(value, text)| {
            let found = self.answers(observation, text, value == "no");
            let right = if value == "no" { found.iter().all(|one| one == "no") } else { found.contains(value) };
            (!right).then(|| Wrong { expected: value.clone(), found, text: text.into() })
        })
        .collect()
    }

    /// Phrases that stand in any text about Kafka.
    pub fn too_common<'a>(&'a self, observation: &'a Observation) -> impl Iterator<Item = &'a str> + 'a {
        self.reader.too_common(observation)
    }

    /// Phrases that misread cards.
    pub fn misread(&self) -> Vec<Misread> {
        self.reader.misread()
    }

    fn answers(&self, observation: &Observation, example: &str, firm: bool) -> Vec<String> {
        let mut case = Case::new();
        self.reader.read("example", example, &mut case);
        case.readings.extend(logs::read_bytes(self.signatures, "example", example.as_bytes()).readings);
        properties::judge(self.knowledge, &[properties::parse("example.properties", example, None)], &mut case);
        // One pasted line of many that it takes is weak evidence, but evidence; what a `no` forbids is a firm yes.
        let counted = observation.answers_from.iter().any(|source| matches!(source, AnswerSource::Log(_)));
        case.of(&observation.id)
            .filter(|reading| !(counted && reading.source.channel == Channel::Words && firm))
            .filter_map(|reading| match &reading.answer {
                Answer::Value(value) => Some(value.clone()),
                Answer::Unknown(_) => None,
            })
            .collect()
    }
}
