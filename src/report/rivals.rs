//! Other causes that may be it, and what would tell them apart.

use super::diagnosis::Report;
use super::page::Block;
use super::words::{claim, lower_first, named, proof};
use crate::case::{Channel, Source};
use crate::engine::Ranked;
use crate::knowledge::Confidence;

/// No more than a tired person reads.
const MOST: usize = 3;

/// Subjects of a measurement that are named; the others are counted.
const SUBJECTS: usize = 3;

/// A rival below this is not worth a line.
const WORTH_A_LINE: f64 = 0.02;

impl Report<'_> {
    /// Rivals of a cause that is told, each with the look that would tell it from it. Causes with the same remedy are no rivals.
    pub(super) fn if_not(&self, first: &Ranked, page: &mut Vec<Block>) {
        let mut remedies = vec![self.remedy(first)];
        let mut rivals: Vec<&Ranked> = Vec::new();
        for one in &self.diagnosis.causes {
            let remedy = self.remedy(one);
            let weak = one.confidence < Confidence::Possible && one.probability < WORTH_A_LINE;
            if rivals.len() == MOST || weak || remedies.contains(&remedy) || one.helped == Some(false) {
                continue;
            }
            remedies.push(remedy);
            rivals.push(one);
        }
        if rivals.is_empty() {
            return;
        }
        page.push(Block::Section("If that is not it".into()));
        for rival in rivals {
            let Some((card, cause)) = self.of(rival) else { continue };
            let title = lower_first(cause.title.trim_end_matches('.'));
            let tell = self.tell_apart(first, rival).map(|tell| format!(" {tell}")).unwrap_or_default();
            page.push(Block::Item(
                0,
                "-".into(),
                format!("**{}**: {title}{}.{tell}", card.title, self.share(rival.remedy)),
            ));
        }
    }

    /// What the first step of a cause is called: causes that share it are repaired alike.
    pub fn remedy(&self, ranked: &Ranked) -> String {
        let named = self.of(ranked).and_then(|(_, cause)| cause.remedy.clone());
        named.unwrap_or_else(|| format!("{}/{}", ranked.card, ranked.cause))
    }

    /// The open question in which two causes differ most, with the answer that points to the second; else what the card says about it.
    fn tell_apart(&self, first: &Ranked, second: &Ranked) -> Option<String> {
        let apart = self.model.apart(self.case, (&first.card, &first.cause), (&second.card, &second.cause));
        if let Some(apart) = apart
            && let Some(observation) = self.knowledge.observations.get(&apart.observation)
        {
            return Some(format!("{} \"{}\" points to it.", observation.ask, observation.label(&apart.second)));
        }
        self.knowledge.cards.get(&first.card)?.often_mistaken_for.get(&second.card).cloned()
    }

    /// The cards in question while nothing is decided, each with its first causes and the strongest sign.
    pub(super) fn in_question(&self, title: &str, page: &mut Vec<Block>) {
        let mut cards: Vec<(&str, Vec<&Ranked>)> = Vec::new();
        for one in self.diagnosis.causes.iter().filter(|one| one.helped != Some(false)) {
            match cards.iter_mut().find(|(card, _)| *card == one.card) {
                Some((_, causes)) => causes.push(one),
                None => cards.push((&one.card, vec![one])),
            }
        }
        cards.truncate(MOST);
        if cards.is_empty() {
            return;
        }
        page.push(Block::Section(title.into()));
        for (number, (id, causes)) in cards.iter().enumerate() {
            let Some((card, first)) = causes.first().and_then(|one| self.of(one)) else { continue };
            let sum: f64 = causes.iter().map(|one| one.probability).sum();
            // A word of certainty is the remedy's, and no remedy has won. What all its causes together make of the card is told apart from it.
            let settled = sum >= Confidence::LIKELY;
            let word = match causes.iter().map(|one| one.confidence).max() {
                Some(Confidence::Unlikely) | None if settled => "cause open",
                Some(Confidence::Unlikely) | None => "less likely",
                Some(word) => word.word(),
            };
            page.push(Block::Item(
                0,
                format!("{}.", number + 1),
                format!("**{}** ({word}{}; {})", card.title, self.share(sum), self.knowledge.show(id)),
            ));
            if settled {
                page.push(Block::Note(
                    1,
                    "Most signs point to this card; which of its causes it is stays open.".into(),
                ));
            }
            let other =
                causes.get(1).filter(|one| one.probability > causes[0].probability / 4.0).and_then(|one| self.of(one));
            let second = other
                .map(|(_, cause)| format!("; or {}", lower_first(cause.title.trim_end_matches('.'))))
                .unwrap_or_default();
            page.push(Block::Note(1, format!("{}{second}", first.title.trim_end_matches('.'))));
            if let Some(best) = causes[0].evidence.iter().find(|one| one.weight > 0 && self.tells(one))
                && let Some(observation) = self.knowledge.observations.get(&best.observation)
            {
                let source = self.case.reading(&best.observation).map(|reading| &reading.source);
                let about = source.filter(|source| source.channel == Channel::Probe).map(Source::about);
                let about = about.and_then(|about| named(&about, SUBJECTS)).map(|about| format!(": {about}"));
                let proof = source.and_then(proof).map(|proof| format!(" ({proof}{})", about.unwrap_or_default()));
                let proof = proof.unwrap_or_default();
                page.push(Block::Note(
                    1,
                    format!("For: {}{proof}", claim(observation, &best.answer).trim_end_matches('.')),
                ));
            } else if let Some(hint) = self.case.hints.iter().find(|hint| hint.card == *id && hint.weight > 0) {
                page.push(Block::Note(1, format!("For: your words ({})", hint.words.join(", "))));
            }
            if number == 0 {
                continue;
            }
            if let Some(tell) = cards[0].1.first().zip(causes.first()).and_then(|(a, b)| self.tell_apart(a, b)) {
                page.push(Block::Note(1, tell));
            }
        }
        let vain = self.case.tried.iter().filter(|one| !one.helped);
        let vain: Vec<&str> = vain
            .filter_map(|one| self.knowledge.cause(&one.card, &one.cause))
            .map(|cause| cause.title.as_str())
            .collect();
        if !vain.is_empty() {
            page.push(Block::Section("Tried, did not help".into()));
            page.extend(vain.into_iter().map(|title| Block::Item(0, "-".into(), title.into())));
        }
    }
}
