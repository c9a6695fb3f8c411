//! Brokers that no connection leads to now and that answered an earlier look at the same address: the way is right, the broker is gone.

use super::looks::{in_looks, missing, span};
use super::unreachable_brokers::{RESTART_MS, follows, unreachable, unreachable_for};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Broker, Contact, NotRead, Part, Sample, Snapshot};
use crate::evidence::cluster::way_in::Door;
use crate::knowledge::Severity;

/// A dead broker stays listed until its session ends (broker.session.timeout.ms).
const SESSION_MS: i64 = 9_000;

/// One that has just died is fenced soon, which another look tells.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for (id, broker) in last.brokers.iter().filter(|(id, _)| !follows(last, **id)) {
        let Some((why, then_ms)) = unreachable(broker).zip(answered_there(snapshot, *id, broker)) else { continue };
        let still = unreachable_for(snapshot, *id);
        let ago = last.at_ms.saturating_sub(then_ms);
        let proof = format!("{}: {why}; it answered there {} before", in_looks(still), span(ago));
        let severity = if still.1 >= RESTART_MS { Severity::High } else { Severity::Medium };
        found.push(Subject::broker(*id, proof).harm(severity));
        young.extend((still.1 < SESSION_MS && ago < RESTART_MS).then_some(*id));
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Broker, &young));
    Measured::found(found).but(missing(last, &[Part::Cluster])).but(wait)
}

/// When a broker has last answered at the address that it has now, to a look or on the way in before it, milliseconds since 1970.
pub(super) fn answered_there(snapshot: &Snapshot, id: i32, now: &Broker) -> Option<i64> {
    let there = |one: &&Broker| one.contact == Contact::Answered && (&one.host, one.port) == (&now.host, now.port);
    let led_there = |door: &Door| {
        let address = (Some(&door.address.host), Some(door.address.port));
        door.broker == Some(id) && door.identity.passed().is_some() && address == (now.host.as_ref(), now.port)
    };
    let answered = |sample: &&Sample| {
        sample.brokers.get(&id).filter(there).is_some()
            || sample.way_in.as_ref().is_some_and(|way| way.listeners.iter().any(led_there))
    };
    snapshot.samples.iter().rev().find(answered).map(|sample| sample.at_ms)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::super::way_in::tests::{door, way};
    use super::measure;
    use crate::evidence::cluster::snapshot::{Contact, Quorum, QuorumReplica, Sample};

    #[test]
    fn told_as_they_are() {
        let cut = |look: Sample| {
            look.with(|sample| {
                sample.brokers.get_mut(&2).unwrap().contact = Contact::Unreachable("refused".into());
            })
        };
        let lives = |look: Sample| {
            look.with(|sample| {
                let observers = vec![QuorumReplica { id: 2, fetched_ago_ms: Some(300), ..QuorumReplica::default() }];
                sample.quorum = Some(Quorum { observers, ..Quorum::default() });
            })
        };
        let led = |look: Sample| {
            look.with(|sample| sample.way_in = Some(way(Vec::new(), vec![door("b1", Some(1)), door("b2", Some(2))])))
        };
        let moved = look(0, &[1, 2]).with(|sample| sample.brokers.get_mut(&2).unwrap().port = Some(9093));
        let well = |at| look(at, &[1, 2]);
        stories(
            measure,
            &[
                ("all answer", &[well(0)], "-"),
                ("it never answered", &[cut(well(0)), cut(well(5))], "-"),
                (
                    "it did",
                    &[well(0), cut(well(5))],
                    "broker 2 [medium now] in one look: refused; it answered there 5 s before\n\
                     ? everything that only this broker tells: 2 (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                (
                    "it stays away",
                    &[well(0), cut(well(5)), cut(well(15))],
                    "broker 2 [medium now] in 2 looks, 10 s apart: refused; it answered there 15 s before",
                ),
                (
                    "longer than a restart",
                    &[well(0), cut(well(5)), cut(well(70))],
                    "broker 2 [high now] in 2 looks, 65 s apart: refused; it answered there 70 s before",
                ),
                (
                    "it was there yesterday",
                    &[well(-86_400), cut(well(0))],
                    "broker 2 [medium now] in one look: refused; it answered there 24 h before",
                ),
                (
                    "the way in led to it, moments before the first look",
                    &[led(cut(well(0))), cut(well(5))],
                    "broker 2 [medium now] in 2 looks, 5 s apart: refused; it answered there 5 s before\n\
                     ? everything that only this broker tells: 2 (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                ("it lives: the way to it is cut", &[well(0), lives(cut(well(5)))], "-"),
                ("it was somewhere else", &[moved, cut(well(5))], "-"),
            ],
        );
    }
}
