//! The knowledge base: its types, how it is loaded and what may be wrong with it. No Kafka, no terminal.

mod check;
pub mod expression;
mod load;
pub mod model;
pub mod template;
pub mod words;

use std::collections::BTreeMap;

pub use check::{check, checks_of};
pub use load::{File, Loaded, Problem, ProblemLevel, merge, parse};
pub use model::*;
pub use words::{Confidence, Effort, Frequency, Prior, Severity};

/// All cards, observations, topics and errors of one run, each kind in the order of its ids.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Knowledge {
    /// Cards by id.
    pub cards: BTreeMap<String, Card>,
    /// Observations by id.
    pub observations: BTreeMap<String, Observation>,
    /// Background topics by id.
    pub topics: BTreeMap<String, Topic>,
    /// Error codes, one entry a family.
    pub errors: Vec<ErrorFile>,
    /// Synonyms, words of trouble, stop words.
    pub vocabulary: Vocabulary,
    /// Lines that healthy processes write.
    pub harmless: Harmless,
    /// Areas in the order of lists.
    pub areas: Areas,
}

impl Knowledge {
    /// The id of the card that has this id or alias, whatever its case.
    pub fn card_named(&self, name: &str) -> Option<&Card> {
        let name = name.trim();
        self.cards.get(name).or_else(|| {
            self.cards.values().find(|card| {
                card.id.eq_ignore_ascii_case(name) || card.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
            })
        })
    }

    /// A card's cause.
    pub fn cause(&self, card: &str, cause: &str) -> Option<&Cause> {
        self.cards.get(card)?.causes.iter().find(|one| one.id == cause)
    }
}
