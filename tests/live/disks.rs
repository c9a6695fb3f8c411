//! Disks that fill up and log directories that fail.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::lab::jars::V4;
use crate::lab::{Batch, Cluster, Doctor, Plan, Suite, until};

/// Bytes of the small volumes.
const SIZE: usize = 64 << 20;

pub fn suites() -> Vec<Suite> {
    let failed = Suite::new("log-dirs", V4, || with_second_dir(Plan::one(V4)).start()).test("offline", dir_offline);
    let small = Suite::new("disks", V4, || {
        let plan = with_second_dir(Plan::one(V4));
        mount(&plan);
        plan.start()
    });
    let small = small.test_where("nearly-full", may_mount, nearly_full).test_where("one-of-two-full", may_mount, full);
    let dead = Suite::new("disk-full-broker-dead", V4, || {
        let plan = Plan::three(V4);
        let volume = format!("log.dirs={}", second(&plan).display());
        mount(&plan);
        plan.set_at(3, &volume).start()
    });
    let dead = dead.test_where("with-the-brokers-log", may_mount, dead_of_a_full_disk);
    vec![failed, small, dead]
}

/// Volumes of a size take a mount.
fn may_mount() -> Result<(), String> {
    let id = Command::new("id").arg("-u").output().map_err(|error| error.to_string())?;
    match id.stdout.trim_ascii() {
        b"0" => Ok(()),
        _ => Err("mounting a small volume takes root".into()),
    }
}

fn second(plan: &Plan) -> std::path::PathBuf {
    plan.folder().join("small").join("data")
}

fn mount(plan: &Plan) {
    let place = plan.folder().join("small");
    fs::create_dir_all(&place).unwrap();
    let size = format!("size={SIZE}");
    let done = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&place).status().unwrap();
    assert!(done.success(), "mount of {}", place.display());
}

/// Metadata stays in the first folder; the second is one that may fail.
fn with_second_dir(plan: Plan) -> Plan {
    let (first, second) = (plan.setting(1, "log.dirs").to_owned(), second(&plan));
    fs::create_dir_all(second.parent().expect("a folder of the plan")).unwrap();
    plan.set(&format!("log.dirs={first},{}", second.display())).set(&format!("metadata.log.dir={first}"))
}

/// The folder of a partition is gone from under the broker, which notices when the topic is deleted.
fn dir_offline(cluster: &mut Cluster) {
    cluster.client(1).create("spread", &[&[1], &[1], &[1], &[1]], &[]);
    cluster.client(1).create("other", &[&[1], &[1], &[1], &[1]], &[]);
    (0..4).for_each(|partition| cluster.client(1).produce("spread", partition, &Batch::of(1, 10)));
    // The controller hears half a second later which folder a partition is in (AssignmentsManager.DISPATCH_INTERVAL_NS); of a folder that fails
    // before that it never says that its partitions have no leader. Nothing tells a client when it has heard.
    thread::sleep(Duration::from_secs(5));
    let second = cluster.folder().join("small").join("data");
    // At once: the broker goes on writing, and what it writes would be in the way of a removal file by file.
    fs::rename(&second, second.with_extension("gone")).unwrap();
    cluster.client(1).delete("spread");
    wait_for_offline(cluster);
    Doctor::at(cluster).look().lands_on(&["log-dir-offline", "disk-exhaustion"]);
}

fn wait_for_offline(cluster: &Cluster) {
    until("a directory is offline", Duration::from_secs(60), || {
        let topics = cluster.client(1).metadata().ok()?.topics;
        topics.iter().flat_map(|topic| &topic.partitions).any(|one| one.leader_id.0 < 0).then_some(())
    });
}

fn nearly_full(cluster: &mut Cluster) {
    let ballast = cluster.folder().join("small").join("ballast");
    fs::write(&ballast, vec![0; SIZE / 100 * 95]).unwrap();
    let seen = Doctor::at(cluster).look();
    fs::remove_file(&ballast).unwrap();
    seen.lands_on(&["disk-exhaustion"]);
}

fn full(cluster: &mut Cluster) {
    cluster.client(1).create("spread", &[&[1], &[1], &[1], &[1]], &[]);
    fill(cluster, 1, 4);
    wait_for_offline(cluster);
    Doctor::at(cluster).look().lands_on(&["log-dir-offline", "disk-exhaustion"]);
}

/// Appends until the broker takes no more.
fn fill(cluster: &Cluster, broker: i32, partitions: i32) {
    let mut client = cluster.client(broker);
    for _ in 0..SIZE / 900_000 + 10 {
        for partition in 0..partitions {
            if client.try_produce("spread", partition, &Batch::of(900, 1000)).is_err() {
                return;
            }
        }
    }
}

fn dead_of_a_full_disk(cluster: &mut Cluster) {
    cluster.client(1).create("spread", &[&[3]], &[]);
    fill(cluster, 3, 1);
    cluster.wait_until_gone(3);
    let seen = Doctor::at(cluster).with("--log", cluster.log(3)).look();
    seen.lands_on(&["disk-exhaustion"]);
}
