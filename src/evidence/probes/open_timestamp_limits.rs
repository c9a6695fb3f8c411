//! Topics that take records with timestamps far in the future.

use super::looks::span;
use super::topic_settings::{number, text, topics};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::Snapshot;
use crate::knowledge::Severity;

/// More than a day ahead stops retention; the default is an hour from 4.0 on and no limit before.
const DAY_MS: i64 = 24 * 3_600_000;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    topics(snapshot, scope, |settings, topic, _| {
        if text(settings, topic, "message.timestamp.type") == Some("LogAppendTime") {
            return None;
        }
        let name = "message.timestamp.after.max.ms";
        let limit = number(settings, topic, name).filter(|limit| *limit > DAY_MS)?;
        let words = if limit == i64::MAX { "no limit".into() } else { span(limit) };
        Some(Subject::topic(topic, format!("{name}={limit} ({words})")).harm(Severity::Low))
    })
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let limit = |ms: &str| {
            look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).topic_default("message.timestamp.after.max.ms", ms)
        };
        stories(
            measure,
            &[
                ("an hour", &[limit("3600000")], "-"),
                (
                    "a month",
                    &[limit("2592000000")],
                    "orders [low now] message.timestamp.after.max.ms=2592000000 (30 days)",
                ),
                ("brokers stamp", &[limit("2592000000").topic_default("message.timestamp.type", "LogAppendTime")], "-"),
            ],
        );
    }
}
