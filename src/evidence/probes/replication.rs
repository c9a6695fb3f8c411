//! Which replicas are out of sync, and what explains them. Shared by the probes of replication.

use std::collections::BTreeMap;

use super::Scope;
use super::looks::alive;
use crate::evidence::cluster::snapshot::{Partition, Sample};

/// Replicas of one broker that are not in sync.
#[derive(Debug, Default)]
pub(super) struct Lagging<'a> {
    /// The partitions, with their topics.
    pub partitions: Vec<(&'a str, &'a Partition)>,
}

/// Why a broker's replicas are out of sync.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Explained {
    /// The broker is fenced or gone.
    Absent,
    /// One of its log directories is offline, and all of them were there.
    LogDir(String),
    /// They follow one leader, and those that follow others are in sync.
    Link(i32),
    /// The broker lives, and is behind with several leaders.
    Behind,
}

/// By broker, the replicas that are not in sync. Replicas that a reassignment adds are not among them, nor are partitions without a
/// leader, where nobody can be in sync.
pub(super) fn out_of_sync<'a>(sample: &'a Sample, scope: &Scope) -> BTreeMap<i32, Lagging<'a>> {
    let mut found: BTreeMap<i32, Lagging> = BTreeMap::new();
    let added = adding(sample);
    let led = |(topic, one): &(&str, &Partition)| scope.topic(topic) && one.leader.is_some();
    for (topic, partition) in sample.partitions().filter(led) {
        for replica in missing(partition) {
            if !added.get(&(topic, partition.id)).is_some_and(|added| added.contains(&replica)) {
                found.entry(replica).or_default().partitions.push((topic, partition));
            }
        }
    }
    found
}

/// Replicas that are not in the ISR.
pub(super) fn missing(partition: &Partition) -> impl Iterator<Item = i32> {
    partition.replicas.iter().copied().filter(|replica| !partition.isr.contains(replica))
}

/// By topic and partition, the replicas that a reassignment adds.
pub(super) fn adding(sample: &Sample) -> BTreeMap<(&str, i32), &[i32]> {
    let moves = sample.reassignments.iter().flatten();
    moves.map(|one| ((one.topic.as_str(), one.partition), one.adding.as_slice())).collect()
}

/// What explains the replicas of a broker that are out of sync.
pub(super) fn explain(sample: &Sample, broker: i32, lagging: &Lagging) -> Explained {
    if !alive(sample, broker) {
        return Explained::Absent;
    }
    let known = &sample.brokers[&broker];
    let offline = known.log_dirs.iter().flatten().find(|dir| dir.error.is_some());
    if let Some(dir) = offline
        && lagging.partitions.iter().all(|(topic, one)| known.replica(topic, one.id).is_none())
    {
        return Explained::LogDir(dir.path.clone());
    }
    let mut leaders: Vec<i32> = lagging.partitions.iter().filter_map(|(_, one)| one.leader).collect();
    leaders.sort_unstable();
    leaders.dedup();
    let follows_others = || {
        sample.partitions().any(|(_, one)| {
            one.leader.is_some_and(|leader| leader != broker && !leaders.contains(&leader)) && one.isr.contains(&broker)
        })
    };
    match leaders.as_slice() {
        [leader] if follows_others() => Explained::Link(*leader),
        _ => Explained::Behind,
    }
}

/// Bytes that the replicas of a broker lack against their leaders; `None`: sizes were not read. Sizes tell what OffsetLag hides: that
/// is 0 on a replica that has nothing yet.
pub(super) fn bytes_behind(sample: &Sample, broker: i32, lagging: &Lagging) -> Option<u64> {
    let follower = sample.brokers.get(&broker).filter(|broker| broker.log_dirs.is_some())?;
    let gap = |(topic, one): &(&str, &Partition)| {
        let leads = sample.brokers.get(&one.leader?)?.replica(topic, one.id)?.size;
        let has = follower.replica(topic, one.id).map_or(0, |replica| replica.size);
        Some(u64::try_from(leads.saturating_sub(has)).unwrap_or(0))
    };
    lagging.partitions.iter().map(gap).try_fold(0, |behind: u64, gap| Some(behind.saturating_add(gap?)))
}
