//! Members of settled groups that have no partition while others have some: there are more of them than partitions.

use super::looks::some;
use super::progress::{groups, unseen};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{GroupState, Member, Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let settled = groups(last, scope).filter(|(_, group)| group.state == GroupState::Stable);
    let found = settled.filter_map(|(id, group)| {
        let members = group.members.as_ref()?;
        let idle: Vec<String> =
            members.iter().filter(|one| one.assigned_count() == Some(0)).map(|one| one.id.clone()).collect();
        let busy = members.iter().filter_map(Member::assigned_count).any(|count| count > 0);
        let proof = format!("{} of {} members have no partition: {}", idle.len(), members.len(), some(&idle));
        (busy && !idle.is_empty()).then(|| Subject::group(id, proof).harm(Severity::Low))
    });
    Measured::found(found.collect()).but(unseen(last, scope, &[Part::Members]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::GroupState;

    #[test]
    fn told_as_they_are() {
        let group = |state| look(0, &[1]).group("billing", state).member("billing", "a", &[("orders", &[0])]);
        stories(
            measure,
            &[
                ("one has all", &[group(GroupState::Stable)], "-"),
                (
                    "the other has none",
                    &[group(GroupState::Stable).member("billing", "b", &[])],
                    "billing [low now] 1 of 2 members have no partition: b",
                ),
                ("not settled yet", &[group(GroupState::CompletingRebalance).member("billing", "b", &[])], "-"),
            ],
        );
    }
}
