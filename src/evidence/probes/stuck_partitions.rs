//! Partitions at which a group stands still while it keeps up with its others: one record may be what it cannot get past.

use super::looks::{missing, span};
use super::progress::{LEAST_MS, Progress, groups, inhabited, progress};
use super::readers_behind_transactions::waits;
use super::rebalancing_groups::unsettled;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// A consumer that is only too slow keeps up with none, and while a group rebalances, some partitions have nobody.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for (id, _) in groups(last, scope).filter(|(id, group)| inhabited(group) && unsettled(snapshot, id) == 0) {
        let all = progress(snapshot, id, scope);
        let Some((standing, moving)) = stuck(&all) else { continue };
        for one in standing.into_iter().filter(|one| !waits(last, one)) {
            if one.span_ms() < LEAST_MS {
                young.push(one.of(id));
                continue;
            }
            let point = one.last();
            let proof = format!(
                "stands at {} for {} and {} records wait, while {moving} other partitions move",
                point.committed,
                span(one.span_ms()),
                point.lag()
            );
            found.push(Subject::read_by(id, one.topic, one.partition, proof).harm(Severity::High));
        }
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Commits, &young));
    Measured::found(found).but(missing(last, &[Part::Groups, Part::Commits, Part::Offsets])).but(wait)
}

/// The partitions at which a group stands although records wait, and how many others it keeps up with; `None`: it keeps up with none, or
/// falls behind on one.
pub(super) fn stuck<'a, 'b>(all: &'a [Progress<'b>]) -> Option<(Vec<&'a Progress<'b>>, usize)> {
    let keeps_up =
        |one: &&Progress| !one.stands() && one.last().lag() <= one.first().lag() || one.was_done() && !one.stands();
    let moving = all.iter().filter(keeps_up).count();
    let others = all.iter().filter(|one| !one.stands()).count();
    let standing: Vec<&Progress> = all.iter().filter(|one| one.stands() && !one.was_done()).collect();
    let found = !standing.is_empty() && moving > 0 && moving >= others && standing.len() <= moving;
    found.then_some((standing, moving))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{GroupState, Sample};

    fn group(at: i64, partitions: &[(i64, i64)]) -> Sample {
        let cluster = look(at, &[1]).group("billing", GroupState::Stable).member("billing", "m", &[("orders", &[0])]);
        (0..).zip(partitions).fold(cluster, |cluster, (id, (committed, end))| {
            let cluster = cluster.partition("orders", id, 1, &[1], &[1]).ends("orders", id, 0, *end);
            cluster.commit("billing", "orders", id, *committed)
        })
    }

    #[test]
    fn told_as_they_are() {
        let open = |cluster: Sample, from| cluster.offsets("orders", 0, |offsets| offsets.stable = Some(from));
        stories(
            measure,
            &[
                ("all move", &[group(0, &[(5, 9), (7, 9)]), group(15, &[(20, 24), (30, 33)])], "-"),
                (
                    "one stands",
                    &[group(0, &[(5, 9), (7, 9)]), group(15, &[(5, 24), (31, 33)])],
                    "billing on orders-0 [high now] stands at 5 for 15 s and 19 records wait, while 1 other partitions move",
                ),
                (
                    "it waits for a transaction",
                    &[group(0, &[(5, 9), (7, 9)]), open(group(15, &[(5, 24), (31, 33)]), 5)],
                    "-",
                ),
                (
                    "the transaction is further on",
                    &[group(0, &[(5, 9), (7, 9)]), open(group(15, &[(5, 24), (31, 33)]), 8)],
                    "billing on orders-0 [high now] stands at 5 for 15 s and 19 records wait, while 1 other partitions move",
                ),
                ("it is too slow for all", &[group(0, &[(5, 90), (7, 90)]), group(15, &[(5, 240), (31, 330)])], "-"),
                ("the quiet one is done", &[group(0, &[(9, 9), (7, 9)]), group(15, &[(9, 9), (31, 33)])], "-"),
                (
                    "two looks that are too close",
                    &[group(0, &[(5, 9), (7, 9)]), group(5, &[(5, 24), (31, 33)])],
                    "? committed offsets: billing on orders-0 (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
            ],
        );
    }
}
