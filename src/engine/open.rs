//! Lines that only faults write, and settings that only faults have, where no cause is possible: that there is a fault is sure, and nothing else.

use crate::case::{Case, Channel};
use crate::knowledge::{Confidence, Knowledge, Severity};

use super::belief::COUNTS;
use super::diagnosis::Weighed;
use super::findings::Group;
use super::model::{H, Model, Table};
use super::signs::{background, channel, defines, line, signs};

/// A line that at most this share of healthy or otherwise ill systems writes, the word `almost-never`, is the sign of a fault whatever its cause.
/// Of 14 recorded healthy logs of brokers and clients two hold such a line, both of TLS handshakes that were refused.
pub(super) const ONLY_OF_FAULTS: f64 = 0.01;

/// Weights that differ by less, in thousandths of a nat, are alike: `usually` and `almost-always`, but not `sometimes`.
pub(super) const AS_LOUD: i64 = 500;

impl Model {
    /// The most probable cause of what only faults show, where no cause is possible: several would explain it.
    pub(super) fn open(&self, case: &Case, counted: &[(&Table, usize, Channel)], ranked: &[H]) -> Option<Group> {
        ranked.iter().find_map(|h| {
            let mut signs = signs(case, &self.weighed(*h, counted));
            let refused =
                |sign: &Weighed| channel(case, sign) == Some(Channel::Settings) && !self.only_dangerous(counted, sign);
            signs.retain(|sign| (line(case, sign) || refused(sign)) && background(counted, sign) <= ONLY_OF_FAULTS);
            let named = !signs.is_empty();
            named.then_some(Group {
                h: *h,
                signs,
                confidence: Confidence::Unlikely,
                doubted: true,
                risk: false,
                open: true,
            })
        })
    }

    /// Whether a sign is a setting that makes a risk.
    fn only_dangerous(&self, counted: &[(&Table, usize, Channel)], sign: &Weighed) -> bool {
        let seen = counted.iter().find(|(table, ..)| table.id == sign.observation);
        seen.is_some_and(|(table, value, channel)| {
            (0..self.hypotheses.len()).any(|h| self.hypotheses[h].risk && defines(h, table, *value, *channel))
        })
    }

    /// The harm of each fault that a sign speaks for, at most so much less loudly (thousandths of a nat) than for any.
    pub(super) fn harms(&self, knowledge: &Knowledge, case: &Case, sign: &Weighed, less: i64) -> Vec<Severity> {
        let Some(table) = self.asked(&sign.observation) else { return Vec::new() };
        let Some(value) = table.value(&sign.answer) else { return Vec::new() };
        let loudest = Self::weights(table, value, Channel::Log).map(|(_, weight)| weight).max().unwrap_or_default();
        let least = COUNTS.max(loudest.saturating_sub(less));
        let speaks = Self::weights(table, value, Channel::Log).filter(|(_, weight)| *weight >= least);
        let faults = speaks.filter_map(|(h, _)| self.hypotheses.get(h).filter(|one| !one.unlisted() && !one.risk));
        let known = faults.filter_map(|one| knowledge.cards.get(&one.card).zip(knowledge.cause(&one.card, &one.cause)));
        known.map(|(card, cause)| card.severity_of(cause, |harm| case.value(harm) == Some("yes"))).collect()
    }
}
