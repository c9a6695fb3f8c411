//! The knowledge base as tables: hypotheses, priors, and for each observation the rows of those hypotheses that say something about it.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use serde::{Deserialize, Serialize};

use crate::case::{Answer, Case, Channel, Reading, Tried};
use crate::knowledge::{AnswerSource, Applies, CauseKind, Frequency, Knowledge, Observation, Rates};

/// Prior of "none of the cards", all areas together. Simulation with a tenth of the cards hidden: names the unknown in 40 to 60 % and costs known ones nothing.
const UNLISTED: f64 = 0.10;

/// No probability of a row is below this: no single answer can rule a cause out.
const FLOOR: f64 = 0.0001;

/// What a cause loses, in milli-nats, when the case says that it cannot exist here (wrong version, library or mode). Not for ever: the reading may be wrong.
const DOES_NOT_APPLY: i64 = -4000;

/// How much of an area's mean "something else in this area" keeps for text that one situation alone prints: its situation is listed.
const PECULIAR: f64 = 0.25;

/// How much of its weight an answer from free words keeps: what one text says in several ways is not independent.
const WORDS: f64 = 0.6;

/// A remedy that was tried: P(no help | one of its causes) = .15 and P(no help | another) = .95, and the same for help with .85 and .10.
const NO_HELP: i64 = -1846;
const HELPED: i64 = 2140;

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

