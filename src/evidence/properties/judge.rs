//! From settings to readings.

use super::findings::{self, Findings, READ_HERE, REFUSED, shown};
use super::holds::{Judge, Outcome};
use super::table;
use super::views::{Versions, View, views};
use super::{Settings, roles};
use crate::case::{Answer, Case, Channel, Reading, Source};
use crate::evidence::redact::clean;
use crate::knowledge::expression;
use crate::knowledge::{AnswerSource, Knowledge, Observation, PropertiesSource, Side};

/// Reads observations from settings files and from listings: what is left out of a file for one side has its default.
/// Appends readings to the case; what cannot be known gives none, so that a person can still be asked.
pub fn judge(knowledge: &Knowledge, settings: &[Settings], case: &mut Case) {
    judged(knowledge, settings, case, Channel::Settings);
}

/// Reads observations from settings that somebody pasted: only what stands there counts, since nobody pastes all of it.
pub fn judge_pasted(knowledge: &Knowledge, settings: &[Settings], case: &mut Case) {
    judged(knowledge, settings, case, Channel::Pasted);
}

fn judged(knowledge: &Knowledge, settings: &[Settings], case: &mut Case, channel: Channel) {
    if settings.is_empty() {
        return;
    }
    let versions = versions(case);
    let all: Vec<View> = settings.iter().flat_map(|one| views(one, channel == Channel::Settings, versions)).collect();
    let mut readings = Vec::new();
    library(knowledge, settings, case, channel, &mut readings);
    for observation in knowledge.observations.values() {
        read_conditions(observation, &all, channel, &mut readings);
    }
    read_findings(knowledge, settings, &all, channel, &mut readings);
    case.readings.append(&mut readings);
}

/// The versions that the case knows. A client's only counts where the library has Kafka's own numbers.
fn versions(case: &Case) -> Versions {
    let read = |observation: &str| case.value(observation).and_then(table::version);
    let own = matches!(case.value("client-library"), None | Some("java" | "spring" | "connect" | "streams"));
    Versions { client: read("client-version").filter(|_| own), broker: read("broker-version") }
}

/// Settings of librdkafka say which library it is, where nothing else has said it.
fn library(knowledge: &Knowledge, settings: &[Settings], case: &Case, channel: Channel, readings: &mut Vec<Reading>) {
    const LIBRARY: &str = "client-library";
    let known = knowledge.observations.get(LIBRARY).is_some_and(|one| one.values().contains(&"librdkafka"));
    if !known || case.value(LIBRARY).is_some() {
        return;
    }
    let native = |one: &&Settings| roles::role(one) == roles::Role::Certain(Side::Librdkafka);
    if let Some(native) = settings.iter().find(native) {
        let entry = native
            .entries
            .iter()
            .find(|entry| table::sides(&entry.key).is_empty() && table::lookup(Side::Librdkafka, &entry.key).is_some());
        let mut source = Source::new(channel);
        source.file = Some(native.name.clone());
        source.line = entry.map(|entry| entry.line);
        source.excerpt = entry.map(|entry| clean(&format!("{}={}", entry.key, entry.value)));
        readings.push(Reading { observation: LIBRARY.into(), answer: Answer::Value("librdkafka".into()), source });
    }
}

fn read_conditions(observation: &Observation, all: &[View], channel: Channel, readings: &mut Vec<Reading>) {
    let sources: Vec<&PropertiesSource> = observation
        .answers_from
        .iter()
        .filter_map(|source| match source {
            AnswerSource::Properties(properties) => Some(properties),
            _ => None,
        })
        .collect();
    let native = sources.iter().any(|source| source.of == Side::Librdkafka);
    let mut found: Vec<Reading> = Vec::new();
    for source in sources {
        let Ok(condition) = expression::parse(&source.holds) else { continue };
        for view in all.iter().filter(|view| concerns(source.of, view, native)) {
            let outcome = Judge { own: view, all }.outcome(&condition);
            let answer = match outcome.truth {
                Some(true) => Some(&source.answer),
                Some(false) => source.otherwise.as_ref(),
                None => None,
            };
            let Some(answer) = answer else { continue };
            let channel = if outcome.by_default() { Channel::Default } else { channel };
            let reading = Reading {
                observation: observation.id.clone(),
                answer: Answer::Value(answer.clone()),
                source: source_of(&outcome, view, channel),
            };
            if !found.iter().any(|old| same(old, &reading)) {
                found.push(reading);
            }
        }
    }
    // Of readings that are equally sure the last counts: what is not as usual.
    found.sort_by_key(|reading| reading.answer.value() != Some(observation.normal()));
    readings.append(&mut found);
}

