//! Groups that read close to where retention deletes: what they have not read yet is about to be gone.

use super::looks::span;
use super::progress::{Progress, groups, inhabited, progress, unseen};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// Share of what the topic keeps.
const SHARE: f64 = 0.8;

/// Overtaken within this time at the rate seen.
const SOON_MS: f64 = 3_600_000.0;

/// The group uses most of what the topic keeps, or the beginning of the log overtakes it soon. A log that nothing was deleted
/// from yet says nothing.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut found = Vec::new();
    for (id, group) in groups(last, scope) {
        for one in progress(snapshot, id, scope).iter().filter(|one| !one.was_done()) {
            let point = one.last();
            let Some(earliest @ 1..) = point.earliest.filter(|earliest| *earliest <= point.committed) else { continue };
            let share = point.lag() as f64 / point.end.saturating_sub(earliest).max(1) as f64;
            let overtaken = overtaken_ms(one).filter(|ms| *ms <= SOON_MS);
            if share < SHARE && overtaken.is_none() {
                continue;
            }
            let mut proof = format!(
                "the log keeps {earliest} to {}, the group is at {}: {:.0} % of what is kept",
                point.end,
                point.committed,
                share * 100.0
            );
            if let Some(ms) = overtaken {
                proof.push_str(&format!("; overtaken in {}", span(ms as i64)));
            }
            let severity = if inhabited(group) { Severity::High } else { Severity::Medium };
            found.push(Subject::read_by(id, one.topic, one.partition, proof).harm(severity));
        }
    }
    Measured::found(found).but(unseen(last, scope, &[Part::Commits, Part::Offsets]))
}

/// When the beginning of the log reaches the group, at the rates seen.
fn overtaken_ms(one: &Progress) -> Option<f64> {
    let deleted =
        one.last().earliest?.saturating_sub(one.first().earliest?) as f64 * 1000.0 / one.span_ms().max(1) as f64;
    let gains = deleted - one.reading()?;
    let room = one.last().committed.saturating_sub(one.last().earliest?);
    (deleted > 0.0 && gains > 0.0).then(|| room as f64 / gains * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{GroupState, Sample};

    fn group(at: i64, committed: i64, earliest: i64, end: i64) -> Sample {
        look(at, &[1])
            .partition("orders", 0, 1, &[1], &[1])
            .ends("orders", 0, earliest, end)
            .group("billing", GroupState::Stable)
            .member("billing", "m", &[("orders", &[0])])
            .commit("billing", "orders", 0, committed)
    }

    #[test]
    fn told_as_they_are() {
        stories(
            measure,
            &[
                ("near the end", &[group(0, 990, 100, 1000)], "-"),
                (
                    "near the beginning",
                    &[group(0, 190, 100, 1100)],
                    "billing on orders-0 [high now] the log keeps 100 to 1100, the group is at 190: 91 % of what is kept",
                ),
                (
                    "overtaken soon",
                    &[group(0, 600, 100, 1000), group(10, 600, 200, 1100)],
                    "billing on orders-0 [high now] the log keeps 200 to 1100, the group is at 600: 56 % of what is kept; overtaken in 40 s",
                ),
                ("nothing was deleted yet", &[group(0, 10, 0, 1000)], "-"),
            ],
        );
    }
}
