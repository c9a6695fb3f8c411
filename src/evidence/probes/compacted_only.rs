//! Topics that are compacted and never deleted from.

use super::compacted_topics::by_policy;
use super::{Measured, Scope};
use crate::evidence::cluster::snapshot::Snapshot;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    by_policy(snapshot, scope, |policy| policy == "compact")
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
                ("both", &[policy("compact,delete")], "-"),
                ("nobody has asked for this one", &[policy("compact")], "? topics (no topic was named)"),
            ],
        );
        let orders = ["orders".to_string()];
        let asked = Scope { topics: &orders, ..Scope::default() };
        let told = measure(&Snapshot { samples: vec![policy("compact")], version: 1 }, &asked);
        assert_eq!(told.found[0].proof, "cleanup.policy=compact");
    }
}
