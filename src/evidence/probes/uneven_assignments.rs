//! Settled groups in which one member has most of the partitions.

use super::progress::{groups, unseen};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{GroupState, Part, Snapshot};
use crate::knowledge::Severity;

/// Times its share.
const SHARES: f64 = 2.0;

/// Partitions above its share; fewer is how numbers divide.
const ABOVE: f64 = 2.0;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let settled = groups(last, scope).filter(|(_, group)| group.state == GroupState::Stable);
    let found = settled.filter_map(|(id, group)| {
        let counts: Vec<(&str, usize)> =
            group.members.as_ref()?.iter().filter_map(|one| Some((one.id.as_str(), one.assigned_count()?))).collect();
        let (member, most) = counts.iter().max_by_key(|(_, count)| *count)?;
        let mean = counts.iter().map(|(_, count)| *count).sum::<usize>() as f64 / counts.len() as f64;
        let uneven = counts.len() > 1 && *most as f64 >= mean * SHARES && *most as f64 - mean >= ABOVE;
        let proof = format!("{member} has {most} partitions; {mean:.0} would be its share of {}", counts.len());
        uneven.then(|| Subject::group(id, proof).harm(Severity::Low))
    });
    Measured::found(found.collect()).but(unseen(last, scope, &[Part::Members]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::GroupState;

    #[test]
    fn told_as_they_are() {
        let group = |a: &[i32], b: &[i32], c: &[i32]| {
            let cluster = look(0, &[1]).group("billing", GroupState::Stable);
            let cluster = cluster.member("billing", "a", &[("orders", a)]).member("billing", "b", &[("orders", b)]);
            cluster.member("billing", "c", &[("orders", c)])
        };
        stories(
            measure,
            &[
                ("even", &[group(&[0, 1], &[2, 3], &[4])], "-"),
                (
                    "one has most",
                    &[group(&[0, 1, 2, 3, 4, 5], &[6], &[7])],
                    "billing [low now] a has 6 partitions; 3 would be its share of 3",
                ),
            ],
        );
    }
}
