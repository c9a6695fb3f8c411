//! A second fault beside the one that was named: leaky noisy-or of two causes, only for readings that the first leaves open.

use crate::case::{Case, Channel};

use super::diagnosis::{Diagnosis, Outcome, Ranked};
use super::model::{H, Model, Table, heard};
use super::signs::{channel as channel_of, signs, without};

/// Prior of a second, independent fault.
const PRIOR: f64 = 0.15;

/// Below this the second is not named. Simulation: both faults named in 45 to 78 %, a false second in 1 to 3 %.
const NAMED_FROM: f64 = 0.80;

/// The background of what one situation alone shows: twenty times the word `never`.
const SEEN_ALONE: f64 = 0.002;

/// A second fault beside the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Second {
    /// The card's id.
    pub card: String,
    /// The cause's id.
    pub cause: String,
    /// What was read tells which of the card's causes it is.
    pub settled: bool,
    /// That both are there, against the first alone.
    pub probability: f64,
}

/// The share of its card from which on a cause stands for it.
const SETTLED: f64 = 0.8;

/// By so much, in milli-nats (2.7 to 1), a text has to speak more for another fault than for the one that was measured.
const TELLS: i64 = 1000;

impl Diagnosis {
    /// Its first cause, as a second fault beside another.
    fn as_second(&self) -> Option<Second> {
        let first = self.causes.first()?;
        let card: f64 = self.causes.iter().filter(|one| one.card == first.card).map(|one| one.probability).sum();
        let settled = first.probability >= SETTLED * card;
        Some(Second { card: first.card.clone(), cause: first.cause.clone(), settled, probability: first.remedy })
    }
}

impl Model {
    /// The most probable second cause of another remedy, if it is needed to explain what was read.
    pub(super) fn second(
        &self,
        counted: &[(&Table, usize, Channel)],
        first: &Ranked,
        scores: &[Option<i64>],
    ) -> Option<Second> {
        let one = self.hypothesis(first)?;
        let total: f64 =
            (0..self.hypotheses.len()).filter(|h| scores[*h].is_some()).map(|h| self.hypotheses[h].weight).sum();
        let mut pairs: Vec<(f64, H)> = Vec::new();
        for (other, hypothesis) in self.hypotheses.iter().enumerate() {
            let rival = hypothesis.card != first.card && hypothesis.remedy != self.hypotheses[one].remedy;
            if scores[other].is_none() || hypothesis.unlisted() || !rival {
                continue;
            }
            let mut log_odds = (PRIOR * hypothesis.weight / total).ln();
            let mut alone = false;
            for (table, value, channel) in counted {
                let (both, single, leak) = readings(table, one, other, *value, *channel);
                log_odds += both.ln() - single.ln();
                // Something must be there that the first does not explain and the second does.
                alone |= both > 4.0 * single && single < 2.0 * leak;
            }
            if alone {
                pairs.push((log_odds.exp(), other));
            }
        }
        // Which of a card's causes it is may stay open.
        let of_card = |h: H| -> f64 {
            let same = |other: &&(f64, H)| self.hypotheses[other.1].card == self.hypotheses[h].card;
            pairs.iter().filter(same).map(|(odds, _)| odds).sum()
        };
        let all: f64 = 1.0 + pairs.iter().map(|(odds, _)| odds).sum::<f64>();
        let by_card = |(odds, h): &(f64, H)| (of_card(*h), *odds, *h);
        let most =
            |a: &(f64, f64, H), b: &(f64, f64, H)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(b.2.cmp(&a.2));
        let (odds, _, other) = pairs.iter().map(by_card).max_by(most)?;
        let probability = odds / all;
        (probability >= NAMED_FROM).then(|| Second {
            card: self.hypotheses[other].card.clone(),
            cause: self.hypotheses[other].cause.clone(),
            settled: odds >= SETTLED * of_card(other),
            probability,
        })
    }

    fn hypothesis(&self, ranked: &Ranked) -> Option<H> {
        (0..self.hypotheses.len())
            .find(|h| self.hypotheses[*h].card == ranked.card && self.hypotheses[*h].cause == ranked.cause)
    }

