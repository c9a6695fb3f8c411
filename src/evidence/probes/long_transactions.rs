//! Transactions that their coordinator holds open for minutes.

use super::looks::{missing, span};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// The default of transaction.timeout.ms is one minute; two are long.
const LONG_MS: i64 = 120_000;

/// Longer than that default, and not yet long: nobody can say that it is none.
const OVERDUE_MS: i64 = 60_000;

/// By the coordinator's clock as far as it is known.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for one in last.transactions.iter().flatten().filter(|one| one.state == "Ongoing") {
        let asked = one.partitions.is_empty() || one.partitions.keys().any(|topic| scope.topic(topic));
        let Some(since) = one.started_ms.filter(|_| asked) else { continue };
        let age = last.at_ms.saturating_sub(since);
        if age >= LONG_MS {
            let timeout = one.timeout_ms.map_or_else(String::new, |ms| format!(", its timeout is {}", span(ms.into())));
            let mut subject =
                Subject::other(&one.id, format!("open for {}{timeout}", span(age))).harm(Severity::Medium);
            subject.names.push(("transactional_id", one.id.clone()));
            found.push(subject);
        } else if age >= OVERDUE_MS {
            young.push(one.id.clone());
        }
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Transactions, &young));
    Measured::found(found).but(missing(last, &[Part::Transactions])).but(wait)
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
                (
                    "more than a minute",
                    &[open(90, "Ongoing")],
                    "? transactions: tx (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                ("minutes", &[open(300, "Ongoing")], "tx [medium now] open for 5 min, its timeout is 10 min"),
                ("being ended is another matter", &[open(300, "PrepareCommit")], "-"),
            ],
        );
    }
}
