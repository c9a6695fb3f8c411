//! Groups that rebalance again and again. A rebalance can take its time, when a broker or the members are restarted: members leave and come
//! back one by one, each once, with a new id. In a storm they come more often than that. Classic groups tell no generation, so only looks do.

use std::collections::BTreeSet;

use super::looks::{count, lasting, span};
use super::progress::{groups, unseen};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Group, GroupState, NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// A deployment comes again after hours: older looks say nothing of a storm.
const RECENT_MS: i64 = 600_000;

/// No rebalance takes so long, and so often is no deployment.
const LONG_MS: i64 = 120_000;

/// In fewer looks a single rebalance looks like several.
const LOOKS: usize = 3;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut open) = (Vec::new(), Vec::new());
    for (id, group) in groups(last, scope) {
        let recent = snapshot.samples.iter().filter(|sample| last.at_ms.saturating_sub(sample.at_ms) <= RECENT_MS);
        let looks: Vec<(i64, &Group)> =
            recent.filter_map(|sample| Some((sample.at_ms, sample.groups.as_ref()?.get(id)?))).collect();
        let groups: Vec<&Group> = looks.iter().map(|(_, group)| *group).collect();
        let shown = Shown::by(&groups);
        let (in_a_row, row_ms) =
            lasting(snapshot, |sample| sample.groups.as_ref().and_then(|all| all.get(id)).is_some_and(rebalances));
        let endless = in_a_row >= LOOKS && row_ms >= LONG_MS;
        if endless || shown.is_storm(looks.len()) {
            let ms = if endless { row_ms } else { last.at_ms.saturating_sub(looks[0].0) };
            let number = if endless { in_a_row } else { looks.len() };
            let severity = if ms >= LONG_MS { Severity::High } else { Severity::Medium };
            let proof = format!("in {number} looks over {} {}", span(ms), shown.words());
            found.push(Subject::group(id, proof).harm(severity));
        } else if rebalances(group) || looks.len() < LOOKS && shown.rebalances > 0 {
            open.push(id.to_string());
        }
    }
    let wait = (!open.is_empty()).then(|| NotRead::another_look(Part::Members, &open));
    Measured::found(found).but(unseen(last, scope, &[Part::Members])).but(wait)
}

/// What looks show of a group.
#[derive(Default)]
struct Shown {
    /// Looks in which it was not settled.
    unsettled: usize,
    /// Rebalances that must have begun, for it was settled in between.
    rebalances: usize,
    /// Member ids that the first look did not have.
    came: usize,
    /// The most members in one look.
    members: usize,
    /// Epochs from the first look to the last. Each member that comes or goes makes one.
    epochs: usize,
}

impl Shown {
    fn by(looks: &[&Group]) -> Self {
        let others = |one: &Group, two: &Group| ids(one).zip(ids(two)).is_some_and(|(one, two)| one != two);
        let begins = |pair: &&[&Group]| !rebalances(pair[0]) && (rebalances(pair[1]) || others(pair[0], pair[1]));
        let of_first: BTreeSet<&str> = looks.first().and_then(|first| ids(first)).unwrap_or_default();
        let of_all: BTreeSet<&str> = looks.iter().filter_map(|look| ids(look)).flatten().collect();
        let epoch = |look: Option<&&Group>| look.and_then(|group| group.epoch);
        let epochs =
            epoch(looks.last()).zip(epoch(looks.first())).map_or(0, |(last, first)| last.saturating_sub(first));
        Self {
            unsettled: looks.iter().filter(|look| rebalances(look)).count(),
            rebalances: usize::from(looks.first().is_some_and(|first| rebalances(first)))
                + looks.windows(2).filter(begins).count(),
            came: of_all.difference(&of_first).count(),
            members: looks.iter().filter_map(|look| ids(look)).map(|ids| ids.len()).max().unwrap_or_default(),
            epochs: usize::try_from(epochs).unwrap_or_default(),
        }
    }

    /// Members come more than once each, or go and come.
    fn is_storm(&self, looks: usize) -> bool {
        let each = self.members.max(1);
        let again = self.came > each || self.rebalances > each.max(2);
        looks >= LOOKS && again || self.epochs > 2 * each
    }

