//! Metadata (3), version 11: brokers, topics, partitions. Never creates a topic.

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The version: the highest that 2.8 knows; the later ones bring nothing that is needed.
pub const VERSION: i16 = 11;

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Registered and unfenced.
    pub brokers: Vec<Broker>,
    /// The cluster's id.
    pub cluster_id: Option<String>,
    /// With ZooKeeper the controller, -1 none; with KRaft any live broker, at random.
    pub controller: i32,
    /// Those that we may describe, or what was asked for by name.
    pub topics: Vec<Topic>,
}

/// A broker.
#[derive(Debug, PartialEq, Eq)]
pub struct Broker {
    /// Its id.
    pub id: i32,
    /// Of the listener that we came in by.
    pub host: String,
    /// Likewise.
    pub port: i32,
    /// `broker.rack`.
    pub rack: Option<String>,
}

/// A topic.
#[derive(Debug, PartialEq, Eq)]
pub struct Topic {
    /// 0, 3 unknown, 29 not allowed.
    pub error: i16,
    /// Its name.
    pub name: String,
    /// Its id; zeros before 2.8.
    pub id: [u8; 16],
    /// Kafka's own.
    pub internal: bool,
    /// Not always in order.
    pub partitions: Vec<Partition>,
}

/// A partition.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// 0, 5 no leader, 72 the leader lacks this listener.
    pub error: i16,
    /// Its number.
    pub id: i32,
    /// -1: none.
    pub leader: i32,
    /// Of the leader; -1 unknown.
    pub epoch: i32,
    /// Preferred leader first.
    pub replicas: Vec<i32>,
    /// In sync.
    pub isr: Vec<i32>,
    /// On fenced brokers or in failed log directories.
    pub offline: Vec<i32>,
}

/// Asks for all topics, or for some by name.
pub fn request(topics: Option<&[&str]>) -> Call {
    let mut writer = Writer::new(true);
    match topics {
        None => writer.null_array(),
        Some(names) => writer.array(names, |writer, name| {
            writer.i64(0).i64(0).text(name).tags();
        }),
    };
    let create_topics = false;
    let topic_operations = false;
    writer.bool(create_topics).bool(topic_operations).tags().call(Api::Metadata, VERSION)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Metadata, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let brokers = reader.array(|reader| {
        let broker =
            Broker { id: reader.i32()?, host: reader.text()?, port: reader.i32()?, rack: reader.text_or_null()? };
        reader.tags()?;
        Ok(broker)
    })?;
    let cluster_id = reader.text_or_null()?;
    let controller = reader.i32()?;
    let topics = reader.array(topic)?;
    reader.tags()?;
    Ok(Metadata { brokers, cluster_id, controller, topics })
}

fn topic(reader: &mut Reader) -> Result<Topic, Malformed> {
    let topic = Topic {
        error: reader.i16()?,
        name: reader.text()?,
        id: reader.uuid()?,
        internal: reader.bool()?,
        partitions: reader.array(partition)?,
    };
    let _operations = reader.i32()?;
    reader.tags()?;
    Ok(topic)
}

fn partition(reader: &mut Reader) -> Result<Partition, Malformed> {
    let partition = Partition {
        error: reader.i16()?,
        id: reader.i32()?,
        leader: reader.i32()?,
        epoch: reader.i32()?,
        replicas: reader.ints()?,
        isr: reader.ints()?,
        offline: reader.ints()?,
    };
    reader.tags()?;
    Ok(partition)
}
