//! Groups with static members (group.instance.id).

use super::progress::{groups, unseen};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let found = groups(last, scope).filter_map(|(id, group)| {
        let members = group.members.as_ref()?;
        let named: Vec<&str> = members.iter().filter_map(|one| one.instance.as_deref()).collect();
        let proof = format!(
            "{} of {} members have a group.instance.id, such as {}",
            named.len(),
            members.len(),
            named.first()?
        );
        Some(Subject::group(id, proof).harm(Severity::Low))
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
        let group = |instance: Option<&str>| {
            look(0, &[1]).group("billing", GroupState::Stable).member("billing", "m", &[]).with(|sample| {
                let group = sample.groups.as_mut().unwrap().get_mut("billing").unwrap();
                group.members.as_mut().unwrap()[0].instance = instance.map(Into::into);
            })
        };
        stories(
            measure,
            &[
                ("none", &[group(None)], "-"),
                ("one", &[group(Some("a"))], "billing [low now] 1 of 1 members have a group.instance.id, such as a"),
            ],
        );
    }
}
