//! Brokers, log directories, topics, partitions, groups.

use std::collections::BTreeMap;

use super::{Changes, Of};
use crate::evidence::cluster::snapshot::{
    Broker, Contact, Group, LogDir, Partition, Quorum, Reassignment, Sample, Topic,
};

/// Free bytes move all the time; told is what moves by this share of the volume.
const SHARE_OF_VOLUME: f64 = 0.01;

impl Changes {
    pub(super) fn cluster(&mut self, old: &Sample, new: &Sample) {
        let mut value = |what, old: Option<String>, new: Option<String>| {
            self.value(Of::Cluster, "", what, old, new);
        };
        value("id", old.cluster_id.clone(), new.cluster_id.clone());
        let controller = |sample: &Sample| sample.controller.map(|id| id.to_string());
        value("controller", controller(old), controller(new));
        if let (Some(old), Some(new)) = (&old.quorum, &new.quorum) {
            let voters = |quorum: &Quorum| {
                let ids: Vec<i32> = quorum.voters.iter().map(|voter| voter.id).collect();
                sorted(&ids)
            };
            value("voters", voters(old), voters(new));
        }
        if let (Some(old), Some(new)) = (&old.reassignments, &new.reassignments) {
            let moves = |moves: &[Reassignment]| {
                let names = moves.iter().map(|one| format!("{}-{}", one.topic, one.partition));
                Some(names.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
            };
            value("reassignments", moves(old), moves(new));
        }
        for name in old.features.keys().chain(new.features.keys().filter(|name| !old.features.contains_key(*name))) {
            let (old, new) = (old.features.get(name), new.features.get(name));
            self.value(Of::Cluster, "", name, old, new);
        }
    }

    pub(super) fn brokers(&mut self, old: &BTreeMap<i32, Broker>, new: &BTreeMap<i32, Broker>) {
        self.each(Of::Broker, old, new, |changes, name, old, new| {
            let address = |broker: &Broker| Some(format!("{}:{}", broker.host.as_deref()?, broker.port?));
            changes.value(Of::Broker, name, "address", address(old), address(new));
            changes.value(Of::Broker, name, "rack", old.rack.as_deref(), new.rack.as_deref());
            changes.value(Of::Broker, name, "listed", Some(old.listed), Some(new.listed));
            if old.fenced.is_some() && new.fenced.is_some() {
                changes.value(Of::Broker, name, "fenced", old.fenced, new.fenced);
            }
            let contact = |broker: &Broker| match broker.contact {
                Contact::NotTried => "not tried",
                Contact::Answered => "answered",
                Contact::Unreachable(_) => "unreachable",
                Contact::Lost(_) => "lost",
            };
            changes.value(Of::Broker, name, "contact", Some(contact(old)), Some(contact(new)));
            if old.release.is_some() && new.release.is_some() {
                changes.value(Of::Broker, name, "release", old.release.as_deref(), new.release.as_deref());
            }
            changes.log_dirs(name, old, new);
        });
    }

    fn log_dirs(&mut self, broker: &str, old: &Broker, new: &Broker) {
        let (Some(old), Some(new)) = (&old.log_dirs, &new.log_dirs) else { return };
        let by_path = |dirs: &[LogDir]| -> BTreeMap<String, LogDir> {
            dirs.iter().map(|dir| (format!("{broker}:{}", dir.path), dir.clone())).collect()
        };
        self.each(Of::LogDir, &by_path(old), &by_path(new), |changes, name, old, new| {
            changes.value(Of::LogDir, name, "error", old.error, new.error);
            if let (Some(before), Some(after), Some(total)) = (old.usable_bytes, new.usable_bytes, new.total_bytes)
                && before.abs_diff(after) as f64 >= total as f64 * SHARE_OF_VOLUME
            {
                changes.value(Of::LogDir, name, "usable bytes", Some(before), Some(after));
            }
        });
    }

    pub(super) fn topics(&mut self, old: &BTreeMap<String, Topic>, new: &BTreeMap<String, Topic>) {
        self.each(Of::Topic, old, new, |changes, name, old, new| {
            changes.value(Of::Topic, name, "id", old.id.as_deref(), new.id.as_deref());
            changes.value(Of::Topic, name, "error", old.error, new.error);
            let count = |topic: &Topic| Some(topic.partitions.len());
            changes.value(Of::Topic, name, "partitions", count(old), count(new));
            for partition in &new.partitions {
                if let Some(old) = old.partition(partition.id) {
                    changes.partition(&format!("{name}-{}", partition.id), old, partition);
                }
            }
        });
    }

    fn partition(&mut self, name: &str, old: &Partition, new: &Partition) {
        self.value(Of::Partition, name, "leader", old.leader, new.leader);
        // The first replica is the preferred leader; of the others a broker that comes back stands last.
        self.value(Of::Partition, name, "replicas", list(&old.replicas), list(&new.replicas));
        for (what, old, new) in
            [("isr", &old.isr, &new.isr), ("elr", &old.elr, &new.elr), ("offline", &old.offline, &new.offline)]
        {
            self.value(Of::Partition, name, what, sorted(old), sorted(new));
        }
    }

    pub(super) fn groups(
        &mut self,
        old: (&Sample, &BTreeMap<String, Group>),
        new: (&Sample, &BTreeMap<String, Group>),
    ) {
        let ((old_sample, old), (new_sample, new)) = (old, new);
        self.each(Of::Group, old, new, |changes, name, old, new| {
            let mut value = |what: &str, old: Option<String>, new: Option<String>| {
                changes.value(Of::Group, name, what, old, new);
            };
            value("state", Some(format!("{:?}", old.state)), Some(format!("{:?}", new.state)));
            value("coordinator", Some(old.coordinator.to_string()), Some(new.coordinator.to_string()));
            if let (Some(old_members), Some(new_members)) = (&old.members, &new.members) {
                value("members", Some(old_members.len().to_string()), Some(new_members.len().to_string()));
                value("assignor", old.assignor.clone(), new.assignor.clone());
            }
            let lags = (lag(old_sample, old), lag(new_sample, new));
            if let (Some(old), Some(new)) = lags {
                value("lag", Some(old.to_string()), Some(new.to_string()));
            }
            // A commit that is gone: expired, or deleted.
            if let (Some(before), Some(_)) = (&old.committed, &new.committed) {
                for (topic, partitions) in before {
                    for (partition, commit) in partitions {
                        if new.commit(topic, *partition).is_none() {
                            value(&format!("commit of {topic}-{partition}"), Some(commit.offset.to_string()), None);
                        }
                    }
                }
            }
        });
    }
}

/// Ids after commas; nothing for none.
fn list(ids: &[i32]) -> Option<String> {
    (!ids.is_empty()).then(|| ids.iter().map(i32::to_string).collect::<Vec<_>>().join(","))
}

/// Ids whose order means nothing.
fn sorted(ids: &[i32]) -> Option<String> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    list(&ids)
}

/// Records behind the ends of all partitions that the group has committed in. `None`: commits or an end were not read.
fn lag(sample: &Sample, group: &Group) -> Option<i64> {
    let mut lag: i64 = 0;
    for (topic, partitions) in group.committed.as_ref()? {
        for (partition, commit) in partitions {
            let latest = sample.partition(topic, *partition)?.offsets?.latest?;
            lag = latest.saturating_sub(commit.offset).max(0).saturating_add(lag);
        }
    }
    Some(lag)
}
