//! What a probe hands back.

use crate::case::State;
use crate::evidence::cluster::snapshot::NotRead;
use crate::evidence::properties::Settings;
use crate::knowledge::Severity;

/// The topics and groups that were asked for (all, where there are none), the topics that a text names, and the clients whose settings were given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a> {
    /// Names of topics.
    pub topics: &'a [String],
    /// Ids of groups.
    pub groups: &'a [String],
    /// Names of topics that what was pasted speaks of.
    pub named: &'a [String],
    /// Settings of clients.
    pub clients: &'a [Settings],
}

impl Scope<'_> {
    /// Whether a topic is asked for.
    pub fn topic(&self, name: &str) -> bool {
        self.topics.is_empty() || self.topics.iter().any(|one| one == name)
    }

    /// Whether a group is asked for.
    pub fn group(&self, id: &str) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|one| one == id)
    }
}

/// What was measured: the subjects that were found, and what could not be looked at. Nothing found and nothing missing: there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measured {
    /// What was found.
    pub found: Vec<Subject>,
    /// What could not be looked at.
    pub missing: Vec<NotRead>,
}

impl Measured {
    /// What was found, everything having been looked at.
    pub fn found(found: Vec<Subject>) -> Self {
        Self { found, missing: Vec::new() }
    }

    /// Nothing could be looked at.
    pub fn nothing(missing: Vec<NotRead>) -> Self {
        Self { found: Vec::new(), missing }
    }

    /// What could not be looked at beside what was found.
    pub fn but(mut self, missing: impl IntoIterator<Item = NotRead>) -> Self {
        self.missing.extend(missing);
        self
    }
}

/// Something that a probe has found: a partition, a broker, a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is: `orders-3`, `broker 2`, a group's id.
    pub name: String,
    /// Placeholders of commands to their values: `topic` to `orders`.
    pub names: Vec<(&'static str, String)>,
    /// What was seen on it, in plain words, with the numbers of the looks.
    pub proof: String,
    /// Whether it still holds.
    pub state: State,
    /// The harm that it does.
    pub severity: Severity,
}

impl Subject {
    fn new(name: String, names: Vec<(&'static str, String)>, proof: String) -> Self {
        Self { name, names, proof, state: State::Now, severity: Severity::Medium }
    }

    /// A partition.
    pub fn partition(topic: &str, partition: i32, proof: impl Into<String>) -> Self {
        let name = format!("{topic}-{partition}");
        Self::new(name.clone(), vec![("partition", name), ("topic", topic.into())], proof.into())
    }

    /// A topic.
    pub fn topic(topic: &str, proof: impl Into<String>) -> Self {
        Self::new(topic.into(), vec![("topic", topic.into())], proof.into())
    }

    /// A broker.
    pub fn broker(id: i32, proof: impl Into<String>) -> Self {
        Self::new(format!("broker {id}"), vec![("broker", id.to_string())], proof.into())
    }

    /// A group.
    pub fn group(id: &str, proof: impl Into<String>) -> Self {
        Self::new(id.into(), vec![("group", id.into())], proof.into())
    }

    /// A group on a partition.
    pub fn read_by(group: &str, topic: &str, partition: i32, proof: impl Into<String>) -> Self {
        let name = format!("{topic}-{partition}");
        let names = vec![("group", group.into()), ("partition", name.clone()), ("topic", topic.into())];
        Self::new(format!("{group} on {name}"), names, proof.into())
    }

    /// Anything else that has a name of its own: the cluster, a controller, a quota.
    pub fn other(name: impl Into<String>, proof: impl Into<String>) -> Self {
        Self::new(name.into(), Vec::new(), proof.into())
    }

    /// With another severity than medium.
    pub fn harm(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// With another state than now.
    pub fn state(mut self, state: State) -> Self {
        self.state = state;
        self
    }
}
