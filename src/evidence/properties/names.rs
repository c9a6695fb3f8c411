//! What a name in a file means: Kafka's own, behind a prefix, Spring's, or a container image's variable.

use std::borrow::Cow;

use super::spring::{of_environment, spring};
use super::{Entry, Settings, spelling, table};
use crate::knowledge::Side;

/// A setting as Kafka names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning<'a> {
    /// The inner client that a prefix names; nothing where the name stands for itself.
    pub side: Option<Side>,
    pub name: Cow<'a, str>,
    /// As Kafka writes it: Spring's `10s` is 10000.
    pub value: Cow<'a, str>,
    /// From the names of a framework, which has names beside Kafka's that nobody here knows.
    pub foreign: bool,
}

/// Prefixes by which Connect workers, connectors and Streams name their inner clients (ConnectorConfig, StreamsConfig), and Spark.
const INNER: [(&str, Side); 11] = [
    ("producer.override.", Side::Producer),
    ("consumer.override.", Side::Consumer),
    ("admin.override.", Side::Admin),
    ("main.consumer.", Side::Consumer),
    ("restore.consumer.", Side::Consumer),
    ("global.consumer.", Side::Consumer),
    ("producer.", Side::Producer),
    ("consumer.", Side::Consumer),
    ("admin.", Side::Admin),
    ("streams.", Side::Streams),
    ("topic.", Side::Topic),
];

/// Prefixes behind which other code than the named side reads: nothing is said of them.
pub(super) const SILENT: [&str; 24] = [
    "listener.name.",
    "key.converter.",
    "value.converter.",
    "header.converter.",
    "internal.",
    "config.providers.",
    "confluent.",
    "spring.",
    "schema.registry.",
    "transforms.",
    "predicates.",
    "errors.",
    "key.subject.",
    "value.subject.",
    "metric.",
    "metrics.",
    "rlmm.config.",
    "rsm.config.",
    "remote.log.metadata.",
    "remote.log.storage.",
    "ssl.principal.",
    "principal.builder.",
    "apicurio.",
    "topic.creation.",
];

/// What the pair says, in Kafka's own words.
pub(super) fn meaning(entry: &Entry) -> Meaning<'_> {
    let (key, value) = (entry.key.as_str(), Cow::Borrowed(entry.value.as_str()));
    if let Some(path) = key.strip_prefix("spring.") {
        return spring(path, &entry.value);
    }
    if let Some(path) = key.strip_prefix("SPRING_KAFKA_") {
        return spring(&of_environment(path), &entry.value);
    }
    if let Some((side, name)) = channel(key) {
        return Meaning { side: Some(side), name: Cow::Borrowed(name), value, foreign: true };
    }
    if let Some((side, name)) = variable(key) {
        return Meaning { side, name: name.into(), value, foreign: true };
    }
    let plain = |side, name| Meaning { side, name: Cow::Borrowed(name), value: value.clone(), foreign: false };
    if table::known(key) {
        return plain(None, key);
    }
    // Spark hands what stands behind `kafka.` to its clients.
    if let Some(name) = key.strip_prefix("kafka.").filter(|name| table::known(name)) {
        return Meaning { foreign: true, ..plain(None, name) };
    }
    for (prefix, side) in INNER {
        if let Some(name) = key.strip_prefix(prefix).filter(|name| !name.is_empty() && !name.starts_with("creation.")) {
            return plain(Some(side), name);
        }
    }
    plain(None, key)
}

/// The setting of a channel of MicroProfile Reactive Messaging (Quarkus): `mp.messaging.incoming.orders.max.poll.records`.
fn channel(key: &str) -> Option<(Side, &str)> {
    let rest = key.strip_prefix("mp.messaging.")?;
    let (side, rest) = [("incoming.", Side::Consumer), ("outgoing.", Side::Producer)]
        .into_iter()
        .find_map(|(way, side)| Some((side, rest.strip_prefix(way)?)))?;
    let (_, name) = rest.split_once('.')?;
    table::sides(name).contains(&side).then_some((side, name))
}

/// Whether the name is a setting of Kafka's.
pub(super) fn means_setting(key: &str) -> bool {
    let entry = Entry { key: key.into(), value: String::new(), line: 0 };
    table::known(&meaning(&entry).name)
}

