//! The result as the JSON document that scripts rely on: keys are only ever added, and a key without a value is `null`.

use serde_json::{Value, json};

use super::diagnosis::Report;
use super::{fix, json};
use crate::case::{Answer, Case, Channel, Reading, Source};
use crate::engine::{Inquiry, Ranked};

impl Report<'_> {
    /// The stable document.
    pub fn json(&self) -> Value {
        let ranked = |list: &[Ranked]| list.iter().filter_map(|one| self.ranked_json(one)).collect::<Vec<_>>();
        let second = self.diagnosis.second.as_ref();
        json!({
            "version": 1,
            "outcome": self.outcome(),
            "diagnoses": ranked(&self.diagnosis.causes),
            "risks": ranked(&self.diagnosis.risks),
            "second": second.map(|one| json!({ "card": one.card, "cause": one.cause, "probability": rounded(one.probability) })),
            "doubts": self.diagnosis.doubts.iter().map(|doubt| json!({
                "observation": doubt.observation, "answer": doubt.answer,
                "otherwise": { "card": doubt.otherwise.0, "cause": doubt.otherwise.1 } })).collect::<Vec<_>>(),
            "next_question": self.next.and_then(|inquiry| self.question_json(inquiry)),
            "readings": self.case.observations().iter().filter(|id| self.worth_listing(id)).map(|id| reading_json(self.case, id)).collect::<Vec<_>>(),
            "not_checked": self.case.not_checked,
        })
    }

    fn ranked_json(&self, ranked: &Ranked) -> Option<Value> {
        let (card, cause) = self.of(ranked)?;
        let name = |placeholder: &str| self.name(Some(ranked), placeholder);
        let verify = self
            .verify(ranked, cause)
            .map(|verify| json::verify(&verify, self.knowledge.observations.get(&verify.observation), &name));
        let evidence: Vec<Value> = ranked
            .evidence
            .iter()
            .map(|one| {
                json!({
                    "observation": one.observation,
                    "answer": one.answer,
                    "effect": if one.weight > 0 { "for" } else { "against" },
                    "sources": self.case.of(&one.observation).filter(|reading| reading.answer.value() == Some(&one.answer))
                        .map(|reading| source_json(&reading.source)).collect::<Vec<_>>(),
                })
            })
            .collect();
        Some(json!({
            "card": ranked.card,
            "cause": ranked.cause,
            "title": format!("{}: {}", card.title, cause.title),
            "severity": self.severity(card, cause),
            "state": ranked.state,
            "probability": rounded(ranked.probability),
            "confidence": ranked.confidence,
            "evidence": evidence,
            "fixes": self.fixes(cause).into_iter().map(|fix| json::fix(fix, &name)).collect::<Vec<_>>(),
            "verify": verify,
        }))
    }

    fn question_json(&self, inquiry: &Inquiry) -> Option<Value> {
        let observation = self.knowledge.observations.get(&inquiry.observation)?;
        let answers: Vec<Value> = observation
            .values()
            .into_iter()
            .map(|value| json!({ "value": value, "label": observation.label(value) }))
            .collect();
        Some(json!({
            "observation": observation.id,
            "ask": observation.ask,
            "answers": answers,
            "how": fix::how_of(observation, &|placeholder| self.name(None, placeholder)),
            "why": self.separates(inquiry).join(" "),
        }))
    }

    /// That a log was read and has no line of this kind is kept so that nobody is asked, and is nothing to list.
    fn worth_listing(&self, observation: &str) -> bool {
        self.case.of(observation).any(|one| one.answer.value().is_some() || one.source.channel != Channel::Silence)
    }
}

/// What is known of an observation: the answer that counts, and all its sources.
pub(super) fn reading_json(case: &Case, observation: &str) -> Value {
    let disputed = case.disputed(observation);
    let told = case.reading(observation).map(|reading| &reading.answer);
    // A log without a line is no proof of what a setting says.
    let says_so = |reading: &&Reading| disputed || Some(&reading.answer) == told;
    let sources: Vec<Value> =
        case.of(observation).filter(says_so).map(|reading| source_json(&reading.source)).collect();
    let answer = case.reading(observation).map(|reading| match &reading.answer {
        Answer::Value(value) => value.clone(),
        Answer::Unknown(_) => "unknown".into(),
    });
    json!({ "observation": observation, "answer": answer, "sources": sources, "disputed": disputed })
}

/// Who says so, with the proof.
pub(super) fn source_json(source: &Source) -> Value {
    json!({
        "kind": source.channel.kind(),
        "file": source.file,
        "line": source.line,
        "count": source.count,
        "first": source.first,
        "last": source.last,
        "excerpt": source.excerpt,
        "subjects": source.about(),
    })
}

/// Four digits: what is behind them is below every error of the numbers that go in.
fn rounded(p: f64) -> f64 {
    (p * 10_000.0).round() / 10_000.0
}
