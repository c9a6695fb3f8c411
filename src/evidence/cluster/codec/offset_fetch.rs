//! OffsetFetch (9), versions 7 and 8: what groups have committed.

use std::ops::RangeInclusive;

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The versions: 7 in 2.8 (one group a request), 8 from 3.0 on (many).
pub const VERSIONS: RangeInclusive<i16> = 7..=8;

/// Whether one request can ask for many groups.
pub const fn many(version: i16) -> bool {
    version >= 8
}

/// The commits of one group.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// `None` in version 7, which has but one.
    pub id: Option<String>,
    /// 0 also for unknown groups; 16 not the coordinator, 30 not allowed.
    pub error: i16,
    /// Topics that we may not describe are left out in silence.
    pub topics: Vec<(String, Vec<Commit>)>,
}

/// The commit of one partition.
#[derive(Debug, PartialEq, Eq)]
pub struct Commit {
    /// The partition.
    pub partition: i32,
    /// -1: none.
    pub offset: i64,
    /// -1: the client did not say.
    pub epoch: i32,
    /// Kafka's error code.
    pub error: i16,
}

/// Asks the coordinator for all commits of some groups; below version 8 the first of them counts.
pub fn request(version: i16, ids: &[&str]) -> Call {
    let mut writer = Writer::new(true);
    if many(version) {
        writer.array(ids, |writer, id| {
            writer.text(id).null_array().tags();
        });
    } else {
        writer.text(ids.first().unwrap_or(&"")).null_array();
    }
    // With true, a group with an open transaction answers error 88 instead of what it has committed.
    let stable_only = false;
    writer.bool(stable_only).tags().call(Api::OffsetFetch, version)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(version: i16, body: &[u8]) -> Result<Vec<Group>, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let groups = if many(version) {
        reader.array(|reader| {
            let id = Some(reader.text()?);
            let topics = reader.array(topic)?;
            let error = reader.i16()?;
            reader.tags()?;
            Ok(Group { id, error, topics })
        })?
    } else {
        let topics = reader.array(topic)?;
        vec![Group { id: None, error: reader.i16()?, topics }]
    };
    reader.tags()?;
    Ok(groups)
}

fn topic(reader: &mut Reader) -> Result<(String, Vec<Commit>), Malformed> {
    let name = reader.text()?;
    let commits = reader.array(|reader| {
        let (partition, offset, epoch) = (reader.i32()?, reader.i64()?, reader.i32()?);
        // Free text of the client.
        let _metadata = reader.text_or_null()?;
        let error = reader.i16()?;
        reader.tags()?;
        Ok(Commit { partition, offset, epoch, error })
    })?;
    reader.tags()?;
    Ok((name, commits))
}
