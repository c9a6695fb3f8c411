//! What stands where in the pack of knowledge that is compiled in, and what lists show of it.

use serde::{Deserialize, Serialize};

use super::model::Areas;
use super::words::Severity;

/// Where a thing stands in the pack: first byte and length.
pub type Place = (usize, usize);

/// What `list` shows of a card, and where the card stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CardEntry<'a> {
    /// The name on the command line.
    pub id: &'a str,
    /// A few words.
    pub title: &'a str,
    /// The part of Kafka.
    pub area: &'a str,
    /// The worst that it does to users.
    pub severity: Severity,
    /// Other names.
    #[serde(borrow)]
    pub aliases: Vec<&'a str>,
    /// The card.
    pub place: Place,
    /// Its page, unless it is wanted in full.
    pub page: Place,
}

impl CardEntry<'_> {
    /// Everything that it is called: id, title, aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.id, self.title].into_iter().chain(self.aliases.iter().copied())
    }
}

/// What is compiled in, by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Index<'a> {
    /// Cards in the order of their ids.
    #[serde(borrow)]
    pub cards: Vec<CardEntry<'a>>,
    /// Areas in the order of lists.
    pub areas: Areas,
    /// Topics in the order of their ids: id, title and place.
    pub topics: Vec<(&'a str, &'a str, Place)>,
    /// Observations in the order of their ids: id and place of each. Most runs need none.
    pub observations: Place,
    /// All error codes.
    pub errors: Place,
    /// Synonyms, words of trouble, stop words.
    pub vocabulary: Place,
    /// Lines that healthy processes write.
    pub harmless: Place,
    /// See [`Compiled`](super::Compiled).
    pub compiled: CompiledPlaces,
}

/// Where the parts of [`Compiled`](super::Compiled) stand.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct CompiledPlaces {
    /// The engine's tables.
    pub model: Place,
    /// The log sources.
    pub signatures: Place,
    /// The phrases that free words are compared with.
    pub phrases: Place,
    /// The vocabulary that texts are read with.
    pub words: Place,
    /// The words of the cards.
    pub vocabulary: Place,
    /// The words of everything that can be searched for.
    pub search: Place,
}
