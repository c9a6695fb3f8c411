//! Partitions that hold records which retention by time should have deleted long ago.

use super::looks::missing;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Sample, Snapshot};

/// Among the largest partitions, which alone are asked, in the first look of a run.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let asked = |sample: &&Sample| {
        sample.partitions().any(|(_, one)| one.offsets.is_some_and(|offsets| offsets.retained.is_some()))
    };
    let Some(sample) = snapshot.samples.iter().rev().find(asked).or(snapshot.last()) else {
        return Measured::default();
    };
    let partitions = sample.partitions().filter(|(topic, _)| scope.topic(topic));
    let found = partitions.filter_map(|(topic, one)| {
        let offsets = one.offsets?;
        let (earliest, retained) = (offsets.earliest?, offsets.retained?);
        let proof = format!("begins at offset {earliest}, retention should have deleted up to {retained}");
        (earliest < retained).then(|| Subject::partition(topic, one.id, proof))
    });
    Measured::found(found.collect()).but(missing(sample, &[Part::Topics, Part::Retained]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let begins = |earliest| {
            look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).ends("orders", 0, earliest, 900).offsets(
                "orders",
                0,
                |offsets| offsets.retained = Some(500),
            )
        };
        stories(
            measure,
            &[
                ("deleted", &[begins(500)], "-"),
                (
                    "kept too long",
                    &[begins(100)],
                    "orders-0 [medium now] begins at offset 100, retention should have deleted up to 500",
                ),
            ],
        );
    }
}
