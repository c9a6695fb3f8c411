//! Groups without members, where all of them have what they committed: nothing has expired.

use super::looks::{count, missing};
use super::progress::{groups, inhabited};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// None, where one of them has nothing.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let idle: Vec<_> = groups(last, scope).filter(|(_, group)| !inhabited(group)).collect();
    let kept = idle.iter().filter_map(|(id, group)| {
        let partitions: usize = group.committed.iter().flatten().map(|(_, all)| all.len()).sum();
        let proof = format!("offsets of {}", count(partitions, "partition"));
        (partitions > 0).then(|| Subject::group(id, proof).harm(Severity::Low))
    });
    let mut kept: Vec<Subject> = kept.collect();
    if kept.len() < idle.len() {
        kept.clear();
    }
    Measured::found(kept).but(missing(last, &[Part::Groups, Part::Commits]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::GroupState;

    #[test]
    fn told_as_they_are() {
        let group = |id: &str| look(0, &[1]).group(id, GroupState::Empty);
        let billing = || group("billing").commit("billing", "orders", 0, 50);
        stories(
            measure,
            &[
                ("no groups", &[look(0, &[1])], "-"),
                (
                    "nobody is in it, and its offsets are there",
                    &[billing()],
                    "billing [low now] offsets of 1 partition",
                ),
                ("one has nothing", &[billing().group("audit", GroupState::Empty)], "-"),
                (
                    "one that has members may have nothing yet",
                    &[billing().group("audit", GroupState::Stable).member("audit", "m", &[])],
                    "billing [low now] offsets of 1 partition",
                ),
            ],
        );
    }
}
