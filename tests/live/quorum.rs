//! Controllers that are gone, and brokers of two versions.

use std::time::Duration;

use crate::lab::jars::{V3, V4};
use crate::lab::plan::CONTROLLER;
use crate::lab::{Cluster, Doctor, Plan, Suite};

pub fn suites() -> Vec<Suite> {
    let quorum = [V4, V3].map(|version| {
        Suite::new("quorum", version, move || Plan::quorum(version).start())
            .test("one-of-three-down", one_down)
            .test("all-down", all_down)
    });
    let mixed = Suite::new("mixed", V3, || Plan::three(V3).version_at(3, V4).start());
    quorum.into_iter().chain([mixed.test("brokers-of-two-versions", two_versions)]).collect()
}

/// `medium` as long as it may be a restart.
fn one_down(cluster: &mut Cluster) {
    let (doctor, earlier) = (Doctor::at(cluster), cluster.folder().join("earlier.json"));
    let leader = cluster.client(1).quorum_leader();
    let follower = (CONTROLLER..CONTROLLER + 3).find(|id| *id != leader).expect("three controllers");
    cluster.kill(follower);
    std::thread::sleep(Duration::from_secs(5));
    doctor.keep(&earlier, Duration::from_secs(60));
    let first = doctor.look();
    let lasting = doctor.with("--snapshot", &earlier).look();
    cluster.start(follower);
    cluster.wait_for_port([0, 2, 3][(follower - CONTROLLER) as usize]);
    first.notes(&["kraft-quorum-unavailable"]);
    lasting.lands_on(&["kraft-quorum-unavailable"]);
}

/// Brokers go on to say that all is well.
fn all_down(cluster: &mut Cluster) {
    (CONTROLLER..CONTROLLER + 3).for_each(|id| cluster.kill(id));
    let seen = Doctor::at(cluster).look();
    (CONTROLLER..CONTROLLER + 3).for_each(|id| cluster.start(id));
    seen.lands_on(&["kraft-quorum-unavailable"]);
}

/// A note while it may be an upgrade that goes on.
fn two_versions(cluster: &mut Cluster) {
    let (doctor, earlier) = (Doctor::at(cluster), cluster.folder().join("earlier.json"));
    let first = doctor.look();
    doctor.keep(&earlier, Duration::from_secs(2 * 3600));
    let lasting = doctor.with("--snapshot", &earlier).look();
    first.is_healthy();
    lasting.notes(&["rolling-upgrade-protocol-not-pinned"]);
}
