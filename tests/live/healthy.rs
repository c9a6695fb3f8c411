//! Clusters that are well: no finding at or above the default threshold, and nothing on them is changed.

use std::thread;
use std::time::{Duration, Instant};

use crate::lab::jars::{V2, V3, V4};
use crate::lab::process::Process;
use crate::lab::{Cluster, Doctor, Plan, Suite, tools, until};

pub fn suites() -> Vec<Suite> {
    // Without the controllers' idle records their files stand still, too.
    let still = |plan: Plan| plan.set("metadata.max.idle.interval.ms=0").start();
    let one = [
        Suite::new("healthy-one", V4, move || still(Plan::one(V4))),
        Suite::new("healthy-one", V3, move || still(Plan::one(V3))),
        Suite::new("healthy-zookeeper", V2, || Plan::zookeeper(V2).start()),
    ];
    let three = [V4, V3].map(|version| Suite::new("healthy-three", version, move || Plan::three(version).start()));
    let one = one.into_iter().map(|suite| suite.test("untouched", untouched).test("busy", busy));
    let three = three.into_iter().map(|suite| {
        let suite = suite.test("idle", |cluster| Doctor::at(cluster).look().is_healthy());
        suite.test("busy", busy).test("rolling-restart", rolling_restart)
    });
    one.chain(three).collect()
}

/// A fresh cluster, which has no internal topics, is the same after the look, to the byte.
fn untouched(cluster: &mut Cluster) {
    // The first files are written in the seconds after the start.
    thread::sleep(Duration::from_secs(3));
    let before = cluster.files();
    Doctor::at(cluster).look().is_healthy();
    assert_eq!(cluster.files(), before);
}

/// Records, a group that keeps up, and topics that appear while it is looked.
fn busy(cluster: &mut Cluster) {
    let _clients = load(cluster);
    let (doctor, mut client, replicas) = (Doctor::at(cluster), cluster.client(1), cluster.brokers());
    let names: Vec<String> = (0..20).map(|number| format!("new-{number}")).collect();
    let seen = thread::scope(|scope| {
        let seen = scope.spawn(|| doctor.look());
        for name in &names {
            client.create(name, &[&replicas], &[]);
            thread::sleep(Duration::from_millis(300));
        }
        seen.join().expect("it looks")
    });
    names.iter().for_each(|name| client.delete(name));
    seen.is_healthy();
}

/// A producer and a group of two, at work.
fn load(cluster: &Cluster) -> [Process; 3] {
    let replicas = cluster.brokers();
    if !cluster.has("orders") {
        cluster.client(1).create("orders", &[&replicas, &replicas, &replicas], &[]);
    }
    let bootstrap = cluster.bootstrap();
    let producer = ["--bootstrap-server", &bootstrap, "--topic", "orders", "--throughput", "100"];
    let consumer = ["--bootstrap-server", &bootstrap, "--topic", "orders", "--group-id", "billing"];
    let clients = [
        cluster.run("producer", tools::PRODUCER, &producer),
        cluster.run("consumer-1", tools::CONSUMER, &consumer),
        cluster.run("consumer-2", tools::CONSUMER, &consumer),
    ];
    // Both members are in, and both have committed.
    cluster.wait_for_line("consumer-1", "offsets_committed");
    cluster.wait_for_line("consumer-2", "offsets_committed");
    clients
}

/// A broker at a time, under load. Meanwhile there is at most `medium`, or what is healing.
fn rolling_restart(cluster: &mut Cluster) {
    let _clients = load(cluster);
    let doctor = Doctor::at(cluster);
    for id in cluster.brokers() {
        cluster.stop(id);
        thread::scope(|scope| {
            let seen = scope.spawn(|| doctor.look());
            cluster.recover(&[id]);
            seen.join().expect("it looks").passes_check();
        });
    }
    wait_until_settled(cluster);
    doctor.look().is_healthy();
}

/// Members come back to the group one by one, each with a rebalance, and some leave once more before they stay.
fn wait_until_settled(cluster: &Cluster) {
    let members = |id: &i32| cluster.client(*id).stable_members("billing").ok().flatten();
    let mut since = Instant::now();
    until("both members stay", Duration::from_secs(120), || {
        if !cluster.brokers().iter().filter_map(members).any(|number| number == 2) {
            since = Instant::now();
        }
        (since.elapsed() > Duration::from_secs(6)).then_some(())
    });
}
