//! Topics and partitions: who leads, who follows, which offsets there are, who writes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PartitionsOf;

/// A topic as one broker's metadata has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its id as Kafka prints it (url-safe base64, 22 characters); from 2.8 on. A topic that was made anew has a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Kafka's error code for the topic, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<i16>,
    /// `__consumer_offsets` and its like.
    #[serde(default, skip_serializing_if = "is_false")]
    pub internal: bool,
    /// By number, ascending.
    pub partitions: Vec<Partition>,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

impl Topic {
    /// A partition by its number.
    pub fn partition(&self, id: i32) -> Option<&Partition> {
        self.partitions.binary_search_by_key(&id, |partition| partition.id).ok().map(|at| &self.partitions[at])
    }

    /// A partition by its number, to be filled in.
    pub(in crate::evidence::cluster) fn partition_mut(&mut self, id: i32) -> Option<&mut Partition> {
        let at = self.partitions.binary_search_by_key(&id, |partition| partition.id).ok()?;
        Some(&mut self.partitions[at])
    }
}

/// A partition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// Its number.
    pub id: i32,
    /// `None`: it has no leader, so it is offline. Never judge that by the ISR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader: Option<i32>,
    /// Grows with every change of leader or ISR; -1 unknown.
    pub epoch: i32,
    /// Kafka's error code, where there is one: 5 no leader, 72 the leader lacks the listener that we came in by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<i16>,
    /// The preferred leader first. During a reassignment the replicas that it adds are among them.
    pub replicas: Vec<i32>,
    /// In sync. Empty under eligible leader replicas when the last one died; before it stays with the last.
    pub isr: Vec<i32>,
    /// Eligible leader replicas: they hold all that was committed (4.0 on, where the feature is on).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elr: Vec<i32>,
    /// Who was eligible before an unclean shutdown; waits for these when there is no leader.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last_known_elr: Vec<i32>,
    /// On fenced brokers or in failed log directories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offline: Vec<i32>,
    /// `None`: its leader did not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offsets: Option<Offsets>,
    /// Ends of earlier leader epochs that groups have committed in: a commit of such an epoch beyond its end is of records that are lost.
    /// An epoch that is over and not here was not told.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub epoch_ends: BTreeMap<i32, i64>,
    /// Idempotent and transactional producers that it remembers; asked only where a transaction is open, and needs Read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub producers: Option<Vec<Producer>>,
}

/// The offsets of a partition as its leader tells them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offsets {
    /// Log start offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<i64>,
    /// High watermark: what a consumer can read up to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<i64>,
    /// Last stable offset. Below `latest`: a transaction is open (plain records behind it count in the difference). It is asked
    /// after `latest`, so that records that arrive in between do not look like one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stable: Option<i64>,
    /// The record with the highest timestamp (3.0 on); asked once a run. Commit markers count, with the broker's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<TimedOffset>,
    /// The first record that retention by time may keep (younger than `retention.ms`, `segment.ms` and ten minutes together): all
    /// before it is overdue; equal to `latest` where everything is. Asked once a run, of the largest partitions of each leader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retained: Option<i64>,
}

impl Offsets {
    /// Records of open transactions and behind them; never negative.
    pub fn unstable(&self) -> Option<i64> {
        Some(self.latest?.saturating_sub(self.stable?).max(0))
    }
}

/// An offset with a time. In a file `[offset, milliseconds]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(i64, i64)", into = "(i64, i64)")]
pub struct TimedOffset {
    /// The record's offset.
    pub offset: i64,
    /// Its timestamp, milliseconds since 1970.
    pub timestamp_ms: i64,
}

impl From<(i64, i64)> for TimedOffset {
    fn from((offset, timestamp_ms): (i64, i64)) -> Self {
        Self { offset, timestamp_ms }
    }
}

impl From<TimedOffset> for (i64, i64) {
    fn from(record: TimedOffset) -> Self {
        (record.offset, record.timestamp_ms)
    }
}

/// An idempotent or transactional producer that a partition remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Producer {
    /// Its id.
    pub id: i64,
    /// Its epoch; with transaction.version 2 every transaction raises it.
    pub epoch: i32,
    /// The timestamp of its last batch, milliseconds since 1970; -1 unknown.
    pub last_timestamp_ms: i64,
    /// Where its open transaction began; `None`: it has none here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction_start: Option<i64>,
    /// The epoch of the transaction coordinator that last wrote a marker; -1: none has.
    pub coordinator_epoch: i32,
}

/// A transaction that its coordinator holds open or is ending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transaction {
    /// `transactional.id`.
    pub id: String,
    /// The broker that coordinates it.
    pub coordinator: i32,
    /// The producer's id.
    pub producer_id: i64,
    /// As Kafka spells it: `Ongoing`, `PrepareCommit`, `PrepareAbort`, `PrepareEpochFence`.
    pub state: String,
    /// What DescribeTransactions adds; `None`: it did not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<i32>,
    /// When it began, by the coordinator's clock, milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_ms: Option<i64>,
    /// The producer's epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub producer_epoch: Option<i16>,
    /// The partitions in it; those that this user may not describe are left out by the broker in silence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub partitions: PartitionsOf,
}

/// A move of a partition's replicas that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reassignment {
    /// The topic.
    pub topic: String,
    /// The partition's number.
    pub partition: i32,
    /// All replicas, those that come and go included.
    pub replicas: Vec<i32>,
    /// Those that come.
    pub adding: Vec<i32>,
    /// Those that go.
    pub removing: Vec<i32>,
}
