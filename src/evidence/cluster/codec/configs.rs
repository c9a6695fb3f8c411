//! DescribeConfigs (32), version 4: settings with their source. Passwords come as null.

use std::borrow::Cow;

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The version: 2.8 to 4.3 know it.
pub const VERSION: i16 = 4;

/// What has settings. Groups only for brokers of 4.0 on, and in a request of their own: 3.x answers error 42 for all of it and logs
/// an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i8)]
pub enum Kind {
    /// By name.
    Topic = 2,
    /// By id, at that broker only.
    Broker = 4,
    /// By group id.
    Group = 32,
}

/// The settings of one topic, broker or group.
#[derive(Debug, PartialEq, Eq)]
pub struct Resource<'a> {
    /// Kafka's error code.
    pub error: i16,
    /// Its name.
    pub name: String,
    /// All of them.
    pub entries: Vec<Entry<'a>>,
}

/// A setting.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// Null: a secret, or not set.
    pub value: Option<Cow<'a, str>>,
    /// Who set it, as Kafka's ConfigSource counts.
    pub source: i8,
    /// The broker keeps the value to itself.
    pub sensitive: bool,
}

/// Asks for all settings of some resources of one kind, without synonyms and documentation.
pub fn request(kind: Kind, names: &[&str]) -> Call {
    let mut writer = Writer::new(true);
    writer.array(names, |writer, name| {
        writer.i8(kind as i8).text(name).null_array().tags();
    });
    let synonyms = false;
    let documentation = false;
    writer.bool(synonyms).bool(documentation).tags().call(Api::DescribeConfigs, VERSION)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Vec<Resource<'_>>, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let resources = reader.array(|reader| {
        let error = reader.i16()?;
        let _message = reader.text_or_null()?;
        let _kind = reader.i8()?;
        let resource = Resource { error, name: reader.text()?, entries: reader.array(entry)? };
        reader.tags()?;
        Ok(resource)
    })?;
    reader.tags()?;
    Ok(resources)
}

fn entry<'a>(reader: &mut Reader<'a>) -> Result<Entry<'a>, Malformed> {
    let name = reader.lent_or_null()?.ok_or(Malformed)?;
    let value = reader.lent_or_null()?;
    let _read_only = reader.bool()?;
    let source = reader.i8()?;
    let sensitive = reader.bool()?;
    let _synonyms = reader.array(|reader| {
        reader.text()?;
        reader.text_or_null()?;
        reader.i8()?;
        reader.tags()
    })?;
    let _type = reader.i8()?;
    let _documentation = reader.lent_or_null()?;
    reader.tags()?;
    Ok(Entry { name, value, source, sensitive })
}
