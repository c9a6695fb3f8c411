//! Volumes whose used space is nearly all Kafka's.

use super::looks::bytes;
use super::volumes::{unread, volumes};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{LogDir, Snapshot};
use crate::knowledge::Severity;

/// Share of what is used; indexes and the metadata log are not counted.
const NEARLY_ALL: f64 = 0.8;

/// Among volumes that are at least half used.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let used = volumes(last).into_iter().filter(|volume| volume.used() >= 50.0);
    let found = used.filter_map(|volume| {
        let dirs = last.brokers[&volume.broker].log_dirs.iter().flatten();
        let same = dirs.filter(|dir| (dir.total_bytes, dir.usable_bytes) == (Some(volume.total), Some(volume.usable)));
        let kafka: u64 = same.map(held).fold(0, u64::saturating_add);
        let all = volume.total.saturating_sub(volume.usable);
        let nearly_all = kafka as f64 >= all as f64 * NEARLY_ALL;
        let proof = format!("{} of the {} used on {} are replicas", bytes(kafka), bytes(all), volume.dir.path);
        nearly_all.then(|| Subject::broker(volume.broker, proof).harm(Severity::Low))
    });
    Measured::found(found.collect()).but(unread(last))
}

/// Bytes of all replicas in a log directory.
fn held(dir: &LogDir) -> u64 {
    let replicas = dir.replicas.iter().flat_map(|topics| topics.values()).flatten();
    replicas.map(|replica| u64::try_from(replica.size).unwrap_or(0)).fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let disk = |size| look(0, &[1]).dir(1, "/a", 1_000_000, 100_000).stored(1, "orders", 0, size);
        stories(
            measure,
            &[
                ("others fill it", &[disk(100_000)], "-"),
                ("Kafka does", &[disk(850_000)], "broker 1 [low now] 850.0 kB of the 900.0 kB used on /a are replicas"),
            ],
        );
    }
}
