//! Limits on replication traffic although nothing is being moved: followers of the throttled replicas stay slow for ever.

use super::looks::missing;
use super::{Measured, Scope, replication_throttles};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// Between two moves there may be a moment without any: it takes two looks.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut throttles = replication_throttles::measure(snapshot, scope);
    if throttles.found.is_empty() {
        return throttles;
    }
    let unread = missing(last, &[Part::Reassignments]);
    if last.reassignments.is_none() {
        return Measured::nothing(unread);
    }
    let quiet =
        snapshot.samples.iter().rev().take_while(|sample| sample.reassignments.as_ref().is_some_and(Vec::is_empty));
    match quiet.count() {
        0 => Measured::default(),
        1 => Measured::nothing(vec![NotRead::another_look::<&str>(Part::Reassignments, &[])]),
        looks => {
            for subject in &mut throttles.found {
                subject.proof.push_str(&format!("; nothing is being moved in {looks} looks"));
                subject.severity = Severity::Medium;
            }
            throttles
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::Reassignment;

    #[test]
    fn told_as_they_are() {
        let throttled = |at| look(at, &[1]).broker_setting(1, "leader.replication.throttled.rate", "1000");
        let moving = throttled(0).with(|sample| {
            let (topic, replicas) = ("orders".to_string(), vec![1]);
            sample.reassignments =
                Some(vec![Reassignment { topic, partition: 0, replicas, adding: vec![], removing: vec![] }]);
        });
        stories(
            measure,
            &[
                ("it has its use", &[moving], "-"),
                (
                    "it has none",
                    &[throttled(0), throttled(5)],
                    "broker 1 [medium now] leader.replication.throttled.rate=1000; nothing is being moved in 2 looks",
                ),
                (
                    "one look",
                    &[throttled(0)],
                    "? reassignments (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                ("no throttle", &[look(0, &[1])], "-"),
            ],
        );
    }
}
