//! Belief and the next question, on the shipped cards and on large made-up knowledge bases.

use divan::{Bencher, black_box};
use kafka_doctor::case::{Answer, Case, Channel, Reading, Source};
use kafka_doctor::engine::Model;
use kafka_doctor::knowledge::Knowledge;

mod made;

fn main() {
    divan::main();
}

/// 0 stands for the shipped cards.
const CARDS: [usize; 3] = [0, 1_000, 10_000];

fn knowledge(cards: usize) -> Knowledge {
    if cards == 0 { kafka_doctor::builtin::knowledge() } else { made::knowledge(cards) }
}

/// Four answers of a person, as in the middle of a session.
fn half_way(knowledge: &Knowledge, model: &Model) -> Case {
    let mut case = Case::new();
    for _ in 0..4 {
        let diagnosis = model.diagnose(&case);
        let Some(next) = model.next_question(&case, &diagnosis) else { break };
        let value = knowledge.observations[&next.observation].values()[0].to_string();
        let source = Source::new(Channel::Person);
        case.readings.push(Reading { observation: next.observation, answer: Answer::Value(value), source });
    }
    case
}

#[divan::bench(args = CARDS, sample_count = 20)]
fn model(bencher: Bencher, cards: usize) {
    let knowledge = knowledge(cards);
    bencher.bench(|| Model::new(black_box(&knowledge)));
}

#[divan::bench(args = CARDS, sample_count = 100)]
fn diagnosis(bencher: Bencher, cards: usize) {
    let knowledge = knowledge(cards);
    let model = Model::new(&knowledge);
    let case = half_way(&knowledge, &model);
    bencher.bench(|| model.diagnose(black_box(&case)));
}

#[divan::bench(args = CARDS, sample_count = 100)]
fn next_question(bencher: Bencher, cards: usize) {
    let knowledge = knowledge(cards);
    let model = Model::new(&knowledge);
    let case = half_way(&knowledge, &model);
    let diagnosis = model.diagnose(&case);
    bencher.bench(|| model.next_question(black_box(&case), black_box(&diagnosis)));
}
