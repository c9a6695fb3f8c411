//! Brokers that partitions name, or the controllers hold fenced, and that are not at their posts.
//!
//! Missing alone is `medium`: a restart looks the same. It is `high` when it was missing a minute ago as well, or at once when something
//! has no leader or too small an ISR because of it.

use super::leaderless_partitions::leaderless;
use super::looks::{alive, count, in_looks, lasting, missing};
use super::min_isr;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Partition, Sample, Snapshot};
use crate::knowledge::Severity;

/// No restart takes longer.
const RESTART_MS: i64 = 60_000;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let gone = last.brokers.keys().filter(|id| !alive(last, **id));
    let found = gone.map(|id| told(snapshot, last, *id)).collect();
    Measured::found(found).but(missing(last, &[Part::Cluster, Part::Topics]))
}

fn told(snapshot: &Snapshot, last: &Sample, id: i32) -> Subject {
    let still = lasting(snapshot, |sample| sample.topics.is_some() && !alive(sample, id));
    let has: Vec<(&str, &Partition)> = last.partitions().filter(|(_, one)| one.replicas.contains(&id)).collect();
    let without_leader = has.iter().filter(|(_, one)| leaderless(one)).count();
    let limit = |topic: &str, one: &Partition| min_isr::effective(snapshot, topic, one.replicas.len());
    let below = has
        .iter()
        .filter(|(topic, one)| one.leader.is_some() && limit(topic, one).is_some_and(|limit| one.isr.len() < limit));
    let below = below.count();
    let fenced = if last.brokers[&id].fenced == Some(true) { "fenced" } else { "not in the list of brokers" };
    let known = snapshot.samples.iter().rev().filter_map(|sample| sample.brokers.get(&id));
    let at = known.filter_map(|broker| Some(format!("advertised {}:{}, ", broker.host.as_ref()?, broker.port?))).next();
    let at = at.unwrap_or_default();
    let mut proof = format!("{fenced} {}; {at}has replicas of {}", in_looks(still), count(has.len(), "partition"));
    if without_leader > 0 {
        proof.push_str(&format!(", {without_leader} without a leader"));
    }
    if below > 0 {
        proof.push_str(&format!(", {below} below the minimum ISR"));
    }
    let severity = match () {
        () if without_leader + below > 0 => Severity::High,
        // A registration that was left behind when the broker was taken away.
        () if has.is_empty() => Severity::Low,
        () if still.1 >= RESTART_MS => Severity::High,
        () => Severity::Medium,
    };
    Subject::broker(id, proof).harm(severity)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let well = |at| look(at, &[1, 2, 3]).partition("orders", 0, 1, &[1, 2, 3], &[1, 2, 3]);
        let gone = |at| look(at, &[1, 2]).fenced(3).partition("orders", 0, 1, &[1, 2, 3], &[1, 2]);
        stories(
            measure,
            &[
                ("all there", &[well(0)], "-"),
                ("back after a restart", &[gone(0), well(5)], "-"),
                (
                    "a restart?",
                    &[gone(0), gone(5)],
                    "broker 3 [medium now] fenced in 2 looks, 5 s apart; has replicas of 1 partition",
                ),
                (
                    "it was there before",
                    &[well(0), gone(5)],
                    "broker 3 [medium now] fenced in one look; advertised b3:9092, has replicas of 1 partition",
                ),
                (
                    "no restart",
                    &[gone(0), gone(5), gone(60)],
                    "broker 3 [high now] fenced in 3 looks over 60 s; has replicas of 1 partition",
                ),
                (
                    "something has no leader",
                    &[gone(0).partition("billing", 0, 0, &[3], &[])],
                    "broker 3 [high now] fenced in one look; has replicas of 2 partitions, 1 without a leader",
                ),
                (
                    "something is below its minimum ISR",
                    &[gone(0).topic_setting("orders", "min.insync.replicas", "3")],
                    "broker 3 [high now] fenced in one look; has replicas of 1 partition, 1 below the minimum ISR",
                ),
                (
                    "only a registration is left",
                    &[well(0).fenced(4)],
                    "broker 4 [low now] fenced in one look; has replicas of 0 partitions",
                ),
                (
                    "before 4.0 no list has it",
                    &[look(0, &[1]).partition("orders", 0, 1, &[1, 2], &[1])],
                    "broker 2 [medium now] not in the list of brokers in one look; has replicas of 1 partition",
                ),
            ],
        );
    }
}
