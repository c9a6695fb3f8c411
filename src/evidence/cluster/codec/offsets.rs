//! ListOffsets (2), versions 6 and 7: where partitions begin and end.

use std::ops::RangeInclusive;

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The versions: 6 in 2.8, the highest timestamp from 7 (3.0) on.
pub const VERSIONS: RangeInclusive<i16> = 6..=7;

/// What to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spec {
    /// -1 uncommitted: the high watermark.
    Latest,
    /// -1 committed: the last stable offset.
    Stable,
    /// -2: the log start offset.
    Earliest,
    /// -3, from version 7 on: the record with the highest timestamp. Uncommitted, because a record behind the last stable offset
    /// would answer -1.
    Newest,
    /// The first record at or after a time, milliseconds since 1970.
    At(i64),
}

impl Spec {
    fn timestamp(self) -> i64 {
        match self {
            Self::Latest | Self::Stable => -1,
            Self::Earliest => -2,
            Self::Newest => -3,
            Self::At(time) => time.max(0),
        }
    }
}

/// What to look for in which partitions of a topic. One request asks for a partition once only: named twice it is refused (42).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// The topic's name.
    pub topic: &'a str,
    /// [`Spec::Stable`] holds for the whole request: all of it, or nothing.
    pub spec: Spec,
    /// Their numbers.
    pub partitions: Vec<i32>,
}

/// What a partition's leader says.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// The partition.
    pub partition: i32,
    /// 0; 6 no longer the leader, 29 not allowed.
    pub error: i16,
    /// -1 for the earliest and the latest.
    pub timestamp_ms: i64,
    /// -1: nothing was found.
    pub offset: i64,
}

/// Asks the leader of these partitions.
pub fn request(version: i16, wanted: &[Wanted]) -> Call {
    let consumer = -1;
    let committed_only = wanted.iter().any(|wanted| wanted.spec == Spec::Stable);
    let any_epoch = -1;
    let mut writer = Writer::new(true);
    writer.i32(consumer).bool(committed_only);
    writer.array(wanted, |writer, wanted| {
        writer.text(wanted.topic);
        writer.array(&wanted.partitions, |writer, partition| {
            writer.i32(*partition).i32(any_epoch).i64(wanted.spec.timestamp()).tags();
        });
        writer.tags();
    });
    writer.tags().call(Api::ListOffsets, version)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Vec<(String, Vec<Found>)>, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let topics = reader.array(|reader| {
        let name = reader.text()?;
        let partitions = reader.array(|reader| {
            let found = Found {
                partition: reader.i32()?,
                error: reader.i16()?,
                timestamp_ms: reader.i64()?,
                offset: reader.i64()?,
            };
            let _epoch = reader.i32()?;
            reader.tags()?;
            Ok(found)
        })?;
        reader.tags()?;
        Ok((name, partitions))
    })?;
    reader.tags()?;
    Ok(topics)
}
