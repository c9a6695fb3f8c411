//! Groups that an earlier look saw and the last does not.

use super::looks::{missing, span};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};

/// Finds them.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let hidden = missing(last, &[Part::Groups]);
    let (Some(groups), true) = (&last.groups, hidden.is_empty()) else { return Measured::nothing(hidden) };
    let mut found: Vec<Subject> = Vec::new();
    for sample in snapshot.samples.iter().rev().skip(1) {
        let seen =
            sample.groups.iter().flatten().map(|(id, _)| id).filter(|id| scope.group(id) && !groups.contains_key(*id));
        for id in seen {
            if !found.iter().any(|old| old.name == *id) {
                found
                    .push(Subject::group(id, format!("there {} before, unknown now", span(last.at_ms - sample.at_ms))));
            }
        }
    }
    Measured::found(found)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::GroupState;

    #[test]
    fn told_as_they_are() {
        let with = |at| look(at, &[1]).group("billing", GroupState::Empty);
        stories(
            measure,
            &[
                ("there", &[with(0), with(5)], "-"),
                ("gone", &[with(0), look(864_000, &[1])], "billing [medium now] there 10 days before, unknown now"),
            ],
        );
    }
}
