//! Volumes that are full, or above 90 %.

use super::looks::bytes;
use super::volumes::{unread, volumes};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::Snapshot;
use crate::knowledge::Severity;

/// Percent from which it is told; the usual alarm.
const FULL: f64 = 90.0;

/// Percent from which the next segment may be the last.
const VERY_FULL: f64 = 97.0;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let full = volumes(last).into_iter().filter(|volume| volume.used() >= FULL);
    let found = full.map(|volume| {
        let (usable, total) = (bytes(volume.usable), bytes(volume.total));
        let proof = format!("{} has {usable} of {total} left, {:.0} % used", volume.dir.path, volume.used());
        let severity = if volume.used() >= VERY_FULL { Severity::Critical } else { Severity::High };
        Subject::broker(volume.broker, proof).harm(severity)
    });
    Measured::found(found.collect()).but(unread(last))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Need, Part, Why};

    #[test]
    fn told_as_they_are() {
        let disk = |usable| look(0, &[1]).dir(1, "/a", 1_000_000_000, usable).dir(1, "/a/b", 1_000_000_000, usable);
        let old = look(0, &[1]).without(Part::FreeBytes, Why::NotSpoken, Need::Release("3.3".into()));
        stories(
            measure,
            &[
                ("room", &[disk(400_000_000)], "-"),
                (
                    "two log directories of one volume are told once",
                    &[disk(80_000_000)],
                    "broker 1 [high now] /a has 80.0 MB of 1.0 GB left, 92 % used",
                ),
                ("full", &[disk(0)], "broker 1 [critical now] /a has 0 B of 1.0 GB left, 100 % used"),
                ("before 3.3 nobody tells", &[old], "? free bytes of volumes (the brokers do not speak it)"),
            ],
        );
    }
}
