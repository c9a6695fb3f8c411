//! The settings of a live cluster, judged as settings files are, and the files of clients judged against them.

use std::collections::BTreeMap;

use super::Scope;
use super::looks::ids;
use crate::case::Case;
use crate::evidence::cluster::snapshot::{Setting, Snapshot};
use crate::evidence::properties::{Entry, Settings, judge};
use crate::knowledge::{AnswerSource, Knowledge, Side};

/// Settings that differ between brokers by right.
const OWN: [&str; 6] = ["advertised.listeners", "broker.id", "broker.rack", "listeners", "log.dirs", "node.id"];

/// Brokers of one kind that are named.
const NAMED: usize = 5;

/// Reads observations from brokers' and topics' settings, and from clients' files where a condition compares the two. Observations that a
/// probe answers are left to it: it names what it found them on. Comes after the files have been judged by themselves.
pub fn judge_settings(knowledge: &Knowledge, snapshot: &Snapshot, scope: &Scope, case: &mut Case) {
    let live = live(snapshot, scope);
    if live.is_empty() {
        return;
    }
    let probed = |id: &str| {
        let sources = knowledge.observations.get(id).map(|one| one.answers_from.as_slice()).unwrap_or_default();
        sources.iter().any(|source| matches!(source, AnswerSource::Probe(_)))
    };
    // Of the cluster's own settings a default is nobody's choice; what a client is held against is what the cluster runs with, default or not.
    for of_cluster in [true, false].into_iter().filter(|of_cluster| *of_cluster || !scope.clients.is_empty()) {
        let mut all = scope.clients.to_vec();
        all.extend(live.iter().map(|one| Settings { complete: of_cluster, ..one.clone() }));
        let mut together = case.clone();
        let before = together.readings.len();
        judge(knowledge, &all, &mut together);
        for mut reading in together.readings.drain(before..) {
            let is_of_cluster = live.iter().any(|one| reading.source.file.as_ref() == Some(&one.name));
            if is_of_cluster {
                // A listing has an order, a cluster has none.
                reading.source.line = None;
            }
            let known = case
                .readings
                .iter()
                .any(|old| (&old.observation, &old.answer) == (&reading.observation, &reading.answer));
            if is_of_cluster == of_cluster && !known && (!of_cluster || !probed(&reading.observation)) {
                case.readings.push(reading);
            }
        }
    }
}

/// One for each kind of broker, and one for each topic that is asked for, else one for what topics inherit.
fn live(snapshot: &Snapshot, scope: &Scope) -> Vec<Settings> {
    let Some(settings) = snapshot.settings() else { return Vec::new() };
    let release = |id: &i32| {
        let told = snapshot.samples.iter().rev().find_map(|sample| sample.brokers.get(id)?.release.clone());
        told.map(|release| if release.contains('.') { release } else { format!("{release}.0") })
    };
    let mut kinds: Vec<(BTreeMap<&String, &Setting>, Vec<i32>)> = Vec::new();
    for (id, own) in &settings.brokers {
        let kind: BTreeMap<_, _> = own.iter().filter(|(name, _)| !OWN.contains(&name.as_str())).collect();
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, of_kind)) => of_kind.push(*id),
            None => kinds.push((kind, vec![*id])),
        }
    }
    let mut found: Vec<Settings> = Vec::new();
    for (_, of_kind) in kinds {
        let first = &of_kind[0];
        found.push(as_file(Side::Broker, brokers(&of_kind), settings.brokers[first].iter(), release(first)));
    }
    let inherited = settings.topic_defaults.iter().flatten();
    for topic in scope.topics {
        let own = settings.topics.get(topic).into_iter().flatten();
        let mut all: BTreeMap<&String, &Setting> = inherited.clone().collect();
        all.extend(own);
        found.push(as_file(Side::Topic, format!("topic {topic}"), all.into_iter(), None));
    }
    if scope.topics.is_empty() && settings.topic_defaults.is_some() {
        found.push(as_file(Side::Topic, "what topics inherit".into(), inherited, None));
    }
    found
}

/// Brokers by name, the first few.
fn brokers(all: &[i32]) -> String {
    match all.len() {
        1 => format!("broker {}", all[0]),
        number if number > NAMED => format!("brokers {} and {} more", ids(&all[..NAMED]), number - NAMED),
        _ => format!("brokers {}", ids(all)),
    }
}

/// As the listing of a process that names every setting.
fn as_file<'a>(
    side: Side,
    name: String,
    settings: impl Iterator<Item = (&'a String, &'a Setting)>,
    version: Option<String>,
) -> Settings {
    let set = settings.filter_map(|(key, setting)| Some((key, setting.value.as_ref()?)));
    let entries = set.zip(1..).map(|((key, value), line)| Entry { key: key.clone(), value: value.clone(), line });
    Settings { side: Some(side), name, entries: entries.collect(), complete: true, version }
}
