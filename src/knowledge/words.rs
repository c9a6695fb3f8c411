//! The words of the knowledge base and their numbers: this file and no other turns one into the other.
//!
//! Sources: the word-to-number table was measured on simulated sessions; sharper or flatter tables move the share of
//! right diagnoses by less than a point, so few words suffice. 0 and 1 never occur: no answer can rule a cause out alone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often an answer is seen when the cause is there; as `background`, when it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Frequency {
    /// .0001; only as `background`, of text that one program prints in one situation: without it a log line that names
    /// the cause outright could not outweigh the small prior, about 1/1000, of one cause among hundreds.
    Never,
    /// .01
    AlmostNever,
    /// .08
    Rarely,
    /// .40
    Sometimes,
    /// .80
    Usually,
    /// .97
    AlmostAlways,
}

impl Frequency {
    /// All words, rarest first.
    pub const ALL: [Frequency; 6] =
        [Self::Never, Self::AlmostNever, Self::Rarely, Self::Sometimes, Self::Usually, Self::AlmostAlways];

    /// The probability that the word stands for.
    pub const fn probability(self) -> f64 {
        match self {
            Self::Never => 0.0001,
            Self::AlmostNever => 0.01,
            Self::Rarely => 0.08,
            Self::Sometimes => 0.40,
            Self::Usually => 0.80,
            Self::AlmostAlways => 0.97,
        }
    }

    /// The word as it is written in YAML.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::AlmostNever => "almost-never",
            Self::Rarely => "rarely",
            Self::Sometimes => "sometimes",
            Self::Usually => "usually",
            Self::AlmostAlways => "almost-always",
        }
    }
}

/// How common a cause is. Each word is a third as probable as the one before; the engine normalises over all causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Prior {
    VeryCommon,
    Common,
    Uncommon,
    Rare,
}

impl Prior {
    /// Relative weight, before normalisation: 27, 9, 3, 1.
    pub const fn weight(self) -> f64 {
        match self {
            Self::VeryCommon => 27.0,
            Self::Common => 9.0,
            Self::Uncommon => 3.0,
            Self::Rare => 1.0,
        }
    }

    /// The word as it is written in YAML.
    pub const fn word(self) -> &'static str {
        match self {
            Self::VeryCommon => "very-common",
            Self::Common => "common",
            Self::Uncommon => "uncommon",
            Self::Rare => "rare",
        }
    }
}

/// What an answer costs the person who gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effort {
    /// Known, or seen at a glance: 1.
    Glance,
    /// One command or one look into a file: 2.
    Command,
    /// A restart, a wait, a permission to ask for: 4.
    Digging,
}

impl Effort {
    /// The cost by which information gain is divided.
    pub const fn cost(self) -> f64 {
        match self {
            Self::Glance => 1.0,
            Self::Command => 2.0,
            Self::Digging => 4.0,
        }
    }
}

/// Harm to users. Never mixed with confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// The word as it is written in YAML and shown to people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How sure the tool is of a remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    Unlikely,
    Possible,
    Likely,
    Certain,
}

impl Confidence {
    /// From this probability on a remedy is named: the outcome is `diagnosed`.
    pub const LIKELY: f64 = 0.80;

    /// The band of a probability in 0..=1: `certain` ≥ .95, `likely` ≥ .80, `possible` ≥ .20, below `unlikely`.
    pub fn of(probability: f64) -> Self {
        match probability {
            p if p >= 0.95 => Self::Certain,
            p if p >= Self::LIKELY => Self::Likely,
            p if p >= 0.20 => Self::Possible,
            _ => Self::Unlikely,
        }
    }

    /// The word shown to people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unlikely => "unlikely",
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}
