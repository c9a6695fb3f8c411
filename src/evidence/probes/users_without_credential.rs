//! Clients that log in with SCRAM as a user whom the cluster does not have, or not for that mechanism.

use super::clients::{mechanism, user};
use super::looks::unread;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let logins = scope.clients.iter().filter_map(|client| {
        let mechanism = mechanism(client).filter(|mechanism| mechanism.starts_with("SCRAM-"))?;
        Some((client, user(client)?, mechanism))
    });
    let logins: Vec<_> = logins.collect();
    let Some(users) = snapshot.newest(|sample| sample.scram_users.as_ref()) else {
        return Measured::default().but(unread(snapshot, Part::ScramUsers).into_iter().filter(|_| !logins.is_empty()));
    };
    let found = logins.into_iter().filter_map(|(client, user, mechanism)| {
        let known = users.iter().find(|one| one.name == user);
        let proof = match known {
            Some(known) if known.mechanisms.contains_key(mechanism) => return None,
            Some(known) => {
                let has: Vec<&str> = known.mechanisms.keys().map(String::as_str).collect();
                format!("{} asks for {mechanism}; the cluster has the user for {}", client.name, has.join(", "))
            }
            None => format!("{} logs in with {mechanism}; the cluster has no such user", client.name),
        };
        let mut subject = Subject::other(format!("user {user}"), proof).harm(Severity::High);
        subject.names.push(("user", user.into()));
        Some(subject)
    });
    Measured::found(found.collect())
}

#[cfg(test)]
mod tests {
    use super::super::clients::client;
    use super::super::stories::*;
    use super::*;
    use crate::evidence::cluster::snapshot::ScramUser;

    #[test]
    fn told_as_they_are() {
        let clients = [client("sasl.mechanism=SCRAM-SHA-512\nsasl.username=app")];
        let scope = Scope { clients: &clients, ..Scope::default() };
        let has = |name: &str, mechanism: &str| {
            look(0, &[1]).with(|sample| {
                let mechanisms = [(mechanism.to_string(), 4096)].into();
                sample.scram_users = Some(vec![ScramUser { name: name.into(), mechanisms }]);
            })
        };
        let told = |sample| told_of(measure, &[sample], &scope);
        assert_eq!(told(has("app", "SCRAM-SHA-512")), "-");
        assert_eq!(
            told(has("app", "SCRAM-SHA-256")),
            "user app [high now] app.properties asks for SCRAM-SHA-512; the cluster has the user for SCRAM-SHA-256"
        );
        assert_eq!(
            told(has("other", "SCRAM-SHA-512")),
            "user app [high now] app.properties logs in with SCRAM-SHA-512; the cluster has no such user"
        );
    }
}
