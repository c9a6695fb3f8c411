//! Topics that are compacted, alone or beside deletion.

use super::topic_settings::{of_those_named, text, topics};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::Snapshot;
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    by_policy(snapshot, scope, |policy| policy.contains("compact"))
}

/// Topics by their `cleanup.policy`, where one is named: every cluster has compacted ones.
pub(super) fn by_policy(snapshot: &Snapshot, scope: &Scope, compacted: impl Fn(&str) -> bool) -> Measured {
    let measured = topics(snapshot, scope, |settings, topic, _| {
        let policy = text(settings, topic, "cleanup.policy").filter(|policy| compacted(policy))?;
        Some(Subject::topic(topic, format!("cleanup.policy={policy}")).harm(Severity::Low))
    });
    of_those_named(scope, measured)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::{Scope, measure};
    use crate::evidence::cluster::snapshot::Snapshot;

    #[test]
    fn told_as_they_are() {
        let policy = |policy: &str| {
            look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).topic_setting("orders", "cleanup.policy", policy)
        };
        stories(
            measure,
            &[
                ("deleted from", &[policy("delete")], "-"),
                ("nobody has asked for this one", &[policy("compact,delete")], "? topics (no topic was named)"),
            ],
        );
        let orders = ["orders".to_string()];
        let asked = Scope { topics: &orders, ..Scope::default() };
        let told = measure(&Snapshot { samples: vec![policy("compact,delete")], version: 1 }, &asked);
        assert_eq!(told.found[0].proof, "cleanup.policy=compact,delete");
    }
}
