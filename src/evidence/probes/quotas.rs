//! Client quotas that are set. A quota alone is a note, never an alarm: whether it throttles only clients and brokers know.

use super::looks::unread;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Quota, Snapshot};
use crate::knowledge::Severity;

/// Finds them.
pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    with(snapshot, |_| true)
}

/// Those that have a limit of some kind.
pub(super) fn with(snapshot: &Snapshot, limits: impl Fn(&str) -> bool) -> Measured {
    let Some(quotas) = snapshot.newest(|sample| sample.quotas.as_ref()) else {
        return Measured::default().but(unread(snapshot, Part::Quotas));
    };
    let found = quotas.iter().filter(|one| one.limits.keys().any(|limit| limits(limit))).map(subject);
    Measured::found(found.collect())
}

fn subject(quota: &Quota) -> Subject {
    let entity: Vec<String> =
        quota.entity.iter().map(|(kind, name)| format!("{kind} {}", name.as_deref().unwrap_or("(default)"))).collect();
    let limits: Vec<String> = quota.limits.iter().map(|(name, limit)| format!("{name}={limit}")).collect();
    Subject::other(entity.join(", "), limits.join(", ")).harm(Severity::Low)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::{Need, Part, Quota, Why};

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
