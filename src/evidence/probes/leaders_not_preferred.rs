//! Partitions that are led by another replica than their first one, which lives and is in sync.

use super::looks::{alive, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let partitions = last.partitions().filter(|(topic, _)| scope.topic(topic));
    let found = partitions.filter_map(|(topic, one)| {
        let (leader, first) = (one.leader?, *one.replicas.first()?);
        let could = leader != first && alive(last, first) && one.isr.contains(&first);
        let proof = format!("led by {leader}, though {first} is first and in sync");
        could.then(|| Subject::partition(topic, one.id, proof).harm(Severity::Low))
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Topics]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        stories(
            measure,
            &[
                ("the first leads", &[look(0, &[1, 2]).partition("orders", 0, 1, &[1, 2], &[1, 2])], "-"),
                (
                    "the second leads",
                    &[look(0, &[1, 2]).partition("orders", 0, 2, &[1, 2], &[1, 2])],
                    "orders-0 [low now] led by 2, though 1 is first and in sync",
                ),
                ("the first is away", &[look(0, &[2]).partition("orders", 0, 2, &[1, 2], &[2])], "-"),
            ],
        );
    }
}
