//! What is asked, and what is kept of the answers.

use std::collections::BTreeMap;

use super::script::{Script, text};
use super::{NOW_MS, look, look_at, not_read};
use crate::evidence::cluster::snapshot::{
    ClockOffset, Commit, Contact, GroupKind, GroupState, Member, Offsets, Setting, SettingSource, Snapshot, TimedOffset,
};
use crate::evidence::cluster::wire::Api;

#[test]
fn a_healthy_cluster_is_read_whole() {
    let sample = look(&Script::healthy(4, 1));
    assert_eq!(not_read(&sample), [] as [&str; 0]);
    assert_eq!(sample.cluster_id.as_deref(), Some("cluster"));
    assert_eq!((sample.zookeeper, sample.controller, sample.cluster_operations), (Some(false), Some(100), Some(8096)));
    let broker = &sample.brokers[&1];
    assert_eq!((broker.host.as_deref(), broker.listed, broker.fenced), (Some("b1"), true, Some(false)));
    assert_eq!(broker.contact, Contact::Answered);
    assert_eq!(broker.replica("orders", 3).map(|replica| replica.size), Some(100));

    let orders = sample.topic("orders").unwrap();
    assert_eq!(orders.partitions.iter().map(|partition| partition.id).collect::<Vec<_>>(), [0, 1, 2, 3]);
    let first = &orders.partitions[0];
    assert_eq!((first.leader, &first.replicas[..], first.elr.len()), (Some(1), &[1, 2][..], 0));
    let newest = Some(TimedOffset { offset: 9, timestamp_ms: -1 });
    let offsets = Offsets { earliest: Some(9), latest: Some(9), stable: Some(9), newest, retained: None };
    assert_eq!(first.offsets, Some(offsets));
    // The group has committed in epoch 2, and the leader is at 3.
    assert_eq!(first.epoch_ends, BTreeMap::from([(2, 5)]));

    let group = &sample.groups.as_ref().unwrap()["g0000"];
    assert_eq!((group.coordinator, group.state, group.committed_at_ms), (1, GroupState::Empty, Some(NOW_MS)));
    assert_eq!(group.commit("orders", 0), Some(Commit { offset: 7, epoch: 2 }));
    // Never committed is not offset -1, let alone 0.
    assert_eq!(group.commit("orders", 1), None);
    assert_eq!(sample.quorum.as_ref().unwrap().observers[0].fetched_ago_ms, Some(500));
    assert_eq!(sample.clocks[&100], ClockOffset { ahead_ms: 700, within_ms: sample.clocks[&100].within_ms });
}

#[test]
fn settings_are_kept_where_they_were_set_or_are_judged_and_secrets_never() {
    let settings = look(&Script::healthy(1, 0)).settings.unwrap();
    let of = |value: &str, source| Setting { value: Some(value.into()), source, sensitive: false };
    let secret = Setting { value: None, source: SettingSource::BrokerFile, sensitive: true };
    assert_eq!(
        settings.brokers[&1],
        BTreeMap::from([
            ("min.insync.replicas".to_string(), of("2", SettingSource::BrokerFile)),
            ("ssl.key.password".to_string(), secret.clone()),
            ("unclean.leader.election.enable".to_string(), of("false", SettingSource::Default)),
        ])
    );
    assert_eq!(
        settings.topics,
        BTreeMap::from([(
            "orders".to_string(),
            BTreeMap::from([("retention.ms".to_string(), of("1000", SettingSource::Topic))])
        )])
    );
    assert_eq!(
        settings.topic_defaults,
        Some(BTreeMap::from([
            ("ssl.key.password".to_string(), secret),
            ("unclean.leader.election.enable".to_string(), of("false", SettingSource::Default)),
        ]))
    );
}

#[test]
fn requests_grow_neither_with_partitions_nor_with_groups() {
    let requests = |partitions, groups| {
        let script = Script::healthy(partitions, groups);
        look(&script);
        script.asked()
    };
    let small = requests(4, 2);
    assert_eq!(requests(2000, 90), small);
    let names = |host: &str| small[host].join(" ");
    assert_eq!(
        names("boot"),
        "DescribeAcls DescribeClientQuotas DescribeCluster DescribeConfigs DescribeQuorum DescribeUserScramCredentials \
         ListPartitionReassignments Metadata"
    );
    assert_eq!(
        names("b1"),
        "DescribeConfigs DescribeGroups DescribeLogDirs ListGroups ListOffsets ListOffsets ListOffsets ListOffsets \
         ListTransactions OffsetFetch OffsetForLeaderEpoch"
    );
    assert_eq!(
        names("b2"),
        "DescribeConfigs DescribeLogDirs ListGroups ListOffsets ListOffsets ListOffsets ListOffsets ListTransactions"
    );
}