/// Where a cause exists at all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Limit {
    /// The context observation that tells.
    observation: String,
    wanted: Wanted,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Wanted {
    Word(String),
    /// A range of versions.
    Range(String),
    Library(Vec<String>),
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
    p: Vec<f64>,
    /// Of each row.
    bits: Vec<f64>,
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

    fn numbered(&self, row: usize) -> Row<'_> {
        let values = self.values.len();
        Row { p: &self.p[row * values..][..values], bits: self.bits[row] }
    }

    /// Adds a row; its number.
    fn add(&mut self, row: &[f64]) -> usize {
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
    measured: Vec<Table>,
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

    fn compile(knowledge: &Knowledge) -> Self {
        let mut areas: IndexSet<&str> = IndexSet::new();
        let mut remedies: IndexSet<String> = IndexSet::new();
        let mut hypotheses = Vec::new();
        let mut area_of = Vec::new();
        for card in knowledge.cards.values() {
            let (area, _) = areas.insert_full(card.area.as_str());
            for cause in &card.causes {
                let remedy = cause.remedy.clone().unwrap_or_else(|| format!("{}/{}", card.id, cause.id));
                area_of.push(area);
                hypotheses.push(Hypothesis {
                    card: card.id.clone(),
                    cause: cause.id.clone(),
                    risk: cause.kind == CauseKind::Risk,
                    harm: cause.harm.clone(),
                    limits: limits(&cause.applies),
                    remedy: remedies.insert_full(remedy).0,
                    weight: cause.prior.weight(),
                });
            }
        }
        let mut mass = vec![0.0; areas.len()];
        for (h, area) in hypotheses.iter().zip(&area_of).filter(|(h, _)| !h.risk) {
            mass[*area] += h.weight;
        }
        let tables = |of_harm| tables(knowledge, &hypotheses, &area_of, &mass, of_harm);
        let (tables, measured) = (tables(false), tables(true));
        for (area, name) in areas.iter().enumerate() {
            hypotheses.push(Hypothesis {
                card: (*name).into(),
                cause: String::new(),
                risk: false,
                harm: Vec::new(),
                limits: Vec::new(),
                remedy: remedies.len() + area,
                weight: mass[area] * UNLISTED / (1.0 - UNLISTED),
            });
        }
        Self { hypotheses, tables, measured, remedies: remedies.len() + areas.len() }
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
        let ln = |p: f64| heard(p, channel.error_rate(), table.values.len()).ln();
        let share = if channel == Channel::Words { WORDS } else { 1.0 };
        (1000.0 * share * (ln(row[value]) - ln(table.leak().p[value]))).round() as i64
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
        for (table, value, channel) in counted {
            Self::weights(table, *value, *channel).for_each(|(h, weight)| add(h, weight));
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

/// A risk competes only when its harm was reported.
fn competes(hypothesis: &Hypothesis, case: &Case) -> bool {
    !hypothesis.risk || hypothesis.harm.iter().any(|harm| case.value(harm) == Some("yes"))
}

fn limits(applies: &Applies) -> Vec<Limit> {
    let Applies { broker, client, library, group_protocol, mode } = applies;
    let mut limits = Vec::new();
    let mut add = |observation: &str, wanted: Wanted| limits.push(Limit { observation: observation.into(), wanted });
    for (observation, word) in [("group-protocol", group_protocol), ("cluster-mode", mode)] {
        word.iter().for_each(|word| add(observation, Wanted::Word(word.clone())));
    }
    for (observation, range) in [("broker-version", broker), ("client-version", client)] {
        range.iter().for_each(|range| add(observation, Wanted::Range(range.clone())));
    }
    if !library.is_empty() {
        add("client-library", Wanted::Library(library.0.clone()));
    }
    limits
}

impl Limit {
    /// Whether something that is known about the case speaks against it.
    fn excludes(&self, case: &Case) -> bool {
        case.value(&self.observation).is_some_and(|value| match &self.wanted {
            Wanted::Word(word) => value != word,
            Wanted::Range(range) => within(value, range) == Some(false),
            Wanted::Library(names) => value != "other" && !names.iter().any(|name| name == value),
        })
    }
}

/// Whether a version such as `3.9.2` lies in a range such as `>= 3.0, < 4.0`; `None` where either cannot be read.
pub fn within(version: &str, range: &str) -> Option<bool> {
    let numbers = |text: &str| -> Option<Vec<u64>> {
        let plain = text.split(['-', '+']).next()?;
        plain.split('.').map(|part| part.parse().ok()).collect()
    };
    let version = numbers(version.trim())?;
    range.split(',').try_fold(true, |holds, bound| {
        let bound = bound.trim();
        let sign = bound.find(|c: char| c.is_ascii_digit())?;
        let edge = numbers(&bound[sign..])?;
        let cut: Vec<u64> = (0..edge.len()).map(|i| version.get(i).copied().unwrap_or(0)).collect();
        let order = cut.cmp(&edge);
        Some(
            holds
                && match bound[..sign].trim() {
                    ">=" => order.is_ge(),
                    ">" => order.is_gt(),
                    "<=" => order.is_le(),
                    "<" => order.is_lt(),
                    "=" | "" => order.is_eq(),
                    _ => return None,
                },
        )
    })
}

/// P(value) when no related cause is there.
fn leak(observation: &Observation, background: Option<&Rates>) -> Vec<f64> {
    let values = observation.values();
    let raw: Vec<f64> = match background {
        Some(Rates::Yes(word)) => {
            let others = (1.0 - word.probability()) / (values.len().max(2) - 1) as f64;
            values.iter().map(|value| if *value == "yes" { word.probability() } else { others }).collect()
        }
        Some(Rates::Each(words)) => {
            values.iter().map(|value| words.get(*value).map_or(FLOOR, |word| word.probability())).collect()
        }
        None => vec![1.0; values.len()],
    };
    scaled(raw, 1.0)
}

fn scaled(row: Vec<f64>, to: f64) -> Vec<f64> {
    let total: f64 = row.iter().sum();
    row.into_iter().map(|p| p * to / total).collect()
}

/// P(value | cause): the words as they stand; what they leave is shared among the other values as in the leak.
fn row(rates: &Rates, values: &[String], leak: &[f64]) -> Vec<f64> {
    let named = |value: &str| match rates {
        Rates::Yes(word) => (value == "yes").then_some(word),
        Rates::Each(words) => words.get(value),
    };
    // `almost-never` of something that is even rarer without the cause must not speak for it.
    let number = |word: &Frequency, leak: f64| match word {
        Frequency::AlmostNever => word.probability().min(leak),
        _ => word.probability(),
    };
    let said: Vec<Option<f64>> =
        values.iter().zip(leak).map(|(value, leak)| named(value).map(|word| number(word, *leak))).collect();
    let total: f64 = said.iter().flatten().sum();
    let unsaid: f64 = said.iter().zip(leak).filter(|(said, _)| said.is_none()).map(|(_, leak)| leak).sum();
    // Words that add up to more than one are shares of it; something stays for the values that were not named.
    let most = if unsaid > 0.0 { 0.97 } else { 1.0 };
    let scale = if total > most || unsaid == 0.0 { most / total } else { 1.0 };
    let rest = 1.0 - total * scale;
    let raw = said.iter().zip(leak).map(|(said, leak)| match said {
        Some(p) => p * scale,
        None => rest * leak / unsaid,
    });
    scaled(raw.map(|p| p.max(FLOOR)).collect(), 1.0)
}

/// The tables of all observations, or those of measurements that show harm.
fn tables(knowledge: &Knowledge, listed: &[Hypothesis], area_of: &[usize], mass: &[f64], of_harm: bool) -> Vec<Table> {
    let by_probe = |one: &&Observation| one.answers_from.iter().any(|source| matches!(source, AnswerSource::Probe(_)));
    let mut said: BTreeMap<&str, Vec<(H, &Rates)>> = BTreeMap::new();
    let causes = knowledge.cards.values().flat_map(|card| &card.causes);
    for (h, cause) in causes.enumerate() {
        for (observation, rates) in &cause.evidence {
            said.entry(observation).or_default().push((h, rates));
        }
    }
    let mut tables = Vec::new();
    let harm = Rates::Yes(Frequency::Never);
    let asked = knowledge.observations.values().filter(|one| !one.context && (!of_harm || by_probe(one)));
    for observation in asked {
        let background = if of_harm { Some(&harm) } else { observation.background.as_ref() };
        let leak = leak(observation, background);
        let mut table = Table {
            id: observation.id.clone(),
            values: observation.values().into_iter().map(Into::into).collect(),
            cost: observation.effort.cost(),
            related: Vec::new(),
            only_if: observation.only_if.iter().map(|(id, values)| (id.clone(), values.0.clone())).collect(),
            automatic: observation.answers_from.iter().any(|source| !matches!(source, AnswerSource::Text(_))),
            p: Vec::new(),
            bits: Vec::new(),
        };
        table.add(&leak);
        let mut kinds: Vec<(&Rates, usize)> = Vec::new();
        for &(h, rates) in said.get(observation.id.as_str()).into_iter().flatten() {
            let kind = kinds.iter().find(|(kind, _)| *kind == rates).map(|(_, number)| *number);
            let number = kind.unwrap_or_else(|| table.add(&row(rates, &table.values, &leak)));
            if kind.is_none() {
                kinds.push((rates, number));
            }
            table.related.push((h, number));
        }
        // "Something else in this area" answers as the area does on average.
        let own = table.related.clone();
        for (area, mass) in mass.iter().enumerate() {
            let mine: Vec<_> = own.iter().filter(|(h, _)| area_of[*h] == area && !listed[*h].risk).collect();
            if mine.is_empty() {
                continue;
            }
            let known: f64 = mine.iter().map(|(h, _)| listed[*h].weight).sum();
            let peculiar = matches!(background, Some(Rates::Yes(Frequency::Never)));
            let part = if peculiar { PECULIAR } else { 1.0 };
            let mean: Vec<f64> = (0..leak.len())
                .map(|a| {
                    let said: f64 = mine.iter().map(|(h, row)| listed[*h].weight * table.numbered(*row).p[a]).sum();
                    let mean = (said + (mass - known) * leak[a]) / mass;
                    leak[a] + part * (mean - leak[a])
                })
                .collect();
            let number = table.add(&mean);
            table.related.push((listed.len() + area, number));
        }
        tables.push(table);
    }
    tables
}
