//! Transactions that a coordinator is ending and cannot end: its markers do not reach a partition.

use super::looks::{missing, span};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// Markers take milliseconds.
const LEAST_MS: i64 = 4_000;

/// The same one is being ended in two looks.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let before = snapshot.before().filter(|before| last.at_ms.saturating_sub(before.at_ms) >= LEAST_MS);
    let found = last.transactions.iter().flatten().filter_map(|one| {
        let before = before?;
        let same = before.transactions.iter().flatten().any(|old| {
            (&old.id, old.producer_id, old.producer_epoch, &old.state)
                == (&one.id, one.producer_id, one.producer_epoch, &one.state)
                && old.started_ms == one.started_ms
        });
        let stuck = same && one.state.starts_with("Prepare");
        let proof = format!("{} in two looks, {} apart", one.state, span(last.at_ms.saturating_sub(before.at_ms)));
        stuck.then(|| Subject::other(&one.id, proof).harm(Severity::High))
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Transactions]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::Transaction;

    #[test]
    fn told_as_they_are() {
        let ending = |at, started| {
            look(at, &[1]).with(|sample| {
                sample.transactions = Some(vec![Transaction {
                    id: "tx".into(),
                    coordinator: 1,
                    producer_id: 7,
                    state: "PrepareCommit".into(),
                    timeout_ms: None,
                    started_ms: Some(started),
                    producer_epoch: Some(0),
                    partitions: Default::default(),
                }]);
            })
        };
        stories(
            measure,
            &[
                ("seen once", &[ending(0, 1)], "-"),
                ("another one of the same producer", &[ending(0, 1), ending(5, 2)], "-"),
                ("the same", &[ending(0, 1), ending(5, 1)], "tx [high now] PrepareCommit in two looks, 5 s apart"),
            ],
        );
    }
}
