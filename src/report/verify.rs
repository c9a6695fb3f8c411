//! Whether the trouble of one card is gone: what its causes call the proof of repair, and what a check-up finds under it, looked at again.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::beside::not_checked;
use super::document::reading_json;
use super::fill;
use super::fix;
use super::page::Block;
use super::words::{claim, lower_first, proof, shortened};
use crate::case::{Answer, Case, Channel, Input, NotChecked, Reading, Source, State};
use crate::engine::Finding;
use crate::knowledge::{Card, Cause, CauseKind, Frequency, Knowledge, Observation, Rates, Severity};

#[cfg(test)]
mod tests;

/// Everything that the report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Verification<'a> {
    /// Observations.
    pub knowledge: &'a Knowledge,
    /// The card.
    pub card: &'a Card,
    /// What was read.
    pub case: &'a Case,
    /// What follows from it, under whatever card.
    pub findings: &'a [Finding],
    /// The cluster has not answered, or does not have what was named: whatever is as it should be, it is not all.
    pub partial: bool,
}

/// How one expectation came out.
enum Came<'a> {
    /// As it should.
    Well,
    /// The contrary was read.
    Ill(&'a str),
    /// The contrary stands in a log that ends before the cluster was looked at.
    Before(&'a str),
    /// Somebody looked, in vain, with the reason.
    InVain(&'a str),
    /// Nothing that was given tells.
    Untold,
}

/// A log that ends so long before a look, milliseconds, or later is as new as the look: a process that is well may log nothing for minutes.
const AS_NEW_MS: i64 = 300_000;

const OLDER: &str = "a log tells of it that ends before the cluster was looked at";
const NO_ORDER: &str = "a log tells of it whose times cannot be compared with the look at the cluster";

/// The observations that are looked at for a card.
pub fn asked<'a>(knowledge: &'a Knowledge, card: &'a Card) -> BTreeSet<&'a str> {
    expected(knowledge, card)
        .into_iter()
        .map(|(one, _)| one)
        .chain(marks(knowledge, &card.causes))
        .map(|one| one.id.as_str())
        .collect()
}

/// The observations that some causes almost always show, and that are otherwise where nothing is wrong.
fn marks<'a>(knowledge: &'a Knowledge, causes: impl IntoIterator<Item = &'a Cause>) -> Vec<&'a Observation> {
    let evidence = causes.into_iter().flat_map(|cause| &cause.evidence);
    let always = evidence.filter(|(_, rates)| matches!(rates, Rates::Yes(Frequency::AlmostAlways)));
    let mut all: Vec<&Observation> = Vec::new();
    for observation in always.filter_map(|(id, _)| knowledge.observations.get(id)) {
        if observation.normal() != "yes" && !all.iter().any(|known| known.id == observation.id) {
            all.push(observation);
        }
    }
    all
}

/// The observations that a card's causes name as proof of repair, each once, with the answers that are expected.
fn expected<'a>(knowledge: &'a Knowledge, card: &'a Card) -> Vec<(&'a Observation, &'a str)> {
    let mut all: Vec<(&Observation, &str)> = Vec::new();
    for (observation, expect) in card.causes.iter().filter_map(|cause| proof_of(knowledge, cause)) {
        if !all.iter().any(|(other, answer)| other.id == observation.id && *answer == expect) {
            all.push((observation, expect));
        }
    }
    all
}

/// The observation that proves the repair of a cause, with the answer that is expected.
fn proof_of<'a>(knowledge: &'a Knowledge, cause: &'a Cause) -> Option<(&'a Observation, &'a str)> {
    let verify = cause.verify.as_ref()?;
    let observation = knowledge.observations.get(&verify.observation)?;
    Some((observation, if verify.expect.is_empty() { observation.normal() } else { &verify.expect }))
}

