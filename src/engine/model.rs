//! The knowledge base as tables: hypotheses, priors, and for each observation the rows of those hypotheses that say something about it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::belief::COUNTS;
use super::limits::Limit;
use crate::case::{Answer, Case, Channel, Reading, Tried};
use crate::knowledge::Knowledge;

/// What a cause loses, in milli-nats, when the case says that it cannot exist here (wrong version, library or mode). Not for ever: the reading may be wrong.
const DOES_NOT_APPLY: i64 = -4000;

/// How much of its weight an answer from free words keeps: what one text says in several ways is not independent.
const WORDS: f64 = 0.6;

/// A remedy that was tried: P(no help | one of its causes) = .15 and P(no help | another) = .95, and the same for help with .85 and .10.
const NO_HELP: i64 = -1846;
const HELPED: i64 = 2140;

/// An answer that more than this share of all systems gives is the usual one.
const HALF_OF_ALL: f64 = 0.5;
/// The usual answer where a cause almost always shows the other one (`almost-always` is .97).
const ALMOST_NEVER_SO: f64 = 0.05;

/// Free words from here on, in milli-nats (20 to 1), tell of the harm that a risk does: nobody describes at such length what has not hurt.
const TELLS_OF_HARM: i64 = 3000;

/// Index of a hypothesis.
pub(super) type H = usize;

/// A cause, or "something else in this area".
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Hypothesis {
    pub card: String,
    /// Empty for the unlisted one of an area.
    pub cause: String,
    pub risk: bool,
    pub harm: Vec<String>,
    /// All must be possible in a case.
    pub limits: Vec<Limit>,
    /// Below [`Model::remedies`].
    pub remedy: usize,
    pub weight: f64,
}

impl Hypothesis {
    pub fn unlisted(&self) -> bool {
        self.cause.is_empty()
    }
}

/// P(value | something), and its entropy seen through a person's channel, bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub p: &'a [f64],
    pub bits: f64,
}

/// An observation as the engine sees it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Table {
    pub id: String,
    pub values: Vec<String>,
    pub cost: f64,
    /// Related hypotheses in their order, each with the number of its row: many say the same.
    pub related: Vec<(H, usize)>,
    pub only_if: Vec<(String, Vec<String>)>,
    /// A machine can read it from a log or a settings file.
    pub automatic: bool,
    /// All rows one after another; the first is the leak.
    pub p: Vec<f64>,
    /// Of each row.
    pub bits: Vec<f64>,
}

impl Table {
    pub fn value(&self, value: &str) -> Option<usize> {
        self.values.iter().position(|one| one == value)
    }

    /// When no related cause is there.
    pub fn leak(&self) -> Row<'_> {
        self.numbered(0)
    }

    /// Related hypotheses with their rows, in the order of hypotheses.
    pub fn each(&self) -> impl Iterator<Item = (H, Row<'_>)> {
        self.related.iter().map(|(h, row)| (*h, self.numbered(*row)))
    }

    /// The row of a hypothesis; the leak, if it is not related.
    pub fn row(&self, h: H) -> &[f64] {
        let found = self.related.binary_search_by_key(&h, |(one, _)| *one);
        self.numbered(found.map_or(0, |found| self.related[found].1)).p
    }

    pub fn numbered(&self, row: usize) -> Row<'_> {
        let values = self.values.len();
        Row { p: &self.p[row * values..][..values], bits: self.bits[row] }
    }

    /// Adds a row; its number.
    pub fn add(&mut self, row: &[f64]) -> usize {
        self.p.extend_from_slice(row);
        self.bits.push(entropy(through_person(row)));
        self.bits.len() - 1
    }
}

/// The compiled knowledge base.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Model {
    pub(super) hypotheses: Vec<Hypothesis>,
    /// In the order of ids.
    pub(super) tables: Vec<Table>,
    /// What a probe can measure, for a measurement that shows harm: a person may say it of a healthy cluster, a probe does not.
    pub(super) measured: Vec<Table>,
    pub(super) remedies: usize,
}

