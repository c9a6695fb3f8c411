//! Answers that were not read here: given in advance, or kept in a case. What the knowledge does not know is refused there, left out here.

use indexmap::IndexSet;

use super::names::{did_you_mean, nearest};
use super::out;
use crate::case::{Answer, Case, Channel, Reading, Source};
use crate::error::{Error, Result};
use crate::knowledge::{AnswerSource, Knowledge, Observation};

/// What a source answers with the version that it reads.
const VERSION: &str = "{version}";

/// Takes answers that were given in advance, each as `OBSERVATION=VALUE`.
///
/// # Errors
/// There is no such observation, or it has no such answer.
pub fn preset(knowledge: &Knowledge, answers: &[String], case: &mut Case) -> Result<()> {
    for text in answers {
        let (id, value) =
            text.split_once('=').ok_or_else(|| Error::usage(format!("--answer {text:?} is not OBSERVATION=VALUE")))?;
        let observation = knowledge.observations.get(id).ok_or_else(|| {
            let near = nearest(id, knowledge.observations.keys());
            Error::usage(format!("there is no observation {id:?}"))
                .hints(did_you_mean(&near))
                .hint("diagnose --no-input names the observation that it would ask for, and its answers.")
        })?;
        let answer = match value {
            "unknown" => Answer::Unknown("given as unknown".into()),
            _ => Answer::Value(out::visible(accepted(observation, value)?)),
        };
        case.readings.push(Reading { observation: id.into(), answer, source: Source::new(Channel::Person) });
    }
    Ok(())
}

/// The value as it is weighed: one of the observation's answers, or a version.
fn accepted<'a>(observation: &Observation, value: &'a str) -> Result<&'a str> {
    let values = values(observation);
    let wrong = |hint: String| Err(Error::usage(format!("{} has no answer {value:?}", observation.id)).hint(hint));
    if values.contains(&value) || values.is_empty() {
        Ok(value)
    } else if values.contains(&VERSION) {
        version(value).map_or_else(|| wrong("It is a version, such as 3.9.1, or unknown.".into()), Ok)
    } else {
        wrong(format!("Answers: {}, unknown", values.join(", ")))
    }
}

/// The answers that an observation has; of one that is only context, those that its sources give.
fn values(observation: &Observation) -> Vec<&str> {
    if !observation.context || !observation.answers.is_empty() {
        return observation.values();
    }
    let given = observation.answers_from.iter().flat_map(|source| match source {
        AnswerSource::Log(log) => [Some(&log.answer), log.absent.as_ref()],
        AnswerSource::Text(text) => [Some(&text.answer), None],
        AnswerSource::Properties(properties) => [Some(&properties.answer), properties.otherwise.as_ref()],
        AnswerSource::Probe(probe) => [Some(&probe.answer), probe.otherwise.as_ref()],
    });
    given.flatten().map(String::as_str).collect::<IndexSet<_>>().into_iter().collect()
}

/// `3.9`, `v3.9.1`, `7.5.0-ccs`, without the letter in front.
fn version(text: &str) -> Option<&str> {
    let version = text.trim().trim_start_matches(['v', 'V']);
    let numbers = version.split(['-', '+', '_']).next()?;
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    numbers.split('.').all(numeric).then_some(version)
}

/// Takes the readings out of a kept case that this knowledge cannot weigh, and gives them as `OBSERVATION=VALUE`.
pub fn sift(knowledge: &Knowledge, case: &mut Case) -> Vec<String> {
    let mut left_out = Vec::new();
    case.readings.retain(|reading| {
        let known = knowledge.observations.get(&reading.observation).is_some_and(|observation| {
            let value = reading.answer.value();
            value.is_none_or(|value| observation.context || observation.values().contains(&value))
        });
        if !known {
            left_out.push(format!("{}={}", reading.observation, reading.answer.value().unwrap_or("unknown")));
        }
        known
    });
    left_out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_begin_with_numbers() {
        assert_eq!(version("v3.9.1"), Some("3.9.1"));
        assert_eq!(version("7.5.0-ccs"), Some("7.5.0-ccs"));
        assert_eq!(version("4"), Some("4"));
        for wrong in ["banana", "", "3.", "3.x", "v"] {
            assert_eq!(version(wrong), None, "{wrong}");
        }
    }
}
