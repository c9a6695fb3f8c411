//! No controller answers: leaders are not elected, topics not created, while Metadata goes on to look perfect.

use super::looks::{in_looks, lasting, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Sample, Snapshot, Why};
use crate::knowledge::Severity;

/// REQUEST_TIMED_OUT: the broker has waited a minute for a controller.
const TIMED_OUT: i16 = 7;

/// Finds it. The question is put with a limit of seconds; a controller that was just elected answers sooner.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let Some(why) = absent(last) else {
        let refused = missing(last, &[Part::Quorum]).into_iter().filter(|_| last.zookeeper != Some(true));
        return Measured::default().but(refused);
    };
    let still = in_looks(lasting(snapshot, |sample| absent(sample).is_some()));
    let advice = "elections, new topics and changed settings wait";
    let found = Subject::other("the controllers", format!("{why}, {still}; {advice}"));
    Measured::found(vec![found.harm(Severity::High)])
}

/// How it shows that there is none.
fn absent(sample: &Sample) -> Option<String> {
    if sample.zookeeper == Some(true) {
        let none = sample.topics.is_some() && sample.controller.is_none();
        return none.then(|| "brokers name no controller".into());
    }
    if let Some(quorum) = &sample.quorum {
        return quorum.leader.is_none().then(|| "the quorum has no leader".into());
    }
    let unanswered = |why: &Why| matches!(why, Why::NoAnswer(_) | Why::Error(TIMED_OUT));
    sample.missing(Part::Quorum).any(|one| unanswered(&one.why)).then(|| "no controller answers".into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Need, Part, Quorum, Sample, Why};
    use crate::evidence::cluster::wire::Fault;

    #[test]
    fn told_as_they_are() {
        let quorum = |leader| {
            look(0, &[1]).with(|sample: &mut Sample| sample.quorum = Some(Quorum { leader, ..Quorum::default() }))
        };
        let silent = |at| {
            look(at, &[1]).without(
                Part::Quorum,
                Why::NoAnswer(Fault::timed_out(Duration::from_secs(4), 0)),
                Need::Again,
            )
        };
        let refused =
            look(0, &[1]).without(Part::Quorum, Why::Refused(31), Need::Acl("Describe".into(), "--cluster".into()));
        let zookeeper =
            |controller| look(0, &[1]).with(|sample| (sample.zookeeper, sample.controller) = (Some(true), controller));
        stories(
            measure,
            &[
                ("there is one", &[quorum(Some(100))], "-"),
                (
                    "an election does not end",
                    &[quorum(None)],
                    "the controllers [high now] the quorum has no leader, in one look; elections, new topics and changed settings wait",
                ),
                (
                    "nobody answers",
                    &[silent(0), silent(60)],
                    "the controllers [high now] no controller answers, in 2 looks, 60 s apart; elections, new topics and changed settings wait",
                ),
                ("not allowed to see", &[refused], "? the controller quorum (refused (error 31))"),
                ("with ZooKeeper", &[zookeeper(Some(1))], "-"),
                (
                    "with ZooKeeper, none",
                    &[zookeeper(None)],
                    "the controllers [high now] brokers name no controller, in one look; elections, new topics and changed settings wait",
                ),
            ],
        );
    }
}
