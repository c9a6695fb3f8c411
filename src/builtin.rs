//! The knowledge that is compiled in, packed by the build script: an index, and behind it each card and observation on its
//! own, so that `list` and `show` decode only what they print.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::knowledge::{
    Areas, Card, Effort, ErrorFile, Harmless, Knowledge, Observation, Rates, Severity, Topic, Vocabulary,
};

static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/index.json"));
static PACK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pack.json"));

/// Where a thing stands in the pack: first byte and length.
type Place = (usize, usize);

/// What `list` shows of a card, and where the card stands.
#[derive(Debug, Clone, Deserialize)]
pub struct CardEntry {
    /// The name on the command line.
    pub id: String,
    /// A few words.
    pub title: String,
    /// The part of Kafka.
    pub area: String,
    /// The worst that it does to users.
    pub severity: Severity,
    /// Other names.
    pub aliases: Vec<String>,
    place: Place,
}

/// What is compiled in, by name.
#[derive(Debug, Clone, Deserialize)]
pub struct Index {
    /// Cards in the order of their ids.
    pub cards: Vec<CardEntry>,
    /// Areas in the order of lists.
    pub areas: Areas,
    /// Topics: id, title and place.
    pub topics: Vec<(String, String, Place)>,
    #[serde(borrow)]
    observations: BTreeMap<&'static str, Place>,
    errors: Place,
    vocabulary: Place,
    harmless: Place,
}

/// Reads a part of the pack. The build script wrote it from the same types, so it can only fail if the build is broken.
fn unpack<'a, T: Deserialize<'a>>((start, length): Place) -> T {
    serde_json::from_slice(&PACK[start..start + length]).expect("the pack was written by the build script")
}

impl Index {
    /// The index alone: microseconds.
    pub fn load() -> Self {
        serde_json::from_slice(INDEX).expect("the index was written by the build script")
    }

    /// The entry of the card that has this id or alias, whatever its case.
    pub fn card_named(&self, name: &str) -> Option<&CardEntry> {
        let name = name.trim();
        self.cards.iter().find(|card| {
            card.id.eq_ignore_ascii_case(name) || card.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
        })
    }

    /// The whole card.
    pub fn card(&self, entry: &CardEntry) -> Card {
        unpack(entry.place)
    }

    /// An observation, if there is one of this id.
    pub fn observation(&self, id: &str) -> Option<Observation> {
        self.observations.get(id).map(|place| unpack(*place))
    }

    /// What a page tells of an observation: without sources, examples and preconditions, which are most of it.
    pub fn fact(&self, id: &str) -> Option<Observation> {
        #[derive(Deserialize)]
        struct Fact {
            id: String,
            area: String,
            fact: String,
            #[serde(default)]
            answers: IndexMap<String, String>,
            background: Option<Rates>,
            effort: Effort,
            #[serde(default)]
            how: String,
        }
        let Fact { id, area, fact, answers, background, effort, how } = unpack(*self.observations.get(id)?);
        Some(Observation {
            id,
            area,
            fact,
            answers,
            background,
            effort,
            how,
            context: false,
            ask: String::new(),
            only_if: IndexMap::new(),
            answers_from: Vec::new(),
            examples: IndexMap::new(),
            sources: Vec::new(),
            replaces: false,
        })
    }

    /// A topic, if there is one of this id.
    pub fn topic(&self, id: &str) -> Option<Topic> {
        self.topics.iter().find(|(name, _, _)| name == id).map(|(_, _, place)| unpack(*place))
    }

    /// All error codes.
    pub fn errors(&self) -> Vec<ErrorFile> {
        unpack(self.errors)
    }

    /// Synonyms, words of trouble, stop words.
    pub fn vocabulary(&self) -> Vocabulary {
        unpack(self.vocabulary)
    }
}

/// All of the built-in knowledge: a millisecond or two.
pub fn knowledge() -> Knowledge {
    let index = Index::load();
    let harmless: Harmless = unpack(index.harmless);
    Knowledge {
        cards: index.cards.iter().map(|entry| (entry.id.clone(), index.card(entry))).collect(),
        observations: index.observations.iter().map(|(id, place)| ((*id).to_string(), unpack(*place))).collect(),
        topics: index.topics.iter().map(|(id, _, place)| (id.clone(), unpack(*place))).collect(),
        errors: index.errors(),
        vocabulary: index.vocabulary(),
        harmless,
        areas: index.areas,
    }
}
