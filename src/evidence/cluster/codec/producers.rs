//! DescribeProducers (61), version 0: the producers that a partition remembers. Needs Read on the topic.

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The version.
pub const VERSION: i16 = 0;

/// A partition's producers.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// Its number.
    pub id: i32,
    /// 29: not allowed.
    pub error: i16,
    /// Idempotent and transactional ones.
    pub producers: Vec<Producer>,
}

/// A producer.
#[derive(Debug, PartialEq, Eq)]
pub struct Producer {
    /// Its id.
    pub id: i64,
    /// Its epoch.
    pub epoch: i32,
    /// Of its last batch, milliseconds since 1970; -1 unknown.
    pub last_timestamp_ms: i64,
    /// Of the coordinator; -1 none.
    pub coordinator_epoch: i32,
    /// Where its open transaction began; -1 none.
    pub transaction_start: i64,
}

/// Asks the leader of these partitions.
pub fn request(topics: &[(&str, Vec<i32>)]) -> Call {
    let mut writer = Writer::new(true);
    writer.array(topics, |writer, (topic, partitions)| {
        writer.text(topic).ints(partitions).tags();
    });
    writer.tags().call(Api::DescribeProducers, VERSION)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Vec<(String, Vec<Partition>)>, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let topics = reader.array(|reader| {
        let topic = (reader.text()?, reader.array(partition)?);
        reader.tags()?;
        Ok(topic)
    })?;
    reader.tags()?;
    Ok(topics)
}

fn partition(reader: &mut Reader) -> Result<Partition, Malformed> {
    let (id, error) = (reader.i32()?, reader.i16()?);
    let _message = reader.text_or_null()?;
    let producers = reader.array(|reader| {
        let (id, epoch) = (reader.i64()?, reader.i32()?);
        let _last_sequence = reader.i32()?;
        let producer = Producer {
            id,
            epoch,
            last_timestamp_ms: reader.i64()?,
            coordinator_epoch: reader.i32()?,
            transaction_start: reader.i64()?,
        };
        reader.tags()?;
        Ok(producer)
    })?;
    reader.tags()?;
    Ok(Partition { id, error, producers })
}
