//! Whether all that is missing from the ISR are replicas that a running reassignment adds: then nothing is under-replicated.

use super::looks::{ids, missing};
use super::replication::{self, adding, out_of_sync};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// Finds the partitions that are being moved.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, added) = (Vec::new(), adding(last));
    if out_of_sync(last, scope).is_empty() {
        for (topic, partition) in last.partitions().filter(|(topic, _)| scope.topic(topic)) {
            let Some(adding) = added.get(&(topic, partition.id)) else { continue };
            let outside: Vec<i32> = replication::missing(partition).filter(|id| adding.contains(id)).collect();
            if !outside.is_empty() {
                let proof = format!("{} not in the ISR, which a reassignment adds", ids(&outside));
                found.push(Subject::partition(topic, partition.id, proof).harm(Severity::Low));
            }
        }
    }
    Measured::found(found).but(missing(last, &[Part::Topics, Part::Reassignments]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::Reassignment;

    #[test]
    fn told_as_they_are() {
        let moving = || {
            look(0, &[1, 2, 3]).partition("orders", 0, 1, &[1, 2, 3], &[1, 2]).with(|sample| {
                let (topic, replicas) = ("orders".into(), vec![1, 2, 3]);
                sample.reassignments =
                    Some(vec![Reassignment { topic, partition: 0, replicas, adding: vec![3], removing: vec![2] }]);
            })
        };
        stories(
            measure,
            &[
                ("only those", &[moving()], "orders-0 [low now] 3 not in the ISR, which a reassignment adds"),
                ("another one too", &[moving().partition("orders", 1, 1, &[1, 2], &[1])], "-"),
                ("nothing moves", &[look(0, &[1, 2]).partition("orders", 0, 1, &[1, 2], &[1, 2])], "-"),
            ],
        );
    }
}
