//! OffsetForLeaderEpoch (23), version 4: where leader epochs ended. A commit of an epoch beyond its end is of records that are lost.

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The version: 2.8 to 4.3 know it.
pub const VERSION: i16 = 4;

/// What a partition's leader says.
#[derive(Debug, PartialEq, Eq)]
pub struct End {
    /// The partition.
    pub partition: i32,
    /// 0; 6 no longer the leader, 29 not allowed.
    pub error: i16,
    /// The highest epoch up to the one asked for that has records; -1: none is known.
    pub epoch: i32,
    /// The first offset after it; -1 unknown.
    pub offset: i64,
}

/// Asks the leader of these partitions, each with the epoch; a partition once only.
pub fn request(topics: &[(&str, Vec<(i32, i32)>)]) -> Call {
    let consumer = -1;
    let any_epoch = -1;
    let mut writer = Writer::new(true);
    writer.i32(consumer).array(topics, |writer, (topic, partitions)| {
        writer.text(topic);
        writer.array(partitions, |writer, (partition, epoch)| {
            writer.i32(*partition).i32(any_epoch).i32(*epoch).tags();
        });
        writer.tags();
    });
    writer.tags().call(Api::OffsetForLeaderEpoch, VERSION)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Vec<(String, Vec<End>)>, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let topics = reader.array(|reader| {
        let name = reader.text()?;
        let ends = reader.array(|reader| {
            let error = reader.i16()?;
            let end = End { error, partition: reader.i32()?, epoch: reader.i32()?, offset: reader.i64()? };
            reader.tags()?;
            Ok(end)
        })?;
        reader.tags()?;
        Ok((name, ends))
    })?;
    reader.tags()?;
    Ok(topics)
}
