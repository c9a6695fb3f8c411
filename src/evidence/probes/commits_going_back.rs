//! Groups whose committed offset has gone back between two looks: somebody reset it, or commits out of order.

use super::looks::{missing, span};
use super::progress::{groups, progress};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Snapshot};

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut found = Vec::new();
    for (id, _) in groups(last, scope) {
        for one in progress(snapshot, id, scope) {
            let back = one.points.windows(2).find(|pair| pair[1].committed < pair[0].committed);
            if let Some([before, after]) = back {
                let ms = span(after.at_ms.saturating_sub(before.at_ms));
                let proof = format!("committed {}, {ms} later {}", before.committed, after.committed);
                found.push(Subject::read_by(id, one.topic, one.partition, proof));
            }
        }
    }
    let any = groups(last, scope).next().is_some();
    let once = (any && snapshot.samples.len() < 2).then(|| NotRead::another_look::<&str>(Part::Commits, &[]));
    Measured::found(found).but(missing(last, &[Part::Groups, Part::Commits])).but(once)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let group = |at, committed| billing(at, committed, 300);
        stories(
            measure,
            &[
                ("forward", &[group(0, 100), group(5, 120)], "-"),
                (
                    "back",
                    &[group(0, 100), group(5, 20)],
                    "billing on orders-0 [medium now] committed 100, 5 s later 20",
                ),
            ],
        );
    }
}
