//! A scripted cluster: brokers that answer each request with what they were given, and remember what they were asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use ::bytes::BytesMut;
use kafka_protocol::messages::*;
use kafka_protocol::protocol::{Encodable, StrBytes};

use crate::evidence::cluster::wire::{Api, Call, Deadline, Exchange, Fault, Network, Versions};

/// What a broker does with a request.
#[derive(Clone)]
enum Does {
    Answers(Vec<u8>),
    Fails(Fault),
}

/// One broker.
#[derive(Clone, Default)]
struct Broker {
    does: BTreeMap<Api, Does>,
    versions: Versions,
}

/// A cluster whose brokers are reached as `boot`, `b1`, `b2`.
#[derive(Clone, Default)]
pub(super) struct Script {
    brokers: BTreeMap<String, Broker>,
    asked: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
}

pub(super) fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.into())
}

pub(super) fn encoded<R: Encodable>(version: i16, answer: &R) -> Vec<u8> {
    let mut body = BytesMut::new();
    answer.encode(&mut body, version).unwrap();
    body.to_vec()
}

impl Script {
    /// Gives a broker an answer to a request of one version; it speaks that version only.
    pub fn answers<R: Encodable>(mut self, host: &str, api: Api, version: i16, answer: &R) -> Self {
        let broker = self.brokers.entry(host.into()).or_default();
        broker.does.insert(api, Does::Answers(encoded(version, answer)));
        broker.versions.ranges.insert(api.key(), (version, version));
        self
    }

    /// Lets a broker fail at a request that it speaks.
    pub fn fails(mut self, host: &str, api: Api, fault: Fault) -> Self {
        self.brokers.entry(host.into()).or_default().does.insert(api, Does::Fails(fault));
        self
    }

    /// Lets a broker answer with what is no answer to anything.
    pub fn garbles(mut self, host: &str, api: Api) -> Self {
        self.brokers.entry(host.into()).or_default().does.insert(api, Does::Answers(vec![0xff; 9]));
        self
    }

    /// Takes a broker off the network.
    pub fn without(mut self, host: &str) -> Self {
        self.brokers.remove(host);
        self
    }

    /// Sets a feature that is finalized.
    pub fn feature(mut self, name: &str, level: i16) -> Self {
        for broker in self.brokers.values_mut() {
            broker.versions.finalized_features.insert(name.into(), level);
        }
        self
    }

    /// What each broker was asked since the last time, sorted.
    pub fn asked(&self) -> BTreeMap<String, Vec<String>> {
        let mut asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked.values_mut().for_each(|names| names.sort());
        asked
    }

    /// A cluster of two brokers, of 4.3 in all that matters here, without an authorizer.
    pub fn healthy(partitions: i32, groups: i32) -> Self {
        let node = |id: i32| {
            metadata_response::MetadataResponseBroker::default()
                .with_node_id(BrokerId(id))
                .with_host(text(&format!("b{id}")))
                .with_port(9092)
        };
        let partition = |id: i32| {
            metadata_response::MetadataResponsePartition::default()
                .with_partition_index(id)
                .with_leader_id(BrokerId(1 + id % 2))
                .with_leader_epoch(3)
                .with_replica_nodes(vec![BrokerId(1 + id % 2), BrokerId(2 - id % 2)])
                .with_isr_nodes(vec![BrokerId(1), BrokerId(2)])
        };
        let topic = metadata_response::MetadataResponseTopic::default()
            .with_name(Some(TopicName(text("orders"))))
            // Not in order, as 3.9 has them.
            .with_partitions((0..partitions).rev().map(partition).collect());
        let metadata = MetadataResponse::default()
            .with_cluster_id(Some(text("cluster")))
            .with_brokers(vec![node(1), node(2)])
            .with_topics(vec![topic]);
        let fenced = |id: i32| {
            describe_cluster_response::DescribeClusterBroker::default()
                .with_broker_id(BrokerId(id))
                .with_host(text(&format!("b{id}")))
                .with_port(9092)
        };
        let cluster = DescribeClusterResponse::default()
            .with_cluster_id(text("cluster"))
            .with_endpoint_type(1)
            .with_brokers(vec![fenced(1), fenced(2)])
            .with_cluster_authorized_operations(8096);
        let mut script = Self::default()
            .answers("boot", Api::Metadata, 11, &metadata)
            .answers("boot", Api::DescribeCluster, 2, &cluster)
            .answers("boot", Api::DescribeClientQuotas, 1, &DescribeClientQuotasResponse::default())
            .answers("boot", Api::DescribeUserScramCredentials, 0, &DescribeUserScramCredentialsResponse::default())
            .answers("boot", Api::DescribeAcls, 2, &DescribeAclsResponse::default().with_error_code(54))
            .answers("boot", Api::DescribeConfigs, 4, &settings(2, "orders", "retention.ms", "1000", 1))
            .answers("boot", Api::DescribeQuorum, 2, &quorum())
            .answers("boot", Api::ListPartitionReassignments, 0, &ListPartitionReassignmentsResponse::default());
        for id in [1, 2] {
            script = script.broker(id, partitions, groups);
        }
        script
    }

