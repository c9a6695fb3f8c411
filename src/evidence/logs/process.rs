//! Which process a stream comes from, told by what it writes.

use crate::knowledge::PROCESSES;

/// Kinds of process that a stream has shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kinds(u16);

const BROKER: u16 = 1;
const CONTROLLER: u16 = 2;
const PRODUCER: u16 = 4;
const CONSUMER: u16 = 8;
const ADMIN: u16 = 16;
const CONNECT: u16 = 32;
const STREAMS: u16 = 64;
const ZOOKEEPER: u16 = 128;
/// A client that does not say which.
const CLIENT: u16 = 256;
/// A broker or a controller: both write lines of these loggers.
const NODE: u16 = 512;

const CLIENTS: u16 = PRODUCER | CONSUMER | ADMIN | CONNECT | STREAMS | CLIENT;

/// What each of [`PROCESSES`] is here.
const KINDS: [u16; PROCESSES.len()] =
    [BROKER, CONTROLLER, PRODUCER, CONSUMER, ADMIN, CONNECT, STREAMS, ZOOKEEPER, CLIENT];

/// Text that one kind of process writes. Brokers hold clients of their own (ReplicaFetcher, NodeToControllerChannelManager,
/// RaftManager), so loggers of `org.apache.kafka.clients` alone tell nothing.
const CUES: [(&str, u16); 63] = [
    ("[BrokerServer id=", BROKER),
    ("[BrokerLifecycleManager id=", BROKER),
    ("[BrokerMetadataPublisher id=", BROKER),
    ("[ReplicaManager broker=", BROKER),
    ("[ReplicaFetcher", BROKER),
    ("[GroupCoordinator ", BROKER),
    ("[GroupMetadataManager brokerId=", BROKER),
    ("[TransactionCoordinator id=", BROKER),
    ("[KafkaServer id=", BROKER),
    ("[Broker id=", BROKER),
    ("(kafka.cluster.", BROKER),
    ("(kafka.coordinator.", BROKER),
    ("(org.apache.kafka.coordinator.", BROKER),
    ("(kafka.log.LogManager)", BROKER),
    ("(kafka.log.LogCleaner", BROKER),
    ("(kafka.server.ReplicaManager)", BROKER),
    ("(kafka.server.ReplicaFetcher", BROKER),
    ("(kafka.server.KafkaServer)", BROKER),
    ("(kafka.server.KafkaApis)", BROKER),
    ("(state.change.logger)", BROKER),
    ("[QuorumController id=", CONTROLLER),
    ("[ControllerServer id=", CONTROLLER),
    ("[Controller id=", CONTROLLER),
    ("(org.apache.kafka.controller.", CONTROLLER),
    ("(kafka.controller.", CONTROLLER),
    ("(kafka.server.", NODE),
    ("(kafka.network.", NODE),
    ("(kafka.raft.", NODE),
    ("(kafka.log.", NODE),
    ("(org.apache.kafka.raft.", NODE),
    ("(org.apache.kafka.server.", NODE),
    ("(org.apache.kafka.storage.", NODE),
    ("(org.apache.kafka.metadata.", NODE),
    ("(org.apache.kafka.image.", NODE),
    ("[Producer clientId=", PRODUCER),
    ("ProducerConfig values", PRODUCER),
    ("org.apache.kafka.clients.producer.KafkaProducer", PRODUCER),
    ("o.a.k.clients.producer", PRODUCER),
    ("o.a.k.c.p.", PRODUCER),
    ("[Consumer clientId=", CONSUMER),
    ("[Consumer instanceId=", CONSUMER),
    ("ConsumerConfig values", CONSUMER),
    ("(org.apache.kafka.clients.consumer.", CONSUMER),
    ("o.a.k.clients.consumer", CONSUMER),
    ("o.a.k.c.c.i.", CONSUMER),
    ("[AdminClient clientId=", ADMIN),
    ("AdminClientConfig values", ADMIN),
    ("(org.apache.kafka.connect.", CONNECT),
    ("WorkerSinkTask{", CONNECT),
    ("WorkerSourceTask{", CONNECT),
    ("stream-thread [", STREAMS),
    ("stream-client [", STREAMS),
    ("(org.apache.kafka.streams.", STREAMS),
    ("#producer-", PRODUCER),
    ("#consumer-", CONSUMER),
    ("rdkafka#producer-", PRODUCER),
    ("rdkafka#consumer-", CONSUMER),
    ("rdkafka#", CLIENT),
    ("[thrd:", CLIENT),
    ("kafkajs", CLIENT),
    ("KafkaJS", CLIENT),
    ("[sarama]", CLIENT),
    ("(org.apache.zookeeper.server.", ZOOKEEPER),
];

