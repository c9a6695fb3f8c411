//! Where a cause exists at all: versions, libraries and modes against what the case says of them.

use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::knowledge::Applies;
use crate::knowledge::bounds::within;

/// Where a cause exists at all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Limit {
    /// The context observation that tells.
    observation: String,
    wanted: Wanted,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Wanted {
    Word(String),
    /// A range of versions.
    Range(String),
    Library(Vec<String>),
}

/// The limits that a cause states.
pub(super) fn limits(applies: &Applies) -> Vec<Limit> {
    let Applies { broker, client, library, group_protocol, mode } = applies;
    let mut limits = Vec::new();
    let mut add = |observation: &str, wanted: Wanted| limits.push(Limit { observation: observation.into(), wanted });
    for (observation, word) in [("group-protocol", group_protocol), ("cluster-mode", mode)] {
        word.iter().for_each(|word| add(observation, Wanted::Word(word.clone())));
    }
    for (observation, range) in [("broker-version", broker), ("client-version", client)] {
        range.iter().for_each(|range| add(observation, Wanted::Range(range.clone())));
    }
    if !library.is_empty() {
        add("client-library", Wanted::Library(library.0.clone()));
    }
    limits
}

/// Whether something that is known about a case speaks against it that something applies there.
pub fn excluded(applies: &Applies, case: &Case) -> bool {
    limits(applies).iter().any(|limit| limit.excludes(case))
}

impl Limit {
    /// Whether something that is known about the case speaks against it.
    pub fn excludes(&self, case: &Case) -> bool {
        case.value(&self.observation).is_some_and(|value| match &self.wanted {
            Wanted::Word(word) => value != word,
            Wanted::Range(range) => within(value, range) == Some(false),
            Wanted::Library(names) => value != "other" && !names.iter().any(|name| name == value),
        })
    }
}