    fn broker(self, id: i32, partitions: i32, groups: i32) -> Self {
        let host = format!("b{id}");
        let leads: Vec<i32> = (0..partitions).filter(|partition| 1 + partition % 2 == id).collect();
        let replica = |id: i32| {
            describe_log_dirs_response::DescribeLogDirsPartition::default()
                .with_partition_index(id)
                .with_partition_size(100)
        };
        let on_disk = describe_log_dirs_response::DescribeLogDirsTopic::default()
            .with_name(TopicName(text("orders")))
            .with_partitions((0..partitions).map(replica).collect());
        let dir = describe_log_dirs_response::DescribeLogDirsResult::default()
            .with_log_dir(text("/data"))
            .with_topics(vec![on_disk])
            .with_total_bytes(1000)
            .with_usable_bytes(400);
        // Broker 1 coordinates all groups.
        let ids: Vec<String> = (0..if id == 1 { groups } else { 0 }).map(|group| format!("g{group:04}")).collect();
        let listed = |id: &String| {
            list_groups_response::ListedGroup::default()
                .with_group_id(GroupId(text(id)))
                .with_protocol_type(text("consumer"))
                .with_group_state(text("Empty"))
                .with_group_type(text("classic"))
        };
        let described = |id: &String| {
            describe_groups_response::DescribedGroup::default()
                .with_group_id(GroupId(text(id)))
                .with_group_state(text("Empty"))
                .with_protocol_type(text("consumer"))
        };
        let committed = |id: &String| {
            let commit = offset_fetch_response::OffsetFetchResponsePartitions::default()
                .with_committed_offset(7)
                .with_committed_leader_epoch(2);
            let never = offset_fetch_response::OffsetFetchResponsePartitions::default()
                .with_partition_index(1)
                .with_committed_offset(-1);
            let topic = offset_fetch_response::OffsetFetchResponseTopics::default()
                .with_name(TopicName(text("orders")))
                .with_partitions(vec![commit, never]);
            offset_fetch_response::OffsetFetchResponseGroup::default()
                .with_group_id(GroupId(text(id)))
                .with_topics(vec![topic])
        };
        let offset = |id: &i32| {
            list_offsets_response::ListOffsetsPartitionResponse::default().with_partition_index(*id).with_offset(9)
        };
        let offsets = list_offsets_response::ListOffsetsTopicResponse::default()
            .with_name(TopicName(text("orders")))
            .with_partitions(leads.iter().map(offset).collect());
        let end = offset_for_leader_epoch_response::EpochEndOffset::default().with_leader_epoch(2).with_end_offset(5);
        let ends = offset_for_leader_epoch_response::OffsetForLeaderTopicResult::default()
            .with_topic(TopicName(text("orders")))
            .with_partitions(vec![end]);
        let groups_answer = DescribeGroupsResponse::default().with_groups(ids.iter().map(described).collect());
        let commits = OffsetFetchResponse::default().with_groups(ids.iter().map(committed).collect());
        let list = ListGroupsResponse::default().with_groups(ids.iter().map(listed).collect());
        self.answers(&host, Api::DescribeConfigs, 4, &settings(4, &id.to_string(), "min.insync.replicas", "2", 4))
            .answers(&host, Api::DescribeLogDirs, 4, &DescribeLogDirsResponse::default().with_results(vec![dir]))
            .answers(&host, Api::ListGroups, 5, &list)
            .answers(&host, Api::DescribeGroups, 5, &groups_answer)
            .answers(&host, Api::OffsetFetch, 8, &commits)
            .answers(&host, Api::ListTransactions, 0, &ListTransactionsResponse::default())
            .answers(&host, Api::ListOffsets, 7, &ListOffsetsResponse::default().with_topics(vec![offsets]))
            .answers(
                &host,
                Api::OffsetForLeaderEpoch,
                4,
                &OffsetForLeaderEpochResponse::default().with_topics(vec![ends]),
            )
    }
}

