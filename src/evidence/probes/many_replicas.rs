//! Brokers that hold several thousand replicas: starts, elections and fetches take their time with each.

use std::collections::BTreeMap;

use super::looks::missing;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

/// What is usually advised as the most for one broker.
const MANY: usize = 4_000;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut has: BTreeMap<i32, usize> = BTreeMap::new();
    for replica in last.partitions().flat_map(|(_, one)| &one.replicas) {
        *has.entry(*replica).or_default() += 1;
    }
    let many = has.into_iter().filter(|(_, replicas)| *replicas >= MANY);
    let found = many.map(|(id, replicas)| Subject::broker(id, format!("{replicas} replicas")).harm(Severity::Low));
    Measured::found(found.collect()).but(missing(last, &[Part::Topics]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let cluster = |partitions| {
            (0..partitions).fold(look(0, &[1]), |cluster, id| cluster.partition("orders", id, 1, &[1], &[1]))
        };
        stories(
            measure,
            &[("few", &[cluster(10)], "-"), ("many", &[cluster(4_000)], "broker 1 [low now] 4000 replicas")],
        );
    }
}
