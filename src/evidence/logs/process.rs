//! Which process a stream comes from, told by what it writes.

use std::collections::BTreeSet;

use crate::knowledge::OneOrMany;

/// Text that one kind of process writes, and the kind.
const CUES: [(&str, &str); 30] = [
    ("(kafka.server.", "broker"),
    ("(kafka.log.", "broker"),
    ("(kafka.cluster.", "broker"),
    ("(kafka.coordinator.", "broker"),
    ("(kafka.network.", "broker"),
    ("(kafka.raft.", "broker"),
    ("(org.apache.kafka.storage.internals.", "broker"),
    ("(org.apache.kafka.server.", "broker"),
    ("(org.apache.kafka.coordinator.", "broker"),
    ("(state.change.logger)", "broker"),
    ("[BrokerLifecycleManager id=", "broker"),
    ("[ReplicaManager broker=", "broker"),
    ("[GroupCoordinator ", "broker"),
    ("[QuorumController id=", "controller"),
    ("(org.apache.kafka.controller.", "controller"),
    ("(kafka.controller.", "controller"),
    ("[Producer clientId=", "producer"),
    ("ProducerConfig values", "producer"),
    ("o.a.k.clients.producer", "producer"),
    ("o.a.k.c.p", "producer"),
    ("[Consumer ", "consumer"),
    ("ConsumerConfig values", "consumer"),
    ("o.a.k.clients.consumer", "consumer"),
    ("[AdminClient clientId=", "admin"),
    ("(org.apache.kafka.connect.", "connect"),
    ("WorkerSinkTask", "connect"),
    ("stream-thread [", "streams"),
    ("rdkafka#", "client"),
    ("KafkaJS", "client"),
    ("(org.apache.zookeeper.server.", "zookeeper"),
];

/// Kinds of process that a stream has shown.
#[derive(Debug, Clone, Default)]
pub struct Kinds(BTreeSet<&'static str>);

impl Kinds {
    /// Looks at a line.
    pub fn see(&mut self, line: &[u8]) {
        for (cue, kind) in CUES {
            if !self.0.contains(kind) && memchr::memmem::find(line, cue.as_bytes()).is_some() {
                self.0.insert(kind);
            }
        }
        if self.0.contains("client") {
            if memchr::memmem::find(line, b"rdkafka#producer").is_some() {
                self.0.insert("producer");
            } else if memchr::memmem::find(line, b"rdkafka#consumer").is_some() {
                self.0.insert("consumer");
            }
        }
    }

    /// Whether a source of these processes can mean this stream; a stream that shows no kind can be any.
    pub fn can_be(&self, of: &OneOrMany) -> bool {
        self.0.is_empty() || self.is(of)
    }

    /// Whether this stream surely is of one of these processes.
    pub fn is(&self, of: &OneOrMany) -> bool {
        const CLIENTS: [&str; 6] = ["client", "producer", "consumer", "admin", "connect", "streams"];
        of.iter().any(|of| match of.as_str() {
            "any" => true,
            "client" => CLIENTS.iter().any(|kind| self.0.contains(kind)),
            // A client that does not say which kind it is may be either; Connect and Streams hold both.
            "producer" | "consumer" => {
                self.0.contains(of.as_str())
                    || self.0.contains("connect")
                    || self.0.contains("streams")
                    || (self.0.contains("client") && !self.0.contains("producer") && !self.0.contains("consumer"))
            }
            of => self.0.contains(of),
        })
    }

    /// The kinds, for people.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().copied()
    }
}
