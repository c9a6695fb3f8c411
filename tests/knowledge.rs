//! The shipped knowledge: every observation by its own examples, every cause first on its own path.

use kafka_doctor::builtin;
use kafka_doctor::case::{Answer, Case, Channel};
use kafka_doctor::engine::Model;
use kafka_doctor::evidence::signatures::Signatures;
use kafka_doctor::evidence::{logs, properties, text};
use kafka_doctor::knowledge::{AnswerSource, Frequency, Knowledge, Observation, Rates};

/// What the automatic sources make of an example, as a log and as pasted text.
fn answers(
    knowledge: &Knowledge,
    signatures: &Signatures,
    observation: &Observation,
    example: &str,
    firm: bool,
) -> Vec<String> {
    let mut case = Case::new();
    text::read(knowledge, signatures, "example", example, &mut case);
    case.readings.extend(logs::read_bytes(signatures, "example", example.as_bytes()).readings);
    properties::judge(knowledge, &[properties::parse("example.properties", example, None)], &mut case);
    // One pasted line of many that it takes is weak evidence, but evidence; what a `no` forbids is a firm yes.
    let counted = observation.answers_from.iter().any(|source| matches!(source, AnswerSource::Log(_)));
    case.of(&observation.id)
        .filter(|reading| !(counted && reading.source.channel == Channel::Words && firm))
        .filter_map(|reading| match &reading.answer {
            Answer::Value(value) => Some(value.clone()),
            Answer::Unknown(_) => None,
        })
        .collect()
}

#[test]
fn every_observation_reads_its_own_examples() {
    let knowledge = builtin::knowledge();
    let signatures = Signatures::new(&knowledge);
    let mut wrong = Vec::new();
    let mut tried = 0;
    for observation in knowledge.observations.values() {
        for (value, examples) in &observation.examples {
            for example in examples.iter() {
                tried += 1;
                let negative = value == "no";
                let found = answers(&knowledge, &signatures, observation, example, negative);
                let right = if negative { found.iter().all(|one| one == "no") } else { found.contains(value) };
                if !right {
                    wrong.push(format!("{} should say {value}, says {found:?}: {example}", observation.id));
                }
            }
        }
    }
    assert!(tried > 100, "{tried}");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_cause_is_first_on_its_own_path() {
    let knowledge = builtin::knowledge();
    let paths = Model::new(&knowledge).paths();
    let lost: Vec<_> =
        paths.iter().filter(|path| path.rank != 1).map(|path| (&path.card, &path.cause, &path.first)).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn every_broad_menu_is_used() {
    let knowledge = builtin::knowledge();
    let menus: Vec<&Observation> =
        knowledge.observations.values().filter(|one| one.area == "general" && !one.context).collect();
    assert!(menus.len() >= 6);
    for menu in menus {
        let causes = knowledge.cards.values().flat_map(|card| &card.causes);
        assert!(causes.clone().any(|cause| cause.evidence.contains_key(&menu.id)), "{}", menu.id);
    }
}

#[test]
fn never_is_said_of_backgrounds_only() {
    for cause in builtin::knowledge().cards.values().flat_map(|card| &card.causes) {
        for rates in cause.evidence.values() {
            let never = match rates {
                Rates::Yes(word) => *word == Frequency::Never,
                Rates::Each(words) => words.values().any(|word| *word == Frequency::Never),
            };
            assert!(!never, "{}", cause.id);
        }
    }
}