/// P(heard | said) through a channel with this error rate, among this many values.
pub(super) fn heard(p: f64, error: f64, values: usize) -> f64 {
    if values < 2 { p } else { (1.0 - error) * p + error * (1.0 - p) / (values - 1) as f64 }
}

/// Entropy in bits.
pub(super) fn entropy(row: impl Iterator<Item = f64>) -> f64 {
    -row.filter(|p| *p > 0.0).map(|p| p * p.log2()).sum::<f64>()
}

pub(super) fn through_person(row: &[f64]) -> impl Iterator<Item = f64> + '_ {
    row.iter().map(|p| heard(*p, Channel::Person.error_rate(), row.len()))
}

impl Model {
    /// Compiles the knowledge base, or takes what the build script has compiled of it. Risks are hypotheses too; whether they compete is
    /// decided for each case.
    pub fn new(knowledge: &Knowledge) -> Self {
        match knowledge.compiled {
            Some(compiled) => postcard::from_bytes(compiled.model).expect("the model was written by the build script"),
            None => Self::compile(knowledge),
        }
    }

    /// The table of what a person is asked.
    pub(super) fn asked(&self, observation: &str) -> Option<&Table> {
        find(&self.tables, observation)
    }

    /// The table that a reading is judged by.
    fn table(&self, reading: &Reading) -> Option<&Table> {
        let measured = reading.shows_harm().then(|| find(&self.measured, &reading.observation)).flatten();
        measured.or_else(|| self.asked(&reading.observation))
    }

    /// Evidence weight of an answer for what has this row, in milli-nats: ln P(answer | row) − ln P(answer | background), both through the
    /// channel.
    pub(super) fn weight(table: &Table, row: &[f64], value: usize, channel: Channel) -> i64 {
        let (p, leak) = (row[value], table.leak().p[value]);
        // So for most of all pairs: two logarithms for nothing took longer than the rest of a check-up's judgement.
        if p == leak {
            return 0;
        }
        let ln = |p: f64| heard(p, channel.error_rate(), table.values.len()).ln();
        let share = if channel == Channel::Words { WORDS } else { 1.0 };
        (1000.0 * share * (ln(p) - ln(leak))).round() as i64
    }

