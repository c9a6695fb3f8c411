//! `show`: one card or topic, in the order of somebody on call.

use std::process::ExitCode;

use super::names::{did_you_mean, nearest_of};
use super::{Format, Global, Out, explain, out, pager, setup};
use crate::builtin::Index;
use crate::error::{Error, Result};
use crate::knowledge::{ErrorFile, Knowledge, Topic, alike};
use crate::report::{card, json, page, reference};

/// Options of `show`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A card's name, alias or title, or a topic; `kafka-doctor list` names them all
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
    let name = args.name.join(" ");
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::usage("there is nothing to show").hint("Give a name: kafka-doctor list has them all."));
    }
    match &shelf {
        Shelf::Packed(index) => {
            if let Some(entry) = index.card_meant(name) {
                return print(&index.page(entry), global);
            }
        }
        Shelf::Loaded(knowledge) => {
            if let Some(one) = knowledge.card_meant(name) {
                let look = |id: &str| knowledge.observations.get(id).cloned();
                return match global.output {
                    Format::Json => Out::new().json(&json::card(one, &look)),
                    _ => print(&card::card(one, knowledge.areas.name(&one.area), &look, !short), global),
                };
            }
        }
    }
    if let Some(topic) = shelf.topic(name) {
        return match global.output {
            Format::Json => Out::new().json(&json::topic(&topic)),
            _ => print(&reference::topic(&topic), global),
        };
    }
    Err(unknown(name, &shelf))
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
pub fn print(blocks: &[page::Block], global: &Global) -> Result<ExitCode> {
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
