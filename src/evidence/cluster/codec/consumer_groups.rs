//! ConsumerGroupDescribe (69), version 0, and ShareGroupDescribe (77), version 1: groups whose members the coordinator gives their
//! partitions (KIP-848, KIP-932). Share groups leave out what they have not: static members, patterns, targets.

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// Which protocol the groups of a request run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// 3.7 to 4.3 know the request.
    Consumer,
    /// 4.1 to 4.3 do.
    Share,
}

impl Protocol {
    /// The request that describes such groups.
    pub const fn api(self) -> Api {
        match self {
            Self::Consumer => Api::ConsumerGroupDescribe,
            Self::Share => Api::ShareGroupDescribe,
        }
    }

    /// Its version.
    pub const fn version(self) -> i16 {
        match self {
            Self::Consumer => 0,
            Self::Share => 1,
        }
    }
}

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
    /// `uniform`, `range`, `simple`.
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
    /// What it should have; a share group does not tell.
    pub target: Option<Vec<(String, Vec<i32>)>>,
}

/// Asks the coordinator for some groups.
pub fn request(protocol: Protocol, ids: &[&str]) -> Call {
    let mut writer = Writer::new(true);
    writer.array(ids, |writer, id| {
        writer.text(id);
    });
    let our_rights = false;
    writer.bool(our_rights).tags().call(protocol.api(), protocol.version())
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(protocol: Protocol, body: &[u8]) -> Result<Vec<Group>, Malformed> {
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
            members: reader.array(|reader| member(protocol, reader))?,
        };
        let _operations = reader.i32()?;
        reader.tags()?;
        Ok(group)
    })?;
    reader.tags()?;
    Ok(groups)
}

fn member(protocol: Protocol, reader: &mut Reader) -> Result<Member, Malformed> {
    let consumer = protocol == Protocol::Consumer;
    let id = reader.text()?;
    let instance = if consumer { reader.text_or_null()? } else { None };
    let _rack = reader.text_or_null()?;
    let epoch = reader.i32()?;
    let client_id = reader.text()?;
    let host = reader.text()?;
    let subscribed = reader.array(Reader::text)?;
    let _pattern = if consumer { reader.text_or_null()? } else { None };
    let assigned = assignment(reader)?;
    let target = if consumer { Some(assignment(reader)?) } else { None };
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
