//! Settings with their source. Kept are those that somebody set, and of the others those that probes judge.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The settings of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// By broker id; a broker that did not tell is absent.
    pub brokers: BTreeMap<i32, BTreeMap<String, Setting>>,
    /// What topics have that set nothing themselves: brokers' settings and Kafka's defaults under the topic's names.
    /// `None`: topics' settings were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic_defaults: Option<BTreeMap<String, Setting>>,
    /// What topics have of their own, where it differs from `topic_defaults`; topics that have nothing are absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub topics: BTreeMap<String, BTreeMap<String, Setting>>,
    /// What groups have of their own (4.0 on).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, BTreeMap<String, Setting>>,
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// `None`: not set, or a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Who set it.
    #[serde(default, skip_serializing_if = "SettingSource::is_default")]
    pub source: SettingSource,
    /// Kafka keeps the value to itself: a password, or a name that it does not define.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitive: bool,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

/// Who set a value. The numbers are those of DescribeConfigs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingSource {
    /// 5: nobody.
    #[default]
    Default,
    /// 1: the topic's own.
    Topic,
    /// 2: dynamic, of one broker.
    Broker,
    /// 3: dynamic, of all brokers. Clusters formatted with eligible leader replicas (4.1 on) have min.insync.replicas here,
    /// though nobody set it.
    BrokerDefault,
    /// 4: the broker's properties file.
    BrokerFile,
    /// 8: the group's own.
    Group,
    /// Any other.
    Other,
}

impl SettingSource {
    /// From the number in DescribeConfigs.
    pub fn from_kafka(number: i8) -> Self {
        match number {
            1 => Self::Topic,
            2 => Self::Broker,
            3 => Self::BrokerDefault,
            4 => Self::BrokerFile,
            5 => Self::Default,
            8 => Self::Group,
            _ => Self::Other,
        }
    }

    fn is_default(&self) -> bool {
        *self == Self::Default
    }
}

impl Settings {
    /// A topic's setting, its own or what it inherits. `None`: not read, or a default that no probe judges.
    pub fn topic(&self, topic: &str, name: &str) -> Option<&Setting> {
        let own = self.topics.get(topic).and_then(|own| own.get(name));
        own.or_else(|| self.topic_defaults.as_ref()?.get(name))
    }

    /// A broker's setting. `None`: not read, or a default that no probe judges.
    pub fn broker(&self, broker: i32, name: &str) -> Option<&Setting> {
        self.brokers.get(&broker)?.get(name)
    }
}

impl Setting {
    /// The value as a whole number.
    pub fn number(&self) -> Option<i64> {
        self.value.as_deref()?.trim().parse().ok()
    }
}
