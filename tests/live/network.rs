//! Ways to brokers that lead nowhere.

use std::time::Duration;

use crate::lab::jars::{V3, V4};
use crate::lab::{Cluster, Doctor, Plan, Suite};

/// Nobody listens at this port of a cluster's.
const NOBODY: u16 = 19;

pub fn suites() -> Vec<Suite> {
    let one = |version| {
        let suite = Suite::new("network-one", version, move || advertised(Plan::one(version), &[1]).start());
        suite.test("advertised-address-leads-nowhere", |cluster| {
            by_clients_listener(cluster, 1).look().lands_on(&["advertised-listeners-wrong"]);
        })
    };
    let gone = Suite::new("network-gone", V4, || Plan::one(V4).start());
    let gone = gone.test("a-cluster-that-goes-away-between-two-looks", |cluster| {
        let doctor = Doctor::at(cluster).with("--samples", "2").with("--interval", "6s");
        let seen = std::thread::scope(|scope| {
            let looks = scope.spawn(|| doctor.look());
            std::thread::sleep(Duration::from_secs(3));
            cluster.kill(1);
            looks.join().expect("it looks")
        });
        seen.lands_on(&["bootstrap-unreachable", "broker-down"]);
    });
    let three = Suite::new("network-three", V4, || advertised(Plan::three(V4), &[3]).start());
    let three = three.test("one-of-three-is-out-of-reach", |cluster| {
        by_clients_listener(cluster, 1).look().lands_on(&["partly-reachable-cluster"]);
    });
    vec![one(V4), one(V3), three, gone]
}

/// A listener of their own for clients, so that brokers go on to reach each other. Some advertise an address where nobody listens.
fn advertised(plan: Plan, wrong: &[u16]) -> Plan {
    let brokers: Vec<u16> = plan.brokers().into_iter().map(|id| id as u16).collect();
    brokers.into_iter().fold(plan, |plan, id| {
        let (own, clients) = (plan.address(id), plan.address(10 + id));
        let told = if wrong.contains(&id) { plan.address(NOBODY) } else { clients.clone() };
        let listeners = plan.setting(id.into(), "listeners").to_owned();
        plan.set_at(id.into(), &format!("listeners={listeners},EXT://{clients}"))
            .set_at(id.into(), &format!("advertised.listeners=PLAINTEXT://{own},EXT://{told}"))
    })
}

fn by_clients_listener(cluster: &Cluster, broker: u16) -> Doctor {
    Doctor::by(&cluster.address(10 + broker))
}
