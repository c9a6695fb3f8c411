//! Ways that went wrong at one stage each: what every probe of the way in makes of them.

mod tls;

use super::super::stories::look;
use super::super::{Measured, Scope};
use super::probes;
use crate::evidence::cluster::settings::{Address, Protocol};
use crate::evidence::cluster::snapshot::{NotRead, Snapshot, Why as SnapshotWhy};
use crate::evidence::cluster::stores::{Unusable, Why};
use crate::evidence::cluster::way_in::{
    Door, Identity, Listed, NoBrokers, NoIdentity, Reached, Speaks, Stage, TheBrokers, Try, WayIn,
};
use crate::evidence::cluster::wire::{
    Fault, NoLogin, NoOffer, NoVersions, Offer, Shown, Unconnected, Unresolved, Versions,
};

fn passed<T, F>(found: T) -> Stage<T, F> {
    Stage::Passed { ms: 1, found }
}

fn failed<T, F>(fault: F) -> Stage<T, F> {
    Stage::Failed { ms: 1, fault, found: None }
}

/// A plaintext door that leads to brokers 1 and 2.
pub fn door(host: &str, broker: Option<i32>) -> Door {
    let address = |host: &str| Address { host: host.into(), port: 9092 };
    let listed = |id: i32| Listed { id, address: address(&format!("b{id}")), rack: None };
    Door {
        address: address(host),
        broker,
        resolve: passed(vec!["10.0.0.1".parse().unwrap()]),
        connect: passed(Reached { address: "10.0.0.1".parse().unwrap(), in_vain: Vec::new() }),
        tls: Stage::NotNeeded,
        kafka: passed(Versions::default()),
        offer: Stage::NotNeeded,
        login: Stage::NotNeeded,
        metadata: passed(TheBrokers { cluster_id: Some("c".into()), brokers: vec![listed(1), listed(2)] }),
        identity: if broker.is_some() { passed(Identity::Confirmed) } else { Stage::NotNeeded },
        speaks: None,
    }
}

/// The way by these doors.
pub fn way(bootstrap: Vec<Door>, listeners: Vec<Door>) -> WayIn {
    WayIn { protocol: Protocol::Plaintext, mechanism: None, stores: Stage::NotNeeded, bootstrap, listeners }
}

fn both() -> Vec<Door> {
    vec![door("b1", Some(1)), door("b2", Some(2))]
}

/// A bootstrap address at which the way ends.
fn ends(change: impl FnOnce(&mut Door)) -> WayIn {
    let mut one = door("boot", None);
    one.metadata = Stage::NotReached;
    change(&mut one);
    way(vec![one], Vec::new())
}

/// Every probe that found something, with what it found.
fn told(way: WayIn) -> Vec<String> {
    let sample = crate::evidence::cluster::snapshot::Sample { way_in: Some(way), ..look(0, &[]) };
    let snapshot = Snapshot { samples: vec![sample], ..Snapshot::default() };
    let mut lines = Vec::new();
    for (name, measure) in probes() {
        let Measured { found, .. } = measure(&snapshot, &Scope::default());
        lines.extend(found.iter().map(|one| format!("{name}: {} [{}] {}", one.name, one.severity.word(), one.proof)));
    }
    let of_any_way = ["security_protocol_plaintext", "bootstrap_works"];
    lines.retain(|line| !of_any_way.iter().any(|name| line.starts_with(name)));
    lines
}

#[test]
fn a_way_that_leads_in() {
    assert_eq!(told(way(vec![door("boot", None), door("boot2", None)], both())), [""; 0]);
}

#[test]
fn a_way_without_tls_and_login_tells_nothing_of_them() {
    let plain = way(vec![door("boot", None)], both());
    let sample = crate::evidence::cluster::snapshot::Sample { way_in: Some(plain), ..look(0, &[]) };
    let snapshot = Snapshot { samples: vec![sample], ..Snapshot::default() };
    for (name, measure) in probes() {
        let Measured { found, missing } = measure(&snapshot, &Scope::default());
        let of_login = ["login", "password_", "token", "mechanism", "sasl"].iter().any(|word| name.contains(word));
        if name.contains("certificate_") && *name != "own_certificate_over"
            || of_login && *name != "sasl_listener" && *name != "store_password_wrong"
        {
            let untaken: Vec<&SnapshotWhy> = missing.iter().map(|one| &one.why).collect();
            assert_eq!((found.len(), untaken), (0, vec![&SnapshotWhy::NotTaken]), "{name}");
        }
    }
}

#[test]
fn a_client_that_takes_another_way() {
    let sample = crate::evidence::cluster::snapshot::Sample { way_in: Some(ends(|_| {})), ..look(0, &[]) };
    let snapshot = Snapshot { samples: vec![sample], ..Snapshot::default() };
    for (settings, another) in [
        ("security.protocol=SASL_SSL", true),
        ("security.protocol=PLAINTEXT", false),
        ("bootstrap.servers=b1:9092", false),
        ("acks=all", false),
    ] {
        let clients = [super::super::clients::client(settings)];
        let scope = Scope { clients: &clients, ..Scope::default() };
        assert_eq!(super::is_anothers(&snapshot, &scope), another, "{settings}");
    }
}

