//! Files round-trip; what is left out of them stands for what it should.

use std::collections::BTreeMap;

use super::*;
use crate::case::NotChecked;
use crate::evidence::cluster::wire::Fault;

fn sample() -> Sample {
    let broker = Broker {
        host: Some("b1".into()),
        port: Some(9092),
        listed: true,
        contact: Contact::Answered,
        release: Some("4.3".into()),
        apis: vec![Api { key: 18, min: 0, max: 4 }],
        log_dirs: Some(vec![LogDir {
            path: "/data".into(),
            total_bytes: Some(100),
            usable_bytes: Some(40),
            replicas: Some(BTreeMap::from([(
                "orders".into(),
                vec![
                    ReplicaOnDisk { partition: 0, size: 60, lag: 0, future: false },
                    ReplicaOnDisk { partition: 0, size: 7, lag: 3, future: true },
                ],
            )])),
            ..LogDir::default()
        }]),
        ..Broker::default()
    };
    let lost =
        Broker { contact: Contact::Lost(Fault::timed_out(std::time::Duration::from_secs(10), 3)), ..Broker::default() };
    let offsets = Offsets {
        earliest: Some(0),
        latest: Some(12),
        stable: Some(9),
        newest: Some(TimedOffset { offset: 11, timestamp_ms: 1_700_000_000_000 }),
        retained: None,
    };
    let partition = Partition {
        id: 0,
        leader: Some(1),
        replicas: vec![1, 2],
        isr: vec![1],
        offsets: Some(offsets),
        ..Default::default()
    };
    let group = Group {
        coordinator: 1,
        kind: GroupKind::Classic,
        protocol_type: "consumer".into(),
        state: GroupState::Stable,
        assignor: Some("range".into()),
        epoch: None,
        assignment_epoch: None,
        members: Some(vec![Member { id: "m".into(), host: "/10.0.0.7".into(), ..Member::default() }]),
        committed: Some(BTreeMap::from([("orders".into(), BTreeMap::from([(0, Commit { offset: 8, epoch: 4 })]))])),
        committed_at_ms: Some(5),
    };
    let quota = Quota {
        entity: BTreeMap::from([("user".into(), None)]),
        limits: BTreeMap::from([("producer_byte_rate".into(), 1024.5)]),
    };
    Sample {
        at_ms: 5,
        took_ms: 7,
        cluster_id: Some("MkU3OEVBNTcwNTJENDM2Qg".into()),
        brokers: BTreeMap::from([(1, broker), (2, lost)]),
        topics: Some(BTreeMap::from([("orders".into(), Topic { partitions: vec![partition], ..Topic::default() })])),
        groups: Some(BTreeMap::from([("billing".into(), group)])),
        quotas: Some(vec![quota]),
        acls: Some(Acls::NoAuthorizer),
        clocks: BTreeMap::from([(100, ClockOffset { ahead_ms: -4, within_ms: 6 })]),
        not_read: vec![NotRead::new(Part::Quorum, Why::Refused(31), Need::Acl("Describe".into(), "--cluster".into()))],
        ..Sample::default()
    }
}

fn written(snapshot: &Snapshot, dir: &tempfile::TempDir, name: &str) -> std::path::PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, snapshot.to_json()).unwrap();
    path
}

#[test]
fn files_round_trip_and_older_looks_come_first() {
    let dir = tempfile::tempdir().unwrap();
    let late = Snapshot { samples: vec![Sample { at_ms: 9, ..sample() }], ..Snapshot::default() };
    let early = Snapshot { samples: vec![sample()], ..Snapshot::default() };
    let both = Snapshot::load(&[written(&late, &dir, "late"), written(&early, &dir, "early")]).unwrap();
    assert_eq!(both.samples, [sample(), Sample { at_ms: 9, ..sample() }]);
    assert_eq!(both.before(), Some(&sample()));

    let foreign = Sample { cluster_id: Some("other".into()), ..sample() };
    let foreign = written(&Snapshot { samples: vec![foreign], ..Snapshot::default() }, &dir, "foreign");
    let error = Snapshot::load(&[written(&early, &dir, "early"), foreign]).unwrap_err();
    assert_eq!(error.message, "the snapshots are of two clusters: MkU3OEVBNTcwNTJENDM2Qg and other");
}

#[test]
fn broken_files_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s.json");
    let told = |text: &str| {
        std::fs::write(&path, text).unwrap();
        Snapshot::load(&[&path]).unwrap_err().message.replace(&path.display().to_string(), "FILE")
    };
    assert_eq!(told(r#"{"version":2,"news":1}"#), "FILE is a snapshot of version 2; this kafka-doctor reads version 1");
    assert!(told("{}").starts_with("FILE is not a snapshot: missing field `version`"));
    assert!(told(r#"{"version":1,"samples":[],"more":1}"#).starts_with("FILE is not a snapshot: unknown field `more`"));
}

#[test]
fn the_file_leaves_out_what_is_not_known() {
    let json = Snapshot { samples: vec![sample()], ..Snapshot::default() }.to_json();
    let part = |from: &str, to: &str| {
        let start = json.find(from).unwrap();
        json[start..start + json[start..].find(to).unwrap()].to_string()
    };
    assert_eq!(
        part("\"topics\"", ",\"groups\""),
        r#""topics":{"orders":{"partitions":[{"id":0,"leader":1,"epoch":0,"replicas":[1,2],"isr":[1],"offsets":{"earliest":0,"latest":12,"stable":9,"newest":[11,1700000000000]}}]}}"#
    );
    assert_eq!(part("\"replicas\":{", "}]"), r#""replicas":{"orders":[[0,60,0],[0,7,3,true]]}"#);
}

#[test]
fn what_is_missing_reads_as_a_sentence() {
    let topics: Vec<String> = (0..30).map(|number| format!("t{number}")).collect();
    let need = Need::Acl("Read".into(), "--topic".into());
    let told: NotChecked = (&NotRead::of(Part::Producers, &topics[..22], Why::Refused(29), need)).into();
    assert_eq!(
        told,
        NotChecked {
            what: "producers of partitions: t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15, t16, t17, \
                   t18, t19 and 2 more"
                .into(),
            why: "refused (error 29)".into(),
            needs: "ACL: --operation Read --topic".into(),
        }
    );
}

#[test]
fn topics_inherit_what_they_do_not_set() {
    let setting = |value: &str, source| Setting { value: Some(value.into()), source, sensitive: false };
    let settings = Settings {
        topic_defaults: Some(BTreeMap::from([("retention.ms".into(), setting("604800000", SettingSource::Default))])),
        topics: BTreeMap::from([(
            "orders".into(),
            BTreeMap::from([("retention.ms".into(), setting("1000", SettingSource::Topic))]),
        )]),
        ..Settings::default()
    };
    let retention = |topic| settings.topic(topic, "retention.ms").and_then(Setting::number);
    assert_eq!((retention("orders"), retention("billing")), (Some(1000), Some(604_800_000)));
    assert_eq!(settings.topic("orders", "segment.ms"), None);
}
