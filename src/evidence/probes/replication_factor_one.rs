//! Topics with a single replica in a cluster of several brokers: each broker that stops takes partitions with it.

use super::looks::{alive, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let brokers = last.brokers.keys().filter(|id| alive(last, **id)).count();
    let topics = last.topics.iter().flatten().filter(|(topic, _)| brokers > 1 && scope.topic(topic));
    let found = topics.filter_map(|(topic, known)| {
        let single = known.partitions.iter().filter(|one| one.replicas.len() == 1).count();
        let proof = format!("{single} of {} partitions have one replica; {brokers} brokers", known.partitions.len());
        (single > 0).then(|| Subject::topic(topic, proof))
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Topics]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let on = |brokers: &[i32]| look(0, brokers).partition("orders", 0, 1, &[1], &[1]);
        stories(
            measure,
            &[
                ("nothing better to be had", &[on(&[1])], "-"),
                ("on two brokers", &[on(&[1, 2])], "orders [medium now] 1 of 1 partitions have one replica; 2 brokers"),
                ("two replicas", &[look(0, &[1, 2]).partition("orders", 0, 1, &[1, 2], &[1, 2])], "-"),
            ],
        );
    }
}
