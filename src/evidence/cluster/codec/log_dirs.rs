//! DescribeLogDirs (35), versions 2 to 4: log directories, sizes of replicas, free bytes.

use std::ops::RangeInclusive;

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The versions: 2 in 2.8, an error code from 3 (3.2) on, bytes of the volume from 4 (3.3) on.
pub const VERSIONS: RangeInclusive<i16> = 2..=4;

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub struct LogDirs {
    /// 31: not allowed. Before version 3 that looks like no log directories at all.
    pub error: i16,
    /// The log directories.
    pub dirs: Vec<Dir>,
}

/// A log directory.
#[derive(Debug, PartialEq, Eq)]
pub struct Dir {
    /// 56: offline.
    pub error: i16,
    /// Its path.
    pub path: String,
    /// What is in it.
    pub topics: Vec<(String, Vec<Replica>)>,
    /// Of the volume; -1 unknown.
    pub total_bytes: i64,
    /// Likewise.
    pub usable_bytes: i64,
}

/// A replica.
#[derive(Debug, PartialEq, Eq)]
pub struct Replica {
    /// The partition.
    pub partition: i32,
    /// Bytes.
    pub size: i64,
    /// Records behind the high watermark; -1 unknown.
    pub lag: i64,
    /// A copy that a move between log directories is making.
    pub future: bool,
}

/// Asks for everything that is in the log directories of this broker.
pub fn request(version: i16) -> Call {
    Writer::new(true).null_array().tags().call(Api::DescribeLogDirs, version)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(version: i16, body: &[u8]) -> Result<LogDirs, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let error = if version >= 3 { reader.i16()? } else { 0 };
    let dirs = reader.array(|reader| {
        let error = reader.i16()?;
        let path = reader.text()?;
        let topics = reader.array(|reader| {
            let topic = (reader.text()?, reader.array(replica)?);
            reader.tags()?;
            Ok(topic)
        })?;
        let (total_bytes, usable_bytes) = if version >= 4 { (reader.i64()?, reader.i64()?) } else { (-1, -1) };
        reader.tags()?;
        Ok(Dir { error, path, topics, total_bytes, usable_bytes })
    })?;
    reader.tags()?;
    Ok(LogDirs { error, dirs })
}

fn replica(reader: &mut Reader) -> Result<Replica, Malformed> {
    let replica = Replica { partition: reader.i32()?, size: reader.i64()?, lag: reader.i64()?, future: reader.bool()? };
    reader.tags()?;
    Ok(replica)
}
