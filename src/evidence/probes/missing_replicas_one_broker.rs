//! Whether all replicas that are out of sync are of one broker.

use super::looks::{count, missing};
use super::replication::out_of_sync;
use super::{Measured, Scope, Subject};
use crate::case::State;
use crate::evidence::cluster::snapshot::{Part, Snapshot};

/// Finds the broker.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let lagging: Vec<_> = out_of_sync(last, scope).into_iter().collect();
    let found = match lagging.as_slice() {
        [(broker, lagging)] => {
            let partitions = count(lagging.partitions.len(), "partition");
            let subject = Subject::broker(*broker, format!("{partitions} without it in the ISR, none without another"));
            // It gets better where the same broker lacked more in the look before.
            let before = snapshot.before().map(|sample| out_of_sync(sample, scope));
            let more = before.and_then(|before| before.get(broker).map(|one| one.partitions.len()));
            let healing = more.is_some_and(|more| more > lagging.partitions.len());
            vec![if healing { subject.state(State::Healing) } else { subject }]
        }
        _ => Vec::new(),
    };
    Measured::found(found).but(missing(last, &[Part::Topics, Part::Reassignments]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let cluster = || look(0, &[1, 2, 3]).partition("orders", 0, 1, &[1, 2, 3], &[1, 2]);
        stories(
            measure,
            &[
                (
                    "one",
                    &[cluster().partition("orders", 1, 2, &[2, 3], &[2])],
                    "broker 3 [medium now] 2 partitions without it in the ISR, none without another",
                ),
                (
                    "one that comes back",
                    &[
                        cluster().partition("orders", 1, 2, &[2, 3], &[2]),
                        look(5, &[1, 2, 3]).partition("orders", 0, 1, &[1, 2, 3], &[1, 2]),
                    ],
                    "broker 3 [medium healing] 1 partition without it in the ISR, none without another",
                ),
                ("two", &[cluster().partition("orders", 1, 2, &[2, 1], &[2])], "-"),
                ("none", &[look(0, &[1, 2]).partition("orders", 0, 1, &[1, 2], &[1, 2])], "-"),
            ],
        );
    }
}