    fn words(&self) -> String {
        let mut words = format!("{} times not settled", self.unsettled);
        if self.came > 0 {
            words.push_str(&format!(", {} for {}", count(self.came, "new member id"), count(self.members, "member")));
        }
        if self.epochs > 0 {
            words.push_str(&format!(", {} new epochs", self.epochs));
        }
        words
    }
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

fn ids(group: &Group) -> Option<BTreeSet<&str>> {
    Some(group.members.as_ref()?.iter().map(|member| member.id.as_str()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{GroupState, Sample};

    #[test]
    fn told_as_they_are() {
        let group = |at, state, members: &[&str]| {
            let look = look(at, &[1]).group("billing", state);
            members.iter().fold(look, |look, member| look.member("billing", member, &[]))
        };
        let at_epoch = |epoch, look: Sample| {
            look.with(|sample| sample.groups.as_mut().unwrap().get_mut("billing").unwrap().epoch = Some(epoch))
        };
        let (stable, joins) = (GroupState::Stable, GroupState::PreparingRebalance);
        let wait = "? members of groups: billing (the looks are too few, or too close, to tell what stands still from what is slow)";
        stories(
            measure,
            &[
                ("settled", &[group(0, stable, &["a"]), group(5, stable, &["a"])], "-"),
                ("one rebalance, seen once", &[group(0, joins, &["a"])], wait),
                (
                    "one rebalance that is over",
                    &[group(0, joins, &["a"]), group(5, stable, &["a"]), group(15, stable, &["a"])],
                    "-",
                ),
                ("one slow rebalance", &[group(0, joins, &["a"]), group(5, joins, &["b"])], wait),
                (
                    "after a restart of the brokers members come back one by one",
                    &[group(0, joins, &["a"]), group(5, joins, &["b"]), group(15, stable, &["b", "c"])],
                    "-",
                ),
                (
                    "and are not all there yet",
                    &[group(0, stable, &["a", "b"]), group(5, joins, &["b"]), group(15, joins, &["b", "c"])],
                    wait,
                ),
                (
                    "each has been restarted",
                    &[group(0, stable, &["a", "b"]), group(5, stable, &["b", "c"]), group(15, stable, &["c", "d"])],
                    "-",
                ),
                (
                    "again and again",
                    &[group(0, joins, &["a"]), group(5, stable, &["b"]), group(15, joins, &["c"])],
                    "billing [medium now] in 3 looks over 15 s 2 times not settled, 2 new member ids for 1 member",
                ),
                (
                    "with the same members",
                    &[
                        group(0, joins, &["a"]),
                        group(5, stable, &["a"]),
                        group(10, joins, &["a"]),
                        group(15, stable, &["a"]),
                        group(20, joins, &["a"]),
                    ],
                    "billing [medium now] in 5 looks over 20 s 3 times not settled",
                ),
                (
                    "for minutes",
                    &[group(0, joins, &["a"]), group(60, joins, &["b"]), group(180, stable, &["c"])],
                    "billing [high now] in 3 looks over 3 min 2 times not settled, 2 new member ids for 1 member",
                ),
                (
                    "one that does not end",
                    &[group(0, joins, &["a"]), group(60, joins, &["a"]), group(180, joins, &["a"])],
                    "billing [high now] in 3 looks over 3 min 3 times not settled",
                ),
                (
                    "deployments of three days",
                    &[
                        group(-172_800, stable, &["a"]),
                        group(-86_400, stable, &["b"]),
                        group(0, stable, &["c"]),
                        group(5, stable, &["c"]),
                    ],
                    "-",
                ),
                (
                    "a member of the new protocol has gone and come",
                    &[at_epoch(4, group(0, stable, &["a"])), at_epoch(6, group(5, stable, &["a"]))],
                    "-",
                ),
                (
                    "more often than that",
                    &[at_epoch(4, group(0, stable, &["a"])), at_epoch(9, group(5, stable, &["a"]))],
                    "billing [medium now] in 2 looks over 5 s 0 times not settled, 5 new epochs",
                ),
            ],
        );
    }
}
