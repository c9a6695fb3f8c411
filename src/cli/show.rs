//! `show`: one card or topic, in the order of somebody on call.

use std::process::ExitCode;

use serde_json::Value;

use super::names::{did_you_mean, nearest_of};
use super::{Format, Global, Out, explain, out, pager, setup};
use crate::builtin::Index;
use crate::error::{Error, Result};
use crate::knowledge::{ErrorFile, Knowledge, Topic, alike};
use crate::report::page::Block;
use crate::report::{card, json, page, reference};

/// Options of `show`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A card's name, alias or title, or a topic, also several; `kafka-doctor list` names them all
    #[arg(value_name = "NAME", required = true, num_args = 1.., add = clap_complete::ArgValueCompleter::new(setup::names_of_pages))]
    name: Vec<String>,
}

/// Runs it.
///
/// # Errors
/// A name that neither a card nor a topic has.
pub fn run(args: &Args, global: &Global) -> Result<ExitCode> {
    global.only("show", &[Format::Text, Format::Json, Format::Markdown])?;
    let short = global.output == Format::Text && !global.verbose;
    let shelf = if setup::has_user_knowledge(global) || !short {
        Shelf::Loaded(Box::new(setup::knowledge(global)?))
    } else {
        Shelf::Packed(Box::new(Index::load()))
    };
    let whole = args.name.join(" ");
    let whole = whole.trim();
    if whole.is_empty() {
        return Err(Error::usage("there is nothing to show").hint("Give a name: kafka-doctor list has them all."));
    }
    // Words of one title, or names of several pages.
    let several = !shelf.has(whole) && args.name.iter().all(|name| shelf.has(name));
    let names = if several { args.name.iter().map(String::as_str).collect() } else { vec![whole] };
    if global.output == Format::Json {
        let pages: Vec<Value> = names.iter().filter_map(|name| shelf.document(name)).collect();
        return match pages.as_slice() {
            [] => Err(unknown(whole, &shelf)),
            [one] => Out::new().json(one),
            many => Out::new().json(&many),
        };
    }
    let pages: Vec<Vec<Block>> = names.iter().filter_map(|name| shelf.page(name, short)).collect();
    if pages.is_empty() {
        return Err(unknown(whole, &shelf));
    }
    print(&pages.join(&Block::Gap), global)
}

/// Neither a card nor a topic is called so; it may be an error.
fn unknown(name: &str, shelf: &Shelf) -> Error {
    let names = shelf.names();
    let names: Vec<(&str, &str)> = names.iter().map(|(name, to)| (name.as_str(), to.as_str())).collect();
    let error = !explain::find(&shelf.errors(), name).is_empty();
    Error::usage(format!("there is no card or topic {name}"))
        .hints(error.then(|| format!("It is an error: kafka-doctor explain {}", out::quoted(name))))
        .hints(did_you_mean(&nearest_of(name, &names)))
        .hint("All cards: kafka-doctor list. By words: kafka-doctor search WORDS.")
}

/// Prints a page in the format that was asked for.
pub fn print(blocks: &[Block], global: &Global) -> Result<ExitCode> {
    match global.output {
        Format::Markdown => Out::new().all(&page::markdown(blocks)),
        _ => pager::print(&out::printable(page::text(blocks, out::width()))),
    }
}

/// Where pages come from: packed, so that one page costs no more than that page, or made of all that is known.
enum Shelf {
    Packed(Box<Index<'static>>),
    Loaded(Box<Knowledge>),
}

impl Shelf {
    /// Whether a card or a topic is meant by this name.
    fn has(&self, name: &str) -> bool {
        let card = match self {
            Self::Packed(index) => index.card_meant(name).is_some(),
            Self::Loaded(knowledge) => knowledge.card_meant(name).is_some(),
        };
        card || self.topic(name).is_some()
    }

    fn page(&self, name: &str, short: bool) -> Option<Vec<Block>> {
        let card = match self {
            Self::Packed(index) => index.card_meant(name).map(|entry| index.page(entry)),
            Self::Loaded(knowledge) => knowledge.card_meant(name).map(|one| {
                let look = |id: &str| knowledge.observations.get(id).cloned();
                card::card(one, knowledge.areas.name(&one.area), &look, !short)
            }),
        };
        card.or_else(|| self.topic(name).map(|topic| reference::topic(&topic)))
    }

    fn document(&self, name: &str) -> Option<Value> {
        let card = match self {
            Self::Packed(_) => None,
            Self::Loaded(knowledge) => knowledge
                .card_meant(name)
                .map(|one| json::card(one, &|id: &str| knowledge.observations.get(id).cloned())),
        };
        card.or_else(|| self.topic(name).map(|topic| json::topic(&topic)))
    }

    fn topic(&self, name: &str) -> Option<Topic> {
        match self {
            Self::Packed(index) => index.topic(name),
            Self::Loaded(knowledge) => {
                knowledge.topics.values().find(|topic| alike(&topic.id, name) || alike(&topic.title, name)).cloned()
            }
        }
    }

    fn errors(&self) -> Vec<ErrorFile> {
        match self {
            Self::Packed(index) => index.errors(),
            Self::Loaded(knowledge) => knowledge.errors.to_vec(),
        }
    }

    /// Every name with the one that it leads to.
    fn names(&self) -> Vec<(String, String)> {
        fn named<T: AsRef<str>>(id: &str, aliases: &[T]) -> Vec<(String, String)> {
            let names = std::iter::once(id).chain(aliases.iter().map(AsRef::as_ref));
            names.map(|name| (name.to_string(), id.to_string())).collect()
        }
        match self {
            Self::Packed(index) => {
                let topics = index.topics.iter().map(|(id, _, _)| (id.to_string(), id.to_string()));
                index.cards.iter().flat_map(|card| named(card.id, &card.aliases)).chain(topics).collect()
            }
            Self::Loaded(knowledge) => {
                let topics = knowledge.topics.keys().map(|id| (id.to_string(), id.to_string()));
                knowledge.cards.values().flat_map(|card| named(&card.id, &card.aliases)).chain(topics).collect()
            }
        }
    }
}
