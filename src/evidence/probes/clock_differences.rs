//! Nodes whose clock differs from this machine's: the leader of the quorum only, whose own times in DescribeQuorum are those of the answer.
//! Other nodes tell times of what happened (a transaction's start, a marker's append), but no inspecting request tells what time it is there.

use super::looks::span;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// A difference that logs and timestamps feel.
const LEAST_MS: i64 = 2_000;

/// A difference that logins and retention feel.
const LARGE_MS: i64 = 60_000;

/// Which of the two clocks is wrong cannot be told.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.samples.iter().rev().find(|sample| !sample.clocks.is_empty()).or(snapshot.last()) else {
        return Measured::default();
    };
    let found = last.clocks.iter().filter_map(|(id, clock)| {
        let least = clock.ahead_ms.saturating_abs().saturating_sub(clock.within_ms);
        let way = if clock.ahead_ms > 0 { "ahead of" } else { "behind" };
        let proof =
            format!("its clock is {} {way} this machine's, give or take {} ms", span(clock.ahead_ms), clock.within_ms);
        let severity = if least >= LARGE_MS { Severity::Medium } else { Severity::Low };
        (least >= LEAST_MS).then(|| Subject::other(format!("node {id}"), proof).harm(severity))
    });
    // Only the controller tells its clock.
    let missing = last.missing(Part::Quorum).filter(|_| last.clocks.is_empty()).cloned();
    Measured::found(found.collect()).but(missing)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::ClockOffset;

    #[test]
    fn told_as_they_are() {
        let clock = |ahead_ms| {
            look(0, &[1]).with(|sample| sample.clocks = [(100, ClockOffset { ahead_ms, within_ms: 40 })].into())
        };
        stories(
            measure,
            &[
                ("alike", &[clock(-300)], "-"),
                (
                    "behind",
                    &[clock(-5_000)],
                    "node 100 [low now] its clock is 5 s behind this machine's, give or take 40 ms",
                ),
                (
                    "far ahead",
                    &[clock(300_000)],
                    "node 100 [medium now] its clock is 5 min ahead of this machine's, give or take 40 ms",
                ),
            ],
        );
    }
}
