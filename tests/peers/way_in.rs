//! The way in against brokers, strangers and liars, over loopback.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use kafka_doctor::evidence::cluster::codec::metadata;
use kafka_doctor::evidence::cluster::settings::{Access, Given};
use kafka_doctor::evidence::cluster::way_in::{Identity, Speaks, WayIn};
use kafka_doctor::evidence::cluster::wire::{
    Api, Deadline, Fault, Network, NoLogin, NoTls, NoVersions, Problem, exchange_one,
};

use crate::authority::Authority;
use crate::broker::{Quirk, Script, black_hole, start, token_endpoint};

const VALID: (i32, i32) = (2020, 4000);

/// Long enough for everything that answers, short enough to wait for what does not.
const RUN: Duration = Duration::from_secs(8);

fn access(address: SocketAddr, settings: &[&str]) -> Access {
    let given = Given {
        bootstrap_server: Some(address.to_string()),
        command_config: None,
        command_property: settings.iter().map(ToString::to_string).collect(),
    };
    Access::read(&given).unwrap()
}

fn go(address: SocketAddr, settings: &[&str]) -> WayIn {
    WayIn::go(&access(address, settings), Deadline::after(RUN)).0
}

/// How the ways ended, and what is there instead.
fn ends(way: &WayIn) -> Vec<String> {
    way.bootstrap
        .iter()
        .chain(&way.listeners)
        .map(|door| {
            let instead = door.speaks.as_ref().map(|speaks| format!(" [{speaks}]")).unwrap_or_default();
            // Whether the end comes as a reset depends on what the peer had still to read.
            let end =
                door.ends().unwrap_or_else(|| "in".into()).replace("reset the connection", "closed the connection");
            format!("{end}{instead}")
        })
        .collect()
}

pub fn plain(password: &str) -> [String; 2] {
    let module = "org.apache.kafka.common.security.plain.PlainLoginModule";
    ["sasl.mechanism=PLAIN".into(), format!("sasl.jaas.config={module} required username=u password=\"{password}\";")]
}

pub fn tls(trust: &str, more: &[&str]) -> Vec<String> {
    let mut settings = vec!["ssl.truststore.type=PEM".into(), format!("ssl.truststore.certificates={trust}")];
    settings.extend(more.iter().map(ToString::to_string));
    settings
}

pub fn strs(settings: &[String]) -> Vec<&str> {
    settings.iter().map(String::as_str).collect()
}

#[test]
fn a_plain_broker_is_entered_and_kept() {
    let (address, asked) = start(Script::default());
    let (way, net) = WayIn::go(&access(address, &[]), Deadline::after(RUN));
    assert_eq!(ends(&way), ["in", "in"]);
    assert_eq!(way.brokers().unwrap().cluster_id.as_deref(), Some("c1"));
    assert_eq!(way.listeners[0].broker, Some(1));
    assert_eq!(way.listeners[0].identity.passed(), Some(&Identity::Confirmed));
    assert_eq!(
        *asked.lock().unwrap(),
        ["ApiVersions 3", "Metadata 11", "ApiVersions 3", "Metadata 11", "DescribeConfigs 4"]
    );
    // The connection is handed out again: nothing new is said on the way.
    let net = net.unwrap();
    let soon = Deadline::after(RUN);
    let mut ready = net.open(&address.ip().to_string(), address.port(), soon).unwrap();
    let call = metadata::request(None);
    exchange_one(ready.as_mut(), call.clone(), soon).unwrap();
    assert_eq!(asked.lock().unwrap().len(), 6);
    // Several ahead of their answers.
    let mut answers = Vec::new();
    ready.exchange(&vec![call; 20], soon, &mut |index, body| answers.push((index, body.len()))).unwrap();
    assert_eq!(answers.iter().map(|(index, _)| *index).collect::<Vec<_>>(), (0..20).collect::<Vec<_>>());
    assert!(ready.versions().pick(Api::Metadata, 11..=11).is_some());
}

#[test]
fn what_was_seen_comes_back_from_a_file() {
    let authority = Authority::new("ca");
    let server = authority.issue("127.0.0.1", VALID).server(None);
    let (address, _) = start(Script { tls: Some(server), mechanisms: &["PLAIN"], ..Script::default() });
    let settings = [tls(&authority.pem, &["security.protocol=SASL_SSL"]), plain("p").to_vec()].concat();
    let way = go(address, &strs(&settings));
    assert_eq!(ends(&way), ["in", "in"]);
    let text = serde_json::to_string(&way).unwrap();
    assert_eq!(serde_json::from_str::<WayIn>(&text).unwrap(), way);
    assert!(!text.contains("password") && !text.contains("BEGIN"), "{text}");
    let door = &way.bootstrap[0];
    assert_eq!(door.tls.passed().unwrap().chain[0].addresses, [address.ip()]);
    assert_eq!(door.tls.passed().unwrap().version.as_deref(), Some("TLSv1_3"));
    assert_eq!(door.login.passed().unwrap().session_ms, 3_600_000);
}

