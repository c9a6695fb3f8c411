//! Ends of partitions, producers, transactions.

use kafka_protocol::messages::*;

use super::super::*;
use super::{answer, text};

#[test]
fn offsets_are_read() {
    use list_offsets_response::*;
    for version in offsets::VERSIONS {
        let partition = ListOffsetsPartitionResponse::default()
            .with_partition_index(3)
            .with_timestamp(1_700_000_000_000)
            .with_offset(17)
            .with_leader_epoch(2);
        let refused =
            ListOffsetsPartitionResponse::default().with_partition_index(4).with_error_code(6).with_offset(-1);
        let topic = ListOffsetsTopicResponse::default()
            .with_name(TopicName(text("orders")))
            .with_partitions(vec![partition, refused]);
        let body = ListOffsetsResponse::default().with_topics(vec![topic]);
        let found = |partition, error, timestamp_ms, offset| offsets::Found { partition, error, timestamp_ms, offset };
        assert_eq!(
            offsets::read(&answer(version, &body)),
            Ok(vec![("orders".into(), vec![found(3, 0, 1_700_000_000_000, 17), found(4, 6, -1, -1)])])
        );
    }
}

#[test]
fn producers_are_read() {
    use describe_producers_response::*;
    let producer = ProducerState::default()
        .with_producer_id(ProducerId(4242))
        .with_producer_epoch(3)
        .with_last_sequence(99)
        .with_last_timestamp(1_700_000_000_000)
        .with_coordinator_epoch(-1)
        .with_current_txn_start_offset(5);
    let partition = PartitionResponse::default().with_partition_index(3).with_active_producers(vec![producer]);
    let topic = TopicResponse::default().with_name(TopicName(text("orders"))).with_partitions(vec![partition]);
    let body = DescribeProducersResponse::default().with_topics(vec![topic]);
    let producer = producers::Producer {
        id: 4242,
        epoch: 3,
        last_timestamp_ms: 1_700_000_000_000,
        coordinator_epoch: -1,
        transaction_start: 5,
    };
    assert_eq!(
        producers::read(&answer(producers::VERSION, &body)),
        Ok(vec![("orders".into(), vec![producers::Partition { id: 3, error: 0, producers: vec![producer] }])])
    );
}

#[test]
fn transactions_are_read() {
    use list_transactions_response::TransactionState as Listed;
    let listed = Listed::default()
        .with_transactional_id(TransactionalId(text("pay-1")))
        .with_producer_id(ProducerId(7))
        .with_transaction_state(text("Ongoing"));
    let body = ListTransactionsResponse::default()
        .with_unknown_state_filters(vec![text("PrepareEpochFence")])
        .with_transaction_states(vec![listed]);
    let one = transactions::Transaction { id: "pay-1".into(), producer_id: 7, state: "Ongoing".into() };
    assert_eq!(
        transactions::read_list(&answer(transactions::VERSION, &body)),
        Ok(transactions::Listed { error: 0, transactions: vec![one] })
    );

    use describe_transactions_response::{TopicData, TransactionState};
    let topic = TopicData::default().with_topic(TopicName(text("orders"))).with_partitions(vec![0, 3]);
    let state = TransactionState::default()
        .with_transactional_id(TransactionalId(text("pay-1")))
        .with_transaction_state(text("Ongoing"))
        .with_transaction_timeout_ms(60_000)
        .with_transaction_start_time_ms(1_700_000_000_000)
        .with_producer_id(ProducerId(7))
        .with_producer_epoch(2)
        .with_topics(vec![topic]);
    let body = DescribeTransactionsResponse::default().with_transaction_states(vec![state]);
    assert_eq!(
        transactions::read_described(&answer(transactions::VERSION, &body)),
        Ok(vec![transactions::Described {
            error: 0,
            id: "pay-1".into(),
            timeout_ms: 60_000,
            started_ms: 1_700_000_000_000,
            producer_epoch: 2,
            topics: vec![("orders".into(), vec![0, 3])],
        }])
    );
}

#[test]
fn ends_of_epochs_are_asked_and_read() {
    use offset_for_leader_epoch_request::{OffsetForLeaderPartition, OffsetForLeaderTopic};
    let partition =
        OffsetForLeaderPartition::default().with_partition(3).with_current_leader_epoch(-1).with_leader_epoch(5);
    let topic = OffsetForLeaderTopic::default().with_topic(TopicName(text("orders"))).with_partitions(vec![partition]);
    let expected = OffsetForLeaderEpochRequest::default().with_replica_id(BrokerId(-1)).with_topics(vec![topic]);
    let call = epoch_ends::request(&[("orders", vec![(3, 5)])]);
    assert_eq!(super::asked::<OffsetForLeaderEpochRequest>(&call), expected);

    use offset_for_leader_epoch_response::{EpochEndOffset, OffsetForLeaderTopicResult};
    let end = EpochEndOffset::default().with_partition(3).with_leader_epoch(4).with_end_offset(100);
    let topic = OffsetForLeaderTopicResult::default().with_topic(TopicName(text("orders"))).with_partitions(vec![end]);
    let body = OffsetForLeaderEpochResponse::default().with_topics(vec![topic]);
    let end = epoch_ends::End { partition: 3, error: 0, epoch: 4, offset: 100 };
    assert_eq!(epoch_ends::read(&answer(epoch_ends::VERSION, &body)), Ok(vec![("orders".into(), vec![end])]));
}
