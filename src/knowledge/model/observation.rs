//! Observations and what answers them.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OneOrMany, Rates, Side};
use crate::knowledge::words::{Effort, Frequency};

/// One checkable fact: how to ask a person for it and how to read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// The file name without ending where it is left out.
    #[serde(default)]
    pub id: String,
    /// The folder's name where it is left out.
    #[serde(default)]
    pub area: String,
    /// The fact as a claim, true when the answer is `yes`; of a menu, what it tells apart.
    pub fact: String,
    /// The contrary as a claim, said for `no` where "Not so" before the fact would deny twice.
    #[serde(default)]
    pub denied: String,
    /// Values to their labels; `yes` and `no` where it is left out.
    #[serde(default)]
    pub answers: IndexMap<String, String>,
    /// Free answers, such as a version: context only, never weighed.
    #[serde(default)]
    pub context: bool,
    /// How often each answer is given when no related cause is there: a word for `yes`, or a word for each answer.
    #[serde(default)]
    pub background: Option<Rates>,
    /// What the answer costs a person.
    pub effort: Effort,
    /// The question, in plain words.
    pub ask: String,
    /// How to find out: a command ready to paste, or where to look.
    #[serde(default)]
    pub how: String,
    /// Asked only if each of these observations has, or may have, one of these answers.
    #[serde(default)]
    pub only_if: IndexMap<String, OneOrMany>,
    /// Sources that answer without a person.
    #[serde(default)]
    pub answers_from: Vec<AnswerSource>,
    /// For each answer, texts that must give it; texts under `no` must not give another. Run as tests.
    #[serde(default)]
    pub examples: IndexMap<String, OneOrMany>,
    /// Where its claims come from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Set in a user's observation that takes the place of the built-in one of the same id.
    #[serde(default)]
    pub replaces: bool,
}

impl Observation {
    /// The values in order: those of `answers`, else `yes` and `no`.
    pub fn values(&self) -> Vec<&str> {
        if self.answers.is_empty() { vec!["yes", "no"] } else { self.answers.keys().map(String::as_str).collect() }
    }

    /// What a person reads for a value: its label, else the value.
    pub fn label<'a>(&'a self, value: &'a str) -> &'a str {
        match (self.answers.get(value), value) {
            (Some(label), _) => label,
            (None, "yes") => "Yes",
            (None, "no") => "No",
            (None, other) => other,
        }
    }

    /// Whether an answer says what is wrong: a context observation, or a general one such as the client's library, is read from lines of any kind.
    pub fn explains(&self) -> bool {
        !self.context && self.area != "general"
    }

    /// The answer expected when nothing is wrong: the most frequent one of the background, the first of equals; `no` where
    /// there is none.
    pub fn normal(&self) -> &str {
        match &self.background {
            Some(Rates::Each(words)) => {
                let most = words.values().max();
                words.iter().find(|(_, word)| Some(*word) == most).map_or("no", |(value, _)| value)
            }
            Some(Rates::Yes(Frequency::Usually | Frequency::AlmostAlways)) => "yes",
            _ => "no",
        }
    }
}

/// The processes that a log source can name, `any` of them aside.
pub const PROCESSES: [&str; 9] =
    ["broker", "controller", "producer", "consumer", "admin", "connect", "streams", "zookeeper", "client"];

/// A source that answers an observation without a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum AnswerSource {
    /// A line in a log, or in what somebody pasted.
    Log(LogSource),
    /// What a person writes in free words.
    Text(TextSource),
    /// A settings file, or the settings that a client prints at start.
    Properties(PropertiesSource),
    /// A measurement on a live cluster.
    Probe(ProbeSource),
}

/// A pattern in a log line, and what it takes to count.
///
/// Patterns are templates: text that must stand there letter by letter, `{}` for any text, `{name}` for one word that is
/// kept (`{topic}`, `{partition}`, `{group}`, `{broker}`, `{host}`, …).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogSource {
    /// Which process writes it: `broker`, `controller`, `client` (any client), `producer`, `consumer`, `admin`, `connect`,
    /// `streams`, `zookeeper`, `any`.
    pub of: OneOrMany,
    /// Any of these templates.
    pub matches: OneOrMany,
    /// A line with one of these pieces of text does not count.
    #[serde(default)]
    pub but_not: OneOrMany,
    /// The answer it gives.
    #[serde(default = "yes")]
    pub answer: String,
    /// How many lines it takes.
    #[serde(default = "one")]
    pub at_least: u32,
    /// Within what time, such as `60s` or `10m`.
    #[serde(default)]
    pub within: Option<String>,
    /// Counted, and matched with what follows, for each value of this placeholder apart.
    #[serde(default)]
    pub same: Option<String>,
    /// A later line of the same process that matches says it was normal: the hit does not count.
    #[serde(default)]
    pub unless_followed_by: OneOrMany,
    /// A later line of the same process that matches says it is over: the hit is `past`.
    #[serde(default)]
    pub over_when: OneOrMany,
    /// What the line tells lasts until a line of `over_when`, however long the process is silent about it: a thread that has died, a log
    /// directory that is offline.
    #[serde(default)]
    pub lasts: bool,
    /// The answer when a log of that process was read and no line matched; left out, silence says nothing.
    #[serde(default)]
    pub absent: Option<String>,
}

/// Free words that give an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextSource {
    /// Any of these phrases: all words of one (without endings, synonyms allowed) stand in one sentence.
    pub says: OneOrMany,
    /// The answer it gives.
    #[serde(default = "yes")]
    pub answer: String,
}

/// A condition over settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PropertiesSource {
    /// The side whose settings stand in `holds` without a prefix.
    pub of: Side,
    /// Comparisons joined by `and` / `or`: `enable.auto.commit = true and auto.commit.interval.ms > 1000`. A setting of
    /// another side is `broker:message.max.bytes`; `max.poll.records is set` asks whether the file names it. A setting that is left out has its default.
    pub holds: String,
    /// The answer when it holds.
    #[serde(default = "yes")]
    pub answer: String,
    /// The answer when it does not; left out, that says nothing.
    #[serde(default)]
    pub otherwise: Option<String>,
}

/// What a probe's measurement means: the probe measures, the observation judges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProbeSource {
    /// The probe: `leaderless-partitions`.
    pub name: String,
    /// How many subjects (partitions, groups, brokers) it takes.
    #[serde(default = "one")]
    pub at_least: u32,
    /// The answer when there are so many.
    #[serde(default = "yes")]
    pub answer: String,
    /// The answer when there are fewer and everything could be looked at; left out, that says nothing.
    #[serde(default)]
    pub otherwise: Option<String>,
}

fn yes() -> String {
    "yes".into()
}

fn one() -> u32 {
    1
}