#[test]
fn refused_certificates_are_kept_with_the_reason() {
    let (good, other) = (Authority::new("ca"), Authority::new("other"));
    let expired = Problem::Expired;
    let wrong = Problem::WrongHost { host: "127.0.0.1".into() };
    for (issuer, host, years, problems) in [
        (&good, "127.0.0.1", (2020, 2021), vec![expired.clone()]),
        (&good, "127.0.0.1", (3999, 4000), vec![Problem::NotYetValid]),
        (&good, "b1.example.com", VALID, vec![wrong.clone()]),
        (&other, "127.0.0.1", VALID, vec![Problem::UnknownAuthority]),
        (&other, "b1.example.com", (2020, 2021), vec![expired, Problem::UnknownAuthority, wrong]),
    ] {
        let server = issuer.issue(host, years).server(None);
        let (address, asked) = start(Script { tls: Some(server), ..Script::default() });
        let way = go(address, &strs(&tls(&good.pem, &["security.protocol=SSL"])));
        let door = &way.bootstrap[0];
        assert_eq!(door.tls.fault(), Some(&NoTls::Refused));
        let shown = door.tls.seen().unwrap();
        assert_eq!((&shown.problems, shown.chain.len()), (&problems, 1));
        assert_eq!(door.speaks, None);
        assert!(asked.lock().unwrap().is_empty());
    }
    let server = good.issue("b1.example.com", VALID).server(None);
    let (address, _) = start(Script { tls: Some(server), ..Script::default() });
    let unchecked = tls(&good.pem, &["security.protocol=SSL", "ssl.endpoint.identification.algorithm="]);
    assert_eq!(ends(&go(address, &strs(&unchecked))), ["in", "in"]);
}

#[test]
fn brokers_that_ask_for_a_certificate() {
    let authority = Authority::new("ca");
    let server = authority.issue("127.0.0.1", VALID).server(Some(&authority));
    let (address, _) = start(Script { tls: Some(server), ..Script::default() });
    let without = go(address, &strs(&tls(&authority.pem, &["security.protocol=SSL"])));
    assert_eq!(ends(&without), ["ApiVersions: the peer ended TLS with the alert CertificateRequired"]);
    let shown = without.bootstrap[0].tls.passed().unwrap();
    assert!(shown.asks_certificate && !shown.has_certificate);
    assert_eq!(shown.accepts.len(), 1);
    let own = authority.issue("client", VALID).pem();
    let (key, chain) = own.split_once("-----BEGIN CERTIFICATE").unwrap();
    let key = format!("ssl.keystore.key={key}");
    let chain = format!("ssl.keystore.certificate.chain=-----BEGIN CERTIFICATE{chain}");
    let with = tls(&authority.pem, &["security.protocol=SSL", "ssl.keystore.type=PEM", &key, &chain]);
    let way = go(address, &strs(&with));
    assert_eq!(ends(&way), ["in", "in"]);
    assert_eq!(way.stores.passed().unwrap().own.len(), 1);
}

#[test]
fn security_that_does_not_fit_is_found_out_both_ways() {
    let authority = Authority::new("ca");
    let server = authority.issue("127.0.0.1", VALID).server(None);
    let (secure, _) = start(Script { tls: Some(server), ..Script::default() });
    let (bare, _) = start(Script::default());
    let (login, _) = start(Script { mechanisms: &["SCRAM-SHA-512", "PLAIN"], ..Script::default() });

    let way = go(secure, &[]);
    assert!(
        matches!(&way.bootstrap[0].speaks, Some(Speaks::Tls { shown }) if shown.chain.len() == 1),
        "{:?}",
        ends(&way)
    );

    let over_tls = tls(&authority.pem, &["security.protocol=SSL"]);
    let way = go(bare, &strs(&over_tls));
    assert_eq!(
        ends(&way),
        ["TLS handshake: the peer closed the connection without an answer [Kafka without TLS, without SASL]"]
    );
    let way = go(login, &strs(&over_tls));
    assert_eq!(
        ends(&way),
        [
            "TLS handshake: the peer closed the connection without an answer [Kafka without TLS, with SASL (SCRAM-SHA-512, PLAIN)]"
        ]
    );
    assert_eq!(
        ends(&go(login, &[])),
        [
            "Metadata: the peer closed the connection without an answer [Kafka without TLS, with SASL (SCRAM-SHA-512, PLAIN)]"
        ]
    );
    let settings = [vec!["security.protocol=SASL_PLAINTEXT".to_string()], plain("p").to_vec()].concat();
    assert_eq!(ends(&go(bare, &strs(&settings))), ["SaslHandshake: error 34, the listener has no SASL"]);
}

