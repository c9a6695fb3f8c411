//! Who may do what and how much of it: quotas, SCRAM users, ACLs.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Limits of one entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// `user`, `client-id` or `ip` to its name; `None`: the default of its kind.
    pub entity: BTreeMap<String, Option<String>>,
    /// `producer_byte_rate`, `consumer_byte_rate` (bytes a second), `request_percentage` and the like to their limit.
    pub limits: BTreeMap<String, f64>,
}

/// A SCRAM user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScramUser {
    /// Its name.
    pub name: String,
    /// `SCRAM-SHA-256`, `SCRAM-SHA-512` to their iterations.
    pub mechanisms: BTreeMap<String, i32>,
}

/// ACLs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Acls {
    /// The broker has no authorizer: everybody may do everything.
    NoAuthorizer,
    /// What the authorizer holds.
    Bindings(Vec<Acl>),
}

/// One ACL, in the words of kafka-acls: `topic`, `literal`, `Describe`, `Allow`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acl {
    /// `topic`, `group`, `cluster`, `transactional-id`, `delegation-token`, `user`; a number where the tool does not know it.
    pub resource: String,
    /// The name or prefix; `*` all.
    pub name: String,
    /// `literal` or `prefixed`.
    pub pattern: String,
    /// `User:orders`.
    pub principal: String,
    /// `*` from everywhere.
    pub host: String,
    /// `Read`, `Write`, `Describe` and so on.
    pub operation: String,
    /// `Allow` or `Deny`.
    pub permission: String,
}

impl fmt::Display for Acl {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { resource, name, pattern, principal, host, operation, permission } = self;
        write!(f, "{permission} {principal} {operation} on {pattern} {resource} {name} from {host}")
    }
}
