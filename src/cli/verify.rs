//! `verify`: is the trouble of one card gone?

use std::process::ExitCode;

use super::case::save;
use super::evidence::{self, Gathered, Progress};
use super::names::{did_you_mean, nearest};
use super::{Format, Global, Out, interrupt, out, setup};
use crate::engine::Model;
use crate::error::{Error, Kind, Result};
use crate::report::page;
use crate::report::verify::{Verification, asked};

/// Options of `verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A card's name or alias
    #[arg(value_name = "NAME", add = clap_complete::ArgValueCompleter::new(setup::names_of_pages))]
    name: String,
    #[command(flatten)]
    evidence: evidence::Options,
}

/// Runs it.
///
/// # Errors
/// Wrong usage, an unknown card, input that cannot be judged.
pub fn run(args: &Args, global: &Global) -> Result<ExitCode> {
    global.only("verify", &[Format::Text, Format::Json])?;
    if args.evidence.is_empty() {
        return Err(Error::usage("there is nothing to look at").hint(
            "Give --bootstrap-server HOST:PORT, --snapshot FILE, --log FILE, --properties FILE or --text TEXT.",
        ));
    }
    let knowledge = setup::knowledge(global)?;
    let name = args.name.trim();
    let card = knowledge.card_named(name).ok_or_else(|| {
        let near = nearest(name, knowledge.cards.keys());
        Error::usage(format!("there is no card {name}"))
            .hints(did_you_mean(&near))
            .hint("All cards: kafka-doctor list.")
    })?;
    let wanted = asked(&knowledge, card);
    let Gathered { case, shut_out, in_vain, .. } = {
        let progress = Progress::new(global.quiet);
        let mut evidence = args.evidence.read(&knowledge, global, &progress)?;
        interrupt::install();
        evidence.gather(&|observation| wanted.contains(&observation), &progress)?
    };
    if let Some(path) = &args.evidence.save_case {
        save(&case, path, false)?;
    }
    let findings = Model::new(&knowledge).findings(&knowledge, &case);
    let partial = shut_out || in_vain;
    let verification = Verification { knowledge: &knowledge, card, case: &case, findings: &findings, partial };
    let text = match global.output {
        Format::Json => serde_json::to_string_pretty(&verification.json()).expect("a report is plain data") + "\n",
        _ => out::printable(page::text(&verification.page(), out::width())),
    };
    if !Out::new().whole(&text)? {
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::from(match verification.holds() {
        Some(true) => 0,
        Some(false) => 1,
        None => Kind::Input.exit_code(),
    }))
}
