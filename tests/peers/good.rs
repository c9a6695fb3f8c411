//! A good answer of every kind, each list with something in it, as the crate kafka-protocol writes it.

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::*;
use kafka_protocol::protocol::{Encodable, StrBytes};

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.into())
}

fn topic() -> TopicName {
    TopicName(text("orders"))
}

fn group() -> GroupId {
    GroupId(text("billing"))
}

fn brokers(ids: &[i32]) -> Vec<BrokerId> {
    ids.iter().copied().map(BrokerId).collect()
}

fn encoded<R: Encodable>(version: i16, answer: R) -> Vec<u8> {
    let mut body = BytesMut::new();
    answer.encode(&mut body, version).unwrap();
    body.to_vec()
}

/// The answer that a reader of this name takes.
pub fn answer(name: &str, version: i16) -> Vec<u8> {
    match name {
        "acls" => {
            use describe_acls_response::*;
            let acl = AclDescription::default().with_principal(text("User:a")).with_host(text("*"));
            let resource = DescribeAclsResource::default().with_resource_name(text("orders")).with_acls(vec![acl]);
            encoded(version, DescribeAclsResponse::default().with_resources(vec![resource]))
        }
        "client_quotas" => {
            use describe_client_quotas_response::*;
            let entity = EntityData::default().with_entity_type(text("user")).with_entity_name(Some(text("a")));
            let value = ValueData::default().with_key(text("producer_byte_rate")).with_value(1.5);
            let entry = EntryData::default().with_entity(vec![entity]).with_values(vec![value]);
            encoded(version, DescribeClientQuotasResponse::default().with_entries(Some(vec![entry])))
        }
        "configs" => {
            use describe_configs_response::*;
            let synonym = DescribeConfigsSynonym::default().with_name(text("log.retention.ms"));
            let config = DescribeConfigsResourceResult::default()
                .with_name(text("retention.ms"))
                .with_value(Some(text("1")))
                .with_synonyms(vec![synonym]);
            let result = DescribeConfigsResult::default().with_resource_name(text("orders")).with_configs(vec![config]);
            encoded(version, DescribeConfigsResponse::default().with_results(vec![result]))
        }
        "consumer_groups" => {
            use consumer_group_describe_response::*;
            let topic = TopicPartitions::default().with_topic_name(topic()).with_partitions(vec![0, 1]);
            let assignment = Assignment::default().with_topic_partitions(vec![topic]);
            let member = Member::default()
                .with_member_id(text("m"))
                .with_subscribed_topic_names(vec![TopicName(text("orders"))])
                .with_assignment(assignment.clone())
                .with_target_assignment(assignment);
            let group = DescribedGroup::default().with_group_id(group()).with_members(vec![member]);
            encoded(version, ConsumerGroupDescribeResponse::default().with_groups(vec![group]))
        }
        "share_groups" => {
            use share_group_describe_response::*;
            let topic = TopicPartitions::default().with_topic_name(topic()).with_partitions(vec![0, 1]);
            let member = Member::default()
                .with_member_id(text("m"))
                .with_subscribed_topic_names(vec![TopicName(text("orders"))])
                .with_assignment(Assignment::default().with_topic_partitions(vec![topic]));
            let group = DescribedGroup::default().with_group_id(group()).with_members(vec![member]);
            encoded(version, ShareGroupDescribeResponse::default().with_groups(vec![group]))
        }
        "epoch_ends" => {
            use offset_for_leader_epoch_response::*;
            let topic = OffsetForLeaderTopicResult::default()
                .with_topic(topic())
                .with_partitions(vec![EpochEndOffset::default()]);
            encoded(version, OffsetForLeaderEpochResponse::default().with_topics(vec![topic]))
        }
        "groups" => {
            use describe_groups_response::*;
            let member = DescribedGroupMember::default()
                .with_member_id(text("m"))
                .with_member_metadata(Bytes::from_static(b"\0\x01\0\0\0\x01\0\x06orders\0\0\0\0"))
                .with_member_assignment(Bytes::from_static(b"\0\x01\0\0\0\x01\0\x06orders\0\0\0\x01\0\0\0\0"));
            let group = DescribedGroup::default()
                .with_group_id(group())
                .with_protocol_type(text("consumer"))
                .with_members(vec![member]);
            encoded(version, DescribeGroupsResponse::default().with_groups(vec![group]))
        }
        "metadata" => {
            use metadata_response::*;
            let partition = MetadataResponsePartition::default()
                .with_replica_nodes(brokers(&[1, 2]))
                .with_isr_nodes(brokers(&[1]))
                .with_offline_replicas(brokers(&[2]));
            let topic = MetadataResponseTopic::default()
                .with_name(Some(topic()))
                .with_partitions(vec![partition.clone(), partition]);
            let broker = MetadataResponseBroker::default().with_host(text("b1")).with_rack(Some(text("r")));
            let answer = MetadataResponse::default().with_brokers(vec![broker]).with_topics(vec![topic]);
            encoded(version, answer.with_cluster_id(Some(text("c"))))
        }
        "offsets" => {
            use list_offsets_response::*;
            let topic = ListOffsetsTopicResponse::default()
                .with_name(topic())
                .with_partitions(vec![ListOffsetsPartitionResponse::default()]);
            encoded(version, ListOffsetsResponse::default().with_topics(vec![topic]))
        }
        "producers" => {
            use describe_producers_response::*;
            let partition = PartitionResponse::default().with_active_producers(vec![ProducerState::default()]);
            let topic = TopicResponse::default().with_name(topic()).with_partitions(vec![partition]);
            encoded(version, DescribeProducersResponse::default().with_topics(vec![topic]))
        }
        "reassignments" => {
            use list_partition_reassignments_response::*;
            let partition = OngoingPartitionReassignment::default()
                .with_replicas(brokers(&[1, 2]))
                .with_adding_replicas(brokers(&[2]))
                .with_removing_replicas(brokers(&[1]));
            let topic = OngoingTopicReassignment::default().with_name(topic()).with_partitions(vec![partition]);
            encoded(version, ListPartitionReassignmentsResponse::default().with_topics(vec![topic]))
        }
        "scram_users" => {
            use describe_user_scram_credentials_response::*;
            let result = DescribeUserScramCredentialsResult::default()
                .with_user(text("a"))
                .with_credential_infos(vec![CredentialInfo::default()]);
            encoded(version, DescribeUserScramCredentialsResponse::default().with_results(vec![result]))
        }
        "topic_partitions" => {
            use describe_topic_partitions_response::*;
            let partition = DescribeTopicPartitionsResponsePartition::default()
                .with_replica_nodes(brokers(&[1]))
                .with_eligible_leader_replicas(Some(brokers(&[1])))
                .with_last_known_elr(Some(brokers(&[2])));
            let page = DescribeTopicPartitionsResponseTopic::default()
                .with_name(Some(topic()))
                .with_partitions(vec![partition]);
            let cursor = Cursor::default().with_topic_name(topic());
            let answer = DescribeTopicPartitionsResponse::default().with_topics(vec![page]);
            encoded(version, answer.with_next_cursor(Some(cursor)))
        }
        "transactions" => {
            use list_transactions_response::*;
            let transaction = TransactionState::default().with_transactional_id(TransactionalId(text("t")));
            let answer = ListTransactionsResponse::default().with_transaction_states(vec![transaction]);
            encoded(version, answer.with_unknown_state_filters(vec![text("x")]))
        }
        "transaction" => {
            use describe_transactions_response::*;
            let topic = TopicData::default().with_topic(topic()).with_partitions(vec![0, 1]);
            let state = TransactionState::default().with_topics(vec![topic]);
            encoded(version, DescribeTransactionsResponse::default().with_transaction_states(vec![state]))
        }
        "cluster" => {
            use describe_cluster_response::*;
            let broker = DescribeClusterBroker::default().with_host(text("b1")).with_rack(Some(text("r")));
            encoded(version, DescribeClusterResponse::default().with_brokers(vec![broker]).with_cluster_id(text("c")))
        }
        "group_list" => {
            use list_groups_response::*;
            let group = ListedGroup::default().with_group_id(group()).with_protocol_type(text("consumer"));
            encoded(version, ListGroupsResponse::default().with_groups(vec![group]))
        }
        "log_dirs" => {
            use describe_log_dirs_response::*;
            let topic = DescribeLogDirsTopic::default()
                .with_name(topic())
                .with_partitions(vec![DescribeLogDirsPartition::default()]);
            let dir = DescribeLogDirsResult::default().with_log_dir(text("/data")).with_topics(vec![topic]);
            encoded(version, DescribeLogDirsResponse::default().with_results(vec![dir]))
        }
        "offset_fetch" if version < 8 => {
            use offset_fetch_response::*;
            let topic = OffsetFetchResponseTopic::default()
                .with_name(topic())
                .with_partitions(vec![OffsetFetchResponsePartition::default()]);
            encoded(version, OffsetFetchResponse::default().with_topics(vec![topic]))
        }
        "offset_fetch" => {
            use offset_fetch_response::*;
            let topic = OffsetFetchResponseTopics::default()
                .with_name(topic())
                .with_partitions(vec![OffsetFetchResponsePartitions::default()]);
            let group = OffsetFetchResponseGroup::default().with_group_id(group()).with_topics(vec![topic]);
            encoded(version, OffsetFetchResponse::default().with_groups(vec![group]))
        }
        "quorum" => {
            use describe_quorum_response::*;
            let partition = PartitionData::default()
                .with_current_voters(vec![ReplicaState::default()])
                .with_observers(vec![ReplicaState::default()]);
            let topic = TopicData::default()
                .with_topic_name(TopicName(text("__cluster_metadata")))
                .with_partitions(vec![partition]);
            let mut answer = DescribeQuorumResponse::default().with_topics(vec![topic]);
            if version >= 2 {
                let listener = Listener::default().with_name(text("CONTROLLER")).with_host(text("c1"));
                answer.nodes = vec![Node::default().with_listeners(vec![listener])];
            }
            encoded(version, answer)
        }
        other => panic!("there is no good answer of {other}"),
    }
}
