//! The command line: one file a verb. The only module that prints, prompts and exits.

mod answers;
mod ask;
mod case;
mod check;
mod diagnose;
mod evidence;
mod explain;
mod interrupt;
mod keep;
mod knowledge;
mod list;
mod manual;
mod mutes;
mod names;
mod out;
mod pager;
mod search;
mod setup;
mod show;
mod signals;
mod snapshot;
mod tty;
mod verify;
mod wizard;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::error::{Error, Result};
use crate::evidence::signatures;
pub use out::Out;

/// From what hurts in Kafka to the root cause and a fix.
#[derive(Debug, Parser)]
#[command(name = "kafka-doctor", version, max_term_width = 100, after_long_help = manual::after_help())]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    global: Global,
}

/// Options that every verb takes, before or after its name.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Options of every verb")]
pub struct Global {
    /// How the result is printed
    #[arg(short, long, global = true, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    pub output: Format,
    /// Never ask; what stays open is printed
    #[arg(long, global = true)]
    pub no_input: bool,
    /// A folder of your own cards, beside the built-in ones (repeatable)
    #[arg(long, global = true, value_name = "DIR")]
    pub knowledge: Vec<PathBuf>,
    /// The time that one look at a cluster may take; 60s without it, and one request at most 10s
    #[arg(long, global = true, value_name = "DURATION", default_value = "60s", hide_default_value = true, value_parser = duration)]
    pub timeout: Duration,
    /// When there are colours; auto obeys NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub color: When,
    /// Only the result
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// All of it: probabilities, times, what was read, every sign of a cause
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// Output formats; each verb says which it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Markdown,
    Junit,
    Dot,
    Mermaid,
}

impl Format {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Junit => "junit",
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
        }
    }
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Find the cause of what hurts: reads what you give it, asks what stays open
    Diagnose(Box<diagnose::Args>),
    /// Check a cluster, logs and settings without asking: what is wrong, the worst first
    Check(Box<check::Args>),
    /// Look again at one card's problem: is it gone?
    Verify(Box<verify::Args>),
    /// Compare what was read from a cluster at two times
    Snapshot(snapshot::Args),
    /// All known issues, and the background topics
    List(list::Args),
    /// One card, or a background topic, by name
    Show(show::Args),
    /// What an error code, name or exception means
    Explain(explain::Args),
    /// Cards, topics and errors by words
    Search(search::Args),
    /// Check and review the knowledge base, or add to it
    Knowledge(knowledge::Args),
    /// Completions for a shell, card names included
    Completions(setup::CompletionArgs),
    /// The manual page, as roff
    Man,
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    setup::complete_if_asked();
    let cli = Cli::parse();
    setup::colors(cli.global.color);
    match run(cli) {
        Ok(code) => code,
        Err(error) => fail(&error),
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    let global = &cli.global;
    match cli.verb {
        Verb::Diagnose(args) => diagnose::run(*args, global),
        Verb::Check(args) => check::run(&args, global),
        Verb::Verify(args) => verify::run(&args, global),
        Verb::Snapshot(args) => snapshot::run(&args, global),
        Verb::List(args) => list::run(&args, global),
        Verb::Show(args) => show::run(&args, global),
        Verb::Explain(args) => explain::run(&args, global),
        Verb::Search(args) => search::run(&args, global),
        Verb::Knowledge(args) => knowledge::run(&args, global),
        Verb::Completions(args) => setup::completions(&args, &Cli::command(), global),
        Verb::Man => manual::run(Cli::command(), global),
    }
}

/// Prints an error with its hints on stderr; its kind is the exit code.
fn fail(error: &Error) -> ExitCode {
    out::tell(&format!("{} {}", console::style("error:").red().bold().for_stderr(), out::visible(&error.message)));
    for hint in &error.hints {
        out::tell(&format!("  {}", out::visible(hint)));
    }
    ExitCode::from(error.kind.exit_code())
}

impl Global {
    /// Wrong usage, when a verb does not know the format.
    ///
    /// # Errors
    /// Names the formats that it knows.
    pub fn only(&self, verb: &str, known: &[Format]) -> Result<()> {
        if known.contains(&self.output) {
            return Ok(());
        }
        let known: Vec<&str> = known.iter().map(|format| format.word()).collect();
        Err(Error::usage(format!("{verb} cannot print {}; it prints {}", self.output.word(), known.join(", "))))
    }
}

/// A duration on the command line: `500ms`, `5s`, `10m`, `1h`.
fn duration(text: &str) -> std::result::Result<Duration, String> {
    let millis = signatures::duration(text).and_then(|millis| u64::try_from(millis).ok()).filter(|millis| *millis > 0);
    millis.map(Duration::from_millis).ok_or_else(|| "a duration is a number with its unit, such as 30s or 5m".into())
}
