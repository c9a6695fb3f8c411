//! Brokers that no connection leads to now and that answered an earlier look at the same address: the way is right, the broker is gone.

use super::looks::{missing, span};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Broker, Contact, Part, Snapshot};

/// Finds them.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let away = last.brokers.iter().filter(|(_, broker)| matches!(broker.contact, Contact::Unreachable(_)));
    let found = away.filter_map(|(id, broker)| {
        let there = |before: &&Broker| {
            before.contact == Contact::Answered && (&before.host, before.port) == (&broker.host, broker.port)
        };
        let then = snapshot.samples.iter().rev().find(|sample| sample.brokers.get(id).filter(there).is_some())?;
        let proof = format!("it answered there {} before", span(last.at_ms - then.at_ms));
        Some(Subject::broker(*id, proof))
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Cluster]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Contact, Sample};

    #[test]
    fn told_as_they_are() {
        let cut = |look: Sample| {
            look.with(|sample| {
                sample.brokers.get_mut(&2).unwrap().contact = Contact::Unreachable("refused".into());
            })
        };
        let moved = look(0, &[1, 2]).with(|sample| sample.brokers.get_mut(&2).unwrap().port = Some(9093));
        stories(
            measure,
            &[
                ("all answer", &[look(0, &[1, 2])], "-"),
                ("it never answered", &[cut(look(0, &[1, 2])), cut(look(5, &[1, 2]))], "-"),
                (
                    "it did",
                    &[look(0, &[1, 2]), cut(look(5, &[1, 2]))],
                    "broker 2 [medium now] it answered there 5 s before",
                ),
                ("it was somewhere else", &[moved, cut(look(5, &[1, 2]))], "-"),
            ],
        );
    }
}
