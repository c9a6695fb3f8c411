//! Settings of one process that contradict each other: with each of these it stops at start, or cannot do its work. What brokers allow their
//! clients is judged by observations of their own.

use std::sync::LazyLock;

use super::holds::{Judge, Outcome};
use super::values::elements;
use super::views::View;
use crate::knowledge::Side;
use crate::knowledge::expression::{self, Condition};

/// A contradiction: the sides that it concerns, the condition, what to say.
type Rule = (&'static [Side], &'static str, &'static str);

const CONSUMER: &[Side] = &[Side::Consumer];
const PRODUCER: &[Side] = &[Side::Producer];
const BROKER: &[Side] = &[Side::Broker];
const NATIVE: &[Side] = &[Side::Librdkafka];

/// Where each comes from stands beside it; paths are those of Kafka's and librdkafka's sources.
const RULES: [Rule; 27] = [
    // clients/.../consumer/internals/Heartbeat.java: "Heartbeat must be set lower than the session timeout".
    (
        &[Side::Consumer, Side::Connect],
        "heartbeat.interval.ms >= session.timeout.ms",
        "heartbeat.interval.ms must be below session.timeout.ms",
    ),
    // clients/.../consumer/ConsumerConfig.java, checkUnsupportedConfigsPostProcess.
    (
        CONSUMER,
        "group.protocol = consumer and session.timeout.ms is set",
        "group.protocol=consumer takes no session.timeout.ms: the broker's group.consumer.session.timeout.ms holds",
    ),
    (
        CONSUMER,
        "group.protocol = consumer and heartbeat.interval.ms is set",
        "group.protocol=consumer takes no heartbeat.interval.ms: the broker's group.consumer.heartbeat.interval.ms holds",
    ),
    (
        CONSUMER,
        "group.protocol = consumer and partition.assignment.strategy is set",
        "group.protocol=consumer takes no partition.assignment.strategy: group.remote.assignor names an assignor of the broker",
    ),
    // clients/.../producer/ProducerConfig.java, postProcessAndValidateIdempotenceConfigs.
    (
        PRODUCER,
        "enable.idempotence is set and enable.idempotence = true and acks is set and acks != all",
        "enable.idempotence=true needs acks=all",
    ),
    (
        PRODUCER,
        "enable.idempotence is set and enable.idempotence = true and retries is set and retries = 0",
        "enable.idempotence=true needs retries above 0",
    ),
    (
        PRODUCER,
        "enable.idempotence is set and enable.idempotence = true and max.in.flight.requests.per.connection is set and max.in.flight.requests.per.connection > 5",
        "enable.idempotence=true needs max.in.flight.requests.per.connection of at most 5",
    ),
    (
        PRODUCER,
        "transactional.id is set and enable.idempotence is set and enable.idempotence = false",
        "transactional.id needs enable.idempotence=true",
    ),
    (PRODUCER, "transactional.id is set and acks is set and acks != all", "transactional.id needs acks=all"),
    // clients/.../admin/KafkaAdminClient.java, configureDefaultApiTimeoutMs.
    (
        &[Side::Admin],
        "default.api.timeout.ms is set and request.timeout.ms is set and default.api.timeout.ms < request.timeout.ms",
        "an admin client's default.api.timeout.ms must not be below request.timeout.ms",
    ),
    // core/.../server/KafkaConfig.scala, validateValues.
    (
        BROKER,
        "replica.fetch.wait.max.ms > replica.socket.timeout.ms",
        "replica.fetch.wait.max.ms must not be above replica.socket.timeout.ms",
    ),
    (
        BROKER,
        "replica.fetch.wait.max.ms > replica.lag.time.max.ms",
        "replica.fetch.wait.max.ms must not be above replica.lag.time.max.ms",
    ),
    (BROKER, "log.retention.ms = 0", "log.retention.ms must be -1 or at least 1"),
    (
        BROKER,
        "log.cleaner.dedupe.buffer.size <= 1048576 * log.cleaner.threads",
        "log.cleaner.dedupe.buffer.size must be above 1 MB for each of log.cleaner.threads",
    ),
    (
        BROKER,
        "queued.max.request.bytes > 0 and queued.max.request.bytes < socket.request.max.bytes",
        "queued.max.request.bytes must not be below socket.request.max.bytes",
    ),
    (BROKER, "node.id is set and broker.id is set and node.id != broker.id", "node.id and broker.id must be equal"),
    (
        BROKER,
        "inter.broker.listener.name is set and security.inter.broker.protocol is set",
        "only one of inter.broker.listener.name and security.inter.broker.protocol may be set",
    ),
    // Replica counts above what a topic gets: every write with acks=all fails (storage/.../UnifiedLog, Partition.scala). From 3.7
    // on fewer replicas lower the minimum, so only what the file itself says is held against it.
    (
        BROKER,
        "min.insync.replicas is set and default.replication.factor is set and min.insync.replicas > default.replication.factor",
        "topics get fewer replicas than min.insync.replicas asks for",
    ),
    (
        BROKER,
        "transaction.state.log.min.isr is set and transaction.state.log.replication.factor is set and transaction.state.log.min.isr > transaction.state.log.replication.factor",
        "transaction.state.log.min.isr must not be above transaction.state.log.replication.factor",
    ),
    // librdkafka src/rdkafka_conf.c, rd_kafka_conf_finalize and rd_kafka_topic_conf_finalize, which look at some only where they
    // are set.
    (
        NATIVE,
        "max.poll.interval.ms < session.timeout.ms and (max.poll.interval.ms is set or group.id is set)",
        "max.poll.interval.ms must not be below session.timeout.ms",
    ),
    (
        NATIVE,
        "fetch.max.bytes is set and message.max.bytes is set and fetch.max.bytes < message.max.bytes",
        "fetch.max.bytes must not be below message.max.bytes",
    ),
    (
        NATIVE,
        "receive.message.max.bytes is set and fetch.max.bytes is set and receive.message.max.bytes <= fetch.max.bytes",
        "receive.message.max.bytes must be at least fetch.max.bytes + 512",
    ),
    (NATIVE, "enable.idempotence = true and acks is set and acks != all", "enable.idempotence=true needs acks=all"),
    (
        NATIVE,
        "enable.idempotence = true and retries is set and retries = 0",
        "enable.idempotence=true needs retries above 0",
    ),
    (
        NATIVE,
        "enable.idempotence = true and max.in.flight.requests.per.connection is set and max.in.flight.requests.per.connection > 5",
        "enable.idempotence=true needs max.in.flight.requests.per.connection of at most 5",
    ),
    (
        NATIVE,
        "message.timeout.ms is set and message.timeout.ms > 0 and linger.ms is set and message.timeout.ms <= linger.ms",
        "message.timeout.ms must be above linger.ms",
    ),
    (
        NATIVE,
        "transactional.id is set and message.timeout.ms is set and message.timeout.ms > transaction.timeout.ms",
        "message.timeout.ms must not be above transaction.timeout.ms",
    ),
];

static PARSED: LazyLock<Vec<(&'static [Side], Condition, &'static str)>> = LazyLock::new(|| {
    RULES
        .iter()
        .filter_map(|(sides, condition, text)| Some((*sides, expression::parse(condition).ok()?, *text)))
        .collect()
});

/// Every contradiction that a view takes part in, with what it rests on.
pub(super) fn contradictions<'v>(judge: &Judge<'v>) -> Vec<(Outcome<'v>, String)> {
    let mut found = Vec::new();
    for (_, condition, text) in PARSED.iter().filter(|(sides, _, _)| sides.contains(&judge.own.side)) {
        let outcome = judge.outcome(condition);
        // A contradiction of two defaults cannot be; of one, it is the other that somebody set.
        if outcome.truth == Some(true) && outcome.used.iter().any(|used| used.set.is_some()) {
            found.push((outcome, (*text).to_string()));
        }
    }
    match judge.own.side {
        Side::Producer => found.extend(delivery(judge)),
        Side::Broker => found.extend(listeners(judge)),
        _ => {}
    }
    found
}

