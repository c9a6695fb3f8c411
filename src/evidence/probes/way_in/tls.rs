//! TLS handshakes and what they showed. Java's and librdkafka's texts do not tell one fault from another; what the peer has shown does.

use super::{Measure, Shows, Way, Which, each, of_fault, unseen, without};
use crate::evidence::cluster::way_in::Door;
use crate::evidence::cluster::wire::{Fault, NoTls, NoVersions, Problem};
use crate::evidence::probes::Measured;
use crate::knowledge::Severity;

/// Days before its end from which a certificate is told.
const SOON_DAYS: i64 = 30;

/// Days before its end from which it hurries.
const HURRY_DAYS: i64 = 7;

pub(super) const PROBES: &[(&str, Measure)] = &[
    ("tls_handshake_fails", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| ended(door, |fault| !matches!(fault, NoTls::NotTls { .. })))
    }),
    ("tls_nothing_in_common", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| {
            let shown = door.tls.seen().is_some_and(|shown| !shown.chain.is_empty());
            ended(door, |fault| match fault {
                NoTls::NothingInCommon { .. } => true,
                NoTls::Alert { alert } => {
                    alert == "ProtocolVersion"
                        || !shown && ["HandshakeFailure", "InsufficientSecurity"].contains(&alert.as_str())
                }
                _ => false,
            })
        })
    }),
    ("certificate_expired", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| problem(door, |one| *one == Problem::Expired))
    }),
    ("certificate_not_yet_valid", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| problem(door, |one| *one == Problem::NotYetValid))
    }),
    ("certificate_untrusted", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| problem(door, |one| *one == Problem::UnknownAuthority))
    }),
    ("certificate_for_other_hosts", |snapshot, _| each(snapshot, Which::Both, |_, door| wrong_host(door))),
    ("certificate_dates_fine", |snapshot, _| {
        let mut measured =
            each(snapshot, Which::Both, |way, door| match door.tls.seen().and_then(|shown| shown.chain.first()) {
                Some(leaf)
                    if leaf.not_before.saturating_mul(1000) <= way.at_ms
                        && way.at_ms < leaf.not_after.saturating_mul(1000) =>
                {
                    Shows::It(format!("its certificate is valid for another {} days", leaf.days_left(way.at_ms / 1000)))
                }
                Some(_) => Shows::Not,
                None => without(door, &door.tls),
            });
        let all = super::way(snapshot).map_or(0, |way| super::doors(way.way, Which::Both).len());
        measured.found = measured.found.into_iter().map(|one| one.harm(Severity::Low)).collect();
        if measured.found.len() < all && measured.missing.is_empty() { Measured::default() } else { measured }
    }),
    ("certificate_expires_soon", |snapshot, _| {
        let measured = each(snapshot, Which::Both, |way, door| match days_left(way, door) {
            Some(days @ 0..=SOON_DAYS) => Shows::It(format!("its certificate ends in {days} days")),
            Some(_) => Shows::Not,
            None => without(door, &door.tls),
        });
        let Some(way) = super::way(snapshot) else { return measured };
        let hurry = super::doors(way.way, Which::Both)
            .iter()
            .filter_map(|door| days_left(&way, door))
            .any(|days| days <= HURRY_DAYS);
        let severity = if hurry { Severity::Medium } else { Severity::Low };
        Measured { found: measured.found.into_iter().map(|one| one.harm(severity)).collect(), ..measured }
    }),
    ("client_certificate_missing", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| {
            let asked = door.tls.seen().is_some_and(|shown| shown.asks_certificate && !shown.has_certificate);
            ended(door, |fault| asked && matches!(fault, NoTls::Alert { .. } | NoTls::Broken { .. }))
        })
    }),
    ("peer_refuses_certificate", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| {
            let gave = door.tls.seen().is_some_and(|shown| shown.asks_certificate && shown.has_certificate);
            ended(door, |fault| gave && matches!(fault, NoTls::Alert { .. }))
        })
    }),
];

/// How TLS ended. With 1.3 the peer judges our certificate, or that there is none, after our part of the handshake is done (RFC 8446, 4.4.2):
/// its alert, or for want of a certificate the mere end, comes in place of the first answer.
fn ended(door: &Door, judge: impl Fn(&NoTls) -> bool) -> Shows {
    let shown = door.tls.passed().filter(|shown| shown.asks_certificate);
    let late = match (door.kafka.fault(), shown) {
        (Some(NoVersions::Broken { how: Fault::Alert { alert } }), Some(_)) => {
            Some(NoTls::Alert { alert: alert.clone() })
        }
        (Some(NoVersions::Broken { how: how @ Fault::Closed { .. } }), Some(shown)) if !shown.has_certificate => {
            Some(NoTls::Broken { how: how.clone() })
        }
        _ => None,
    };
    match late {
        Some(fault) => judge(&fault).then(|| door.ends()).flatten().map_or(Shows::Not, Shows::It),
        None => of_fault(door, &door.tls, |fault| judge(fault).then(|| door.ends()).flatten()),
    }
}

fn days_left(way: &Way, door: &Door) -> Option<i64> {
    Some(door.tls.seen()?.chain.first()?.days_left(way.at_ms / 1000))
}

fn problem(door: &Door, is: impl Fn(&Problem) -> bool) -> Shows {
    let Some(shown) = door.tls.seen().filter(|_| !unseen(door, &door.tls)) else { return without(door, &door.tls) };
    let Some(problem) = shown.problems.iter().find(|one| is(one)) else { return Shows::Not };
    let leaf =
        shown.chain.first().map_or_else(String::new, |leaf| format!(" ({}, signed by {})", leaf.subject, leaf.issuer));
    Shows::It(format!("its certificate{leaf}: {problem}"))
}

/// A certificate that is for other hosts, with those that it is for.
pub(super) fn wrong_host(door: &Door) -> Shows {
    let Some(shown) = door.tls.seen().filter(|_| !unseen(door, &door.tls)) else { return without(door, &door.tls) };
    let wrong = shown.problems.iter().any(|one| matches!(one, Problem::WrongHost { .. }));
    let Some(leaf) = shown.chain.first().filter(|_| wrong) else { return Shows::Not };
    let mut names = leaf.dns_names.clone();
    names.extend(leaf.addresses.iter().map(ToString::to_string));
    if names.is_empty() {
        names.extend(leaf.common_name.clone());
    }
    Shows::It(format!("its certificate is for {}", names.join(", ")))
}
