//! TLS handshakes that went wrong, and certificates that do not pass.

use super::super::super::stories::START;
use super::{ends, failed, passed, told};
use crate::evidence::cluster::settings::Protocol;
use crate::evidence::cluster::stores::Certificate;
use crate::evidence::cluster::way_in::{Stage, WayIn};
use crate::evidence::cluster::wire::{Fault, NoTls, NoVersions, Problem, Shown};

fn tls(problems: Vec<Problem>, days: i64) -> Shown {
    let leaf = Certificate {
        subject: "CN=boot".into(),
        issuer: "CN=ca".into(),
        serial: "1".into(),
        not_before: START / 1000 - 86_400,
        not_after: START / 1000 + days * 86_400,
        dns_names: vec!["kafka.example".into()],
        addresses: Vec::new(),
        common_name: None,
        authority: false,
        fingerprint: "f".into(),
    };
    Shown { chain: vec![leaf], problems, ..Shown::default() }
}

fn secure(shown: Shown, fault: Option<NoTls>) -> WayIn {
    let mut way = ends(|door| {
        door.tls = match fault {
            Some(fault) => Stage::Failed { ms: 1, fault, found: Some(shown) },
            None => passed(shown),
        };
        if door.tls.fault().is_some() {
            door.kafka = Stage::NotReached;
        }
    });
    way.protocol = Protocol::Ssl;
    way
}

#[test]
fn certificates_of_ours_that_do_not_pass() {
    let names = |has_certificate, fault: Option<NoTls>, answer: Fault| {
        let shown = Shown { asks_certificate: true, has_certificate, ..tls(Vec::new(), 90) };
        let mut way = secure(shown, fault.clone());
        if fault.is_none() {
            way.bootstrap[0].kafka = failed(NoVersions::Broken { how: answer });
        }
        let lines = told(way);
        let ours = |line: &&String| line.starts_with("client_certificate") || line.starts_with("peer_refuses");
        lines.iter().filter(ours).filter_map(|line| line.split(':').next()).map(String::from).collect::<Vec<_>>()
    };
    let alert = || Fault::Alert { alert: "BadCertificate".into() };
    let closed = || Fault::Closed { received: 0, reset: true };
    let in_the_handshake = || Some(NoTls::Alert { alert: "BadCertificate".into() });
    for fault in [in_the_handshake(), None] {
        assert_eq!(names(false, fault.clone(), alert()), ["client_certificate_missing"]);
        assert_eq!(names(true, fault, alert()), ["peer_refuses_certificate"]);
    }
    assert_eq!(names(false, None, closed()), ["client_certificate_missing"]);
    assert_eq!(names(true, None, closed()), [""; 0]);
    assert_eq!(names(false, None, Fault::timed_out(std::time::Duration::from_secs(1), 0)), [""; 0]);
}

#[test]
fn certificates_that_do_not_pass() {
    let refused = |problem| {
        let mut lines = told(secure(tls(vec![problem], 90), Some(NoTls::Refused)));
        lines.retain(|line| !line.starts_with("bootstrap_fails") && !line.starts_with("tls_handshake_fails"));
        lines
    };
    let fine = "certificate_dates_fine: boot:9092 [low] its certificate is valid for another 90 days";
    assert_eq!(
        refused(Problem::UnknownAuthority),
        [
            "certificate_untrusted: boot:9092 [high] its certificate (CN=boot, signed by CN=ca): no trusted authority has signed it",
            fine
        ]
    );
    assert_eq!(
        refused(Problem::WrongHost { host: "boot".into() }),
        ["certificate_for_other_hosts: boot:9092 [high] its certificate is for kafka.example", fine]
    );
    assert_eq!(
        told(secure(tls(Vec::new(), 3), None)),
        [
            "certificate_dates_fine: boot:9092 [low] its certificate is valid for another 3 days",
            "certificate_expires_soon: boot:9092 [medium] its certificate ends in 3 days",
        ]
    );
    let mut lines = told(secure(tls(vec![Problem::Expired], -1), Some(NoTls::Refused)));
    lines.retain(|line| line.starts_with("certificate"));
    assert_eq!(
        lines,
        ["certificate_expired: boot:9092 [high] its certificate (CN=boot, signed by CN=ca): it has expired"]
    );
}

#[test]
fn alerts_that_come_before_or_after_our_part_of_the_handshake() {
    let asks = |has_certificate| Shown { asks_certificate: true, has_certificate, ..tls(Vec::new(), 90) };
    let told = |way: WayIn| {
        let mut lines = told(way);
        lines.retain(|line| !line.starts_with("bootstrap_fails") && !line.starts_with("certificate_dates_fine"));
        lines
    };
    let late = |has_certificate| {
        let mut way = secure(asks(has_certificate), None);
        let how = Fault::Alert { alert: "CertificateRequired".into() };
        way.bootstrap[0].kafka = failed(NoVersions::Broken { how });
        told(way)
    };
    let ends = "boot:9092 [high] ApiVersions: the peer ended TLS with the alert CertificateRequired";
    let both = |which: &str| vec![format!("tls_handshake_fails: {ends}"), format!("{which}: {ends}")];
    assert_eq!(late(false), both("client_certificate_missing"));
    assert_eq!(late(true), both("peer_refuses_certificate"));
    let early = |alert: &str, shown| told(secure(shown, Some(NoTls::Alert { alert: alert.into() })));
    let ends = |alert: &str| format!("boot:9092 [high] TLS handshake: the peer ends it with the alert {alert}");
    let both = |which: &str, alert: &str| {
        vec![format!("tls_handshake_fails: {}", ends(alert)), format!("{which}: {}", ends(alert))]
    };
    assert_eq!(early("ProtocolVersion", Shown::default()), both("tls_nothing_in_common", "ProtocolVersion"));
    assert_eq!(early("HandshakeFailure", Shown::default()), both("tls_nothing_in_common", "HandshakeFailure"));
    assert_eq!(early("HandshakeFailure", asks(false)), both("client_certificate_missing", "HandshakeFailure"));
}
