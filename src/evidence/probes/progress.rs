//! How groups get on: what they committed against where partitions end, over all looks. Shared by the probes of groups.
//!
//! The rules are those of Burrow's evaluator, as far as looks can tell them: whoever had nothing left to read at any time is well, whatever
//! the lag is now. Kafka does not tell when a commit was made, so members tell stopped from stuck.

use std::collections::BTreeMap;

use super::Scope;
use super::looks::missing;
use crate::evidence::cluster::snapshot::{
    Commit, Group, GroupKind, GroupState, Need, NotRead, Part, Sample, Snapshot, Topic, Why,
};

/// Looks closer together than a usual commit (auto.commit.interval.ms, 5 s) and some more say nothing about standing still.
pub(super) const LEAST_MS: i64 = 10_000;

/// A group that is less behind is not: so much lies between two commits.
pub(super) const BEHIND_MS: i64 = 15_000;

/// A commit marker behind the last record counts as a record that waits.
const NOTHING_LEFT: i64 = 1;

/// A group at a partition in one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    /// When the commit was read, milliseconds since 1970.
    pub at_ms: i64,
    pub committed: i64,
    pub earliest: Option<i64>,
    pub end: i64,
    /// When the end was read.
    pub end_ms: i64,
}

/// A group at a partition over the looks, oldest first; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Progress<'a> {
    pub topic: &'a str,
    pub partition: i32,
    pub points: Vec<Point>,
}

impl Point {
    /// Records that wait.
    pub fn lag(&self) -> i64 {
        self.end.saturating_sub(self.committed).max(0)
    }
}

impl Progress<'_> {
    pub fn first(&self) -> Point {
        self.points[0]
    }

    pub fn last(&self) -> Point {
        self.points[self.points.len() - 1]
    }

    /// With the group: `billing on orders-0`.
    pub fn of(&self, group: &str) -> String {
        format!("{group} on {}-{}", self.topic, self.partition)
    }

    /// Between the first and the last look, milliseconds.
    pub fn span_ms(&self) -> i64 {
        self.last().at_ms.saturating_sub(self.first().at_ms)
    }

    /// Nothing was left to read in some look.
    pub fn was_done(&self) -> bool {
        self.points.iter().any(|point| point.lag() <= NOTHING_LEFT)
    }

    /// The committed offset is the same in all looks.
    pub fn stands(&self) -> bool {
        self.points.iter().all(|point| point.committed == self.first().committed)
    }

    /// Records that arrive in a second; `None` in one look.
    pub fn arriving(&self) -> Option<f64> {
        let (first, last) = (self.first(), self.last());
        rate(last.end.saturating_sub(first.end), last.end_ms.saturating_sub(first.end_ms))
    }

    /// Records that are committed in a second.
    pub fn reading(&self) -> Option<f64> {
        rate(self.last().committed.saturating_sub(self.first().committed), self.span_ms())
    }
}

fn rate(records: i64, ms: i64) -> Option<f64> {
    (ms > 0).then(|| records as f64 * 1000.0 / ms as f64)
}

/// Groups that read with offsets in Kafka, in the last look.
pub(super) fn groups<'a>(sample: &'a Sample, scope: &'a Scope) -> impl Iterator<Item = (&'a str, &'a Group)> {
    let groups = sample.groups.iter().flatten().map(|(id, group)| (id.as_str(), group));
    groups.filter(|(id, group)| scope.group(id) && matches!(group.kind, GroupKind::Classic | GroupKind::Consumer))
}

/// What could not be read of groups and of these parts of them. Where the one that was asked for is not there, or nobody is, nothing was seen
/// that could be well.
pub(super) fn unseen(last: &Sample, scope: &Scope, parts: &[Part]) -> Vec<NotRead> {
    let mut unseen = missing(last, &[&[Part::Groups], parts].concat());
    let Some(all) = &last.groups else { return unseen };
    let gone: Vec<&String> = scope.groups.iter().filter(|id| !all.contains_key(*id)).collect();
    let nobody = scope.groups.is_empty() && all.is_empty();
    if gone.is_empty() && !nobody {
        return unseen;
    }
    let hidden = last.unlisted_groups();
    if hidden.is_empty() {
        unseen.push(NotRead::of(Part::Groups, &gone, Why::NoGroup, Need::Group));
    }
    unseen.extend(hidden.into_iter().filter(|one| !last.not_read.contains(one)));
    unseen
}

