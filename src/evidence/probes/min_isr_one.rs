//! Topics with several replicas of which one suffices to acknowledge a write: what only it has is lost with it.

use super::{Measured, Scope, min_isr};
use crate::evidence::cluster::snapshot::Snapshot;
use crate::knowledge::Severity;

/// Internal topics are the brokers' own business.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    min_isr::topics(snapshot, scope, Severity::Low, |topic, set, replicas| {
        let alone = !topic.internal && set == 1 && replicas > 1;
        alone.then(|| format!("{}=1, replicas {replicas}", min_isr::NAME))
    })
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
