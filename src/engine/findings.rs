//! Findings: what came out against the cluster, each under the cause that explains it best.
//!
//! Several faults can be there at once, so causes are taken one by one: the most probable one takes all that it explains, and what is left is
//! weighed again without it.

use std::cmp::Reverse;

use crate::case::{Case, Channel, Reading, State};
use crate::knowledge::{Confidence, Knowledge, Severity};

use super::belief::COUNTS;
use super::diagnosis::Weighed;
use super::model::{H, Model, Table};
use super::open::{AS_LOUD, ONLY_OF_FAULTS};
use super::signs::{background, channel, defines, groups, line, same_measurements, signs, without, worst};

/// A line that so many healthy systems write (the word `sometimes`) describes a system: that it has a sink connector is no finding.
const OF_ANYBODY: f64 = 0.4;

/// A cause is named where what was read fits it this many times better than every other cause of its card: how common it is says nothing of this
/// system.
const TOLD_APART: f64 = 1.5;

/// A card is in doubt where it is less probable than not, or where another one has this part of its probability.
const NEARLY: f64 = 3.0;

/// As probable as not.
const EVEN: f64 = 0.5;

/// So many causes are weighed without the signs of others: more than the faults that a log shows.
const WEIGHED_APART: usize = 40;

/// An observation that came out against the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The observation's id.
    pub observation: String,
    /// What was answered.
    pub answer: String,
    /// The card to show.
    pub card: String,
    /// The cause that explains it best.
    pub cause: String,
    /// How sure the cause itself is, whatever others share its remedy, and `unlikely` where what was read does not tell it from them; of a risk,
    /// that it is there.
    pub confidence: Confidence,
    /// The card is only the best guess: it is less probable than not, or another one that explains the strongest sign is nearly as probable.
    pub doubted: bool,
    /// Whether it is a setting or layout that is only dangerous, and no fault.
    pub risk: bool,
    /// Only the sign is sure: not even the card is possible, each of several would explain it.
    pub open: bool,
    /// The harm that it does: the probe's word, never above what the cause does.
    pub severity: Severity,
    /// Whether it still holds: the worst of its sources.
    pub state: State,
    /// The finding of the same cause that explains this one; always an earlier one.
    pub because_of: Option<usize>,
}

impl Finding {
    /// Whether it counts against the cluster: it is still there and does at least this harm.
    pub fn counts(&self, from: Severity) -> bool {
        self.state == State::Now && self.severity >= from
    }
}

/// A cause and the signs that it explains, the strongest first.
pub(super) struct Group {
    pub h: H,
    pub signs: Vec<Weighed>,
    pub confidence: Confidence,
    pub doubted: bool,
    pub risk: bool,
    pub open: bool,
}

impl Model {
    /// Everything that came out against the cluster: what holds now before what heals and what is over, the worst first, findings of one cause
    /// together.
    pub fn findings(&self, knowledge: &Knowledge, case: &Case) -> Vec<Finding> {
        let mut rest = case.clone();
        let mut groups: Vec<Vec<Finding>> = Vec::new();
        while let Some(group) = self.explained(&rest) {
            groups.push(self.told(&group, knowledge, case));
            rest = without(&rest, &group.signs);
        }
        let harm = |group: &Vec<Finding>| group.iter().map(|one| (one.state, one.severity)).max();
        groups.sort_by_key(|group| Reverse(harm(group)));
        let mut all: Vec<Finding> = Vec::new();
        for group in groups {
            let first = all.len();
            all.extend(
                group.into_iter().enumerate().map(|(at, one)| Finding { because_of: (at > 0).then_some(first), ..one }),
            );
        }
        all
    }

    /// What shows the most probable fault, where something does.
    pub(super) fn shown(&self, case: &Case) -> Option<Vec<Weighed>> {
        let group = self.explained(case)?;
        (!group.risk).then_some(group.signs)
    }

