//! Partitions without a leader, which nobody can write to or read from. The leader is the test, never the ISR: that is empty under eligible
//! leader replicas and full of the dead without them.

use super::looks::{alive, ids, in_looks, lasting, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Partition, Sample, Snapshot};
use crate::knowledge::Severity;

/// LISTENER_NOT_FOUND: it has a leader, which cannot be reached by the listener that we came in by.
pub(super) const LISTENER_NOT_FOUND: i16 = 72;

/// One that still has a living replica may be between two leaders: it takes two looks.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for (topic, partition) in last.partitions().filter(|(topic, one)| scope.topic(topic) && leaderless(one)) {
        let still = lasting(snapshot, |sample| sample.partition(topic, partition.id).is_some_and(leaderless));
        let living = living(last, partition);
        if still.0 < 2 && !living.is_empty() {
            young.push(format!("{topic}-{}", partition.id));
            continue;
        }
        let mut proof = format!("no leader {}; of its replicas ({}) ", in_looks(still), ids(&partition.replicas));
        match living.as_slice() {
            [] => proof.push_str("none lives"),
            living => proof.push_str(&format!("{} live and may not lead", ids(living))),
        }
        match (partition.elr.as_slice(), partition.last_known_elr.as_slice()) {
            ([], []) => {}
            (elr, last) => proof.push_str(&format!("; it waits for {}", ids(if elr.is_empty() { last } else { elr }))),
        }
        found.push(Subject::partition(topic, partition.id, proof).harm(Severity::Critical));
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Topics, &young));
    Measured::found(found).but(missing(last, &[Part::Topics])).but(wait)
}

/// Whether a partition has no leader at all.
pub(super) fn leaderless(partition: &Partition) -> bool {
    partition.leader.is_none() && partition.error != Some(LISTENER_NOT_FOUND)
}

fn living(sample: &Sample, partition: &Partition) -> Vec<i32> {
    let lives = |id: &i32| alive(sample, *id) && !partition.offline.contains(id);
    partition.replicas.iter().copied().filter(lives).collect()
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Need, Part, Why};

    #[test]
    fn told_as_they_are() {
        let well = |at| look(at, &[1, 2, 3]).partition("orders", 0, 1, &[1, 2], &[1, 2]);
        let dead = |at| look(at, &[1, 3]).fenced(2).partition("orders", 0, 0, &[2], &[]);
        let moving = |at| look(at, &[1, 2, 3]).partition("orders", 0, 0, &[1, 2], &[2]);
        let hidden =
            well(0).without(Part::Topics, Why::PerhapsHidden, Need::Acl("Describe".into(), "--topic '*'".into()));
        let waits = dead(0)
            .with(|sample| sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions[0].elr = vec![2]);
        let listener = look(0, &[1, 2]).partition("orders", 0, 0, &[1, 2], &[2]).with(|sample| {
            sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions[0].error = Some(72);
        });
        stories(
            measure,
            &[
                ("every partition has a leader", &[well(0)], "-"),
                (
                    "the only replica is on a fenced broker",
                    &[dead(0)],
                    "orders-0 [critical now] no leader in one look; of its replicas (2) none lives",
                ),
                (
                    "eligible leader replicas tell whom it waits for",
                    &[waits],
                    "orders-0 [critical now] no leader in one look; of its replicas (2) none lives; it waits for 2",
                ),
                (
                    "an election, seen once",
                    &[well(0), moving(5)],
                    "? topics: orders-0 (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                (
                    "no election: nobody may lead",
                    &[moving(0), moving(5)],
                    "orders-0 [critical now] no leader in 2 looks, 5 s apart; of its replicas (1 and 2) 1 and 2 live and may not lead",
                ),
                ("back again", &[dead(0), well(5)], "-"),
                ("the leader lacks our listener", &[listener], "-"),
                (
                    "topics that may be hidden",
                    &[hidden],
                    "? topics (the answer is empty or incomplete, as it also is without the right)",
                ),
            ],
        );
    }
}
