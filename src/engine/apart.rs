//! What would tell two causes apart: the fact on which they differ most, for its cost.

use crate::case::Case;

use super::inquiry::allowed;
use super::model::{H, Model, Table};

/// Two causes that differ by less in every fact are not told apart by any of them.
const DIFFERS: f64 = 0.30;

/// A fact that tells two causes apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Apart {
    /// The observation to look at.
    pub observation: String,
    /// The answer that points to the first cause.
    pub first: String,
    /// The answer that points to the second.
    pub second: String,
}

impl Model {
    /// The open fact in which two causes, each named by card and cause, differ most for its cost; `None` when everything that would
    /// tell them apart is known.
    pub fn apart(&self, case: &Case, first: (&str, &str), second: (&str, &str)) -> Option<Apart> {
        let find = |(card, cause): (&str, &str)| -> Option<H> {
            self.hypotheses.iter().position(|h| !h.unlisted() && h.card == card && h.cause == cause)
        };
        let (a, b) = (find(first)?, find(second)?);
        let mut best: Option<(f64, &Table)> = None;
        for table in self.tables.iter().filter(|table| case.reading(&table.id).is_none() && allowed(table, case)) {
            let differ: f64 = table.row(a).iter().zip(table.row(b)).map(|(p, q)| (p - q).abs()).sum::<f64>() / 2.0;
            let worth = differ / table.cost;
            if differ >= DIFFERS && best.is_none_or(|(most, _)| worth > most + 1e-9) {
                best = Some((worth, table));
            }
        }
        let (_, table) = best?;
        let points = |to: H, from: H| {
            let (p, q) = (table.row(to), table.row(from));
            let most = (0..p.len()).max_by(|x, y| (p[*x] - q[*x]).total_cmp(&(p[*y] - q[*y])).then(y.cmp(x)))?;
            table.values.get(most).cloned()
        };
        Some(Apart { observation: table.id.clone(), first: points(a, b)?, second: points(b, a)? })
    }
}