    /// Whether a line shows a fault that is still there.
    pub(super) fn shows_a_fault(&self, case: &Case) -> bool {
        self.shown(case)
            .is_some_and(|signs| signs.iter().any(|sign| line(case, sign) && worst(case, sign).0 == State::Now))
    }

    /// The most probable cause of something that was seen, with all that it explains. Settings alone are a finding where they make a risk, or
    /// where they are enough to name a cause; lines of a log, where they make one possible.
    fn explained(&self, case: &Case) -> Option<Group> {
        let counted = self.counted(case);
        let scores = self.scores(case, &counted);
        let belief = self.believe(&scores);
        let ranked = self.order(&belief.p, &scores);
        let sums = self.card_sums(&belief.p);
        let fault = ranked.iter().find_map(|h| self.fault(*h, case, &counted, &belief.p, &sums));
        let risk = || {
            (0..self.hypotheses.len())
                .filter(|h| self.hypotheses[*h].risk && scores[*h].is_none())
                .filter(|h| counted.iter().any(|(table, value, channel)| defines(*h, table, *value, *channel)))
                .map(|h| {
                    let weighed = self.weighed(h, &counted);
                    let signs = signs(case, &weighed);
                    let confidence = self.risk(h, case, weighed).confidence;
                    Group { h, signs, confidence, doubted: false, risk: true, open: false }
                })
                .find(|group| !group.signs.is_empty())
        };
        let fault = fault.or_else(|| self.among_others(case, &counted, &ranked));
        let mut group = fault.or_else(|| self.open(case, &counted, &ranked)).or_else(risk)?;
        group.signs.extend(same_measurements(case, &group.signs));
        // One group's fault is not another's, whatever cause would fit both.
        if let Some(first) = group.signs.first().map(|sign| groups(case, sign)) {
            group.signs.retain(|sign| {
                let own = groups(case, sign);
                first.is_empty() || own.is_empty() || !own.is_disjoint(&first)
            });
        }
        Some(group)
    }

    /// A cause with what it explains, if that is enough to name it with these probabilities, of causes and of their cards.
    fn fault(
        &self,
        h: H,
        case: &Case,
        counted: &[(&Table, usize, Channel)],
        p: &[f64],
        of_card: &[f64],
    ) -> Option<Group> {
        let mut signs = signs(case, &self.weighed(h, counted));
        signs.retain(|sign| !line(case, sign) || background(counted, sign) < OF_ANYBODY);
        let by = |wanted: Channel| signs.iter().any(|sign| channel(case, sign) == Some(wanted));
        let card = Confidence::of(of_card[h]);
        // A probe has measured harm, whatever the cause. A line is written by healthy processes too: it takes a cause that is possible. So does a
        // setting that nothing accepts; any other setting may be wanted so.
        let refused = |sign: &Weighed| {
            channel(case, sign) == Some(Channel::Settings) && background(counted, sign) <= ONLY_OF_FAULTS
        };
        let named = by(Channel::Probe)
            || signs.iter().any(|sign| line(case, sign) || refused(sign)) && card >= Confidence::Possible
            || by(Channel::Settings) && card >= Confidence::Likely;
        named.then(|| {
            let open = of_card[h] < EVEN || self.has_rival(h, &signs, counted, of_card);
            let doubted = card < Confidence::Likely && open;
            Group { h, signs, confidence: self.confidence(h, p), doubted, risk: false, open: false }
        })
    }

    /// Whether another card that explains the strongest sign is nearly as probable.
    fn has_rival(&self, h: H, signs: &[Weighed], counted: &[(&Table, usize, Channel)], of_card: &[f64]) -> bool {
        let strongest = signs.first().and_then(|sign| counted.iter().find(|(table, ..)| table.id == sign.observation));
        let Some((table, value, channel)) = strongest else { return false };
        let speaks = Self::weights(table, *value, *channel).filter(|(_, weight)| *weight >= COUNTS);
        let mut others = speaks.map(|(other, _)| other).filter(|other| {
            let other = &self.hypotheses[*other];
            !other.risk && !other.unlisted() && other.card != self.hypotheses[h].card
        });
        others.any(|other| of_card[other] * NEARLY >= of_card[h])
    }