    /// The [`weight`](Self::weight) for each related hypothesis.
    pub(super) fn weights(table: &Table, value: usize, channel: Channel) -> impl Iterator<Item = (H, i64)> + '_ {
        let rows = (0..table.bits.len()).map(|row| table.numbered(row).p);
        let of_rows: Vec<i64> = rows.map(|row| Self::weight(table, row, value, channel)).collect();
        table.related.iter().map(move |(h, row)| (*h, of_rows[*row]))
    }

    /// The readings that count: observation, value and channel; one for each observation, in the order of observations.
    pub(super) fn counted<'a>(&'a self, case: &'a Case) -> Vec<(&'a Table, usize, Channel)> {
        let mut ids = case.observations();
        ids.sort_unstable();
        ids.into_iter()
            .filter_map(|id| {
                let reading = case.reading(id)?;
                let table = self.table(reading)?;
                let Answer::Value(value) = &reading.answer else { return None };
                Some((table, table.value(value)?, reading.source.channel))
            })
            .collect()
    }

    /// Whether the cluster itself shows that a hypothesis is not there: a probe has looked for what it almost always shows, and it is as
    /// usual. What else is measured in the same look is not its work.
    pub(super) fn measured_absent(h: H, counted: &[(&Table, usize, Channel)]) -> bool {
        let probed = counted.iter().filter(|(.., channel)| *channel == Channel::Probe);
        let mut usual = probed.filter(|(table, value, _)| table.leak().p[*value] > HALF_OF_ALL);
        usual.any(|(table, value, _)| table.row(h)[*value] < ALMOST_NEVER_SO)
    }

    /// Whether a measurement can be the work of a cause that is not absent: only then the absent ones are out of the question.
    fn has_other_work(&self, table: &Table, value: usize, absent: impl Fn(H) -> bool) -> bool {
        let fault = |h: H| !self.hypotheses[h].unlisted() && !self.hypotheses[h].risk;
        Self::weights(table, value, Channel::Probe).any(|(h, weight)| weight >= COUNTS && fault(h) && !absent(h))
    }

    /// Whether a measurement speaks for a hypothesis that the cluster itself shows not to be there.
    pub(super) fn void(&self, h: H, table: &Table, value: usize, counted: &[(&Table, usize, Channel)]) -> bool {
        Self::measured_absent(h, counted) && self.has_other_work(table, value, |h| Self::measured_absent(h, counted))
    }

    /// Log-odds of each hypothesis in milli-nats, prior included; `None` for those that do not compete in this case.
    pub(super) fn scores(&self, case: &Case, counted: &[(&Table, usize, Channel)]) -> Vec<Option<i64>> {
        let mut scores: Vec<Option<i64>> = self
            .hypotheses
            .iter()
            .map(|h| competes(h, case).then(|| (1000.0 * h.weight.ln()).round() as i64))
            .collect();
        let mut add = |h: H, weight: i64| {
            if let Some(score) = &mut scores[h] {
                *score += weight;
            }
        };
        let absent: Vec<bool> = (0..self.hypotheses.len()).map(|h| Self::measured_absent(h, counted)).collect();
        for (table, value, channel) in counted {
            let void = *channel == Channel::Probe && self.has_other_work(table, *value, |h| absent[h]);
            let counts = |(h, weight): &(H, i64)| *weight < 0 || !void || !absent[*h];
            Self::weights(table, *value, *channel).filter(counts).for_each(|(h, weight)| add(h, weight));
        }
        for (h, hypothesis) in self.hypotheses.iter().enumerate().filter(|(_, h)| !h.unlisted()) {
            if hypothesis.limits.iter().any(|limit| limit.excludes(case)) {
                add(h, DOES_NOT_APPLY);
            }
            for hint in case.hints.iter().filter(|hint| hint.card == hypothesis.card) {
                add(h, hint.weight);
            }
        }
        let tried = self.tried(case);
        for (h, hypothesis) in self.hypotheses.iter().enumerate() {
            if let Some(helped) = tried.get(&hypothesis.remedy) {
                add(h, if *helped { HELPED } else { NO_HELP });
            }
        }
        scores
    }

    /// The remedies that were tried, and whether they helped. All causes of a remedy start with the same step, so it is tried for all of them at
    /// once; of one that was tried twice the last word counts.
    pub(super) fn tried(&self, case: &Case) -> BTreeMap<usize, bool> {
        let remedy = |tried: &Tried| {
            let same = |h: &&Hypothesis| h.card == tried.card && h.cause == tried.cause;
            self.hypotheses.iter().find(same).map(|h| h.remedy)
        };
        case.tried.iter().filter_map(|tried| Some((remedy(tried)?, tried.helped))).collect()
    }
}

fn find<'a>(tables: &'a [Table], observation: &str) -> Option<&'a Table> {
    Some(&tables[tables.binary_search_by(|table| table.id.as_str().cmp(observation)).ok()?])
}

/// Probabilities from log-odds: summed in the order of hypotheses, so equal input gives equal bits.
pub(super) fn normalise(scores: &[Option<i64>]) -> Vec<f64> {
    let most = scores.iter().flatten().max().copied().unwrap_or(0);
    let raw: Vec<f64> =
        scores.iter().map(|score| score.map_or(0.0, |score| ((score - most) as f64 / 1000.0).exp())).collect();
    let total: f64 = raw.iter().sum();
    if total > 0.0 { raw.into_iter().map(|p| p / total).collect() } else { raw }
}

/// A risk competes only when its harm was reported: read or answered, or told in words that speak this much for its card.
fn competes(hypothesis: &Hypothesis, case: &Case) -> bool {
    let harmed = || hypothesis.harm.iter().any(|harm| case.value(harm) == Some("yes"));
    let told = || case.hints.iter().any(|hint| hint.card == hypothesis.card && hint.weight >= TELLS_OF_HARM);
    !hypothesis.risk || harmed() || told()
}
