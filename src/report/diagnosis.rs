//! One report of a diagnosis: what all its formats are made of.

use indexmap::IndexMap;

use super::fill;
use super::words::lower_first;
use crate::case::Case;
use crate::engine::{Diagnosis, Inquiry, Model, Outcome, Ranked, within};
use crate::knowledge::{Applies, Card, Cause, Confidence, Fix, Knowledge};

/// Everything that a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// Cards and observations.
    pub knowledge: &'a Knowledge,
    /// The same, compiled: what would tell causes apart.
    pub model: &'a Model,
    /// What is known.
    pub case: &'a Case,
    /// What follows from it.
    pub diagnosis: &'a Diagnosis,
    /// What would be asked next.
    pub next: Option<&'a Inquiry>,
    /// Probabilities are shown to people too.
    pub verbose: bool,
}

impl Report<'_> {
    /// The word of the outcome in JSON.
    pub fn outcome(&self) -> &'static str {
        match self.diagnosis.outcome {
            Outcome::Diagnosed => "diagnosed",
            Outcome::Undecided => "undecided",
            Outcome::Unlisted => "unlisted",
            Outcome::NothingFound => "nothing-found",
        }
    }

    /// The value that stands for a placeholder of a command, if the evidence names one that is safe to paste; names beside the evidence for
    /// `near` come first.
    pub fn name(&self, near: Option<&Ranked>, placeholder: &str) -> Option<String> {
        let evidence = near.map(|one| one.evidence.iter().filter(|weighed| weighed.weight > 0));
        let ids: Vec<&str> = evidence.into_iter().flatten().map(|weighed| weighed.observation.as_str()).collect();
        fill::name(self.case, &ids, placeholder)
    }

    /// Card and cause of a ranked one; both exist, the engine took them from this knowledge.
    pub fn of(&self, ranked: &Ranked) -> Option<(&Card, &Cause)> {
        Some((self.knowledge.cards.get(&ranked.card)?, self.knowledge.cause(&ranked.card, &ranked.cause)?))
    }

    /// The fixes that can apply here, as far as versions and library are known.
    pub fn fixes<'b>(&self, cause: &'b Cause) -> Vec<&'b Fix> {
        cause.fixes.iter().filter(|fix| self.can_apply(&fix.applies)).collect()
    }

    fn can_apply(&self, applies: &Applies) -> bool {
        let range = |observation: &str, range: &Option<String>| {
            range.as_ref().is_none_or(|range| {
                self.case.value(observation).is_none_or(|version| within(version, range) != Some(false))
            })
        };
        let word = |observation: &str, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| self.case.value(observation).is_none_or(|value| value == wanted))
        };
        range("broker-version", &applies.broker)
            && range("client-version", &applies.client)
            && word("group-protocol", &applies.group_protocol)
            && word("cluster-mode", &applies.mode)
            && (applies.library.is_empty()
                || self
                    .case
                    .value("client-library")
                    .is_none_or(|library| library == "other" || applies.library.names(library)))
    }

    /// Where the most probable answers lead, a sentence for each cause.
    pub fn separates(&self, inquiry: &Inquiry) -> Vec<String> {
        let Some(observation) = self.knowledge.observations.get(&inquiry.observation) else { return Vec::new() };
        let mut splits: Vec<_> = inquiry.splits.iter().filter(|split| split.probability > 0.02).collect();
        splits.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        let mut led: IndexMap<(&str, &str), Vec<String>> = IndexMap::new();
        for split in splits.iter().take(3) {
            if let Some((card, cause, p)) = split.leads_to.first() {
                let share = if self.verbose { format!(" ({:.0} %)", 100.0 * p) } else { String::new() };
                let label = observation.label(&split.answer).trim_end_matches('.');
                led.entry((card, cause)).or_default().push(format!("\"{label}\"{share}"));
            }
        }
        let sentence = |((card, cause), labels): ((&str, &str), Vec<String>)| {
            let title = self.knowledge.cards.get(card).map_or(card, |card| &card.title);
            let cause = self.knowledge.cause(card, cause).map_or("", |cause| &cause.title);
            let puts = if labels.len() > 1 { "each put" } else { "puts" };
            format!("{} {puts} {title} first: {}.", labels.join(" and "), lower_first(cause.trim_end_matches('.')))
        };
        led.into_iter().map(sentence).collect()
    }

    /// What is suspected so far, in words.
    pub fn suspicion(&self) -> String {
        let mut cards: Vec<(&str, Confidence)> = Vec::new();
        for one in &self.diagnosis.causes {
            if one.confidence >= Confidence::Possible && !cards.iter().any(|(card, _)| *card == one.card) {
                cards.push((&one.card, one.confidence));
            }
        }
        cards.truncate(3);
        let title = |card: &str| self.knowledge.cards.get(card).map(|card| card.title.clone());
        let named: Vec<String> = [Confidence::Certain, Confidence::Likely, Confidence::Possible]
            .iter()
            .filter_map(|word| {
                let titles: Vec<String> =
                    cards.iter().filter(|(_, one)| one == word).filter_map(|(card, _)| title(card)).collect();
                (!titles.is_empty()).then(|| format!("{}: {}", word.word(), titles.join(" or ")))
            })
            .collect();
        if named.is_empty() { "much is open".into() } else { named.join("; ") }
    }
}
