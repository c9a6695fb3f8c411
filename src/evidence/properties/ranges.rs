//! Whether a single value is allowed: type and range as ConfigDef.parseType and the validators of ConfigDef.java judge them,
//! and `rd_kafka_conf_set` in librdkafka's rdkafka_conf.c.

use super::table::{self, Setting, Version};
use super::values::elements;
use crate::knowledge::Side;

/// What is wrong with a value, in a few words; nothing where it is allowed or not known to be wrong.
pub(super) fn wrong(side: Side, name: &str, value: &str, version: Option<Version>) -> Option<String> {
    let value = value.trim();
    if let Some(wrong) = assignors(side, name, value) {
        return Some(wrong);
    }
    if side == Side::Librdkafka {
        // Some names are a global and a topic setting, with limits of their own.
        let verdicts: Vec<Option<String>> = table::librdkafka(name).map(|setting| native(&setting, value)).collect();
        return verdicts.into_iter().reduce(|a, b| a.and(b)).flatten();
    }
    let setting = table::lookup(side, name)?;
    // Some versions have a default outside their own range, as a word for "not set".
    if setting.defaults(None).contains(&Some(value)) {
        return None;
    }
    if let Some(wrong) = kind(&setting, value) {
        return Some(commented(value, wrong));
    }
    // Limits of young settings still move from version to version.
    if version.is_none() && setting.since().is_some_and(|since| since >= (3, 9)) {
        return None;
    }
    let mut verdicts = setting.allowed(version).into_iter().map(|allowed| outside(setting.kind, allowed, value));
    let first = verdicts.next()??;
    verdicts.all(|one| one.is_some()).then(|| commented(value, first))
}

/// A comment behind a value is a part of it: `Properties.load` knows comments only at the start of a line.
fn commented(value: &str, wrong: String) -> String {
    if value.contains(" #") || value.contains("\t#") || value.contains(" //") {
        return format!("{wrong}; what stands behind the value is no comment there but a part of it");
    }
    wrong
}

fn kind(setting: &Setting, value: &str) -> Option<String> {
    let whole = |fits: bool| (!fits).then(|| "not a whole number".to_string());
    let too_large = |bits: u32| format!("too large for this setting, which takes whole numbers of {bits} bits");
    match setting.kind {
        "int" if value.parse::<i32>().is_err() => {
            Some(if value.parse::<i64>().is_ok() { too_large(32) } else { whole(false)? })
        }
        "short" if value.parse::<i16>().is_err() => {
            Some(if value.parse::<i64>().is_ok() { too_large(16) } else { whole(false)? })
        }
        "long" => whole(value.parse::<i64>().is_ok()),
        // Java takes `0.5d` and the like, which nobody writes.
        "double" if value.parse::<f64>().is_err() && !value.ends_with(['d', 'D', 'f', 'F']) => {
            Some("not a number".into())
        }
        "boolean" if !value.eq_ignore_ascii_case("true") && !value.eq_ignore_ascii_case("false") => {
            Some("neither true nor false".into())
        }
        _ => None,
    }
}

/// What is wrong by the column of allowed values: `1..`, `0..1|-1`, `=a,b`, `~a,b`.
fn outside(kind: &str, allowed: &str, value: &str) -> Option<String> {
    if let Some(words) = allowed.strip_prefix(['=', '~']) {
        let any_case = allowed.starts_with('~');
        let fits = |value: &str| {
            words.split(',').any(|word| match word.strip_suffix('*') {
                Some(start) => value.starts_with(start),
                None if any_case => word.eq_ignore_ascii_case(value),
                None => word == value,
            })
        };
        let all = if kind == "list" { elements(value).all(fits) } else { fits(value) };
        return (!all)
            .then(|| format!("allowed: {}", words.replace("by_duration:*", "by_duration:P1D").replace(',', ", ")));
    }
    let (range, extra) = allowed.split_once('|').unwrap_or((allowed, ""));
    let (low, high) = range.split_once("..")?;
    let number: f64 = value.parse().ok()?;
    let inside = low.parse().is_ok_and(|low: f64| number >= low)
        && (high.is_empty() || high.parse().is_ok_and(|high: f64| number <= high));
    if inside || (!extra.is_empty() && extra == value) {
        return None;
    }
    let or = if extra.is_empty() { String::new() } else { format!(", or {extra}") };
    Some(if high.is_empty() { format!("at least {low}{or}") } else { format!("{low} to {high}{or}") })
}

fn native(setting: &Setting, value: &str) -> Option<String> {
    let words = ["true", "t", "1", "false", "f", "0"];
    match setting.kind {
        "boolean" if !words.iter().any(|word| word.eq_ignore_ascii_case(value)) => {
            Some("neither true nor false".into())
        }
        // -1 has the name `all`.
        "int" if setting.name.ends_with("acks") && value.eq_ignore_ascii_case("all") => None,
        // strtol with base 0 also takes 0x10.
        "int" if value.parse::<i64>().is_err() && !value.starts_with("0x") => Some("not a whole number".into()),
        "double" if value.parse::<f64>().is_err() => Some("not a number".into()),
        kind => setting.allowed(None).into_iter().find_map(|allowed| outside(kind, allowed, value)),
    }
}

