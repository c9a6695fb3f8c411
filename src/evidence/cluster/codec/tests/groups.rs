//! Groups and what they have committed.

use ::bytes::Bytes;
use kafka_protocol::messages::*;

use super::super::*;
use super::{answer, text};

#[test]
fn lists_are_read_in_both_versions() {
    use list_groups_response::*;
    for version in groups::LIST_VERSIONS {
        let mut group = ListedGroup::default()
            .with_group_id(GroupId(text("billing")))
            .with_protocol_type(text("consumer"))
            .with_group_state(text("Stable"));
        if version >= 5 {
            group.group_type = text("share");
        }
        let body = ListGroupsResponse::default().with_error_code(15).with_groups(vec![group]);
        let group = groups::Group {
            id: "billing".into(),
            protocol_type: "consumer".into(),
            state: "Stable".into(),
            kind: (version >= 5).then(|| "share".into()),
        };
        let read = groups::read_list(version, &answer(version, &body));
        assert_eq!(read, Ok(groups::Listed { error: 15, groups: vec![group] }));
    }
}

/// The client's own formats, with the version in front.
fn of_consumer<M: kafka_protocol::protocol::Encodable>(version: i16, message: &M) -> Bytes {
    Bytes::from([version.to_be_bytes().to_vec(), answer(version, message)].concat())
}

#[test]
fn classic_groups_are_read_with_what_members_say() {
    use consumer_protocol_assignment::ConsumerProtocolAssignment;
    use consumer_protocol_subscription::ConsumerProtocolSubscription;
    use describe_groups_response::*;
    let given = consumer_protocol_assignment::TopicPartition::default()
        .with_topic(TopicName(text("orders")))
        .with_partitions(vec![0, 2]);
    let owned = consumer_protocol_subscription::TopicPartition::default().with_topic(TopicName(text("orders")));
    for (subscription_version, assignment_version) in [(0, 0), (1, 1), (3, 3)] {
        let mut subscription = ConsumerProtocolSubscription::default().with_topics(vec![text("orders"), text("pay")]);
        if subscription_version >= 1 {
            subscription.owned_partitions = vec![owned.clone()];
        }
        let assignment = ConsumerProtocolAssignment::default().with_assigned_partitions(vec![given.clone()]);
        let member = DescribedGroupMember::default()
            .with_member_id(text("m-1"))
            .with_group_instance_id(Some(text("i")))
            .with_client_id(text("c"))
            .with_client_host(text("/10.0.0.7"))
            .with_member_metadata(of_consumer(subscription_version, &subscription))
            .with_member_assignment(of_consumer(assignment_version, &assignment));
        let waiting = DescribedGroupMember::default().with_member_id(text("m-2"));
        let broken = DescribedGroupMember::default()
            .with_member_id(text("m-3"))
            .with_member_metadata(Bytes::from_static(b"\0\0\x7f\xff\xff\xff"))
            .with_member_assignment(Bytes::from_static(b"\0"));
        let group = DescribedGroup::default()
            .with_group_id(GroupId(text("billing")))
            .with_group_state(text("Stable"))
            .with_protocol_type(text("consumer"))
            .with_protocol_data(text("range"))
            .with_members(vec![member, waiting, broken]);
        let connect = DescribedGroup::default()
            .with_error_code(30)
            .with_group_id(GroupId(text("connect")))
            .with_protocol_type(text("connect"))
            .with_members(vec![
                DescribedGroupMember::default()
                    .with_member_metadata(of_consumer(0, &subscription.clone().with_owned_partitions(vec![]))),
            ]);
        let body = DescribeGroupsResponse::default().with_groups(vec![group, connect]);
        let nobody = |id: &str| groups::Member {
            id: id.into(),
            instance: None,
            client_id: String::new(),
            host: String::new(),
            subscribed: None,
            assigned: None,
        };
        let member = groups::Member {
            instance: Some("i".into()),
            client_id: "c".into(),
            host: "/10.0.0.7".into(),
            subscribed: Some(vec!["orders".into(), "pay".into()]),
            assigned: Some(vec![("orders".into(), vec![0, 2])]),
            ..nobody("m-1")
        };
        let billing = groups::Described {
            error: 0,
            id: "billing".into(),
            state: "Stable".into(),
            assignor: "range".into(),
            members: vec![member, nobody("m-2"), nobody("m-3")],
        };
        let connect = groups::Described {
            error: 30,
            id: "connect".into(),
            state: String::new(),
            assignor: String::new(),
            members: vec![nobody("")],
        };
        let read = groups::read_described(&answer(groups::DESCRIBE_VERSION, &body));
        assert_eq!(read, Ok(vec![billing, connect]));
    }
}