/// clients/.../producer/KafkaProducer.java, configureDeliveryTimeout: refused only where delivery.timeout.ms is set, else it is
/// raised in silence.
fn delivery<'v>(judge: &Judge<'v>) -> Option<(Outcome<'v>, String)> {
    let number = |name: &str| -> Option<f64> {
        let known = judge.own.value(name)?;
        let numbers: Vec<f64> =
            known.values.iter().map(|value| value.as_ref()?.trim().parse().ok()).collect::<Option<_>>()?;
        // Where the version decides, the least that any has: nothing is held against what some version allows.
        numbers.into_iter().reduce(f64::min)
    };
    judge.own.get("delivery.timeout.ms")?;
    let (delivery, linger, request) =
        (number("delivery.timeout.ms")?, number("linger.ms")?, number("request.timeout.ms")?);
    if delivery >= linger + request {
        return None;
    }
    let condition =
        expression::parse("delivery.timeout.ms is set and request.timeout.ms >= 0 and linger.ms >= 0").ok()?;
    Some((judge.outcome(&condition), "delivery.timeout.ms must be at least linger.ms + request.timeout.ms".into()))
}

/// core/.../server/KafkaConfig.scala and SocketServerConfigs: each name of a listener needs a protocol, its own or one of the map.
fn listeners<'v>(judge: &Judge<'v>) -> Option<(Outcome<'v>, String)> {
    let view: &View = judge.own;
    let text = |name: &str| view.value(name)?.values.first().cloned().flatten();
    let map = view.get("listener.security.protocol.map").and_then(|_| text("listener.security.protocol.map"))?;
    let listeners = view.get("listeners").and_then(|_| text("listeners"))?;
    let mapped: Vec<&str> = elements(&map).filter_map(|one| one.split(':').next()).map(str::trim).collect();
    let missing = elements(&listeners)
        .filter_map(|one| one.split_once("://"))
        .map(|(name, _)| name.trim())
        .find(|name| !mapped.iter().any(|one| one.eq_ignore_ascii_case(name)))?;
    let text = format!("listener.security.protocol.map has no protocol for the listener {missing}");
    let condition = expression::parse("listeners is set and listener.security.protocol.map is set").ok()?;
    Some((judge.outcome(&condition), text))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_rule_is_a_condition() {
        assert_eq!(super::PARSED.len(), super::RULES.len());
    }
}
