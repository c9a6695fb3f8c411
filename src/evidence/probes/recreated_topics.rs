//! Topics that were deleted and made anew between two looks: they have another id.

use super::looks::{missing, span};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Sample, Snapshot};

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let topics = last.topics.iter().flatten().filter(|(name, _)| scope.topic(name));
    let found = topics.filter_map(|(name, topic)| {
        let now = topic.id.as_ref()?;
        let other =
            |sample: &&Sample| sample.topic(name).and_then(|then| then.id.as_ref()).is_some_and(|then| then != now);
        let before = snapshot.samples.iter().rev().find(other)?;
        let then = before.topic(name)?.id.as_deref().unwrap_or_default();
        Some(Subject::topic(
            name,
            format!("its id was {then} {} before and is {now}", span(last.at_ms.saturating_sub(before.at_ms))),
        ))
    });
    Measured::found(found.collect()).but(missing(last, &[Part::Topics]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let topic = |at, id: &str| {
            look(at, &[1]).partition("orders", 0, 1, &[1], &[1]).with(|sample| {
                sample.topics.as_mut().unwrap().get_mut("orders").unwrap().id = Some(id.into());
            })
        };
        stories(
            measure,
            &[
                ("the same", &[topic(0, "a"), topic(5, "a")], "-"),
                ("another", &[topic(0, "a"), topic(5, "b")], "orders [medium now] its id was a 5 s before and is b"),
                ("new", &[look(0, &[1]), topic(5, "b")], "-"),
            ],
        );
    }
}
