//! Partitions of `__consumer_offsets` that are far larger than compaction leaves them: a coordinator reads all of it at start.

use super::looks::{bytes, silent};
use super::offsets_topic_impossible::TOPIC;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};

/// Compacted partitions hold a few segments of 100 MiB.
const HUGE: i64 = 2_000_000_000;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let partitions = last.topic(TOPIC).map(|topic| topic.partitions.as_slice()).unwrap_or_default();
    let found = partitions.iter().filter_map(|one| {
        let size = last.brokers.get(&one.leader?)?.replica(TOPIC, one.id)?.size;
        let proof = format!("{} on its leader", bytes(u64::try_from(size).ok()?));
        (size >= HUGE).then(|| Subject::partition(TOPIC, one.id, proof))
    });
    Measured::found(found.collect()).but(silent(last, Part::LogDirs, |broker| broker.log_dirs.is_some()))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::*;

    #[test]
    fn told_as_they_are() {
        let sized =
            |size| look(0, &[1]).dir(1, "/a", 9, 9).partition(TOPIC, 0, 1, &[1], &[1]).stored(1, TOPIC, 0, size);
        stories(
            measure,
            &[
                ("compacted", &[sized(120_000_000)], "-"),
                ("not compacted", &[sized(9_000_000_000)], "__consumer_offsets-0 [medium now] 9.0 GB on its leader"),
            ],
        );
    }
}
