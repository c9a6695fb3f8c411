//! Groups whose members subscribe to different topics: two applications with one group.id, or a deployment that is under way.

use super::progress::{groups, unseen};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Member, Part, Snapshot};

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let found = groups(last, scope).filter_map(|(id, group)| {
        let topics = |one: &Member| {
            let mut topics = one.subscribed.clone()?;
            topics.sort();
            Some((one.client_id.clone(), topics))
        };
        let told: Vec<(String, Vec<String>)> = group.members.as_ref()?.iter().filter_map(topics).collect();
        let (first, own) = told.first()?;
        let (other, theirs) = told.iter().find(|(_, theirs)| theirs != own)?;
        let proof = format!("{first} subscribes to {}, {other} to {}", own.join(", "), theirs.join(", "));
        Some(Subject::group(id, proof))
    });
    Measured::found(found.collect()).but(unseen(last, scope, &[Part::Members]))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{GroupState, Member};

    #[test]
    fn told_as_they_are() {
        let group = |topics: &[&str]| {
            look(0, &[1]).group("billing", GroupState::Stable).with(|sample| {
                let member = |(number, topic): (usize, &&str)| Member {
                    id: format!("m{number}"),
                    client_id: format!("c{number}"),
                    subscribed: Some(vec![(*topic).into()]),
                    ..Member::default()
                };
                let members = topics.iter().enumerate().map(member).collect();
                sample.groups.as_mut().unwrap().get_mut("billing").unwrap().members = Some(members);
            })
        };
        stories(
            measure,
            &[
                ("the same", &[group(&["orders", "orders"])], "-"),
                (
                    "not the same",
                    &[group(&["orders", "mail"])],
                    "billing [medium now] c0 subscribes to orders, c1 to mail",
                ),
            ],
        );
    }
}
