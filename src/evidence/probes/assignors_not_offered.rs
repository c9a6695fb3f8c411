//! Consumers whose assignors do not have the one that their group runs with: the coordinator refuses them.

use super::clients::value;
use super::progress::{groups, inhabited};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{GroupKind, Snapshot};
use crate::knowledge::Severity;

/// Java's classes and the names that they have in the protocol; librdkafka uses the names.
const CLASSES: [(&str, &str); 4] = [
    ("org.apache.kafka.clients.consumer.RangeAssignor", "range"),
    ("org.apache.kafka.clients.consumer.RoundRobinAssignor", "roundrobin"),
    ("org.apache.kafka.clients.consumer.StickyAssignor", "sticky"),
    ("org.apache.kafka.clients.consumer.CooperativeStickyAssignor", "cooperative-sticky"),
];

/// Where a file names the group and the assignors. One of an unknown class may have any name.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let found = scope.clients.iter().filter_map(|client| {
        let id = value(client, "group.id")?;
        let classes = value(client, "partition.assignment.strategy")?;
        let names: Vec<&str> = classes.split(',').map(|class| named(class.trim())).collect::<Option<_>>()?;
        let all = Scope::default();
        let (_, group) = groups(last, &all).find(|(other, _)| *other == id)?;
        let runs = group.assignor.as_deref().filter(|_| inhabited(group) && group.kind == GroupKind::Classic)?;
        let proof = format!("runs with {runs}; {} offers {}", client.name, names.join(", "));
        (!names.contains(&runs)).then(|| Subject::group(id, proof).harm(Severity::High))
    });
    Measured::found(found.collect())
}

fn named(class: &str) -> Option<&str> {
    if !class.contains('.') {
        return Some(class);
    }
    CLASSES.iter().find(|(known, _)| *known == class).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::super::clients::client;
    use super::super::stories::*;
    use super::*;
    use crate::evidence::cluster::snapshot::GroupState;

    #[test]
    fn told_as_they_are() {
        let told = |assignors: &str, state| {
            let clients = [client(&format!("group.id=billing\npartition.assignment.strategy={assignors}"))];
            let scope = Scope { clients: &clients, ..Scope::default() };
            let cluster = look(0, &[1]).group("billing", state).member("billing", "m", &[]).with(|sample| {
                sample.groups.as_mut().unwrap().get_mut("billing").unwrap().assignor = Some("range".into());
            });
            told_of(measure, &[cluster], &scope)
        };
        let java = "org.apache.kafka.clients.consumer.";
        assert_eq!(told(&format!("{java}RangeAssignor,{java}StickyAssignor"), GroupState::Stable), "-");
        assert_eq!(
            told(&format!("{java}CooperativeStickyAssignor"), GroupState::Stable),
            "billing [high now] runs with range; app.properties offers cooperative-sticky"
        );
        assert_eq!(told("roundrobin", GroupState::Empty), "-");
        assert_eq!(told("com.example.Own", GroupState::Stable), "-");
    }
}
