//! `verify`: is the trouble of one card gone?

use std::process::ExitCode;

use super::case::save;
use super::evidence::{self, Gathered, Progress};
use super::names::no_card;
use super::{Format, Global, Out, interrupt, out, setup};
use crate::engine::Model;
use crate::error::{Error, Kind, Result};
use crate::report::page;
use crate::report::verify::{Verification, asked};

/// Options of `verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A card's name, alias or title
    #[arg(value_name = "NAME", required = true, num_args = 1.., add = clap_complete::ArgValueCompleter::new(setup::names_of_pages))]
    name: Vec<String>,
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
    let name = args.name.join(" ");
    let name = name.trim();
    let card = knowledge.card_meant(name).ok_or_else(|| no_card(&knowledge, name))?;
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
        Format::Json => out::json(&verification.json()),
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
