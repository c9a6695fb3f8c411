//! DescribeUserScramCredentials (50), version 0: who has SCRAM credentials, never what they are.

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The version.
pub const VERSION: i16 = 0;

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Users {
    /// 0; 31 not allowed.
    pub error: i16,
    /// Name, and of each mechanism its number (1 SCRAM-SHA-256, 2 SCRAM-SHA-512) and iterations.
    pub users: Vec<(String, Vec<(i8, i32)>)>,
}

/// Asks for all users. With an empty list: a null one, which also means all, is never answered to who may not see it, and brokers
/// log two errors.
pub fn request() -> Call {
    let all: [&str; 0] = [];
    Writer::new(true).array(&all, |_, _| {}).tags().call(Api::DescribeUserScramCredentials, VERSION)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Users, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let error = reader.i16()?;
    let _message = reader.text_or_null()?;
    let users = reader.array(|reader| {
        let name = reader.text()?;
        let (_error, _message) = (reader.i16()?, reader.text_or_null()?);
        let credentials = reader.array(|reader| {
            let credential = (reader.i8()?, reader.i32()?);
            reader.tags()?;
            Ok(credential)
        })?;
        reader.tags()?;
        Ok((name, credentials))
    })?;
    reader.tags()?;
    Ok(Users { error, users })
}
