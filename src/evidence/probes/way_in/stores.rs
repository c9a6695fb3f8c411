//! Key and trust stores that cannot be opened, and our own certificate.

use super::{Measure, nobody_went, way};
use crate::evidence::cluster::snapshot::{NotRead, Snapshot};
use crate::evidence::cluster::stores::{Unusable, Why};
use crate::evidence::probes::looks::span;
use crate::evidence::probes::{Measured, Subject};
use crate::knowledge::Severity;

pub(super) const PROBES: &[(&str, Measure)] = &[
    ("store_unusable", |snapshot, _| store(snapshot, |_| true)),
    ("store_password_wrong", |snapshot, _| {
        store(snapshot, |why| matches!(why, Why::WrongPassword | Why::NeedsPassword))
    }),
    ("store_of_other_kind", |snapshot, _| store(snapshot, |why| matches!(why, Why::OtherKind { .. }))),
    ("store_file_missing", |snapshot, _| store(snapshot, |why| matches!(why, Why::Unreadable { .. }))),
    ("trust_store_empty", |snapshot, _| store(snapshot, |why| matches!(why, Why::NothingTrusted))),
    ("own_certificate_over", |snapshot, _| {
        let Some(way) = way(snapshot) else { return nobody_went() };
        let own = way.way.stores.passed().and_then(|held| held.own.first());
        let over = own.filter(|own| own.not_after.saturating_mul(1000) < way.at_ms).map(|own| {
            let ago = span(way.at_ms.saturating_sub(own.not_after.saturating_mul(1000)));
            Subject::other(own.subject.clone(), format!("our own certificate ended {ago} ago")).harm(Severity::High)
        });
        let unopened = if way.way.stores.fault().is_some() { NotRead::shut_out(way.way) } else { Vec::new() };
        Measured::found(over.into_iter().collect()).but(unopened)
    }),
];

fn store(snapshot: &Snapshot, of: impl Fn(&Why) -> bool) -> Measured {
    let Some(way) = way(snapshot) else { return nobody_went() };
    let found = way.way.stores.fault().filter(|Unusable { why, .. }| of(why));
    let subject = |fault: &Unusable| {
        let proof = fault.file.iter().cloned().chain([fault.why.to_string()]).collect::<Vec<_>>().join(": ");
        Subject::other(fault.store.clone(), proof).harm(Severity::High)
    };
    Measured::found(found.map(subject).into_iter().collect())
}
