//! The shipped knowledge: every observation by its own examples, every cause first on its own path.

use kafka_doctor::builtin;
use kafka_doctor::engine::Model;
use kafka_doctor::evidence::examples::Examples;
use kafka_doctor::evidence::signatures::Signatures;
use kafka_doctor::knowledge::{Frequency, Observation, Rates};

#[test]
fn every_observation_reads_its_own_examples() {
    let knowledge = builtin::knowledge();
    let signatures = Signatures::new(&knowledge);
    let examples = Examples::new(&knowledge, &signatures);
    let tried: usize =
        knowledge.observations.values().flat_map(|one| one.examples.values()).map(|texts| texts.iter().count()).sum();
    assert!(tried > 100, "{tried}");
    let wrong: Vec<(&str, Vec<_>)> = knowledge
        .observations
        .iter()
        .map(|(id, observation)| (id, examples.wrong(observation)))
        .filter(|(_, wrong)| !wrong.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
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