    /// How sure a cause is where its fault is: what was read has to tell it from the other causes of its card.
    fn confidence(&self, h: H, p: &[f64]) -> Confidence {
        // How likely what was read is with a cause, up to a factor.
        let fits = |h: H| p[h] / self.hypotheses[h].weight;
        let same = |other: &H| *other != h && self.hypotheses[*other].card == self.hypotheses[h].card;
        let told_apart = (0..p.len()).filter(same).all(|other| fits(h) >= TOLD_APART * fits(other));
        let confidence = Confidence::of(p[h].min(1.0));
        if told_apart { confidence } else { confidence.min(Confidence::Unlikely) }
    }

    /// Of several faults at once each has a share only of one probability, and no cause may be left that is possible. So each is weighed without
    /// the signs of which it says nothing: they are of another.
    fn among_others(&self, case: &Case, counted: &[(&Table, usize, Channel)], ranked: &[H]) -> Option<Group> {
        ranked.iter().take(WEIGHED_APART).find_map(|h| {
            let own = signs(case, &self.weighed(*h, counted));
            let of_another = |reading: &Reading| {
                let seen = counted.iter().find(|(table, ..)| table.id == reading.observation);
                reading.answer.value() == Some("yes")
                    && seen.is_some_and(|(table, value, _)| table.row(*h)[*value] == table.leak().p[*value])
            };
            if own.is_empty() || !case.readings.iter().any(of_another) {
                return None;
            }
            let mut apart = case.clone();
            apart.readings.retain(|reading| !of_another(reading));
            let counted = self.counted(&apart);
            let belief = self.believe(&self.scores(&apart, &counted));
            self.fault(*h, case, &counted, &belief.p, &self.card_sums(&belief.p))
        })
    }

    fn told(&self, group: &Group, knowledge: &Knowledge, case: &Case) -> Vec<Finding> {
        let hypothesis = &self.hypotheses[group.h];
        let known = knowledge.cards.get(&hypothesis.card).zip(knowledge.cause(&hypothesis.card, &hypothesis.cause));
        let ceiling = known.map_or(Severity::Critical, |(card, cause)| {
            card.severity_of(cause, |harm| case.value(harm) == Some("yes"))
        });
        let mut findings: Vec<Finding> = group
            .signs
            .iter()
            .map(|sign| {
                let (state, severity) = worst(case, sign);
                // Whatever the cause, the harm is at least that of the least of those that explain it best; and what a probe calls critical
                // is no milder because of a cause that is only possible, where another one would be critical.
                let harms = |less: i64| self.harms(knowledge, case, sign, less).into_iter();
                let ceiling = match severity {
                    None if group.open => harms(AS_LOUD).min().unwrap_or(ceiling),
                    Some(Severity::Critical) if group.confidence < Confidence::Likely => {
                        harms(i64::MAX).max().unwrap_or(ceiling)
                    }
                    _ => ceiling,
                };
                Finding {
                    observation: sign.observation.clone(),
                    answer: sign.answer.clone(),
                    card: hypothesis.card.clone(),
                    cause: hypothesis.cause.clone(),
                    confidence: group.confidence,
                    doubted: group.doubted,
                    risk: group.risk,
                    open: group.open,
                    severity: severity.unwrap_or(ceiling).min(ceiling),
                    state,
                    because_of: None,
                }
            })
            .collect();
        // What is over explains nothing that still holds; of the others the strongest sign leads, and the harm orders the rest.
        findings.sort_by_key(|one| Reverse(one.state));
        if let Some(rest) = findings.get_mut(1..) {
            rest.sort_by_key(|one| Reverse((one.state, one.severity)));
        }
        findings
    }
}
