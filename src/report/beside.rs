//! What stands beside the verdict: risks, answers that do not fit, lines that no card explains, what could not be looked at.

use super::diagnosis::Report;
use super::page::Block;
use super::verdict::item;
use super::words::{claim, lower_first, proof, shortened};
use crate::case::{Case, Channel, NotChecked, Reading, Source, State, plain_name};
use crate::engine::{Outcome, Ranked, Weighed};
use crate::knowledge::{Frequency, Knowledge, Observation, Rates};

/// Settings or lines that are shown of one risk.
const PROOFS: usize = 5;

impl Report<'_> {
    pub(super) fn risks(&self, page: &mut Vec<Block>) {
        let signs = |risk| (risk, self.signs(risk));
        let risks: Vec<(&Ranked, Vec<&Weighed>)> = self.diagnosis.risks.iter().map(signs).collect();
        if risks.iter().all(|(_, signs)| signs.is_empty()) {
            return;
        }
        let title = match self.diagnosis.outcome {
            Outcome::Diagnosed => "Risks seen on the way, not the cause",
            Outcome::NothingFound => "Risks",
            Outcome::Undecided | Outcome::Unlisted => "Risks seen on the way",
        };
        page.push(Block::Section(title.into()));
        for (risk, signs) in risks {
            let Some((card, cause)) = self.of(risk) else { continue };
            // What was seen: the cause's title would claim more.
            let seen = signs.first().and_then(|one| self.knowledge.observations.get(&one.observation));
            let Some(title) = seen.map(|one| one.fact.trim_end_matches('.')) else { continue };
            let severity = self.severity(card, cause).word();
            page.push(item(format!("{title} ({severity}; {})", self.knowledge.show(&card.id))));
            let proofs: Vec<&Source> = signs
                .into_iter()
                .flat_map(|one| self.case.of(&one.observation).filter(|said| said.answer.value() == Some(&one.answer)))
                .map(|reading| &reading.source)
                .collect();
            for source in proofs.iter().take(PROOFS) {
                let place = proof(source).filter(|_| source.file.is_some());
                page.extend(place.map(|place| Block::Note(1, place)));
                page.extend(source.excerpt.iter().map(|excerpt| Block::Quote(1, shortened(excerpt))));
            }
            if proofs.len() > PROOFS {
                page.push(Block::Note(1, format!("and {} more", proofs.len() - PROOFS)));
            }
        }
    }

    /// What makes a risk, without the signs of the fault that was found: those are told with it. What merely goes with it, as a dead broker with
    /// data below /tmp, is told elsewhere.
    fn signs<'r>(&self, risk: &'r Ranked) -> Vec<&'r Weighed> {
        let Some((_, cause)) = self.of(risk) else { return Vec::new() };
        let makes =
            |one: &&Weighed| matches!(cause.evidence.get(&one.observation), Some(Rates::Yes(Frequency::AlmostAlways)));
        let fault = self.diagnosis.causes.first().filter(|_| self.diagnosis.outcome == Outcome::Diagnosed);
        let told: Vec<&str> = fault.into_iter().flat_map(speaks).map(|one| one.observation.as_str()).collect();
        speaks(risk).filter(makes).filter(|one| !told.contains(&one.observation.as_str())).collect()
    }

    pub(super) fn doubts(&self, page: &mut Vec<Block>) {
        let disputed = self.case.observations().into_iter().filter(|id| self.case.disputed(id));
        let disputed: Vec<&str> = disputed.filter(|id| !self.tells_two_things(id)).collect();
        if self.diagnosis.doubts.is_empty() && disputed.is_empty() {
            return;
        }
        page.push(Block::Section("Does not fit the rest".into()));
        for doubt in &self.diagnosis.doubts {
            let Some(observation) = self.knowledge.observations.get(&doubt.observation) else { continue };
            let changes = self.diagnosis.causes.first().is_some_and(|first| first.card != doubt.otherwise.0);
            let otherwise = self.knowledge.cards.get(&doubt.otherwise.0).filter(|_| changes);
            let otherwise =
                otherwise.map(|card| format!(" If that is wrong, it points to {}.", card.title)).unwrap_or_default();
            page.push(item(format!("{}{otherwise}", claim(observation, &doubt.answer))));
        }
        for observation in disputed.into_iter().filter_map(|id| self.knowledge.observations.get(id)) {
            page.push(item(format!("Sources disagree: {}", lower_first(&observation.fact))));
            for reading in self.case.of(&observation.id).filter(|reading| reading.answer.value().is_some()).take(3) {
                let label = observation.label(reading.answer.value().unwrap_or_default());
                let place = proof(&reading.source).unwrap_or_else(|| reading.source.channel.kind().into());
                page.push(Block::Note(1, format!("{label}: {place}")));
            }
        }
    }

    /// Whether it is a menu to which words gave two answers: one text can tell of lag and of errors.
    fn tells_two_things(&self, id: &str) -> bool {
        let menu = self.knowledge.observations.get(id).is_some_and(|one| !one.answers.is_empty());
        menu && self.case.of(id).all(|reading| reading.source.channel.kind() == "text")
    }

    pub(super) fn unexplained(&self, page: &mut Vec<Block>) {
        if self.diagnosis.outcome != Outcome::Diagnosed || self.verbose {
            unexplained(self.case, page);
        }
    }
}

