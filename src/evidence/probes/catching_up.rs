//! Groups that are behind and read faster than records arrive: leave them alone.

use super::looks::span;
use super::progress::{BEHIND_MS, Progress, groups, progress, rates, unseen, whole};
use super::{Measured, Scope, Subject};
use crate::case::State;
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};
use crate::knowledge::Severity;

/// Less is gone before anybody has read this.
const REST_MS: i64 = 10_000;

/// With the time it will take.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for (id, _) in groups(last, scope) {
        let all: Vec<Progress> = progress(snapshot, id, scope).into_iter().filter(|one| !one.was_done()).collect();
        let Some(whole) = whole(&all) else {
            if !all.is_empty() {
                young.push(id.to_string());
            }
            continue;
        };
        let gains = whole.reading - whole.arriving;
        let behind = whole.behind_ms.is_none_or(|behind| behind >= BEHIND_MS);
        if !behind || whole.lag >= whole.before || gains <= 0.0 {
            continue;
        }
        let rest = (whole.lag as f64 / gains * 1000.0) as i64;
        if rest >= REST_MS {
            let proof = format!(
                "lag {}, {} later {}: {}; done in {}",
                whole.before,
                span(whole.ms),
                whole.lag,
                rates(&whole),
                span(rest)
            );
            found.push(Subject::group(id, proof).harm(Severity::Low).state(State::Healing));
        }
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Commits, &young));
    Measured::found(found).but(unseen(last, scope, &[Part::Commits, Part::Offsets])).but(wait)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        stories(
            measure,
            &[
                ("it is not behind", &[billing(0, 100, 100), billing(10, 1100, 1100)], "-"),
                ("a second behind, as between two commits", &[billing(0, 0, 150), billing(10, 1010, 1150)], "-"),
                ("it falls behind", &[billing(0, 0, 5000), billing(10, 100, 6000)], "-"),
                (
                    "it catches up",
                    &[billing(0, 0, 50_000), billing(10, 3000, 51_000)],
                    "billing [low healing] lag 50000, 10 s later 48000: 100 records a second arrive, 300 are read; done in 4 min",
                ),
            ],
        );
    }
}
