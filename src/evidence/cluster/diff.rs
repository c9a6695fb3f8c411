//! What changed between two snapshots of a cluster, as data. What one of them did not read is no change.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Serialize;

use super::snapshot::{Acls, Broker, Contact, Group, Partition, Sample, Setting, Settings, Snapshot, Topic};

/// Free bytes move all the time; told is what moves by this share of the volume.
const SHARE_OF_VOLUME: f64 = 0.01;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Of what kind of thing.
    pub of: Of,
    /// Which one: `3`, `orders`, `orders-0`, `billing`.
    pub name: String,
    /// What of it: `leader`, `retention.ms`; empty: it came or went itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// Before; nothing: it was not there.
    pub before: Option<String>,
    /// After; nothing: it is gone.
    pub after: Option<String>,
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// The whole of it.
    Cluster,
    /// By id.
    Broker,
    /// By broker and path.
    LogDir,
    /// By name.
    Topic,
    /// By topic and number.
    Partition,
    /// By id.
    Group,
    /// By entity.
    Quota,
    /// By name.
    ScramUser,
    /// Spelled out.
    Acl,
}

/// What changed from the last look of one snapshot to the last look of another.
pub fn diff(before: &Snapshot, after: &Snapshot) -> Vec<Change> {
    let mut changes = Changes::default();
    if let (Some(old), Some(new)) = (before.last(), after.last()) {
        changes.cluster(old, new);
        changes.brokers(&old.brokers, &new.brokers);
        if let (Some(old), Some(new)) = (&old.topics, &new.topics) {
            changes.topics(old, new);
        }
        if let (Some(old_groups), Some(new_groups)) = (&old.groups, &new.groups) {
            changes.groups((old, old_groups), (new, new_groups));
        }
    }
    if let (Some(old), Some(new)) = (before.settings(), after.settings()) {
        changes.settings(old, new);
    }
    changes.access(before, after);
    changes.0
}

