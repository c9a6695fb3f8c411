//! The listeners that brokers advertise, gone to from here.

use std::net::IpAddr;

use super::{Measure, Shows, Which, all, doors, each, nobody_went, not_led_in, of_fault, subject, way};
use crate::evidence::cluster::way_in::{Door, NoIdentity};
use crate::evidence::probes::Measured;
use crate::evidence::probes::looks::absent;
use crate::knowledge::Severity;

pub(super) const PROBES: &[(&str, Measure)] = &[
    ("advertised_name_unknown", |snapshot, _| {
        each(snapshot, Which::Listeners, |_, door| of_fault(door, &door.resolve, |fault| Some(fault.to_string())))
    }),
    ("advertised_address_unreachable", |snapshot, _| {
        each(snapshot, Which::Listeners, |_, door| of_fault(door, &door.connect, |_| door.ends()))
    }),
    ("advertised_address_fails", |snapshot, _| each(snapshot, Which::Listeners, |_, door| fails(door))),
    ("all_advertised_addresses_fail", |snapshot, _| {
        let measured = all(snapshot, Which::Listeners, |_, door| fails(door));
        Measured { found: measured.found.into_iter().map(|one| one.harm(Severity::High)).collect(), ..measured }
    }),
    ("some_brokers_reachable", |snapshot, _| {
        let Some(way) = way(snapshot) else { return nobody_went() };
        let failing = each(snapshot, Which::Listeners, |_, door| fails(door));
        let some = !failing.found.is_empty() && failing.found.len() < doors(way.way, Which::Listeners).len();
        match some {
            true => failing,
            false => Measured { found: Vec::new(), ..failing }.but(snapshot.last().and_then(absent)),
        }
    }),
    ("advertised_loopback", |snapshot, _| {
        each(snapshot, Which::Listeners, |way, door| {
            let from_here = way.way.bootstrap.iter().any(|door| loopback(&door.address.host));
            let host = &door.address.host;
            match loopback(host) && !from_here {
                true => Shows::It(format!("{host} is this machine, not the broker's")),
                false => Shows::Not,
            }
        })
    }),
    ("two_brokers_one_address", |snapshot, _| {
        let Some(way) = way(snapshot) else { return nobody_went() };
        let listeners = doors(way.way, Which::Listeners);
        let twice = listeners.iter().filter_map(|door| {
            let other = listeners.iter().find(|other| other.address == door.address && other.broker != door.broker)?;
            Some(subject(door, format!("broker {} advertises it as well", other.broker?)).harm(Severity::High))
        });
        Measured::found(twice.collect()).but(not_led_in(&way))
    }),
    ("advertised_name_not_in_certificate", |snapshot, _| {
        each(snapshot, Which::Listeners, |way, door| {
            let bootstrap_fits = way.way.bootstrap.iter().any(|door| door.tls.passed().is_some());
            match super::tls::wrong_host(door) {
                Shows::It(_) if !bootstrap_fits => Shows::Not,
                other => other,
            }
        })
    }),
    ("other_cluster", |snapshot, _| {
        each(snapshot, Which::Listeners, |_, door| {
            let other = |fault: &NoIdentity| matches!(fault, NoIdentity::OtherCluster { .. });
            of_fault(door, &door.identity, |fault| other(fault).then(|| fault.to_string()))
        })
    }),
    ("several_clusters", |snapshot, _| {
        let Some(way) = way(snapshot) else { return nobody_went() };
        let known = |door: &&Door| Some(door.brokers()?.cluster_id.clone());
        let bootstrap = doors(way.way, Which::Bootstrap);
        let first = bootstrap.iter().find_map(known);
        let others = bootstrap.iter().filter(|door| known(door).is_some() && known(door) != first).map(|door| {
            let id = |id: Option<Option<String>>| id.flatten().unwrap_or_else(|| "none".into());
            subject(door, format!("cluster {}, the first address {}", id(known(door)), id(first.clone())))
                .harm(Severity::High)
        });
        Measured::found(others.collect()).but(not_led_in(&way))
    }),
];

/// The way ends before it leads to the broker that advertises the address.
fn fails(door: &Door) -> Shows {
    door.ends().map_or(Shows::Not, Shows::It)
}

fn loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
