//! Groups with members and records that wait, whose commits do not move anywhere.

use super::looks::{self, span};
use super::progress::{LEAST_MS, Progress, groups, inhabited, progress, total, unseen, whole};
use super::rebalancing_groups::unsettled;
use super::stuck_partitions::stuck;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// Less may be the time between two commits (Streams 30 s).
const BEHIND_MS: i64 = 30_000;

/// More is not (Connect commits every 60 s).
const FAR_BEHIND_MS: i64 = 90_000;

/// How far behind a group is counts from when what waits arrived; where nothing arrives, from the newest record's time, else
/// from the first look.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young, mut standing) = (Vec::new(), Vec::new(), Vec::new());
    for (id, _) in groups(last, scope).filter(|(_, group)| inhabited(group)) {
        let all = progress(snapshot, id, scope);
        standing.extend(stuck(&all).into_iter().flat_map(|(stuck, _)| stuck).map(|one| one.of(id)));
        let waiting: Vec<&Progress> = all.iter().filter(|one| !one.was_done()).collect();
        if waiting.is_empty() || !all.iter().all(Progress::stands) {
            continue;
        }
        let ms = waiting.iter().map(|one| one.span_ms()).max().unwrap_or(0);
        if ms < LEAST_MS {
            young.push(id.to_string());
            continue;
        }
        let behind = behind_ms(snapshot, &all, &waiting).max(ms);
        if behind < BEHIND_MS {
            continue;
        }
        let lag: i64 = total(waiting.iter().map(|one| one.last().lag()));
        let one = waiting[0];
        let proof = format!(
            "no commit moved in {}, {}; {}-{} stands at {}, its end is {}",
            span(ms),
            looks::waiting(lag),
            one.topic,
            one.partition,
            one.last().committed,
            one.last().end
        );
        // In a rebalance nobody commits, for as long as the slowest member takes.
        let settled = unsettled(snapshot, id) == 0;
        let severity = if settled && behind >= FAR_BEHIND_MS { Severity::High } else { Severity::Medium };
        found.push(Subject::group(id, proof).harm(severity));
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Commits, &young));
    let elsewhere = NotRead::standing(&standing);
    Measured::found(found).but(unseen(last, scope, &[Part::Commits, Part::Offsets])).but(elsewhere).but(wait)
}

fn behind_ms(snapshot: &Snapshot, all: &[Progress], waiting: &[&Progress]) -> i64 {
    let by_rate = whole(all).and_then(|whole| whole.behind_ms);
    let newest = |one: &&Progress| {
        let sample = snapshot.samples.iter().rev();
        let mut asked = sample.filter_map(|sample| sample.partition(one.topic, one.partition)?.offsets?.newest);
        Some(one.last().at_ms.saturating_sub(asked.next()?.timestamp_ms))
    };
    by_rate.or_else(|| waiting.iter().filter_map(newest).max()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{GroupState, TimedOffset};

    #[test]
    fn told_as_they_are() {
        let rebalancing = |at, committed, end| {
            billing(at, committed, end).with(|sample| {
                let groups = sample.groups.as_mut().expect("groups are read");
                groups.get_mut("billing").expect("it is there").state = GroupState::PreparingRebalance;
            })
        };
        let written = |at, hours: i64| {
            billing(at, 50, 60).offsets("orders", 0, |offsets| {
                offsets.newest = Some(TimedOffset { offset: 59, timestamp_ms: START - hours * 3_600_000 });
            })
        };
        stories(
            measure,
            &[
                ("idle", &[billing(0, 60, 60), billing(5, 60, 60), billing(15, 60, 60)], "-"),
                ("it commits", &[billing(0, 50, 60), billing(5, 70, 80), billing(15, 110, 120)], "-"),
                (
                    "it had read everything a moment ago",
                    &[billing(0, 60, 60), billing(5, 60, 90), billing(15, 60, 150)],
                    "-",
                ),
                ("it commits every minute", &[billing(0, 0, 100), billing(5, 0, 150), billing(15, 0, 250)], "-"),
                (
                    "it does not move",
                    &[billing(0, 0, 9000), billing(5, 0, 9050), billing(15, 0, 9150)],
                    "billing [high now] no commit moved in 15 s, 9150 records wait; orders-0 stands at 0, its end is 9150",
                ),
                (
                    "nothing arrives, and what waits is old",
                    &[written(0, 2), written(15, 2)],
                    "billing [high now] no commit moved in 15 s, 10 records wait; orders-0 stands at 50, its end is 60",
                ),
                (
                    "it rebalances meanwhile",
                    &[billing(0, 0, 9000), rebalancing(5, 0, 9050), billing(15, 0, 9150)],
                    "billing [medium now] no commit moved in 15 s, 9150 records wait; orders-0 stands at 0, its end is 9150",
                ),
                ("nothing arrives, and nobody knows since when", &[billing(0, 50, 60), billing(15, 50, 60)], "-"),
                (
                    "two looks that are too close",
                    &[billing(0, 0, 9000), billing(5, 0, 9050)],
                    "? committed offsets: billing (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
            ],
        );
    }
}
