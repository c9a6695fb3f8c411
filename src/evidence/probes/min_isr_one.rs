//! Topics with several replicas of which one suffices to acknowledge a write: what only it has is lost with it.

use super::looks::{missing, unread};
use super::{Measured, Scope, Subject, min_isr};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// Finds them; internal topics are the brokers' own business.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let topics = last.topics.iter().flatten().filter(|(topic, known)| scope.topic(topic) && !known.internal);
    let found = topics.filter_map(|(topic, known)| {
        let replicas = known.partitions.iter().map(|one| one.replicas.len()).min().filter(|number| *number > 1)?;
        min_isr::set(snapshot, topic).filter(|set| *set == 1)?;
        Some(Subject::topic(topic, format!("{}=1, replicas {replicas}", min_isr::NAME)).harm(Severity::Low))
    });
    let settings = unread(snapshot, Part::TopicSettings);
    Measured::found(found.collect()).but(missing(last, &[Part::Topics])).but(settings)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let with = |topic: &str, value: &str| {
            let cluster = look(0, &[1, 2]).partition(topic, 0, 1, &[1, 2], &[1, 2]);
            cluster.topic_default("min.insync.replicas", value)
        };
        stories(
            measure,
            &[
                ("one", &[with("orders", "1")], "orders [low now] min.insync.replicas=1, replicas 2"),
                ("two", &[with("orders", "2")], "-"),
                ("internal", &[with("__consumer_offsets", "1")], "-"),
            ],
        );
    }
}