/// Whether anything in a file is Kafka's, if only nearly.
pub(super) fn any_of_kafka(settings: &Settings) -> bool {
    settings.entries.iter().any(|entry| {
        let meaning = meaning(entry);
        let sides = settings.side.or(meaning.side).map_or(vec![Side::Client, Side::Broker], |side| vec![side]);
        table::known(&meaning.name)
            || ["listener.name.", "key.converter.", "value.converter."]
                .iter()
                .any(|prefix| entry.key.starts_with(prefix))
            || (meaning.name.contains('.') && spelling::nearest(&meaning.name, &sides).is_some())
    })
}

/// Letters, digits, dots, dashes and underscores.
pub(super) fn shaped(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// The setting behind a variable of a container image: `KAFKA_LOG_DIRS` (Apache, Confluent), `KAFKA_CFG_LOG_DIRS` (Bitnami),
/// `CONNECT_GROUP_ID`. A doubled underscore is one, a trebled one a dash, as the images' documentation says.
pub(super) fn variable(name: &str) -> Option<(Option<Side>, String)> {
    let (side, rest) = [("KAFKA_CFG_", None), ("KAFKA_", None), ("CONNECT_", Some(Side::Connect))]
        .into_iter()
        .find_map(|(prefix, side)| Some((side, name.strip_prefix(prefix)?)))?;
    if rest.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let dotted =
        rest.to_ascii_lowercase().replace("___", "-").replace("__", "\u{0}").replace('_', ".").replace('\u{0}', "_");
    let sides = table::sides(&dotted);
    // Workers get their clients' settings with a prefix: `CONNECT_PRODUCER_ACKS`.
    if side.is_some() {
        let inner = INNER.iter().find_map(|(prefix, inner)| Some((*inner, dotted.strip_prefix(prefix)?)));
        if let Some((inner, name)) = inner.filter(|(inner, name)| table::sides(name).contains(inner)) {
            return Some((Some(inner), name.into()));
        }
    }
    let fits = side.map_or(sides.contains(&Side::Broker), |side| sides.contains(&side));
    // Variables are for brokers and workers; the side is left to the content, since a prefix KAFKA_ is used for both.
    fits.then_some((None, dotted))
}

/// Names of maps that hold settings.
const SETTINGS: [&str; 7] = ["config", "configuration", "properties", "consumer", "producer", "streams", "environment"];

/// A name of a setting has fewer parts than this, and with all that stands around it fewer bytes: of a deeper path the end is looked at.
const DEEPEST: usize = 32;
const LONGEST_NAME: usize = 1000;

/// The part of a nested path that is a setting, with the inner client above it; all of it where no part is.
pub(super) fn of_path(path: &[&str]) -> String {
    let mut bytes = 0;
    let near = path.iter().rev().take(DEEPEST).skip(1).take_while(|part| {
        bytes += part.len();
        bytes <= LONGEST_NAME
    });
    let path = &path[path.len().saturating_sub(near.count() + 1)..];
    let whole = path.join(".");
    if whole.starts_with("spring.") {
        return whole;
    }
    for start in 0..path.len() {
        let name = path[start..].join(".");
        // A word without a dot (`name`, `topics`) is a setting only where settings are meant.
        let meant = |part: &&str| SETTINGS.contains(part);
        if means_setting(&name) && (start == 0 || name.contains('.') || path[..start].iter().any(meant)) {
            let role = path[..start].iter().rev().find_map(|part| match *part {
                "producer" | "producerConfig" | "producer-properties" => Some("producer."),
                "consumer" | "consumerConfig" | "consumer-properties" => Some("consumer."),
                "streams" => Some("streams."),
                _ => None,
            });
            return format!("{}{name}", role.unwrap_or(""));
        }
    }
    // What stands under `config` is meant as a setting, misspelt or not.
    match path {
        [.., parent, name] if matches!(*parent, "config" | "properties" | "configuration") => (*name).into(),
        [.., parent, name] if *parent == "config" || parent.is_empty() => (*name).into(),
        [single] => (*single).into(),
        _ => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(key: &str, value: &str) -> (Option<Side>, String, String) {
        let entry = Entry { key: key.into(), value: value.into(), line: 1 };
        let Meaning { side, name, value, .. } = meaning(&entry);
        (side, name.into_owned(), value.into_owned())
    }

    #[test]
    fn of_a_deep_path_the_end_is_looked_at() {
        let deep = vec!["deep"; 1_000];
        assert_eq!(of_path(&deep), vec!["deep"; DEEPEST].join("."));
        assert_eq!(of_path(&[&deep[..], &["max", "poll", "records"]].concat()), "max.poll.records");
        let long = "x".repeat(LONGEST_NAME);
        assert_eq!(of_path(&["spring", &long, "topics"]), format!("{long}.topics"));
    }

    #[test]
    fn names_are_understood_wherever_they_stand() {
        for (key, value, side, name, kafka) in [
            ("acks", "all", None, "acks", "all"),
            ("producer.acks", "1", Some(Side::Producer), "acks", "1"),
            ("consumer.override.max.poll.records", "1", Some(Side::Consumer), "max.poll.records", "1"),
            ("main.consumer.fetch.min.bytes", "1", Some(Side::Consumer), "fetch.min.bytes", "1"),
            ("kafka.session.timeout.ms", "1", None, "session.timeout.ms", "1"),
            ("KAFKA_LOG_DIRS", "/d", None, "log.dirs", "/d"),
            ("KAFKA_CFG_MIN_INSYNC_REPLICAS", "2", None, "min.insync.replicas", "2"),
            ("CONNECT_PRODUCER_ACKS", "1", Some(Side::Producer), "acks", "1"),
            ("CONNECT_CONSUMER_MAX_POLL_RECORDS", "0", Some(Side::Consumer), "max.poll.records", "0"),
            ("KAFKA_HEAP_OPTS", "-Xmx1g", None, "KAFKA_HEAP_OPTS", "-Xmx1g"),
            ("spring.kafka.consumer.max-poll-records", "50", Some(Side::Consumer), "max.poll.records", "50"),
            ("spring.kafka.consumer.maxPollRecords", "50", Some(Side::Consumer), "max.poll.records", "50"),
            ("spring.kafka.consumer.heartbeat-interval", "3s", Some(Side::Consumer), "heartbeat.interval.ms", "3000"),
            ("spring.kafka.consumer.fetch-max-wait", "PT1S", Some(Side::Consumer), "fetch.max.wait.ms", "1000"),
            (
                "spring.kafka.consumer.isolation-level",
                "READ-COMMITTED",
                Some(Side::Consumer),
                "isolation.level",
                "read_committed",
            ),
            ("spring.kafka.producer.batch-size", "16KB", Some(Side::Producer), "batch.size", "16384"),
            ("spring.kafka.properties.session.timeout.ms", "1", None, "session.timeout.ms", "1"),
            ("spring.kafka.consumer.properties[max.poll.records]", "1", Some(Side::Consumer), "max.poll.records", "1"),
            ("spring.kafka.producer.properties.linger.ms", "5", Some(Side::Producer), "linger.ms", "5"),
            ("spring.kafka.ssl.trust-store-location", "x", None, "ssl.truststore.location", "x"),
            ("spring.kafka.listener.ack-mode", "manual", None, "", ""),
            (
                "spring.cloud.stream.kafka.binder.consumer-properties.max.poll.records",
                "5",
                Some(Side::Consumer),
                "max.poll.records",
                "5",
            ),
            (
                "spring.cloud.stream.kafka.bindings.in-0.consumer.configuration.max.poll.records",
                "5",
                Some(Side::Consumer),
                "max.poll.records",
                "5",
            ),
            ("spring.application.name", "x", None, "", ""),
            ("SPRING_KAFKA_CONSUMER_MAX_POLL_RECORDS", "5", Some(Side::Consumer), "max.poll.records", "5"),
            ("SPRING_KAFKA_CONSUMER_HEARTBEAT_INTERVAL", "3s", Some(Side::Consumer), "heartbeat.interval.ms", "3000"),
            ("SPRING_KAFKA_PROPERTIES_SESSION_TIMEOUT_MS", "1", None, "session.timeout.ms", "1"),
            ("mp.messaging.incoming.in.max.poll.records", "0", Some(Side::Consumer), "max.poll.records", "0"),
            ("mp.messaging.outgoing.out.topic", "x", None, "mp.messaging.outgoing.out.topic", "x"),
        ] {
            assert_eq!(means(key, value), (side, name.to_string(), kafka.to_string()), "{key}");
        }
    }
}
