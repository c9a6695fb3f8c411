//! A case: everything known in this run. It is a list of readings; what is believed follows from it and is never stored.

mod source;
mod visible;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::knowledge::Severity;
pub use source::{Channel, Source, State};
pub use visible::{steers, visible};

/// Everything known. Saved and resumed as one JSON document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Of the file format: 1.
    pub version: u32,
    /// What the person wrote first, secrets removed; the headline of a hand-over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<String>,
    /// Names that the person gave for placeholders of commands: `topic` to `orders`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// Answers to observations, in the order in which they came.
    pub readings: Vec<Reading>,
    /// How much free words speak for cards.
    #[serde(default)]
    pub hints: Vec<Hint>,
    /// Fixes that were tried, in their order.
    #[serde(default)]
    pub tried: Vec<Tried>,
    /// What was read.
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// What could not be looked at.
    #[serde(default)]
    pub not_checked: Vec<NotChecked>,
}

/// One answer to an observation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The observation's id.
    pub observation: String,
    /// What was found.
    pub answer: Answer,
    /// Who says so, with the proof.
    pub source: Source,
}

impl Reading {
    /// Whether a probe has measured harm that is still there. A note (`low`) is none.
    pub fn shows_harm(&self) -> bool {
        self.source.channel == Channel::Probe
            && self.source.state == State::Now
            && self.source.severity >= Some(Severity::Medium)
            && self.answer.value() == Some("yes")
    }
}

/// A value, or why there is none. "Could not look" is never a pass and never a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// One of the observation's values, or free text of a context observation.
    Value(String),
    /// Not known, with the reason.
    Unknown(String),
}

impl Answer {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

/// How much the free words speak for a card, beside what observations read from them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hint {
    /// The card's id.
    pub card: String,
    /// Log-odds in thousandths of a nat, at most a few thousand: weak evidence.
    pub weight: i64,
    /// The words that were found.
    pub words: Vec<String>,
}

/// A fix that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The card's id.
    pub card: String,
    /// The cause's id.
    pub cause: String,
    /// Whether it helped.
    pub helped: bool,
    /// How many readings the case held then: what came later is taken back first.
    #[serde(default)]
    pub after: usize,
}

/// What was read, and what nobody could explain in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// `log`, `text`, `properties`, `cluster` or `snapshot`.
    pub kind: String,
    /// The file as it was named; `-` for standard input.
    pub name: String,
    /// Which processes or sides it comes from, as far as the content tells.
    pub of: Vec<String>,
    /// Lines read, of a log those from the time that was asked for; of a cluster looks.
    pub lines: u64,
    /// Time of the first and last of them, as they stand in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// See `first`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// When it ends, milliseconds since 1970: the last line of a log with all its rotated parts, the last look at a cluster. `None`: not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_ms: Option<i64>,
    /// Whether it is of a kind that the tool understands.
    pub understood: bool,
    /// ERROR and FATAL lines (WARN is not counted), stack traces and words of trouble that no observation reads and nothing calls harmless.
    pub unexplained: u64,
    /// The first few of them, escaped and free of secrets.
    #[serde(default)]
    pub samples: Vec<String>,
}

/// What people call an input: standard input and `--text` have no name of their own.
pub fn plain_name(name: &str) -> &str {
    match name {
        "-" => "standard input",
        "--text" => "your text",
        other => other,
    }
}

/// Something that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotChecked {
    /// What.
    pub what: String,
    /// Why not.
    pub why: String,
    /// What it takes.
    pub needs: String,
}

impl Default for Case {
    fn default() -> Self {
        Self::new()
    }
}

impl Case {
    /// An empty case.
    pub fn new() -> Self {
        Self {
            version: 1,
            told: None,
            names: BTreeMap::new(),
            readings: Vec::new(),
            hints: Vec::new(),
            tried: Vec::new(),
            inputs: Vec::new(),
            not_checked: Vec::new(),
        }
    }

    /// The readings of an observation, in order.
    pub fn of<'a>(&'a self, observation: &'a str) -> impl Iterator<Item = &'a Reading> {
        self.readings.iter().filter(move |reading| reading.observation == observation)
    }

    /// The reading that counts: of those with a value the one of the most reliable channel, and of equals the last. What a person answers
    /// stands before what was read in their words, which may have been misread. `None` when nobody has looked; an unknown answer when
    /// somebody has, in vain.
    pub fn reading<'a>(&'a self, observation: &'a str) -> Option<&'a Reading> {
        let mut best: Option<&Reading> = None;
        for reading in self.of(observation) {
            let better = match best {
                None => true,
                Some(old) => match (old.answer.value(), reading.answer.value()) {
                    (None, _) => true,
                    (Some(_), None) => false,
                    (Some(_), Some(_)) => match (old.source.channel, reading.source.channel) {
                        (Channel::Words, Channel::Person) => true,
                        (Channel::Person, Channel::Words) => false,
                        (before, now) => now.error_rate() <= before.error_rate(),
                    },
                },
            };
            if better {
                best = Some(reading);
            }
        }
        best
    }

    /// The value that counts, if any.
    pub fn value<'a>(&'a self, observation: &'a str) -> Option<&'a str> {
        self.reading(observation).and_then(|reading| reading.answer.value())
    }

    /// Whether sources gave different values. What a person answers corrects what was read in their words.
    pub fn disputed(&self, observation: &str) -> bool {
        let told = || self.of(observation).filter(|reading| reading.answer.value().is_some());
        let answered = told().any(|reading| reading.source.channel == Channel::Person);
        let counts = |reading: &&Reading| !(answered && reading.source.channel == Channel::Words);
        let mut values = told().filter(counts).filter_map(|reading| reading.answer.value());
        values.next().is_some_and(|first| values.any(|value| value != first))
    }

    /// Ids of all observations read, in order, each once.
    pub fn observations(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for reading in &self.readings {
            if !ids.contains(&reading.observation.as_str()) {
                ids.push(&reading.observation);
            }
        }
        ids
    }

    /// The values that placeholders of commands stand for, first seen first.
    pub fn names(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, values) in self.readings.iter().flat_map(|reading| &reading.source.names) {
            let seen = names.entry(name).or_default();
            for value in values {
                if !seen.contains(&value.as_str()) {
                    seen.push(value);
                }
            }
        }
        names
    }
}
