//! Topics that somebody names and the cluster does not have.

use super::looks::missing;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Need, NotRead, Part, Snapshot, Why};
use crate::knowledge::Severity;

/// Of a topic that only a text names, the whole list has to tell.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let named = if scope.topics.is_empty() { scope.named } else { scope.topics };
    let Some(last) = snapshot.last() else { return Measured::default() };
    if named.is_empty() {
        return Measured::nothing(vec![NotRead::new(Part::Topics, Why::NotNamed, Need::Topic)]);
    }
    let hidden = missing(last, &[Part::Topics]);
    if !hidden.is_empty() {
        return Measured::nothing(hidden);
    }
    let found = named.iter().filter(|name| !last.has_topic(name));
    let why = |name: &str| match may_be_one(name) {
        true => "the cluster has no topic of this name",
        false => "no topic may have this name: letters, digits, dots, _ and - only, at most 249",
    };
    let told = |name: &String| Subject::topic(name, why(name)).harm(Severity::High);
    Measured::found(found.map(told).collect())
}

/// What Kafka takes for the name of a topic (org.apache.kafka.common.internals.Topic).
fn may_be_one(name: &str) -> bool {
    let legal = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    !matches!(name, "" | "." | "..") && name.len() <= 249 && name.bytes().all(legal)
}

#[cfg(test)]
mod tests {
    use super::super::Scope;
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Need, Part, Why};

    #[test]
    fn told_as_they_are() {
        let orders = || look(0, &[1]).partition("orders", 0, 1, &[1], &[1]);
        let with = |error: i16| {
            orders().partition("ordrs", 0, 1, &[1], &[1]).with(|sample| {
                sample.topics.as_mut().unwrap().get_mut("ordrs").unwrap().error = Some(error);
            })
        };
        let names = ["ordrs".to_string()];
        let asked = Scope { topics: &names, ..Scope::default() };
        let told = Scope { named: &names, ..Scope::default() };
        let gone = "ordrs [high now] the cluster has no topic of this name";
        for scope in [&asked, &told] {
            assert_eq!(told_of(measure, &[orders()], scope), gone);
            assert_eq!(told_of(measure, &[with(3)], scope), gone);
            assert_eq!(told_of(measure, &[with(29)], scope), "-", "it is there, and not for everybody");
            assert_eq!(told_of(measure, &[with(5)], scope), "-", "it is there, without a leader");
        }
        let need = Need::Acl("Describe".into(), "--topic *".into());
        let hidden = orders().without(Part::Topics, Why::PerhapsHidden, need);
        assert_eq!(
            told_of(measure, &[hidden], &told),
            "? topics (the answer is empty or incomplete, as it also is without the right)"
        );
        let others = ["orders".to_string()];
        let both = Scope { topics: &others, named: &names, ..Scope::default() };
        assert_eq!(told_of(measure, &[orders()], &both), "-", "only those that were asked for are in the look");
        assert_eq!(told_of(measure, &[orders()], &Scope::default()), "? topics (no topic was named)");
        let bad = ["my orders".to_string()];
        let asked = Scope { topics: &bad, ..Scope::default() };
        let told = "my orders [high now] no topic may have this name: letters, digits, dots, _ and - only, at most 249";
        assert_eq!(told_of(measure, &[orders()], &asked), told);
    }
}
