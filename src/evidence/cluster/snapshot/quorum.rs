//! The controllers of a KRaft cluster, and clocks.

use serde::{Deserialize, Serialize};

/// The quorum as its leader tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quorum {
    /// The active controller; `None`: there is none. Metadata's ControllerId is a random broker and never read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader: Option<i32>,
    /// Grows with every election.
    pub epoch: i32,
    /// The end of what is committed.
    pub high_watermark: i64,
    /// Controllers.
    pub voters: Vec<QuorumReplica>,
    /// Brokers, and controllers that do not vote; they vanish 300 s after their last fetch.
    pub observers: Vec<QuorumReplica>,
    /// Where controllers listen (3.9 on).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<QuorumNode>,
    /// How long the answer took, milliseconds.
    pub answered_ms: u64,
}

/// How far a node is with the metadata log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuorumReplica {
    /// Node id.
    pub id: i32,
    /// The end of its log; -1 unknown.
    pub log_end_offset: i64,
    /// Milliseconds since its last fetch when the leader answered, by the leader's clock (3.3 on). 0.5 s at most where all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched_ago_ms: Option<i64>,
    /// Milliseconds since it last had everything, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caught_up_ago_ms: Option<i64>,
}

/// Where a controller listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuorumNode {
    /// Node id.
    pub id: i32,
    /// `host:port` of its first listener.
    pub address: String,
}

/// How far a clock is ahead of this machine's, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockOffset {
    /// Negative: it is behind.
    pub ahead_ms: i64,
    /// Half the round trip: the truth is that much away at most.
    pub within_ms: i64,
}
