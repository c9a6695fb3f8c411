//! `knowledge`: check and review the knowledge base, or add to it.

mod lint;
mod new;
mod stats;
mod tree;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use schemars::schema_for;

use super::{Format, Global, Out};
use crate::error::Result;
use crate::knowledge::{Areas, Card, ErrorFile, Harmless, Observation, Topic, Vocabulary};

/// Options of `knowledge`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Find what is wrong or weak; exit 4 when something is wrong
    Lint,
    /// Count what is there; with --simulate, play sessions and say how often the right remedy comes out
    Stats {
        /// Play this many simulated sessions for each kind of user
        #[arg(long, value_name = "USERS", num_args = 0..=1, default_missing_value = "2000")]
        simulate: Option<usize>,
    },
    /// Print the canonical paths: for each cause the questions and the answers that lead to it
    Tree {
        /// Only the paths to these cards (repeatable)
        #[arg(long, value_name = "NAME")]
        card: Vec<String>,
    },
    /// Print a JSON Schema of the files, for editors
    Schema {
        /// The kind of file
        #[arg(default_value = "card", hide_default_value = true)]
        kind: Kind,
    },
    /// Write a card to fill in
    New {
        /// The card's name, such as consumer-lag-growing
        name: String,
        /// The folder to write it to
        #[arg(long, value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
}

/// Kinds of files that have a schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Card,
    Observation,
    Topic,
    Errors,
    Areas,
    Vocabulary,
    Harmless,
}

/// Runs it.
pub fn run(args: &Args, global: &Global) -> Result<ExitCode> {
    match &args.verb {
        Verb::Lint => lint::run(global),
        Verb::Stats { simulate } => stats::run(*simulate, global),
        Verb::Tree { card } => tree::run(card, global),
        Verb::Schema { kind } => {
            global.only("knowledge schema", &[Format::Text, Format::Json])?;
            schema(*kind)
        }
        Verb::New { name, dir } => new::run(name, dir, global),
    }
}

fn schema(kind: Kind) -> Result<ExitCode> {
    let schema = match kind {
        Kind::Card => schema_for!(Card),
        Kind::Observation => schema_for!(Observation),
        Kind::Topic => schema_for!(Topic),
        Kind::Errors => schema_for!(ErrorFile),
        Kind::Areas => schema_for!(Areas),
        Kind::Vocabulary => schema_for!(Vocabulary),
        Kind::Harmless => schema_for!(Harmless),
    };
    let text = serde_json::to_string_pretty(&schema).expect("a schema is plain data");
    Out::new().all(&format!("{text}\n"))
}
