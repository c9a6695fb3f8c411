//! Brokers that are listed and do not follow the controllers: frozen or cut off, seconds before they are fenced, or working with old
//! metadata.

use super::looks::{alive, missing, span};
use super::voters_behind::behind;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let Some(quorum) = &last.quorum else { return Measured::default().but(missing(last, &[Part::Quorum])) };
    let found = quorum.observers.iter().filter(|one| alive(last, one.id) && behind(one)).map(|one| {
        let ago = span(one.fetched_ago_ms.unwrap_or_default());
        let records = quorum.high_watermark.saturating_sub(one.log_end_offset).max(0);
        let proof = format!("listed, last fetched metadata {ago} ago, {records} records behind; fenced after 9 s");
        Subject::broker(one.id, proof)
    });
    Measured::found(found.collect())
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Quorum, QuorumReplica};

    #[test]
    fn told_as_they_are() {
        let quorum = |ago| {
            look(0, &[1, 2]).with(|sample| {
                let observer = |id, ago| QuorumReplica {
                    id,
                    log_end_offset: 90,
                    fetched_ago_ms: Some(ago),
                    ..QuorumReplica::default()
                };
                let observers = vec![observer(1, 400), observer(2, ago), observer(3, 90_000)];
                sample.quorum = Some(Quorum { high_watermark: 100, observers, ..Quorum::default() });
            })
        };
        stories(
            measure,
            &[
                ("all follow; one that is fenced is told elsewhere", &[quorum(500)], "-"),
                (
                    "frozen",
                    &[quorum(5_000)],
                    "broker 2 [medium now] listed, last fetched metadata 5 s ago, 10 records behind; fenced after 9 s",
                ),
            ],
        );
    }
}
