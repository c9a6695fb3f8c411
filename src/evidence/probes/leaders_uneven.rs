//! Brokers that lead many more partitions than their share.

use std::collections::BTreeMap;

use super::looks::{alive, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// Fewer partitions for each broker say nothing.
const LEAST: usize = 10;

/// Times the share from which it is told.
const SHARES: f64 = 1.5;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut leads: BTreeMap<i32, usize> =
        last.brokers.keys().filter(|id| alive(last, **id)).map(|id| (*id, 0)).collect();
    for leader in last.partitions().filter_map(|(_, one)| one.leader) {
        *leads.entry(leader).or_default() += 1;
    }
    let found = uneven(&leads).map(|(id, leads, mean)| {
        Subject::broker(id, format!("leads {leads} partitions; {mean:.0} would be its share")).harm(Severity::Low)
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Topics]))
}

/// Those that have many more than their share, with the share.
pub(super) fn uneven(has: &BTreeMap<i32, usize>) -> impl Iterator<Item = (i32, usize, f64)> {
    let total: usize = has.values().sum();
    let mean = total as f64 / has.len().max(1) as f64;
    let enough = has.len() > 1 && total >= LEAST * has.len();
    has.iter()
        .map(move |(id, has)| (*id, *has, mean))
        .filter(move |(_, has, mean)| enough && *has as f64 >= mean * SHARES)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let led = |of_first: i32, all: i32| {
            (0..all).fold(look(0, &[1, 2]), |cluster, id| {
                cluster.partition("orders", id, if id < of_first { 1 } else { 2 }, &[1, 2], &[1, 2])
            })
        };
        stories(
            measure,
            &[
                ("even", &[led(11, 20)], "-"),
                ("uneven", &[led(18, 20)], "broker 1 [low now] leads 18 partitions; 10 would be its share"),
                ("few partitions", &[led(4, 4)], "-"),
            ],
        );
    }
}
