//! DescribeQuorum (55), versions 0 to 2: the controllers. Hangs for a minute where there is none: ask once, on a connection of its own.

use std::ops::RangeInclusive;

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The versions: timestamps from 1 (3.3) on, addresses from 2 (3.9) on.
pub const VERSIONS: RangeInclusive<i16> = 0..=2;

/// The topic that holds the metadata of a KRaft cluster.
const METADATA_TOPIC: &str = "__cluster_metadata";

/// An answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Quorum {
    /// 0; 6 not the leader, 7 no controller, 31 not allowed.
    pub error: i16,
    /// -1: none.
    pub leader: i32,
    /// Of the leader.
    pub epoch: i32,
    /// The end of what is committed.
    pub high_watermark: i64,
    /// Controllers.
    pub voters: Vec<Replica>,
    /// Brokers, mostly.
    pub observers: Vec<Replica>,
    /// Node id and `host:port` of its first listener.
    pub nodes: Vec<(i32, String)>,
}

/// How far a node is. Times are the leader's clock, milliseconds since 1970; -1 unknown.
#[derive(Debug, PartialEq, Eq)]
pub struct Replica {
    /// Node id.
    pub id: i32,
    /// The end of its log; -1 unknown.
    pub log_end_offset: i64,
    /// Of its last fetch.
    pub last_fetch_ms: i64,
    /// When it last had everything.
    pub last_caught_up_ms: i64,
}

/// Asks a broker, which asks the controller.
pub fn request(version: i16) -> Call {
    let mut writer = Writer::new(true);
    writer.array(&[METADATA_TOPIC], |writer, topic| {
        writer.text(topic);
        writer.array(&[0], |writer, partition| {
            writer.i32(*partition).tags();
        });
        writer.tags();
    });
    writer.tags().call(Api::DescribeQuorum, version)
}

/// Reads an answer.
///
/// # Errors
/// It is not one, or it says nothing of the metadata's partition.
pub fn read(version: i16, body: &[u8]) -> Result<Quorum, Malformed> {
    let mut reader = Reader::new(body, true);
    let error = reader.i16()?;
    if version >= 2 {
        let _message = reader.text_or_null()?;
    }
    let topics = reader.array(|reader| {
        let _name = reader.text()?;
        let partitions = reader.array(|reader| partition(version, reader))?;
        reader.tags()?;
        Ok(partitions)
    })?;
    let nodes = if version >= 2 { reader.array(node)? } else { Vec::new() };
    reader.tags()?;
    match topics.into_iter().flatten().next() {
        _ if error != 0 => Ok(Quorum { error, ..Quorum::default() }),
        Some(quorum) => Ok(Quorum { nodes, ..quorum }),
        None => Err(Malformed),
    }
}

fn partition(version: i16, reader: &mut Reader) -> Result<Quorum, Malformed> {
    let _index = reader.i32()?;
    let error = reader.i16()?;
    if version >= 2 {
        let _message = reader.text_or_null()?;
    }
    let quorum = Quorum {
        error,
        leader: reader.i32()?,
        epoch: reader.i32()?,
        high_watermark: reader.i64()?,
        voters: reader.array(|reader| replica(version, reader))?,
        observers: reader.array(|reader| replica(version, reader))?,
        nodes: Vec::new(),
    };
    reader.tags()?;
    Ok(quorum)
}

fn replica(version: i16, reader: &mut Reader) -> Result<Replica, Malformed> {
    let id = reader.i32()?;
    if version >= 2 {
        let _directory = reader.uuid()?;
    }
    let log_end_offset = reader.i64()?;
    let (last_fetch_ms, last_caught_up_ms) = if version >= 1 { (reader.i64()?, reader.i64()?) } else { (-1, -1) };
    reader.tags()?;
    Ok(Replica { id, log_end_offset, last_fetch_ms, last_caught_up_ms })
}

fn node(reader: &mut Reader) -> Result<(i32, String), Malformed> {
    let id = reader.i32()?;
    let listeners = reader.array(|reader| {
        let _name = reader.text()?;
        let address = format!("{}:{}", reader.text()?, reader.u16()?);
        reader.tags()?;
        Ok(address)
    })?;
    reader.tags()?;
    Ok((id, listeners.into_iter().next().unwrap_or_default()))
}
