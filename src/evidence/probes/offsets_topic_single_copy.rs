//! `__consumer_offsets` with one replica: each broker that stops takes the coordinator of some groups with it.

use super::looks::{alive, count, missing};
use super::offsets_topic_impossible::TOPIC;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// Finds it.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let brokers = last.brokers.keys().filter(|id| alive(last, **id)).count();
    let single =
        last.topic(TOPIC).map_or(0, |topic| topic.partitions.iter().filter(|one| one.replicas.len() == 1).count());
    let found = (single > 0).then(|| {
        let proof = format!("{} with one replica, {}", count(single, "partition"), count(brokers, "broker"));
        Subject::topic(TOPIC, proof).harm(if brokers > 1 { Severity::Medium } else { Severity::Low })
    });
    Measured::found(found.into_iter().collect()).but(missing(last, &[Part::Topics]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::*;

    #[test]
    fn told_as_they_are() {
        let topic = |brokers: &[i32], replicas: &[i32]| look(0, brokers).partition(TOPIC, 0, 1, replicas, replicas);
        stories(
            measure,
            &[
                (
                    "one of three",
                    &[topic(&[1, 2, 3], &[1])],
                    "__consumer_offsets [medium now] 1 partition with one replica, 3 brokers",
                ),
                (
                    "one of one",
                    &[topic(&[1], &[1])],
                    "__consumer_offsets [low now] 1 partition with one replica, 1 broker",
                ),
                ("three", &[topic(&[1, 2, 3], &[1, 2, 3])], "-"),
            ],
        );
    }
}
