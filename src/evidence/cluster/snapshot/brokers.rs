//! Brokers: where they are, what they speak, what is on their disks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::evidence::cluster::wire::Fault;

/// A broker, or a node id that partitions name and no list does.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Broker {
    /// The advertised host of the listener that we came in by. Fenced brokers keep theirs; `None`: no list names the broker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Its port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// `broker.rack`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rack: Option<String>,
    /// Metadata lists it: registered and not fenced. A dead broker stays listed for up to `broker.session.timeout.ms` (9 s).
    pub listed: bool,
    /// Fenced, where DescribeCluster tells (4.0 on).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fenced: Option<bool>,
    /// Whether it answered us.
    pub contact: Contact,
    /// The oldest release that speaks what it speaks, such as `3.9`; patch releases look alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// What it speaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apis: Vec<Api>,
    /// Features with the highest level that it supports.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub supports: BTreeMap<String, i16>,
    /// Its log directories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_dirs: Option<Vec<LogDir>>,
    /// When the end offsets of the partitions that it leads were read, milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offsets_at_ms: Option<i64>,
}

/// Whether a broker answered us.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contact {
    /// Nobody tried: it is fenced, or not listed.
    #[default]
    NotTried,
    /// It answered whatever was asked of it.
    Answered,
    /// No connection came about; the way in says at which stage.
    Unreachable(String),
    /// The connection was lost, or an answer did not come, on the way.
    Lost(Fault),
}

/// The versions of one API that a broker speaks. In a file `[key, min, max]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(i16, i16, i16)", into = "(i16, i16, i16)")]
pub struct Api {
    /// The API's number.
    pub key: i16,
    /// Lowest version.
    pub min: i16,
    /// Highest version.
    pub max: i16,
}

impl From<(i16, i16, i16)> for Api {
    fn from((key, min, max): (i16, i16, i16)) -> Self {
        Self { key, min, max }
    }
}

impl From<Api> for (i16, i16, i16) {
    fn from(api: Api) -> Self {
        (api.key, api.min, api.max)
    }
}

/// A log directory: an entry of `log.dirs`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogDir {
    /// Its path on the broker.
    pub path: String,
    /// Kafka's error code; 56 (KAFKA_STORAGE_ERROR): it is offline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<i16>,
    /// Size of its volume (not of the directory), bytes; from 3.3 on, `None` of an offline one. Directories on one volume say the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_bytes: Option<u64>,
    /// What an ordinary user may still write to the volume, bytes; from 3.3 on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usable_bytes: Option<u64>,
    /// Its replicas by topic, in order; `__cluster_metadata` is never among them. `None`: this look asked for the volume only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<BTreeMap<String, Vec<ReplicaOnDisk>>>,
}

/// One replica in a log directory. In a file `[partition, size, lag]`, with a fourth `true` for a future replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ReplicaInFile", into = "ReplicaInFile")]
pub struct ReplicaOnDisk {
    /// The partition's number.
    pub partition: i32,
    /// Bytes.
    pub size: i64,
    /// Records behind the high watermark, as the broker itself knows it; -1 unknown. It was seen 0 on a replica that held
    /// nothing of 30 MB: compare the sizes.
    pub lag: i64,
    /// The copy that a move between two log directories of one broker is making.
    pub future: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ReplicaInFile {
    Current(i32, i64, i64),
    Future(i32, i64, i64, bool),
}

impl From<ReplicaInFile> for ReplicaOnDisk {
    fn from(replica: ReplicaInFile) -> Self {
        let (partition, size, lag, future) = match replica {
            ReplicaInFile::Current(partition, size, lag) => (partition, size, lag, false),
            ReplicaInFile::Future(partition, size, lag, future) => (partition, size, lag, future),
        };
        Self { partition, size, lag, future }
    }
}

impl From<ReplicaOnDisk> for ReplicaInFile {
    fn from(replica: ReplicaOnDisk) -> Self {
        let ReplicaOnDisk { partition, size, lag, future } = replica;
        if future { Self::Future(partition, size, lag, true) } else { Self::Current(partition, size, lag) }
    }
}

impl ReplicaOnDisk {
    /// What replicas of a topic are sorted by: the partition, the current copy before the future one.
    pub fn order(&self) -> (i32, bool) {
        (self.partition, self.future)
    }
}

impl Broker {
    /// The highest version of an API that it speaks.
    pub fn speaks(&self, key: i16) -> Option<i16> {
        self.apis.iter().find(|api| api.key == key).map(|api| api.max)
    }

    /// Bytes of a replica and how far it is behind, whichever log directory it is in; future copies aside.
    pub fn replica(&self, topic: &str, partition: i32) -> Option<ReplicaOnDisk> {
        let dirs = self.log_dirs.iter().flatten();
        let mut topics = dirs.filter_map(|dir| dir.replicas.as_ref()?.get(topic));
        topics.find_map(|replicas| {
            let at = replicas.binary_search_by_key(&(partition, false), ReplicaOnDisk::order).ok()?;
            Some(replicas[at])
        })
    }
}
