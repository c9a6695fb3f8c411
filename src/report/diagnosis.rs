//! One report of a diagnosis: what all its formats are made of.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::fill;
use super::words::lower_first;
use crate::case::{Case, Channel};
use crate::engine::{Diagnosis, Inquiry, Model, Outcome, Ranked, Weighed, excluded};
use crate::knowledge::{AnswerSource, Card, Cause, Confidence, Fix, Knowledge, Observation, Severity, Verify};

/// Cards named as possible.
const MOST_POSSIBLE: usize = 3;

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
    /// The options that look at the same cluster again: `--bootstrap-server b1:9092`; empty where none was looked at.
    pub again: &'a str,
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

    /// The harm of a cause, as this case has it.
    pub fn severity(&self, card: &Card, cause: &Cause) -> Severity {
        card.severity_of(cause, |harm| self.case.value(harm) == Some("yes"))
    }

    /// What to look at after the fix. A log that was read without the line that the cause names would look mended before anything was done:
    /// then it is the strongest fact that a log did show.
    pub fn verify<'b>(&self, ranked: &Ranked, cause: &'b Cause) -> Option<Cow<'b, Verify>> {
        let verify = cause.verify.as_ref()?;
        let observation = self.knowledge.observations.get(&verify.observation);
        let greps = |how: &str| how.contains("{log}");
        let how = verify.how.as_deref().or(observation.map(|one| one.how.as_str()));
        let logged =
            |id: &str| self.case.of(id).any(|one| one.source.channel == Channel::Log && one.answer.value().is_some());
        let shown = || {
            let known = |id: &str| self.knowledge.observations.get(id);
            let fits = |one: &&Observation| one.normal() == "no" && greps(&one.how) && logged(&one.id);
            let speaks = ranked.evidence.iter().filter(|one| one.weight > 0 && one.answer == "yes");
            speaks.filter_map(|one| known(&one.observation)).find(fits)
        };
        let blind = how.is_some_and(greps) && self.case.inputs.iter().any(|one| one.kind == "log");
        match shown().filter(|_| blind && !logged(&verify.observation)) {
            Some(shown) => Some(Cow::Owned(Verify { observation: shown.id.clone(), expect: String::new(), how: None })),
            None => Some(Cow::Borrowed(verify)),
        }
    }

    /// The command by which this program looks again itself, where a cluster was looked at and shows what is to be verified, or
    /// showed the fault.
    pub fn verify_command(&self, ranked: &Ranked, card: &Card, verify: &Verify) -> Option<String> {
        let observation = self.knowledge.observations.get(&verify.observation)?;
        let by_probe = observation.answers_from.iter().any(|source| matches!(source, AnswerSource::Probe(_)));
        let speaks = |one: &Weighed| one.weight > 0 && one.answer == "yes";
        let measured = ranked.evidence.iter().filter(|one| speaks(one)).any(|one| {
            self.case.reading(&one.observation).is_some_and(|reading| reading.source.channel == Channel::Probe)
        });
        ((by_probe || measured) && !self.again.is_empty())
            .then(|| format!("kafka-doctor verify {} {}", card.id, self.again))
    }

    /// The fixes that can apply here, as far as versions and library are known.
    pub fn fixes<'b>(&self, cause: &'b Cause) -> Vec<&'b Fix> {
        cause.fixes.iter().filter(|fix| !excluded(&fix.applies, self.case)).collect()
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
            let speak = if labels.len() > 1 { "would each speak for" } else { "would speak for" };
            format!("{} {speak} \"{title}\": {}.", labels.join(" and "), lower_first(cause.trim_end_matches('.')))
        };
        led.into_iter().map(sentence).collect()
    }

    /// What is suspected so far, in words. Causes that are repaired alike are one suspicion.
    pub fn suspicion(&self) -> String {
        let mut remedies: Vec<String> = Vec::new();
        let mut named: Vec<String> = Vec::new();
        let mut possible: Vec<&str> = Vec::new();
        for one in self.diagnosis.causes.iter().filter(|one| one.confidence >= Confidence::Possible) {
            let Some((card, _)) = self.of(one) else { continue };
            let remedy = self.remedy(one);
            if remedies.contains(&remedy) {
                continue;
            }
            remedies.push(remedy);
            match (one.helped, one.confidence) {
                (Some(false), Confidence::Likely | Confidence::Certain) => {
                    named.push(format!("perhaps still {}, although its fix did not help", card.title));
                }
                (Some(false), _) => {}
                (_, Confidence::Certain) => named.push(format!("almost certainly {}", card.title)),
                (_, Confidence::Likely) => named.push(format!("likely {}", card.title)),
                _ if possible.contains(&card.title.as_str()) || possible.len() == MOST_POSSIBLE => {}
                _ => possible.push(&card.title),
            }
        }
        if !possible.is_empty() {
            named.push(format!("possibly {}", possible.join(" or ")));
        }
        if named.is_empty() { "much is open".into() } else { named.join("; ") }
    }
}
