//! Brokers that hold hardly any replica while others hold many: Kafka does not move what is there to a broker that is added.

use std::collections::BTreeMap;

use super::looks::{alive, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// Fewer replicas for each broker say nothing.
const LEAST: usize = 10;

/// Part of the average up to which a broker counts as empty.
const FEW: f64 = 0.1;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut has: BTreeMap<i32, usize> = last.brokers.keys().filter(|id| alive(last, **id)).map(|id| (*id, 0)).collect();
    for replica in last.partitions().flat_map(|(_, one)| &one.replicas) {
        if let Some(has) = has.get_mut(replica) {
            *has += 1;
        }
    }
    let total: usize = has.values().sum();
    let mean = total as f64 / has.len().max(1) as f64;
    let enough = total >= LEAST * has.len();
    let few = has.iter().filter(|(_, has)| enough && **has as f64 <= mean * FEW);
    let found = few
        .map(|(id, has)| Subject::broker(*id, format!("{has} replicas; the average is {mean:.0}")).harm(Severity::Low));
    Measured::found(found.collect()).but(missing(last, &[Part::Topics]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let cluster = |all: i32| {
            (0..all).fold(look(0, &[1, 2, 3]), |cluster, id| cluster.partition("orders", id, 1, &[1, 2], &[1, 2]))
        };
        stories(
            measure,
            &[
                ("one has nothing", &[cluster(20)], "broker 3 [low now] 0 replicas; the average is 13"),
                ("hardly anything is there", &[cluster(2)], "-"),
            ],
        );
    }
}
