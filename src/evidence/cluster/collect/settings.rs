//! Which settings are kept, and how: what somebody set, and the defaults that probes judge.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

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

/// Settings of groups, or why they were refused.
pub(super) type OfGroups = Vec<(String, Result<BTreeMap<String, Setting>, Why>)>;

/// Reads the settings of a broker.
pub(super) fn of_broker(body: &[u8]) -> Result<Result<BTreeMap<String, Setting>, Why>, Malformed> {
    let resource = configs::read(body)?.into_iter().next().ok_or(Malformed)?;
    let mut sieve = Sieve::new(&OF_BROKERS);
    Ok(no_error(resource.error).map(|()| sieve.all(resource.entries, |_| true)))
}

/// Reads a page of groups' settings; only what was set is kept.
pub(super) fn of_groups(body: &[u8]) -> Result<OfGroups, Malformed> {
    let mut sieve = Sieve::new(&[]);
    let own = |setting: &Setting| setting.source == SettingSource::Group;
    let mut groups = OfGroups::new();
    for group in configs::read(body)? {
        let told = no_error(group.error).map(|()| sieve.all(group.entries, own));
        groups.push((group.name, told));
    }
    Ok(groups)
}

impl Settings {
    /// Adds those of a page of topics, and gives the topics whose settings were refused. What topics inherit is the same for all of them, as
    /// one broker told it, and is kept once.
    pub(super) fn add_topics(&mut self, body: &[u8]) -> Result<Vec<(String, Why)>, Malformed> {
        let mut sieve = Sieve::new(&OF_TOPICS);
        let mut refused = Vec::new();
        for topic in configs::read(body)? {
            if let Err(why) = no_error(topic.error) {
                refused.push((topic.name, why));
                continue;
            }
            let defaults = self.topic_defaults.get_or_insert_default();
            let mut own = BTreeMap::new();
            for entry in topic.entries {
                let name = entry.name.clone();
                let Some(setting) = sieve.one(entry) else { continue };
                let inherited = setting.source != SettingSource::Topic
                    && match defaults.get(&*name) {
                        Some(default) => default == setting,
                        None => defaults.insert(name.to_string(), setting.clone()).is_none(),
                    };
                if !inherited {
                    own.insert(name.into_owned(), setting.clone());
                }
            }
            if !own.is_empty() {
                self.topics.insert(topic.name, own);
            }
        }
        Ok(refused)
    }
}

/// What is kept of settings. A thousand topics have nearly the same, so the last of each name is remembered: to look for secrets in all took
/// longer than everything else.
struct Sieve<'a> {
    judged: &'a [&'a str],
    last: HashMap<Cow<'a, str>, (Option<configs::Entry<'a>>, Option<Setting>)>,
}

impl<'a> Sieve<'a> {
    fn new(judged: &'a [&'a str]) -> Self {
        Self { judged, last: HashMap::new() }
    }

    fn one(&mut self, entry: configs::Entry<'a>) -> Option<&Setting> {
        let last = self.last.entry(entry.name.clone()).or_default();
        if last.0.as_ref() != Some(&entry) {
            last.1 = kept(&entry, self.judged);
            last.0 = Some(entry);
        }
        last.1.as_ref()
    }

    fn all(
        &mut self,
        entries: Vec<configs::Entry<'a>>,
        wanted: impl Fn(&Setting) -> bool,
    ) -> BTreeMap<String, Setting> {
        let one = |entry: configs::Entry<'a>| {
            let name = entry.name.to_string();
            self.one(entry).filter(|setting| wanted(setting)).map(|setting| (name, setting.clone()))
        };
        entries.into_iter().filter_map(one).collect()
    }
}

fn kept(entry: &configs::Entry, judged: &[&str]) -> Option<Setting> {
    let source = SettingSource::from_kafka(entry.source);
    if source == SettingSource::Default && !judged.contains(&&*entry.name) {
        return None;
    }
    // Brokers keep passwords to themselves; this is the second lock.
    let sensitive = entry.sensitive || redact::is_secret(&entry.name);
    let value = entry.value.as_deref().filter(|_| !sensitive).map(redact::redact);
    Some(Setting { value, source, sensitive })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_of_a_name_is_not_taken_for_another_value() {
        let entry = |value: &'static str| configs::Entry {
            name: "retention.note".into(),
            value: Some(value.into()),
            source: 1,
            sensitive: false,
        };
        let mut sieve = Sieve::new(&[]);
        let mut kept = |value| sieve.one(entry(value)).and_then(|setting| setting.value.clone());
        assert_eq!(kept("7 days"), Some("7 days".into()));
        assert_eq!(kept("https://ann:hunter2@b1"), Some("https://[hidden]@b1".into()));
        assert_eq!(kept("7 days"), Some("7 days".into()));
    }
}
