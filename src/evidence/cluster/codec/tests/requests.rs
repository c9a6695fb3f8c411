//! What we send is what Kafka reads.

use kafka_protocol::messages::*;
use uuid::Uuid;

use super::super::*;
use super::{asked, text};

#[test]
fn metadata_asks_for_all_or_some_and_creates_nothing() {
    let quiet = |topics| MetadataRequest::default().with_topics(topics).with_allow_auto_topic_creation(false);
    assert_eq!(asked::<MetadataRequest>(&metadata::request(None)), quiet(None));
    let named = metadata_request::MetadataRequestTopic::default().with_name(Some(TopicName(text("orders"))));
    assert_eq!(named.topic_id, Uuid::nil());
    assert_eq!(asked::<MetadataRequest>(&metadata::request(Some(&["orders"]))), quiet(Some(vec![named])));
}

#[test]
fn clusters_tell_our_rights_and_fenced_brokers() {
    for version in cluster::VERSIONS {
        let expected = DescribeClusterRequest::default()
            .with_include_cluster_authorized_operations(true)
            .with_endpoint_type(1)
            .with_include_fenced_brokers(version >= 2);
        assert_eq!(asked::<DescribeClusterRequest>(&cluster::request(version)), expected);
    }
}

#[test]
fn settings_are_asked_without_synonyms() {
    let resource = describe_configs_request::DescribeConfigsResource::default()
        .with_resource_type(2)
        .with_resource_name(text("orders"))
        .with_configuration_keys(None);
    let expected = DescribeConfigsRequest::default().with_resources(vec![resource]);
    assert_eq!(asked::<DescribeConfigsRequest>(&configs::request(configs::Kind::Topic, &["orders"])), expected);
    assert_eq!((configs::Kind::Broker as i8, configs::Kind::Group as i8), (4, 32));
}

#[test]
fn log_dirs_are_asked_for_everything() {
    for version in log_dirs::VERSIONS {
        let request: DescribeLogDirsRequest = asked(&log_dirs::request(version));
        assert_eq!(request, DescribeLogDirsRequest::default().with_topics(None));
    }
}

#[test]
fn groups_are_listed_and_described() {
    for version in groups::LIST_VERSIONS {
        assert_eq!(asked::<ListGroupsRequest>(&groups::list(version)), ListGroupsRequest::default());
    }
    let ids = || vec![GroupId(text("billing")), GroupId(text("search"))];
    let classic = DescribeGroupsRequest::default().with_groups(ids());
    assert_eq!(asked::<DescribeGroupsRequest>(&groups::describe(&["billing", "search"])), classic);
    let consumer = ConsumerGroupDescribeRequest::default().with_group_ids(ids());
    let call = |protocol| consumer_groups::request(protocol, &["billing", "search"]);
    assert_eq!(asked::<ConsumerGroupDescribeRequest>(&call(consumer_groups::Protocol::Consumer)), consumer);
    let share = ShareGroupDescribeRequest::default().with_group_ids(ids());
    assert_eq!(asked::<ShareGroupDescribeRequest>(&call(consumer_groups::Protocol::Share)), share);
}

#[test]
fn commits_are_asked_of_one_group_or_many() {
    let one = OffsetFetchRequest::default().with_group_id(GroupId(text("billing"))).with_topics(None);
    assert_eq!(asked::<OffsetFetchRequest>(&offset_fetch::request(7, &["billing"])), one);
    let group = |id| {
        offset_fetch_request::OffsetFetchRequestGroup::default().with_group_id(GroupId(text(id))).with_topics(None)
    };
    let many = OffsetFetchRequest::default().with_groups(vec![group("billing"), group("search")]);
    assert_eq!(asked::<OffsetFetchRequest>(&offset_fetch::request(8, &["billing", "search"])), many);
}

