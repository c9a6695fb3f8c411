//! What is wrong or weak with observations and their sources.

use std::collections::BTreeSet;

use super::Lint;
use crate::cli::names::{did_you_mean, nearest};
use crate::evidence::examples::Examples;
use crate::evidence::probes;
use crate::evidence::signatures::Signatures;
use crate::evidence::text::misread::Misread;
use crate::knowledge::{AnswerSource, Problem, ProblemLevel};

/// Cards that a phrase may misread: with fewer it is as likely the card that leaves something out.
const MISREAD: usize = 4;

/// Cards that are named of those.
const TOLD: usize = 3;

/// Broad menus that cut the field before the narrow questions.
const MENUS: usize = 6;

impl Lint<'_> {
    fn of(&self, level: ProblemLevel, code: &'static str, id: &str, word: &str, message: String) -> Problem {
        self.problem(level, code, "observation", id, word, message)
    }

    /// Every example gives its answer, and no phrase stands in texts about something else.
    pub(super) fn examples(&self, problems: &mut Vec<Problem>) {
        let signatures = Signatures::new(self.knowledge);
        let examples = Examples::new(self.knowledge, &signatures);
        let misread: Vec<Misread> = examples.misread().into_iter().filter(|one| one.cards.len() >= MISREAD).collect();
        for Misread { observation, phrase, cards } in &misread {
            if self.is_about("observation", observation) {
                let first: Vec<&str> = cards.iter().take(TOLD).map(String::as_str).collect();
                let message = format!(
                    "the phrase \"{phrase}\" of {observation} stands in the words of {} cards that do not have it as evidence, such as {}",
                    cards.len(),
                    first.join(", ")
                );
                problems.push(self.of(ProblemLevel::Advice, "common-phrase", observation, phrase, message));
            }
        }
        for (id, observation) in self.knowledge.observations.iter().filter(|(id, _)| self.is_about("observation", id)) {
            let told = |phrase: &&str| misread.iter().any(|one| one.observation == id && one.phrase == **phrase);
            for phrase in examples.too_common(observation).filter(|phrase| !told(phrase)) {
                let message = format!("the phrase \"{phrase}\" of {id} is one word that many cards use");
                problems.push(self.of(ProblemLevel::Advice, "common-phrase", id, phrase, message));
            }
            for wrong in examples.wrong(observation) {
                let found = if wrong.found.is_empty() { "nothing".to_string() } else { wrong.found.join(", ") };
                let start: String = wrong.text.trim().chars().take(80).collect();
                let message = format!(
                    "an example of {id} should say {} and says {found}: {}",
                    wrong.expected,
                    start.lines().next().unwrap_or_default()
                );
                problems.push(self.of(ProblemLevel::Error, "example", id, "examples", message));
            }
        }
    }

    /// Probes and observations name each other.
    pub(super) fn probes(&self, problems: &mut Vec<Problem>) {
        let names = probes::names();
        let mut read: BTreeSet<&str> = BTreeSet::new();
        for (id, observation) in self.knowledge.observations.iter() {
            for source in &observation.answers_from {
                let AnswerSource::Probe(probe) = source else { continue };
                read.insert(&probe.name);
                if names.contains(&probe.name) || !self.is_about("observation", id) {
                    continue;
                }
                let near = did_you_mean(&nearest(&probe.name, names.iter().map(String::as_str)));
                let mut message = format!("{id} names the probe {}, which does not exist", probe.name);
                near.iter().for_each(|hint| message.push_str(&format!("; {hint}")));
                problems.push(self.of(ProblemLevel::Error, "unknown-probe", id, &probe.name, message));
            }
        }
        for name in names.iter().filter(|name| self.all && !read.contains(name.as_str())) {
            let message = format!("no observation reads the probe {name}");
            problems.push(self.of(ProblemLevel::Advice, "unread-probe", "(all)", name, message));
        }
    }

    /// Every observation is of use to a cause.
    pub(super) fn unused(&self, problems: &mut Vec<Problem>) {
        let causes = || self.knowledge.cards.values().flat_map(|card| &card.causes);
        let used: BTreeSet<&String> = causes()
            .flat_map(|cause| {
                cause.evidence.keys().chain(&cause.harm).chain(cause.verify.as_ref().map(|verify| &verify.observation))
            })
            .chain(self.knowledge.observations.values().flat_map(|one| one.only_if.keys()))
            .collect();
        let unused = self.knowledge.observations.values().filter(|one| !one.context && !used.contains(&one.id));
        for observation in unused.filter(|one| self.is_about("observation", &one.id)) {
            let message = format!("no cause uses the observation {}", observation.id);
            problems.push(self.of(ProblemLevel::Advice, "unused", &observation.id, "ask", message));
        }
    }

    /// There are questions that cut the field.
    pub(super) fn menus(&self, problems: &mut Vec<Problem>) {
        let menus = self.knowledge.observations.values().filter(|one| one.answers.len() >= 4 && !one.context).count();
        if self.all && menus < MENUS {
            let message = format!("{menus} broad menus; {MENUS} halve the number of questions");
            problems.push(self.of(ProblemLevel::Advice, "few-menus", "(all)", "ask", message));
        }
    }
}