impl<'a> Verification<'a> {
    /// `true`: each cause is told to be gone, nothing is found under the card, and nobody looked in vain; `false`: something is still contrary;
    /// `None` cannot tell.
    pub fn holds(&self) -> Option<bool> {
        let all = self.each();
        let any = |test: fn(&Came) -> bool| all.iter().any(|(.., came)| test(came));
        if any(|one| matches!(one, Came::Ill(_))) {
            return Some(false);
        }
        let told = self.causes().all(|cause| self.gone(cause)) && !any(|one| matches!(one, Came::InVain(_)));
        let outweighed = !any(|one| matches!(one, Came::Before(_))) || self.cluster_is_well(&all);
        (told && outweighed && !self.partial).then_some(true)
    }

    /// The causes of which something could be seen: what only hurts one day is no trouble that has to be gone.
    fn causes(&self) -> impl Iterator<Item = &'a Cause> {
        let only_risks = self.card.causes.iter().all(|cause| cause.kind == CauseKind::Risk);
        self.card.causes.iter().filter(move |cause| only_risks || cause.kind != CauseKind::Risk)
    }

    /// Whether a cause is told to be gone: by its proof of repair, or by a probe that no longer sees what the cause almost always shows.
    fn gone(&self, cause: &'a Cause) -> bool {
        let proof = proof_of(self.knowledge, cause);
        proof.is_some_and(|(observation, expect)| matches!(self.came(observation, expect), Came::Well))
            || marks(self.knowledge, [cause]).into_iter().any(|mark| self.seen_gone(mark))
    }

    /// Whether the cluster itself shows something as it should be.
    fn cluster_is_well(&self, all: &[(&'a Observation, &'a str, Came<'a>)]) -> bool {
        all.iter().filter(|(.., came)| matches!(came, Came::Well)).any(|(observation, expect, _)| {
            let mut probed = self.case.of(&observation.id).filter(|reading| reading.source.channel == Channel::Probe);
            probed.any(|reading| reading.answer.value() == Some(expect))
        })
    }

    /// The proof of repair, then what is found under the card beside it. Where nothing is contrary, the marks that a probe has seen to be gone.
    fn each(&self) -> Vec<(&'a Observation, &'a str, Came<'a>)> {
        let mut all: Vec<_> = expected(self.knowledge, self.card)
            .into_iter()
            .map(|(observation, expect)| (observation, expect, self.came(observation, expect)))
            .collect();
        let found = self.findings.iter().filter(|one| one.card == self.card.id && one.state == State::Now);
        for finding in found {
            let Some(observation) = self.knowledge.observations.get(&finding.observation) else { continue };
            if !all.iter().any(|(known, ..)| known.id == observation.id) {
                all.push((observation, observation.normal(), self.contrary(observation, &finding.answer)));
            }
        }
        if !all.iter().any(|(.., came)| matches!(came, Came::Ill(_))) {
            let gone = marks(self.knowledge, &self.card.causes).into_iter().filter(|mark| self.seen_gone(mark));
            let new: Vec<&Observation> =
                gone.filter(|mark| !all.iter().any(|(known, ..)| known.id == mark.id)).collect();
            all.extend(new.into_iter().map(|mark| (mark, mark.normal(), Came::Well)));
        }
        all
    }

    fn seen_gone(&self, mark: &Observation) -> bool {
        let reading = self.case.reading(&mark.id).filter(|reading| reading.source.channel == Channel::Probe);
        reading.is_some_and(|reading| reading.answer.value() == Some(mark.normal()))
    }

    fn came(&self, observation: &'a Observation, expect: &str) -> Came<'a> {
        match self.case.reading(&observation.id).map(|reading| (&reading.answer, reading.source.state)) {
            None => Came::Untold,
            Some((Answer::Unknown(why), _)) => Came::InVain(why),
            // What is over is what was hoped for.
            Some((Answer::Value(value), state)) if value == expect || state == State::Past => Came::Well,
            Some((Answer::Value(value), _)) => self.contrary(observation, value),
        }
    }

    /// What is looked at now outweighs a log that ends before.
    fn contrary(&self, observation: &Observation, value: &'a str) -> Came<'a> {
        let source = self.case.reading(&observation.id).map(|reading| &reading.source);
        // That a client speaks plaintext to a cluster that does is a note, and nothing to repair.
        let note = |source: &Source| source.channel == Channel::Probe && source.severity == Some(Severity::Low);
        if source.is_some_and(note) && !self.findings.iter().any(|one| one.observation == observation.id) {
            return Came::Untold;
        }
        let Some(source) = source.filter(|source| source.channel == Channel::Log) else { return Came::Ill(value) };
        let mut inputs = self.case.inputs.iter();
        let Some(cluster) = inputs.find(|input| input.kind == "cluster" && input.understood) else {
            return Came::Ill(value);
        };
        let of_log = |input: &&Input| input.kind == "log" && Some(&input.name) == source.file.as_ref();
        let log = self.case.inputs.iter().find(of_log).and_then(|log| log.ends_ms);
        match log.zip(cluster.ends_ms) {
            None => Came::InVain(NO_ORDER),
            Some((log, look)) if look.saturating_sub(log) > AS_NEW_MS => Came::Before(value),
            Some(_) => Came::Ill(value),
        }
    }

    /// What could not be looked at: what the evidence itself lacks, and what it does not tell about.
    fn open(&self) -> Vec<NotChecked> {
        let mut all = self.case.not_checked.clone();
        let each = self.each();
        let well = self.cluster_is_well(&each);
        for (observation, _, came) in each {
            let why = match came {
                Came::InVain(why) => why,
                Came::Untold => "nothing that was given tells",
                Came::Before(_) if !well => OLDER,
                Came::Well | Came::Ill(_) | Came::Before(_) => continue,
            };
            let name = |placeholder: &str| fill::name(self.case, &[&observation.id], placeholder);
            let needs = fix::how_of(observation, &name);
            all.push(NotChecked { what: observation.fact.clone(), why: why.into(), needs });
        }
        all
    }

    /// The stable document.
    pub fn json(&self) -> Value {
        let readings: Vec<Value> = self
            .each()
            .into_iter()
            .filter(|(observation, ..)| self.case.reading(&observation.id).is_some())
            .map(|(observation, ..)| reading_json(self.case, &observation.id))
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
            None if self.each().iter().any(|(.., came)| matches!(came, Came::Well)) => {
                "not seen, but not all of it was looked at"
            }
            None => "it cannot be told",
        };
        let mut page = vec![Block::Title(format!("{}: {title}", self.card.title), None)];
        let mut untold = Vec::new();
        let each = self.each();
        let well = self.cluster_is_well(&each);
        for (observation, expect, came) in each {
            let line = match came {
                Came::Well => claim(observation, expect),
                Came::Ill(value) => format!("Still so: {}", claim(observation, value)),
                Came::Before(value) if well => format!(
                    "So it was in a log that ends before the cluster was looked at, and the cluster no longer shows the trouble: {}",
                    lower_first(&claim(observation, value))
                ),
                Came::Before(_) => format!("Not known ({OLDER}): {}", observation.fact),
                Came::InVain(why) => format!("Not known ({why}): {}", observation.fact),
                Came::Untold => {
                    untold.push(item(observation.fact.clone()));
                    continue;
                }
            };
            page.push(item(line));
            let said = |reading: &&Reading| reading.answer.value().is_some();
            for source in self.case.of(&observation.id).filter(said).map(|reading| &reading.source) {
                let place = proof(source).filter(|_| source.file.is_some());
                page.extend(place.map(|place| Block::Note(1, place)));
                page.extend(source.excerpt.iter().map(|excerpt| Block::Quote(1, shortened(excerpt))));
            }
        }
        if !untold.is_empty() {
            page.push(Block::Section(format!(
                "Not told by what was given; how to look: {}",
                self.knowledge.show(&self.card.id)
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
