//! Brokers of different releases for longer than a rolling upgrade takes.

use super::looks::{in_looks, lasting};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Sample, Snapshot};
use crate::knowledge::Severity;

/// A rolling upgrade, a broker every few minutes; what is mixed for longer was left half-way.
const UPGRADE_MS: i64 = 3_600_000;

/// Within an hour it may be an upgrade that goes on: `low`, and another look is asked for.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let now = releases(last);
    if now.len() < 2 {
        return Measured::default();
    }
    let still = lasting(snapshot, |sample| releases(sample) == now);
    let words: Vec<String> =
        now.iter().map(|(release, brokers)| format!("{release} on {}", super::looks::ids(brokers))).collect();
    let proof = format!("{}, {}", words.join(", "), in_looks(still));
    let severity = if still.1 >= UPGRADE_MS { Severity::Medium } else { Severity::Low };
    let wait = (still.0 < 2).then(|| NotRead::another_look::<&str>(Part::Cluster, &[]));
    Measured::found(vec![Subject::other("the brokers", proof).harm(severity)]).but(wait)
}

/// Which brokers run which release, as far as they told.
fn releases(sample: &Sample) -> Vec<(String, Vec<i32>)> {
    let mut found: Vec<(String, Vec<i32>)> = Vec::new();
    for (id, broker) in &sample.brokers {
        let Some(release) = &broker.release else { continue };
        match found.iter_mut().find(|(known, _)| known == release) {
            Some((_, ids)) => ids.push(*id),
            None => found.push((release.clone(), vec![*id])),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let mixed =
            |at| look(at, &[1, 2, 3]).with(|sample| sample.brokers.get_mut(&3).unwrap().release = Some("3.9".into()));
        stories(
            measure,
            &[
                ("all alike", &[look(0, &[1, 2, 3])], "-"),
                (
                    "an upgrade?",
                    &[mixed(0)],
                    "the brokers [low now] 4.3 on 1 and 2, 3.9 on 3, in one look\n? the list of brokers (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                (
                    "no upgrade",
                    &[mixed(0), mixed(7200)],
                    "the brokers [medium now] 4.3 on 1 and 2, 3.9 on 3, in 2 looks, 2 h apart",
                ),
                ("done", &[mixed(0), look(600, &[1, 2, 3])], "-"),
            ],
        );
    }
}
