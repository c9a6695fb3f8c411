//! A member of a consumer group that does as a test wants.

use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::messages::consumer_protocol_assignment::TopicPartition;
use kafka_protocol::messages::join_group_request::JoinGroupRequestProtocol;
use kafka_protocol::messages::leave_group_request::MemberIdentity;
use kafka_protocol::messages::offset_commit_request::{OffsetCommitRequestPartition, OffsetCommitRequestTopic};
use kafka_protocol::messages::sync_group_request::SyncGroupRequestAssignment;
use kafka_protocol::messages::{
    ConsumerProtocolAssignment, ConsumerProtocolSubscription, FindCoordinatorRequest, GroupId, JoinGroupRequest,
    LeaveGroupRequest, OffsetCommitRequest, SyncGroupRequest, TopicName,
};
use kafka_protocol::protocol::{Encodable, StrBytes};

use super::client::{Client, text};
use super::{Cluster, until};

/// MEMBER_ID_REQUIRED: the coordinator gives a name, with which to join again.
const NAME_FIRST: i16 = 79;
/// Longer than any test looks: nobody needs to send heartbeats.
const SESSION_MS: i32 = 120_000;

/// A member of a group with the classic protocol. While it is alone it leads, and takes all partitions of its topic.
pub struct Member {
    client: Client,
    group: GroupId,
    topic: TopicName,
    id: StrBytes,
    generation: i32,
}

impl Member {
    /// Joins, and creates the topic of offsets if it is the first to do so.
    ///
    /// # Panics
    /// The coordinator refuses.
    pub fn join(cluster: &Cluster, group: &str, topic: &str, partitions: i32, assignor: &str) -> Self {
        let mut asked = cluster.client(1);
        let find = FindCoordinatorRequest::default().with_key(text(group));
        let mut coordinator = || {
            until("a coordinator", Duration::from_secs(30), || {
                let found = asked.ask(3, &find).ok()?;
                (found.error_code == 0).then(|| cluster.client(found.node_id.0))
            })
        };
        let mut member = Self {
            client: coordinator(),
            group: GroupId(text(group)),
            topic: TopicName(text(topic)),
            id: StrBytes::default(),
            generation: -1,
        };
        until("a place in the group", Duration::from_secs(30), || {
            let entered = member.enter(partitions, assignor);
            // Another broker may have taken over meanwhile.
            if entered.is_none() && member.id.is_empty() {
                member.client = coordinator();
            }
            entered
        });
        member
    }

    fn enter(&mut self, partitions: i32, assignor: &str) -> Option<()> {
        let subscription = ConsumerProtocolSubscription::default().with_topics(vec![self.topic.0.clone()]);
        let protocol =
            JoinGroupRequestProtocol::default().with_name(text(assignor)).with_metadata(framed(&subscription));
        let join = JoinGroupRequest::default()
            .with_group_id(self.group.clone())
            .with_session_timeout_ms(SESSION_MS)
            .with_rebalance_timeout_ms(SESSION_MS)
            .with_member_id(self.id.clone())
            .with_protocol_type(text("consumer"))
            .with_protocols(vec![protocol]);
        let answer = self.client.ask(5, &join).ok()?;
        self.id = answer.member_id;
        if answer.error_code != 0 {
            // The coordinator may still load its topic; a name comes with the refusal.
            assert!([14, 15, 16, NAME_FIRST].contains(&answer.error_code), "join: error {}", answer.error_code);
            return None;
        }
        self.generation = answer.generation_id;
        let own = TopicPartition::default().with_topic(self.topic.clone()).with_partitions((0..partitions).collect());
        let assignment = ConsumerProtocolAssignment::default().with_assigned_partitions(vec![own]);
        let assignments = answer.members.iter().map(|member| {
            let theirs = if member.member_id == self.id {
                framed(&assignment)
            } else {
                framed(&ConsumerProtocolAssignment::default())
            };
            SyncGroupRequestAssignment::default().with_member_id(member.member_id.clone()).with_assignment(theirs)
        });
        let sync = SyncGroupRequest::default()
            .with_group_id(self.group.clone())
            .with_generation_id(self.generation)
            .with_member_id(self.id.clone())
            .with_assignments(assignments.collect());
        (self.client.ask(3, &sync).ok()?.error_code == 0).then_some(())
    }

    /// Commits offsets, partition by partition.
    ///
    /// # Panics
    /// The coordinator refuses.
    pub fn commit(&mut self, offsets: &[i64]) {
        let partition = |(index, offset): (usize, &i64)| {
            OffsetCommitRequestPartition::default().with_partition_index(index as i32).with_committed_offset(*offset)
        };
        let topic = OffsetCommitRequestTopic::default()
            .with_name(self.topic.clone())
            .with_partitions(offsets.iter().enumerate().map(partition).collect());
        let commit = OffsetCommitRequest::default()
            .with_group_id(self.group.clone())
            .with_generation_id_or_member_epoch(self.generation)
            .with_member_id(self.id.clone())
            .with_topics(vec![topic]);
        let answer = self.client.ask(8, &commit).unwrap();
        assert!(answer.topics[0].partitions.iter().all(|one| one.error_code == 0), "{answer:?}");
    }

    /// Leaves in order.
    pub fn leave(mut self) {
        let own = MemberIdentity::default().with_member_id(self.id.clone());
        let leave = LeaveGroupRequest::default().with_group_id(self.group.clone()).with_members(vec![own]);
        let _ = self.client.ask(4, &leave);
    }
}

/// Subscriptions and assignments are sent behind their own version, 0.
fn framed(message: &impl Encodable) -> Bytes {
    let mut bytes = BytesMut::new();
    bytes.put_i16(0);
    message.encode(&mut bytes, 0).expect("it can be encoded");
    bytes.freeze()
}
