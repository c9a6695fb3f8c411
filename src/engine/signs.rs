//! What speaks for a cause as a finding: how it came in, how bad it is, what else was measured with it.

use std::collections::BTreeSet;

use crate::case::{Case, Channel, Reading, State};
use crate::knowledge::Severity;

use super::belief::COUNTS;
use super::diagnosis::Weighed;
use super::model::{H, Table};

/// A setting that makes a risk: the cause says of it at least this often.
const DEFINES: f64 = 0.95;

/// What was seen and speaks for a cause. What people say, what a file leaves out and what a log does not hold is no finding by itself.
pub(super) fn signs(case: &Case, evidence: &[Weighed]) -> Vec<Weighed> {
    let seen = |sign: &&Weighed| {
        matches!(channel(case, sign), Some(Channel::Log | Channel::Pasted | Channel::Probe | Channel::Settings))
    };
    evidence.iter().filter(|one| one.weight >= COUNTS && one.answer == "yes").filter(seen).cloned().collect()
}

/// The consumer groups that a sign was seen on.
pub(super) fn groups<'a>(case: &'a Case, sign: &Weighed) -> BTreeSet<&'a str> {
    let sources = case.readings.iter().filter(|reading| reading.observation == sign.observation);
    sources.filter_map(|reading| reading.source.names.get("group")).flatten().map(String::as_str).collect()
}

/// The case without what these signs were read from.
pub(super) fn without(case: &Case, signs: &[Weighed]) -> Case {
    let mut rest = case.clone();
    rest.readings.retain(|reading| !signs.iter().any(|sign| sign.observation == reading.observation));
    rest
}

/// Observations that one probe has answered beside these signs: the same fact in other words, which needs no cause of its own.
pub(super) fn same_measurements(case: &Case, signs: &[Weighed]) -> Vec<Weighed> {
    let told: Vec<_> = signs.iter().filter_map(|sign| measured(case, &sign.observation)).collect();
    let others = case.observations().into_iter().filter(|id| !signs.iter().any(|sign| sign.observation == *id));
    others
        .filter(|id| measured(case, id).is_some_and(|one| told.contains(&one)))
        .map(|id| Weighed { observation: id.into(), answer: "yes".into(), weight: 0 })
        .collect()
}

/// What a probe answered, with its proof.
fn measured<'a>(case: &'a Case, observation: &'a str) -> Option<(&'a str, &'a str, &'a [String])> {
    let Reading { answer, source, .. } = case.reading(observation)?;
    let probe = source.channel == Channel::Probe;
    Some((answer.value()?, source.excerpt.as_deref().filter(|_| probe)?, &source.subjects))
}

/// How a sign came in.
pub(super) fn channel(case: &Case, sign: &Weighed) -> Option<Channel> {
    case.reading(&sign.observation).map(|reading| reading.source.channel)
}

/// How often what was seen is there without any cause.
pub(super) fn background(counted: &[(&Table, usize, Channel)], sign: &Weighed) -> f64 {
    let seen = counted.iter().find(|(table, ..)| table.id == sign.observation);
    seen.map_or(1.0, |(table, value, _)| table.leak().p[*value])
}

/// Whether it is a line of a log or of what was pasted.
pub(super) fn line(case: &Case, sign: &Weighed) -> bool {
    matches!(channel(case, sign), Some(Channel::Log | Channel::Pasted))
}

/// The worst state among the readings that say it, and the worst harm among those of that state.
pub(super) fn worst(case: &Case, sign: &Weighed) -> (State, Option<Severity>) {
    let said = |reading: &&Reading| reading.answer.value() == Some(&sign.answer);
    let all = case.of(&sign.observation).filter(said).map(|reading| (reading.source.state, reading.source.severity));
    all.max().unwrap_or_default()
}

/// Whether a reading is the setting or layout that makes a risk: the cause says that it is always there, and it is. A default
/// that somebody left alone is not worth a warning of its own.
pub(super) fn defines(h: H, table: &Table, value: usize, channel: Channel) -> bool {
    channel != Channel::Default
        && table.values[value] == "yes"
        && table.row(h)[value] >= DEFINES
        && table.leak().p[value] < DEFINES
}
