//! Partitions whose newest timestamp lies in the future: retention by time keeps that segment, and all behind it, until then.

use super::looks::{missing, span};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Sample, Snapshot};
use crate::knowledge::Severity;

/// Clocks of producers may be off by as much without anybody noticing.
const SLACK_MS: i64 = 3_600_000;

/// A day or more: retention is held up for good.
const LONG_MS: i64 = 24 * 3_600_000;

/// By this machine's clock corrected by the controller's.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    // The newest timestamps are asked in the first look of a run.
    let asked = |sample: &&Sample| {
        sample.partitions().any(|(_, one)| one.offsets.is_some_and(|offsets| offsets.newest.is_some()))
    };
    let Some(sample) = snapshot.samples.iter().rev().find(asked).or(snapshot.last()) else {
        return Measured::default();
    };
    let now_ms =
        sample.at_ms.saturating_add(sample.clocks.values().map(|clock| clock.ahead_ms).max().unwrap_or(0).max(0));
    let partitions = sample.partitions().filter(|(topic, _)| scope.topic(topic));
    let found = partitions.filter_map(|(topic, one)| {
        let newest = one.offsets?.newest?;
        let ahead = newest.timestamp_ms.saturating_sub(now_ms);
        let severity = if ahead >= LONG_MS { Severity::High } else { Severity::Medium };
        let proof = format!("the record at offset {} is stamped {} in the future", newest.offset, span(ahead));
        (ahead > SLACK_MS).then(|| Subject::partition(topic, one.id, proof).harm(severity))
    });
    Measured::found(found.collect()).but(missing(sample, &[Part::Topics, Part::Newest]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{ClockOffset, TimedOffset};

    #[test]
    fn told_as_they_are() {
        let stamped = |hours: i64| {
            look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).offsets("orders", 0, |offsets| {
                offsets.newest = Some(TimedOffset { offset: 17, timestamp_ms: START + hours * 3_600_000 });
            })
        };
        let our_clock = stamped(3).with(|sample| {
            sample.clocks.insert(100, ClockOffset { ahead_ms: 3 * 3_600_000, within_ms: 5 });
        });
        stories(
            measure,
            &[
                ("now", &[stamped(0)], "-"),
                (
                    "a year ahead",
                    &[stamped(8760)],
                    "orders-0 [high now] the record at offset 17 is stamped 365 days in the future",
                ),
                (
                    "asked in the first look only",
                    &[stamped(3), look(5, &[1])],
                    "orders-0 [medium now] the record at offset 17 is stamped 3 h in the future",
                ),
                ("it is our clock that is behind", &[our_clock], "-"),
            ],
        );
    }
}