#[test]
fn eligible_leaders_are_asked_where_the_isr_has_shrunk() {
    use kafka_protocol::messages::*;
    let script = |isr: &[i32]| {
        let partition = metadata_response::MetadataResponsePartition::default()
            .with_leader_id(BrokerId(-1))
            .with_replica_nodes(vec![BrokerId(1), BrokerId(2)])
            .with_isr_nodes(isr.iter().copied().map(BrokerId).collect());
        let topic = metadata_response::MetadataResponseTopic::default()
            .with_name(Some(TopicName(text("orders"))))
            .with_partitions(vec![partition]);
        let eligible = describe_topic_partitions_response::DescribeTopicPartitionsResponsePartition::default()
            .with_eligible_leader_replicas(Some(vec![BrokerId(2)]))
            .with_last_known_elr(Some(vec![BrokerId(1)]));
        let page = describe_topic_partitions_response::DescribeTopicPartitionsResponseTopic::default()
            .with_name(Some(TopicName(text("orders"))))
            .with_partitions(vec![eligible]);
        Script::healthy(1, 0)
            .answers("boot", Api::Metadata, 11, &MetadataResponse::default().with_topics(vec![topic]))
            .answers(
                "boot",
                Api::DescribeTopicPartitions,
                0,
                &DescribeTopicPartitionsResponse::default().with_topics(vec![page]),
            )
            .feature("eligible.leader.replicas.version", 1)
    };
    let eligible = |isr: &[i32]| {
        let sample = look(&script(isr));
        let partition = sample.partition("orders", 0).unwrap().clone();
        (partition.leader, partition.elr, partition.last_known_elr)
    };
    assert_eq!(eligible(&[1]), (None, vec![2], vec![1]));
    assert_eq!(eligible(&[1, 2]), (None, vec![], vec![]));
}

#[test]
fn a_second_look_asks_only_for_what_changes() {
    let script = Script::healthy(4, 2);
    let first = Snapshot { samples: vec![look(&script)], ..Snapshot::default() };
    script.asked();
    let second = look_at(&script, NOW_MS + 5000, &first);
    let asked = script.asked();
    assert_eq!(asked["boot"].join(" "), "DescribeCluster DescribeQuorum ListPartitionReassignments Metadata");
    assert_eq!(
        asked["b2"].join(" "),
        "DescribeLogDirs ListGroups ListOffsets ListOffsets ListOffsets ListTransactions"
    );
    assert_eq!((second.settings.is_none(), second.acls.is_none(), not_read(&second).len()), (true, true, 0));
    let both = Snapshot { samples: vec![first.samples[0].clone(), second], ..Snapshot::default() };
    assert!(both.settings().is_some_and(|settings| settings.brokers.len() == 2));
}

#[test]
fn share_groups_are_told_with_their_members() {
    use kafka_protocol::messages::*;
    let listed = |id: &str| {
        list_groups_response::ListedGroup::default()
            .with_group_id(GroupId(text(id)))
            .with_protocol_type(text("share"))
            .with_group_state(text("Stable"))
            .with_group_type(text("share"))
    };
    let member = share_group_describe_response::Member::default()
        .with_member_id(text("m"))
        .with_client_id(text("c"))
        .with_member_epoch(3)
        .with_subscribed_topic_names(vec![TopicName(text("orders"))]);
    let jobs = share_group_describe_response::DescribedGroup::default()
        .with_group_id(GroupId(text("jobs")))
        .with_group_state(text("Stable"))
        .with_members(vec![member]);
    let secret = share_group_describe_response::DescribedGroup::default()
        .with_group_id(GroupId(text("secret")))
        .with_error_code(30);
    let list = ListGroupsResponse::default().with_groups(vec![listed("jobs"), listed("secret")]);
    let script = Script::healthy(1, 0).answers("b1", Api::ListGroups, 5, &list);
    let described = ShareGroupDescribeResponse::default().with_groups(vec![jobs, secret]);
    let sample = look(&script.clone().answers("b1", Api::ShareGroupDescribe, 1, &described));
    let jobs = &sample.groups.as_ref().unwrap()["jobs"];
    assert_eq!((jobs.kind, jobs.state, &jobs.committed), (GroupKind::Share, GroupState::Stable, &None));
    let member = Member {
        id: "m".into(),
        client_id: "c".into(),
        epoch: Some(3),
        subscribed: Some(vec!["orders".into()]),
        assigned: Some(BTreeMap::new()),
        ..Member::default()
    };
    assert_eq!(jobs.members, Some(vec![member]));
    let refused = "members of groups: secret; refused (error 30); ACL: --operation Describe --group '*'";
    assert_eq!(not_read(&sample), [refused]);
    let not_spoken = "members of groups: jobs, secret; the brokers do not speak it; Kafka 4.1 or later";
    assert_eq!(not_read(&look(&script)), [not_spoken]);
}
