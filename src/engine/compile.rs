//! From the knowledge base to tables.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::limits::limits;
use super::model::{H, Hypothesis, Model, Table};
use crate::knowledge::{AnswerSource, CauseKind, Frequency, Knowledge, Observation, Rates};

/// Prior of "none of the cards", all areas together. Simulation with a tenth of the cards hidden: names the unknown in 40 to 60 % and costs known ones nothing.
const UNLISTED: f64 = 0.10;

/// No probability of a row is below this: no single answer can rule a cause out.
const FLOOR: f64 = 0.0001;

/// How much of an area's mean "something else in this area" keeps for text that one situation alone prints: its situation is listed.
const PECULIAR: f64 = 0.25;

impl Model {
    /// The tables of a knowledge base. Risks are hypotheses too; whether they compete is decided for each case.
    pub(super) fn compile(knowledge: &Knowledge) -> Self {
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
                // An area of nothing but risks has no fault that could be missing in it; the logarithm of 0 is no number.
                weight: (mass[area] * UNLISTED / (1.0 - UNLISTED)).max(f64::MIN_POSITIVE),
            });
        }
        Self { hypotheses, tables, measured, remedies: remedies.len() + areas.len() }
    }
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
