//! Replicas that come back into sync by themselves: fewer partitions, or fewer bytes behind, than in the look before.

use super::{Measured, Scope, under_replicated};
use crate::case::State;
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};

/// Finds the brokers that catch up.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let mut measured = under_replicated::measure(snapshot, scope);
    if !measured.found.is_empty() && snapshot.samples.len() < 2 {
        return Measured::nothing(vec![NotRead::another_look::<&str>(Part::Topics, &[])]);
    }
    measured.found.retain(|one| one.state == State::Healing);
    measured
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let both =
            |at| look(at, &[1, 2]).partition("orders", 0, 1, &[1, 2], &[1]).partition("orders", 1, 1, &[1, 2], &[1]);
        let one =
            |at| look(at, &[1, 2]).partition("orders", 0, 1, &[1, 2], &[1]).partition("orders", 1, 1, &[1, 2], &[1, 2]);
        stories(
            measure,
            &[
                (
                    "fewer than before",
                    &[both(0), one(5)],
                    "broker 2 [medium healing] 1 partition (orders-0) without it in the ISR; the broker lives; 2 partitions 5 s before",
                ),
                ("as many as before", &[both(0), both(5)], "-"),
                (
                    "one look cannot tell",
                    &[both(0)],
                    "? topics (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
            ],
        );
    }
}
