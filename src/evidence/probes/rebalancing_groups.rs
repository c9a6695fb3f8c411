//! Groups that rebalance again and again: not settled in several looks, or other members in each. Classic groups tell no generation, so only
//! looks do.

use std::collections::BTreeSet;

use super::looks::{missing, span};
use super::progress::groups;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Group, GroupState, NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// A deployment gives one or two.
const SIGNS: usize = 3;

/// So many for so long is no deployment.
const LONG_MS: i64 = 120_000;

/// Finds them.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for (id, _) in groups(last, scope) {
        let looks: Vec<(i64, &Group)> = snapshot
            .samples
            .iter()
            .filter_map(|sample| Some((sample.at_ms, sample.groups.as_ref()?.get(id)?)))
            .collect();
        let unsettled = unsettled(snapshot, id);
        let changes = looks.windows(2).filter(|pair| changed(pair[0].1, pair[1].1)).count();
        let epochs: i32 = match (looks.first(), looks.last()) {
            (Some((_, first)), Some((_, last))) => last.epoch.zip(first.epoch).map_or(0, |(last, first)| last - first),
            _ => 0,
        };
        let signs = unsettled + changes.max(usize::try_from(epochs).unwrap_or(0));
        let ms = looks.last().zip(looks.first()).map_or(0, |(last, first)| last.0 - first.0);
        match signs {
            0 => {}
            // In two looks a single slow rebalance looks the same.
            SIGNS.. if looks.len() > 2 || epochs > 2 => {
                let mut proof = format!("in {} looks over {} {unsettled} times not settled", looks.len(), span(ms));
                proof.push_str(&format!(", {changes} times with other members"));
                if epochs > 0 {
                    proof.push_str(&format!(", {epochs} new epochs"));
                }
                let severity = if ms >= LONG_MS { Severity::High } else { Severity::Medium };
                found.push(Subject::group(id, proof).harm(severity));
            }
            _ => young.push(id.to_string()),
        }
    }
    let wait = (!young.is_empty() && snapshot.samples.len() < 3).then(|| NotRead::another_look(Part::Members, &young));
    Measured::found(found).but(missing(last, &[Part::Groups, Part::Members])).but(wait)
}

/// In how many looks a group is not settled.
pub(super) fn unsettled(snapshot: &Snapshot, id: &str) -> usize {
    let looks = snapshot.samples.iter().filter_map(|sample| sample.groups.as_ref()?.get(id));
    looks.filter(|group| rebalances(group)).count()
}

fn rebalances(group: &Group) -> bool {
    use GroupState::{Assigning, CompletingRebalance, PreparingRebalance, Reconciling};
    matches!(group.state, PreparingRebalance | CompletingRebalance | Assigning | Reconciling)
}

fn changed(before: &Group, after: &Group) -> bool {
    let ids = |group: &Group| group.members.iter().flatten().map(|one| one.id.clone()).collect::<BTreeSet<_>>();
    before.members.is_some() && after.members.is_some() && ids(before) != ids(after)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::GroupState;

    #[test]
    fn told_as_they_are() {
        let group = |at, state, member: &str| look(at, &[1]).group("billing", state).member("billing", member, &[]);
        let (stable, joins) = (GroupState::Stable, GroupState::PreparingRebalance);
        let wait = "? members of groups: billing (the looks are too few, or too close, to tell what stands still from what is slow)";
        stories(
            measure,
            &[
                ("settled", &[group(0, stable, "a"), group(5, stable, "a")], "-"),
                ("one rebalance, seen once", &[group(0, joins, "a")], wait),
                (
                    "one rebalance that is over",
                    &[group(0, joins, "a"), group(5, stable, "a"), group(15, stable, "a")],
                    "-",
                ),
                ("one slow rebalance", &[group(0, joins, "a"), group(5, joins, "b")], wait),
                (
                    "again and again",
                    &[group(0, joins, "a"), group(5, stable, "b"), group(15, joins, "c")],
                    "billing [medium now] in 3 looks over 15 s 2 times not settled, 2 times with other members",
                ),
                (
                    "for minutes",
                    &[group(0, joins, "a"), group(60, joins, "b"), group(180, stable, "c")],
                    "billing [high now] in 3 looks over 3 min 2 times not settled, 2 times with other members",
                ),
            ],
        );
    }
}