#[test]
fn nobody_went_it() {
    let snapshot = Snapshot { samples: vec![look(0, &[1])], ..Snapshot::default() };
    for (name, measure) in probes() {
        let measured = measure(&snapshot, &Scope::default());
        assert!(measured.found.is_empty() && !measured.missing.is_empty(), "{name}");
    }
}

#[test]
fn what_nobody_reached_is_unknown() {
    let mut closed = ends(|door| {
        door.connect = failed(vec![Try { address: "10.0.0.1".parse().unwrap(), why: Unconnected::Refused }]);
        door.kafka = Stage::NotReached;
    });
    for protocol in [Protocol::Plaintext, Protocol::SaslSsl] {
        closed.protocol = protocol;
        let sample = crate::evidence::cluster::snapshot::Sample { way_in: Some(closed.clone()), ..look(0, &[]) };
        let snapshot = Snapshot { samples: vec![sample], ..Snapshot::default() };
        let mut denied = Vec::new();
        for (name, measure) in probes() {
            let Measured { found, missing } = measure(&snapshot, &Scope::default());
            denied.extend((found.is_empty() && missing.is_empty()).then_some(*name));
        }
        denied.retain(|name| *name != "security_protocol_plaintext");
        let stores = ["store_unusable", "store_password_wrong", "store_of_other_kind", "store_file_missing"];
        let seen = [
            ["no_bootstrap_name_resolves", "bootstrap_connect_times_out", "bootstrap_works"].as_slice(),
            &stores,
            &["trust_store_empty", "own_certificate_over"],
        ];
        assert_eq!(denied, seen.concat());
    }
}

#[test]
fn an_address_that_is_tried_twice_is_named_once() {
    let closed = ends(|door| {
        door.connect = failed(vec![Try { address: "10.0.0.1".parse().unwrap(), why: Unconnected::Refused }]);
        door.kafka = Stage::NotReached;
    });
    let [one] = NotRead::of_doors(closed.bootstrap.iter().chain(&closed.bootstrap)).try_into().unwrap();
    let NotRead { of, count, .. } = one;
    assert_eq!((of, count), (vec!["boot:9092".to_string()], 1));
}

#[test]
fn ways_that_end_before_kafka() {
    assert_eq!(
        told(ends(|door| {
            door.resolve = failed(Unresolved::Unknown { why: "no such name".into() });
            (door.connect, door.kafka) = (Stage::NotReached, Stage::NotReached);
        })),
        [
            "no_bootstrap_name_resolves: boot:9092 [high] no such name",
            "bootstrap_fails: boot:9092 [high] the name boot: no such name",
        ]
    );
    assert_eq!(
        told(ends(|door| {
            door.connect = failed(vec![Try { address: "10.0.0.1".parse().unwrap(), why: Unconnected::TimedOut }]);
            door.kafka = Stage::NotReached;
        })),
        [
            "no_bootstrap_server_connects: boot:9092 [high] connecting to port 9092: 10.0.0.1 does not answer",
            "bootstrap_connect_times_out: boot:9092 [high] connecting to port 9092: 10.0.0.1 does not answer",
            "bootstrap_fails: boot:9092 [high] connecting to port 9092: 10.0.0.1 does not answer",
        ]
    );
    let strange = |speaks: Speaks| {
        told(ends(|door| {
            door.kafka = failed(NoVersions::Broken { how: Fault::Closed { received: 0, reset: false } });
            door.speaks = Some(speaks);
        }))
    };
    let fails = "bootstrap_fails: boot:9092 [high] ApiVersions: the peer closed the connection";
    let mut http = strange(Speaks::Http { line: "HTTP/1.1 400 Bad Request".into() });
    http.retain(|line| !line.starts_with("bootstrap_fails"));
    assert_eq!(http, ["no_kafka_on_port: boot:9092 [high] it speaks HTTP (HTTP/1.1 400 Bad Request)"]);
    let mut secure = strange(Speaks::Tls { shown: Shown::default() });
    secure.retain(|line| !line.starts_with("bootstrap_fails"));
    assert_eq!(secure, ["tls_listener: boot:9092 [high] it speaks TLS"], "{fails}");
}

#[test]
fn one_entry_of_several_fails() {
    let mut dead = door("boot", None);
    dead.connect = failed(vec![Try { address: "10.0.0.1".parse().unwrap(), why: Unconnected::Refused }]);
    (dead.kafka, dead.metadata) = (Stage::NotReached, Stage::NotReached);
    assert_eq!(
        told(way(vec![dead, door("boot2", None)], both())),
        [
            "some_bootstrap_entry_fails: boot:9092 [medium] connecting to port 9092: 10.0.0.1 refuses, nothing listens there"
        ]
    );
}

