//! Brokers that are the first replica of many more partitions than their share: an election of preferred leaders makes it worse.

use std::collections::BTreeMap;

use super::leaders_uneven::uneven;
use super::looks::{alive, missing};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut first: BTreeMap<i32, usize> =
        last.brokers.keys().filter(|id| alive(last, **id)).map(|id| (*id, 0)).collect();
    for id in last.partitions().filter_map(|(_, one)| one.replicas.first()) {
        *first.entry(*id).or_default() += 1;
    }
    let found = uneven(&first).map(|(id, first, mean)| {
        Subject::broker(id, format!("first replica of {first} partitions; {mean:.0} would be its share"))
            .harm(Severity::Low)
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Topics]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let placed = |of_first: i32| {
            (0..20).fold(look(0, &[1, 2]), |cluster, id| {
                let replicas = if id < of_first { [1, 2] } else { [2, 1] };
                cluster.partition("orders", id, 1, &replicas, &[1, 2])
            })
        };
        stories(
            measure,
            &[
                ("even", &[placed(10)], "-"),
                ("uneven", &[placed(16)], "broker 1 [low now] first replica of 16 partitions; 10 would be its share"),
            ],
        );
    }
}