/// Assignors are classes for Java (`ConsumerPartitionAssignor`) and words for librdkafka (rdkafka_assignor.c).
fn assignors(side: Side, name: &str, value: &str) -> Option<String> {
    if name != "partition.assignment.strategy" {
        return None;
    }
    let words = ["range", "roundrobin", "sticky", "cooperative-sticky"];
    match side {
        Side::Consumer if elements(value).any(|one| words.contains(&one)) => Some(
            "Java clients take class names, such as org.apache.kafka.clients.consumer.CooperativeStickyAssignor".into(),
        ),
        Side::Librdkafka if elements(value).any(|one| one.contains('.')) => {
            Some("librdkafka takes range, roundrobin or cooperative-sticky".into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_allowed() {
        for side in table::JAVA.into_iter().chain([Side::Librdkafka]) {
            for name in table::names(side) {
                let Some(setting) = table::lookup(side, name) else { continue };
                for version in [None, Some((2, 8)), Some((3, 6)), Some((3, 9)), Some((4, 0)), Some((4, 3))] {
                    for value in setting.defaults(version).into_iter().flatten() {
                        assert_eq!(wrong(side, name, value, version), None, "{side:?} {name}={value} {version:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn values_are_judged_by_type_and_range() {
        use Side::{Broker, Consumer, Librdkafka, Producer, Streams, Topic};
        for (side, name, value, version, wrong_is) in [
            (Consumer, "max.poll.records", "500", None, None),
            (Consumer, "max.poll.records", " 500 ", None, None),
            (Consumer, "max.poll.records", "0", None, Some("at least 1")),
            (Consumer, "max.poll.records", "many", None, Some("not a whole number")),
            (
                Consumer,
                "max.poll.interval.ms",
                "9999999999",
                None,
                Some("too large for this setting, which takes whole numbers of 32 bits"),
            ),
            (Producer, "max.request.size", "10MB", None, Some("not a whole number")),
            (
                Producer,
                "linger.ms",
                "5 # wait",
                None,
                Some("not a whole number; what stands behind the value is no comment there but a part of it"),
            ),
            (Producer, "acks", "2", None, Some("allowed: all, -1, 0, 1")),
            (Producer, "compression.type", "Gzip", None, Some("allowed: none, gzip, snappy, lz4, zstd")),
            (Producer, "compression.gzip.level", "-1", None, None),
            (Producer, "compression.gzip.level", "12", None, Some("1 to 9, or -1")),
            (Producer, "enable.idempotence", "TRUE", None, None),
            (Producer, "enable.idempotence", "yes", None, Some("neither true nor false")),
            (Consumer, "auto.offset.reset", "smallest", None, Some("allowed: latest, earliest, none, by_duration:P1D")),
            (Consumer, "auto.offset.reset", "by_duration:P7D", None, None),
            (Consumer, "security.protocol", "sasl_ssl", None, None),
            (
                Consumer,
                "partition.assignment.strategy",
                "cooperative-sticky",
                None,
                Some(
                    "Java clients take class names, such as org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
                ),
            ),
            (Broker, "log.segment.bytes", "1000", None, None),
            (Broker, "log.segment.bytes", "1000", Some((3, 9)), None),
            (Broker, "log.segment.bytes", "1000", Some((4, 0)), Some("at least 1048576")),
            (Broker, "log.segment.bytes", "1", None, Some("at least 14")),
            (Streams, "processing.guarantee", "exactly_once", None, None),
            (
                Streams,
                "processing.guarantee",
                "exactly_once",
                Some((4, 1)),
                Some("allowed: at_least_once, exactly_once_v2"),
            ),
            (Topic, "cleanup.policy", "compact,delete", None, None),
            (Topic, "cleanup.policy", "compact,remove", None, Some("allowed: compact, delete")),
            (Topic, "min.cleanable.dirty.ratio", "1.5", None, Some("0 to 1")),
            (Librdkafka, "acks", "all", None, None),
            (Librdkafka, "linger.ms", "0.5", None, None),
            (Librdkafka, "session.timeout.ms", "9000000", None, Some("1 to 3600000")),
            (Librdkafka, "auto.offset.reset", "smallest", None, None),
            (
                Librdkafka,
                "auto.offset.reset",
                "first",
                None,
                Some("allowed: smallest, earliest, beginning, largest, latest, end, error"),
            ),
            (Librdkafka, "compression.codec", "inherit", None, None),
            (
                Librdkafka,
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer.RangeAssignor",
                None,
                Some("librdkafka takes range, roundrobin or cooperative-sticky"),
            ),
            (Consumer, "no.such.setting", "x", None, None),
        ] {
            assert_eq!(wrong(side, name, value, version).as_deref(), wrong_is, "{name}={value} {version:?}");
        }
    }
}