#[test]
fn logins_are_refused_with_the_brokers_words() {
    let settings =
        |password: &str| [vec!["security.protocol=SASL_PLAINTEXT".to_string()], plain(password).to_vec()].concat();
    let (address, _) = start(Script { mechanisms: &["PLAIN"], ..Script::default() });
    assert_eq!(ends(&go(address, &strs(&settings("p")))), ["in", "in"]);
    assert_eq!(
        ends(&go(address, &strs(&settings("wrong")))),
        ["SaslAuthenticate PLAIN: error 58, Authentication failed: Invalid username or \\u{1b}[31mpassword"]
    );
    let (address, asked) = start(Script { mechanisms: &["SCRAM-SHA-512", "GSSAPI"], ..Script::default() });
    assert_eq!(
        ends(&go(address, &strs(&settings("p")))),
        ["SaslHandshake PLAIN: error 33, it offers SCRAM-SHA-512, GSSAPI"]
    );
    assert_eq!(*asked.lock().unwrap(), ["ApiVersions 3", "SaslHandshake 1"]);
}

#[test]
fn a_login_that_ends_is_made_again() {
    let settings = [vec!["security.protocol=SASL_PLAINTEXT".to_string()], plain("p").to_vec()].concat();
    let (address, asked) = start(Script { mechanisms: &["PLAIN"], session_ms: 1500, ..Script::default() });
    let (way, net) = WayIn::go(&access(address, &strs(&settings)), Deadline::after(RUN));
    assert_eq!(ends(&way), ["in", "in"]);
    let soon = Deadline::after(RUN);
    let mut ready = net.unwrap().open(&address.ip().to_string(), address.port(), soon).unwrap();
    let call = || metadata::request(None);
    asked.lock().unwrap().clear();
    // Beyond the end, then in the middle of many requests, of which each is answered once.
    std::thread::sleep(Duration::from_millis(1600));
    exchange_one(ready.as_mut(), call(), soon).unwrap();
    assert_eq!(*asked.lock().unwrap(), ["SaslHandshake 1", "SaslAuthenticate 1", "Metadata 11"]);
    let began = Instant::now();
    let mut answered = 0;
    while began.elapsed() < Duration::from_millis(3000) {
        ready.exchange(&vec![call(); 50], soon, &mut |_, _| answered += 1).unwrap();
    }
    let asked = asked.lock().unwrap();
    let count = |name: &str| asked.iter().filter(|asked| *asked == name).count();
    assert_eq!(count("Metadata 11"), answered + 1);
    assert!((2..=4).contains(&count("SaslAuthenticate 1")), "{}", count("SaslAuthenticate 1"));
}

