//! Topics with several replicas that need all of them in sync: one broker that restarts stops all writes with `acks=all`.

use super::looks::{missing, unread};
use super::{Measured, Scope, Subject, min_isr};
use crate::evidence::cluster::snapshot::{Part, Snapshot};

/// Finds them.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let topics = last.topics.iter().flatten().filter(|(topic, _)| scope.topic(topic));
    let found = topics.filter_map(|(topic, known)| {
        let replicas = known.partitions.iter().map(|one| one.replicas.len()).min().filter(|number| *number > 1)?;
        let set = min_isr::set(snapshot, topic).filter(|set| *set == replicas)?;
        Some(Subject::topic(topic, format!("{}={set}, replicas {replicas}", min_isr::NAME)))
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
        let with = |replicas: &[i32], value: &str| {
            let cluster = look(0, &[1, 2, 3]).partition("orders", 0, 1, replicas, replicas);
            cluster.topic_default("min.insync.replicas", value)
        };
        stories(
            measure,
            &[
                ("one to spare", &[with(&[1, 2, 3], "2")], "-"),
                ("none to spare", &[with(&[1, 2], "2")], "orders [medium now] min.insync.replicas=2, replicas 2"),
                ("a single replica is another matter", &[with(&[1], "1")], "-"),
            ],
        );
    }
}
