//! Retention, transactions, quotas: what holds records up on one broker.

use std::thread;
use std::time::Duration;

use crate::lab::jars::{V3, V4};
use crate::lab::{Batch, Cluster, Doctor, Plan, Suite};

const DAY_MS: i64 = 24 * 3600 * 1000;

pub fn suites() -> Vec<Suite> {
    let suites = [V4, V3].map(|version| {
        Suite::new("topics", version, move || Plan::one(version).start())
            .test("future-timestamps", future_timestamps)
            .test("hanging-transaction", hanging_transaction)
    });
    let coordinator = [V4, V3].map(|version| {
        let plan = move || Plan::one(version).set("offsets.topic.replication.factor=3").start();
        Suite::new("no-coordinator", version, plan).test("offsets-topic-cannot-be-created", offsets_topic_impossible)
    });
    let quota = Suite::new("quota", V4, || Plan::one(V4).start()).test("alone-and-with-its-client", quota);
    suites.into_iter().chain(coordinator).chain([quota]).collect()
}

/// A record of next year keeps its segment, and all behind it, although what is there is a month old.
fn future_timestamps(cluster: &mut Cluster) {
    let mut settings = vec![("segment.bytes", "1048576"), ("retention.ms", "5000")];
    settings.push(("message.timestamp.after.max.ms", "9223372036854775807"));
    let mut client = cluster.client(1);
    client.create("dated", &[&[1]], &settings);
    let now = Batch::of(900, 1000);
    client.produce("dated", 0, &Batch { records: 1, time_ms: now.time_ms + 365 * DAY_MS, ..now });
    (0..3).for_each(|_| client.produce("dated", 0, &Batch { time_ms: now.time_ms - 30 * DAY_MS, ..now }));
    // Two checks of retention, which come every five seconds.
    thread::sleep(Duration::from_secs(11));
    let seen = Doctor::at(cluster).look();
    client.delete("dated");
    seen.notes(&["retention-not-deleting", "wrong-record-timestamps"]);
}

/// Written as part of a transaction that no coordinator knows; brokers take that with verification off.
fn hanging_transaction(cluster: &mut Cluster) {
    let mut client = cluster.client(1);
    client.configure(("broker", ""), &[("transaction.partition.verification.enable", "false")]);
    client.create("held", &[&[1]], &[]);
    client.produce("held", 0, &Batch { transaction: Some(4242), ..Batch::of(1, 10) });
    client.produce("held", 0, &Batch::of(10, 10));
    let seen = Doctor::at(cluster).look();
    client.delete("held");
    client.unset(("broker", ""), &["transaction.partition.verification.enable"]);
    seen.lands_on(&["hanging-transaction"]);
}

/// The topic of offsets is created with the first group, which has to wait for two more brokers.
fn offsets_topic_impossible(cluster: &mut Cluster) {
    Doctor::at(cluster).look().lands_on(&["coordinator-unavailable"]);
}

/// A quota alone is a note at most; the settings of a client that it covers make it the cause.
fn quota(cluster: &mut Cluster) {
    cluster.client(1).quota("perf", "producer_byte_rate", Some(10_240.0));
    let alone = Doctor::at(cluster).look();
    let file = cluster.folder().join("client.properties");
    std::fs::write(&file, "client.id=perf").unwrap();
    let with_client = Doctor::at(cluster).with("--properties", format!("producer={}", file.display())).look();
    cluster.client(1).quota("perf", "producer_byte_rate", None);
    alone.is_healthy();
    with_client.notes(&["quota-throttled"]);
}
