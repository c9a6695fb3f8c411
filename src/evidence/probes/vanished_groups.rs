//! Groups that an earlier look saw and the last does not, after a time in which a group can have expired.

use std::collections::BTreeSet;

use super::expiry::{expired, hidden};
use super::looks::span;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let hidden = hidden(last, &[]);
    let (Some(groups), true) = (&last.groups, hidden.is_empty()) else { return Measured::nothing(hidden) };
    let (mut found, mut early, mut decided) = (Vec::new(), Vec::new(), BTreeSet::new());
    for sample in snapshot.samples.iter().rev().skip(1) {
        let seen = sample.groups.iter().flatten().filter(|(id, _)| scope.group(id) && !groups.contains_key(*id));
        for (id, group) in seen {
            // The newest look that saw it decides.
            if !decided.insert(id) {
                continue;
            }
            let proof = format!("there {} before, unknown now", span(last.at_ms.saturating_sub(sample.at_ms)));
            match expired(snapshot, sample, id, group) {
                Some(true) => found.push(Subject::group(id, proof)),
                Some(false) => {}
                None => early.push(id.clone()),
            }
        }
    }
    let wait = (!early.is_empty()).then(|| NotRead::another_look(Part::Groups, &early));
    Measured::found(found).but(wait)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::GroupState;

    #[test]
    fn told_as_they_are() {
        let with = |at| look(at, &[1]).group("billing", GroupState::Empty);
        let alive = look(0, &[1]).group("billing", GroupState::Stable).member("billing", "m", &[]);
        stories(
            measure,
            &[
                ("there", &[with(0), with(5)], "-"),
                ("gone", &[with(0), look(864_000, &[1])], "billing [medium now] there 10 days before, unknown now"),
                (
                    "gone for seconds",
                    &[with(0), look(4, &[1])],
                    "? the list of groups: billing (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                ("it had members an hour ago", &[alive, look(3600, &[1])], "-"),
            ],
        );
    }
}