#[test]
fn tokens_come_from_a_file_and_a_refusal_tells_what_was_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let (address, _) = start(Script {
        mechanisms: &["OAUTHBEARER"],
        login: ("", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1IiwiZXhwIjo5fQ."),
        ..Script::default()
    });
    let module = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";
    let settings = [
        "security.protocol=SASL_PLAINTEXT".to_string(),
        "sasl.mechanism=OAUTHBEARER".into(),
        format!("sasl.jaas.config={module} required;"),
        format!("sasl.oauthbearer.token.endpoint.url=file:{}", path.display()),
    ];
    let way = go(address, &strs(&settings));
    assert!(matches!(way.bootstrap[0].login.fault(), Some(NoLogin::NoToken { .. })));
    std::fs::write(&path, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1IiwiZXhwIjo5fQ.\n").unwrap();
    let way = go(address, &strs(&settings));
    assert_eq!(ends(&way), ["in", "in"]);
    assert_eq!(way.bootstrap[0].login.passed().unwrap().token.as_ref().unwrap().expires, Some(9));
    std::fs::write(&path, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiZXhwIjo5fQ.").unwrap();
    match go(address, &strs(&settings)).bootstrap[0].login.fault() {
        Some(NoLogin::Refused { code: 58, message, token: Some(token) }) => {
            assert_eq!(
                (message.as_str(), token.expires),
                (
                    "Authentication failed: Invalid username or \\u{1b}[31mpassword {\"status\":\"invalid_token\"}",
                    Some(9)
                )
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn tokens_come_from_an_endpoint_for_client_credentials() {
    let authority = Authority::new("ca");
    let server = || authority.issue("127.0.0.1", VALID).server(None);
    let granted = "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{\"access_token\":\"t.t\"}";
    let refused = "HTTP/1.1 401 No\r\nContent-Length: 26\r\n\r\n{\"error\":\"invalid_client\"}";
    let (broker, _) = start(Script { mechanisms: &["OAUTHBEARER"], login: ("", "t.t"), ..Script::default() });
    let go_with = |endpoint: SocketAddr| {
        let module = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";
        let pem = authority.pem.replace('\n', " ");
        let options = format!(
            "clientId=\"c\" clientSecret=\"s:1\" scope=\"a b\" ssl.truststore.type=PEM ssl.truststore.certificates=\"{pem}\""
        );
        let settings = [
            "security.protocol=SASL_PLAINTEXT".to_string(),
            "sasl.mechanism=OAUTHBEARER".into(),
            format!("sasl.jaas.config={module} required {options};"),
            format!("sasl.oauthbearer.token.endpoint.url=https://{endpoint}/token"),
        ];
        ends(&go(broker, &strs(&settings)))
    };
    let (endpoint, asked) = token_endpoint(server(), granted);
    assert_eq!(go_with(endpoint), ["in", "in"]);
    assert_eq!(
        asked.lock().unwrap()[0],
        format!(
            "POST /token HTTP/1.1\r\nHost: {endpoint}\r\nAuthorization: Basic YzpzOjE=\r\nAccept: application/json\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 41\r\nConnection: close\r\n\r\n\
             grant_type=client_credentials&scope=a%20b"
        )
    );
    let (endpoint, _) = token_endpoint(server(), refused);
    assert_eq!(
        go_with(endpoint),
        [format!(
            "SaslAuthenticate OAUTHBEARER: there is no token to send: https://{endpoint}/token answers HTTP 401, invalid_client"
        )]
    );
    let (endpoint, _) = token_endpoint(authority.issue("i.example.com", VALID).server(None), granted);
    assert_eq!(
        go_with(endpoint),
        [format!(
            "SaslAuthenticate OAUTHBEARER: there is no token to send: {endpoint}: no TLS: the certificate is refused: it is not for 127.0.0.1"
        )]
    );
}

#[test]
fn strangers_are_named() {
    for (says, wanted) in [
        (
            &b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n"[..],
            "ApiVersions: what came back is no answer of Kafka: HTTP/1.1 400 Bad Request\\r\\nServer: x\\r\\n\\r\\n [HTTP (HTTP/1.1 400 Bad Request)]",
        ),
        (
            b"SSH-2.0-OpenSSH_9.2\r\n",
            "ApiVersions: what came back is no answer of Kafka: SSH-2.0-OpenSSH_9.2\\r\\n [something that is not Kafka (SSH-2.0-OpenSSH_9.2\\r\\n)]",
        ),
        (
            b"\xff\xfe\x1b[31m",
            "ApiVersions: what came back is no answer of Kafka: \\xff\\xfe\\x1b[31m [something that is not Kafka (\\xff\\xfe\\x1b[31m)]",
        ),
        (b"", "ApiVersions: the peer closed the connection without an answer [nothing that answers]"),
        (
            b"\0\0\0\x06\0\0",
            "ApiVersions: the peer closed the connection after 2 bytes of its answer [nothing that answers]",
        ),
    ] {
        let (address, _) = start(Script { quirk: Some(Quirk::Says(says)), ..Script::default() });
        assert_eq!(ends(&go(address, &[])), [wanted]);
    }
    let authority = Authority::new("ca");
    let server = authority.issue("127.0.0.1", VALID).server(None);
    let says = Some(Quirk::Says(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
    let (address, _) = start(Script { tls: Some(server), quirk: says, ..Script::default() });
    let way = go(address, &strs(&tls(&authority.pem, &["security.protocol=SSL"])));
    assert_eq!(way.bootstrap[0].speaks, Some(Speaks::Http { line: "HTTP/1.1 400 Bad Request".into() }));
    let (address, _) = start(Script { controller: true, ..Script::default() });
    assert_eq!(ends(&go(address, &[])), ["Metadata: this is a listener of controllers, not of brokers"]);
}

#[test]
fn liars_are_found_out_in_time() {
    let limit = Duration::from_secs(2);
    for (quirk, wanted) in [
        (Quirk::WrongCorrelation, "the answer is for request 8, not for 1"),
        (Quirk::Length(i32::MAX), "what came back is no answer of Kafka: \\x7f\\xff\\xff\\xff"),
        (Quirk::Length(-1), "what came back is no answer of Kafka: \\xff\\xff\\xff\\xff"),
        (Quirk::Length(1 << 19), "only "),
        (Quirk::Drip, "only "),
        (Quirk::HalfAnswer, "the peer closed the connection after "),
        (Quirk::Silent, "no answer within "),
    ] {
        let (address, _) = start(Script { quirk: Some(quirk), ..Script::default() });
        let began = Instant::now();
        let (way, _) = WayIn::go(&access(address, &[]), Deadline::after(limit));
        let end = way.bootstrap[0].ends().unwrap();
        assert!(end.starts_with(&format!("ApiVersions: {wanted}")), "{quirk:?}: {end}");
        assert!(began.elapsed() < limit + Duration::from_millis(700), "{quirk:?}: {:?}", began.elapsed());
    }
    let (address, _waiting, _listener) = black_hole();
    let began = Instant::now();
    let (way, _) = WayIn::go(&access(address, &[]), Deadline::after(limit));
    assert_eq!(ends(&way), [format!("connecting to port {}: 127.0.0.1 does not answer", address.port())]);
    assert!(began.elapsed() < limit + Duration::from_millis(700));
}

#[test]
fn advertised_listeners_are_gone_to_and_compared() {
    let (other_cluster, _) = start(Script { id: 2, cluster: "c2", ..Script::default() });
    let (other_broker, _) = start(Script { id: 4, ..Script::default() });
    let (silent_about_it, _) = start(Script { id: 5, closed_mouthed: true, ..Script::default() });
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let at = |id: i32, address: SocketAddr| (id, address.ip().to_string(), address.port());
    let advertises = vec![
        (7, "no-such-host.invalid".to_string(), 9092),
        at(2, other_cluster),
        at(3, other_broker),
        at(5, silent_about_it),
        at(6, closed),
    ];
    let (address, _) = start(Script { advertises, ..Script::default() });
    let way = go(address, &[]);
    let found = ends(&way);
    assert_eq!(
        found[..5],
        [
            "in".to_string(),
            "identity: another cluster is there, c2".into(),
            "identity: another broker of the cluster is there".into(),
            "in".into(),
            format!("connecting to port {}: 127.0.0.1 refuses, nothing listens there", closed.port()),
        ]
    );
    assert!(found[5].starts_with("the name no-such-host.invalid: "), "{}", found[5]);
    assert_eq!(way.listeners[2].identity.passed(), Some(&Identity::Cluster { code: 31 }));
}

#[test]
fn a_pause_that_a_broker_asks_for_is_kept() {
    let (address, _) = start(Script { quirk: Some(Quirk::Throttle(300)), ..Script::default() });
    let began = Instant::now();
    let (way, net) = WayIn::go(&access(address, &[]), Deadline::after(RUN));
    assert_eq!(ends(&way), ["in", "in"]);
    assert!(began.elapsed() >= Duration::from_millis(300));
    let soon = Deadline::after(RUN);
    let mut ready = net.unwrap().open(&address.ip().to_string(), address.port(), soon).unwrap();
    let call = metadata::request(None);
    exchange_one(ready.as_mut(), call.clone(), soon).unwrap();
    let hurried = exchange_one(ready.as_mut(), call, Deadline::after(Duration::from_millis(50)));
    assert!(matches!(hurried, Err(Fault::Throttled { pause_ms: 200..=300 })), "{hurried:?}");
}

#[test]
fn stores_that_cannot_be_opened_end_the_way_before_it_begins() {
    let (address, asked) = start(Script::default());
    let (way, net) = WayIn::go(
        &access(address, &["security.protocol=SSL", "ssl.truststore.location=/no/such/file"]),
        Deadline::after(RUN),
    );
    assert!(net.is_none() && way.bootstrap.is_empty());
    assert_eq!(
        way.stores.fault().unwrap().to_string(),
        "ssl.truststore /no/such/file: No such file or directory (os error 2)"
    );
    assert!(asked.lock().unwrap().is_empty());
}

#[test]
fn answers_of_any_bytes_end_nothing() {
    for bytes in [&[0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0xff, 0xff, 0xff, 0xff][..], &[0, 0, 0, 4, 0, 0, 0, 1]] {
        let says: &'static [u8] = Box::leak(bytes.to_vec().into_boxed_slice());
        let (address, _) = start(Script { quirk: Some(Quirk::Says(says)), ..Script::default() });
        let way = go(address, &[]);
        assert_eq!(way.bootstrap[0].kafka.fault(), Some(&NoVersions::Broken { how: Fault::Malformed }));
    }
}
