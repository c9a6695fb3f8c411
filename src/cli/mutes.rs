//! The file of mutes: a YAML list of { observation, subjects, until, why }.

use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::names::{did_you_mean, nearest};
use crate::error::{Error, Result};
use crate::evidence::read_at_most;
use crate::knowledge::Knowledge;
use crate::report::check::Mute;

/// A file of mutes is read up to this many bytes.
const LONGEST: u64 = 4 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    observation: String,
    #[serde(default)]
    subjects: Vec<String>,
    until: Option<String>,
    #[serde(default)]
    why: String,
}

/// Reads a file of mutes.
///
/// # Errors
/// It cannot be read, is no such list, or names an observation or a time that does not exist.
pub fn load(path: &Path, knowledge: &Knowledge) -> Result<Vec<Mute>> {
    let shown = path.display();
    let text = read_at_most(path, LONGEST)
        .map_err(|error| Error::input(format!("the mutes {shown} cannot be read: {error}")))?;
    let entries: Vec<Entry> = serde_yaml::from_str(&text).map_err(|error| {
        Error::input(format!("{shown} is not a list of mutes: {error}"))
            .hint("Each is { observation: NAME, subjects: [ \"orders-*\" ], until: 2026-12-31, why: TEXT }.")
    })?;
    entries
        .into_iter()
        .map(|entry| mute(entry, knowledge).map_err(|error| Error { message: format!("{shown}: {error}"), ..error }))
        .collect()
}

fn mute(entry: Entry, knowledge: &Knowledge) -> Result<Mute> {
    let Entry { observation, subjects, until, why } = entry;
    if !knowledge.observations.contains_key(&observation) {
        let near = nearest(&observation, knowledge.observations.keys());
        return Err(Error::usage(format!("there is no observation {observation:?}")).hints(did_you_mean(&near)));
    }
    let until = match until {
        None => None,
        Some(text) => {
            let ms = end(&text).ok_or_else(|| {
                Error::usage(format!("until: {text:?} is no time"))
                    .hint("A day, 2026-12-31, which is muted to its end, or RFC 3339, 2026-12-31T06:00:00Z.")
            })?;
            Some((text, ms))
        }
    };
    Ok(Mute { observation, subjects, until, why })
}

/// The end of a day here, or a moment, in milliseconds since 1970.
fn end(text: &str) -> Option<i64> {
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let next = text.parse::<Date>().ok()?.tomorrow().ok()?;
    Some(next.to_zoned(TimeZone::system()).ok()?.timestamp().as_millisecond())
}
