//! What changed and what did not, as data.

use std::collections::BTreeMap;

use super::{Change, diff};
use crate::evidence::cluster::snapshot::{
    Acl, Acls, Broker, Commit, Contact, Group, GroupKind, GroupState, LogDir, Offsets, Partition, Sample, Setting,
    SettingSource, Settings, Snapshot, Topic,
};

fn snapshot(sample: Sample) -> Snapshot {
    Snapshot { samples: vec![sample], ..Snapshot::default() }
}

fn told(before: &Snapshot, after: &Snapshot) -> Vec<String> {
    let text = |value: Option<String>| value.unwrap_or_else(|| "-".into());
    let line = |change: Change| {
        format!("{:?} {} {}: {} > {}", change.of, change.name, change.what, text(change.before), text(change.after))
    };
    diff(before, after).into_iter().map(line).collect()
}

fn setting(value: &str) -> Setting {
    Setting { value: Some(value.into()), source: SettingSource::Topic, sensitive: false }
}

fn before() -> Sample {
    let volume = |usable| LogDir {
        path: "/data".into(),
        total_bytes: Some(1000),
        usable_bytes: Some(usable),
        ..LogDir::default()
    };
    let broker = Broker {
        host: Some("b1".into()),
        port: Some(9092),
        listed: true,
        contact: Contact::Answered,
        release: Some("3.9".into()),
        log_dirs: Some(vec![volume(400)]),
        ..Broker::default()
    };
    let partition = Partition {
        leader: Some(1),
        replicas: vec![1, 2],
        isr: vec![1, 2],
        offsets: Some(Offsets { latest: Some(10), ..Offsets::default() }),
        ..Partition::default()
    };
    let group = Group {
        coordinator: 1,
        kind: GroupKind::Classic,
        protocol_type: "consumer".into(),
        state: GroupState::Stable,
        assignor: None,
        epoch: None,
        assignment_epoch: None,
        members: Some(Vec::new()),
        committed: Some(BTreeMap::from([("orders".into(), BTreeMap::from([(0, Commit { offset: 8, epoch: 0 })]))])),
        committed_at_ms: None,
    };
    let settings = Settings {
        topic_defaults: Some(BTreeMap::from([("retention.ms".into(), setting("604800000"))])),
        topics: BTreeMap::from([("orders".into(), BTreeMap::from([("retention.ms".into(), setting("1000"))]))]),
        ..Settings::default()
    };
    Sample {
        cluster_id: Some("id".into()),
        controller: Some(100),
        features: BTreeMap::from([("metadata.version".into(), 21)]),
        brokers: BTreeMap::from([(1, broker.clone()), (2, broker)]),
        topics: Some(BTreeMap::from([
            ("old".into(), Topic::default()),
            ("orders".into(), Topic { partitions: vec![partition], ..Topic::default() }),
        ])),
        settings: Some(settings),
        groups: Some(BTreeMap::from([("billing".into(), group)])),
        acls: Some(Acls::NoAuthorizer),
        ..Sample::default()
    }
}

#[test]
fn nothing_changes_by_itself() {
    let mut after = before();
    after.at_ms += 60_000;
    // Not read is no change, and neither is half a percent of a volume.
    after.quorum = None;
    after.groups = None;
    after.settings = None;
    for broker in after.brokers.values_mut() {
        broker.log_dirs.as_mut().unwrap()[0].usable_bytes = Some(395);
    }
    assert_eq!(told(&snapshot(before()), &snapshot(after)), [] as [&str; 0]);
}

#[test]
fn everything_that_changed_is_told_once() {
    let mut after = before();
    after.controller = Some(101);
    after.features.insert("metadata.version".into(), 25);
    let broker = after.brokers.get_mut(&2).unwrap();
    (broker.listed, broker.release) = (false, Some("4.0".into()));
    broker.contact = Contact::Unreachable("refused".into());
    broker.log_dirs.as_mut().unwrap()[0].usable_bytes = Some(300);
    let topics = after.topics.as_mut().unwrap();
    topics.remove("old");
    topics.insert("new".into(), Topic::default());
    let partition = &mut topics.get_mut("orders").unwrap().partitions[0];
    (partition.leader, partition.isr) = (None, vec![]);
    partition.offsets = Some(Offsets { latest: Some(30), ..Offsets::default() });
    after.settings.as_mut().unwrap().topics.clear();
    let group = after.groups.as_mut().unwrap().get_mut("billing").unwrap();
    group.state = GroupState::Empty;
    let acl = Acl {
        resource: "topic".into(),
        name: "orders".into(),
        pattern: "literal".into(),
        principal: "User:a".into(),
        host: "*".into(),
        operation: "Read".into(),
        permission: "Deny".into(),
    };
    after.acls = Some(Acls::Bindings(vec![acl]));
    assert_eq!(
        told(&snapshot(before()), &snapshot(after)),
        [
            "Cluster  controller: 100 > 101",
            "Cluster  metadata.version: 21 > 25",
            "Broker 2 listed: true > false",
            "Broker 2 contact: answered > unreachable",
            "Broker 2 release: 3.9 > 4.0",
            "LogDir 2:/data usable bytes: 400 > 300",
            "Topic new : - > there",
            "Topic old : there > -",
            "Partition orders-0 leader: 1 > -",
            "Partition orders-0 isr: 1,2 > -",
            "Group billing state: Stable > Empty",
            "Group billing lag: 2 > 22",
            "Topic orders retention.ms: 1000 > -",
            "Acl Deny User:a Read on literal topic orders from * : - > there",
        ]
    );
}

#[test]
fn only_the_order_of_replicas_means_something() {
    let ordered = |replicas: [i32; 2], isr: [i32; 2]| {
        let mut sample = before();
        let partition = &mut sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions[0];
        (partition.replicas, partition.isr) = (replicas.into(), isr.into());
        snapshot(sample)
    };
    assert_eq!(told(&ordered([1, 2], [1, 2]), &ordered([1, 2], [2, 1])), [] as [&str; 0]);
    assert_eq!(told(&ordered([1, 2], [1, 2]), &ordered([2, 1], [1, 2])), ["Partition orders-0 replicas: 1,2 > 2,1"]);
}

#[test]
fn commits_that_are_gone_are_told() {
    let mut after = before();
    after.groups.as_mut().unwrap().get_mut("billing").unwrap().committed = Some(BTreeMap::new());
    assert_eq!(
        told(&snapshot(before()), &snapshot(after)),
        ["Group billing lag: 2 > 0", "Group billing commit of orders-0: 8 > -"]
    );
}
