//! Whatever keeps a client out lands on its card, and keys and stores that cannot be used on theirs.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use crate::lab::{Background, Cluster, Suite};

use super::broker::{self, *};
use super::keys::{self, STORE_PASSWORD};

/// Name, listener, settings, cards of which one is first.
type Fault = (&'static str, u16, Vec<String>, &'static [&'static str]);

pub fn add(suite: Suite) -> Suite {
    let suite = faults().into_iter().fold(suite, |suite, (name, port, settings, cards)| {
        suite.test(name, move |cluster| lands(cluster, port, &settings, cards))
    });
    let suite = suite
        .test("certificate-soon-over", |cluster| {
            client(cluster, SOON, &["security.protocol=SSL", TRUST]).look().notes(&["tls-certificate-expired"]);
        })
        .test("token-over", |cluster| {
            let settings = ["security.protocol=SASL_PLAINTEXT".into(), token_file(cluster, -60)];
            lands(cluster, TOKENS, &settings, &["token-expired"]);
        })
        .test("token-missing", |cluster| {
            let settings = ["security.protocol=SASL_PLAINTEXT".into(), token_file(cluster, 60)];
            std::fs::remove_file(cluster.folder().join("token")).unwrap();
            lands(cluster, TOKENS, &settings, &["token-expired/token-endpoint-fails"]);
        })
        .test("web-server", |cluster| {
            let _server = web_server(cluster);
            lands(cluster, FREE, &[], &["non-kafka-traffic-on-kafka-port"]);
        });
    stores().into_iter().fold(suite, |suite, (name, port, settings, cards)| {
        suite.test_where(name, keys::has_tools, move |cluster| {
            keys::convert(&cluster.folder().join("keys"));
            lands(cluster, port, &settings, cards);
        })
    })
}

fn lands(cluster: &Cluster, port: u16, settings: &[String], cards: &[&str]) {
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    client(cluster, port, &settings).look().lands_on(cards);
}

fn with(protocol: &str, settings: &[&str]) -> Vec<String> {
    let protocol = format!("security.protocol={protocol}");
    std::iter::once(protocol).chain(settings.iter().map(ToString::to_string)).collect()
}

fn faults() -> Vec<Fault> {
    let tls = |settings: &[&str]| with("SSL", &[&[TRUST], settings].concat());
    let sasl = |mechanism, user, password| with("SASL_PLAINTEXT", &[&broker::login(mechanism, user, password)]);
    let admin = broker::login("PLAIN", "admin", "admin-secret");
    let sasl_over_tls = with("SASL_SSL", &[TRUST, &admin]);
    let silent = sasl("PLAIN", "admin", "no").into_iter().map(|line| line.replace(" password=\"no\"", "")).collect();
    vec![
        ("certificate-expired", EXPIRED, tls(&[]), &["tls-certificate-expired"]),
        ("certificate-not-yet-valid", EARLY, tls(&[]), &["clock-skew", "tls-certificate-expired"]),
        ("certificate-for-other-host", OTHER_HOST, tls(&[]), &["tls-hostname-mismatch"]),
        ("certificate-by-stranger", STRANGER, tls(&[]), &["tls-certificate-untrusted"]),
        ("certificate-missing", MUTUAL, tls(&[]), &["tls-certificate-untrusted"]),
        ("own-certificate-by-stranger", MUTUAL, tls(&[&own("client-stranger")]), &["tls-certificate-untrusted"]),
        ("own-certificate-expired", MUTUAL, tls(&[&own("client-over")]), &["tls-certificate-expired"]),
        ("no-trust-store", SSL, with("SSL", &[]), &["tls-certificate-untrusted"]),
        ("tls-version", MODERN, tls(&["ssl.enabled.protocols=TLSv1.2"]), &["tls-versions-differ"]),
        ("plain-client-on-tls", SSL, vec![], &["tls-plaintext-mismatch"]),
        ("plain-client-on-sasl-tls", SASL_SSL, vec![], &["tls-plaintext-mismatch"]),
        ("sasl-client-on-sasl-tls", SASL_SSL, sasl("PLAIN", "admin", "admin-secret"), &["tls-plaintext-mismatch"]),
        ("tls-client-on-plain", PLAINTEXT, tls(&[]), &["tls-plaintext-mismatch"]),
        ("sasl-tls-client-on-sasl", SASL, sasl_over_tls.clone(), &["tls-plaintext-mismatch"]),
        ("plain-client-on-sasl", SASL, vec![], &["client-security-settings-missing"]),
        ("tls-client-on-sasl-tls", SASL_SSL, tls(&[]), &["client-security-settings-missing"]),
        ("sasl-client-on-plain", PLAINTEXT, sasl("PLAIN", "admin", "admin-secret"), &["sasl-mechanism-mismatch"]),
        ("sasl-tls-client-on-tls", SSL, sasl_over_tls, &["sasl-mechanism-mismatch"]),
        ("other-mechanism", TOKENS, sasl("PLAIN", "admin", "admin-secret"), &["sasl-mechanism-mismatch"]),
        ("wrong-password", SASL, sasl("PLAIN", "admin", "no"), &["sasl-authentication-failed"]),
        ("wrong-scram-password", SASL, sasl("SCRAM-SHA-256", "admin", "no"), &["sasl-authentication-failed"]),
        ("password-missing", SASL, silent, &["client-security-settings-missing/password-missing"]),
        ("unknown-user", SASL, sasl("PLAIN", "someone", "no"), &["sasl-authentication-failed"]),
        ("unknown-scram-user", SASL, sasl("SCRAM-SHA-512", "someone", "no"), &["sasl-authentication-failed"]),
        ("controller", CONTROLLER, vec![], &["bootstrap-unreachable/controller-port"]),
        ("nobody-listens", FREE, vec![], &["bootstrap-unreachable"]),
    ]
}

/// Stores that cannot be opened.
fn stores() -> Vec<Fault> {
    const CARD: &[&str] = &["tls-key-store-unreadable"];
    let kind = |name, trust: String, own: &str| (name, MUTUAL, with("SSL", &[&trust, own]), CARD);
    let wrong = |store: String| store.replace(STORE_PASSWORD, "no");
    let trust = |kind, file| store("truststore", kind, file);
    let key = |password: &str| format!("{}\nssl.key.password={password}", store("keystore", "JKS", "client.jks"));
    let pem = |password: &str| format!("{}\n{password}", own("client-encrypted"));
    vec![
        kind("pkcs12-wrong-password", wrong(trust("PKCS12", "ca.p12")), ""),
        kind("jks-wrong-password", wrong(trust("JKS", "ca.jks")), ""),
        kind("pkcs12-missing", trust("PKCS12", "gone.p12"), ""),
        kind("jks-missing", trust("JKS", "gone.jks"), ""),
        kind("pem-missing", TRUST.replace("ca.pem", "gone.pem"), ""),
        kind("pem-called-jks", trust("JKS", "ca.pem"), ""),
        kind("jks-key-wrong-password", trust("JKS", "ca.jks"), &key("no")),
        kind("pem-key-wrong-password", TRUST.into(), &pem("ssl.key.password=no")),
        kind("pem-key-without-password", TRUST.into(), &pem("")),
        kind("pkcs12-key-wrong-password", TRUST.into(), &wrong(store("keystore", "PKCS12", "client.p12"))),
        kind("key-missing", TRUST.into(), &own("gone")),
        kind("jks-key-without-its-password", TRUST.into(), &store("keystore", "JKS", "client.jks")),
    ]
}

/// Answers whatever comes as web servers do that are not asked in HTTP.
fn web_server(cluster: &Cluster) -> Background {
    let listener = TcpListener::bind(cluster.address(FREE)).unwrap();
    listener.set_nonblocking(true).unwrap();
    Background::every(Duration::from_millis(10), move || {
        let Ok((mut stream, _)) = listener.accept() else { return };
        stream.set_nonblocking(false).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        // Whoever hangs up earlier gets no answer.
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    })
}
