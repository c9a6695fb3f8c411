//! `search`: cards, topics and errors by words.

use std::process::ExitCode;

use console::style;

use super::{Format, Global, Out, out, setup};
use crate::error::{Error, Result};
use crate::evidence::text::search::{Entry, search};
use crate::report::page::{Block, text};

/// Options of `search`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to look for, in any words; a number is an error's code
    #[arg(value_name = "WORDS", required = true, num_args = 1.., allow_negative_numbers = true)]
    words: Vec<String>,
}

/// Runs it.
///
/// # Errors
/// No word was given, or the user's folders cannot be read.
pub fn run(args: &Args, global: &Global) -> Result<ExitCode> {
    global.only("search", &[Format::Text, Format::Json])?;
    let query = args.words.join(" ");
    if query.trim().is_empty() {
        return Err(Error::usage("there is nothing to search for")
            .hint("Give some words: kafka-doctor search messages disappear"));
    }
    let knowledge = setup::knowledge(global)?;
    let found = search(&knowledge, &query);
    match global.output {
        Format::Json => Out::new().json(&found),
        _ if found.is_empty() => Out::new().all(&format!("Nothing is known under {}.\n", out::visible(&query))),
        _ => Out::new().all(&out::printable(found.iter().map(shown).collect::<Vec<_>>().join("\n"))),
    }
}

/// One entry: its title, what it says, and the command that shows it.
fn shown(entry: &Entry) -> String {
    let verb = if entry.kind == "error" { "explain" } else { "show" };
    let name = if entry.name.starts_with('-') { format!("-- {}", entry.name) } else { entry.name.clone() };
    let title = if entry.title.is_empty() { &entry.name } else { &entry.title };
    let head = format!("{} ({})\n", style(out::visible(title)).bold(), entry.kind);
    let rest = [Block::Text(1, entry.excerpt.clone()), Block::Code(1, format!("kafka-doctor {verb} {name}"))];
    head + &text(&rest, out::width())
}
