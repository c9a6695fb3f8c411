//! Topics that are compacted and never deleted from.

use super::topic_settings::{text, topics};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::Snapshot;
use crate::knowledge::Severity;

/// Finds them.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    topics(snapshot, scope, |settings, topic, _| {
        let compacted = text(settings, topic, "cleanup.policy")? == "compact";
        compacted.then(|| Subject::topic(topic, "cleanup.policy=compact").harm(Severity::Low))
    })
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let policy = |policy: &str| {
            look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).topic_setting("orders", "cleanup.policy", policy)
        };
        stories(
            measure,
            &[
                ("deleted from", &[policy("delete")], "-"),
                ("both", &[policy("compact,delete")], "-"),
                ("compacted", &[policy("compact")], "orders [low now] cleanup.policy=compact"),
            ],
        );
    }
}
