//! The check-up: findings by cause and harm, what could not be checked, what was muted. One report in, four formats out.

mod changes;
mod document;
mod junit;
mod mutes;
mod page;
#[cfg(test)]
mod tests;

pub use changes::{Told, changes};
pub use mutes::{Mute, Muted, mute};

use std::collections::HashSet;

use super::words::claim;
use crate::case::{Case, Reading, Source};
use crate::engine::Finding;
use crate::knowledge::{Card, Cause, Knowledge, Severity};

/// The cluster, as its newest look shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Cluster {
    /// Its id.
    pub id: Option<String>,
    /// Brokers that are registered and not fenced.
    pub brokers: usize,
    /// Brokers that are fenced, or that only replicas name; for people, the document's shape is fixed.
    #[serde(skip)]
    pub absent: usize,
    /// The release of the brokers; of several each, joined by commas.
    pub kafka_version: Option<String>,
    /// Node id of the active controller.
    pub controller: Option<i32>,
}

/// Everything that a check-up's report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Checkup<'a> {
    /// Cards and observations.
    pub knowledge: &'a Knowledge,
    /// What is known, without what is muted.
    pub case: &'a Case,
    /// What follows from it.
    pub findings: &'a [Finding],
    /// What is muted, and which mutes do nothing.
    pub muted: &'a Muted,
    /// The cluster, where one has answered.
    pub cluster: Option<&'a Cluster>,
    /// There is a cluster to be looked at, and it has not answered.
    pub shut_out: bool,
    /// A group or topic that was asked for by name is not there.
    pub in_vain: bool,
    /// The harm from which on a finding fails the check-up.
    pub fail_on: Severity,
    /// The options that look at the same things again: `--bootstrap-server b1:9092`.
    pub options: &'a str,
    /// Muted findings and what was read are shown to people too.
    pub verbose: bool,
}

impl<'a> Checkup<'a> {
    /// Whether nothing was found at or above the threshold; `None` if nothing could be looked at that would tell, or not what was named.
    pub fn passes(&self) -> Option<bool> {
        let failed = self.findings.iter().any(|one| self.fails(one));
        let blind = !self.case.inputs.is_empty() && !self.case.inputs.iter().any(|input| input.understood);
        let told = !self.in_vain && (!blind || !self.findings.is_empty());
        if failed { Some(false) } else { told.then_some(true) }
    }

    /// Whether a finding fails the check: by its harm, or as the reason why a cluster could not be looked at, which never passes.
    fn fails(&self, finding: &Finding) -> bool {
        let of_cluster = |kind: &str| kind == "cluster" || kind == "snapshot";
        let blind = self.case.inputs.iter().any(|input| of_cluster(&input.kind) && !input.understood);
        finding.counts(if blind { Severity::Low } else { self.fail_on })
    }

    /// The sources that say what a finding says.
    fn sources(&self, finding: &Finding) -> Vec<&'a Source> {
        let said = |reading: &&Reading| {
            reading.observation == finding.observation && reading.answer.value() == Some(finding.answer.as_str())
        };
        self.case.readings.iter().filter(said).map(|reading| &reading.source).collect()
    }

    /// What a finding is about, each once.
    fn subjects(&self, finding: &Finding) -> Vec<&'a str> {
        // A large outage has a hundred thousand of them.
        let mut seen = HashSet::new();
        self.sources(finding).into_iter().flat_map(Source::about).filter(|subject| seen.insert(*subject)).collect()
    }

    /// What a finding claims, as a sentence.
    fn claim(&self, finding: &Finding) -> String {
        let observation = self.knowledge.observations.get(&finding.observation);
        observation.map_or_else(|| finding.observation.clone(), |one| claim(one, &finding.answer))
    }

    /// Card and cause of a finding; both exist, the engine took them from this knowledge.
    fn of(&self, finding: &Finding) -> Option<(&'a Card, &'a Cause)> {
        Some((self.knowledge.cards.get(&finding.card)?, self.knowledge.cause(&finding.card, &finding.cause)?))
    }

    /// The command that looks again at what a finding's card calls its proof of repair.
    fn verify(&self, finding: &Finding) -> String {
        format!("kafka-doctor verify {} {}", finding.card, self.options).trim_end().into()
    }
}
