//! Commits of records that are gone: the leader epoch that they were read in ended before them. The log was cut off, by an unclean election
//! or a disk that came back older.

use super::{Measured, Scope, Subject, progress};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut found = Vec::new();
    for (id, group) in progress::groups(last, scope) {
        let commits = group.committed.iter().flatten().filter(|(topic, _)| scope.topic(topic));
        for (topic, partition, commit) in
            commits.flat_map(|(topic, all)| all.iter().map(move |(id, one)| (topic, *id, one)))
        {
            let end = last.partition(topic, partition).and_then(|one| one.epoch_ends.get(&commit.epoch));
            let Some(end) = end.filter(|end| **end < commit.offset) else { continue };
            let proof = format!("committed {} in leader epoch {}, which ended at {end}", commit.offset, commit.epoch);
            found.push(Subject::read_by(id, topic, partition, proof).harm(Severity::High));
        }
    }
    Measured::found(found).but(progress::unseen(last, scope, &[Part::Commits, Part::EpochEnds]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Commit, GroupState};

    #[test]
    fn told_as_they_are() {
        let group = |end: i64| {
            let cluster = look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).group("billing", GroupState::Empty);
            cluster.commit("billing", "orders", 0, 150).with(|sample| {
                sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions[0].epoch_ends.insert(0, end);
                let commits = sample.groups.as_mut().unwrap().get_mut("billing").unwrap().committed.as_mut().unwrap();
                commits.get_mut("orders").unwrap().insert(0, Commit { offset: 150, epoch: 0 });
            })
        };
        stories(
            measure,
            &[
                ("the epoch ended later", &[group(200)], "-"),
                (
                    "the epoch ended before",
                    &[group(100)],
                    "billing on orders-0 [high now] committed 150 in leader epoch 0, which ended at 100",
                ),
            ],
        );
    }
}
