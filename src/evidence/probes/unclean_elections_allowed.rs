//! Topics in which a replica that is not in sync may become leader, and acknowledged records are lost then.

use super::topic_settings::{text, topics};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::Snapshot;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    topics(snapshot, scope, |settings, topic, _| {
        let name = "unclean.leader.election.enable";
        let allowed = text(settings, topic, name)? == "true";
        allowed.then(|| Subject::topic(topic, format!("{name}=true")))
    })
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let allowed = |value: &str| {
            look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).topic_default("unclean.leader.election.enable", value)
        };
        stories(
            measure,
            &[
                ("no", &[allowed("false")], "-"),
                ("yes", &[allowed("true")], "orders [medium now] unclean.leader.election.enable=true"),
            ],
        );
    }
}
