//! Cards, fixes, topics and errors as JSON.

use serde_json::{Value, json};

use super::card::Look;
use super::fill::{log_of, writer};
use super::fix::{filled, in_words};
use crate::knowledge::{Applies, Card, ErrorCode, Family, Fix, Observation, Topic, Verify};

/// A fix as JSON; every key is there, `null` where the card says nothing.
pub fn fix(fix: &Fix, name: &dyn Fn(&str) -> Option<String>) -> Value {
    let name = &|placeholder: &str| name(log_of(fix.on, placeholder));
    json!({
        "do": in_words(&fix.action, name),
        "set": fix.set,
        "on": fix.on,
        "risk": in_words(&fix.risk, name),
        "needs": fix.needs.as_deref().map(|needs| in_words(needs, name)),
        "undo": fix.undo.as_deref().map(|undo| filled(undo, name)),
        "command": fix.command.as_deref().map(|command| filled(command, name)),
        "applies": applies(&fix.applies),
    })
}

/// Where something applies, as JSON: only what it says, a single library without a list, as it is written.
fn applies(applies: &Applies) -> Value {
    let Applies { broker, client, library, group_protocol, mode } = applies;
    let library = (!library.is_empty()).then(|| json!(library));
    let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    let all = [
        ("broker", text(broker)),
        ("client", text(client)),
        ("library", library),
        ("group_protocol", text(group_protocol)),
        ("mode", text(mode)),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?))).collect()
}

/// What to look at after a fix, as JSON.
pub fn verify(verify: &Verify, observation: Option<&Observation>, name: &dyn Fn(&str) -> Option<String>) -> Value {
    let expect = match observation {
        Some(observation) if verify.expect.is_empty() => observation.normal(),
        _ => &verify.expect,
    };
    let name = &|placeholder: &str| name(log_of(observation.and_then(writer), placeholder));
    let how = verify.how.as_deref().or(observation.map(|one| one.how.as_str())).map(|how| filled(how, name));
    json!({ "observation": verify.observation, "expect": expect, "how": how })
}

/// A card as loaded.
pub fn card(card: &Card, look: Look) -> Value {
    let causes: Vec<Value> = card
        .causes
        .iter()
        .map(|cause| {
            json!({
                "id": cause.id,
                "title": cause.title,
                "kind": cause.kind,
                "prior": cause.prior,
                "why": cause.why,
                "evidence": cause.evidence,
                "applies": applies(&cause.applies),
                "fixes": cause.fixes.iter().map(|one| fix(one, &as_written)).collect::<Vec<_>>(),
                "verify": cause.verify.as_ref().map(|one| verify(one, look(&one.observation).as_ref(), &as_written)),
            })
        })
        .collect();
    json!({
        "card": card.id,
        "title": card.title,
        "area": card.area,
        "severity": card.severity,
        "symptom": card.symptom,
        "impact": card.impact,
        "aliases": card.aliases,
        "causes": causes,
        "often_mistaken_for": card.often_mistaken_for,
        "sources": card.sources,
        "see_also": card.see_also,
    })
}

/// Keeps `{placeholders}`: scripts fill them in themselves.
fn as_written(name: &str) -> Option<String> {
    Some(format!("{{{name}}}"))
}

/// A topic as JSON.
pub fn topic(topic: &Topic) -> Value {
    json!({ "topic": topic.id, "title": topic.title, "text": topic.text, "see_also": topic.see_also })
}

/// An error as JSON.
pub fn error(family: Family, error: &ErrorCode) -> Value {
    json!({
        "name": error.name,
        "code": error.code,
        "family": family,
        "exception": error.exception,
        "text": error.text,
        "retriable": error.retriable,
        "meaning": error.meaning,
        "do": error.action,
        "cards": error.cards,
    })
}
