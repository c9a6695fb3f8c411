//! Who says so, with the proof, and whether it still holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::knowledge::Severity;

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
    /// From how many lines on it is a sign, where there were fewer: people paste one line of many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<u32>,
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
    /// What a probe measured of each, in their order: `orders-3: no leader`. The excerpt shows the first of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proofs: Vec<String>,
    /// What a probe holds the harm to be, by what it saw; `None`: the card's word counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Still there, or over.
    #[serde(default)]
    pub state: State,
}

/// Proofs that an excerpt shows; the others are counted.
const SHOWN: usize = 3;

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
            takes: None,
            first: None,
            last: None,
            excerpt: None,
            names: BTreeMap::new(),
            subjects: Vec::new(),
            proofs: Vec::new(),
            severity: None,
            state: State::Now,
        }
    }

    /// The first proofs in one line, and how many more there are; empty where there are none.
    pub fn first_proofs(&self) -> String {
        let mut shown = self.proofs.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("; ");
        if let more @ 1.. = self.proofs.len().saturating_sub(SHOWN) {
            shown += &format!("; and {more} more");
        }
        shown
    }

    /// What it is about, for people: partitions, groups, brokers. The servers that a client starts with are where it was seen, not what it is
    /// about.
    pub fn about(&self) -> Vec<&str> {
        let about = self.names.iter().filter(|(name, _)| self.subjects.is_empty() && Self::is_about(name));
        let seen = about.flat_map(|(_, values)| values);
        self.subjects.iter().chain(seen).map(String::as_str).collect()
    }

    /// Whether the values of a placeholder can be what a source is about.
    pub fn is_about(name: &str) -> bool {
        name != "bootstrap"
    }
}