#[test]
fn a_port_that_takes_connections_and_says_nothing() {
    let frozen = ends(|door| {
        let how = Fault::timed_out(std::time::Duration::from_secs(1), 0);
        door.kafka = failed(NoVersions::Broken { how });
        door.speaks = Some(Speaks::Nothing);
    });
    let mut lines = told(frozen);
    lines.retain(|line| !line.starts_with("bootstrap_fails"));
    assert_eq!(
        lines,
        ["bootstrap_takes_connections_in_silence: boot:9092 [high] ApiVersions: no answer within 1000 ms"]
    );
}

#[test]
fn ways_that_end_at_sasl() {
    let sasl = told(ends(|door| {
        door.metadata = failed(NoBrokers::Broken { how: Fault::Closed { received: 0, reset: false } });
        door.speaks = Some(Speaks::Kafka { tls: false, mechanisms: Some(vec!["PLAIN".into()]) });
    }));
    let names: Vec<&str> = sasl.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(names, ["bootstrap_fails", "closes_after_greeting", "sasl_listener"]);
    let asked = |offered| Offer { asked: "PLAIN".into(), offered, mechanisms: vec!["SCRAM-SHA-512".into()] };
    let mut other = ends(|door| (door.offer, door.login) = (passed(asked(false)), Stage::NotReached));
    other.protocol = Protocol::SaslPlaintext;
    assert_eq!(
        told(other),
        [
            "bootstrap_fails: boot:9092 [high] SaslHandshake PLAIN: error 33, it offers SCRAM-SHA-512",
            "mechanism_not_offered: boot:9092 [high] SaslHandshake PLAIN: error 33, it offers SCRAM-SHA-512",
        ]
    );
    let mut none = ends(|door| (door.offer, door.login) = (failed(NoOffer::NoSasl), Stage::NotReached));
    none.protocol = Protocol::SaslPlaintext;
    assert_eq!(
        told(none),
        [
            "bootstrap_fails: boot:9092 [high] SaslHandshake: error 34, the listener has no SASL",
            "listener_without_sasl: boot:9092 [high] error 34, the listener has no SASL",
        ]
    );
    let refused = NoLogin::Refused { code: 58, message: "Authentication failed".into(), token: None };
    let mut wrong = ends(|door| (door.offer, door.login) = (passed(asked(true)), failed(refused)));
    wrong.protocol = Protocol::SaslPlaintext;
    assert_eq!(
        told(wrong),
        ["bootstrap_fails", "login_refused", "password_refused"]
            .map(|name| format!("{name}: boot:9092 [high] SaslAuthenticate PLAIN: error 58, Authentication failed"))
    );
    let mut silent = ends(|door| (door.offer, door.login) = (passed(asked(true)), failed(NoLogin::NoPassword)));
    silent.protocol = Protocol::SaslPlaintext;
    assert_eq!(
        told(silent),
        [
            "bootstrap_fails: boot:9092 [high] SaslAuthenticate PLAIN: there is no password to send",
            "password_not_given: boot:9092 [high] there is no password to send",
        ]
    );
}

#[test]
fn stores_that_cannot_be_opened() {
    let mut stores = way(Vec::new(), Vec::new());
    let fault = Unusable { store: "ssl.truststore".into(), file: Some("ca.jks".into()), why: Why::WrongPassword };
    stores.stores = failed(fault);
    assert_eq!(
        told(stores),
        ["store_unusable", "store_password_wrong"].map(|name| format!(
            "{name}: ssl.truststore [high] ca.jks: the password does not fit, or the file was changed"
        ))
    );
}

#[test]
fn listeners_that_lead_elsewhere() {
    let with = |change: &dyn Fn(&mut Door)| {
        let mut listeners = both();
        change(&mut listeners[1]);
        told(way(vec![door("boot", None), door("boot2", None)], listeners))
    };
    assert_eq!(
        with(&|door| {
            door.resolve = failed(Unresolved::Unknown { why: "no such name".into() });
            door.connect = Stage::NotReached;
        }),
        [
            "advertised_name_unknown: broker 2 at b2:9092 [high] no such name",
            "advertised_address_fails: broker 2 at b2:9092 [high] the name b2: no such name",
            "some_brokers_reachable: broker 2 at b2:9092 [high] the name b2: no such name",
        ]
    );
    assert_eq!(
        with(&|door| door.address.host = "localhost".into()),
        ["advertised_loopback: broker 2 at localhost:9092 [high] localhost is this machine, not the broker's"]
    );
    assert_eq!(
        with(&|door| door.address.host = "b1".into()),
        [
            "two_brokers_one_address: broker 1 at b1:9092 [high] broker 2 advertises it as well",
            "two_brokers_one_address: broker 2 at b1:9092 [high] broker 1 advertises it as well",
        ]
    );
    let other = with(&|door| door.identity = failed(NoIdentity::OtherCluster { cluster_id: Some("x".into()) }));
    assert!(other.contains(&"other_cluster: broker 2 at b2:9092 [high] another cluster is there, x".to_string()));
}
