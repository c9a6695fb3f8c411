//! Hosts with ports.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A host, by name or number, and a port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    /// A name, or an address without brackets.
    pub host: String,
    /// From 1 to 65535.
    pub port: u16,
}

impl Address {
    /// Reads `host:port`, `[::1]:port`, and as Kafka does `NAME://host:port`.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        let (host, port) = text.rsplit_once(':')?;
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let named = |c: char| c.is_ascii_alphanumeric() || "-._%:".contains(c);
        let port: u16 = port.parse().ok()?;
        (!host.is_empty() && host.chars().all(named) && port > 0).then(|| Self { host: host.into(), port })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}
