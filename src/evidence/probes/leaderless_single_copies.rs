//! Partitions without a leader whose only replica is on a broker that is down: nobody else has the data, so no waiting and no election helps.

use super::leaderless_partitions::leaderless;
use super::looks::{alive, in_looks, lasting, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// On a broker that lives it is the log directory that is offline, or an election.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut found = Vec::new();
    for (topic, partition) in last.partitions().filter(|(topic, one)| scope.topic(topic) && leaderless(one)) {
        let [only] = partition.replicas[..] else { continue };
        if alive(last, only) {
            continue;
        }
        let still = lasting(snapshot, |sample| sample.partition(topic, partition.id).is_some_and(leaderless));
        let proof = format!("no leader {}; its only replica is on broker {only}, which is down", in_looks(still));
        found.push(Subject::partition(topic, partition.id, proof).harm(Severity::Critical));
    }
    Measured::found(found).but(missing(last, &[Part::Topics]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let alone = |leader, brokers: &[i32]| look(0, brokers).fenced(2).partition("orders", 3, leader, &[2], &[]);
        let gone = |at| look(at, &[1]).partition("orders", 3, 0, &[2], &[2]);
        stories(
            measure,
            &[
                (
                    "its broker is fenced",
                    &[alone(0, &[1])],
                    "orders-3 [critical now] no leader in one look; its only replica is on broker 2, which is down",
                ),
                (
                    "its broker is in no list",
                    &[gone(0), gone(5)],
                    "orders-3 [critical now] no leader in 2 looks, 5 s apart; its only replica is on broker 2, which is down",
                ),
                ("its broker lives", &[look(0, &[1, 2]).partition("orders", 3, 0, &[2], &[])], "-"),
                ("it has a leader", &[look(0, &[1, 2]).partition("orders", 3, 2, &[2], &[2])], "-"),
                ("two replicas", &[look(0, &[1]).fenced(2).fenced(3).partition("orders", 3, 0, &[2, 3], &[])], "-"),
            ],
        );
    }
}
