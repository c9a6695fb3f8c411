//! Offsets that a group had committed in an earlier look and has no more, on a topic that is still the same, after a time in which they can
//! have expired.

use std::collections::BTreeSet;

use super::expiry::{expired, hidden};
use super::looks::span;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Sample, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let hidden = hidden(last, &[Part::Commits, Part::Topics]);
    let (Some(groups), true) = (&last.groups, hidden.is_empty()) else { return Measured::nothing(hidden) };
    let (mut found, mut early, mut decided) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for sample in snapshot.samples.iter().rev().skip(1) {
        for (id, group) in sample.groups.iter().flatten().filter(|(id, _)| scope.group(id)) {
            let commits =
                group.committed.iter().flatten().filter(|(topic, _)| scope.topic(topic) && same(sample, last, topic));
            for (topic, partition, commit) in
                commits.flat_map(|(topic, all)| all.iter().map(move |(at, one)| (topic, *at, one)))
            {
                let gone = groups
                    .get(id)
                    .is_none_or(|group| group.committed.is_some() && group.commit(topic, partition).is_none());
                // The newest look that saw it decides.
                if !gone || !decided.insert((id, topic, partition)) {
                    continue;
                }
                let ago = span(last.at_ms.saturating_sub(sample.at_ms));
                let known = if groups.contains_key(id) { "" } else { "; the group is gone as well" };
                let proof = format!("committed {} {ago} before, nothing now{known}", commit.offset);
                match expired(snapshot, sample, id, group) {
                    Some(true) => found.push(Subject::read_by(id, topic, partition, proof).harm(Severity::High)),
                    Some(false) => {}
                    None => drop(early.insert(id)),
                }
            }
        }
    }
    let wait =
        (!early.is_empty()).then(|| NotRead::another_look(Part::Commits, &early.into_iter().collect::<Vec<_>>()));
    Measured::found(found).but(wait)
}

/// A topic that was made anew has no commits by right.
fn same(before: &Sample, last: &Sample, topic: &str) -> bool {
    last.topic(topic).is_some_and(|now| before.topic(topic).is_some_and(|then| then.id == now.id))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Contact, GroupState, Need, Part, Sample, Why};

    #[test]
    fn told_as_they_are() {
        let topic = |at| look(at, &[1]).partition("orders", 0, 1, &[1], &[1]);
        let group = |at| topic(at).group("billing", GroupState::Empty);
        let committed = || group(0).commit("billing", "orders", 0, 50);
        let alive = || {
            let group = topic(0).group("billing", GroupState::Stable).member("billing", "m", &[("orders", &[0])]);
            group.commit("billing", "orders", 0, 50)
        };
        let silent = |look: Sample| {
            look.with(|sample| {
                sample.brokers.get_mut(&1).unwrap().contact = Contact::Unreachable("refused".into());
            })
        };
        let anew = topic(86_400).with(|sample| {
            sample.topics.as_mut().unwrap().get_mut("orders").unwrap().id = Some("another".into());
        });
        stories(
            measure,
            &[
                ("still there", &[committed(), group(5).commit("billing", "orders", 0, 50)], "-"),
                (
                    "gone with the group",
                    &[committed(), topic(864_000)],
                    "billing on orders-0 [high now] committed 50 10 days before, nothing now; the group is gone as well",
                ),
                (
                    "gone, the group is there",
                    &[committed(), group(864_000)],
                    "billing on orders-0 [high now] committed 50 10 days before, nothing now",
                ),
                ("the topic is another one", &[committed(), anew], "-"),
                (
                    "gone for seconds: the coordinator may be changing",
                    &[committed(), topic(4)],
                    "? committed offsets: billing (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                (
                    "the coordinator does not answer",
                    &[committed(), silent(topic(864_000))],
                    "? the list of groups: broker 1 (no connection)",
                ),
                (
                    "a part of the groups has no coordinator",
                    &[committed(), topic(864_000).partition("__consumer_offsets", 0, 0, &[2], &[])],
                    "? the list of groups: broker 2 (no connection)",
                ),
                (
                    "the offsets could not be fetched",
                    &[committed(), group(864_000).without(Part::Commits, Why::Error(15), Need::Again)],
                    "? committed offsets (answered with error 15)",
                ),
                ("it had members, and retention has not passed", &[alive(), topic(86_400)], "-"),
                (
                    "it had members, and retention has passed",
                    &[alive(), topic(864_000)],
                    "billing on orders-0 [high now] committed 50 10 days before, nothing now; the group is gone as well",
                ),
                (
                    "retention is short",
                    &[alive(), topic(7200).broker_setting(1, "offsets.retention.minutes", "60")],
                    "billing on orders-0 [high now] committed 50 2 h before, nothing now; the group is gone as well",
                ),
            ],
        );
    }
}
