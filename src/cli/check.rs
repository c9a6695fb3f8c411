//! `check`: a check-up without questions.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::case::{save, without_hosts};
use super::evidence::{self, Evidence, Gathered, Progress, now_ms};
use super::interrupt::{self, Verdict};
use super::{Format, Global, Out, duration, mutes, out, setup};
use crate::engine::Model;
use crate::error::{Error, Kind, Result};
use crate::knowledge::{Knowledge, Severity};
use crate::report::check::{Checkup, Mute, Told, changes, mute};
use crate::report::page::{self, Block};

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    evidence: evidence::Options,
    /// The severity from which on a finding fails the check: low, medium, high or critical; high without it
    #[arg(long, value_name = "SEVERITY", default_value = "high", hide_default_value = true, hide_possible_values = true,
          value_parser = PossibleValuesParser::new(["low", "medium", "high", "critical"]).map(|word| severity(&word)))]
    fail_on: Severity,
    /// A YAML list of { observation, subjects, until, why }: what is known and not to be told
    #[arg(long, value_name = "FILE")]
    mutes: Option<PathBuf>,
    /// Replace host names and addresses in the hand-over (-o markdown, json, junit) and in the kept case
    #[arg(long)]
    redact_hosts: bool,
    /// Check again and again, every 30s or as given, and tell what changed; Ctrl-C ends it with the last verdict
    #[arg(long, value_name = "DURATION", num_args = 0..=1, default_missing_value = "30s", value_parser = duration)]
    watch: Option<Duration>,
}

fn severity(word: &str) -> Severity {
    let all = [Severity::Low, Severity::Medium, Severity::High, Severity::Critical];
    all.into_iter().find(|one| one.word() == word).unwrap_or(Severity::High)
}

/// Runs it.
///
/// # Errors
/// Wrong usage, input that cannot be judged.
pub fn run(args: &Args, global: &Global) -> Result<ExitCode> {
    global.only("check", &[Format::Text, Format::Json, Format::Markdown, Format::Junit])?;
    if args.watch.is_some() && global.output != Format::Text {
        return Err(Error::usage("check --watch prints text only"));
    }
    if args.watch.is_some() && !args.evidence.is_live() {
        return Err(Error::usage("--watch needs a live cluster").hint("Give --bootstrap-server HOST:PORT."));
    }
    if args.evidence.is_empty() {
        return Err(Error::usage("there is nothing to check").hint(
            "Give --bootstrap-server HOST:PORT, --snapshot FILE, --log FILE, --properties FILE or --text TEXT.",
        ));
    }
    let knowledge = setup::knowledge(global)?;
    let mutes = args.mutes.as_ref().map_or(Ok(Vec::new()), |path| mutes::load(path, &knowledge))?;
    let progress = Progress::new(global.quiet);
    let evidence = args.evidence.read(&knowledge, global, &progress)?;
    interrupt::install();
    let model = Model::new(&knowledge);
    let mut round = Round { args, global, knowledge: &knowledge, model: &model, mutes: &mutes, evidence, progress };
    let first = round.check()?;
    let code = ExitCode::from(first.code);
    match args.watch {
        None if Out::new().whole(&first.text)? => Ok(code),
        None => Ok(ExitCode::SUCCESS),
        Some(every) => round.watch(first, every),
    }
}

/// What one check-up came to.
struct Came {
    text: String,
    code: u8,
    told: Told,
}

struct Round<'a> {
    args: &'a Args,
    global: &'a Global,
    knowledge: &'a Knowledge,
    model: &'a Model,
    mutes: &'a [Mute],
    evidence: Evidence<'a>,
    progress: Progress,
}

impl Round<'_> {
    fn check(&mut self) -> Result<Came> {
        let Gathered { mut case, cluster, shut_out, in_vain } = self.evidence.gather(&|_| true, &self.progress)?;
        self.progress.pause();
        if let Some(path) = &self.args.evidence.save_case {
            save(&case, path, self.args.redact_hosts)?;
        }
        let muted = mute(&mut case, self.mutes, now_ms());
        let mut options = self.evidence.again();
        if self.args.redact_hosts && self.global.output != Format::Text {
            case = without_hosts(&case);
            options.clear();
        }
        let findings = self.model.findings(self.knowledge, &case);
        let checkup = Checkup {
            knowledge: self.knowledge,
            case: &case,
            findings: &findings,
            muted: &muted,
            cluster: cluster.as_ref(),
            shut_out,
            in_vain,
            fail_on: self.args.fail_on,
            options: &options,
            verbose: self.global.verbose,
        };
        let text = match self.global.output {
            Format::Json => out::json(&checkup.json()),
            Format::Markdown => page::markdown(&checkup.page()),
            Format::Junit => checkup.junit(),
            _ => printed(&checkup.page()),
        };
        let code = match checkup.passes() {
            Some(true) => 0,
            Some(false) => 1,
            None => Kind::Input.exit_code(),
        };
        Ok(Came { text, code, told: checkup.told() })
    }

    /// The first verdict whole, then what changes, until Ctrl-C ends it.
    fn watch(&mut self, first: Came, every: Duration) -> Result<ExitCode> {
        let mut came = first;
        let mut news = came.text.clone();
        let mut changed = false;
        loop {
            if !Out::new().whole(&news)? {
                return Ok(ExitCode::SUCCESS);
            }
            let page = changed.then(|| format!("\n{}", came.text));
            interrupt::keep(Verdict { page, code: came.code });
            std::thread::sleep(every);
            let next = self.check()?;
            let changes = changes(&came.told, &next.told);
            changed |= !changes.is_empty();
            news = if changes.is_empty() {
                String::new()
            } else {
                format!("\n{}", printed(&[vec![now()], changes].concat()))
            };
            came = next;
        }
    }
}

/// The time here, above what has changed by then.
fn now() -> Block {
    Block::Note(0, jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S").to_string())
}

fn printed(blocks: &[Block]) -> String {
    out::printable(page::text(blocks, out::width()))
}
