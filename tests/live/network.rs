//! Ways to brokers that lead nowhere.

use libtest_mimic::Trial;

use crate::lab::jars::{V3, V4};
use crate::lab::{Cluster, Doctor, Plan, Suite};

/// Nobody listens at this port of a cluster's.
const NOBODY: u16 = 19;

pub fn tests() -> Vec<Trial> {
    let all = [V4, V3].map(|version| {
        let one = Suite::new("network-one", version, move || advertised(Plan::one(version), &[1]).start());
        let three = Suite::new("network-three", version, move || advertised(Plan::three(version), &[3]).start());
        let one = one.test("advertised-address-leads-nowhere", |cluster| {
            by_clients_listener(cluster, 1).look().lands_on(&["advertised-listeners-wrong"]);
        });
        let three = three.test("one-of-three-is-out-of-reach", |cluster| {
            by_clients_listener(cluster, 1).look().lands_on(&["partly-reachable-cluster"]);
        });
        one.trials().into_iter().chain(three.trials())
    });
    all.into_iter().flatten().collect()
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
