//! Requests to a broker through another codec than the program's: what makes topics, records and faults.

use std::io::{Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::until;
use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::alter_client_quotas_request::{EntityData, EntryData, OpData};
use kafka_protocol::messages::alter_partition_reassignments_request::{ReassignablePartition, ReassignableTopic};
use kafka_protocol::messages::create_topics_request::{
    CreatableReplicaAssignment, CreatableTopic, CreatableTopicConfig,
};
use kafka_protocol::messages::incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
use kafka_protocol::messages::offset_fetch_request::OffsetFetchRequestTopic;
use kafka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kafka_protocol::messages::{
    AlterClientQuotasRequest, AlterPartitionReassignmentsRequest, BrokerId, CreateTopicsRequest, DeleteTopicsRequest,
    DescribeGroupsRequest, DescribeQuorumRequest, GroupId, IncrementalAlterConfigsRequest, MetadataRequest,
    MetadataResponse, OffsetFetchRequest, ProduceRequest, RequestHeader, ResponseHeader, TopicName, TransactionalId,
    describe_quorum_request,
};
use kafka_protocol::protocol::{Decodable, HeaderVersion, Request, StrBytes, encode_request_header_into_buffer};
use kafka_protocol::records::{Compression, Record, RecordBatchEncoder, RecordEncodeOptions, TimestampType};

/// No request of the tests takes longer.
const ANSWER: Duration = Duration::from_secs(30);

/// UNKNOWN_TOPIC_OR_PARTITION, LEADER_NOT_AVAILABLE, NOT_LEADER_OR_FOLLOWER: the broker has not heard of a new topic.
const NOT_YET: [i16; 3] = [3, 5, 6];

/// A plaintext connection to one broker.
pub struct Client {
    stream: TcpStream,
    asked: i32,
}

impl Client {
    /// # Errors
    /// Nobody listens.
    pub fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(ANSWER))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, asked: 0 })
    }

    /// Sends a request in the version given, which the broker has to know, and waits for the answer.
    ///
    /// # Errors
    /// The connection has ended, or no answer came in time.
    pub fn ask<R: Request>(&mut self, version: i16, request: &R) -> Result<R::Response> {
        self.asked += 1;
        let header = RequestHeader::default()
            .with_request_api_key(R::KEY)
            .with_request_api_version(version)
            .with_correlation_id(self.asked)
            .with_client_id(Some(text("lab")));
        let mut frame = BytesMut::new();
        encode_request_header_into_buffer(&mut frame, &header).map_err(std::io::Error::other)?;
        request.encode(&mut frame, version).map_err(std::io::Error::other)?;
        self.stream.write_all(&[&(frame.len() as u32).to_be_bytes()[..], &frame].concat())?;
        let mut length = [0; 4];
        self.stream.read_exact(&mut length)?;
        let mut frame = vec![0; u32::from_be_bytes(length) as usize];
        self.stream.read_exact(&mut frame)?;
        let mut frame = Bytes::from(frame);
        let header = ResponseHeader::decode(&mut frame, R::Response::header_version(version));
        assert_eq!(header.map_err(std::io::Error::other)?.correlation_id, self.asked);
        R::Response::decode(&mut frame, version).map_err(std::io::Error::other)
    }

    /// All topics and brokers; creates nothing.
    ///
    /// # Errors
    /// See [`Client::ask`].
    pub fn metadata(&mut self) -> Result<MetadataResponse> {
        self.ask(9, &MetadataRequest::default().with_topics(None).with_allow_auto_topic_creation(false))
    }

    /// The id of the active controller.
    ///
    /// # Panics
    /// There is none.
    pub fn quorum_leader(&mut self) -> i32 {
        let partition = describe_quorum_request::PartitionData::default();
        let topic = describe_quorum_request::TopicData::default()
            .with_topic_name(TopicName(text("__cluster_metadata")))
            .with_partitions(vec![partition]);
        let answer = self.ask(0, &DescribeQuorumRequest::default().with_topics(vec![topic])).unwrap();
        answer.topics[0].partitions[0].leader_id.0
    }

    /// Creates a topic: for each partition its replicas, the preferred leader first.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn create(&mut self, topic: &str, partitions: &[&[i32]], settings: &[(&str, &str)]) {
        let partition = |(index, replicas): (usize, &&[i32])| {
            CreatableReplicaAssignment::default()
                .with_partition_index(index as i32)
                .with_broker_ids(replicas.iter().map(|id| BrokerId(*id)).collect())
        };
        let setting = |(key, value): &(&str, &str)| {
            CreatableTopicConfig::default().with_name(text(key)).with_value(Some(text(value)))
        };
        let wanted = CreatableTopic::default()
            .with_name(TopicName(text(topic)))
            .with_num_partitions(-1)
            .with_replication_factor(-1)
            .with_assignments(partitions.iter().enumerate().map(partition).collect())
            .with_configs(settings.iter().map(setting).collect());
        let request = CreateTopicsRequest::default().with_topics(vec![wanted]).with_timeout_ms(10_000);
        let answer = self.ask(5, &request).unwrap();
        let topic = &answer.topics[0];
        assert_eq!(topic.error_code, 0, "{:?}: {:?}", topic.name, topic.error_message);
    }

    /// Sets settings of a topic (`("topic", NAME)`) or broker (`("broker", ID)`, empty for all), while it runs.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn configure(&mut self, resource: (&str, &str), settings: &[(&str, &str)]) {
        let change = |(key, value): &(&str, &str)| {
            AlterableConfig::default().with_name(text(key)).with_config_operation(0).with_value(Some(text(value)))
        };
        self.alter(resource, settings.iter().map(change).collect());
    }

    /// Takes settings back that [`Client::configure`] has set.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn unset(&mut self, resource: (&str, &str), keys: &[&str]) {
        let change = |key: &&str| AlterableConfig::default().with_name(text(key)).with_config_operation(1);
        self.alter(resource, keys.iter().map(change).collect());
    }

    fn alter(&mut self, (kind, name): (&str, &str), changes: Vec<AlterableConfig>) {
        let resource = AlterConfigsResource::default()
            .with_resource_type(if kind == "broker" { 4 } else { 2 })
            .with_resource_name(text(name))
            .with_configs(changes);
        let request = IncrementalAlterConfigsRequest::default().with_resources(vec![resource]);
        let answer = self.ask(1, &request).unwrap();
        assert_eq!(answer.responses[0].error_code, 0, "{:?}", answer.responses[0].error_message);
    }

    /// What a group has committed on a topic's first partition; below zero, nothing.
    ///
    /// # Errors
    /// See [`Client::ask`].
    pub fn committed(&mut self, group: &str, topic: &str) -> Result<i64> {
        let topic =
            OffsetFetchRequestTopic::default().with_name(TopicName(text(topic))).with_partition_indexes(vec![0]);
        let request = OffsetFetchRequest::default().with_group_id(GroupId(text(group))).with_topics(Some(vec![topic]));
        Ok(self.ask(5, &request)?.topics[0].partitions[0].committed_offset)
    }

    /// How many members a classic group has, if it is stable and this broker coordinates it.
    ///
    /// # Errors
    /// See [`Client::ask`].
    pub fn stable_members(&mut self, group: &str) -> Result<Option<usize>> {
        let answer = self.ask(5, &DescribeGroupsRequest::default().with_groups(vec![GroupId(text(group))]))?;
        let group = &answer.groups[0];
        Ok((group.group_state.as_str() == "Stable").then_some(group.members.len()))
    }

    /// Deletes a topic.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn delete(&mut self, topic: &str) {
        let names = vec![TopicName(text(topic))];
        let request = DeleteTopicsRequest::default().with_topic_names(names).with_timeout_ms(10_000);
        let answer = self.ask(4, &request).unwrap();
        assert_eq!(answer.responses[0].error_code, 0, "{answer:?}");
    }

    /// Moves a topic's first partition to other replicas; does not wait.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn reassign(&mut self, topic: &str, replicas: Option<&[i32]>) {
        let replicas = replicas.map(|ids| ids.iter().map(|id| BrokerId(*id)).collect());
        let partition = ReassignablePartition::default().with_partition_index(0).with_replicas(replicas);
        let topic = ReassignableTopic::default().with_name(TopicName(text(topic))).with_partitions(vec![partition]);
        let request = AlterPartitionReassignmentsRequest::default().with_topics(vec![topic]).with_timeout_ms(10_000);
        let answer = self.ask(0, &request).unwrap();
        assert_eq!((answer.error_code, answer.responses[0].partitions[0].error_code), (0, 0), "{answer:?}");
    }

    /// Sets a quota of a client id, or takes it away.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn quota(&mut self, client_id: &str, limit: &str, value: Option<f64>) {
        let entity = EntityData::default().with_entity_type(text("client-id")).with_entity_name(Some(text(client_id)));
        let change =
            OpData::default().with_key(text(limit)).with_value(value.unwrap_or_default()).with_remove(value.is_none());
        let entry = EntryData::default().with_entity(vec![entity]).with_ops(vec![change]);
        let answer = self.ask(0, &AlterClientQuotasRequest::default().with_entries(vec![entry])).unwrap();
        assert_eq!(answer.entries[0].error_code, 0, "{answer:?}");
    }

    /// Appends a batch to a partition that this broker leads.
    ///
    /// # Panics
    /// The broker refuses.
    pub fn produce(&mut self, topic: &str, partition: i32, batch: &Batch) {
        let done = self.try_produce(topic, partition, batch);
        done.unwrap_or_else(|why| panic!("produce to {topic}-{partition}: {why}"));
    }

    /// As [`Client::produce`], where the broker may refuse.
    ///
    /// # Errors
    /// The error code, or that the connection has ended.
    pub fn try_produce(&mut self, topic: &str, partition: i32, batch: &Batch) -> std::result::Result<(), String> {
        let partition = PartitionProduceData::default().with_index(partition).with_records(Some(batch.encoded()));
        let topic = TopicProduceData::default().with_name(TopicName(text(topic))).with_partition_data(vec![partition]);
        let request = ProduceRequest::default()
            .with_transactional_id(batch.transaction.map(|_| TransactionalId(text("lab"))))
            .with_acks(-1)
            .with_timeout_ms(10_000)
            .with_topic_data(vec![topic]);
        until("an append", Duration::from_secs(30), || match self.ask(9, &request) {
            Err(error) => Some(Err(error.to_string())),
            Ok(answer) => match answer.responses[0].partition_responses[0].error_code {
                0 => Some(Ok(())),
                error if NOT_YET.contains(&error) => None,
                error => Some(Err(format!("error {error}"))),
            },
        })
    }
}