    /// What is named once the signs of the first are left out, if one of its own signs is a line or a measurement that the first does not give and
    /// hardly anything else does.
    pub(super) fn beside(&self, case: &Case, first: &Ranked) -> Option<Second> {
        let rest = self.judge(&without(case, &signs(case, &first.evidence)));
        let other = rest.causes.first().filter(|_| rest.outcome == Outcome::Diagnosed)?;
        let one = self.hypothesis(first)?;
        let signs = signs(case, &other.evidence);
        let own = self.counted(case).iter().any(|(table, value, _)| {
            let leak = table.leak().p[*value];
            signs.iter().any(|sign| sign.observation == table.id)
                && leak <= SEEN_ALONE
                && table.row(one)[*value] <= leak
        });
        rest.as_second().filter(|other| own && other.card != first.card)
    }

    /// Where the fault that is named was only measured, and the person has pasted something that it does not explain: what follows from the
    /// rest, with the measured fault as the second. Whoever comes with an error wants that one explained, not what else is wrong on the cluster.
    pub(super) fn of_what_was_told(&self, case: &Case, diagnosis: &Diagnosis) -> Option<Diagnosis> {
        let first = diagnosis.causes.first().filter(|_| diagnosis.outcome == Outcome::Diagnosed)?;
        let own = signs(case, &first.evidence);
        if own.is_empty() || !own.iter().all(|sign| channel_of(case, sign) == Some(Channel::Probe)) {
            return None;
        }
        let rest = self.judge(&without(case, &own));
        let other = rest.causes.first().filter(|other| other.card != first.card)?;
        let pasted = signs(case, &other.evidence).iter().any(|sign| channel_of(case, sign) == Some(Channel::Pasted));
        let said = |cause: &Ranked| -> i64 {
            let told = cause
                .evidence
                .iter()
                .filter(|one| channel_of(case, one).is_some_and(|channel| channel.kind() == "text"));
            told.map(|one| one.weight).sum()
        };
        let told = pasted && said(other) > said(first) + TELLS;
        told.then(|| Diagnosis { second: diagnosis.as_second(), ..rest.clone() })
    }

    /// Two faults that hide each other, because the signs of one speak against the other: each is named once the other's signs are left out.
    pub(super) fn both(&self, case: &Case) -> Option<Diagnosis> {
        let named = |case: &Case| Some(self.judge(case)).filter(|one| one.outcome == Outcome::Diagnosed);
        let second = named(&without(case, &self.shown(case)?))?;
        let first = named(&without(case, &signs(case, &second.causes[0].evidence)))?;
        let [one, other] = [&first.causes[0], &second.causes[0]];
        let apart = one.card != other.card && !signs(case, &one.evidence).is_empty();
        let by = |one: &Ranked, channel| {
            signs(case, &one.evidence).iter().any(|sign| channel_of(case, sign) == Some(channel))
        };
        let told = by(other, Channel::Pasted) && !by(one, Channel::Pasted);
        let (main, beside) = if told { (&second, &first) } else { (&first, &second) };
        apart.then(|| Diagnosis { second: beside.as_second(), ..main.clone() })
    }
}

/// P(answer) with both causes, with the first alone, and without either, all through the channel.
fn readings(table: &Table, one: H, other: H, value: usize, channel: Channel) -> (f64, f64, f64) {
    let (a, b, leak) = (table.row(one), table.row(other), table.leak().p);
    let normal = (0..leak.len()).max_by(|x, y| leak[*x].total_cmp(&leak[*y]).then(y.cmp(x))).unwrap_or(0);
    let silent = (a[normal] * b[normal] / leak[normal]).min(1.0);
    let excess: f64 = (0..leak.len()).filter(|v| *v != normal).map(|v| a[v].max(b[v])).sum();
    let both =
        if value == normal { silent } else { (1.0 - silent) * a[value].max(b[value]) / excess.max(f64::MIN_POSITIVE) };
    let hear = |p: f64| heard(p, channel.error_rate(), leak.len());
    (hear(both), hear(a[value]), hear(leak[value]))
}
