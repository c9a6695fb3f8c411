//! Brokers that are listed, and that no connection leads to from here while others answer. One that has answered at its address before, and
//! does not follow the controllers either, is away itself: that is another probe's.

use super::brokers_that_answered_before::answered_there;
use super::looks::{absent, in_looks, lasting, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Broker, Contact, Need, NotRead, Part, Sample, Snapshot, Why};
use crate::knowledge::Severity;

/// A dead broker stays listed for nine seconds; a restart is over in this time.
pub(super) const RESTART_MS: i64 = 60_000;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let answers = last.brokers.values().any(|broker| broker.contact == Contact::Answered);
    let away = |id: &i32, broker: &Broker| {
        unreachable(broker).is_some() && answered_there(snapshot, *id, broker).is_some() && !follows(last, *id)
    };
    let found = last.brokers.iter().filter(|(id, broker)| answers && !away(id, broker)).filter_map(|(id, broker)| {
        let why = unreachable(broker)?;
        let still = unreachable_for(snapshot, *id);
        let address = format!("{}:{}", broker.host.as_deref().unwrap_or("?"), broker.port.unwrap_or_default());
        let proof = format!("{address} {}: {why}", in_looks(still));
        // While it goes on to follow the controllers it is alive, and it is the way that is missing.
        let lives = still.0 > 1 && follows(last, *id);
        let severity = if still.1 >= RESTART_MS || lives { Severity::High } else { Severity::Medium };
        let mut subject = Subject::broker(*id, proof).harm(severity);
        subject.names.extend(broker.host.clone().map(|host| ("host", host)));
        Some(subject)
    });
    let lost: Vec<i32> = last.brokers.iter().filter(|(id, broker)| away(id, broker)).map(|(id, _)| *id).collect();
    let lost = (!lost.is_empty()).then(|| NotRead::of(Part::Broker, &lost, Why::NoConnection, Need::Again));
    Measured::found(found.collect()).but(missing(last, &[Part::Cluster])).but(absent(last)).but(lost)
}

/// In how many looks at the end, and for how many milliseconds.
pub(super) fn unreachable_for(snapshot: &Snapshot, id: i32) -> (usize, i64) {
    lasting(snapshot, |sample| sample.brokers.get(&id).is_some_and(|one| unreachable(one).is_some()))
}

/// Why a broker that is listed cannot be reached.
pub(super) fn unreachable(broker: &Broker) -> Option<&str> {
    match &broker.contact {
        Contact::Unreachable(why) if broker.listed => Some(why),
        _ => None,
    }
}

/// Whether it fetches metadata from the controllers.
pub(super) fn follows(sample: &Sample, id: i32) -> bool {
    let observers = sample.quorum.iter().flat_map(|quorum| quorum.observers.iter().chain(&quorum.voters));
    observers
        .into_iter()
        .any(|one| one.id == id && one.fetched_ago_ms.is_some_and(|ago| ago < super::voters_behind::SILENT_MS))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Contact, Quorum, QuorumReplica};

    #[test]
    fn told_as_they_are() {
        let cut = |at| {
            look(at, &[1, 2]).with(|sample| {
                sample.brokers.get_mut(&2).unwrap().contact =
                    Contact::Unreachable("connecting to port 9092: does not answer".into());
            })
        };
        let lives = |at| {
            cut(at).with(|sample| {
                let observers = vec![QuorumReplica { id: 2, fetched_ago_ms: Some(300), ..QuorumReplica::default() }];
                sample.quorum = Some(Quorum { observers, ..Quorum::default() });
            })
        };
        stories(
            measure,
            &[
                ("all answer", &[look(0, &[1, 2])], "-"),
                (
                    "dead for seconds?",
                    &[cut(0)],
                    "broker 2 [medium now] b2:9092 in one look: connecting to port 9092: does not answer",
                ),
                (
                    "it answered seconds ago",
                    &[look(0, &[1, 2]), cut(5)],
                    "? everything that only this broker tells: 2 (no connection)",
                ),
                (
                    "it answered, and lives on behind a new firewall",
                    &[look(0, &[1, 2]), lives(5), lives(15)],
                    "broker 2 [high now] b2:9092 in 2 looks, 10 s apart: connecting to port 9092: does not answer",
                ),
                (
                    "it lives, behind a firewall",
                    &[lives(0), lives(5)],
                    "broker 2 [high now] b2:9092 in 2 looks, 5 s apart: connecting to port 9092: does not answer",
                ),
                (
                    "of a fenced one nobody can tell",
                    &[look(0, &[1]).fenced(2)],
                    "? everything that only this broker tells: 2 (no connection)",
                ),
            ],
        );
    }
}
