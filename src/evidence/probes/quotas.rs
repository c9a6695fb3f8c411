//! Client quotas that are set. A quota alone is a note, never an alarm: whether it throttles only clients and brokers know. One that covers
//! a client whose settings are given is what they are given for.

use super::clients::{user, value};
use super::looks::unread;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Quota, Snapshot};
use crate::evidence::properties::Settings;
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    with(snapshot, scope, |_| true)
}

/// Those that have a limit of some kind.
pub(super) fn with(snapshot: &Snapshot, scope: &Scope, limits: impl Fn(&str) -> bool) -> Measured {
    let Some(quotas) = snapshot.newest(|sample| sample.quotas.as_ref()) else {
        return Measured::default().but(unread(snapshot, Part::Quotas));
    };
    let found = quotas.iter().filter(|one| one.limits.keys().any(|limit| limits(limit))).map(|one| subject(one, scope));
    Measured::found(found.collect())
}

fn subject(quota: &Quota, scope: &Scope) -> Subject {
    let entity: Vec<String> =
        quota.entity.iter().map(|(kind, name)| format!("{kind} {}", name.as_deref().unwrap_or("(default)"))).collect();
    let limits: Vec<String> = quota.limits.iter().map(|(name, limit)| format!("{name}={limit}")).collect();
    let mut proof = limits.join(", ");
    let covered = scope.clients.iter().find(|client| covers(quota, client));
    if let Some(client) = covered {
        proof.push_str(&format!("; covers {}", client.name));
    }
    let harm = if covered.is_some() { Severity::Medium } else { Severity::Low };
    Subject::other(entity.join(", "), proof).harm(harm)
}

/// Whether a quota names the client: its id, its user, or both. A default may be overruled by what names it.
fn covers(quota: &Quota, client: &Settings) -> bool {
    let names = |(kind, name): (&String, &Option<String>)| match kind.as_str() {
        "client-id" => name.is_some() && name.as_deref() == value(client, "client.id"),
        "user" => name.is_some() && name.as_deref() == user(client),
        _ => false,
    };
    !quota.entity.is_empty() && quota.entity.iter().all(names)
}

#[cfg(test)]
mod tests {
    use super::super::clients::client;
    use super::super::stories::*;
    use super::*;
    use crate::evidence::cluster::snapshot::{Need, Part, Why};

    #[test]
    fn what_covers_a_client_is_more_than_a_note() {
        let limit = |kind: &str, name: &str| Quota {
            entity: [(kind.to_string(), Some(name.to_string()))].into(),
            limits: [("producer_byte_rate".to_string(), 1024.0)].into(),
        };
        let limited = look(0, &[1])
            .with(|sample| sample.quotas = Some(vec![limit("client-id", "app"), limit("client-id", "other")]));
        let clients = [client("client.id=app")];
        let scope = Scope { clients: &clients, ..Scope::default() };
        let told = measure(&Snapshot { samples: vec![limited], ..Snapshot::default() }, &scope);
        let told: Vec<_> = told.found.iter().map(|one| (one.name.as_str(), one.severity, one.proof.as_str())).collect();
        let covers = "producer_byte_rate=1024; covers app.properties";
        let expected = [
            ("client-id app", Severity::Medium, covers),
            ("client-id other", Severity::Low, "producer_byte_rate=1024"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn told_as_they_are() {
        let limited = look(0, &[1]).with(|sample| {
            let entity = [("client-id".to_string(), None), ("user".to_string(), Some("app".to_string()))].into();
            sample.quotas = Some(vec![Quota { entity, limits: [("producer_byte_rate".to_string(), 1024.0)].into() }]);
        });
        let refused = look(0, &[1]).with(|sample| sample.quotas = None).without(
            Part::Quotas,
            Why::Refused(31),
            Need::Acl("DescribeConfigs".into(), "--cluster".into()),
        );
        stories(
            measure,
            &[
                ("none", &[look(0, &[1])], "-"),
                ("one", &[limited], "client-id (default), user app [low now] producer_byte_rate=1024"),
                ("not allowed to see", &[refused], "? client quotas (refused (error 31))"),
            ],
        );
    }
}
