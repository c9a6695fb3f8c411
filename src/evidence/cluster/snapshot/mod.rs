//! What was read from a live cluster: plain data, which probes judge and files keep. No socket, no clock, no secret is in it.
//!
//! `None` always means "not read", never "empty"; why it was not read stands in [`Sample::not_read`].

mod access;
mod brokers;
mod file;
mod groups;
mod not_read;
mod quorum;
mod settings;
#[cfg(test)]
mod tests;
mod topics;

pub use access::{Acl, Acls, Quota, ScramUser};
pub use brokers::{Api, Broker, Contact, LogDir, ReplicaOnDisk};
pub use groups::{Commit, Commits, Group, GroupKind, GroupState, Member, PartitionsOf};
pub use not_read::{Need, NotRead, Part, Why};
pub use quorum::{ClockOffset, Quorum, QuorumNode, QuorumReplica};
pub use settings::{Setting, SettingSource, Settings};
pub use topics::{Offsets, Partition, Producer, Reassignment, TimedOffset, Topic, Transaction};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::way_in::WayIn;

/// Looks at one cluster, oldest first. Probes that judge a trend need two or more of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Of the file format: 1.
    pub version: u32,
    /// Oldest first.
    pub samples: Vec<Sample>,
}

/// UNKNOWN_TOPIC_OR_PARTITION and INVALID_TOPIC_EXCEPTION.
const NO_TOPIC: [i16; 2] = [3, 17];

/// One look. Later looks of a run ask only for what changes: what they leave out was read by an earlier one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// When it began, by this machine's clock, milliseconds since 1970.
    pub at_ms: i64,
    /// How long it took, milliseconds.
    pub took_ms: u64,
    /// How the way in went. `None`: nobody went it in this look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_in: Option<WayIn>,
    /// The cluster's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<String>,
    /// Kafka runs with ZooKeeper (a broker knows LeaderAndIsr), not with KRaft. `None`: no broker told its versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zookeeper: Option<bool>,
    /// The active controller: the quorum's leader, with ZooKeeper the one that brokers name. `None`: there is none, or nobody told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controller: Option<i32>,
    /// What this user may do on the cluster, as the bits of Kafka's AclOperation (bit 8 Describe, bit 10 DescribeConfigs).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_operations: Option<i32>,
    /// Finalized features and their levels: `metadata.version`, `group.version`, `eligible.leader.replicas.version`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub features: BTreeMap<String, i16>,
    /// Every broker that anything names, by id.
    pub brokers: BTreeMap<i32, Broker>,
    /// By name. With `None` not even Metadata was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topics: Option<BTreeMap<String, Topic>>,
    /// Settings of brokers, topics and groups; asked once a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    /// By id, of those brokers that answered; a coordinator that did not stands in `not_read`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<BTreeMap<String, Group>>,
    /// Transactions that are open or being ended, of the brokers that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transactions: Option<Vec<Transaction>>,
    /// The controllers (KRaft).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Quorum>,
    /// When the controllers were asked, milliseconds since 1970: before this look, if an earlier question could still wait in the broker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum_asked_ms: Option<i64>,
    /// Moves of replicas that are under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reassignments: Option<Vec<Reassignment>>,
    /// Client quotas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotas: Option<Vec<Quota>>,
    /// SCRAM users with the mechanisms that they have, never their secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scram_users: Option<Vec<ScramUser>>,
    /// ACLs, or that there is no authorizer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acls: Option<Acls>,
    /// The clocks of nodes against this machine's, by node id, where they can be told.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clocks: BTreeMap<i32, ClockOffset>,
    /// What could not be read, and what it would take.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_read: Vec<NotRead>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self { version: file::VERSION, samples: Vec::new() }
    }
}

impl Snapshot {
    /// The newest look.
    pub fn last(&self) -> Option<&Sample> {
        self.samples.last()
    }

    /// The look before the newest.
    pub fn before(&self) -> Option<&Sample> {
        self.samples.len().checked_sub(2).map(|at| &self.samples[at])
    }

    /// The newest settings that were read.
    pub fn settings(&self) -> Option<&Settings> {
        self.samples.iter().rev().find_map(|sample| sample.settings.as_ref())
    }

    /// The newest answer to what is asked once a run: `snapshot.newest(|sample| sample.quotas.as_ref())`.
    pub fn newest<'a, T: ?Sized>(&'a self, part: impl Fn(&'a Sample) -> Option<&'a T>) -> Option<&'a T> {
        self.samples.iter().rev().find_map(part)
    }
}

impl Sample {
    /// A topic by name.
    pub fn topic(&self, name: &str) -> Option<&Topic> {
        self.topics.as_ref()?.get(name)
    }

    /// Whether there is a topic of this name, if only one that is refused or without a leader.
    pub fn has_topic(&self, name: &str) -> bool {
        self.topic(name).is_some_and(|topic| !topic.error.is_some_and(|error| NO_TOPIC.contains(&error)))
    }

    /// A partition by topic and number.
    pub fn partition(&self, topic: &str, partition: i32) -> Option<&Partition> {
        self.topic(topic)?.partition(partition)
    }

    /// Every partition with its topic's name, in order.
    pub fn partitions(&self) -> impl Iterator<Item = (&str, &Partition)> {
        let topics = self.topics.iter().flatten();
        topics.flat_map(|(name, topic)| topic.partitions.iter().map(move |partition| (name.as_str(), partition)))
    }

    /// What could not be read of a part.
    pub fn missing(&self, part: Part) -> impl Iterator<Item = &NotRead> {
        self.not_read.iter().filter(move |missing| missing.what == part)
    }
}