/// Records of one size, each with the same timestamp.
#[derive(Debug, Clone, Copy)]
pub struct Batch {
    /// How many.
    pub records: usize,
    /// Bytes of each value.
    pub size: usize,
    /// Milliseconds since 1970.
    pub time_ms: i64,
    /// The producer id of the transaction that they belong to.
    pub transaction: Option<i64>,
}

impl Batch {
    /// Records of now.
    pub fn of(records: usize, size: usize) -> Self {
        Self { records, size, time_ms: jiff::Timestamp::now().as_millisecond(), transaction: None }
    }

    fn encoded(&self) -> Bytes {
        let value = Bytes::from(vec![b'x'; self.size]);
        let record = |offset: usize| Record {
            transactional: self.transaction.is_some(),
            control: false,
            delete_horizon: false,
            partition_leader_epoch: -1,
            producer_id: self.transaction.unwrap_or(-1),
            producer_epoch: if self.transaction.is_some() { 0 } else { -1 },
            timestamp_type: TimestampType::Creation,
            offset: offset as i64,
            // The codec puts records into one batch as long as both go up together.
            sequence: offset as i32,
            timestamp: self.time_ms,
            key: None,
            value: Some(value.clone()),
            headers: Default::default(),
        };
        let records: Vec<Record> = (0..self.records).map(record).collect();
        let mut bytes = BytesMut::new();
        let options = RecordEncodeOptions { version: 2, compression: Compression::None };
        RecordBatchEncoder::encode(&mut bytes, &records, &options).expect("a batch can be encoded");
        bytes.freeze()
    }
}

/// A string as the codec wants it.
pub fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.into())
}
