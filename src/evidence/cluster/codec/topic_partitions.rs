//! DescribeTopicPartitions (75), version 0: eligible leader replicas, by pages.

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The version, from 3.8 on.
pub const VERSION: i16 = 0;

/// Partitions of one page: what brokers cut it to, whatever is asked (max.request.partition.size.limit).
pub const PAGE: i32 = 2000;

/// A page.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// Name, and of each partition the eligible ones.
    pub topics: Vec<(String, Vec<Partition>)>,
    /// Where the next page begins.
    pub next: Option<(String, i32)>,
}

/// A partition.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// Its number.
    pub id: i32,
    /// Hold all that was committed.
    pub elr: Vec<i32>,
    /// Were eligible before an unclean shutdown.
    pub last_known_elr: Vec<i32>,
}

/// Asks for some topics, which must be in order, from a partition on.
pub fn request(topics: &[&str], from: Option<(&str, i32)>) -> Call {
    let mut writer = Writer::new(true);
    writer.array(topics, |writer, topic| {
        writer.text(topic).tags();
    });
    writer.i32(PAGE);
    match from {
        None => writer.i8(-1),
        Some((topic, partition)) => writer.i8(1).text(topic).i32(partition).tags(),
    };
    writer.tags().call(Api::DescribeTopicPartitions, VERSION)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Page, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let topics = reader.array(|reader| {
        let _error = reader.i16()?;
        let name = reader.text_or_null()?.unwrap_or_default();
        let _id = reader.uuid()?;
        let _internal = reader.bool()?;
        let partitions = reader.array(partition)?;
        let _operations = reader.i32()?;
        reader.tags()?;
        Ok((name, partitions))
    })?;
    let next = if reader.i8()? < 0 {
        None
    } else {
        let next = (reader.text()?, reader.i32()?);
        reader.tags()?;
        Some(next)
    };
    reader.tags()?;
    Ok(Page { topics, next })
}

fn partition(reader: &mut Reader) -> Result<Partition, Malformed> {
    let _error = reader.i16()?;
    let id = reader.i32()?;
    let (_leader, _epoch) = (reader.i32()?, reader.i32()?);
    let (_replicas, _isr) = (reader.ints()?, reader.ints()?);
    let partition = Partition { id, elr: reader.ints()?, last_known_elr: reader.ints()? };
    let _offline = reader.ints()?;
    reader.tags()?;
    Ok(partition)
}