#[test]
fn consumer_groups_are_read() {
    use consumer_group_describe_response::*;
    let at = |partitions: &[i32]| {
        let topic =
            TopicPartitions::default().with_topic_name(TopicName(text("orders"))).with_partitions(partitions.to_vec());
        Assignment::default().with_topic_partitions(vec![topic])
    };
    let member = Member::default()
        .with_member_id(text("m"))
        .with_rack_id(Some(text("r")))
        .with_member_epoch(7)
        .with_client_id(text("c"))
        .with_client_host(text("/10.0.0.7"))
        .with_subscribed_topic_names(vec![TopicName(text("orders"))])
        .with_assignment(at(&[0, 1]))
        .with_target_assignment(at(&[0]));
    let group = DescribedGroup::default()
        .with_group_id(GroupId(text("billing")))
        .with_group_state(text("Reconciling"))
        .with_group_epoch(8)
        .with_assignment_epoch(8)
        .with_assignor_name(text("uniform"))
        .with_members(vec![member]);
    let body = ConsumerGroupDescribeResponse::default().with_groups(vec![group]);
    let member = read_member(Some(vec![("orders".into(), vec![0])]));
    let group = consumer_groups::Group {
        error: 0,
        id: "billing".into(),
        state: "Reconciling".into(),
        epoch: 8,
        assignment_epoch: 8,
        assignor: "uniform".into(),
        members: vec![member],
    };
    let protocol = consumer_groups::Protocol::Consumer;
    assert_eq!(consumer_groups::read(protocol, &answer(protocol.version(), &body)), Ok(vec![group]));
}

/// The member of both kinds of groups, as it is read.
fn read_member(target: Option<Vec<(String, Vec<i32>)>>) -> consumer_groups::Member {
    consumer_groups::Member {
        id: "m".into(),
        instance: None,
        epoch: 7,
        client_id: "c".into(),
        host: "/10.0.0.7".into(),
        subscribed: vec!["orders".into()],
        assigned: vec![("orders".into(), vec![0, 1])],
        target,
    }
}

#[test]
fn share_groups_are_read() {
    use share_group_describe_response::*;
    let topic = TopicPartitions::default().with_topic_name(TopicName(text("orders"))).with_partitions(vec![0, 1]);
    let member = Member::default()
        .with_member_id(text("m"))
        .with_rack_id(Some(text("r")))
        .with_member_epoch(7)
        .with_client_id(text("c"))
        .with_client_host(text("/10.0.0.7"))
        .with_subscribed_topic_names(vec![TopicName(text("orders"))])
        .with_assignment(Assignment::default().with_topic_partitions(vec![topic]));
    let group = DescribedGroup::default()
        .with_group_id(GroupId(text("jobs")))
        .with_group_state(text("Stable"))
        .with_group_epoch(8)
        .with_assignment_epoch(8)
        .with_assignor_name(text("simple"))
        .with_members(vec![member]);
    let body = ShareGroupDescribeResponse::default().with_groups(vec![group]);
    let member = read_member(None);
    let group = consumer_groups::Group {
        error: 0,
        id: "jobs".into(),
        state: "Stable".into(),
        epoch: 8,
        assignment_epoch: 8,
        assignor: "simple".into(),
        members: vec![member],
    };
    let protocol = consumer_groups::Protocol::Share;
    assert_eq!(consumer_groups::read(protocol, &answer(protocol.version(), &body)), Ok(vec![group]));
}

#[test]
fn commits_are_read_in_both_versions() {
    use offset_fetch_response::*;
    let commit = offset_fetch::Commit { partition: 3, offset: 17, epoch: 4, error: 0 };
    let topics = vec![("orders".to_string(), vec![commit])];

    let partition = OffsetFetchResponsePartition::default()
        .with_partition_index(3)
        .with_committed_offset(17)
        .with_committed_leader_epoch(4)
        .with_metadata(Some(text("who knows")));
    let topic =
        OffsetFetchResponseTopic::default().with_name(TopicName(text("orders"))).with_partitions(vec![partition]);
    let one = OffsetFetchResponse::default().with_topics(vec![topic]).with_error_code(16);
    let read = offset_fetch::read(7, &answer(7, &one));
    assert_eq!(read.as_ref().map(|groups| &groups[0].topics), Ok(&topics));
    assert_eq!(read.map(|groups| (groups.len(), groups[0].error, groups[0].id.clone())), Ok((1, 16, None)));

    let partition = OffsetFetchResponsePartitions::default()
        .with_partition_index(3)
        .with_committed_offset(17)
        .with_committed_leader_epoch(4);
    let topic =
        OffsetFetchResponseTopics::default().with_name(TopicName(text("orders"))).with_partitions(vec![partition]);
    let group = OffsetFetchResponseGroup::default().with_group_id(GroupId(text("billing"))).with_topics(vec![topic]);
    let refused = OffsetFetchResponseGroup::default().with_group_id(GroupId(text("x"))).with_error_code(30);
    let many = OffsetFetchResponse::default().with_groups(vec![group, refused]);
    assert_eq!(
        offset_fetch::read(8, &answer(8, &many)),
        Ok(vec![
            offset_fetch::Group { id: Some("billing".into()), error: 0, topics },
            offset_fetch::Group { id: Some("x".into()), error: 30, topics: vec![] },
        ])
    );
}
