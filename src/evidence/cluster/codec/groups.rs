//! ListGroups (16), versions 4 and 5, and DescribeGroups (15), version 5: the groups of a coordinator, and classic ones in full.

use std::ops::RangeInclusive;

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The versions of ListGroups: states from 4 (2.6) on, kinds of groups from 5 (3.8) on.
pub const LIST_VERSIONS: RangeInclusive<i16> = 4..=5;

/// The version of DescribeGroups: 2.8 to 4.3 know it. Groups of the new protocols are Dead in it, as unknown ones are.
pub const DESCRIBE_VERSION: i16 = 5;

/// The groups that a broker coordinates.
#[derive(Debug, PartialEq, Eq)]
pub struct Listed {
    /// 0; 14 still loading, 15 not available.
    pub error: i16,
    /// Those that we may describe.
    pub groups: Vec<Group>,
}

/// A group in the list.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// `consumer`, `connect`; empty: it only holds offsets.
    pub protocol_type: String,
    /// As Kafka spells it.
    pub state: String,
    /// `classic`, `consumer`, `share`, `streams`; before version 5 nobody tells.
    pub kind: Option<String>,
}

/// A classic group.
#[derive(Debug, PartialEq, Eq)]
pub struct Described {
    /// Kafka's error code.
    pub error: i16,
    /// Its id.
    pub id: String,
    /// As Kafka spells it.
    pub state: String,
    /// The assignor, when stable.
    pub assignor: String,
    /// The members.
    pub members: Vec<Member>,
}

/// A member of a classic group.
#[derive(Debug, PartialEq, Eq)]
pub struct Member {
    /// Given by the coordinator.
    pub id: String,
    /// `group.instance.id`.
    pub instance: Option<String>,
    /// `client.id`.
    pub client_id: String,
    /// As Kafka prints it.
    pub host: String,
    /// Topics that it asked for, of a consumer.
    pub subscribed: Option<Vec<String>>,
    /// What it was given, of a consumer in a stable group.
    pub assigned: Option<Vec<(String, Vec<i32>)>>,
}

/// Asks for all groups that this broker coordinates.
pub fn list(version: i16) -> Call {
    let all: [&str; 0] = [];
    let mut writer = Writer::new(true);
    writer.array(&all, |_, _| {});
    if version >= 5 {
        writer.array(&all, |_, _| {});
    }
    writer.tags().call(Api::ListGroups, version)
}

/// Reads the answer to [`list`].
///
/// # Errors
/// It is not one.
pub fn read_list(version: i16, body: &[u8]) -> Result<Listed, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let error = reader.i16()?;
    let groups = reader.array(|reader| {
        let group = Group {
            id: reader.text()?,
            protocol_type: reader.text()?,
            state: reader.text()?,
            kind: if version >= 5 { Some(reader.text()?) } else { None },
        };
        reader.tags()?;
        Ok(group)
    })?;
    reader.tags()?;
    Ok(Listed { error, groups })
}

/// Asks the coordinator for some classic groups.
pub fn describe(ids: &[&str]) -> Call {
    let mut writer = Writer::new(true);
    writer.array(ids, |writer, id| {
        writer.text(id);
    });
    let our_rights = false;
    writer.bool(our_rights).tags().call(Api::DescribeGroups, DESCRIBE_VERSION)
}

/// Reads the answer to [`describe`].
///
/// # Errors
/// It is not one.
pub fn read_described(body: &[u8]) -> Result<Vec<Described>, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let groups = reader.array(|reader| {
        let error = reader.i16()?;
        let id = reader.text()?;
        let state = reader.text()?;
        let protocol_type = reader.text()?;
        let assignor = reader.text()?;
        let members = reader.array(|reader| member(reader, &protocol_type))?;
        let _operations = reader.i32()?;
        reader.tags()?;
        Ok(Described { error, id, state, assignor, members })
    })?;
    reader.tags()?;
    Ok(groups)
}

fn member(reader: &mut Reader, protocol_type: &str) -> Result<Member, Malformed> {
    let id = reader.text()?;
    let instance = reader.text_or_null()?;
    let client_id = reader.text()?;
    let host = reader.text()?;
    let (metadata, assignment) = (reader.bytes()?, reader.bytes()?);
    reader.tags()?;
    let of_consumer = |bytes: &[u8]| protocol_type == "consumer" && !bytes.is_empty();
    // What members say of themselves is the client's own format: one that cannot be read is unknown, not a broken answer.
    let subscribed = if of_consumer(metadata) { subscription(metadata).ok() } else { None };
    let assigned = if of_consumer(assignment) { partitions(assignment).ok() } else { None };
    Ok(Member { id, instance, client_id, host, subscribed, assigned })
}

/// ConsumerProtocolSubscription; what follows the topics differs by version and is not needed.
fn subscription(bytes: &[u8]) -> Result<Vec<String>, Malformed> {
    let mut reader = Reader::new(bytes, false);
    let _version = reader.i16()?;
    reader.array(Reader::text)
}

/// ConsumerProtocolAssignment, likewise.
fn partitions(bytes: &[u8]) -> Result<Vec<(String, Vec<i32>)>, Malformed> {
    let mut reader = Reader::new(bytes, false);
    let _version = reader.i16()?;
    reader.array(|reader| Ok((reader.text()?, reader.ints()?)))
}
