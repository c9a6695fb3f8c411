//! A snapshot as a file: one JSON document.

use std::path::Path;

use super::{ReplicaOnDisk, Snapshot};
use crate::error::{Error, Result};
use crate::evidence::read_at_most;

/// The file format that is written and read.
pub const VERSION: u32 = 1;

/// A snapshot is read up to this many bytes: a look at a hundred thousand partitions has a tenth of it.
const LONGEST: u64 = 512 << 20;

impl Snapshot {
    /// The document. A snapshot holds no secrets, so neither does it.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a snapshot is plain data") + "\n"
    }

    /// Reads files that [`to_json`](Self::to_json) gave, and puts their looks in the order of time.
    ///
    /// # Errors
    /// A file is missing, broken or of another version, or the files are of several clusters.
    pub fn load<P: AsRef<Path>>(paths: &[P]) -> Result<Self> {
        let mut all = Self::default();
        for path in paths {
            all.samples.extend(read(path.as_ref())?.samples);
        }
        all.in_order()
    }

    /// Puts the looks in the order of time.
    ///
    /// # Errors
    /// They are of several clusters.
    pub fn in_order(mut self) -> Result<Self> {
        self.samples.sort_by_key(|sample| sample.at_ms);
        let mut ids = self.samples.iter().filter_map(|sample| sample.cluster_id.as_deref());
        if let Some(first) = ids.next()
            && let Some(other) = ids.find(|id| *id != first)
        {
            return Err(Error::input(format!("the snapshots are of two clusters: {first} and {other}"))
                .hint("Give snapshots of one cluster, or one at a time."));
        }
        Ok(self)
    }
}

fn read(path: &Path) -> Result<Snapshot> {
    let text = read_at_most(path, LONGEST)
        .map_err(|error| Error::input(format!("the snapshot {} cannot be read: {error}", path.display())))?;
    // The version first: a later format may have keys that this one does not know.
    #[derive(serde::Deserialize)]
    struct Head {
        version: u32,
    }
    let broken = |error: serde_json::Error| {
        Error::input(format!("{} is not a snapshot: {error}", path.display()))
            .hint("A snapshot is what --save-snapshot wrote.")
    };
    let head: Head = serde_json::from_str(&text).map_err(broken)?;
    if head.version != VERSION {
        return Err(Error::input(format!(
            "{} is a snapshot of version {}; this kafka-doctor reads version {VERSION}",
            path.display(),
            head.version
        )));
    }
    let mut snapshot: Snapshot = serde_json::from_str(&text).map_err(broken)?;
    if snapshot.samples.is_empty() {
        return Err(Error::input(format!("the snapshot {} holds no look at a cluster", path.display())));
    }
    // A file can hold replicas in any order.
    let brokers = snapshot.samples.iter_mut().flat_map(|sample| sample.brokers.values_mut());
    let dirs = brokers.flat_map(|broker| broker.log_dirs.iter_mut().flatten());
    for replicas in dirs.filter_map(|dir| dir.replicas.as_mut()).flat_map(|topics| topics.values_mut()) {
        replicas.sort_by_key(ReplicaOnDisk::order);
    }
    Ok(snapshot)
}
