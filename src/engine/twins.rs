//! Pairs of causes that no question tells apart although their remedies differ.

use super::model::Model;

/// Bits of symmetric divergence below which an observation does not tell two causes apart.
const TELLS_APART: f64 = 1.0;

/// Two causes, each as card and cause.
pub type Pair = [(String, String); 2];

impl Model {
    /// Every pair of causes with different remedies for which no observation has a symmetric Kullback-Leibler divergence of at least one bit.
    pub fn twins(&self) -> Vec<Pair> {
        let listed = self.hypotheses.iter().filter(|h| !h.unlisted()).count();
        let mut best = vec![0.0_f64; listed * listed];
        for table in &self.tables {
            let mut rows: Vec<&[f64]> = vec![table.leak().p; listed];
            for (h, row) in table.each().filter(|(h, _)| *h < listed) {
                rows[h] = row.p;
            }
            for (a, row) in table.each().filter(|(h, _)| *h < listed) {
                for (b, other) in rows.iter().enumerate() {
                    let bits: f64 = row.p.iter().zip(*other).map(|(p, q)| (p - q) * (p / q).log2()).sum();
                    for cell in [a * listed + b, b * listed + a] {
                        best[cell] = best[cell].max(bits);
                    }
                }
            }
        }
        let name = |h: usize| (self.hypotheses[h].card.clone(), self.hypotheses[h].cause.clone());
        let mut pairs = Vec::new();
        for a in 0..listed {
            for b in a + 1..listed {
                let (one, other) = (&self.hypotheses[a], &self.hypotheses[b]);
                if one.remedy != other.remedy && !one.risk && !other.risk && best[a * listed + b] < TELLS_APART {
                    pairs.push([name(a), name(b)]);
                }
            }
        }
        pairs
    }
}
