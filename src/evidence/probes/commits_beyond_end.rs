//! Groups whose commit lies beyond the end of the partition: the topic was made anew, or lost its end.

use super::progress::{groups, progress, unseen};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// A leader that was just elected may not know the end yet: it takes two looks.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for (id, _) in groups(last, scope) {
        for one in progress(snapshot, id, scope) {
            let beyond = one.points.iter().rev().take_while(|point| point.committed > point.end).count();
            match beyond {
                0 => {}
                1 => young.push(format!("{id} on {}-{}", one.topic, one.partition)),
                _ => {
                    let proof = format!("committed {}, the log ends at {}", one.last().committed, one.last().end);
                    found.push(Subject::read_by(id, one.topic, one.partition, proof).harm(Severity::High));
                }
            }
        }
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Commits, &young));
    Measured::found(found).but(unseen(last, scope, &[Part::Commits, Part::Offsets])).but(wait)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let group = |at, committed| billing(at, committed, 300);
        stories(
            measure,
            &[
                ("at the end", &[group(0, 300), group(5, 300)], "-"),
                (
                    "beyond it",
                    &[group(0, 900), group(5, 900)],
                    "billing on orders-0 [high now] committed 900, the log ends at 300",
                ),
                ("a race", &[group(0, 301), group(5, 300)], "-"),
                (
                    "one look",
                    &[group(0, 900)],
                    "? committed offsets: billing on orders-0 (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
            ],
        );
    }
}
