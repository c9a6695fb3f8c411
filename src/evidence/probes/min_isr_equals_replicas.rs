//! Topics with several replicas that need all of them in sync: one broker that restarts stops all writes with `acks=all`.

use super::{Measured, Scope, min_isr};
use crate::evidence::cluster::snapshot::Snapshot;
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    min_isr::topics(snapshot, scope, Severity::Medium, |_, set, replicas| {
        (set == replicas && replicas > 1).then(|| format!("{}={set}, replicas {replicas}", min_isr::NAME))
    })
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
