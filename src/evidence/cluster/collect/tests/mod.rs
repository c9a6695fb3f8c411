//! A look at scripted clusters: what is asked, what is kept, what is told of what could not be read.

mod faults;
mod looks;
mod script;

use std::time::Duration;

use self::script::Script;
use super::{Look, collect};
use crate::case::NotChecked;
use crate::evidence::cluster::snapshot::{Sample, Snapshot};
use crate::evidence::cluster::wire::Deadline;

/// A fixed time, milliseconds since 1970.
const NOW_MS: i64 = 1_700_000_000_000;

/// One look, at a given time, after earlier ones.
fn look_at(script: &Script, now_ms: i64, before: &Snapshot) -> Sample {
    let mut sample = collect(&Look {
        network: script,
        bootstrap: &[("boot".into(), 9092)],
        topics: &[],
        groups: &[],
        deadline: Deadline::after(Duration::from_secs(60)),
        now_ms: &|| now_ms,
        before,
    });
    sample.took_ms = 0;
    if let Some(quorum) = &mut sample.quorum {
        quorum.answered_ms = 0;
    }
    sample
}

fn look(script: &Script) -> Sample {
    look_at(script, NOW_MS, &Snapshot::default())
}

/// What was not read, as people see it, sorted.
fn not_read(sample: &Sample) -> Vec<String> {
    let told = |NotChecked { what, why, needs }| format!("{what}; {why}; {needs}");
    let mut told: Vec<String> = sample.not_read.iter().map(|missing| told(missing.into())).collect();
    told.sort();
    told
}
