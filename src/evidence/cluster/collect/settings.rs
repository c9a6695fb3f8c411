//! Which settings are kept, and how: what somebody set, and the defaults that probes judge.

use std::collections::BTreeMap;

use super::link::no_error;
use crate::evidence::cluster::codec::configs;
use crate::evidence::cluster::snapshot::{Setting, SettingSource, Settings, Why};
use crate::evidence::cluster::wire::Malformed;
use crate::evidence::redact;

/// Settings of topics that are kept even where nobody set them.
const OF_TOPICS: [&str; 18] = [
    "cleanup.policy",
    "compression.type",
    "delete.retention.ms",
    "max.compaction.lag.ms",
    "max.message.bytes",
    "message.timestamp.after.max.ms",
    "message.timestamp.before.max.ms",
    "message.timestamp.difference.max.ms",
    "message.timestamp.type",
    "min.cleanable.dirty.ratio",
    "min.insync.replicas",
    "remote.storage.enable",
    "retention.bytes",
    "retention.ms",
    "segment.bytes",
    "segment.jitter.ms",
    "segment.ms",
    "unclean.leader.election.enable",
];

/// Settings of brokers that are kept even where nobody set them.
const OF_BROKERS: [&str; 66] = [
    "allow.everyone.if.no.acl.found",
    "authorizer.class.name",
    "auto.create.topics.enable",
    "auto.leader.rebalance.enable",
    "broker.heartbeat.interval.ms",
    "broker.rack",
    "broker.session.timeout.ms",
    "connection.failed.authentication.delay.ms",
    "connections.max.idle.ms",
    "connections.max.reauth.ms",
    "controlled.shutdown.enable",
    "default.replication.factor",
    "delete.topic.enable",
    "fetch.max.bytes",
    "group.consumer.heartbeat.interval.ms",
    "group.consumer.max.session.timeout.ms",
    "group.consumer.max.size",
    "group.consumer.min.session.timeout.ms",
    "group.consumer.session.timeout.ms",
    "group.initial.rebalance.delay.ms",
    "group.max.session.timeout.ms",
    "group.max.size",
    "group.min.session.timeout.ms",
    "inter.broker.protocol.version",
    "leader.imbalance.check.interval.seconds",
    "leader.imbalance.per.broker.percentage",
    "listeners",
    "advertised.listeners",
    "listener.security.protocol.map",
    "log.cleaner.dedupe.buffer.size",
    "log.cleaner.enable",
    "log.cleaner.threads",
    "log.dirs",
    "log.message.format.version",
    "log.retention.bytes",
    "log.retention.check.interval.ms",
    "log.retention.hours",
    "log.retention.ms",
    "log.segment.bytes",
    "max.connections",
    "max.connections.per.ip",
    "message.max.bytes",
    "min.insync.replicas",
    "num.io.threads",
    "num.network.threads",
    "num.partitions",
    "num.recovery.threads.per.data.dir",
    "num.replica.fetchers",
    "offset.metadata.max.bytes",
    "offsets.commit.timeout.ms",
    "offsets.retention.check.interval.ms",
    "offsets.retention.minutes",
    "offsets.topic.num.partitions",
    "offsets.topic.replication.factor",
    "process.roles",
    "producer.id.expiration.ms",
    "replica.fetch.max.bytes",
    "replica.lag.time.max.ms",
    "sasl.enabled.mechanisms",
    "security.inter.broker.protocol",
    "socket.request.max.bytes",
    "ssl.client.auth",
    "transaction.max.timeout.ms",
    "transaction.state.log.min.isr",
    "transaction.state.log.replication.factor",
    "unclean.leader.election.enable",
];

/// What one answer about topics holds: settings of each, or why they were refused.
pub(super) type TopicPage = Vec<(String, Result<Vec<(String, Setting)>, Why>)>;

/// Reads the settings of a broker.
pub(super) fn of_broker(body: &[u8]) -> Result<Result<BTreeMap<String, Setting>, Why>, Malformed> {
    let resource = configs::read(body)?.into_iter().next().ok_or(Malformed)?;
    Ok(no_error(resource.error).map(|()| kept(resource.entries, &OF_BROKERS).collect()))
}

/// Reads a page of topics' settings.
pub(super) fn of_topics(body: &[u8]) -> Result<TopicPage, Malformed> {
    let keep = |resource: configs::Resource| {
        let told = no_error(resource.error).map(|()| kept(resource.entries, &OF_TOPICS).collect());
        (resource.name, told)
    };
    Ok(configs::read(body)?.into_iter().map(keep).collect())
}

/// Reads a page of groups' settings; only what was set is kept.
pub(super) fn of_groups(body: &[u8]) -> Result<TopicPage, Malformed> {
    let keep = |resource: configs::Resource| {
        let told = no_error(resource.error).map(|()| {
            kept(resource.entries, &[]).filter(|(_, setting)| setting.source == SettingSource::Group).collect()
        });
        (resource.name, told)
    };
    Ok(configs::read(body)?.into_iter().map(keep).collect())
}

fn kept<'a>(entries: Vec<configs::Entry>, judged: &'a [&str]) -> impl Iterator<Item = (String, Setting)> + 'a {
    entries.into_iter().filter_map(|entry| {
        let source = SettingSource::from_kafka(entry.source);
        if source == SettingSource::Default && !judged.contains(&entry.name.as_str()) {
            return None;
        }
        // Brokers keep passwords to themselves; this is the second lock.
        let sensitive = entry.sensitive || redact::is_secret(&entry.name);
        let value = entry.value.filter(|_| !sensitive).map(|value| redact::redact(&value));
        Some((entry.name, Setting { value, source, sensitive }))
    })
}

impl Settings {
    /// Adds what a topic has. What topics inherit is the same for all of them, as one broker told it, and is kept once.
    pub(super) fn add_topic(&mut self, topic: String, told: Vec<(String, Setting)>) {
        let defaults = self.topic_defaults.get_or_insert_default();
        let mut own = BTreeMap::new();
        for (name, setting) in told {
            let inherited = setting.source != SettingSource::Topic
                && *defaults.entry(name.clone()).or_insert_with(|| setting.clone()) == setting;
            if !inherited {
                own.insert(name, setting);
            }
        }
        if !own.is_empty() {
            self.topics.insert(topic, own);
        }
    }
}
