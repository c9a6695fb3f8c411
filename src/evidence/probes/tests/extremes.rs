//! The largest and the smallest numbers that a broker or a file can tell.

use super::*;
use crate::evidence::probes::{all, standing_groups};

/// A broker or a file can say any number.
#[test]
fn the_largest_and_smallest_numbers_are_measured() {
    let made = |at_ms: i64, low: i64, high: i64| {
        let producer = Producer {
            id: 1,
            epoch: 0,
            last_timestamp_ms: low.max(1),
            transaction_start: Some(low),
            coordinator_epoch: 0,
        };
        let transaction = Transaction {
            id: "t".into(),
            coordinator: 1,
            producer_id: 1,
            state: "Ongoing".into(),
            timeout_ms: Some(i32::MAX),
            started_ms: Some(low),
            producer_epoch: Some(0),
            partitions: [("orders".to_string(), vec![0])].into(),
        };
        let replica = |id, log_end_offset| QuorumReplica {
            id,
            log_end_offset,
            fetched_ago_ms: Some(low),
            caught_up_ago_ms: Some(low),
        };
        let moving = Reassignment {
            topic: "orders".into(),
            partition: 0,
            replicas: vec![1, 2],
            adding: vec![2],
            removing: vec![],
        };
        let mut sample = look(0, &[1, 2])
            .partition("orders", 0, 1, &[1, 2], &[1])
            .partition("orders", 1, 1, &[1, 2], &[1])
            .dir(1, "/a", u64::MAX, u64::MAX)
            .stored(1, "orders", 0, high)
            .stored(1, "orders", 1, high)
            .dir(2, "/a", 1, u64::MAX)
            .stored(2, "orders", 0, low)
            .stored(2, "orders", 1, low)
            .group("billing", GroupState::Stable)
            .member("billing", "m", &[("orders", &[0, 1])])
            .group("empty", GroupState::Empty);
        for partition in [0, 1] {
            sample = sample
                .offsets("orders", partition, |offsets| {
                    let newest = Some(TimedOffset { offset: high, timestamp_ms: low });
                    *offsets = Offsets {
                        earliest: Some(low),
                        latest: Some(high),
                        stable: Some(low),
                        newest,
                        retained: Some(low),
                    };
                })
                .commit("billing", "orders", partition, low)
                .commit("empty", "orders", partition, low);
        }
        for name in [
            "transaction.max.timeout.ms",
            "offsets.retention.minutes",
            "log.retention.ms",
            "log.retention.bytes",
            "min.insync.replicas",
            "replica.lag.time.max.ms",
            "connections.max.idle.ms",
        ] {
            sample = sample.broker_setting(1, name, &high.to_string()).broker_setting(2, name, &low.to_string());
        }
        for name in ["retention.ms", "retention.bytes", "min.insync.replicas", "max.message.bytes", "segment.ms"] {
            sample = sample.topic_setting("orders", name, &high.to_string());
        }
        sample.with(|sample| {
            sample.at_ms = at_ms;
            sample.clocks = [(1, ClockOffset { ahead_ms: low, within_ms: high })].into();
            sample.transactions = Some(vec![transaction]);
            sample.reassignments = Some(vec![moving]);
            let (voters, observers) = (vec![replica(1, high), replica(2, low)], vec![replica(3, low)]);
            sample.quorum =
                Some(Quorum { leader: Some(1), high_watermark: high, voters, observers, ..Quorum::default() });
            sample.brokers.values_mut().for_each(|broker| broker.offsets_at_ms = Some(low));
            sample.groups.as_mut().unwrap().values_mut().for_each(|group| group.committed_at_ms = Some(at_ms));
            let partitions = &mut sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions;
            partitions[0].producers = Some(vec![producer]);
        })
    };
    let (low, high) = (i64::MIN, i64::MAX);
    for looks in [
        [made(low, low, high), made(high, low, high)],
        [made(low, low, high), made(high, high, low)],
        [made(low, high, low), made(high, low, high)],
        [made(0, low, high), made(high, low, low)],
        [made(0, high, high), made(high, high, high)],
    ] {
        for (_, measure) in all() {
            measure(&snapshot(&looks), &Scope::default());
        }
        let [before, after] = looks;
        crate::evidence::cluster::diff::diff(&snapshot(&[before]), &snapshot(&[after]));
    }
    let stuck = [made(0, low, high), made(60_000, low, high)];
    let told = standing_groups::measure(&snapshot(&stuck), &Scope::default());
    assert_eq!(told.found.len(), 1, "{told:?}");
}
