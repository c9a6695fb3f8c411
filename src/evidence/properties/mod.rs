//! Settings: from files, from listings that clients print, from what people paste; judged against what Kafka knows of them.

use crate::knowledge::Side;

/// The settings of one process or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whose they are, where that is certain.
    pub side: Option<Side>,
    /// Where they stand.
    pub name: String,
    /// In order; of equal keys the last holds.
    pub entries: Vec<Entry>,
    /// A client's own listing: it names every setting, those left alone with their defaults.
    pub complete: bool,
    /// The version of the process, where it says so.
    pub version: Option<String>,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name as it stands.
    pub key: String,
    /// The value as it stands, unescaped.
    pub value: String,
    /// From 1.
    pub line: u64,
}