pub(super) fn settings(kind: i8, name: &str, key: &str, value: &str, source: i8) -> DescribeConfigsResponse {
    use describe_configs_response::*;
    let setting = |key: &str, value: Option<&str>, source| {
        DescribeConfigsResourceResult::default()
            .with_name(text(key))
            .with_value(value.map(text))
            .with_config_source(source)
    };
    let resource =
        DescribeConfigsResult::default().with_resource_type(kind).with_resource_name(text(name)).with_configs(vec![
            setting(key, Some(value), source),
            // A default that nobody judges, one that is judged, a secret that a broker should not have sent.
            setting("preallocate", Some("false"), 5),
            setting("unclean.leader.election.enable", Some("false"), 5),
            setting("ssl.key.password", Some("hush"), 4),
        ]);
    DescribeConfigsResponse::default().with_results(vec![resource])
}

fn quorum() -> DescribeQuorumResponse {
    use describe_quorum_response::*;
    let replica = |id: i32, fetched| {
        ReplicaState::default()
            .with_replica_id(BrokerId(id))
            .with_log_end_offset(50)
            .with_last_fetch_timestamp(fetched)
            .with_last_caught_up_timestamp(fetched)
    };
    let partition = PartitionData::default()
        .with_leader_id(BrokerId(100))
        .with_leader_epoch(2)
        .with_high_watermark(50)
        .with_current_voters(vec![replica(100, super::NOW_MS + 700)])
        .with_observers(vec![replica(1, super::NOW_MS + 200)]);
    DescribeQuorumResponse::default().with_topics(vec![TopicData::default().with_partitions(vec![partition])])
}

struct Open {
    host: String,
    broker: Broker,
    asked: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
}

impl Network for Script {
    fn open(&self, host: &str, _port: u16, _: Deadline) -> Result<Box<dyn Exchange + Send>, String> {
        let broker = self.brokers.get(host).cloned().ok_or("connection refused")?;
        Ok(Box::new(Open { host: host.into(), broker, asked: self.asked.clone() }))
    }
}

impl Exchange for Open {
    fn exchange(&mut self, calls: &[Call], _: Deadline, each: &mut dyn FnMut(usize, &[u8])) -> Result<(), Fault> {
        for (at, call) in calls.iter().enumerate() {
            let mut asked = self.asked.lock().unwrap();
            asked.entry(self.host.clone()).or_default().push(format!("{:?}", call.api()));
            drop(asked);
            match self.broker.does.get(&call.api()) {
                Some(Does::Answers(body)) => each(at, body),
                Some(Does::Fails(fault)) => return Err(fault.clone()),
                None => return Err(Fault::Over),
            }
        }
        Ok(())
    }

    fn versions(&self) -> &Versions {
        &self.broker.versions
    }
}
