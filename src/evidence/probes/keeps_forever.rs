//! Topics that nothing ever deletes from: no limit by time and none by size.

use super::topic_settings::{number, text, topics};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::Snapshot;

/// Compaction is a limit of its own.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    topics(snapshot, scope, |settings, topic, _| {
        let deletes = text(settings, topic, "cleanup.policy")? == "delete";
        let unlimited = |name| number(settings, topic, name).is_some_and(|limit| limit < 0);
        let forever = deletes && unlimited("retention.ms") && unlimited("retention.bytes");
        forever.then(|| Subject::topic(topic, "retention.ms=-1, retention.bytes=-1, cleanup.policy=delete"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let kept = |ms: &str, policy: &str| {
            look(0, &[1])
                .partition("orders", 0, 1, &[1], &[1])
                .topic_default("retention.bytes", "-1")
                .topic_setting("orders", "retention.ms", ms)
                .topic_setting("orders", "cleanup.policy", policy)
        };
        stories(
            measure,
            &[
                ("a week", &[kept("604800000", "delete")], "-"),
                (
                    "for ever",
                    &[kept("-1", "delete")],
                    "orders [medium now] retention.ms=-1, retention.bytes=-1, cleanup.policy=delete",
                ),
                ("compacted", &[kept("-1", "compact")], "-"),
            ],
        );
    }
}
