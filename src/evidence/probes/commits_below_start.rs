//! Groups whose commit lies before the first record that is left: what is between was deleted unread.

use super::progress::{Progress, groups, inhabited, progress, unseen};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// A group that reads may have moved on since its commit: it takes two looks.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for (id, group) in groups(last, scope) {
        for one in progress(snapshot, id, scope).iter().filter(|one| lost(one).is_some()) {
            let inhabited = inhabited(group);
            if inhabited && one.points.len() < 2 {
                young.push(format!("{id} on {}-{}", one.topic, one.partition));
                continue;
            }
            if inhabited && !one.stands() {
                continue;
            }
            let point = one.last();
            let proof = format!(
                "committed {}, the log begins at {}: {} records were deleted unread",
                point.committed,
                point.earliest.unwrap_or_default(),
                lost(one).unwrap_or_default()
            );
            let severity = if inhabited { Severity::High } else { Severity::Medium };
            found.push(Subject::read_by(id, one.topic, one.partition, proof).harm(severity));
        }
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Commits, &young));
    Measured::found(found).but(unseen(last, scope, &[Part::Commits, Part::Offsets])).but(wait)
}

fn lost(one: &Progress) -> Option<i64> {
    let point = one.last();
    point.earliest.map(|earliest| earliest.saturating_sub(point.committed)).filter(|lost| *lost > 0)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{GroupState, Sample};

    fn group(at: i64, state: GroupState, committed: i64) -> Sample {
        let cluster = look(at, &[1]).partition("orders", 0, 1, &[1], &[1]).ends("orders", 0, 100, 300);
        cluster.group("billing", state).member("billing", "m", &[]).commit("billing", "orders", 0, committed)
    }

    #[test]
    fn told_as_they_are() {
        let (empty, stable) = (GroupState::Empty, GroupState::Stable);
        stories(
            measure,
            &[
                ("within the log", &[group(0, stable, 100)], "-"),
                (
                    "nobody reads",
                    &[group(0, empty, 10)],
                    "billing on orders-0 [medium now] committed 10, the log begins at 100: 90 records were deleted unread",
                ),
                (
                    "somebody should",
                    &[group(0, stable, 10), group(5, stable, 10)],
                    "billing on orders-0 [high now] committed 10, the log begins at 100: 90 records were deleted unread",
                ),
                (
                    "somebody should, one look",
                    &[group(0, stable, 10)],
                    "? committed offsets: billing on orders-0 (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
            ],
        );
    }
}
