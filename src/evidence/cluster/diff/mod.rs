//! What changed between two snapshots of a cluster, as data. What one of them did not read is no change.

mod settings;
mod state;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use serde::Serialize;

use super::snapshot::Snapshot;

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
        let names: BTreeSet<&K> = before.keys().chain(after.keys()).collect();
        for key in names {
            let name = key.to_string();
            match (before.get(key), after.get(key)) {
                (Some(old), Some(new)) => stayed(self, &name, old, new),
                (old, new) => self.value(of, &name, "", old.map(|_| "there"), new.map(|_| "there")),
            }
        }
    }
}
