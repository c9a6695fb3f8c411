//! Partitions at which readers of committed records get nothing more though records are written: groups that wait at the last stable offset
//! for an open transaction, and transactions that nobody will ever end, whoever reads.

use super::looks::{span, waiting};
use super::progress::{LEAST_MS, Progress, groups, inhabited, progress, unseen};
use super::{Measured, Scope, Subject, hanging_transactions};
use crate::evidence::cluster::snapshot::{NotRead, Part, Sample, Snapshot};
use crate::knowledge::Severity;

/// transaction.timeout.ms, the default: a transaction that is younger may yet end by itself.
const YOUNG_MS: i64 = 60_000;

/// Nobody waits for longer by design, but behind a Flink job with rare checkpoints.
const LONG_MS: i64 = 120_000;

/// A group that commits just where the last stable offset is reads committed records only: any other would read on.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for (id, _) in groups(last, scope).filter(|(_, group)| inhabited(group)) {
        let all = progress(snapshot, id, scope);
        for one in all.iter().filter(|one| waits(last, one)) {
            let stood = if one.stands() { one.span_ms() } else { 0 };
            let age = open_ms(last, one).unwrap_or(0).max(stood);
            if age < YOUNG_MS {
                young.extend((age >= LEAST_MS).then(|| one.of(id)));
                continue;
            }
            let point = one.last();
            let proof = format!(
                "stands at {}, where a transaction begins that is open for {}; {} behind it",
                point.committed,
                span(age),
                waiting(point.lag())
            );
            let severity = if age >= LONG_MS { Severity::High } else { Severity::Medium };
            found.push(Subject::read_by(id, one.topic, one.partition, proof).harm(severity));
        }
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Commits, &young));
    let hanging = hanging_transactions::measure(snapshot, scope);
    if found.is_empty() {
        found = hanging.found;
    }
    Measured::found(found).but(unseen(last, scope, &[Part::Commits, Part::Offsets])).but(hanging.missing).but(wait)
}

/// Whether a reader of committed records has read all that it may: it stands at the last stable offset, and a transaction is open behind it.
pub(super) fn waits(last: &Sample, one: &Progress) -> bool {
    let offsets = last.partition(one.topic, one.partition).and_then(|partition| partition.offsets);
    offsets.is_some_and(|offsets| offsets.unstable() > Some(0) && offsets.stable == Some(one.last().committed))
}

/// How long the oldest transaction of a partition has been open: by its coordinator, else by when its producer last wrote.
fn open_ms(last: &Sample, one: &Progress) -> Option<i64> {
    let holds = |partitions: &std::collections::BTreeMap<String, Vec<i32>>| {
        partitions.get(one.topic).is_some_and(|held| held.contains(&one.partition))
    };
    let known = last.transactions.iter().flatten().filter(|open| holds(&open.partitions));
    let partition = last.partition(one.topic, one.partition);
    let producers = partition.and_then(|partition| partition.producers.as_ref()).into_iter().flatten();
    let wrote = producers.filter(|producer| producer.transaction_start.is_some()).map(|one| one.last_timestamp_ms);
    let since = known.filter_map(|open| open.started_ms).chain(wrote.filter(|at| *at > 0)).min();
    since.map(|since| last.at_ms.saturating_sub(since))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{GroupState, Sample, Transaction};

    /// A group on one partition whose end is 90, and a transaction that began so many seconds before the first look.
    fn group(at: i64, committed: i64, stable: i64, began: i64) -> Sample {
        look(at, &[1])
            .partition("orders", 0, 1, &[1], &[1])
            .ends("orders", 0, 0, 90)
            .offsets("orders", 0, |offsets| offsets.stable = Some(stable))
            .group("billing", GroupState::Stable)
            .member("billing", "m", &[("orders", &[0])])
            .commit("billing", "orders", 0, committed)
            .with(|sample| {
                sample.transactions = Some(vec![Transaction {
                    id: "tx".into(),
                    coordinator: 1,
                    producer_id: 7,
                    state: "Ongoing".into(),
                    timeout_ms: Some(600_000),
                    started_ms: Some(START - began * 1000),
                    producer_epoch: Some(0),
                    partitions: [("orders".to_string(), vec![0])].into(),
                }]);
            })
    }

    #[test]
    fn told_as_they_are() {
        stories(
            measure,
            &[
                ("nothing is open", &[group(0, 50, 90, 300)], "-"),
                (
                    "it has read beyond what is stable, so it reads all",
                    &[group(0, 50, 40, 300), group(5, 60, 40, 300)],
                    "-",
                ),
                ("it has not come to the transaction yet", &[group(0, 20, 40, 300)], "-"),
                (
                    "it waits for one that is a minute old",
                    &[group(0, 40, 40, 70)],
                    "billing on orders-0 [medium now] stands at 40, where a transaction begins that is open for 70 s; 50 records wait behind it",
                ),
                (
                    "for minutes",
                    &[group(0, 40, 40, 300), group(5, 40, 40, 300)],
                    "billing on orders-0 [high now] stands at 40, where a transaction begins that is open for 5 min; 50 records wait behind it",
                ),
                ("for seconds, as behind each transaction", &[group(0, 30, 40, 2), group(5, 40, 40, 2)], "-"),
                (
                    "for half a minute",
                    &[group(0, 30, 40, 30), group(5, 40, 40, 30)],
                    "? committed offsets: billing on orders-0 (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
            ],
        );
    }
}
