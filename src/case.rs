//! A case: everything known in this run. It is a list of readings; what is believed follows from it and is never stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::knowledge::Severity;

/// Everything known. Saved and resumed as one JSON document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Of the file format: 1.
    pub version: u32,
    /// What the person wrote first, secrets removed; the headline of a hand-over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<String>,
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

/// How an answer came in; each channel errs at its own rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A setting in a file or in a client's own listing.
    Settings,
    /// A default that a file leaves out.
    Default,
    /// A line in a log.
    Log,
    /// No line in a log that should have had it.
    Silence,
    /// A verbatim line in what somebody pasted.
    Pasted,
    /// Free words.
    Words,
    /// A person's answer.
    Person,
    /// A probe of a live cluster.
    Probe,
}

impl Channel {
    /// How often the channel gives a wrong answer, 0..1. Log lines and settings are read letter by letter: what is left is a
    /// process or time that was not the one in question. Probes measure; what only a moment would show they look at twice. Free words: a phrase that stands in a text although its fact does not hold is rare among
    /// the hundreds that are tried. People: assuming 5 to 8 % costs half a question where nobody errs and saves
    /// the diagnosis where somebody does (measured in simulation).
    pub const fn error_rate(self) -> f64 {
        match self {
            Self::Settings | Self::Log => 0.0001,
            Self::Probe => 0.0005,
            Self::Pasted => 0.001,
            Self::Default => 0.02,
            Self::Person => 0.06,
            Self::Words => 0.02,
            Self::Silence => 0.20,
        }
    }

    /// The word in results: `text`, `log`, `properties`, `probe`, `person`.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Settings | Self::Default => "properties",
            Self::Log | Self::Silence => "log",
            Self::Pasted | Self::Words => "text",
            Self::Probe => "probe",
            Self::Person => "person",
        }
    }
}

/// Whether what was seen still holds at the end of what was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Over.
    Past,
    /// Still there and getting better by itself.
    Healing,
    /// Still there.
    #[default]
    Now,
}

/// Who says so, with the proof. Excerpts are escaped and free of secrets before they come here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// How it came in.
    pub channel: Channel,
    /// The file as it was named on the command line; `-` for standard input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The first line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// How many lines say the same.
    #[serde(default = "once")]
    pub count: u64,
    /// The time of the first, as it stands in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// The time of the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// The line itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// Placeholder names to the values seen: `group` to `orders`. What commands are filled in with.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, Vec<String>>,
    /// What a probe found it on: `orders-3`, `broker 2`, a group's id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
    /// What a probe holds the harm to be, by what it saw; `None`: the card's word counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Still there, or over.
    #[serde(default)]
    pub state: State,
}

fn once() -> u64 {
    1
}

impl Source {
    /// A source with nothing but its channel.
    pub fn new(channel: Channel) -> Self {
        Self {
            channel,
            file: None,
            line: None,
            count: 1,
            first: None,
            last: None,
            excerpt: None,
            names: BTreeMap::new(),
            subjects: Vec::new(),
            severity: None,
            state: State::Now,
        }
    }

    /// What it is about, for people: partitions, groups, brokers. The servers that a client starts with are where it was seen, not what it is
    /// about.
    pub fn about(&self) -> Vec<&str> {
        let about = self.names.iter().filter(|(name, _)| self.subjects.is_empty() && *name != "bootstrap");
        let seen = about.flat_map(|(_, values)| values);
        self.subjects.iter().chain(seen).map(String::as_str).collect()
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
    /// Lines read; of a cluster looks.
    pub lines: u64,
    /// Time of the first and last line, as they stand in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// See `first`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
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

impl Case {
    /// An empty case.
    pub fn new() -> Self {
        Self { version: 1, ..Self::default() }
    }

    /// The readings of an observation, in order.
    pub fn of<'a>(&'a self, observation: &'a str) -> impl Iterator<Item = &'a Reading> {
        self.readings.iter().filter(move |reading| reading.observation == observation)
    }

    /// The reading that counts: of those with a value the one of the most reliable channel, and of equals the last. `None` when
    /// nobody has looked; an unknown answer when somebody has, in vain.
    pub fn reading<'a>(&'a self, observation: &'a str) -> Option<&'a Reading> {
        let mut best: Option<&Reading> = None;
        for reading in self.of(observation) {
            let better = match best {
                None => true,
                Some(old) => match (old.answer.value(), reading.answer.value()) {
                    (None, _) => true,
                    (Some(_), None) => false,
                    (Some(_), Some(_)) => reading.source.channel.error_rate() <= old.source.channel.error_rate(),
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

    /// Whether sources gave different values.
    pub fn disputed(&self, observation: &str) -> bool {
        let mut values = self.of(observation).filter_map(|reading| reading.answer.value());
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
