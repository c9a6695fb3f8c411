//! Cards, their causes and fixes.

use std::fmt;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{OneOrMany, Rates, Scalar};
use crate::knowledge::words::{Prior, Severity};

/// One known problem: what it looks like, its competing causes, their fixes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The name on the command line; the file name without ending where it is left out.
    #[serde(default)]
    pub id: String,
    /// The part of Kafka; the folder's name where it is left out.
    #[serde(default)]
    pub area: String,
    /// A few words, as in a list.
    pub title: String,
    /// What people see, one sentence.
    pub symptom: String,
    /// What it does to users, one sentence.
    pub impact: String,
    /// The worst that it does to users.
    pub severity: Severity,
    /// Other names under which `show` finds it: error names, old ids.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// How people describe it, in their words: the vocabulary that free text is compared with.
    #[serde(default)]
    pub words: Vec<String>,
    /// Evidence that all its causes share; what a cause says of an observation itself counts instead. Loading hands it to the causes.
    #[serde(default)]
    pub evidence: IndexMap<String, Rates>,
    /// The mechanisms that produce it.
    pub causes: Vec<Cause>,
    /// Cards it is often mistaken for, each with how to tell.
    #[serde(default)]
    pub often_mistaken_for: IndexMap<String, String>,
    /// Where its claims come from: addresses, or files of a source tree with their version.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Cards and topics worth reading next.
    #[serde(default)]
    pub see_also: Vec<String>,
    /// Set in a user's card that takes the place of the built-in one of the same id.
    #[serde(default)]
    pub replaces: bool,
}

impl Card {
    /// Everything that it is called: id, title, aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.id, &self.title].into_iter().chain(&self.aliases).map(String::as_str)
    }

    /// The worst that one of its causes does: a setting or layout that is only dangerous is `medium` at most. `seen` tells whether an
    /// observation has been made: a risk whose harm was seen is dangerous no longer, it hurts.
    pub fn severity_of(&self, cause: &Cause, seen: impl Fn(&str) -> bool) -> Severity {
        let dangerous = cause.kind == CauseKind::Risk && !cause.harm.iter().any(|harm| seen(harm));
        if dangerous { self.severity.min(Severity::Medium) } else { self.severity }
    }
}

/// Whether a cause is a fault or only a danger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    /// It hurts now.
    #[default]
    Fault,
    /// A setting or layout that will hurt one day: outside ranking and outcome, unless its harm was reported.
    Risk,
}

/// One mechanism that produces a card's symptom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Unique within the card.
    pub id: String,
    /// What goes wrong, as a claim.
    pub title: String,
    /// Fault or risk.
    #[serde(default)]
    pub kind: CauseKind,
    /// How common it is among all causes.
    pub prior: Prior,
    /// The mechanism, in plain words.
    #[serde(default)]
    pub why: String,
    /// Observations to expected answers: a word (how often `yes`), or a word for each answer.
    #[serde(default)]
    pub evidence: IndexMap<String, Rates>,
    /// For a risk: the observations that say its harm has happened; then it competes like a fault.
    #[serde(default)]
    pub harm: Vec<String>,
    /// Where the mechanism exists at all.
    #[serde(default)]
    pub applies: Applies,
    /// Causes with the same remedy need not be told apart; the cause's own where it is left out.
    #[serde(default)]
    pub remedy: Option<String>,
    /// What to do, in this order.
    #[serde(default)]
    pub fixes: Vec<Fix>,
    /// The observation that should flip once the fix holds.
    #[serde(default)]
    pub verify: Option<Verify>,
}

/// One change, with what it risks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// One sentence; defaults with their versions belong here. Placeholders are filled in as in `command`.
    #[serde(rename = "do")]
    pub action: String,
    /// Settings to their new values.
    #[serde(default)]
    pub set: IndexMap<String, Scalar>,
    /// The side whose settings or hands it takes.
    #[serde(default)]
    pub on: Option<Side>,
    /// What it may break; `none` where it breaks nothing.
    #[serde(default)]
    pub risk: String,
    /// What must hold before.
    #[serde(default)]
    pub needs: Option<String>,
    /// The way back.
    #[serde(default)]
    pub undo: Option<String>,
    /// Ready to paste; `{topic}`, `{group}`, `{bootstrap}` and the like become the real names where they are known.
    #[serde(default)]
    pub command: Option<String>,
    /// Where the fix exists at all.
    #[serde(default)]
    pub applies: Applies,
}

/// The observation that flips when the fix holds. In YAML its name (then its normal answer is expected), or all of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Verify {
    /// The observation to look at again.
    pub observation: String,
    /// The answer that shows success.
    pub expect: String,
    /// A command or a look that tells, where the observation's own does not fit.
    pub how: Option<String>,
}

/// Where something applies; what is left out applies everywhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Applies {
    /// Broker versions, such as `">= 3.0, < 4.0"`; the observation `broker-version`.
    #[serde(default)]
    pub broker: Option<String>,
    /// Client versions, as above; the observation `client-version`.
    #[serde(default)]
    pub client: Option<String>,
    /// Client libraries: answers of the observation `client-library`.
    #[serde(default)]
    pub library: OneOrMany,
    /// `classic` or `consumer`; the observation `group-protocol`.
    #[serde(default)]
    pub group_protocol: Option<String>,
    /// `kraft` or `zookeeper`; the observation `cluster-mode`.
    #[serde(default)]
    pub mode: Option<String>,
}

/// A side of Kafka that has settings of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Producer,
    Consumer,
    Admin,
    Broker,
    Topic,
    Group,
    Connect,
    Streams,
    Librdkafka,
    /// Any client: for fixes that concern producer and consumer alike.
    Client,
    /// Not Kafka itself: the application's code, the host, the network.
    Application,
    Host,
}

impl Side {
    /// The word as it is written in YAML and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Producer => "producer",
            Self::Consumer => "consumer",
            Self::Admin => "admin",
            Self::Broker => "broker",
            Self::Topic => "topic",
            Self::Group => "group",
            Self::Connect => "connect",
            Self::Streams => "streams",
            Self::Librdkafka => "librdkafka",
            Self::Client => "client",
            Self::Application => "application",
            Self::Host => "host",
        }
    }
}

impl<'de> Deserialize<'de> for Verify {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Whole {
            observation: String,
            #[serde(default)]
            expect: String,
            #[serde(default)]
            how: Option<String>,
        }
        impl From<Whole> for Verify {
            fn from(Whole { observation, expect, how }: Whole) -> Self {
                Self { observation, expect, how }
            }
        }
        struct NameOrWhole;
        impl<'de> Visitor<'de> for NameOrWhole {
            type Value = Verify;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the name of an observation, or { observation, expect, how }")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Verify, E> {
                Ok(Verify { observation: name.into(), expect: String::new(), how: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Verify, A::Error> {
                Whole::deserialize(de::value::MapAccessDeserializer::new(map)).map(Into::into)
            }
        }
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(NameOrWhole);
        }
        Whole::deserialize(deserializer).map(Into::into)
    }
}
