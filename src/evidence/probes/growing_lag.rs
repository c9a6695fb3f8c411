//! Groups whose lag grows from look to look: more arrives than is read. Where it only grows on partitions at which a group is stuck, that is
//! told of these.

use super::looks::span;
use super::progress::{BEHIND_MS, LEAST_MS, Progress, Whole, groups, progress, rates, total, unseen, whole};
use super::rebalancing_groups::unsettled;
use super::stuck_partitions::stuck;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// From here on somebody waits.
const FAR_BEHIND_MS: i64 = 120_000;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young, mut standing) = (Vec::new(), Vec::new(), Vec::new());
    for (id, _) in groups(last, scope) {
        let all = progress(snapshot, id, scope);
        if let Some((stuck, _)) = stuck(&all) {
            standing.extend(stuck.into_iter().map(|one| one.of(id)));
            continue;
        }
        let all: Vec<Progress> = all.into_iter().filter(|one| !one.was_done()).collect();
        let behind = |whole: &Whole| whole.behind_ms.is_some_and(|behind| behind >= BEHIND_MS);
        let Some(whole) = whole(&all).filter(behind) else {
            if snapshot.samples.len() < 2 && !all.is_empty() {
                young.push(id.to_string());
            }
            continue;
        };
        if !grows(&all) {
            continue;
        }
        if whole.ms < LEAST_MS {
            young.push(id.to_string());
            continue;
        }
        let behind = whole.behind_ms.unwrap_or_default();
        let proof = format!(
            "lag {}, {} later {}: {}; {} behind",
            whole.before,
            span(whole.ms),
            whole.lag,
            rates(&whole),
            span(behind)
        );
        // In a rebalance nobody reads, for as long as the slowest member takes.
        let settled = unsettled(snapshot, id) == 0;
        let severity = if settled && behind >= FAR_BEHIND_MS { Severity::High } else { Severity::Medium };
        found.push(Subject::group(id, proof).harm(severity));
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Commits, &young));
    let elsewhere = NotRead::standing(&standing);
    Measured::found(found).but(unseen(last, scope, &[Part::Commits, Part::Offsets])).but(elsewhere).but(wait)
}

/// Never less than in the look before, and more at the end; on the partitions that were seen in every look, for others may just have got
/// their first commit.
fn grows(all: &[Progress]) -> bool {
    let looks = all.iter().map(|one| one.points.len()).max().unwrap_or(0);
    let lag = |look: usize| total(all.iter().filter(|one| one.points.len() == looks).map(|one| one.points[look].lag()));
    let lags: Vec<i64> = (0..looks).map(lag).collect();
    lags.windows(2).all(|pair| pair[0] <= pair[1]) && lags.first() < lags.last()
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::Sample;

    fn with_another(group: Sample, committed: i64, end: i64) -> Sample {
        let group = group.partition("orders", 1, 1, &[1], &[1]).ends("orders", 1, 0, end);
        group.commit("billing", "orders", 1, committed)
    }

    #[test]
    fn told_as_they_are() {
        stories(
            measure,
            &[
                ("it keeps up", &[billing(0, 90, 100), billing(5, 590, 600), billing(15, 1590, 1600)], "-"),
                (
                    "seconds behind, as between two commits",
                    &[billing(0, 90, 100), billing(5, 100, 600), billing(15, 1200, 1800)],
                    "-",
                ),
                (
                    "too slow",
                    &[billing(0, 0, 5000), billing(5, 200, 5500), billing(15, 600, 6500)],
                    "billing [medium now] lag 5000, 15 s later 5900: 100 records a second arrive, 40 are read; 59 s behind",
                ),
                (
                    "stuck on one partition, and up to date on the other",
                    &[
                        with_another(billing(0, 5, 5000), 90, 100),
                        with_another(billing(5, 5, 5500), 590, 600),
                        with_another(billing(15, 5, 6500), 1590, 1600),
                    ],
                    "? committed offsets: billing on orders-0 (the group stands still on some partitions and gets on with the others)",
                ),
                (
                    "too slow, with the first commit for another partition in the last look",
                    &[billing(0, 0, 5000), billing(5, 200, 5500), with_another(billing(15, 600, 6500), 1500, 1600)],
                    "billing [medium now] lag 5100, 15 s later 6000: 100 records a second arrive, 40 are read; 59 s behind",
                ),
                ("it catches up", &[billing(0, 0, 5000), billing(5, 2000, 5500), billing(15, 5000, 6500)], "-"),
                (
                    "two looks that are too close",
                    &[billing(0, 0, 5000), billing(5, 200, 5500)],
                    "? committed offsets: billing (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
            ],
        );
    }
}
