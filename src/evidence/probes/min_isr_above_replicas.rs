//! Topics that have fewer replicas than their `min.insync.replicas`. From 3.7 on all replicas then suffice; before, no write with
//! `acks=all` can succeed.

use super::{Measured, Scope, min_isr};
use crate::evidence::cluster::snapshot::Snapshot;
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let (severity, means) = match min_isr::capped(snapshot) {
        true => (Severity::Low, "from 3.7 on all replicas suffice"),
        false => (Severity::High, "writes with acks=all cannot succeed"),
    };
    min_isr::topics(snapshot, scope, severity, |_, set, replicas| {
        (set > replicas).then(|| format!("{}={set}, replicas {replicas}; {means}", min_isr::NAME))
    })
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let with = |value: &str, release: &str| {
            look(0, &[1])
                .partition("orders", 0, 1, &[1], &[1])
                .topic_setting("orders", "min.insync.replicas", value)
                .with(|sample| sample.brokers.get_mut(&1).unwrap().release = Some(release.into()))
        };
        stories(
            measure,
            &[
                ("as many as there are", &[with("1", "3.6")], "-"),
                (
                    "more, before 3.7",
                    &[with("2", "3.6")],
                    "orders [high now] min.insync.replicas=2, replicas 1; writes with acks=all cannot succeed",
                ),
                (
                    "more, from 3.7 on",
                    &[with("2", "3.9")],
                    "orders [low now] min.insync.replicas=2, replicas 1; from 3.7 on all replicas suffice",
                ),
            ],
        );
    }
}
