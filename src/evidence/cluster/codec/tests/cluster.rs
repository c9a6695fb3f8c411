//! Brokers, topics, settings, log directories, controllers.

use kafka_protocol::messages::*;
use uuid::Uuid;

use super::super::*;
use super::{answer, text};
use crate::evidence::cluster::wire::Malformed;

fn nodes(ids: &[i32]) -> Vec<BrokerId> {
    ids.iter().copied().map(BrokerId).collect()
}

#[test]
fn metadata_is_read() {
    use metadata_response::*;
    let id = Uuid::from_u128(7);
    let partition = MetadataResponsePartition::default()
        .with_error_code(5)
        .with_partition_index(3)
        .with_leader_id(BrokerId(-1))
        .with_leader_epoch(9)
        .with_replica_nodes(nodes(&[1, 2]))
        .with_isr_nodes(nodes(&[2]))
        .with_offline_replicas(nodes(&[1, 2]));
    let topic = MetadataResponseTopic::default()
        .with_name(Some(TopicName(text("orders"))))
        .with_topic_id(id)
        .with_is_internal(true)
        .with_partitions(vec![partition]);
    let hidden = MetadataResponseTopic::default().with_error_code(29).with_name(Some(TopicName(text("secret"))));
    let broker = MetadataResponseBroker::default().with_node_id(BrokerId(1)).with_host(text("b1")).with_port(9092);
    let body = MetadataResponse::default()
        .with_throttle_time_ms(4)
        .with_brokers(vec![broker.clone(), broker.with_node_id(BrokerId(2)).with_rack(Some(text("r2")))])
        .with_cluster_id(Some(text("MkU3OEVBNTcwNTJENDM2Qg")))
        .with_controller_id(BrokerId(2))
        .with_topics(vec![topic, hidden]);
    let broker =
        |id, rack: Option<&str>| metadata::Broker { id, host: "b1".into(), port: 9092, rack: rack.map(Into::into) };
    assert_eq!(
        metadata::read(&answer(metadata::VERSION, &body)),
        Ok(metadata::Metadata {
            brokers: vec![broker(1, None), broker(2, Some("r2"))],
            cluster_id: Some("MkU3OEVBNTcwNTJENDM2Qg".into()),
            controller: 2,
            topics: vec![
                metadata::Topic {
                    error: 0,
                    name: "orders".into(),
                    id: id.into_bytes(),
                    internal: true,
                    partitions: vec![metadata::Partition {
                        error: 5,
                        id: 3,
                        leader: -1,
                        epoch: 9,
                        replicas: vec![1, 2],
                        isr: vec![2],
                        offline: vec![1, 2],
                    }],
                },
                metadata::Topic { error: 29, name: "secret".into(), id: [0; 16], internal: false, partitions: vec![] },
            ],
        })
    );
}

#[test]
fn clusters_are_read_in_every_version() {
    use describe_cluster_response::*;
    for version in cluster::VERSIONS {
        let broker = DescribeClusterBroker::default()
            .with_broker_id(BrokerId(3))
            .with_host(text("b3"))
            .with_port(9092)
            .with_is_fenced(version >= 2);
        let body = DescribeClusterResponse::default()
            .with_endpoint_type(1)
            .with_cluster_id(text("id"))
            .with_brokers(vec![broker])
            .with_cluster_authorized_operations(1280);
        let broker = cluster::Broker {
            id: 3,
            host: "b3".into(),
            port: 9092,
            rack: None,
            fenced: (version >= 2).then_some(true),
        };
        assert_eq!(
            cluster::read(version, &answer(version, &body)),
            Ok(cluster::Cluster { error: 0, id: "id".into(), brokers: vec![broker], operations: 1280 })
        );
    }
}

