//! `snapshot`: what was read from a cluster, at two times.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;

use super::{Format, Global, Out, out};
use crate::error::Result;
use crate::evidence::cluster::diff::{Change, Of, diff};
use crate::evidence::cluster::snapshot::Snapshot;
use crate::report::changed::{Changed, page};
use crate::report::page::text;

/// Whoever looks here for a way to take one is told as well.
const USAGE: &str = "kafka-doctor snapshot diff <A> <B>
       kafka-doctor check --bootstrap-server <HOST:PORT> --save-snapshot <FILE>   takes a snapshot
       kafka-doctor check --snapshot <FILE>   checks one";

/// Options of `snapshot`.
#[derive(Debug, clap::Args)]
#[command(override_usage = USAGE)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Say what changed from one snapshot to another
    Diff {
        /// The earlier one, as --save-snapshot wrote it
        a: PathBuf,
        /// The later one
        b: PathBuf,
    },
}

/// Runs it.
///
/// # Errors
/// A snapshot is missing or broken.
pub fn run(args: &Args, global: &Global) -> Result<ExitCode> {
    let Verb::Diff { a, b } = &args.verb;
    global.only("snapshot diff", &[Format::Text, Format::Json])?;
    let (before, after) = (Snapshot::load(&[a])?, Snapshot::load(&[b])?);
    let changes = diff(&before, &after);
    if global.output == Format::Json {
        return Out::new().json(&json!({ "version": 1, "changes": changes }));
    }
    let told: Vec<Changed> = changes.into_iter().map(told).collect();
    let page = page(&told, &time(&before), &time(&after));
    Out::new().all(&out::printable(text(&page, out::width())))
}

/// When a snapshot's newest look was.
fn time(snapshot: &Snapshot) -> String {
    let time = snapshot.last().and_then(|last| jiff::Timestamp::from_millisecond(last.at_ms).ok());
    time.map_or_else(|| "an unknown time".into(), |time| format!("{time:.0}"))
}

fn told(change: Change) -> Changed {
    let kind = match change.of {
        Of::Cluster => "the cluster",
        Of::Broker => "broker",
        Of::LogDir => "log directory",
        Of::Topic => "topic",
        Of::Partition => "partition",
        Of::Group => "group",
        Of::Quota => "quota of",
        Of::ScramUser => "SCRAM user",
        Of::Acl => "ACL",
    };
    let of = match (change.of, change.name.as_str()) {
        (Of::Topic, "*") => "topics that set nothing themselves".into(),
        (_, name) => format!("{kind} {name}").trim_end().to_string(),
    };
    Changed { of, what: change.what, before: change.before, after: change.after }
}
