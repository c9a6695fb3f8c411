//! A living follower that is out of sync with one leader only: the way between the two is at fault, not a broker.

use super::looks::{count, missing};
use super::replication::{Explained, explain, out_of_sync};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};

/// Finds the pairs.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let found = out_of_sync(last, scope).into_iter().filter_map(|(broker, lagging)| {
        let Explained::Link(leader) = explain(last, broker, &lagging) else { return None };
        let partitions = count(lagging.partitions.len(), "partition");
        let proof = format!("out of sync in {partitions} that broker {leader} leads, in sync with every other leader");
        Some(Subject::broker(broker, proof))
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Topics, Part::Reassignments]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let cluster = || look(0, &[1, 2, 3]).partition("orders", 0, 1, &[1, 2, 3], &[1, 2]);
        stories(
            measure,
            &[
                (
                    "in sync with the other leader",
                    &[cluster().partition("orders", 1, 2, &[2, 3], &[2, 3])],
                    "broker 3 [medium now] out of sync in 1 partition that broker 1 leads, in sync with every other leader",
                ),
                ("behind everywhere", &[cluster().partition("orders", 1, 2, &[2, 3], &[2])], "-"),
                ("nothing to compare with", &[cluster()], "-"),
            ],
        );
    }
}
