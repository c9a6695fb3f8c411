//! Topics with a retention of their own, which wins over the brokers'.

use super::topic_settings::topics;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::Snapshot;
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    topics(snapshot, scope, |settings, topic, _| {
        let own = settings.topics.get(topic)?;
        let set = ["retention.ms", "retention.bytes"]
            .iter()
            .filter_map(|name| Some(format!("{name}={}", own.get(*name)?.value.as_deref()?)));
        let set: Vec<String> = set.collect();
        (!set.is_empty()).then(|| Subject::topic(topic, set.join(", ")).harm(Severity::Low))
    })
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let topic = || look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).topic_default("retention.ms", "604800000");
        stories(
            measure,
            &[
                ("inherited", &[topic()], "-"),
                (
                    "its own",
                    &[topic().topic_setting("orders", "retention.ms", "1000")],
                    "orders [low now] retention.ms=1000",
                ),
            ],
        );
    }
}
