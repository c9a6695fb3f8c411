//! From measurements to readings: the probe measures, the observation judges.

use std::collections::{BTreeMap, BTreeSet};

use super::looks::missing;
use super::{Measured, Scope, Subject, way_in};
use crate::case::{Answer, Case, Channel, NotChecked, Reading, Source};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot, Why};
use crate::evidence::redact::clean;
use crate::knowledge::{AnswerSource, Knowledge, Observation, ProbeSource};

/// Reads the observations that probes answer. Appends readings to the case, and of the observations that are wanted what could not be looked
/// at, once for each right, port or version that it takes.
///
/// Returns whether one that is wanted needs another look to be told.
pub fn judge(
    knowledge: &Knowledge,
    snapshot: &Snapshot,
    scope: &Scope,
    wanted: &dyn Fn(&str) -> bool,
    case: &mut Case,
) -> bool {
    let mut done: BTreeMap<&str, Measured> = BTreeMap::new();
    let mut unread: Vec<NotRead> = Vec::new();
    let anothers = way_in::is_anothers(snapshot, scope);
    for observation in knowledge.observations.values() {
        for source in observation.answers_from.iter().filter_map(of_probe) {
            let Some((name, measure)) = super::all().find(|(name, _)| named(name, &source.name)) else { continue };
            let measured = done.entry(name).or_insert_with(|| answered(measure(snapshot, scope), name, snapshot));
            // That our way in is well says nothing of a client that takes another.
            if !(anothers && of_way_in(name) && measured.found.is_empty()) {
                read(observation, source, measured, case);
            }
            // A name that is not there is told once, with those that are; a cluster without groups or TLS lacks nothing; what stands still is
            // told by the probes of partitions.
            let lacks =
                |one: &NotRead| !matches!(one.why, Why::NoGroup | Why::NotNamed | Why::NotTaken | Why::Standing);
            let tells = |one: &&NotRead| wanted(&observation.id) && lacks(one);
            let open = measured.missing.iter().filter(|one| tells(one) && !unread.contains(one));
            unread.extend(open.cloned().collect::<Vec<_>>());
        }
    }
    let again = unread.iter().any(NotRead::wants_another_look);
    case.not_checked.extend(by_need(&unread));
    again
}

/// What a pasted table says, as the probe of this name would find it: readings of the observations that name the probe. `place` is the
/// name of the text, and the line.
pub fn pasted(knowledge: &Knowledge, probe: &str, found: &[Subject], (file, line): (&str, u64)) -> Vec<Reading> {
    let subjects: Vec<&Subject> = found.iter().collect();
    let source = Source { channel: Channel::Pasted, file: Some(file.into()), line: Some(line), ..source_of(&subjects) };
    let mut readings = Vec::new();
    for observation in knowledge.observations.values() {
        let sources = observation.answers_from.iter().filter_map(of_probe);
        for judged in sources.filter(|one| one.name == probe && found.len() >= one.at_least as usize) {
            let answer = Answer::Value(judged.answer.clone());
            readings.push(Reading { observation: observation.id.clone(), answer, source: source.clone() });
        }
    }
    readings
}

/// Where nobody answered the newest look, a probe of the cluster that finds nothing has seen nothing. Another look helps only where nothing
/// else is in the way.
pub(super) fn answered(mut measured: Measured, probe: &str, snapshot: &Snapshot) -> Measured {
    let unanswered = snapshot.last().filter(|last| last.topics.is_none());
    if let Some(last) = unanswered.filter(|_| !of_way_in(probe) && measured.found.is_empty()) {
        measured.missing.extend(missing(last, &[Part::Cluster, Part::Topics]));
    }
    if unanswered.is_some() || measured.missing.iter().any(|one| !one.wants_another_look()) {
        measured.missing.retain(|one| !one.wants_another_look() || unanswered.is_none() && !one.of.is_empty());
    }
    measured
}

fn of_way_in(probe: &str) -> bool {
    way_in::probes().any(|(name, _)| *name == probe)
}

fn of_probe(source: &AnswerSource) -> Option<&ProbeSource> {
    match source {
        AnswerSource::Probe(probe) => Some(probe),
        _ => None,
    }
}

