//! The minimum ISR as brokers count it. Shared by probes.

use super::looks::release;
use crate::evidence::cluster::snapshot::Snapshot;

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
