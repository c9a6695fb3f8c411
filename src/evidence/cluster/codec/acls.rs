//! DescribeAcls (29), version 2: who may do what.

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The version: 2.8 to 4.3 know it.
pub const VERSION: i16 = 2;

/// "Any" in a filter, whatever is filtered.
const ANY: i8 = 1;

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Acls {
    /// 0; 31 not allowed, 54 there is no authorizer.
    pub error: i16,
    /// What each resource has.
    pub resources: Vec<Resource>,
}

/// The ACLs of one resource. Numbers are those of Kafka's enums.
#[derive(Debug, PartialEq, Eq)]
pub struct Resource {
    /// 2 topic, 3 group, 4 cluster, 5 transactional id, 6 delegation token, 7 user.
    pub kind: i8,
    /// Its name or prefix.
    pub name: String,
    /// 3 literal, 4 prefixed.
    pub pattern: i8,
    /// Its ACLs.
    pub acls: Vec<Acl>,
}

/// One ACL.
#[derive(Debug, PartialEq, Eq)]
pub struct Acl {
    /// `User:orders`.
    pub principal: String,
    /// `*` from everywhere.
    pub host: String,
    /// 3 Read, 4 Write and so on.
    pub operation: i8,
    /// 2 deny, 3 allow.
    pub permission: i8,
}

/// Asks for all ACLs.
pub fn request() -> Call {
    let mut writer = Writer::new(true);
    writer.i8(ANY).null_text().i8(ANY).null_text().null_text().i8(ANY).i8(ANY);
    writer.tags().call(Api::DescribeAcls, VERSION)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Acls, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let error = reader.i16()?;
    let _message = reader.text_or_null()?;
    let resources = reader.array(|reader| {
        let (kind, name, pattern) = (reader.i8()?, reader.text()?, reader.i8()?);
        let acls = reader.array(|reader| {
            let acl = Acl {
                principal: reader.text()?,
                host: reader.text()?,
                operation: reader.i8()?,
                permission: reader.i8()?,
            };
            reader.tags()?;
            Ok(acl)
        })?;
        reader.tags()?;
        Ok(Resource { kind, name, pattern, acls })
    })?;
    reader.tags()?;
    Ok(Acls { error, resources })
}
