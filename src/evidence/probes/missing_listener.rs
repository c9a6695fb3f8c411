//! Partitions whose leader lacks the listener that we came in by (LISTENER_NOT_FOUND). Old clients are told that there is no leader.

use super::leaderless_partitions::LISTENER_NOT_FOUND;
use super::looks::missing;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let found = last
        .partitions()
        .filter(|(topic, one)| scope.topic(topic) && one.error == Some(LISTENER_NOT_FOUND))
        .map(|(topic, one)| {
            let proof = "error 72: its leader has no listener of the name that we came in by";
            Subject::partition(topic, one.id, proof).harm(Severity::High)
        });
    Measured::found(found.collect()).but(missing(last, &[Part::Topics]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let other = look(0, &[1]).partition("orders", 0, 0, &[1, 2], &[2]);
        let lacking = other.clone().with(|sample| {
            sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions[0].error = Some(72);
        });
        stories(
            measure,
            &[
                ("no leader at all is another matter", &[other], "-"),
                (
                    "the leader lacks our listener",
                    &[lacking],
                    "orders-0 [high now] error 72: its leader has no listener of the name that we came in by",
                ),
            ],
        );
    }
}
