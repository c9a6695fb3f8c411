//! Names that the side does not know: settings of another side, and what librdkafka does with them.

use super::findings::{Findings, OTHER_SIDE, REFUSED, meant_as};
use super::roles::Role;
use super::{Settings, names, spelling, table};
use crate::knowledge::Side;

/// A setting that a side does not have, and the one that it has in its place.
type Counterpart = (Side, &'static str, &'static str, &'static str);

/// Taken from the configuration chapters of both documentations; only where the purpose is the same.
const COUNTERPARTS: [Counterpart; 55] = {
    use Side::{Broker, Connect, Consumer, Librdkafka, Producer, Topic};
    [
        (Producer, "message.max.bytes", "brokers and librdkafka", "max.request.size"),
        (Producer, "max.message.bytes", "topics", "max.request.size"),
        (Producer, "metadata.broker.list", "librdkafka", "bootstrap.servers"),
        (Producer, "request.required.acks", "librdkafka", "acks"),
        (Producer, "message.timeout.ms", "librdkafka", "delivery.timeout.ms"),
        (Producer, "queue.buffering.max.ms", "librdkafka", "linger.ms"),
        (Producer, "queue.buffering.max.kbytes", "librdkafka", "buffer.memory"),
        (Producer, "message.send.max.retries", "librdkafka", "retries"),
        (Producer, "compression.codec", "librdkafka", "compression.type"),
        (Producer, "socket.timeout.ms", "librdkafka", "request.timeout.ms"),
        (Producer, "transaction.max.timeout.ms", "brokers", "transaction.timeout.ms"),
        (Producer, "sasl.mechanisms", "librdkafka", "sasl.mechanism"),
        (Producer, "ssl.ca.location", "librdkafka", "ssl.truststore.location"),
        (Consumer, "message.max.bytes", "brokers and librdkafka", "max.partition.fetch.bytes"),
        (Consumer, "max.message.bytes", "topics", "max.partition.fetch.bytes"),
        (Consumer, "fetch.message.max.bytes", "librdkafka", "max.partition.fetch.bytes"),
        (Consumer, "fetch.wait.max.ms", "librdkafka", "fetch.max.wait.ms"),
        (Consumer, "metadata.broker.list", "librdkafka", "bootstrap.servers"),
        (Consumer, "auto.commit.enable", "librdkafka", "enable.auto.commit"),
        (Consumer, "socket.timeout.ms", "librdkafka", "request.timeout.ms"),
        (Consumer, "group.max.session.timeout.ms", "brokers", "session.timeout.ms"),
        (Consumer, "sasl.mechanisms", "librdkafka", "sasl.mechanism"),
        (Consumer, "ssl.ca.location", "librdkafka", "ssl.truststore.location"),
        (Broker, "max.message.bytes", "topics", "message.max.bytes"),
        (Broker, "max.request.size", "producers", "message.max.bytes"),
        (Broker, "retention.ms", "topics", "log.retention.ms"),
        (Broker, "retention.bytes", "topics", "log.retention.bytes"),
        (Broker, "segment.bytes", "topics", "log.segment.bytes"),
        (Broker, "segment.ms", "topics", "log.roll.ms"),
        (Broker, "cleanup.policy", "topics", "log.cleanup.policy"),
        (Broker, "delete.retention.ms", "topics", "log.cleaner.delete.retention.ms"),
        (Broker, "min.cleanable.dirty.ratio", "topics", "log.cleaner.min.cleanable.ratio"),
        (Broker, "min.compaction.lag.ms", "topics", "log.cleaner.min.compaction.lag.ms"),
        (Broker, "max.compaction.lag.ms", "topics", "log.cleaner.max.compaction.lag.ms"),
        (Broker, "message.timestamp.type", "topics", "log.message.timestamp.type"),
        (Broker, "message.timestamp.after.max.ms", "topics", "log.message.timestamp.after.max.ms"),
        (Broker, "message.timestamp.before.max.ms", "topics", "log.message.timestamp.before.max.ms"),
        (Broker, "session.timeout.ms", "consumers", "group.max.session.timeout.ms"),
        (Broker, "transaction.timeout.ms", "producers", "transaction.max.timeout.ms"),
        (Broker, "security.protocol", "clients", "security.inter.broker.protocol"),
        (Broker, "sasl.mechanism", "clients", "sasl.enabled.mechanisms"),
        (Topic, "message.max.bytes", "brokers and librdkafka", "max.message.bytes"),
        (Topic, "log.retention.ms", "brokers", "retention.ms"),
        (Topic, "log.retention.bytes", "brokers", "retention.bytes"),
        (Topic, "log.segment.bytes", "brokers", "segment.bytes"),
        (Topic, "log.cleanup.policy", "brokers", "cleanup.policy"),
        (Connect, "key.serializer", "producers", "key.converter"),
        (Connect, "value.serializer", "producers", "value.converter"),
        (Connect, "key.deserializer", "consumers", "key.converter"),
        (Connect, "value.deserializer", "consumers", "value.converter"),
        (Librdkafka, "max.request.size", "Java producers", "message.max.bytes"),
        (Librdkafka, "buffer.memory", "Java producers", "queue.buffering.max.kbytes"),
        (Librdkafka, "fetch.max.wait.ms", "Java consumers", "fetch.wait.max.ms"),
        (Librdkafka, "sasl.jaas.config", "Java clients", "sasl.username"),
        (Librdkafka, "ssl.truststore.location", "Java clients", "ssl.ca.location"),
    ]
};

/// Only where the role is certain and the side has a counterpart: client files mix sides by right, and a name that a side has
/// nothing for is idle there.
pub(super) fn known_elsewhere(settings: &Settings, role: &Role, found: &mut Findings) {
    let side = match role {
        Role::Certain(side) if !matches!(side, Side::Admin | Side::Streams) => *side,
        _ => return found.leave_open(OTHER_SIDE),
    };
    for entry in &settings.entries {
        let meaning = names::meaning(entry);
        if meaning.foreign || meaning.side.is_some() || table::lookup(side, &meaning.name).is_some() {
            continue;
        }
        let counterpart = COUNTERPARTS.iter().find(|(own, name, _, _)| *own == side && *name == meaning.name);
        if let Some((_, name, whose, instead)) = counterpart
            && !settings.entries.iter().any(|entry| entry.key == *instead)
        {
            let side = match side {
                Side::Librdkafka => "librdkafka has".to_string(),
                Side::Connect => "workers have".to_string(),
                side => format!("{}s have", side.word()),
            };
            found.add(OTHER_SIDE, settings, entry, name, &format!("a setting of {whose}; {side} {instead}"));
        }
    }
}

/// Names that libraries on top of librdkafka take out before it sees them: those of Go, .NET, Python and the clients of a schema registry.
const TAKEN_OUT: [&str; 8] = [
    "go.",
    "dotnet.",
    "basic.auth.",
    "default.topic.config",
    "key.serializer",
    "value.serializer",
    "key.deserializer",
    "value.deserializer",
];

/// librdkafka refuses to start with a name that it does not know. Only where somebody has said that the settings are its: an application's own
/// may stand among them otherwise.
pub(super) fn refused(settings: &Settings, found: &mut Findings) {
    if settings.side != Some(Side::Librdkafka) {
        return found.leave_open(REFUSED);
    }
    for entry in &settings.entries {
        let meaning = names::meaning(entry);
        let taken = |prefix: &&str| entry.key.starts_with(prefix);
        if meaning.foreign
            || meaning.side.is_some()
            || !entry.key.contains('.')
            || table::lookup(Side::Librdkafka, &entry.key).is_some()
            || names::SILENT.iter().chain(&TAKEN_OUT).any(taken)
        {
            continue;
        }
        let own = COUNTERPARTS.iter().find(|(side, name, ..)| (*side, *name) == (Side::Librdkafka, &*entry.key));
        let whose = table::sides(&entry.key).first().copied();
        let meant = spelling::closest(&entry.key, &[Side::Librdkafka]).filter(|_| whose.is_none());
        const REFUSES: &str = "librdkafka does not start with it";
        let says = match (own, whose, meant) {
            (Some((.., instead)), ..) => format!("{REFUSES}; it has {instead}"),
            (_, Some(side), _) => format!("a setting of Java's {}; {REFUSES}", side.word()),
            (.., Some(meant)) => format!("{REFUSES}; did you mean {meant}?"),
            _ => REFUSES.into(),
        };
        let entry = &meant_as(entry, meant.unwrap_or_default());
        found.add(REFUSED, settings, entry, &entry.key, &says);
        if whose.is_some() && own.is_none() {
            found.add(OTHER_SIDE, settings, entry, &entry.key, &says);
        }
    }
}