/// Whether a condition of a side is judged on a view. librdkafka has most of Java's names, with defaults of its own; an
/// observation that has a condition for librdkafka means that one.
fn concerns(of: Side, view: &View, native: bool) -> bool {
    let client = matches!(view.side, Side::Producer | Side::Consumer | Side::Admin | Side::Librdkafka);
    match of {
        Side::Client => client,
        Side::Producer | Side::Consumer if view.side == Side::Librdkafka => {
            !native && view.direction.is_none_or(|direction| direction == of)
        }
        of => of == view.side,
    }
}

fn same(old: &Reading, new: &Reading) -> bool {
    old.answer == new.answer
        && (&old.source.file, old.source.line, &old.source.excerpt)
            == (&new.source.file, new.source.line, &new.source.excerpt)
}

fn source_of(outcome: &Outcome, view: &View, channel: Channel) -> Source {
    let mut source = Source::new(channel);
    let parts: Vec<String> = outcome.used.iter().map(|used| shown(used, view.settings)).collect();
    source.file = Some(view.settings.name.clone());
    let own = outcome.used.iter().filter(|used| std::ptr::eq(used.view.settings, view.settings));
    source.line = own.filter_map(|used| used.set).map(|set| set.entry.line).next();
    source.excerpt = (!parts.is_empty()).then(|| clean(&parts.join(", ")));
    let mut settings: Vec<String> = Vec::new();
    for used in &outcome.used {
        let name = clean(&used.name);
        if !settings.contains(&name) {
            settings.push(name);
        }
    }
    if !settings.is_empty() {
        source.names.insert("setting".into(), settings);
    }
    // What commands are filled in with.
    for (placeholder, name) in [("group", "group.id"), ("bootstrap", "bootstrap.servers"), ("client", "client.id")] {
        if let Some(value) =
            view.value(name).and_then(|known| known.set.and_then(|_| known.values.into_iter().next()?))
            && !value.is_empty()
        {
            source.names.insert(placeholder.into(), vec![clean(&value)]);
        }
    }
    source
}

fn read_findings(
    knowledge: &Knowledge,
    settings: &[Settings],
    all: &[View],
    channel: Channel,
    readings: &mut Vec<Reading>,
) {
    let mut found = Findings::default();
    for one in settings {
        let own: Vec<&View> = all.iter().filter(|view| std::ptr::eq(view.settings, one)).collect();
        findings::look(one, &own, all, &mut found);
    }
    for observation in READ_HERE {
        // Which of the libraries in what somebody pasted takes the settings is only guessed.
        let guessed = observation == REFUSED && channel == Channel::Pasted;
        if guessed || !knowledge.observations.contains_key(observation) {
            continue;
        }
        let before = readings.len();
        for finding in found.all.iter().filter(|finding| finding.observation == observation) {
            let mut source = Source::new(channel);
            source.file = Some(finding.file.clone());
            source.line = Some(finding.line);
            source.excerpt = Some(clean(&finding.excerpt));
            source.names.insert("setting".into(), finding.settings.iter().map(|name| clean(name)).collect());
            readings.push(Reading { observation: observation.into(), answer: Answer::Value("yes".into()), source });
        }
        // Of what somebody pasted nobody knows what is missing.
        if readings.len() == before && channel == Channel::Settings && !found.open.contains(&observation) {
            let mut source = Source::new(channel);
            source.file = settings.first().filter(|_| settings.len() == 1).map(|one| one.name.clone());
            readings.push(Reading { observation: observation.into(), answer: Answer::Value("no".into()), source });
        }
    }
}
