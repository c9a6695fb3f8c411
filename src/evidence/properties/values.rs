//! What is known of a setting's value: from the file, from the default, or not at all.

use super::names;
use super::table;
use super::views::{Set, View, canonical};
use crate::knowledge::Side;

/// A value, and where it comes from.
#[derive(Debug, Clone)]
pub(super) struct Known<'v> {
    /// What it may be; more than one where the version decides and is not known. `None` is no value at all.
    pub values: Vec<Option<String>>,
    /// The setting in the file; nothing where it is left out.
    pub set: Option<&'v Set<'v>>,
}

/// Java's names that librdkafka has under another one (its CONFIGURATION.md and INTRODUCTION.md).
const NATIVE: [(&str, &str); 4] = [
    ("fetch.max.wait.ms", "fetch.wait.max.ms"),
    ("sasl.mechanism", "sasl.mechanisms"),
    ("max.request.size", "message.max.bytes"),
    ("auto.commit.enable", "enable.auto.commit"),
];

impl<'v> View<'v> {
    /// The setting in the file.
    pub fn get(&'v self, name: &str) -> Option<&'v Set<'v>> {
        if self.side != Side::Librdkafka {
            return self.set.get(name);
        }
        self.set.get(&canonical(native(name)))
    }

    /// The value, if it can be known.
    pub fn value(&'v self, name: &str) -> Option<Known<'v>> {
        if let Some(set) = self.get(name) {
            let value = literal(&set.value)?;
            return Some(Known { values: vec![value], set: Some(set) });
        }
        // A listing names everything that its version knows.
        if !self.whole || self.settings.complete {
            return None;
        }
        let name = if self.side == Side::Librdkafka { native(name) } else { name };
        let setting = table::lookup(self.side, name)?;
        if let Some(direction) = self.direction
            && !setting.used_by(direction)
        {
            return None;
        }
        let values: Vec<Option<String>> =
            setting.defaults(self.version).into_iter().map(|value| value.map(str::to_string)).collect();
        (!values.is_empty()).then_some(Known { values, set: None })
    }

    /// Whether a value is the default, of any version where the view has none.
    pub fn is_default(&self, name: &str, value: &str) -> bool {
        let Some(setting) = table::lookup(self.side, name) else { return false };
        setting.defaults(self.version).into_iter().any(|default| {
            let (default, value) = (default.unwrap_or("null"), value.trim());
            let plain = |text: &str| {
                let bare = text.trim_matches(['[', ']']).replace("class ", "").replace(", ", ",");
                word(name, &bare).to_string()
            };
            plain(default) == plain(value)
        })
    }

    /// Whether the file names it; in a listing, which names everything, whether it has a value.
    pub fn is_set(&'v self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(set) => Some(literal(&set.value) != Some(None)),
            None if self.whole => Some(false),
            None => None,
        }
    }
}

fn native(name: &str) -> &str {
    NATIVE.iter().find(|(java, _)| *java == name).map_or(name, |(_, native)| native)
}

/// The value itself; nothing where it only says where the value comes from (`${…}`, `{{…}}`, `$NAME`, `%(name)s`, `ENC(…)`) or is hidden.
fn literal(value: &str) -> Option<Option<String>> {
    let value = value.trim();
    let between = |mark: &str| value.len() > 2 * mark.len() && value.starts_with(mark) && value.ends_with(mark);
    let variable =
        value.strip_prefix('$').is_some_and(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_'));
    let elsewhere =
        ["${", "{{", "$(", "#{", "%(", "ENC(", "[[", "[hidden", "<"].iter().any(|sign| value.contains(sign))
            || variable
            || ["%", "@", "__"].iter().any(|mark| between(mark));
    if elsewhere {
        return None;
    }
    Some((value != "null").then(|| value.to_string()))
}

/// Whether a value is only told elsewhere.
pub(super) fn is_elsewhere(value: &str) -> bool {
    literal(value).is_none()
}

/// The names of inner clients and other sides are looked up in their own view.
pub(super) fn side_named(word: &str) -> Option<Side> {
    [
        Side::Producer,
        Side::Consumer,
        Side::Admin,
        Side::Broker,
        Side::Topic,
        Side::Connect,
        Side::Streams,
        Side::Librdkafka,
        Side::Client,
    ]
    .into_iter()
    .find(|side| side.word() == word)
}

/// Elements of a list, empty ones left out.
pub(super) fn elements(value: &str) -> impl Iterator<Item = &str> {
    value.trim_start_matches('[').trim_end_matches(']').split(',').map(str::trim).filter(|one| !one.is_empty())
}

/// Two words for the same value are one: truth values and words in any case, `all` for -1 of acks.
pub(super) fn word(name: &str, value: &str) -> String {
    let word = value.trim().to_ascii_lowercase();
    let acks = names::shaped(name) && matches!(name, "acks" | "request.required.acks");
    if acks && word == "-1" { "all".into() } else { word }
}
