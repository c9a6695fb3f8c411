//! Whose settings a file holds, told by names that only one side has.

use super::{Settings, names, table};
use crate::knowledge::Side;

/// Whose settings they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Said by somebody, or by several names, or by one that decides.
    Certain(Side),
    /// One name speaks for it and none against.
    Probable(Side),
    /// Any of these; a file for several clients, or one with nothing but shared names.
    Among(Vec<Side>),
}

/// Names that make a process what it is.
const DECIDE: [(Side, &[&str]); 3] = [
    (Side::Streams, &["application.id", "num.stream.threads", "processing.guarantee"]),
    (
        Side::Connect,
        &[
            "connector.class",
            "key.converter",
            "config.storage.topic",
            "offset.storage.topic",
            "status.storage.topic",
            "offset.storage.file.filename",
            "plugin.path",
        ],
    ),
    (
        Side::Broker,
        &[
            "broker.id",
            "node.id",
            "process.roles",
            "log.dirs",
            "log.dir",
            "zookeeper.connect",
            "advertised.listeners",
            "controller.quorum.voters",
            "controller.quorum.bootstrap.servers",
            "inter.broker.listener.name",
            "num.network.threads",
        ],
    ),
];

/// The sides for the list of inputs.
pub(super) fn sides(settings: &Settings) -> Vec<Side> {
    match role(settings) {
        Role::Certain(side) | Role::Probable(side) => vec![side],
        Role::Among(sides) if sides.iter().all(|side| table::CLIENTS.contains(side)) => vec![Side::Client],
        Role::Among(sides) => sides,
    }
}

/// Whose settings they are: what was said, else what the names say.
pub(super) fn role(settings: &Settings) -> Role {
    if let Some(side) = settings.side {
        return if side == Side::Client { Role::Among(table::CLIENTS.to_vec()) } else { Role::Certain(side) };
    }
    let meanings: Vec<_> = settings.entries.iter().map(names::meaning).collect();
    let own: Vec<&str> = meanings.iter().filter(|one| one.side.is_none()).map(|one| &*one.name).collect();
    decide(&own)
}

fn decide(own: &[&str]) -> Role {
    let knows: Vec<(&str, Vec<Side>)> = own.iter().map(|name| (*name, table::sides(name))).collect();
    let count = |test: &dyn Fn(&str, &[Side]) -> bool| knows.iter().filter(|(name, sides)| test(name, sides)).count();
    for (side, decisive) in DECIDE {
        // zookeeper.connect alone may stand in the file of an old consumer.
        let votes = count(&|name, _| decisive.contains(&name));
        let rivals = count(&|_, sides| !sides.is_empty() && !sides.contains(&side));
        let all = count(&|_, sides| sides.contains(&side));
        if votes > 0 && (all > rivals || side == Side::Streams) {
            return Role::Certain(side);
        }
    }
    let client = |sides: &[Side]| sides.iter().any(|side| table::CLIENTS.contains(side));
    let native = count(&|name, sides| {
        !client(sides) && !sides.contains(&Side::Broker) && table::librdkafka(name).next().is_some()
    });
    let java = count(&|name, sides| client(sides) && table::librdkafka(name).next().is_none());
    // One name of it among those of nobody here may be anybody's: Schema Registry has a `debug`, too.
    let strange = count(&|name, sides| sides.is_empty() && table::librdkafka(name).next().is_none());
    let native = if native == 1 && strange > 0 { 0 } else { native };
    if native > 2 * java {
        return Role::Certain(Side::Librdkafka);
    }
    // A group is a consumer's where no worker is in sight.
    let only = |wanted: Side| {
        count(&|_, sides| {
            let rest = sides.iter().filter(|side| !(wanted == Side::Consumer && **side == Side::Connect));
            rest.clone().count() == 1 && sides.contains(&wanted)
        })
    };
    let [producer, consumer, broker, topic, connect] =
        [Side::Producer, Side::Consumer, Side::Broker, Side::Topic, Side::Connect].map(only);
    let role = |side, votes| if votes > 1 { Role::Certain(side) } else { Role::Probable(side) };
    match (producer, consumer, broker, topic, connect) {
        (0, 0, 0, 0, 0) => {}
        (votes, 0, 0, 0, 0) => return role(Side::Producer, votes),
        (0, 0, 0, 0, votes) => return role(Side::Connect, votes),
        (0, votes, 0, 0, _) => return role(Side::Consumer, votes),
        (0, 0, votes, other, _) if votes > other => return role(Side::Broker, votes),
        (0, 0, 0, votes, _) => return role(Side::Topic, votes),
        (producer, consumer, 0, 0, _) if producer > 0 && consumer > 0 => return Role::Among(table::CLIENTS.to_vec()),
        (producer, consumer, broker, topic, _) => {
            let mut among = Vec::new();
            for (side, votes) in
                [(Side::Producer, producer), (Side::Consumer, consumer), (Side::Broker, broker), (Side::Topic, topic)]
            {
                if votes > 0 {
                    among.push(side);
                }
            }
            return Role::Among(among);
        }
    }
    let most = table::JAVA.map(|side| (side, count(&|_, sides| sides.contains(&side))));
    let best = most.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let mut among: Vec<Side> =
        most.iter().filter(|(_, count)| *count == best && best > 0).map(|(side, _)| *side).collect();
    // Every client, worker and broker has security settings: a file of nothing else is a client's.
    if among.is_empty() || among.iter().filter(|side| table::CLIENTS.contains(side)).count() > 1 {
        among.retain(|side| table::CLIENTS.contains(side));
    }
    if among.is_empty() {
        among = table::CLIENTS.to_vec();
    }
    if native > 0 && java == 0 {
        return Role::Certain(Side::Librdkafka);
    }
    Role::Among(among)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_side() {
        use Role::{Among, Certain, Probable};
        let clients = || Among(table::CLIENTS.to_vec());
        for (names, role) in [
            ("bootstrap.servers group.id auto.offset.reset", Certain(Side::Consumer)),
            ("bootstrap.servers key.serializer value.serializer acks", Certain(Side::Producer)),
            ("bootstrap.servers acks", Probable(Side::Producer)),
            ("bootstrap.servers security.protocol sasl.mechanism sasl.jaas.config", clients()),
            ("key.serializer key.deserializer acks group.id bootstrap.servers", clients()),
            ("broker.id log.dirs listeners num.partitions", Certain(Side::Broker)),
            ("process.roles node.id controller.quorum.voters", Certain(Side::Broker)),
            ("log.retention.hours", Probable(Side::Broker)),
            ("log.retention.hours log.segment.bytes min.insync.replicas", Certain(Side::Broker)),
            ("retention.ms cleanup.policy", Certain(Side::Topic)),
            ("min.insync.replicas", Among(vec![Side::Broker, Side::Topic])),
            ("application.id bootstrap.servers max.poll.records", Certain(Side::Streams)),
            ("bootstrap.servers group.id key.converter value.converter offset.storage.topic", Certain(Side::Connect)),
            ("name connector.class tasks.max topics", Certain(Side::Connect)),
            ("metadata.broker.list message.timeout.ms", Certain(Side::Librdkafka)),
            ("bootstrap.servers group.id enable.auto.offset.store", Certain(Side::Librdkafka)),
            ("bootstrap.servers sasl.username sasl.password sasl.mechanisms", Certain(Side::Librdkafka)),
            ("group.id session.timeout.ms", Certain(Side::Consumer)),
            ("my.app", clients()),
        ] {
            assert_eq!(decide(&names.split(' ').collect::<Vec<_>>()), role, "{names}");
        }
    }
}
