//! Brokers that a reassignment moves replicas to and that are fenced or gone.

use super::looks::{alive, count, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let moves = || last.reassignments.iter().flatten().filter(|one| scope.topic(&one.topic));
    let mut gone: Vec<i32> = moves().flat_map(|one| one.adding.clone()).filter(|id| !alive(last, *id)).collect();
    gone.sort_unstable();
    gone.dedup();
    let found = gone.into_iter().map(|id| {
        let waiting = moves().filter(|one| one.adding.contains(&id)).count();
        let proof = format!("fenced or gone; to be moved there: {}", count(waiting, "partition"));
        Subject::broker(id, proof).harm(Severity::High)
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Reassignments]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::Reassignment;

    #[test]
    fn told_as_they_are() {
        let moving = |brokers: &[i32]| {
            look(0, brokers).with(|sample| {
                let (topic, replicas) = ("orders".to_string(), vec![1, 2]);
                sample.reassignments =
                    Some(vec![Reassignment { topic, partition: 0, replicas, adding: vec![2], removing: vec![] }]);
            })
        };
        stories(
            measure,
            &[
                ("it is there", &[moving(&[1, 2])], "-"),
                ("it is not", &[moving(&[1])], "broker 2 [high now] fenced or gone; to be moved there: 1 partition"),
            ],
        );
    }
}
