//! DescribeClientQuotas (48), version 1: limits of users, clients and addresses.

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The version: 2.8 to 4.3 know it.
pub const VERSION: i16 = 1;

/// An answer.
#[derive(Debug, PartialEq)]
pub struct Quotas {
    /// 0; 31 not allowed.
    pub error: i16,
    /// All of them.
    pub entries: Vec<Entry>,
}

/// The limits of one entity.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// `user`, `client-id`, `ip` and the name; no name: the default.
    pub entity: Vec<(String, Option<String>)>,
    /// `producer_byte_rate` and the like.
    pub limits: Vec<(String, f64)>,
}

/// Asks for all quotas.
pub fn request() -> Call {
    let no_filter: [&str; 0] = [];
    let exact = false;
    Writer::new(true).array(&no_filter, |_, _| {}).bool(exact).tags().call(Api::DescribeClientQuotas, VERSION)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Quotas, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let error = reader.i16()?;
    let _message = reader.text_or_null()?;
    let entries = reader.array(|reader| {
        let entity = reader.array(|reader| {
            let part = (reader.text()?, reader.text_or_null()?);
            reader.tags()?;
            Ok(part)
        })?;
        let limits = reader.array(|reader| {
            let limit = (reader.text()?, reader.f64()?);
            reader.tags()?;
            Ok(limit)
        })?;
        reader.tags()?;
        Ok(Entry { entity, limits })
    })?;
    reader.tags()?;
    Ok(Quotas { error, entries })
}