/// Whether a group has members.
pub(super) fn inhabited(group: &Group) -> bool {
    !matches!(group.state, GroupState::Empty | GroupState::Dead)
        && group.members.as_ref().is_none_or(|all| !all.is_empty())
}

/// How a group gets on with each partition that it has committed for and that still has the topic it was.
pub(super) fn progress<'a>(snapshot: &'a Snapshot, id: &str, scope: &Scope) -> Vec<Progress<'a>> {
    let Some(last) = snapshot.last() else { return Vec::new() };
    let commits = last.groups.iter().filter_map(|groups| groups.get(id)?.committed.as_ref()).flatten();
    let mut found = Vec::new();
    for (topic, partitions) in commits.filter(|(topic, _)| scope.topic(topic)) {
        let made = last.topic(topic).and_then(|topic| topic.id.as_ref());
        let look = |sample: &'a Sample| {
            let group = sample.groups.as_ref()?.get(id)?;
            let known = sample.topic(topic).filter(|known| known.id.as_ref() == made)?;
            Some(Look { sample, group, topic: known, committed: group.committed.as_ref()?.get(topic)? })
        };
        let looks: Vec<Look> = snapshot.samples.iter().filter_map(look).collect();
        for partition in partitions.keys() {
            let points: Vec<Point> = looks.iter().filter_map(|look| look.point(*partition)).collect();
            if !points.is_empty() {
                found.push(Progress { topic, partition: *partition, points });
            }
        }
    }
    found
}

/// A group and a topic of its commits in one look.
struct Look<'a> {
    sample: &'a Sample,
    group: &'a Group,
    topic: &'a Topic,
    committed: &'a BTreeMap<i32, Commit>,
}

impl Look<'_> {
    fn point(&self, partition: i32) -> Option<Point> {
        let known = self.topic.partition(partition)?;
        let offsets = known.offsets?;
        let leader = self.sample.brokers.get(&known.leader?);
        Some(Point {
            at_ms: self.group.committed_at_ms.unwrap_or(self.sample.at_ms),
            committed: self.committed.get(&partition)?.offset,
            earliest: offsets.earliest,
            end: offsets.latest?,
            end_ms: leader.and_then(|leader| leader.offsets_at_ms).unwrap_or(self.sample.at_ms),
        })
    }
}

/// A group over all its partitions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Whole {
    /// Records that wait, first and last look.
    pub before: i64,
    pub lag: i64,
    /// Between the two, milliseconds.
    pub ms: i64,
    /// Records a second.
    pub reading: f64,
    pub arriving: f64,
    /// How long ago what it reads now arrived, on its worst partition, milliseconds, at the rate at which records arrive; `None`: none
    /// arrive.
    pub behind_ms: Option<i64>,
}

/// The sum over the partitions; `None` in one look.
pub(super) fn whole(all: &[Progress]) -> Option<Whole> {
    let sum = |of: &dyn Fn(&Progress) -> i64| total(all.iter().map(of));
    let ms = all.iter().map(Progress::span_ms).max().filter(|ms| *ms > 0)?;
    let behind = |one: &Progress| {
        let rate = one.arriving().filter(|rate| *rate > 0.0)?;
        Some((one.last().lag() as f64 / rate * 1000.0) as i64)
    };
    Some(Whole {
        before: sum(&|one| one.first().lag()),
        lag: sum(&|one| one.last().lag()),
        ms,
        reading: all.iter().filter_map(Progress::reading).sum(),
        arriving: all.iter().filter_map(Progress::arriving).sum(),
        behind_ms: all.iter().filter_map(behind).max(),
    })
}

/// A sum of numbers of records, whatever a broker says.
pub(super) fn total(records: impl Iterator<Item = i64>) -> i64 {
    records.fold(0, i64::saturating_add)
}

/// `95 records a second arrive, 43 are read`.
pub(super) fn rates(whole: &Whole) -> String {
    format!("{:.0} records a second arrive, {:.0} are read", whole.arriving, whole.reading)
}
