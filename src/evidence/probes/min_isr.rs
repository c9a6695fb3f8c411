//! The minimum ISR as brokers count it. Shared by probes.

use super::looks::{missing, release, unread};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot, Topic};
use crate::knowledge::Severity;

/// The setting.
pub(super) const NAME: &str = "min.insync.replicas";

/// From 3.7 on a topic with fewer replicas than `min.insync.replicas` asks for needs only all of them (KAFKA-15583).
const CAPPED: (u32, u32) = (3, 7);

/// What a topic asks for; `None`: not read.
pub(super) fn set(snapshot: &Snapshot, topic: &str) -> Option<usize> {
    snapshot.settings()?.topic(topic, NAME)?.number()?.try_into().ok()
}

/// Whether the number of replicas caps it.
pub(super) fn capped(snapshot: &Snapshot) -> bool {
    snapshot.last().and_then(release).is_some_and(|release| release >= CAPPED)
}

/// How many replicas have to be in sync for `acks=all`.
pub(super) fn effective(snapshot: &Snapshot, topic: &str, replicas: usize) -> Option<usize> {
    let set = set(snapshot, topic)?;
    Some(if capped(snapshot) { set.min(replicas) } else { set })
}

/// Topics by what they ask for: `judge` gets a topic, its setting and how many replicas the partition has that has the fewest, and gives the
/// proof.
pub(super) fn topics(
    snapshot: &Snapshot,
    scope: &Scope,
    severity: Severity,
    judge: impl Fn(&Topic, usize, usize) -> Option<String>,
) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let topics = last.topics.iter().flatten().filter(|(name, _)| scope.topic(name));
    let found = topics.filter_map(|(name, topic)| {
        let replicas = topic.partitions.iter().map(|one| one.replicas.len()).min()?;
        let proof = judge(topic, set(snapshot, name)?, replicas)?;
        Some(Subject::topic(name, proof).harm(severity))
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Topics])).but(unread(snapshot, Part::TopicSettings))
}
