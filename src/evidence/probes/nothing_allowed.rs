//! The user that we came as is let in and allowed nothing. Lists are empty then, and no error says so: an empty cluster looks the same but
//! for what is refused.

use super::looks::missing;
use super::topics_refused::REFUSED;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Acls, Part, Sample, Snapshot, Why};
use crate::knowledge::Severity;

/// Finds out.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let open = snapshot.newest(|sample| sample.acls.as_ref()) == Some(&Acls::NoAuthorizer);
    if open || last.cluster_operations != Some(0) || shows_something(last) {
        return Measured::default();
    }
    // Others than those that were asked for may be shown.
    if !scope.topics.is_empty() || !scope.groups.is_empty() {
        return Measured::nothing(missing(last, &[Part::Topics, Part::Groups]));
    }
    let refused: usize = snapshot.samples.iter().map(refusals).sum();
    let proof = format!("no right on the cluster, no topic and no group is shown, {refused} questions are refused");
    Measured::found(vec![Subject::other("the user of these settings", proof).harm(Severity::High)])
}

fn shows_something(sample: &Sample) -> bool {
    let topics = sample.topics.iter().flat_map(|topics| topics.values());
    let mut shown = topics.filter(|topic| topic.error != Some(REFUSED));
    shown.next().is_some() || sample.groups.iter().flatten().next().is_some()
}

fn refusals(sample: &Sample) -> usize {
    sample.not_read.iter().filter(|one| matches!(one.why, Why::Refused(_))).count()
}

#[cfg(test)]
mod tests {
    use super::super::Scope;
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Acls, Need, Part, Why};

    #[test]
    fn told_as_they_are() {
        let blind = |operations: i32| {
            let need = Need::Acl("Describe".into(), "--cluster".into());
            look(0, &[1]).without(Part::Acls, Why::Refused(31), need).with(|sample| {
                (sample.acls, sample.cluster_operations) = (None, Some(operations));
            })
        };
        let named = blind(0).partition("orders", 0, 0, &[], &[]).with(|sample| {
            sample.topics.as_mut().unwrap().get_mut("orders").unwrap().error = Some(29);
        });
        let nothing = "the user of these settings [high now] no right on the cluster, no topic and no group is shown, \
                       1 questions are refused";
        stories(
            measure,
            &[
                ("nothing is shown", &[blind(0)], nothing),
                ("not even what was asked for by name", std::slice::from_ref(&named), nothing),
                ("a right on the cluster is a beginning", &[blind(1 << 8)], "-"),
                ("so is a topic", &[blind(0).partition("orders", 0, 1, &[1], &[1])], "-"),
                ("nobody asked for rights", &[blind(0).with(|sample| sample.cluster_operations = None)], "-"),
                (
                    "without an authorizer everybody may see",
                    &[blind(0).with(|sample| sample.acls = Some(Acls::NoAuthorizer))],
                    "-",
                ),
            ],
        );
        let topics = ["orders".to_string()];
        let asked_for = Scope { topics: &topics, ..Scope::default() };
        assert_eq!(told_of(measure, &[named], &asked_for), "-", "others may be shown");
    }
}
