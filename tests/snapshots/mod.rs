//! Snapshots for tests, built so that they read as prose: a cluster of three brokers, and what can happen to it.

use std::collections::BTreeMap;

use kafka_doctor::evidence::cluster::settings::Protocol;
use kafka_doctor::evidence::cluster::snapshot::*;
use kafka_doctor::evidence::cluster::way_in::{Stage, WayIn};

/// 2026-01-01, milliseconds.
const START: i64 = 1_767_225_600_000;

/// Three brokers, the topic `orders` with three partitions on all of them, the group `billing` at its ends. Two looks.
pub fn healthy() -> Snapshot {
    changed(|_, _| {})
}

/// Broker 3 is gone, and took the only copy of `single-0` with it.
pub fn broker_gone() -> Snapshot {
    changed(|_, sample| {
        let gone = sample.brokers.get_mut(&3).unwrap();
        (gone.listed, gone.fenced, gone.contact) = (false, Some(true), Contact::NotTried);
        (gone.log_dirs, gone.offsets_at_ms, gone.release) = (None, None, None);
        for partition in partitions(sample) {
            partition.isr.retain(|id| *id != 3);
            partition.offline = vec![3];
            if partition.leader == Some(3) {
                partition.leader = Some(1);
            }
        }
        let lost = Partition {
            leader: None,
            error: Some(5),
            replicas: vec![3],
            isr: Vec::new(),
            offline: vec![3],
            offsets: None,
            ..partition(0, 3)
        };
        let topic = Topic { id: Some("id of single".into()), partitions: vec![lost], ..Topic::default() };
        sample.topics.as_mut().unwrap().insert("single".into(), topic);
    })
}

/// Broker 3 answers the first look and has died before the second; it stays listed for nine seconds.
pub fn broker_dies() -> Snapshot {
    changed_at(&[0, 2, 6], |number, sample| {
        if number > 0 {
            let why = "connecting to port 9092: 10.0.0.3 refuses, nothing listens there";
            let dead = sample.brokers.get_mut(&3).unwrap();
            dead.contact = Contact::Unreachable(why.into());
            (dead.log_dirs, dead.offsets_at_ms, dead.release) = (None, None, None);
        }
    })
}

/// Broker 3 came back: it is there, and what it lacks gets less.
pub fn healing() -> Snapshot {
    changed(|number, sample| {
        for partition in partitions(sample).iter_mut().skip(number) {
            partition.isr.retain(|id| *id != 3);
        }
    })
}

/// The group falls behind, more and more.
pub fn lag() -> Snapshot {
    changed_at(&[0, 5, 15], |number, sample| {
        for partition in partitions(sample) {
            let ends = partition.offsets.as_mut().unwrap();
            let end = 40_000_000 + 500_000 * number as i64;
            (ends.latest, ends.stable) = (Some(end), Some(end));
        }
        let commits = sample.groups.as_mut().unwrap().get_mut("billing").unwrap().committed.as_mut().unwrap();
        for commit in commits.get_mut("orders").unwrap().values_mut() {
            commit.offset += 1_000 * number as i64;
        }
    })
}

/// The user may describe topics, and nothing else.
pub fn not_allowed() -> Snapshot {
    changed(|_, sample| {
        sample.groups = None;
        (sample.quotas, sample.scram_users, sample.acls, sample.reassignments) = (None, None, None, None);
        sample.brokers.values_mut().for_each(|broker| broker.log_dirs = None);
        let acl = |operation: &str, resource: &str| Need::Acl(operation.into(), resource.into());
        sample.not_read = vec![
            NotRead::new(Part::Groups, Why::PerhapsHidden, acl("Describe", "--cluster")),
            NotRead::of(Part::LogDirs, &[1, 2, 3], Why::Refused(31), acl("Describe", "--cluster")),
        ];
    })
}

fn changed(change: impl Fn(usize, &mut Sample)) -> Snapshot {
    changed_at(&[0, 5], change)
}

/// Looks at so many seconds, each changed by its number.
fn changed_at(seconds: &[i64], change: impl Fn(usize, &mut Sample)) -> Snapshot {
    let mut samples: Vec<Sample> = seconds.iter().map(|at| look(*at)).collect();
    samples.iter_mut().enumerate().for_each(|(number, sample)| change(number, sample));
    Snapshot { samples, ..Snapshot::default() }
}

fn partitions(sample: &mut Sample) -> &mut Vec<Partition> {
    &mut sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions
}

fn look(at: i64) -> Sample {
    let at_ms = START + at * 1000;
    let partitions = (0..3).map(|id| partition(id, id + 1)).collect();
    let orders = Topic { id: Some("id of orders".into()), partitions, ..Topic::default() };
    let commits = (0..3).map(|id| (id, Commit { offset: 1_000, epoch: 0 })).collect();
    let assigned = Some(BTreeMap::from([("orders".to_string(), vec![0, 1, 2])]));
    let member = Member { id: "m".into(), client_id: "app".into(), host: "/b9".into(), assigned, ..Member::default() };
    let billing = Group {
        coordinator: 1,
        kind: GroupKind::Classic,
        protocol_type: "consumer".into(),
        state: GroupState::Stable,
        assignor: Some("range".into()),
        epoch: None,
        assignment_epoch: None,
        members: Some(vec![member]),
        committed: Some(BTreeMap::from([("orders".to_string(), commits)])),
        committed_at_ms: Some(at_ms),
    };
    Sample {
        at_ms,
        way_in: Some(WayIn {
            protocol: Protocol::Plaintext,
            mechanism: None,
            stores: Stage::NotNeeded,
            bootstrap: Vec::new(),
            listeners: Vec::new(),
        }),
        cluster_id: Some("abc".into()),
        zookeeper: Some(false),
        controller: Some(100),
        brokers: (1..=3).map(|id| (id, broker(id, at_ms))).collect(),
        topics: Some(BTreeMap::from([("orders".to_string(), orders)])),
        groups: Some(BTreeMap::from([("billing".to_string(), billing)])),
        settings: Some(Settings { topic_defaults: Some(BTreeMap::new()), ..Settings::default() }),
        transactions: Some(Vec::new()),
        reassignments: Some(Vec::new()),
        quotas: Some(Vec::new()),
        scram_users: Some(Vec::new()),
        acls: Some(Acls::NoAuthorizer),
        ..Sample::default()
    }
}

fn partition(id: i32, leader: i32) -> Partition {
    let replicas: Vec<i32> = (0..3).map(|at| (leader - 1 + at) % 3 + 1).collect();
    let ends = Offsets { earliest: Some(0), latest: Some(1_000), stable: Some(1_000), ..Offsets::default() };
    Partition { id, leader: Some(leader), isr: replicas.clone(), replicas, offsets: Some(ends), ..Partition::default() }
}

fn broker(id: i32, at_ms: i64) -> Broker {
    let replicas = (0..3).map(|partition| ReplicaOnDisk { partition, size: 4_000, lag: 0, future: false }).collect();
    let dir = LogDir {
        path: "/data".into(),
        error: None,
        total_bytes: Some(100 << 30),
        usable_bytes: Some(60 << 30),
        replicas: Some(BTreeMap::from([("orders".to_string(), replicas)])),
    };
    Broker {
        host: Some(format!("b{id}")),
        port: Some(9092),
        listed: true,
        fenced: Some(false),
        contact: Contact::Answered,
        release: Some("4.3".into()),
        log_dirs: Some(vec![dir]),
        offsets_at_ms: Some(at_ms),
        ..Broker::default()
    }
}
