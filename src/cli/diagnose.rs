//! `diagnose`: reads what was given, asks what stays open, ends with a diagnosis.

use std::process::ExitCode;

use super::case::{save, without_hosts};
use super::evidence::{self, Gathered, Progress};
use super::wizard::Wizard;
use super::{Format, Global, Out, ask, keep, out, setup};
use crate::case::Case;
use crate::engine::{Model, Outcome};
use crate::error::{Kind, Result};
use crate::knowledge::Knowledge;
use crate::report::diagnosis::Report;
use crate::report::page;

/// Options of `diagnose`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    evidence: evidence::Options,
    /// Replace host names and addresses in the hand-over and in the kept case
    #[arg(long)]
    redact_hosts: bool,
}

/// Runs it.
///
/// # Errors
/// Wrong usage, input that cannot be judged, Ctrl-C.
pub fn run(args: Args, global: &Global) -> Result<ExitCode> {
    global.only("diagnose", &[Format::Text, Format::Json, Format::Markdown])?;
    let knowledge = setup::knowledge(global)?;
    let (Gathered { mut case, in_vain, .. }, mut again) = {
        let progress = Progress::new(global.quiet);
        let mut evidence = args.evidence.read(&knowledge, global, &progress)?;
        let gathered = evidence.gather(&|_| true, &progress)?;
        let of_cluster = gathered.cluster.is_some() || gathered.shut_out;
        (gathered, if of_cluster { evidence.again() } else { String::new() })
    };
    let model = Model::new(&knowledge);
    if let Some(path) = &args.evidence.save_case {
        save(&case, path, args.redact_hosts)?;
    }
    if ask::allowed(global, args.evidence.takes_stdin()) {
        return wizard(&args, global, &knowledge, &model, (case, again));
    }
    if args.redact_hosts && global.output != Format::Text {
        case = without_hosts(&case);
        again.clear();
    }
    let diagnosis = model.diagnose(&case);
    let next = model.next_question(&case, &diagnosis);
    let report = Report {
        knowledge: &knowledge,
        model: &model,
        case: &case,
        diagnosis: &diagnosis,
        next: next.as_ref(),
        again: &again,
        verbose: global.verbose,
    };
    let text = match global.output {
        Format::Json => out::json(&report.json()),
        Format::Markdown => report.markdown(),
        _ => out::printable(page::text(&report.page(), out::width())),
    };
    let whole = Out::new().whole(&text)?;
    let code = match diagnosis.outcome {
        _ if !whole => 0,
        // Nothing was found on what is not there.
        Outcome::NothingFound if in_vain => Kind::Input.exit_code(),
        Outcome::Diagnosed | Outcome::NothingFound => 0,
        Outcome::Undecided | Outcome::Unlisted => 5,
    };
    // The process ends here: to free thousands of small texts one by one would cost a tenth of the run.
    std::mem::forget((knowledge, model));
    Ok(ExitCode::from(code))
}

/// The session, with what is known and the options that look at the same cluster again.
fn wizard(
    args: &Args,
    global: &Global,
    knowledge: &Knowledge,
    model: &Model,
    (case, again): (Case, String),
) -> Result<ExitCode> {
    let keeper = keep::start(args.evidence.save_case.as_deref(), args.redact_hosts, &knowledge.options);
    let wizard = Wizard {
        knowledge,
        model,
        case,
        asker: ask::person()?,
        keeper,
        again,
        wordless: args.evidence.is_cluster_only(),
        verbose: global.verbose,
        redact_hosts: args.redact_hosts,
    };
    match wizard.run() {
        Ok(case) => {
            if let Some(path) = &args.evidence.save_case {
                save(&case, path, args.redact_hosts)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if error.kind == Kind::Interrupted => keeper.leave(),
        Err(error) => {
            keeper.keep();
            Err(error)
        }
    }
}
