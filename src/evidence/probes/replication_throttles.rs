//! Limits on replication traffic that are in force: a rate on a broker, and replicas of topics that it concerns.

use super::looks::{missing, unread};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Setting, Snapshot};
use crate::knowledge::Severity;

/// Settings with a rate, bytes a second.
pub(super) const RATES: [&str; 3] = [
    "leader.replication.throttled.rate",
    "follower.replication.throttled.rate",
    "replica.alter.log.dirs.io.max.bytes.per.second",
];

/// Unlimited: Long.MAX_VALUE, the default.
const UNLIMITED: i64 = i64::MAX;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut found = Vec::new();
    for (broker, own) in snapshot.settings().iter().flat_map(|settings| &settings.brokers) {
        let limits: Vec<String> = RATES
            .iter()
            .filter_map(|name| {
                let rate = own.get(*name).and_then(Setting::number).filter(|rate| *rate < UNLIMITED)?;
                Some(format!("{name}={rate}"))
            })
            .collect();
        if !limits.is_empty() {
            found.push(Subject::broker(*broker, limits.join(", ")).harm(Severity::Low));
        }
    }
    let settings = unread(snapshot, Part::BrokerSettings);
    Measured::found(found).but(missing(last, &[])).but(settings)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let rate = |value: &str| look(0, &[1]).broker_setting(1, "follower.replication.throttled.rate", value);
        stories(
            measure,
            &[
                ("one", &[rate("1000000")], "broker 1 [low now] follower.replication.throttled.rate=1000000"),
                ("unlimited", &[rate("9223372036854775807")], "-"),
                ("none", &[look(0, &[1])], "-"),
            ],
        );
    }
}
