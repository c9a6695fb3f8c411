//! Topics that were asked for by name and that our user may not see.

use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::Snapshot;
use crate::knowledge::Severity;

/// TOPIC_AUTHORIZATION_FAILED.
pub(super) const REFUSED: i16 = 29;

/// A list leaves such topics out, so nothing is told of the others.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let refused = |name: &&String| last.topic(name).is_some_and(|topic| topic.error == Some(REFUSED));
    let told = |name: &String| {
        let proof = "TOPIC_AUTHORIZATION_FAILED (29) for the user of these settings";
        Subject::topic(name, proof).harm(Severity::High)
    };
    Measured::found(scope.topics.iter().filter(refused).map(told).collect())
}

#[cfg(test)]
mod tests {
    use super::super::Scope;
    use super::super::stories::*;
    use super::{REFUSED, measure};

    #[test]
    fn told_as_they_are() {
        let topic = |error| {
            look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).with(|sample| {
                sample.topics.as_mut().unwrap().get_mut("orders").unwrap().error = error;
            })
        };
        let names = ["orders".to_string()];
        let asked = Scope { topics: &names, ..Scope::default() };
        let refused = "orders [high now] TOPIC_AUTHORIZATION_FAILED (29) for the user of these settings";
        assert_eq!(told_of(measure, &[topic(Some(REFUSED))], &asked), refused);
        assert_eq!(told_of(measure, &[topic(Some(5))], &asked), "-");
        assert_eq!(told_of(measure, &[topic(None)], &asked), "-");
        assert_eq!(told_of(measure, &[topic(Some(REFUSED))], &Scope::default()), "-", "a list does not name it");
    }
}