#[test]
fn settings_are_read_whatever_comes_with_them() {
    use describe_configs_response::*;
    let synonym = DescribeConfigsSynonym::default().with_name(text("log.retention.ms")).with_source(4);
    let setting = DescribeConfigsResourceResult::default()
        .with_name(text("retention.ms"))
        .with_value(Some(text("1000")))
        .with_config_source(1)
        .with_synonyms(vec![synonym])
        .with_config_type(5)
        .with_documentation(Some(text("How long.")));
    let secret = DescribeConfigsResourceResult::default()
        .with_name(text("ssl.key.password"))
        .with_value(None)
        .with_config_source(4)
        .with_is_sensitive(true);
    let topic = DescribeConfigsResult::default()
        .with_resource_type(2)
        .with_resource_name(text("orders"))
        .with_configs(vec![setting, secret]);
    let refused = DescribeConfigsResult::default()
        .with_error_code(29)
        .with_error_message(Some(text("no")))
        .with_resource_type(2)
        .with_resource_name(text("hidden"));
    let body = DescribeConfigsResponse::default().with_results(vec![topic, refused]);
    let entry = |name: &'static str, value: Option<&'static str>, source, sensitive| configs::Entry {
        name: name.into(),
        value: value.map(Into::into),
        source,
        sensitive,
    };
    assert_eq!(
        configs::read(&answer(configs::VERSION, &body)),
        Ok(vec![
            configs::Resource {
                error: 0,
                name: "orders".into(),
                entries: vec![entry("retention.ms", Some("1000"), 1, false), entry("ssl.key.password", None, 4, true),],
            },
            configs::Resource { error: 29, name: "hidden".into(), entries: vec![] },
        ])
    );
}

#[test]
fn log_dirs_are_read_in_every_version() {
    use describe_log_dirs_response::*;
    for version in log_dirs::VERSIONS {
        let mut dir = DescribeLogDirsResult::default().with_error_code(56).with_log_dir(text("/data"));
        let replica = DescribeLogDirsPartition::default()
            .with_partition_index(3)
            .with_partition_size(1 << 40)
            .with_offset_lag(-1)
            .with_is_future_key(true);
        dir.topics =
            vec![DescribeLogDirsTopic::default().with_name(TopicName(text("orders"))).with_partitions(vec![replica])];
        let mut body = DescribeLogDirsResponse::default();
        let (mut total_bytes, mut usable_bytes, mut error) = (-1, -1, 0);
        if version >= 3 {
            error = 31;
            body.error_code = error;
        }
        if version >= 4 {
            (total_bytes, usable_bytes) = (100, 40);
            (dir.total_bytes, dir.usable_bytes) = (100, 40);
        }
        body.results = vec![dir];
        let replica = log_dirs::Replica { partition: 3, size: 1 << 40, lag: -1, future: true };
        let dir = log_dirs::Dir {
            error: 56,
            path: "/data".into(),
            topics: vec![("orders".into(), vec![replica])],
            total_bytes,
            usable_bytes,
        };
        let read = log_dirs::read(version, &answer(version, &body));
        assert_eq!(read, Ok(log_dirs::LogDirs { error, dirs: vec![dir] }));
    }
}

