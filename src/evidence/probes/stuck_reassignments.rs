//! Moves of replicas that do not get further: the same in two looks, and what is added does not grow.

use std::collections::HashSet;

use super::looks::{alive, ids, missing, span};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Reassignment, Sample, Snapshot};
use crate::knowledge::Severity;

/// Within less a move of small partitions may just have begun.
const LEAST_MS: i64 = 4_000;

/// An added replica on a broker that is not there needs no second look.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let before = snapshot.before();
    let earlier: HashSet<&Reassignment> =
        before.iter().flat_map(|before| before.reassignments.iter().flatten()).collect();
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for one in last.reassignments.iter().flatten().filter(|one| scope.topic(&one.topic)) {
        let gone: Vec<i32> = one.adding.iter().copied().filter(|id| !alive(last, *id)).collect();
        let name = format!("{}-{}", one.topic, one.partition);
        let still = before
            .filter(|_| earlier.contains(one))
            .map(|before| (before, last.at_ms.saturating_sub(before.at_ms)))
            .filter(|(_, ms)| *ms >= LEAST_MS);
        let proof = match (gone.as_slice(), still) {
            ([_, ..], _) => format!("adds {}, and {} is fenced or gone", ids(&one.adding), ids(&gone)),
            ([], None) => {
                young.push(name);
                continue;
            }
            ([], Some((before, ms))) => match (held(before, one), held(last, one)) {
                (Some(then), Some(now)) if now > then => continue,
                (Some(_), Some(now)) => {
                    format!("adds {}, which hold {now} bytes as {} before", ids(&one.adding), span(ms))
                }
                _ => continue,
            },
        };
        found.push(Subject::partition(&one.topic, one.partition, proof).harm(Severity::High));
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Reassignments, &young));
    Measured::found(found).but(missing(last, &[Part::Reassignments])).but(wait)
}

/// Bytes that the added replicas hold; OffsetLag says 0 of one that holds nothing.
fn held(sample: &Sample, one: &Reassignment) -> Option<i64> {
    let size = |id: &i32| {
        let broker = sample.brokers.get(id).filter(|broker| broker.log_dirs.is_some())?;
        Some(broker.replica(&one.topic, one.partition).map_or(0, |replica| replica.size))
    };
    one.adding.iter().map(size).try_fold(0, |held: i64, size| Some(held.saturating_add(size?)))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::*;

    #[test]
    fn told_as_they_are() {
        let moving = |at, brokers: &[i32], size| {
            let cluster = look(at, brokers).partition("orders", 0, 1, &[1, 2], &[1]).with(|sample| {
                let (topic, replicas) = ("orders".to_string(), vec![1, 2]);
                sample.reassignments =
                    Some(vec![Reassignment { topic, partition: 0, replicas, adding: vec![2], removing: vec![] }]);
            });
            if size < 0 { cluster } else { cluster.dir(2, "/a", 9, 9).stored(2, "orders", 0, size) }
        };
        stories(
            measure,
            &[
                ("it grows", &[moving(0, &[1, 2], 10), moving(5, &[1, 2], 20)], "-"),
                (
                    "it does not",
                    &[moving(0, &[1, 2], 10), moving(5, &[1, 2], 10)],
                    "orders-0 [high now] adds 2, which hold 10 bytes as 5 s before",
                ),
                ("to a dead broker", &[moving(0, &[1], -1)], "orders-0 [high now] adds 2, and 2 is fenced or gone"),
                (
                    "one look",
                    &[moving(0, &[1, 2], 10)],
                    "? reassignments: orders-0 (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
            ],
        );
    }

    /// A cluster that is emptied of a broker moves every partition at once.
    #[test]
    fn forty_thousand_moves_are_looked_at_at_once() {
        let moving = |at| {
            let cluster = look(at, &[1, 2]).dir(2, "/a", 9, 9);
            (0..40_000).fold(cluster, |cluster, id| cluster.stored(2, "orders", id, 1)).with(|sample| {
                let one = |partition| {
                    let (topic, replicas) = ("orders".to_string(), vec![1, 2]);
                    Reassignment { topic, partition, replicas, adding: vec![2], removing: vec![] }
                };
                sample.reassignments = Some((0..40_000).map(one).collect());
            })
        };
        let snapshot = Snapshot { samples: vec![moving(0), moving(5)], ..Snapshot::default() };
        let begun = std::time::Instant::now();
        assert_eq!(measure(&snapshot, &Scope::default()).found.len(), 40_000);
        assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    }
}
