//! Moves of replicas that are under way.

use super::looks::{ids, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let moves = last.reassignments.iter().flatten().filter(|one| scope.topic(&one.topic));
    let found = moves.map(|one| {
        let proof = format!("adds {}, removes {}", ids(&one.adding), ids(&one.removing));
        Subject::partition(&one.topic, one.partition, proof).harm(Severity::Low)
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Reassignments]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Need, Part, Reassignment, Why};

    #[test]
    fn told_as_they_are() {
        let moving = look(0, &[1]).with(|sample| {
            let topic = "orders".to_string();
            let one = Reassignment { topic, partition: 0, replicas: vec![1, 2], adding: vec![2], removing: vec![1] };
            sample.reassignments = Some(vec![one]);
        });
        let refused = look(0, &[1]).without(
            Part::Reassignments,
            Why::Refused(31),
            Need::Acl("Describe".into(), "--cluster".into()),
        );
        stories(
            measure,
            &[
                ("one", &[moving], "orders-0 [low now] adds 2, removes 1"),
                ("none", &[look(0, &[1])], "-"),
                ("not allowed to see", &[refused], "? reassignments (refused (error 31))"),
            ],
        );
    }
}
