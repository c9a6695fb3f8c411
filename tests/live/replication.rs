//! Brokers that are gone or stand still, and what that does to partitions.

use std::time::Duration;

use libtest_mimic::Trial;

use crate::lab::jars::V4;
use crate::lab::{Cluster, Doctor, Plan, Suite, until};

pub fn tests() -> Vec<Trial> {
    Suite::new("replication", V4, || Plan::three(V4).start()).test("leaderless-partition", leaderless).trials()
}

fn leaderless(cluster: &mut Cluster) {
    cluster.client(1).create("alone", &[&[2]], &[]);
    cluster.kill(2);
    until("broker 2 is fenced", Duration::from_secs(20), || {
        (cluster.client(1).metadata().ok()?.brokers.len() == 2).then_some(())
    });
    Doctor::at(cluster).look().lands_on(&["offline-partitions", "leader-not-available", "broker-down"]);
    cluster.start(2);
    cluster.wait_for_brokers(&[1, 2, 3], Duration::from_secs(60));
    cluster.wait_until_in_sync();
}
