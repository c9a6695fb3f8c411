//! Transactions that their coordinator holds open for minutes.

use super::looks::{missing, span};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// The default of transaction.timeout.ms is one minute; two are long.
const LONG_MS: i64 = 120_000;

/// Finds them, by the coordinator's clock as far as it is known.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let found = last.transactions.iter().flatten().filter_map(|one| {
        let age = last.at_ms.saturating_sub(one.started_ms?);
        let asked = one.partitions.is_empty() || one.partitions.keys().any(|topic| scope.topic(topic));
        let long = age >= LONG_MS && one.state == "Ongoing" && asked;
        long.then(|| {
            let timeout = one.timeout_ms.map_or_else(String::new, |ms| format!(", its timeout is {}", span(ms.into())));
            let mut subject =
                Subject::other(&one.id, format!("open for {}{timeout}", span(age))).harm(Severity::Medium);
            subject.names.push(("transactional_id", one.id.clone()));
            subject
        })
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
        let open = |at, state: &str| {
            look(at, &[1]).with(|sample| {
                sample.transactions = Some(vec![Transaction {
                    id: "tx".into(),
                    coordinator: 1,
                    producer_id: 7,
                    state: state.into(),
                    timeout_ms: Some(600_000),
                    started_ms: Some(START),
                    producer_epoch: Some(0),
                    partitions: [("orders".to_string(), vec![0])].into(),
                }]);
            })
        };
        stories(
            measure,
            &[
                ("seconds", &[open(5, "Ongoing")], "-"),
                ("minutes", &[open(300, "Ongoing")], "tx [medium now] open for 5 min, its timeout is 10 min"),
                ("being ended is another matter", &[open(300, "PrepareCommit")], "-"),
            ],
        );
    }
}
