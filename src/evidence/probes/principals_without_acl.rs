//! Clients that log in as a user for whom the authorizer allows nothing. A principal may be mapped from another name, so it is a hint.

use super::clients::user;
use super::looks::unread;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Acls, Part, Snapshot};

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let users: Vec<(&str, &str)> =
        scope.clients.iter().filter_map(|client| Some((client.name.as_str(), user(client)?))).collect();
    let acls = match snapshot.newest(|sample| sample.acls.as_ref()) {
        Some(Acls::Bindings(acls)) => acls,
        Some(Acls::NoAuthorizer) => return Measured::default(),
        None => {
            return Measured::default().but(unread(snapshot, Part::Acls).into_iter().filter(|_| !users.is_empty()));
        }
    };
    let allowed = |user: &str| {
        let mut allow = acls.iter().filter(|acl| acl.permission == "Allow");
        allow.any(|acl| acl.principal == "User:*" || acl.principal == format!("User:{user}"))
    };
    let found = users.into_iter().filter(|(_, user)| !allowed(user)).map(|(file, user)| {
        let proof = format!("{file} logs in as {user}; none of {} ACLs allows User:{user} anything", acls.len());
        Subject::other(format!("User:{user}"), proof)
    });
    Measured::found(found.collect())
}

#[cfg(test)]
mod tests {
    use super::super::clients::client;
    use super::super::stories::*;
    use super::*;
    use crate::evidence::cluster::snapshot::Acl;

    #[test]
    fn told_as_they_are() {
        let clients = [client("sasl.username=app\nsasl.mechanisms=PLAIN")];
        let scope = Scope { clients: &clients, ..Scope::default() };
        let allows = |principal: &str| {
            look(0, &[1]).with(|sample| {
                let acl = Acl {
                    resource: "topic".into(),
                    name: "orders".into(),
                    pattern: "literal".into(),
                    principal: principal.into(),
                    host: "*".into(),
                    operation: "Read".into(),
                    permission: "Allow".into(),
                };
                sample.acls = Some(Acls::Bindings(vec![acl]));
            })
        };
        let told = |sample| told_of(measure, &[sample], &scope);
        assert_eq!(told(allows("User:app")), "-");
        assert_eq!(
            told(allows("User:other")),
            "User:app [medium now] app.properties logs in as app; none of 1 ACLs allows User:app anything"
        );
        assert_eq!(told(look(0, &[1])), "-");
    }
}
