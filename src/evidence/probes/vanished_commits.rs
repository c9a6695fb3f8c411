//! Offsets that a group had committed in an earlier look and has no more, on a topic that is still the same: they expired, or were deleted.

use super::looks::{missing, span};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Sample, Snapshot};
use crate::knowledge::Severity;

/// Finds them.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let hidden = missing(last, &[Part::Groups, Part::Commits, Part::Topics]);
    let (Some(groups), true) = (&last.groups, hidden.is_empty()) else { return Measured::nothing(hidden) };
    let mut found: Vec<Subject> = Vec::new();
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
                let ago = span(last.at_ms - sample.at_ms);
                let known = if groups.contains_key(id) { "" } else { "; the group is gone as well" };
                let proof = format!("committed {} {ago} before, nothing now{known}", commit.offset);
                let subject = Subject::read_by(id, topic, partition, proof).harm(Severity::High);
                if gone && !found.iter().any(|old| old.name == subject.name) {
                    found.push(subject);
                }
            }
        }
    }
    Measured::found(found)
}

/// A topic that was made anew has no commits by right.
fn same(before: &Sample, last: &Sample, topic: &str) -> bool {
    last.topic(topic).is_some_and(|now| before.topic(topic).is_some_and(|then| then.id == now.id))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::GroupState;

    #[test]
    fn told_as_they_are() {
        let topic = |at| look(at, &[1]).partition("orders", 0, 1, &[1], &[1]);
        let group = |at| topic(at).group("billing", GroupState::Empty);
        let committed = || group(0).commit("billing", "orders", 0, 50);
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
            ],
        );
    }
}
