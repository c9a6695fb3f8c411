//! Canonical paths: for each cause, the session in which every answer is the one that the cause makes most probable. They are what a person can
//! review of the decision tree; the full tree is thousands of nodes.

use crate::case::{Answer, Case, Channel, Reading, Source};

use super::model::Model;

/// A path gives up after this many questions.
const LONGEST: usize = 25;

/// One question and answer of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The observation's id.
    pub observation: String,
    /// The answer that the cause makes most probable.
    pub answer: String,
}

/// The session of one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The card's id.
    pub card: String,
    /// The cause's id.
    pub cause: String,
    /// Questions and answers, in order.
    pub steps: Vec<Step>,
    /// The place of the card in the result, from 1.
    pub rank: usize,
    /// The card in the first place.
    pub first: String,
}

impl Model {
    /// The canonical path of every cause, in the order of cards. Risks take part with their harm reported.
    pub fn paths(&self) -> Vec<Path> {
        self.hypotheses
            .iter()
            .enumerate()
            .filter(|(_, h)| !h.unlisted() && (!h.risk || !h.harm.is_empty()))
            .map(|(h, _)| self.path(h))
            .collect()
    }

    fn path(&self, h: usize) -> Path {
        let hypothesis = &self.hypotheses[h];
        let mut case = Case::new();
        let mut steps = Vec::new();
        if hypothesis.risk
            && let Some(harm) = hypothesis.harm.first()
        {
            case.readings.push(said(harm, "yes"));
            steps.push(Step { observation: harm.clone(), answer: "yes".into() });
        }
        let mut belief = self.belief(&case);
        while steps.len() < LONGEST {
            let Some((table, _)) = self.best_question(&case, &belief) else { break };
            let row = table.row(h);
            let most = (0..row.len()).max_by(|a, b| row[*a].total_cmp(&row[*b]).then(b.cmp(a))).unwrap_or(0);
            let answer = table.values[most].clone();
            case.readings.push(said(&table.id, &answer));
            steps.push(Step { observation: table.id.clone(), answer });
            belief = self.belief(&case);
        }
        let cards = self.cards_by_probability(&belief.p);
        let rank = cards.iter().position(|card| *card == hypothesis.card).map_or(cards.len(), |at| at + 1);
        Path {
            card: hypothesis.card.clone(),
            cause: hypothesis.cause.clone(),
            steps,
            rank,
            first: cards.first().map_or_else(String::new, |card| (*card).into()),
        }
    }

    /// Cards, most probable first.
    pub(super) fn cards_by_probability(&self, p: &[f64]) -> Vec<&str> {
        let mut sums: Vec<(&str, f64)> = Vec::new();
        for (hypothesis, p) in self.hypotheses.iter().zip(p).filter(|(h, _)| !h.unlisted()) {
            match sums.iter_mut().find(|(card, _)| *card == hypothesis.card) {
                Some((_, sum)) => *sum += p,
                None => sums.push((&hypothesis.card, *p)),
            }
        }
        sums.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        sums.into_iter().map(|(card, _)| card).collect()
    }
}

/// A person's answer.
pub(super) fn said(observation: &str, answer: &str) -> Reading {
    Reading {
        observation: observation.into(),
        answer: Answer::Value(answer.into()),
        source: Source::new(Channel::Person),
    }
}
