//! Groups: who is in them, what they read, how far they are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Broker, Contact, Need, NotRead, Part, Sample, Why};

/// Partition numbers by topic.
pub type PartitionsOf = BTreeMap<String, Vec<i32>>;

/// Committed offsets by topic and partition. What a group never committed is not in it: that is not lag 0.
pub type Commits = BTreeMap<String, BTreeMap<i32, Commit>>;

/// A group of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The broker that coordinates it.
    pub coordinator: i32,
    /// Which protocol it runs.
    pub kind: GroupKind,
    /// `consumer`, `connect`, or empty: it only holds offsets.
    pub protocol_type: String,
    /// What it is doing.
    pub state: GroupState,
    /// How partitions are given out: `range`, `cooperative-sticky`, `uniform`. Classic groups tell it only when stable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignor: Option<String>,
    /// Grows with every change of members or subscriptions (consumer and share groups; classic groups do not tell).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<i32>,
    /// The epoch that the present target assignment was computed for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment_epoch: Option<i32>,
    /// `None`: not described. Streams groups are named, not described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<Member>>,
    /// `None`: not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed: Option<Commits>,
    /// When the commits were read, milliseconds since 1970; end offsets are always read later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed_at_ms: Option<i64>,
}

/// Which protocol a group runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupKind {
    /// JoinGroup and SyncGroup: consumers, Connect, Streams up to now. All groups of brokers before 3.8, which do not tell.
    Classic,
    /// KIP-848.
    Consumer,
    /// KIP-932.
    Share,
    /// KIP-1071.
    Streams,
    /// One that this version of the tool does not know.
    #[default]
    Unknown,
}

/// What a group is doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupState {
    /// Every member has what it should have.
    Stable,
    /// No members.
    Empty,
    /// Gone.
    Dead,
    /// Classic: waits for all members to join again.
    PreparingRebalance,
    /// Classic: waits for the leader's assignment.
    CompletingRebalance,
    /// New protocols: a target assignment is being computed.
    Assigning,
    /// New protocols: members have not yet reached the target.
    Reconciling,
    /// Streams: internal topics are missing or the topology does not fit.
    NotReady,
    /// One that this version of the tool does not know, or none was told (before 2.6, and of groups that could not be described).
    #[default]
    Unknown,
}

impl GroupState {
    /// From Kafka's spelling.
    pub fn from_kafka(word: &str) -> Self {
        match word {
            "Stable" => Self::Stable,
            "Empty" => Self::Empty,
            "Dead" => Self::Dead,
            "PreparingRebalance" => Self::PreparingRebalance,
            "CompletingRebalance" => Self::CompletingRebalance,
            "Assigning" => Self::Assigning,
            "Reconciling" => Self::Reconciling,
            "NotReady" => Self::NotReady,
            _ => Self::Unknown,
        }
    }
}

/// A member of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The id that the coordinator gave it, new after each start; static members aside.
    pub id: String,
    /// `group.instance.id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// `client.id`.
    pub client_id: String,
    /// Where its connection comes from, as Kafka prints it: `/10.0.0.7`.
    pub host: String,
    /// Consumer and share groups only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<i32>,
    /// The topics that it asked for, where they can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscribed: Option<Vec<String>>,
    /// `None`: not told (classic groups tell it only when stable; other protocol types than `consumer` in a form of their own).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned: Option<PartitionsOf>,
    /// Where the coordinator wants it to be, if that is not where it is (consumer protocol only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<PartitionsOf>,
}

impl Member {
    /// How many partitions it has.
    pub fn assigned_count(&self) -> Option<usize> {
        Some(self.assigned.as_ref()?.values().map(Vec::len).sum())
    }
}

/// A committed offset. In a file `[offset, leader epoch]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(i64, i32)", into = "(i64, i32)")]
pub struct Commit {
    /// The next offset to read.
    pub offset: i64,
    /// The leader epoch of the record before it; -1: the client did not say.
    pub epoch: i32,
}

impl From<(i64, i32)> for Commit {
    fn from((offset, epoch): (i64, i32)) -> Self {
        Self { offset, epoch }
    }
}

impl From<Commit> for (i64, i32) {
    fn from(commit: Commit) -> Self {
        (commit.offset, commit.epoch)
    }
}

impl Sample {
    /// What may keep groups out of the list: a broker did not tell its own, or nobody came to one that coordinates some. Those are the
    /// leaders of `__consumer_offsets`; where that is not shown, any listed broker can be one.
    pub fn unlisted_groups(&self) -> Vec<NotRead> {
        let mut unlisted: Vec<NotRead> = self.missing(Part::Groups).cloned().collect();
        let asked = |broker: &Broker| matches!(broker.contact, Contact::Answered | Contact::Lost(_));
        let away = |id: &i32| !self.brokers.get(id).is_some_and(asked);
        let offsets = self.topic("__consumer_offsets").filter(|topic| !topic.partitions.is_empty());
        let mut silent: Vec<i32> = match offsets {
            Some(topic) => {
                let leaders = topic.partitions.iter().flat_map(|partition| match partition.leader {
                    Some(leader) => vec![leader],
                    None => partition.replicas.clone(),
                });
                leaders.filter(away).collect()
            }
            None => self.brokers.iter().filter(|(id, broker)| broker.listed && away(id)).map(|(id, _)| *id).collect(),
        };
        silent.sort_unstable();
        silent.dedup();
        if !silent.is_empty() {
            let names: Vec<String> = silent.iter().map(|id| format!("broker {id}")).collect();
            unlisted.push(NotRead::of(Part::Groups, &names, Why::NoConnection, Need::Port(names.join(", "))));
        }
        unlisted
    }
}

impl Group {
    /// The committed offset of a partition.
    pub fn commit(&self, topic: &str, partition: i32) -> Option<Commit> {
        self.committed.as_ref()?.get(topic)?.get(&partition).copied()
    }
}
