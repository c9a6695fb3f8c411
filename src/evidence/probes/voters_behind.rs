//! Controllers that do not follow their leader: dead, frozen or cut off. The cluster works as long as a majority follows.

use super::looks::{in_looks, lasting, missing, span};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Quorum, QuorumReplica, Snapshot};
use crate::knowledge::Severity;

/// A healthy one fetches twice a second; a dead one shows within two seconds.
pub(super) const SILENT_MS: i64 = 3_000;

/// A controller that restarts is back sooner.
const RESTART_MS: i64 = 60_000;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let Some(quorum) = &last.quorum else { return Measured::default().but(missing(last, &[Part::Quorum])) };
    let found = quorum.voters.iter().filter(|voter| behind(voter)).map(|voter| told(snapshot, quorum, voter));
    Measured::found(found.collect())
}

/// Whether it does not fetch. Before 3.3 nobody tells.
pub(super) fn behind(replica: &QuorumReplica) -> bool {
    replica.fetched_ago_ms.is_some_and(|ago| ago > SILENT_MS)
}

fn told(snapshot: &Snapshot, quorum: &Quorum, voter: &QuorumReplica) -> Subject {
    let still = lasting(snapshot, |sample| {
        sample.quorum.iter().flat_map(|quorum| &quorum.voters).any(|other| other.id == voter.id && behind(other))
    });
    let following = quorum.voters.iter().filter(|voter| !behind(voter)).count();
    let majority = quorum.voters.len() / 2 + 1;
    let ago = span(voter.fetched_ago_ms.unwrap_or_default());
    let mut proof = format!("last fetch {ago} ago, {}; {following} of {} follow", in_looks(still), quorum.voters.len());
    if following == majority {
        proof.push_str(", one fewer and there is no majority");
    }
    // A restart of one among three looks the same.
    let severity = if still.1 >= RESTART_MS || voter.fetched_ago_ms > Some(RESTART_MS) {
        Severity::High
    } else {
        Severity::Medium
    };
    Subject::other(format!("controller {}", voter.id), proof).harm(severity)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Quorum, QuorumReplica};

    #[test]
    fn told_as_they_are() {
        let quorum = |ago: [i64; 3]| {
            look(0, &[1]).with(|sample| {
                let voter =
                    |(id, ago): (i32, i64)| QuorumReplica { id, fetched_ago_ms: Some(ago), ..QuorumReplica::default() };
                let voters = (100..).zip(ago).map(voter).collect();
                sample.quorum = Some(Quorum { leader: Some(100), voters, ..Quorum::default() });
            })
        };
        stories(
            measure,
            &[
                ("all follow", &[quorum([0, 300, 480])], "-"),
                (
                    "one is away, perhaps a restart",
                    &[quorum([0, 300, 12_000])],
                    "controller 102 [medium now] last fetch 12 s ago, in one look; 2 of 3 follow, one fewer and there is no majority",
                ),
                (
                    "one is away for minutes",
                    &[quorum([0, 300, 600_000])],
                    "controller 102 [high now] last fetch 10 min ago, in one look; 2 of 3 follow, one fewer and there is no majority",
                ),
            ],
        );
    }
}