/// YAML writes names with dashes, Rust with underscores.
pub(super) fn named(probe: &str, in_yaml: &str) -> bool {
    probe.replace('_', "-") == in_yaml
}

fn read(observation: &Observation, source: &ProbeSource, measured: &Measured, case: &mut Case) {
    let value = |value: &String| Answer::Value(value.clone());
    if measured.found.len() >= source.at_least as usize {
        let mut groups: BTreeMap<_, Vec<&Subject>> = BTreeMap::new();
        for subject in &measured.found {
            groups.entry((subject.state, subject.severity)).or_default().push(subject);
        }
        // The worst comes last: of equals the last counts.
        for subjects in groups.values() {
            let reading = Reading {
                observation: observation.id.clone(),
                answer: value(&source.answer),
                source: source_of(subjects),
            };
            case.readings.push(reading);
        }
        return;
    }
    let answer = match (measured.missing.first(), &source.otherwise) {
        (Some(missing), _) => Answer::Unknown(NotChecked::from(missing).why),
        (None, Some(otherwise)) => value(otherwise),
        (None, None) => return,
    };
    case.readings.push(Reading {
        observation: observation.id.clone(),
        answer,
        source: Source { count: 0, ..Source::new(Channel::Probe) },
    });
}

fn source_of(subjects: &[&Subject]) -> Source {
    let mut source = Source::new(Channel::Probe);
    source.proofs = subjects.iter().map(|one| clean(&format!("{}: {}", one.name, one.proof))).collect();
    source.excerpt = Some(clean(&source.first_proofs()));
    source.count = subjects.len() as u64;
    source.subjects = subjects.iter().map(|one| clean(&one.name)).collect();
    (source.state, source.severity) = (subjects[0].state, Some(subjects[0].severity));
    let mut seen = BTreeSet::new();
    for (placeholder, value) in subjects.iter().flat_map(|one| &one.names).filter(|pair| seen.insert(*pair)) {
        source.names.entry((*placeholder).into()).or_default().push(clean(value));
    }
    source
}

/// One for each part, reason and need, with the subjects of all; the whole of a part holds its subjects.
fn by_part(missing: &[NotRead]) -> Vec<NotRead> {
    let mut told: Vec<NotRead> = Vec::new();
    for one in missing {
        match told.iter_mut().find(|old| (old.what, &old.why, &old.needs) == (one.what, &one.why, &one.needs)) {
            Some(old) => old.widen(one),
            None => told.push(one.clone()),
        }
    }
    told
}

/// One for each reason and need, whatever number of parts and subjects they concern.
fn by_need(missing: &[NotRead]) -> Vec<NotChecked> {
    let mut told: Vec<NotChecked> = Vec::new();
    for one in by_part(missing).iter().map(NotChecked::from) {
        match told.iter_mut().find(|old| (&old.why, &old.needs) == (&one.why, &one.needs)) {
            Some(old) => old.what = format!("{}; {}", old.what, one.what),
            None => told.push(one),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::cluster::snapshot::Need;

    #[test]
    fn a_part_is_named_once_with_all_its_subjects() {
        let again = |what, of: &[&str]| NotRead::another_look(what, of);
        let refused = NotRead::new(Part::Groups, Why::Refused(31), Need::Acl("Describe".into(), "--cluster".into()));
        let told = |missing: &[NotRead]| by_need(missing).into_iter().map(|one| one.what).collect::<Vec<_>>();
        assert_eq!(
            told(&[
                again(Part::Commits, &["billing"]),
                refused.clone(),
                again(Part::FreeBytes, &[]),
                again(Part::Commits, &["billing", "orders"]),
            ]),
            ["committed offsets: billing, orders; free bytes of volumes", "the list of groups"]
        );
        assert_eq!(told(&[again(Part::Commits, &[]), again(Part::Commits, &["billing"])]), ["committed offsets"]);
        assert_eq!(told(&[again(Part::Commits, &["billing"]), again(Part::Commits, &[])]), ["committed offsets"]);
    }
}
