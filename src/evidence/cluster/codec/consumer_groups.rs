//! ConsumerGroupDescribe (69), version 0: groups of the consumer protocol (KIP-848).

use super::bytes::{Malformed, Reader, Writer};
use crate::evidence::cluster::wire::{Api, Call};

/// The version: 3.7 to 4.3 know it.
pub const VERSION: i16 = 0;

/// A group.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// 29: a subscribed topic may not be described, and all other fields are blank. 35: the protocol is off (3.x).
    pub error: i16,
    /// Its id.
    pub id: String,
    /// As Kafka spells it.
    pub state: String,
    /// Grows with members and subscriptions.
    pub epoch: i32,
    /// That the target was computed for.
    pub assignment_epoch: i32,
    /// `uniform`, `range`.
    pub assignor: String,
    /// The members.
    pub members: Vec<Member>,
}

/// A member.
#[derive(Debug, PartialEq, Eq)]
pub struct Member {
    /// Its id.
    pub id: String,
    /// `group.instance.id`.
    pub instance: Option<String>,
    /// Of the member.
    pub epoch: i32,
    /// `client.id`.
    pub client_id: String,
    /// As Kafka prints it.
    pub host: String,
    /// Topics by name.
    pub subscribed: Vec<String>,
    /// What it has.
    pub assigned: Vec<(String, Vec<i32>)>,
    /// What it should have.
    pub target: Vec<(String, Vec<i32>)>,
}

/// Asks the coordinator for some groups.
pub fn request(ids: &[&str]) -> Call {
    let mut writer = Writer::new(true);
    writer.array(ids, |writer, id| {
        writer.text(id);
    });
    let our_rights = false;
    writer.bool(our_rights).tags().call(Api::ConsumerGroupDescribe, VERSION)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Vec<Group>, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let groups = reader.array(|reader| {
        let error = reader.i16()?;
        let _message = reader.text_or_null()?;
        let group = Group {
            error,
            id: reader.text()?,
            state: reader.text()?,
            epoch: reader.i32()?,
            assignment_epoch: reader.i32()?,
            assignor: reader.text()?,
            members: reader.array(member)?,
        };
        let _operations = reader.i32()?;
        reader.tags()?;
        Ok(group)
    })?;
    reader.tags()?;
    Ok(groups)
}

fn member(reader: &mut Reader) -> Result<Member, Malformed> {
    let id = reader.text()?;
    let instance = reader.text_or_null()?;
    let _rack = reader.text_or_null()?;
    let epoch = reader.i32()?;
    let client_id = reader.text()?;
    let host = reader.text()?;
    let subscribed = reader.array(Reader::text)?;
    let _pattern = reader.text_or_null()?;
    let assigned = assignment(reader)?;
    let target = assignment(reader)?;
    reader.tags()?;
    Ok(Member { id, instance, epoch, client_id, host, subscribed, assigned, target })
}

fn assignment(reader: &mut Reader) -> Result<Vec<(String, Vec<i32>)>, Malformed> {
    let topics = reader.array(|reader| {
        let _id = reader.uuid()?;
        let topic = (reader.text()?, reader.ints()?);
        reader.tags()?;
        Ok(topic)
    })?;
    reader.tags()?;
    Ok(topics)
}
