//! What hits amount to: counted, in a window, for each value apart, cancelled or over by what follows.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::handed::Ended;
use super::stamp::Time;
use crate::evidence::redact;
use crate::evidence::signatures::Signature;
use crate::knowledge::template::Names;

/// Values kept of one placeholder.
const MOST_VALUES: usize = 20;

/// Values of the placeholder in `same` that are counted apart; what comes later is left out.
const MOST_APART: usize = 10_000;

/// An excerpt is taken from this many bytes of a line.
const LONGEST_EXCERPT: usize = 4096;

/// Where a hit stands.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The file.
    pub file: &'a Arc<str>,
    /// From 1.
    pub line: u64,
    /// Of the event.
    pub time: Option<Time>,
    /// Hits in all logs before this one.
    pub before: u64,
    /// The line.
    pub text: &'a [u8],
}

/// The hits of one source in one stream, of one value of its `same`.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// Whether they are as many, in as short a time, as the source asks for.
    pub enough: bool,
    /// A later line says that it is over.
    pub over: bool,
    /// Where the first stands.
    pub file: Option<Arc<str>>,
    /// See `file`.
    pub line: u64,
    /// The first line.
    pub excerpt: String,
    /// The time of the first.
    pub first: Option<Time>,
    /// The time of the last.
    pub last: Option<Time>,
    /// Hits of all sources before the first: times of different formats cannot be compared, the order of lines can.
    pub begins: u64,
    /// Hits of all sources before the last.
    pub ends: u64,
    /// What placeholders matched.
    pub names: BTreeMap<String, Vec<String>>,
    recent: Recent,
}

/// When the last hits were, as many as a source asks for.
#[derive(Debug, Default)]
pub struct Recent(VecDeque<i64>);

impl Recent {
    /// Takes the time of one more, in milliseconds; whether so many (`least`) lie within that time now.
    pub fn take(&mut self, ms: i64, least: u32, within: i64) -> bool {
        self.0.push_back(ms);
        if self.0.len() > least as usize {
            self.0.pop_front();
        }
        let span = ms - self.0.front().copied().unwrap_or(ms);
        self.0.len() >= least as usize && span <= within
    }
}

impl Tally {
    fn take(&mut self, signature: &Signature, names: &Names, place: Place) {
        if self.count == 0 {
            self.file = Some(Arc::clone(place.file));
            self.line = place.line;
            self.excerpt =
                redact::clean(&String::from_utf8_lossy(&place.text[..place.text.len().min(LONGEST_EXCERPT)]));
            self.first = place.time;
            self.begins = place.before;
        }
        self.ends = place.before;
        self.count += 1;
        self.over = false;
        let least = signature.at_least;
        self.enough |= match (signature.within, place.time) {
            (None, _) => self.count >= u64::from(least),
            (Some(within), Some((stamp, _))) => self.recent.take(stamp.ms, least, within),
            // Without times nobody can say that it was within one.
            (Some(_), None) => false,
        };
        self.last = place.time.or(self.last);
        for (name, value) in names {
            match self.names.get_mut(name) {
                Some(values) if values.len() >= MOST_VALUES || values.contains(value) => {}
                Some(values) => values.push(value.clone()),
                None => drop(self.names.insert(name.clone(), vec![value.clone()])),
            }
        }
    }
}

/// The hits of one source in one stream.
#[derive(Debug, Default)]
pub struct Tallies {
    all: Tally,
    /// For each value of `same`, where the source asks for that.
    apart: BTreeMap<String, Tally>,
}

impl Tallies {
    /// Counts a hit.
    pub fn take(&mut self, signature: &Signature, names: &Names, place: Place) {
        match value(signature, names) {
            None => self.all.take(signature, names, place),
            Some(value) => {
                if let Some(tally) = self.apart.get_mut(value) {
                    tally.take(signature, names, place);
                } else if self.apart.len() < MOST_APART {
                    self.apart.entry(value.into()).or_default().take(signature, names, place);
                }
            }
        }
    }

    /// It was normal after all: what came before does not count. A line without the value speaks for all.
    pub fn cancel(&mut self, signature: &Signature, names: &Names) {
        match value(signature, names) {
            Some(value) => drop(self.apart.remove(value)),
            None => *self = Self::default(),
        }
    }

    /// It is over.
    pub fn end(&mut self, signature: &Signature, names: &Names) {
        match value(signature, names) {
            Some(value) => {
                if let Some(tally) = self.apart.get_mut(value) {
                    tally.over = true;
                }
            }
            None => self.apart.values_mut().chain([&mut self.all]).for_each(|tally| tally.over = true),
        }
    }

    /// Another process has ended what this one saw of a value, if it saw nothing of it since.
    pub fn settle(&mut self, value: &str, ended: Ended) {
        let Some(tally) = self.apart.get_mut(value) else { return };
        let Some((last, _)) = tally.last else { return };
        let later = |at: Option<i64>| at.is_some_and(|at| at >= last.ms);
        tally.over |= later(ended.over);
        if later(ended.normal) {
            self.apart.remove(value);
        }
    }

    /// Those that have hits.
    pub fn iter(&self) -> impl Iterator<Item = &Tally> {
        [&self.all].into_iter().chain(self.apart.values()).filter(|tally| tally.count > 0)
    }
}

/// What a hit is counted apart for.
pub fn value<'a>(signature: &Signature, names: &'a Names) -> Option<&'a str> {
    signature.same.as_ref().and_then(|same| names.get(same)).map(String::as_str)
}
