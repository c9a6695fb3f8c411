//! Brokers whose replicas are out of sync: one finding for each broker with what explains it, not one for each partition.

use std::collections::BTreeMap;

use super::looks::{bytes, count, missing, some, span};
use super::replication::{Explained, Lagging, bytes_behind, explain, out_of_sync};
use super::{Measured, Scope, Subject};
use crate::case::State;
use crate::evidence::cluster::snapshot::{Part, Sample, Snapshot};
use crate::knowledge::Severity;

/// A broker that restarts is back in sync sooner; what lasts longer is no restart.
const RESTART_MS: i64 = 60_000;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let looks: Vec<Look> = snapshot.samples.iter().map(|sample| (sample, out_of_sync(sample, scope))).collect();
    let now = looks.last().into_iter().flat_map(|(_, lagging)| lagging);
    let found = now.map(|(broker, lagging)| told(&looks, last, *broker, lagging)).collect();
    Measured::found(found).but(missing(last, &[Part::Topics, Part::Reassignments]))
}

/// A look, and by broker what is not in sync in it.
type Look<'a> = (&'a Sample, BTreeMap<i32, Lagging<'a>>);

fn told(looks: &[Look], last: &Sample, broker: i32, lagging: &Lagging) -> Subject {
    let names: Vec<String> = lagging.partitions.iter().map(|(topic, one)| format!("{topic}-{}", one.id)).collect();
    let why = match explain(last, broker, lagging) {
        Explained::Absent => "the broker is fenced or gone".into(),
        Explained::LogDir(path) => format!("its log directory {path} is offline"),
        Explained::Link(leader) => format!("only what broker {leader} leads; what others lead is in sync"),
        Explained::Behind => "the broker lives".into(),
    };
    let mut proof = format!("{} ({}) without it in the ISR; {why}", count(names.len(), "partition"), some(&names));
    let behind = bytes_behind(last, broker, lagging);
    if let Some(behind @ 1..) = behind {
        proof.push_str(&format!("; {} behind", bytes(behind)));
    }
    let mut subject = Subject::broker(broker, "");
    if let [.., (before, earlier), _] = looks
        && let Some(earlier) = earlier.get(&broker)
        && let Some(rate) = healing((before, earlier), (last, lagging), broker)
    {
        proof.push_str(&rate);
        subject = subject.state(State::Healing);
    }
    let since = looks.iter().find(|(_, lagging)| lagging.contains_key(&broker));
    if since.is_some_and(|(since, _)| last.at_ms.saturating_sub(since.at_ms) >= RESTART_MS) {
        subject = subject.harm(Severity::High);
    }
    subject.names.extend(
        lagging
            .partitions
            .iter()
            .take(1)
            .flat_map(|(topic, one)| [("partition", format!("{topic}-{}", one.id)), ("topic", (*topic).to_string())]),
    );
    subject.proof = proof;
    subject
}

/// Fewer partitions than before, or fewer bytes behind.
fn healing(
    (before, earlier): (&Sample, &Lagging),
    (last, lagging): (&Sample, &Lagging),
    broker: i32,
) -> Option<String> {
    let ms = last.at_ms.saturating_sub(before.at_ms);
    let (then, now) = (earlier.partitions.len(), lagging.partitions.len());
    if now < then {
        return Some(format!("; {then} partitions {} before", span(ms)));
    }
    let (then, now) = (bytes_behind(before, broker, earlier)?, bytes_behind(last, broker, lagging)?);
    let closed = then.checked_sub(now).filter(|closed| *closed > 0 && ms > 0)?;
    let rest = now as i128 * i128::from(ms) / i128::from(closed);
    let rest = span(i64::try_from(rest).unwrap_or(i64::MAX));
    Some(format!("; {} {} before, at this rate in sync in {rest}", bytes(then), span(ms)))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Reassignment, Sample};

    fn topics(sample: Sample, isr: &[i32]) -> Sample {
        (0..4).fold(sample, |sample, id| sample.partition("orders", id, 1, &[1, 2, 3], isr))
    }

    #[test]
    fn told_as_they_are() {
        let well = |at| topics(look(at, &[1, 2, 3]), &[1, 2, 3]);
        let gone = |at| topics(look(at, &[1, 2]).fenced(3), &[1, 2]);
        let slow = |at, has| {
            topics(look(at, &[1, 2, 3]).dir(1, "/a", 9, 9).stored(1, "orders", 0, 9_000_000), &[1, 2, 3])
                .with(|sample| {
                    sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions[0].isr = vec![1, 2]
                })
                .dir(3, "/a", 9, 9)
                .stored(3, "orders", 0, has)
        };
        let moving = look(0, &[1, 2, 3]).partition("orders", 0, 1, &[1, 2, 3], &[1, 2]).with(|sample| {
            let (topic, replicas) = ("orders".into(), vec![1, 2, 3]);
            sample.reassignments =
                Some(vec![Reassignment { topic, partition: 0, replicas, adding: vec![3], removing: vec![2] }]);
        });
        let link = look(0, &[1, 2, 3]).partition("orders", 0, 1, &[1, 2, 3], &[1, 2]).partition(
            "orders",
            1,
            2,
            &[1, 2, 3],
            &[1, 2, 3],
        );
        let dir = topics(look(0, &[1, 2, 3]).dir(3, "/b", 0, 0), &[1, 2])
            .with(|sample| sample.brokers.get_mut(&3).unwrap().log_dirs.as_mut().unwrap()[0].error = Some(56));
        let all = "4 partitions (orders-0, orders-1, orders-2 and 1 more) without it in the ISR";
        let one = "1 partition (orders-0) without it in the ISR";
        stories(
            measure,
            &[
                ("all in sync", &[well(0), well(5)], "-"),
                ("a reassignment adds a replica", &[moving], "-"),
                (
                    "one broker is gone",
                    &[gone(0)],
                    &format!("broker 3 [medium now] {all}; the broker is fenced or gone"),
                ),
                (
                    "it was gone a minute ago",
                    &[gone(0), gone(60)],
                    &format!("broker 3 [high now] {all}; the broker is fenced or gone"),
                ),
                (
                    "a living follower catches up",
                    &[slow(0, 1_000_000), slow(5, 5_000_000)],
                    &format!(
                        "broker 3 [medium healing] {one}; the broker lives; 4.0 MB behind; 8.0 MB 5 s before, at this rate in sync in 5 s"
                    ),
                ),
                (
                    "a living follower does not",
                    &[slow(0, 1_000_000), slow(5, 1_000_000)],
                    &format!("broker 3 [medium now] {one}; the broker lives; 8.0 MB behind"),
                ),
                (
                    "one link",
                    &[link],
                    &format!("broker 3 [medium now] {one}; only what broker 1 leads; what others lead is in sync"),
                ),
                ("one log directory", &[dir], &format!("broker 3 [medium now] {all}; its log directory /b is offline")),
            ],
        );
    }
}
