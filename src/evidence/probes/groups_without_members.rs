//! Groups that nobody is in while records wait for them. Two looks: a group that only keeps offsets (assign(), Spark, Flink) has no members
//! either, and its commits move. What waits for a share group is not read: it counts where it was asked for by name.

use super::looks::{in_looks, lasting, waiting};
use super::progress::{groups, inhabited, progress, total, unseen};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::GroupKind::Share;
use crate::evidence::cluster::snapshot::{Group, NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// Groups that kafka-console-consumer makes and leaves behind.
const BY_THE_CONSOLE: &str = "console-consumer-";

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    let shares = last.groups.iter().flatten().filter(|(id, group)| group.kind == Share && scope.groups.contains(id));
    let shares = shares.map(|(id, group)| (id.as_str(), group));
    for (id, group) in groups(last, scope).chain(shares).filter(|(_, group)| !inhabited(group)) {
        let all = progress(snapshot, id, scope);
        let lag: i64 = total(all.iter().map(|one| one.last().lag()));
        let asked_for = scope.groups.iter().any(|asked| asked == id);
        if lag == 0 && !asked_for || all.iter().any(|one| !one.stands()) {
            continue;
        }
        let still = lasting(snapshot, |sample| empty(sample.groups.as_ref().and_then(|groups| groups.get(id))));
        if still.0 < 2 {
            young.push(id.to_string());
            continue;
        }
        let before: i64 = total(all.iter().map(|one| one.first().lag()));
        let mut proof = format!("no members {}", in_looks(still));
        if group.kind != Share {
            proof.push_str(&format!("; {}", waiting(lag)));
        }
        if lag > before {
            proof.push_str(&format!(", {} more than in the first", lag - before));
        }
        let was_there = snapshot
            .samples
            .iter()
            .any(|sample| sample.groups.as_ref().and_then(|all| all.get(id)).is_some_and(inhabited));
        let severity = match () {
            () if lag == 0 || id.starts_with(BY_THE_CONSOLE) => Severity::Low,
            () if was_there => Severity::High,
            () => Severity::Medium,
        };
        found.push(Subject::group(id, proof).harm(severity));
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Commits, &young));
    Measured::found(found).but(unseen(last, scope, &[Part::Commits])).but(wait)
}

fn empty(group: Option<&Group>) -> bool {
    group.is_some_and(|group| !inhabited(group))
}

#[cfg(test)]
mod tests {
    use super::super::Scope;
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{GroupKind, GroupState, Need, Part, Why};

    #[test]
    fn told_as_they_are() {
        let group = |at, state, committed, end| {
            look(at, &[1])
                .partition("orders", 0, 1, &[1], &[1])
                .ends("orders", 0, 0, end)
                .group("billing", state)
                .commit("billing", "orders", 0, committed)
        };
        let empty = |at, committed, end| group(at, GroupState::Empty, committed, end);
        let alive = group(0, GroupState::Stable, 50, 60).member("billing", "m", &[("orders", &[0])]);
        let hidden =
            look(0, &[1]).without(Part::Groups, Why::PerhapsHidden, Need::Acl("Describe".into(), "--cluster".into()));
        stories(
            measure,
            &[
                ("it reads", &[alive.clone(), alive.clone()], "-"),
                ("it has read everything and is gone", &[empty(0, 60, 60), empty(5, 60, 60)], "-"),
                (
                    "nobody reads",
                    &[empty(0, 50, 60), empty(5, 50, 100)],
                    "billing [medium now] no members in 2 looks, 5 s apart; 50 records wait, 40 more than in the first",
                ),
                (
                    "it has just stopped",
                    &[alive.clone(), empty(5, 50, 60), empty(15, 50, 60)],
                    "billing [high now] no members in 2 looks, 10 s apart; 10 records wait",
                ),
                ("it has no members and reads", &[empty(0, 50, 60), empty(5, 55, 60)], "-"),
                (
                    "one look",
                    &[empty(0, 50, 60)],
                    "? committed offsets: billing (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                (
                    "not allowed to see groups",
                    &[hidden],
                    "? the list of groups (the answer is empty or incomplete, as it also is without the right)",
                ),
            ],
        );
    }

    #[test]
    fn share_groups_count_where_they_are_asked_for() {
        let mut sample = look(0, &[1]).group("jobs", GroupState::Empty);
        sample.groups.as_mut().unwrap().get_mut("jobs").unwrap().kind = GroupKind::Share;
        let mut later = sample.clone();
        later.at_ms += 5000;
        let looks = [sample, later];
        assert_eq!(told(measure, &looks), "-");
        let jobs = Scope { groups: &["jobs".into()], ..Scope::default() };
        assert_eq!(told_of(measure, &looks, &jobs), "jobs [low now] no members in 2 looks, 5 s apart");
    }
}
