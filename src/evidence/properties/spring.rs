//! Settings as Spring Boot and Spring Cloud Stream name them.

use std::borrow::Cow;

use super::names::Meaning;
use super::table;
use crate::knowledge::Side;

/// Spring Boot's own words for some settings, where dashes for dots do not give the name (KafkaProperties.java).
const SPRING: [(&str, &str); 14] = [
    ("auto-commit-interval", "auto.commit.interval.ms"),
    ("fetch-max-wait", "fetch.max.wait.ms"),
    ("fetch-min-size", "fetch.min.bytes"),
    ("heartbeat-interval", "heartbeat.interval.ms"),
    ("max-poll-interval", "max.poll.interval.ms"),
    ("ssl.key-password", "ssl.key.password"),
    ("ssl.key-store-location", "ssl.keystore.location"),
    ("ssl.key-store-password", "ssl.keystore.password"),
    ("ssl.key-store-type", "ssl.keystore.type"),
    ("ssl.trust-store-location", "ssl.truststore.location"),
    ("ssl.trust-store-password", "ssl.truststore.password"),
    ("ssl.trust-store-type", "ssl.truststore.type"),
    ("ssl.protocol", "ssl.protocol"),
    ("state-store-cache-max-size", "statestore.cache.max.bytes"),
];

/// What a name below `spring.` means; an empty one where it is none of Kafka's.
pub(super) fn spring<'a>(path: &str, value: &'a str) -> Meaning<'a> {
    let nothing = Meaning { side: None, name: "".into(), value: "".into(), foreign: true };
    // A key in brackets keeps its dots: `properties[max.poll.records]`.
    let path = path.replace('[', ".").replace(']', "").replace("..", ".");
    let kafka = path.strip_prefix("kafka.").or_else(|| path.strip_prefix("cloud.stream.kafka."));
    let Some(mut rest) = kafka else { return nothing };
    let mut side = None;
    while let Some((part, after)) = rest.split_once('.') {
        let inside = |side| Meaning { side, name: after.to_string().into(), value: value.into(), foreign: true };
        match part {
            "consumer-properties" | "consumerProperties" => return inside(Some(Side::Consumer)),
            "producer-properties" | "producerProperties" => return inside(Some(Side::Producer)),
            "properties" | "configuration" => return inside(side),
            "consumer" => side = Some(Side::Consumer),
            "producer" => side = Some(Side::Producer),
            "admin" => side = Some(Side::Admin),
            "streams" => side = Some(Side::Streams),
            "listener" | "template" | "jaas" | "retry" => return nothing,
            _ if path.starts_with("cloud.") => {}
            _ => break,
        }
        rest = after;
    }
    if path.starts_with("cloud.") {
        return nothing;
    }
    let kebab = kebab(rest);
    let name = SPRING
        .iter()
        .find(|(spring, _)| *spring == kebab)
        .map_or(kebab.replace('-', "."), |(_, kafka)| (*kafka).into());
    if !table::known(&name) {
        return nothing;
    }
    let value =
        if name == "isolation.level" { value.to_ascii_lowercase().replace('-', "_").into() } else { amount(value) };
    Meaning { side, name: name.into(), value, foreign: true }
}

/// The path below `spring.` that a variable of the environment means: `CONSUMER_MAX_POLL_RECORDS`.
pub(super) fn of_environment(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let (mut path, mut rest) = (String::from("kafka."), lower.as_str());
    while let Some((head, after)) = rest.split_once('_')
        && matches!(head, "consumer" | "producer" | "admin" | "streams" | "ssl" | "properties")
    {
        path.push_str(head);
        path.push('.');
        rest = after;
        if head == "properties" {
            return path + &rest.replace('_', ".");
        }
    }
    path + &rest.replace('_', "-")
}

/// `maxPollRecords` as `max-poll-records`: Spring takes both.
fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Spring's durations (`500ms`, `10s`, `PT10S`) in milliseconds and sizes (`16KB`) in bytes; anything else as it stands.
fn amount(value: &str) -> Cow<'_, str> {
    let text = value.trim();
    let text = text.strip_prefix("PT").unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match (unit, text.len() < value.trim().len()) {
        ("ms", false) => 1,
        ("s", false) | ("S", true) => 1000,
        ("m", false) | ("M", true) => 60_000,
        ("h", false) | ("H", true) => 3_600_000,
        ("d", false) => 86_400_000,
        ("B", false) => 1,
        ("KB", false) => 1 << 10,
        ("MB", false) => 1 << 20,
        ("GB", false) => 1 << 30,
        _ => return Cow::Borrowed(value),
    };
    match number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)) {
        Some(amount) => Cow::Owned(amount.to_string()),
        None => Cow::Borrowed(value),
    }
}