/// The names of the kinds.
fn named() -> impl Iterator<Item = (&'static str, u16)> {
    PROCESSES.into_iter().zip(KINDS)
}

/// The texts that tell processes.
pub fn cues() -> impl Iterator<Item = &'static str> {
    CUES.iter().map(|(text, _)| *text)
}

impl Kinds {
    /// What a text of [`cues`] tells, by its index.
    pub fn of_cue(cue: usize) -> Self {
        Self(CUES.get(cue).map_or(0, |(_, kind)| *kind))
    }

    /// Adds what another look has shown.
    pub fn add(&mut self, more: Self) {
        self.0 |= more.0;
    }

    /// Whether a source of these processes can mean this stream; a stream that shows no kind can be any, and one that shows only a
    /// controller or only a broker so far may be both in one.
    pub fn can_be(self, of: &[String]) -> bool {
        let server = self.0 & (BROKER | CONTROLLER | NODE) != 0;
        self.0 == 0 || self.is(of) || (server && of.iter().any(|of| of == "broker" || of == "controller"))
    }

    /// Whether this stream surely is of one of these processes.
    pub fn is(self, of: &[String]) -> bool {
        let shows = |kinds: u16| self.0 & kinds != 0;
        // A client that does not say which it is may be either kind; Connect and Streams hold both.
        let unsaid = shows(CLIENT) && !shows(PRODUCER | CONSUMER);
        let node = shows(NODE) && !shows(BROKER | CONTROLLER);
        of.iter().any(|of| match of.as_str() {
            "any" => true,
            "broker" => shows(BROKER) || node,
            "controller" => shows(CONTROLLER) || node,
            "client" => shows(CLIENTS),
            "producer" => shows(PRODUCER | CONNECT | STREAMS) || unsaid,
            "consumer" => shows(CONSUMER | CONNECT | STREAMS) || unsaid,
            "admin" => shows(ADMIN | CONNECT | STREAMS) || unsaid,
            of => named().any(|(name, kind)| name == of && shows(kind)),
        })
    }

    /// The kinds, for people.
    pub fn names(self) -> Vec<&'static str> {
        let mut shown = self.0;
        if shown & (PRODUCER | CONSUMER | ADMIN | CONNECT | STREAMS) != 0 {
            shown &= !CLIENT;
        }
        if shown & NODE != 0 && shown & (BROKER | CONTROLLER) == 0 {
            shown |= BROKER;
        }
        named().filter(|(_, kind)| shown & kind != 0).map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_told_by_its_lines() {
        let of_text = |text: &str| {
            let mut kinds = Kinds::default();
            cues().enumerate().filter(|(_, cue)| text.contains(cue)).for_each(|(i, _)| kinds.add(Kinds::of_cue(i)));
            kinds
        };
        let names = |text: &str| of_text(text).names();
        assert_eq!(
            names("INFO [ReplicaFetcher replicaId=1] Node 2 disconnected. (org.apache.kafka.clients.NetworkClient)"),
            ["broker"]
        );
        assert_eq!(
            names("INFO [QuorumController id=1] x (org.apache.kafka.controller.QuorumController)"),
            ["controller"]
        );
        assert_eq!(names("INFO [SocketServer listenerType=BROKER] x (kafka.network.SocketServer)"), ["broker"]);
        assert_eq!(names("INFO [Producer clientId=p] Cluster ID: x (org.apache.kafka.clients.Metadata)"), ["producer"]);
        assert_eq!(names("%4|1.0|MAXPOLL|rdkafka#consumer-1| [thrd:main]: x"), ["consumer"]);
        assert_eq!(names("INFO nothing (com.example.App)"), [""; 0]);
        let of = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_string()).collect::<Vec<String>>();
        let node = of_text("(kafka.network.SocketServer)");
        assert!(node.is(&of(&["controller"])) && node.is(&of(&["broker"])) && !node.can_be(&of(&["client"])));
        let unsaid = of_text("[thrd:main]");
        assert!(unsaid.is(&of(&["producer"])) && !unsaid.can_be(&of(&["broker"])));
        assert!(Kinds::default().can_be(&of(&["broker"])) && !Kinds::default().is(&of(&["broker"])));
    }
}