#[test]
fn offsets_are_asked_as_a_consumer() {
    use list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
    use offsets::Spec;
    for (spec, timestamp, isolation) in [
        (Spec::Latest, -1, 0),
        (Spec::Stable, -1, 1),
        (Spec::Earliest, -2, 0),
        (Spec::Newest, -3, 0),
        (Spec::At(1_700_000_000_000), 1_700_000_000_000, 0),
        (Spec::At(-5), 0, 0),
    ] {
        let partition = |index| {
            ListOffsetsPartition::default()
                .with_partition_index(index)
                .with_current_leader_epoch(-1)
                .with_timestamp(timestamp)
        };
        let topic = ListOffsetsTopic::default()
            .with_name(TopicName(text("orders")))
            .with_partitions(vec![partition(0), partition(3)]);
        let expected = ListOffsetsRequest::default()
            .with_replica_id(BrokerId(-1))
            .with_isolation_level(isolation)
            .with_topics(vec![topic]);
        for version in offsets::VERSIONS {
            let wanted = offsets::Wanted { topic: "orders", spec, partitions: vec![0, 3] };
            assert_eq!(asked::<ListOffsetsRequest>(&offsets::request(version, &[wanted])), expected);
        }
    }
}

#[test]
fn producers_and_transactions() {
    let topic = describe_producers_request::TopicRequest::default()
        .with_name(TopicName(text("orders")))
        .with_partition_indexes(vec![0, 3]);
    let expected = DescribeProducersRequest::default().with_topics(vec![topic]);
    assert_eq!(asked::<DescribeProducersRequest>(&producers::request(&[("orders", vec![0, 3])])), expected);

    let states = ["Ongoing", "PrepareCommit", "PrepareAbort", "PrepareEpochFence"].map(text);
    let open = ListTransactionsRequest::default().with_state_filters(states.to_vec());
    assert_eq!(asked::<ListTransactionsRequest>(&transactions::list()), open);
    let ids = DescribeTransactionsRequest::default().with_transactional_ids(vec![TransactionalId(text("pay-1"))]);
    assert_eq!(asked::<DescribeTransactionsRequest>(&transactions::describe(&["pay-1"])), ids);
}

#[test]
fn the_controller_is_asked_for_its_quorum_and_for_moves() {
    use describe_quorum_request::{PartitionData, TopicData};
    let topic = TopicData::default()
        .with_topic_name(TopicName(text("__cluster_metadata")))
        .with_partitions(vec![PartitionData::default()]);
    for version in quorum::VERSIONS {
        let expected = DescribeQuorumRequest::default().with_topics(vec![topic.clone()]);
        assert_eq!(asked::<DescribeQuorumRequest>(&quorum::request(version)), expected);
    }
    let moves = ListPartitionReassignmentsRequest::default().with_timeout_ms(3000).with_topics(None);
    assert_eq!(asked::<ListPartitionReassignmentsRequest>(&reassignments::request(3000)), moves);
}

#[test]
fn access_is_asked_for_whole() {
    assert_eq!(asked::<DescribeClientQuotasRequest>(&client_quotas::request()), DescribeClientQuotasRequest::default());
    // An empty list of users, never null.
    let users = DescribeUserScramCredentialsRequest::default().with_users(Some(Vec::new()));
    assert_eq!(asked::<DescribeUserScramCredentialsRequest>(&scram_users::request()), users);
    let any = DescribeAclsRequest::default()
        .with_resource_type_filter(1)
        .with_resource_name_filter(None)
        .with_pattern_type_filter(1)
        .with_principal_filter(None)
        .with_host_filter(None)
        .with_operation(1)
        .with_permission_type(1);
    assert_eq!(asked::<DescribeAclsRequest>(&acls::request()), any);
}

#[test]
fn eligible_leaders_are_asked_by_pages() {
    use describe_topic_partitions_request::{Cursor, TopicRequest};
    let topic = TopicRequest::default().with_name(TopicName(text("orders")));
    let page = DescribeTopicPartitionsRequest::default().with_topics(vec![topic]).with_response_partition_limit(2000);
    let call = topic_partitions::request(&["orders"], None);
    assert_eq!(asked::<DescribeTopicPartitionsRequest>(&call), page.clone().with_cursor(None));
    let cursor = Cursor::default().with_topic_name(TopicName(text("orders"))).with_partition_index(7);
    let call = topic_partitions::request(&["orders"], Some(("orders", 7)));
    assert_eq!(asked::<DescribeTopicPartitionsRequest>(&call), page.with_cursor(Some(cursor)));
}

#[test]
fn names_beyond_what_kafka_takes_are_cut_at_a_character() {
    let long = "ä".repeat(20_000);
    let request: MetadataRequest = asked(&metadata::request(Some(&[&long])));
    let topics = request.topics.unwrap();
    assert_eq!(topics[0].name.as_ref().unwrap().0.len(), 32_766);
}
