//! Brokers with one volume nearly full while another has room: new partitions go where fewest are, not where most room is.

use super::volumes::{Volume, unread, volumes};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::Snapshot;

/// Percent from which a volume counts as full here.
const FULL: f64 = 80.0;

/// Percent up to which another one has room.
const ROOM: f64 = 60.0;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let volumes = volumes(last);
    let found = last.brokers.keys().filter_map(|id| {
        let own: Vec<&Volume> = volumes.iter().filter(|volume| volume.broker == *id).collect();
        let fullest = own.iter().max_by(|a, b| a.used().total_cmp(&b.used()))?;
        let emptiest = own.iter().min_by(|a, b| a.used().total_cmp(&b.used()))?;
        (fullest.used() >= FULL && emptiest.used() <= ROOM).then(|| {
            let (full, room) = (fullest.used(), emptiest.used());
            let proof = format!("{} {full:.0} % used, {} {room:.0} %", fullest.dir.path, emptiest.dir.path);
            Subject::broker(*id, proof)
        })
    });
    Measured::found(found.collect()).but(unread(last))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let dirs = |a, b| look(0, &[1]).dir(1, "/a", 100, a).dir(1, "/b", 100, b);
        stories(
            measure,
            &[
                ("alike", &[dirs(50, 40)], "-"),
                ("one full", &[dirs(5, 70)], "broker 1 [medium now] /a 95 % used, /b 30 %"),
                ("both full", &[dirs(5, 10)], "-"),
            ],
        );
    }
}
