//! Whether the trouble of one card is gone: what its causes call the proof of repair, looked at again.

use serde_json::{Value, json};

use super::beside::not_checked;
use super::document::reading_json;
use super::fill;
use super::fix;
use super::page::Block;
use super::words::{claim, proof, shortened};
use crate::case::{Answer, Case, NotChecked, Reading, State};
use crate::knowledge::{Card, Knowledge, Observation};

/// Everything that the report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Verification<'a> {
    /// Observations.
    pub knowledge: &'a Knowledge,
    /// The card.
    pub card: &'a Card,
    /// What was read.
    pub case: &'a Case,
}

/// How one expectation came out.
enum Came<'a> {
    /// As it should.
    Well,
    /// The contrary was read.
    Ill(&'a str),
    /// Somebody looked, in vain, with the reason.
    InVain(&'a str),
    /// Nothing that was given tells.
    Untold,
}

/// The observations that a card's causes name as proof of repair, each once, with the answers that are expected.
pub fn expected<'a>(knowledge: &'a Knowledge, card: &'a Card) -> Vec<(&'a Observation, &'a str)> {
    let mut all: Vec<(&Observation, &str)> = Vec::new();
    for verify in card.causes.iter().filter_map(|cause| cause.verify.as_ref()) {
        let Some(observation) = knowledge.observations.get(&verify.observation) else { continue };
        let expect = if verify.expect.is_empty() { observation.normal() } else { &verify.expect };
        if !all.iter().any(|(other, answer)| other.id == observation.id && *answer == expect) {
            all.push((observation, expect));
        }
    }
    all
}

impl<'a> Verification<'a> {
    /// `true`: all that was read is as expected, and nobody looked in vain; `false`: something is still contrary; `None` cannot tell.
    pub fn holds(&self) -> Option<bool> {
        let came: Vec<Came> = self.each().map(|(_, _, came)| came).collect();
        let any = |test: fn(&Came) -> bool| came.iter().any(test);
        if any(|one| matches!(one, Came::Ill(_))) {
            return Some(false);
        }
        let told = any(|one| matches!(one, Came::Well)) && !any(|one| matches!(one, Came::InVain(_)));
        told.then_some(true)
    }

    fn each(&self) -> impl Iterator<Item = (&'a Observation, &'a str, Came<'a>)> {
        let this = *self;
        expected(self.knowledge, self.card)
            .into_iter()
            .map(move |(observation, expect)| (observation, expect, this.came(observation, expect)))
    }

    fn came(&self, observation: &'a Observation, expect: &str) -> Came<'a> {
        match self.case.reading(&observation.id).map(|reading| (&reading.answer, reading.source.state)) {
            None => Came::Untold,
            Some((Answer::Unknown(why), _)) => Came::InVain(why),
            // What is over is what was hoped for.
            Some((Answer::Value(value), state)) if value == expect || state == State::Past => Came::Well,
            Some((Answer::Value(value), _)) => Came::Ill(value),
        }
    }

    /// What could not be looked at: what the evidence itself lacks, and what it does not tell about.
    fn open(&self) -> Vec<NotChecked> {
        let mut all = self.case.not_checked.clone();
        for (observation, _, came) in self.each() {
            let why = match came {
                Came::InVain(why) => why,
                Came::Untold => "nothing that was given tells",
                Came::Well | Came::Ill(_) => continue,
            };
            let name = |placeholder: &str| fill::name(self.case, &[&observation.id], placeholder);
            let needs = fix::how_of(observation, &name);
            all.push(NotChecked { what: observation.fact.clone(), why: why.into(), needs });
        }
        all
    }

    /// The stable document.
    pub fn json(&self) -> Value {
        let readings: Vec<Value> = expected(self.knowledge, self.card)
            .into_iter()
            .filter(|(observation, _)| self.case.reading(&observation.id).is_some())
            .map(|(observation, _)| reading_json(self.case, &observation.id))
            .collect();
        json!({
            "version": 1,
            "card": self.card.id,
            "holds": self.holds(),
            "readings": readings,
            "not_checked": self.open(),
        })
    }

    /// The page: the answer first, then each expectation with its proof.
    pub fn page(&self) -> Vec<Block> {
        let title = match self.holds() {
            Some(true) => "the trouble is gone",
            Some(false) => "it is still there",
            None => "it cannot be told",
        };
        let mut page = vec![Block::Title(format!("{}: {title}", self.card.title), None)];
        let mut untold = Vec::new();
        for (observation, expect, came) in self.each() {
            let line = match came {
                Came::Well => fix::repaired(observation, expect),
                Came::Ill(value) => format!("Still so: {}", claim(observation, value)),
                Came::InVain(why) => format!("Not known ({why}): {}", observation.fact),
                Came::Untold => {
                    untold.push(item(observation.fact.clone()));
                    continue;
                }
            };
            page.push(item(line));
            let said = |reading: &&Reading| reading.answer.value().is_some();
            for source in self.case.of(&observation.id).filter(said).map(|reading| &reading.source) {
                page.extend(proof(source).map(|place| Block::Note(1, place)));
                page.extend(source.excerpt.iter().map(|excerpt| Block::Quote(1, shortened(excerpt))));
            }
        }
        if !untold.is_empty() {
            page.push(Block::Section(format!(
                "Not told by what was given; how to look: kafka-doctor show {}",
                self.card.id
            )));
            page.append(&mut untold);
        }
        not_checked(&self.case.not_checked, &mut page);
        page
    }
}

fn item(text: String) -> Block {
    Block::Item(0, "-".into(), text)
}
