//! Settings: from files, from listings that clients print, from what people paste; judged against what Kafka knows of them.
//!
//! [`read`] and [`parse`] turn text into settings, [`embedded`] picks them out of prose and code, [`judge`] reads
//! observations from them: the conditions of the knowledge base (`holds`), and five that hold for every setting
//! (misspelt, of another side, removed, not allowed, refused by its name). What each setting is stands in `table`.

mod embedded;
mod findings;
mod holds;
mod java;
mod judge;
mod names;
mod nested;
mod other_side;
mod pairs;
mod ranges;
mod read;
mod roles;
mod spelling;
mod spring;
mod table;
mod together;
mod values;
mod views;

#[cfg(test)]
mod tests;

use crate::knowledge::Side;

pub use embedded::{embedded, listed};
pub use judge::{judge, judge_pasted};
pub use read::{parse, read, read_file};
pub use spelling::unknown;

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

/// So many settings of one source are judged: more than all that Kafka knows, on all sides, several times over. A name that is none takes a
/// look at all of them.
pub const MOST_SETTINGS: usize = 5_000;

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name as it stands; in nested maps the part of the path that is a setting.
    pub key: String,
    /// The value as it stands, unescaped.
    pub value: String,
    /// From 1.
    pub line: u64,
}
