//! Brokers whose disks are much fuller than those of the others.

use std::collections::BTreeMap;

use super::volumes::{unread, volumes};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::Snapshot;

/// Percent from which a broker counts as full here.
const FULL: f64 = 70.0;

/// How many points it lies above the mean of the others.
const ABOVE: f64 = 25.0;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut space: BTreeMap<i32, (f64, f64)> = BTreeMap::new();
    for volume in volumes(last) {
        let (total, usable) = space.entry(volume.broker).or_default();
        (*total, *usable) = (*total + volume.total as f64, *usable + volume.usable as f64);
    }
    let used: Vec<(i32, f64)> =
        space.into_iter().map(|(id, (total, usable))| (id, 100.0 - 100.0 * usable / total)).collect();
    let found = used.iter().filter_map(|(id, own)| {
        let others: Vec<f64> = used.iter().filter(|(other, _)| other != id).map(|(_, used)| *used).collect();
        let mean = others.iter().sum::<f64>() / others.len().max(1) as f64;
        let uneven = !others.is_empty() && *own >= FULL && *own >= mean + ABOVE;
        uneven.then(|| Subject::broker(*id, format!("{own:.0} % used, the others {mean:.0} % on average")))
    });
    Measured::found(found.collect()).but(unread(last))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let disks = |a, b, c| look(0, &[1, 2, 3]).dir(1, "/a", 100, a).dir(2, "/a", 100, b).dir(3, "/a", 100, c);
        stories(
            measure,
            &[
                ("alike", &[disks(30, 30, 40)], "-"),
                ("one fuller", &[disks(10, 60, 50)], "broker 1 [medium now] 90 % used, the others 45 % on average"),
                ("uneven, and all have room", &[disks(60, 95, 95)], "-"),
            ],
        );
    }
}