#[test]
fn quorums_are_read_in_every_version() {
    use describe_quorum_response::*;
    for version in quorum::VERSIONS {
        let mut voter = ReplicaState::default().with_replica_id(BrokerId(100)).with_log_end_offset(42);
        let mut body = DescribeQuorumResponse::default();
        let (mut last_fetch_ms, mut last_caught_up_ms) = (-1, -1);
        if version >= 1 {
            (last_fetch_ms, last_caught_up_ms) = (1_700_000_000_000, 1_600_000_000_000);
            (voter.last_fetch_timestamp, voter.last_caught_up_timestamp) = (last_fetch_ms, last_caught_up_ms);
        }
        if version >= 2 {
            voter.replica_directory_id = Uuid::from_u128(3);
            let listener = Listener::default().with_name(text("C")).with_host(text("c1")).with_port(65_000);
            body.nodes = vec![Node::default().with_node_id(BrokerId(100)).with_listeners(vec![listener])];
        }
        let partition = PartitionData::default()
            .with_leader_id(BrokerId(100))
            .with_leader_epoch(5)
            .with_high_watermark(41)
            .with_current_voters(vec![voter.clone()])
            .with_observers(vec![voter.with_replica_id(BrokerId(1))]);
        let topic = TopicData::default()
            .with_topic_name(TopicName(text("__cluster_metadata")))
            .with_partitions(vec![partition]);
        body.topics = vec![topic];
        let replica = |id| quorum::Replica { id, log_end_offset: 42, last_fetch_ms, last_caught_up_ms };
        let nodes = if version >= 2 { vec![(100, "c1:65000".into())] } else { vec![] };
        assert_eq!(
            quorum::read(version, &answer(version, &body)),
            Ok(quorum::Quorum {
                error: 0,
                leader: 100,
                epoch: 5,
                high_watermark: 41,
                voters: vec![replica(100)],
                observers: vec![replica(1)],
                nodes,
            })
        );
        let refused = DescribeQuorumResponse::default().with_error_code(31);
        let read = quorum::read(version, &answer(version, &refused)).map(|quorum| quorum.error);
        assert_eq!(read, Ok(31));
        let nothing = quorum::read(version, &answer(version, &DescribeQuorumResponse::default()));
        assert_eq!(nothing, Err(Malformed));
    }
}

#[test]
fn moves_are_read() {
    use list_partition_reassignments_response::*;
    let partition = OngoingPartitionReassignment::default()
        .with_partition_index(3)
        .with_replicas(nodes(&[1, 2, 3]))
        .with_adding_replicas(nodes(&[3]))
        .with_removing_replicas(nodes(&[1]));
    let topic =
        OngoingTopicReassignment::default().with_name(TopicName(text("orders"))).with_partitions(vec![partition]);
    let body = ListPartitionReassignmentsResponse::default().with_topics(vec![topic]);
    let one = reassignments::Reassignment {
        topic: "orders".into(),
        partition: 3,
        replicas: vec![1, 2, 3],
        adding: vec![3],
        removing: vec![1],
    };
    let read = reassignments::read(&answer(reassignments::VERSION, &body));
    assert_eq!(read, Ok(reassignments::Reassignments { error: 0, moves: vec![one] }));
}

#[test]
fn eligible_leaders_are_read() {
    use describe_topic_partitions_response::*;
    let partition = DescribeTopicPartitionsResponsePartition::default()
        .with_partition_index(3)
        .with_leader_id(BrokerId(-1))
        .with_replica_nodes(nodes(&[1, 2, 3]))
        .with_eligible_leader_replicas(Some(nodes(&[2])))
        .with_last_known_elr(Some(nodes(&[3])));
    let none = DescribeTopicPartitionsResponsePartition::default().with_eligible_leader_replicas(None);
    let topic = DescribeTopicPartitionsResponseTopic::default()
        .with_name(Some(TopicName(text("orders"))))
        .with_partitions(vec![none, partition]);
    let cursor = Cursor::default().with_topic_name(TopicName(text("orders"))).with_partition_index(4);
    for next in [None, Some(cursor)] {
        let body =
            DescribeTopicPartitionsResponse::default().with_topics(vec![topic.clone()]).with_next_cursor(next.clone());
        let partition = |id, elr: &[i32], last: &[i32]| topic_partitions::Partition {
            id,
            elr: elr.into(),
            last_known_elr: last.into(),
        };
        assert_eq!(
            topic_partitions::read(&answer(topic_partitions::VERSION, &body)),
            Ok(topic_partitions::Page {
                topics: vec![("orders".into(), vec![partition(0, &[], &[]), partition(3, &[2], &[3])])],
                next: next.map(|_| ("orders".into(), 4)),
            })
        );
    }
}
