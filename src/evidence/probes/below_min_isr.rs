//! Partitions with fewer replicas in sync than their minimum: writes with `acks=all` are refused.

use super::looks::{ids, in_looks, lasting, missing, unread};
use super::{Measured, Scope, Subject, min_isr};
use crate::evidence::cluster::snapshot::{Part, Partition, Snapshot};
use crate::knowledge::Severity;

/// A partition without a leader takes no writes at all and is told as that.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let limit = |topic: &str, one: &Partition| {
        let limit = min_isr::effective(snapshot, topic, one.replicas.len())?;
        (one.leader.is_some() && one.isr.len() < limit).then_some(limit)
    };
    let mut found = Vec::new();
    for (topic, one) in last.partitions().filter(|(topic, _)| scope.topic(topic)) {
        let Some(asked) = limit(topic, one) else { continue };
        let still =
            lasting(snapshot, |sample| sample.partition(topic, one.id).is_some_and(|one| limit(topic, one).is_some()));
        let (isr, all) = (ids(&one.isr), ids(&one.replicas));
        let proof = format!("in sync: {isr}; replicas: {all}; min.insync.replicas is {asked}, {}", in_looks(still));
        found.push(Subject::partition(topic, one.id, proof).harm(Severity::High));
    }
    let settings = unread(snapshot, Part::TopicSettings);
    Measured::found(found).but(missing(last, &[Part::Topics])).but(settings)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let isr = |isr: &[i32]| {
            look(0, &[1, 2, 3]).partition("orders", 0, 1, &[1, 2, 3], isr).topic_default("min.insync.replicas", "2")
        };
        let too_much = |release: &str| {
            look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).topic_default("min.insync.replicas", "2").with(
                |sample| {
                    sample.brokers.get_mut(&1).unwrap().release = Some(release.into());
                },
            )
        };
        stories(
            measure,
            &[
                ("all in sync", &[isr(&[1, 2, 3])], "-"),
                ("one out of sync, still enough", &[isr(&[1, 2])], "-"),
                (
                    "too few",
                    &[isr(&[1])],
                    "orders-0 [high now] in sync: 1; replicas: 1, 2 and 3; min.insync.replicas is 2, in one look",
                ),
                ("more asked for than there are, from 3.7 on", &[too_much("3.7")], "-"),
                (
                    "the same before",
                    &[too_much("3.6")],
                    "orders-0 [high now] in sync: 1; replicas: 1; min.insync.replicas is 2, in one look",
                ),
            ],
        );
    }
}
