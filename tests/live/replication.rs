//! Brokers that are gone or stand still, replicas that are moved, and what that does to partitions.

use std::time::Duration;

use crate::lab::jars::{V3, V4};
use crate::lab::{Batch, Cluster, Doctor, Plan, Suite};

pub fn suites() -> Vec<Suite> {
    // One copy of the offsets, so that the broker that has it can be taken away.
    let suite = |version| {
        let plan = move || Plan::three(version).set("offsets.topic.replication.factor=1").start();
        Suite::new("replication", version, plan)
            .test("partition-without-leader", without_leader)
            .test("offsets-topic-offline", offsets_topic_offline)
            .test("move-to-a-dead-broker", move_to_a_dead_broker)
    };
    let newest = suite(V4)
        .test("broker-stopped", stopped)
        .test("broker-dies-meanwhile", dies_meanwhile)
        .test("broker-frozen", frozen)
        .test("below-min-isr", below_min_isr)
        .test("move-that-is-throttled", throttled_move)
        .test("throttle-left-behind", throttle_left_behind);
    vec![newest, suite(V3)]
}

fn without_leader(cluster: &mut Cluster) {
    cluster.client(1).create("alone", &[&[2]], &[]);
    cluster.kill(2);
    cluster.wait_until_gone(2);
    Doctor::at(cluster).look().lands_on(&["offline-partitions", "leader-not-available", "broker-down"]);
    cluster.recover(&[2]);
    cluster.client(1).delete("alone");
}

/// Everything has a leader and its minimum: `medium` at first, as a restart looks the same, `high` a minute later.
fn stopped(cluster: &mut Cluster) {
    cluster.client(1).create("orders", &[&[1, 2, 3], &[2, 3, 1], &[3, 1, 2]], &[]);
    let (doctor, earlier) = (Doctor::at(cluster), cluster.folder().join("earlier.json"));
    cluster.stop(3);
    cluster.wait_until_gone(3);
    doctor.look().notes(&["broker-down"]);
    doctor.keep(&earlier, Duration::from_secs(60));
    doctor.with("--snapshot", &earlier).look().lands_on(&["broker-down"]);
    cluster.recover(&[3]);
    cluster.client(1).delete("orders");
}

/// It answered a look before it has died, and stays listed for nine seconds.
fn dies_meanwhile(cluster: &mut Cluster) {
    cluster.client(1).create("orders", &[&[1, 2, 3], &[2, 3, 1], &[3, 1, 2]], &[]);
    let (doctor, earlier) = (Doctor::at(cluster), cluster.folder().join("earlier.json"));
    doctor.keep(&earlier, Duration::from_secs(0));
    cluster.kill(3);
    let seen = doctor.with("--snapshot", &earlier).look();
    cluster.recover(&[3]);
    cluster.client(1).delete("orders");
    seen.notes(&["broker-down"]);
}

fn frozen(cluster: &mut Cluster) {
    cluster.client(1).create("orders", &[&[1, 2, 3], &[2, 3, 1], &[3, 1, 2]], &[("min.insync.replicas", "3")]);
    cluster.freeze(3);
    let early = Doctor::at(cluster).look();
    cluster.wait_until_gone(3);
    let late = Doctor::at(cluster).look();
    cluster.thaw(3);
    cluster.recover(&[]);
    cluster.client(1).delete("orders");
    let cards = ["broker-down", "isr-shrink", "not-enough-replicas", "broker-gc-pauses"];
    early.lands_on(&cards);
    late.lands_on(&cards);
}

fn below_min_isr(cluster: &mut Cluster) {
    cluster.client(1).create("orders", &[&[1, 2, 3]], &[("min.insync.replicas", "2")]);
    cluster.stop(2);
    cluster.stop(3);
    cluster.wait_until_gone(2);
    cluster.wait_until_gone(3);
    let seen = Doctor::at(cluster).look();
    cluster.recover(&[2, 3]);
    cluster.client(1).delete("orders");
    seen.lands_on(&["not-enough-replicas", "broker-down"]);
}

fn offsets_topic_offline(cluster: &mut Cluster) {
    // The topic is created with its only copy where the controller likes: it is moved to the broker that goes.
    cluster.client(1).create("__consumer_offsets", &[&[3]], &[("cleanup.policy", "compact")]);
    cluster.kill(3);
    cluster.wait_until_gone(3);
    let seen = Doctor::at(cluster).look();
    cluster.recover(&[3]);
    cluster.client(1).delete("__consumer_offsets");
    seen.lands_on(&["coordinator-unavailable"]);
}

fn move_to_a_dead_broker(cluster: &mut Cluster) {
    cluster.client(1).create("orders", &[&[1, 2]], &[]);
    cluster.freeze(3);
    cluster.wait_until_gone(3);
    cluster.client(1).reassign("orders", Some(&[1, 3]));
    let seen = Doctor::at(cluster).look();
    cluster.client(1).reassign("orders", None);
    cluster.thaw(3);
    cluster.recover(&[]);
    cluster.client(1).delete("orders");
    seen.notes(&["reassignment-stuck/target-broker-down"]);
}

/// A thousand bytes a second on every broker.
const THROTTLE: [(&str, &str); 2] =
    [("leader.replication.throttled.rate", "1000"), ("follower.replication.throttled.rate", "1000")];
const THROTTLED: [(&str, &str); 2] =
    [("leader.replication.throttled.replicas", "*"), ("follower.replication.throttled.replicas", "*")];

fn throttled_move(cluster: &mut Cluster) {
    cluster.client(1).create("orders", &[&[1, 2]], &THROTTLED);
    for _ in 0..30 {
        cluster.client(1).produce("orders", 0, &Batch::of(900, 1000));
    }
    throttle(cluster, true);
    cluster.client(1).reassign("orders", Some(&[1, 3]));
    let seen = Doctor::at(cluster).look();
    throttle(cluster, false);
    cluster.wait_until_in_sync();
    cluster.client(1).delete("orders");
    seen.notes(&["reassignment-stuck"]);
}

fn throttle_left_behind(cluster: &mut Cluster) {
    cluster.client(1).create("orders", &[&[1, 2, 3]], &THROTTLED);
    throttle(cluster, true);
    let seen = Doctor::at(cluster).look();
    throttle(cluster, false);
    cluster.client(1).delete("orders");
    seen.notes(&["reassignment-stuck"]);
}

fn throttle(cluster: &Cluster, on: bool) {
    for id in cluster.brokers() {
        // Each takes changes of its own settings only.
        let (mut client, broker) = (cluster.client(id), id.to_string());
        match on {
            true => client.configure(("broker", &broker), &THROTTLE),
            false => client.unset(("broker", &broker), &THROTTLE.map(|(key, _)| key)),
        }
    }
}