#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    /// Notes a value, if it is another.
    fn value<T: PartialEq + Display>(&mut self, of: Of, name: &str, what: &str, before: Option<T>, after: Option<T>) {
        if before != after {
            let text = |value: Option<T>| value.map(|value| value.to_string());
            let (before, after) = (text(before), text(after));
            self.0.push(Change { of, name: name.into(), what: what.into(), before, after });
        }
    }

    /// Notes what came and went, and compares what stayed.
    fn each<K: Ord + Display, V>(
        &mut self,
        of: Of,
        before: &BTreeMap<K, V>,
        after: &BTreeMap<K, V>,
        mut stayed: impl FnMut(&mut Self, &str, &V, &V),
    ) {
        let names: std::collections::BTreeSet<&K> = before.keys().chain(after.keys()).collect();
        for key in names {
            let name = key.to_string();
            match (before.get(key), after.get(key)) {
                (Some(old), Some(new)) => stayed(self, &name, old, new),
                (old, new) => self.value(of, &name, "", old.map(|_| "there"), new.map(|_| "there")),
            }
        }
    }

    fn cluster(&mut self, old: &Sample, new: &Sample) {
        let mut value = |what, old: Option<String>, new: Option<String>| {
            self.value(Of::Cluster, "", what, old, new);
        };
        value("id", old.cluster_id.clone(), new.cluster_id.clone());
        let controller = |sample: &Sample| sample.controller.map(|id| id.to_string());
        value("controller", controller(old), controller(new));
        if let (Some(old), Some(new)) = (&old.quorum, &new.quorum) {
            let voters = |quorum: &super::snapshot::Quorum| {
                let mut ids: Vec<i32> = quorum.voters.iter().map(|voter| voter.id).collect();
                ids.sort_unstable();
                Some(list(&ids))
            };
            value("voters", voters(old), voters(new));
        }
        if let (Some(old), Some(new)) = (&old.reassignments, &new.reassignments) {
            let moves = |moves: &[super::snapshot::Reassignment]| {
                let names = moves.iter().map(|one| format!("{}-{}", one.topic, one.partition));
                Some(names.collect::<Vec<_>>().join(", "))
            };
            value("reassignments", moves(old), moves(new));
        }
        for name in old.features.keys().chain(new.features.keys().filter(|name| !old.features.contains_key(*name))) {
            let (old, new) = (old.features.get(name), new.features.get(name));
            self.value(Of::Cluster, "", name, old, new);
        }
    }

    fn brokers(&mut self, old: &BTreeMap<i32, Broker>, new: &BTreeMap<i32, Broker>) {
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
        let by_path = |dirs: &[super::snapshot::LogDir]| -> BTreeMap<String, super::snapshot::LogDir> {
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

    fn topics(&mut self, old: &BTreeMap<String, Topic>, new: &BTreeMap<String, Topic>) {
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
        for (what, old, new) in [
            ("replicas", &old.replicas, &new.replicas),
            ("isr", &old.isr, &new.isr),
            ("elr", &old.elr, &new.elr),
            ("offline", &old.offline, &new.offline),
        ] {
            self.value(Of::Partition, name, what, Some(list(old)), Some(list(new)));
        }
    }

    fn groups(&mut self, old: (&Sample, &BTreeMap<String, Group>), new: (&Sample, &BTreeMap<String, Group>)) {
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

    fn settings(&mut self, old: &Settings, new: &Settings) {
        let none = BTreeMap::new();
        if let (Some(old_defaults), Some(new_defaults)) = (&old.topic_defaults, &new.topic_defaults) {
            self.names(Of::Topic, "*", old_defaults, new_defaults);
            let names = old.topics.keys().chain(new.topics.keys().filter(|name| !old.topics.contains_key(*name)));
            for name in names {
                let of = |settings: &'_ Settings| settings.topics.get(name).cloned().unwrap_or_default();
                self.names(Of::Topic, name, &of(old), &of(new));
            }
        }
        for (id, new) in &new.brokers {
            if let Some(old) = old.brokers.get(id) {
                self.names(Of::Broker, &id.to_string(), old, new);
            }
        }
        for name in old.groups.keys().chain(new.groups.keys().filter(|name| !old.groups.contains_key(*name))) {
            let (old, new) = (old.groups.get(name).unwrap_or(&none), new.groups.get(name).unwrap_or(&none));
            self.names(Of::Group, name, old, new);
        }
    }

    fn names(&mut self, of: Of, name: &str, old: &BTreeMap<String, Setting>, new: &BTreeMap<String, Setting>) {
        for what in old.keys().chain(new.keys().filter(|what| !old.contains_key(*what))) {
            let value = |settings: &BTreeMap<String, Setting>| {
                settings.get(what).map(|setting| setting.value.clone().unwrap_or_else(|| "(not shown)".into()))
            };
            self.value(of, name, what, value(old), value(new));
        }
    }

    fn access(&mut self, before: &Snapshot, after: &Snapshot) {
        let quotas = |snapshot: &Snapshot| -> Option<BTreeMap<String, BTreeMap<String, String>>> {
            let quotas = snapshot.newest(|sample| sample.quotas.as_deref())?;
            let name =
                |(kind, name): (&String, &Option<String>)| format!("{kind} {}", name.as_deref().unwrap_or("(default)"));
            let limits = |limits: &BTreeMap<String, f64>| {
                limits.iter().map(|(key, limit)| (key.clone(), limit.to_string())).collect()
            };
            let one = |quota: &super::snapshot::Quota| {
                (quota.entity.iter().map(name).collect::<Vec<_>>().join(", "), limits(&quota.limits))
            };
            Some(quotas.iter().map(one).collect())
        };
        if let (Some(old), Some(new)) = (quotas(before), quotas(after)) {
            self.each(Of::Quota, &old, &new, |changes, name, old, new| {
                for what in old.keys().chain(new.keys().filter(|what| !old.contains_key(*what))) {
                    changes.value(Of::Quota, name, what, old.get(what), new.get(what));
                }
            });
        }
        let users = |snapshot: &Snapshot| -> Option<BTreeMap<String, String>> {
            let users = snapshot.newest(|sample| sample.scram_users.as_deref())?;
            let mechanisms = |mechanisms: &BTreeMap<String, i32>| {
                mechanisms.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
            };
            Some(users.iter().map(|user| (user.name.clone(), mechanisms(&user.mechanisms))).collect())
        };
        if let (Some(old), Some(new)) = (users(before), users(after)) {
            self.each(Of::ScramUser, &old, &new, |changes, name, old, new| {
                changes.value(Of::ScramUser, name, "mechanisms", Some(old), Some(new));
            });
        }
        let acls = |snapshot: &Snapshot| -> Option<BTreeMap<String, ()>> {
            match snapshot.newest(|sample| sample.acls.as_ref())? {
                Acls::NoAuthorizer => Some(BTreeMap::new()),
                Acls::Bindings(acls) => Some(acls.iter().map(|acl| (acl.to_string(), ())).collect()),
            }
        };
        if let (Some(old), Some(new)) = (acls(before), acls(after)) {
            self.each(Of::Acl, &old, &new, |_, _, (), ()| {});
        }
    }
}

fn list(ids: &[i32]) -> String {
    ids.iter().map(i32::to_string).collect::<Vec<_>>().join(",")
}

/// Records behind the ends of all partitions that the group has committed in. `None`: commits or an end were not read.
fn lag(sample: &Sample, group: &Group) -> Option<i64> {
    let mut lag = 0;
    for (topic, partitions) in group.committed.as_ref()? {
        for (partition, commit) in partitions {
            lag += (sample.partition(topic, *partition)?.offsets?.latest? - commit.offset).max(0);
        }
    }
    Some(lag)
}

#[cfg(test)]
mod tests;
