//! What a cluster tells of itself and questions depend on: version, mode, the protocol of a group.

use super::Scope;
use super::progress::groups;
use crate::case::{Answer, Case, Channel, Reading, Source};
use crate::evidence::cluster::snapshot::{GroupKind, Snapshot};
use crate::knowledge::Knowledge;

/// Reads the standard observations that nothing else has answered. Of different brokers the oldest release counts: it is what all can do.
pub fn facts(knowledge: &Knowledge, snapshot: &Snapshot, scope: &Scope, case: &mut Case) {
    let Some(last) = snapshot.last() else { return };
    let releases = || last.brokers.iter().filter_map(|(id, broker)| Some((id, broker.release.as_deref()?)));
    let number = |release: &str| release.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u32>>();
    let oldest = releases().min_by_key(|(_, release)| number(release));
    let version =
        oldest.map(|(id, release)| (release.to_string(), format!("broker {id} speaks what {release} speaks")));
    let mode = last.zookeeper.map(|zookeeper| match zookeeper {
        true => ("zookeeper".to_string(), "brokers know LeaderAndIsr".to_string()),
        false => ("kraft".to_string(), "brokers do not know LeaderAndIsr".to_string()),
    });
    let protocols: Vec<(&str, &str)> = groups(last, scope)
        .filter(|_| !scope.groups.is_empty())
        .map(|(id, group)| (id, if group.kind == GroupKind::Consumer { "consumer" } else { "classic" }))
        .collect();
    let protocol = match protocols.as_slice() {
        [(id, protocol), rest @ ..] if rest.iter().all(|(_, other)| other == protocol) => {
            Some(((*protocol).to_string(), format!("the group {id} runs it")))
        }
        _ => None,
    };
    for (observation, fact) in [("broker-version", version), ("cluster-mode", mode), ("group-protocol", protocol)] {
        let Some((value, proof)) = fact else { continue };
        let known = knowledge.observations.get(observation);
        let takes = known.is_some_and(|known| known.context || known.values().contains(&value.as_str()));
        if takes && case.value(observation).is_none() {
            let source = Source { excerpt: Some(proof), ..Source::new(Channel::Probe) };
            case.readings.push(Reading { observation: observation.into(), answer: Answer::Value(value), source });
        }
    }
}
