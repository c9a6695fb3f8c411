//! Whether the trouble of one card is gone: what its causes call the proof of repair, looked at again.

use serde_json::{Value, json};

use super::card;
use super::document::reading_json;
use super::fill;
use super::page::Block;
use super::verdict::not_checked;
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
    /// Nobody could tell, with the reason.
    Open(String),
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
    /// `true`: everything that is expected was seen; `false`: something is still contrary; `None` cannot tell.
    pub fn holds(&self) -> Option<bool> {
        let came: Vec<Came> = self.each().map(|(_, _, came)| came).collect();
        if came.iter().any(|one| matches!(one, Came::Ill(_))) {
            return Some(false);
        }
        (!came.is_empty() && came.iter().all(|one| matches!(one, Came::Well))).then_some(true)
    }

    fn each(&self) -> impl Iterator<Item = (&'a Observation, &'a str, Came<'a>)> {
        let this = *self;
        expected(self.knowledge, self.card)
            .into_iter()
            .map(move |(observation, expect)| (observation, expect, this.came(observation, expect)))
    }

    fn came(&self, observation: &'a Observation, expect: &str) -> Came<'a> {
        match self.case.reading(&observation.id).map(|reading| (&reading.answer, reading.source.state)) {
            None => Came::Open("nothing that was given tells".into()),
            Some((Answer::Unknown(why), _)) => Came::Open(why.clone()),
            // What is over is what was hoped for.
            Some((Answer::Value(value), state)) if value == expect || state == State::Past => Came::Well,
            Some((Answer::Value(value), _)) => Came::Ill(value),
        }
    }

    /// What could not be looked at: what the evidence itself lacks, and expectations that nothing tells about.
    fn open(&self) -> Vec<NotChecked> {
        let mut all = self.case.not_checked.clone();
        for (observation, _, came) in self.each() {
            if let Came::Open(why) = came {
                let name = |placeholder: &str| fill::name(self.case, &[&observation.id], placeholder);
                let needs = card::filled(&observation.how, &name);
                all.push(NotChecked { what: observation.fact.clone(), why, needs });
            }
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
        for (observation, expect, came) in self.each() {
            match came {
                Came::Well => page.push(item(format!("ok: {}", claim(observation, expect)))),
                Came::Ill(value) => page.push(item(format!("not ok: {}", claim(observation, value)))),
                Came::Open(_) => continue,
            }
            let said = |reading: &&Reading| reading.answer.value().is_some();
            for source in self.case.of(&observation.id).filter(said).map(|reading| &reading.source) {
                page.extend(proof(source).map(|place| Block::Note(1, place)));
                page.extend(source.excerpt.iter().map(|excerpt| Block::Quote(1, shortened(excerpt))));
            }
        }
        not_checked(&self.open(), &mut page);
        page
    }
}

fn item(text: String) -> Block {
    Block::Item(0, "-".into(), text)
}
