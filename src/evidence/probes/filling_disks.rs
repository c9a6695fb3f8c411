//! Volumes that will be full soon at the rate that was seen.

use super::looks::{bytes, span};
use super::volumes::{growth, unread, volumes};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// Full within this time is told: a day and a night to do something.
const SOON_MS: i128 = 24 * 3600 * 1000;

/// Full within this time is urgent.
const URGENT_MS: i128 = 4 * 3600 * 1000;

/// Below this use nothing is told: retention has not begun to delete yet, or somebody is loading data.
const USED: f64 = 50.0;

/// A rate says something for so many times as long as it was watched: a burst of writes says nothing about hours.
const HORIZON: i128 = 60;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let used: Vec<_> = volumes(last).into_iter().filter(|volume| volume.used() >= USED).collect();
    let found = used.iter().filter_map(|volume| {
        let (grown, ms) = growth(snapshot, volume)?;
        let rest = i128::from(volume.usable) * i128::from(ms) / i128::from(grown);
        if rest > SOON_MS.min(HORIZON * i128::from(ms)) {
            return None;
        }
        let severity = if rest <= URGENT_MS { Severity::High } else { Severity::Medium };
        let rest = span(i64::try_from(rest).unwrap_or(i64::MAX));
        let (usable, grown) = (bytes(volume.usable), bytes(grown));
        let proof = format!("{} grew by {grown} in {}; {usable} left, full in {rest}", volume.dir.path, span(ms));
        Some(Subject::broker(volume.broker, proof).harm(severity))
    });
    let found: Vec<Subject> = found.collect();
    let once =
        (snapshot.samples.len() < 2 && !used.is_empty()).then(|| NotRead::another_look::<&str>(Part::FreeBytes, &[]));
    Measured::found(found).but(unread(last)).but(once)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let disk = |at, usable| look(at, &[1]).dir(1, "/a", 1_000_000_000, usable);
        stories(
            measure,
            &[
                ("it does not grow", &[disk(0, 400_000_000), disk(5, 400_000_000)], "-"),
                ("it grows, half is free", &[disk(0, 600_000_000), disk(5, 590_000_000)], "-"),
                (
                    "minutes",
                    &[disk(0, 400_000_000), disk(5, 390_000_000)],
                    "broker 1 [high now] /a grew by 10.0 MB in 5 s; 390.0 MB left, full in 3 min",
                ),
                ("hours, by a burst of seconds", &[disk(0, 400_000_000), disk(5, 399_800_000)], "-"),
                (
                    "hours",
                    &[disk(0, 400_000_000), disk(1800, 380_000_000)],
                    "broker 1 [medium now] /a grew by 20.0 MB in 30 min; 380.0 MB left, full in 9 h",
                ),
                (
                    "one look",
                    &[disk(0, 400_000_000)],
                    "? free bytes of volumes (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
            ],
        );
    }
}
