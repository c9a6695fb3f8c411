//! Volumes of brokers, and how they fill. Shared by the probes of disks.

use super::looks::silent;
use crate::evidence::cluster::snapshot::{LogDir, NotRead, Part, Sample, Snapshot};

/// A directory whose volume is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Volume<'a> {
    pub broker: i32,
    pub dir: &'a LogDir,
    pub total: u64,
    pub usable: u64,
}

impl Volume<'_> {
    /// Percent that are used.
    pub fn used(&self) -> f64 {
        100.0 - 100.0 * self.usable as f64 / self.total.max(1) as f64
    }
}

/// Every volume that a look tells of, once: log directories on one volume of a broker say the same.
pub(super) fn volumes(sample: &Sample) -> Vec<Volume<'_>> {
    let mut found: Vec<Volume> = Vec::new();
    for (broker, known) in &sample.brokers {
        for dir in known.log_dirs.iter().flatten() {
            let (Some(total), Some(usable)) = (dir.total_bytes, dir.usable_bytes) else { continue };
            let volume = Volume { broker: *broker, dir, total, usable };
            let same = |old: &&Volume| (old.broker, old.total, old.usable) == (volume.broker, total, usable);
            if total > 0 && !found.iter().any(|old| same(&old)) {
                found.push(volume);
            }
        }
    }
    found
}

/// How a volume fills between the first look that knows it and the last: bytes, and in how many milliseconds. `None`: one look only, or
/// it does not fill.
pub(super) fn growth(snapshot: &Snapshot, volume: &Volume) -> Option<(u64, i64)> {
    let last = snapshot.last()?;
    let (at_ms, before) = snapshot.samples.iter().find_map(|sample| {
        let mut same = volumes(sample).into_iter();
        let same = same.find(|old| old.broker == volume.broker && old.dir.path == volume.dir.path)?;
        Some((sample.at_ms, same.usable))
    })?;
    let grown = before.checked_sub(volume.usable).filter(|grown| *grown > 0)?;
    (last.at_ms > at_ms).then_some((grown, last.at_ms.saturating_sub(at_ms)))
}

/// What a look could not read of log directories and their volumes.
pub(super) fn unread(sample: &Sample) -> Vec<NotRead> {
    let mut unread = silent(sample, Part::LogDirs, |broker| broker.log_dirs.is_some());
    unread.extend(sample.missing(Part::FreeBytes).cloned());
    unread
}
