//! The knowledge that is compiled in, packed by the build script: an index, and behind it each card and observation on its
//! own, so that a run decodes only what it shows.

use serde::Deserialize;

pub use crate::knowledge::index::Index;
use crate::knowledge::index::{CardEntry, Place};
use crate::knowledge::{Card, Compiled, ErrorFile, Knowledge, Late, Topic, alike};
use crate::report::block::Block;

static INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/index"));
static PACK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pack"));

fn at((start, length): Place) -> &'static [u8] {
    &PACK[start..start + length]
}

/// Reads a part of the pack. The build script wrote it from the same types, so it can only fail if the build is broken.
fn unpack<T: Deserialize<'static>>(place: Place) -> T {
    postcard::from_bytes(at(place)).expect("the pack was written by the build script")
}

impl Index<'static> {
    /// The index alone: microseconds.
    pub fn load() -> Self {
        postcard::from_bytes(INDEX).expect("the index was written by the build script")
    }

    /// The entry of the card that has this id or alias, whatever its case.
    pub fn card_named(&self, name: &str) -> Option<&CardEntry<'static>> {
        let name = name.trim();
        self.cards.iter().find(|card| {
            card.id.eq_ignore_ascii_case(name) || card.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
        })
    }

    /// The entry of the card that a person means, as [`Knowledge::card_meant`].
    pub fn card_meant(&self, name: &str) -> Option<&CardEntry<'static>> {
        self.card_named(name).or_else(|| self.cards.iter().find(|card| card.names().any(|own| alike(own, name))))
    }

    /// The whole card.
    pub fn card(&self, entry: &CardEntry) -> Card {
        unpack(entry.place)
    }

    /// The card as a page, the short one.
    pub fn page(&self, entry: &CardEntry) -> Vec<Block> {
        unpack(entry.page)
    }

    /// The topic that a person means by its id or title.
    pub fn topic(&self, name: &str) -> Option<Topic> {
        let meant = self.topics.iter().find(|(id, title, _)| alike(id, name) || alike(title, name));
        meant.map(|(_, _, place)| unpack(*place))
    }

    /// All error codes.
    pub fn errors(&self) -> Vec<ErrorFile> {
        unpack(self.errors)
    }
}

/// All of the built-in knowledge, each part to be decoded when it is first looked at.
pub fn knowledge() -> Knowledge {
    let index = Index::load();
    let compiled = index.compiled;
    let observations: Vec<(&str, Place)> = unpack(index.observations);
    Knowledge {
        cards: index.cards.iter().map(|card| (card.id, Late::packed(at(card.place)))).collect(),
        observations: observations.into_iter().map(|(id, place)| (id, Late::packed(at(place)))).collect(),
        topics: index.topics.iter().map(|(id, _, place)| (*id, Late::packed(at(*place)))).collect(),
        errors: Late::packed(at(index.errors)),
        vocabulary: Late::packed(at(index.vocabulary)),
        harmless: Late::packed(at(index.harmless)),
        areas: index.areas,
        options: String::new(),
        compiled: Some(Compiled {
            model: at(compiled.model),
            signatures: at(compiled.signatures),
            phrases: at(compiled.phrases),
            words: at(compiled.words),
            vocabulary: at(compiled.vocabulary),
            search: at(compiled.search),
        }),
    }
}
