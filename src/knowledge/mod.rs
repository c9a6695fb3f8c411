//! The knowledge base: its types, how it is loaded and what may be wrong with it. No Kafka, no terminal.

pub mod bounds;
mod check;
pub mod expression;
mod file;
pub mod index;
mod late;
mod load;
mod merge;
pub mod model;
pub mod template;
pub mod words;

pub use check::check;
pub use file::{File, Problem, ProblemLevel};
pub use late::{Late, LateMap};
pub use load::{Loaded, parse};
pub use merge::merge;
pub use model::*;
pub use words::{Confidence, Effort, Frequency, Prior, Severity};

/// All cards, observations, topics and errors of one run, each kind in the order of its ids.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// Cards by id.
    pub cards: LateMap<Card>,
    /// Observations by id.
    pub observations: LateMap<Observation>,
    /// Background topics by id.
    pub topics: LateMap<Topic>,
    /// Error codes, one entry a family.
    pub errors: Late<Vec<ErrorFile>>,
    /// Synonyms, words of trouble, stop words.
    pub vocabulary: Late<Vocabulary>,
    /// Lines that healthy processes write.
    pub harmless: Late<Harmless>,
    /// Areas in the order of lists.
    pub areas: Areas,
    /// The options that bring the user's cards along, as for a shell: ` --knowledge DIR`; empty where none were named.
    pub options: String,
    /// What the build script has made of this very knowledge; whoever changes the knowledge takes it away.
    pub compiled: Option<Compiled>,
}

/// What the build script has made of the knowledge that is compiled in, for those who would make the same at every start.
#[derive(Debug, Clone, Copy)]
pub struct Compiled {
    /// The engine's tables.
    pub model: &'static [u8],
    /// The log sources.
    pub signatures: &'static [u8],
    /// The phrases that free words are compared with.
    pub phrases: &'static [u8],
    /// The vocabulary that texts are read with.
    pub words: &'static [u8],
    /// The words of the cards.
    pub vocabulary: &'static [u8],
    /// The words of everything that can be searched for.
    pub search: &'static [u8],
}

impl Knowledge {
    /// The command that shows a card, ready to paste.
    pub fn show(&self, card: &str) -> String {
        format!("kafka-doctor show {card}{}", self.options)
    }

    /// The id of the card that has this id or alias, whatever its case.
    pub fn card_named(&self, name: &str) -> Option<&Card> {
        let name = name.trim();
        self.cards.get(name).or_else(|| {
            self.cards.values().find(|card| {
                card.id.eq_ignore_ascii_case(name) || card.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
            })
        })
    }

    /// The card that a person means: the one of this id or alias, else the one with an id, alias or title that is [`alike`].
    pub fn card_meant(&self, name: &str) -> Option<&Card> {
        self.card_named(name).or_else(|| self.cards.values().find(|card| card.names().any(|own| alike(own, name))))
    }

    /// A card's cause.
    pub fn cause(&self, card: &str, cause: &str) -> Option<&Cause> {
        self.cards.get(card)?.causes.iter().find(|one| one.id == cause)
    }
}

/// Whether two names are one to people: capitals do not count, nor what joins their words.
pub fn alike(a: &str, b: &str) -> bool {
    let plain = |c: char| if matches!(c, ' ' | '_') { '-' } else { c.to_ascii_lowercase() };
    a.trim().chars().map(plain).eq(b.trim().chars().map(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_whatever_joins_their_words() {
        assert!(alike("Rebalancing storm", " rebalancing_STORM"));
        assert!(!alike("disk-full", "diskfull"));
        assert!(!alike("disk", "disk-full"));
    }
}