/// Errors that no card explains, with the first few of them.
pub(super) fn unexplained(case: &Case, page: &mut Vec<Block>) {
    let with: Vec<_> = case.inputs.iter().filter(|input| input.unexplained > 0 && !input.samples.is_empty()).collect();
    if with.is_empty() {
        return;
    }
    page.push(Block::Section("Not explained by any card".into()));
    for input in with {
        page.push(item(format!("{} in {}, such as:", input.unexplained, plain_name(&input.name))));
        page.extend(input.samples.iter().take(2).map(|sample| Block::Quote(1, shortened(sample))));
    }
}

/// What was seen and speaks for a cause.
fn speaks(ranked: &Ranked) -> impl Iterator<Item = &Weighed> {
    ranked.evidence.iter().filter(|one| one.weight > 0 && one.answer == "yes")
}

/// Lines that were seen and stand in no finding, at most this many.
const SEEN: usize = 5;

/// Lines of which fewer than one in ten healthy or otherwise ill systems writes any, and which no cause explains well enough: nobody may be told
/// that there was nothing.
pub(super) fn seen(knowledge: &Knowledge, case: &Case, told: impl Fn(&str) -> bool, page: &mut Vec<Block>) {
    let rare = |one: &Observation| matches!(one.background, Some(Rates::Yes(word)) if word <= Frequency::Rarely);
    let line = |reading: &&Reading| {
        reading.source.channel == Channel::Log
            && reading.source.state == State::Now
            && reading.answer.value() == Some("yes")
            && !told(&reading.observation)
    };
    let lines: Vec<(&Observation, &Source)> = case
        .readings
        .iter()
        .filter(line)
        .filter_map(|reading| Some((knowledge.observations.get(&reading.observation)?, &reading.source)))
        .filter(|(observation, _)| rare(observation))
        .collect();
    if lines.is_empty() {
        return;
    }
    page.push(Block::Section("Seen, but alone no proof of a fault".into()));
    for (observation, source) in lines.iter().take(SEEN) {
        page.push(item(claim(observation, "yes")));
        page.extend(proof(source).map(|place| Block::Note(1, place)));
        page.extend(source.excerpt.iter().map(|excerpt| Block::Quote(1, shortened(excerpt))));
    }
    if lines.len() > SEEN {
        page.push(Block::Note(1, format!("and {} more", lines.len() - SEEN)));
    }
}

/// What could not be looked at, with what it takes.
pub(super) fn not_checked(all: &[NotChecked], page: &mut Vec<Block>) {
    if !all.is_empty() {
        page.push(Block::Section("Could not be looked at".into()));
    }
    for one in all {
        let whole = [&one.what, &one.why].map(|part| part.trim_end_matches('.')).join(": ");
        let needs = one.needs.trim_end_matches('.');
        let needs = if needs.is_empty() { String::new() } else { format!(" It takes {}.", lower_first(needs)) };
        page.push(item(format!("{whole}.{needs}")));
    }
    if all.iter().any(|one| one.needs.starts_with("ACL")) {
        page.push(Block::Note(0, "The rights for all of it, ready to paste: kafka-doctor show permissions".into()));
    }
}
