//! Partitions of `__consumer_offsets` without a leader: their groups have no coordinator.

use super::offsets_topic_impossible::TOPIC;
use super::{Measured, Scope, leaderless_partitions};
use crate::evidence::cluster::snapshot::Snapshot;

/// Whichever topics are asked for.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let topics = [TOPIC.to_string()];
    leaderless_partitions::measure(snapshot, &Scope { topics: &topics, ..Scope::default() })
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let cluster = |leader| look(0, &[1]).fenced(2).partition("__consumer_offsets", 0, leader, &[2], &[]);
        stories(
            measure,
            &[
                (
                    "its only broker is gone",
                    &[cluster(0)],
                    "__consumer_offsets-0 [critical now] no leader in one look; of its replicas (2) none lives",
                ),
                ("another topic", &[look(0, &[1]).fenced(2).partition("orders", 0, 0, &[2], &[])], "-"),
            ],
        );
    }
}
