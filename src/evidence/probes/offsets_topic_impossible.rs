//! `__consumer_offsets` is missing and cannot be created: it asks for more replicas than there are brokers. No group can work.

use super::looks::{alive, missing, unread};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Setting, Snapshot};
use crate::knowledge::Severity;

/// The topic of groups' offsets.
pub(super) const TOPIC: &str = "__consumer_offsets";

const REPLICAS: &str = "offsets.topic.replication.factor";

/// Finds it. On a fresh cluster the topic is missing as well, and comes with the first group.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let hidden = missing(last, &[Part::Topics]);
    if last.topics.is_none() || last.topic(TOPIC).is_some_and(|topic| !topic.partitions.is_empty()) {
        return Measured::default().but(hidden);
    }
    let alive = last.brokers.keys().filter(|id| alive(last, **id)).count();
    let settings = snapshot.settings();
    let own = |id| settings.and_then(|settings| settings.broker(id, REPLICAS)).and_then(Setting::number);
    let found = last.brokers.keys().filter_map(|id| {
        let asked = own(*id).filter(|asked| usize::try_from(*asked).is_ok_and(|asked| asked > alive))?;
        let proof = format!("{TOPIC} is missing; {REPLICAS}={asked}, and {alive} brokers are there");
        // Brokers that are to come back are enough: a restart.
        let enough = usize::try_from(asked).is_ok_and(|asked| asked <= last.brokers.len());
        Some(Subject::broker(*id, proof).harm(if enough { Severity::Medium } else { Severity::High }))
    });
    let settings = unread(snapshot, Part::BrokerSettings);
    Measured::found(found.collect()).but(hidden).but(settings)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::*;

    #[test]
    fn told_as_they_are() {
        let asks = |value: &str| look(0, &[1]).broker_setting(1, REPLICAS, value);
        stories(
            measure,
            &[
                ("a fresh cluster that can create it", &[asks("1")], "-"),
                (
                    "a fresh cluster that cannot",
                    &[asks("3")],
                    "broker 1 [high now] __consumer_offsets is missing; offsets.topic.replication.factor=3, and 1 brokers are there",
                ),
                (
                    "one of three is gone",
                    &[look(0, &[1, 2]).fenced(3).broker_setting(1, REPLICAS, "3")],
                    "broker 1 [medium now] __consumer_offsets is missing; offsets.topic.replication.factor=3, and 2 brokers are there",
                ),
                ("it is there", &[asks("3").partition(TOPIC, 0, 1, &[1], &[1])], "-"),
            ],
        );
    }
}
