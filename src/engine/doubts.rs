//! Answers that do not fit the others.

use crate::case::Channel;

use super::model::{Model, Table, heard, normalise};

/// An answer is doubted when the others make it less than this times as probable as the background does.
const DOUBTED: f64 = 0.33;

/// And when the others alone make one card as probable as this.
const SETTLED: f64 = 0.5;

/// A reading that does not fit the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// The observation's id.
    pub observation: String,
    /// The answer that does not fit.
    pub answer: String,
    /// Card and cause that would stand first without it.
    pub otherwise: (String, String),
}

impl Model {
    /// Answers that the others make improbable although the background does not: probably wrong, or from another time.
    pub(super) fn doubts(&self, counted: &[(&Table, usize, Channel)], scores: &[Option<i64>]) -> Vec<Doubt> {
        let mut doubts: Vec<(f64, Doubt)> = Vec::new();
        if counted.len() < 3 {
            return Vec::new();
        }
        for (table, value, channel) in counted {
            let mut others = scores.to_vec();
            for (h, weight) in Self::weights(table, *value, *channel) {
                others[h] = others[h].map(|score| score - weight);
            }
            let rest = normalise(&others);
            // While much is open there is nothing yet that an answer could fit or not.
            if self.card_sums(&rest).into_iter().fold(0.0, f64::max) < SETTLED {
                continue;
            }
            let hear = |p: f64| heard(p, channel.error_rate(), table.values.len());
            let leak = hear(table.leak().p[*value]);
            let expected = leak + table.each().map(|(h, row)| rest[h] * (hear(row.p[*value]) - leak)).sum::<f64>();
            // Compared with the background, so that a first sign of something rare is no contradiction.
            if expected < DOUBTED * leak {
                let top = (0..rest.len())
                    .filter(|h| !self.hypotheses[*h].unlisted())
                    .max_by(|a, b| rest[*a].total_cmp(&rest[*b]).then(b.cmp(a)));
                if let Some(top) = top {
                    let otherwise = (self.hypotheses[top].card.clone(), self.hypotheses[top].cause.clone());
                    let answer = table.values[*value].clone();
                    doubts.push((expected / leak, Doubt { observation: table.id.clone(), answer, otherwise }));
                }
            }
        }
        doubts.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.observation.cmp(&b.1.observation)));
        doubts.into_iter().take(3).map(|(_, doubt)| doubt).collect()
    }
}
