//! Probes and observations name each other.

use std::collections::BTreeSet;

use kafka_doctor::builtin;
use kafka_doctor::evidence::probes;
use kafka_doctor::knowledge::AnswerSource;

fn named() -> BTreeSet<String> {
    let knowledge = builtin::knowledge();
    let sources = knowledge.observations.values().flat_map(|one| &one.answers_from);
    let names = sources.filter_map(|source| match source {
        AnswerSource::Probe(probe) => Some(probe.name.clone()),
        _ => None,
    });
    names.collect()
}

#[test]
fn every_probe_that_an_observation_names_exists() {
    let names = probes::names();
    let different: BTreeSet<&String> = names.iter().collect();
    assert_eq!(different.len(), names.len());
    let unknown: Vec<String> = named().into_iter().filter(|name| !names.contains(name)).collect();
    assert_eq!(unknown, [""; 0]);
}

#[test]
fn every_probe_is_read_by_an_observation() {
    let named = named();
    let unread: Vec<String> = probes::names().into_iter().filter(|name| !named.contains(name)).collect();
    assert_eq!(unread, [""; 0]);
}
