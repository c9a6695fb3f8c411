//! The question what the first error is about, where the error itself was read.

use super::lines::{Line, kind};
use crate::case::{Answer, Case, Channel, Reading, Source};
use crate::knowledge::Knowledge;

/// The menu that asks.
const MENU: &str = "error-kind";

/// Whoever has given the error itself is not asked what it is about. Like a line that a log does not hold, that is kept as an answer without a
/// value: the error says more than the menu, and is weighed where it was read.
pub fn first_error(knowledge: &Knowledge, case: &mut Case) {
    if !knowledge.observations.contains_key(MENU) || case.reading(MENU).is_some() {
        return;
    }
    let tells = |reading: &&Reading| {
        let letter_by_letter = matches!(reading.source.channel, Channel::Log | Channel::Pasted);
        let wrong = knowledge.observations.get(&reading.observation).zip(reading.answer.value());
        let wrong = wrong.is_some_and(|(observation, value)| observation.explains() && value != observation.normal());
        letter_by_letter && wrong && reading.source.excerpt.as_deref().is_some_and(|line| kind(line) != Line::Machine)
    };
    let Some(error) = case.readings.iter().find(tells) else { return };
    let source = Source { file: error.source.file.clone(), count: 0, ..Source::new(Channel::Silence) };
    let answer = Answer::Unknown("the error itself was read".into());
    case.readings.push(Reading { observation: MENU.into(), answer, source });
}
