//! What hits amount to: counted, in a window, for each value apart, cancelled or over by what follows.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::line::Stamp;
use super::process::Kinds;
use crate::case::{Answer, Channel, Reading, Source, State};
use crate::evidence::redact;
use crate::evidence::signatures::{Hit, Signatures, SourceId, Use};

/// Values kept of one placeholder.
const MOST_VALUES: usize = 20;

/// A hit is over when the process went on for this long after it (milliseconds), and for a fifth of the whole time.
const QUIET: i64 = 300_000;

/// Streams with fewer events say nothing by silence.
const LEAST_EVENTS: u64 = 20;

/// One process: a file, or a wrapper's prefix in it.
#[derive(Debug, Default)]
pub struct Stream {
    /// The file that it was first seen in.
    pub file: String,
    /// What it is.
    pub kinds: Kinds,
    /// Lines seen of it; only some are looked at.
    pub events: u64,
    /// First and last time.
    pub first: Option<Stamp>,
    /// See `first`.
    pub last: Option<Stamp>,
}

#[derive(Debug, Default)]
struct Tally {
    count: u64,
    recent: VecDeque<i64>,
    enough: bool,
    over: bool,
    file: String,
    line: u64,
    excerpt: String,
    first: Option<Stamp>,
    last: Option<Stamp>,
    names: BTreeMap<String, Vec<String>>,
}

/// Where a hit stands.
pub struct Place<'a> {
    /// The file.
    pub file: &'a str,
    /// From 1.
    pub line: u64,
    /// Of the event.
    pub time: Option<&'a Stamp>,
    /// The line.
    pub text: &'a [u8],
}

/// All tallies of a run.
#[derive(Default)]
pub struct Tallies {
    /// Streams by name.
    pub streams: BTreeMap<String, Stream>,
    tallies: HashMap<(SourceId, String, String), Tally>,
}

impl Tallies {
    /// Takes one hit, in the order of time.
    pub fn take(&mut self, signatures: &Signatures, stream: &str, hit: Hit, place: &Place) {
        let signature = &signatures.list[hit.id];
        let same = signature.source.same.as_ref().and_then(|same| hit.names.get(same)).cloned().unwrap_or_default();
        let key = (hit.id, stream.to_string(), same);
        match hit.of {
            Use::Unless => drop(self.tallies.remove(&key)),
            Use::Over => {
                if let Some(tally) = self.tallies.get_mut(&key) {
                    tally.over = true;
                }
            }
            Use::Match => {
                let tally = self.tallies.entry(key).or_default();
                if tally.count == 0 {
                    tally.file = place.file.into();
                    tally.line = place.line;
                    tally.excerpt = redact::clean(&String::from_utf8_lossy(&place.text[..place.text.len().min(4096)]));
                    tally.first = place.time.cloned();
                }
                tally.count += 1;
                tally.over = false;
                let least = u64::from(signature.source.at_least);
                match (signature.within, place.time) {
                    (Some(within), Some(time)) => {
                        tally.recent.push_back(time.millis);
                        if tally.recent.len() as u64 > least {
                            tally.recent.pop_front();
                        }
                        let span = time.millis - tally.recent.front().copied().unwrap_or(time.millis);
                        tally.enough |= tally.recent.len() as u64 >= least && span <= within;
                    }
                    _ => tally.enough |= tally.count >= least,
                }
                if let Some(time) = place.time {
                    tally.last = Some(time.clone());
                }
                for (name, value) in hit.names {
                    let values = tally.names.entry(name).or_default();
                    if values.len() < MOST_VALUES && !values.contains(&value) {
                        values.push(redact::clean(&value));
                    }
                }
            }
        }
    }

    /// The readings that follow, in the order of observations and streams.
    pub fn readings(self, signatures: &Signatures) -> Vec<Reading> {
        let mut merged: BTreeMap<(String, String, String), Reading> = BTreeMap::new();
        let mut answered: Vec<bool> = vec![false; signatures.list.len()];
        let mut tallies: Vec<_> = self.tallies.into_iter().collect();
        tallies.sort_by(|a, b| (&a.0, a.1.line).cmp(&(&b.0, b.1.line)));
        for ((id, stream, _), tally) in tallies {
            let signature = &signatures.list[id];
            let of = &self.streams[&stream];
            if !tally.enough || !of.kinds.can_be(&signature.source.of) {
                continue;
            }
            answered[id] = true;
            let Some(answer) = value_of(&signature.source.answer, &tally.names) else { continue };
            let state = if tally.over || long_ago(&tally, of) { State::Past } else { State::Now };
            let key = (signature.observation.clone(), answer.clone(), stream.clone());
            let reading = merged.entry(key).or_insert_with(|| Reading {
                observation: signature.observation.clone(),
                answer: Answer::Value(answer),
                source: Source {
                    file: Some(tally.file.clone()),
                    line: Some(tally.line),
                    count: 0,
                    first: tally.first.as_ref().map(|time| time.text.clone()),
                    last: None,
                    excerpt: Some(tally.excerpt.clone()),
                    state: State::Past,
                    ..Source::new(Channel::Log)
                },
            });
            let source = &mut reading.source;
            source.count += tally.count;
            source.state = source.state.max(state);
            if let Some(last) =
                tally.last.map(|time| time.text).filter(|last| source.last.as_ref().is_none_or(|old| old < last))
            {
                source.last = Some(last);
            }
            for (name, values) in tally.names {
                let kept = source.names.entry(name).or_default();
                for value in values {
                    if kept.len() < MOST_VALUES && !kept.contains(&value) {
                        kept.push(value);
                    }
                }
            }
        }
        let mut readings: Vec<Reading> = merged.into_values().collect();
        silences(signatures, &self.streams, &answered, &mut readings);
        readings
    }
}

/// The answer, or the word that a context observation keeps.
fn value_of(answer: &str, names: &BTreeMap<String, Vec<String>>) -> Option<String> {
    match answer.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => names.get(name)?.first().cloned(),
        None => Some(answer.into()),
    }
}

fn long_ago(tally: &Tally, stream: &Stream) -> bool {
    let (Some(hit), Some(first), Some(last)) = (&tally.last, &stream.first, &stream.last) else { return false };
    let (after, whole) = (last.millis - hit.millis, last.millis - first.millis);
    after > QUIET && after * 5 > whole
}

/// A log that should have had the line, and has not: an answer where the source says so, else "looked, not there", so that nobody is asked.
fn silences(
    signatures: &Signatures,
    streams: &BTreeMap<String, Stream>,
    answered: &[bool],
    readings: &mut Vec<Reading>,
) {
    let mut seen: Vec<String> = readings.iter().map(|reading| reading.observation.clone()).collect();
    for (id, signature) in signatures.list.iter().enumerate() {
        let read =
            streams.values().find(|stream| stream.events >= LEAST_EVENTS && stream.kinds.is(&signature.source.of));
        let (Some(stream), false, false) = (read, answered[id], seen.contains(&signature.observation)) else {
            continue;
        };
        // A menu is not settled by one line that is missing.
        let answer = match &signature.source.absent {
            Some(value) => Answer::Value(value.clone()),
            None if signature.source.answer == "yes" => Answer::Unknown(format!("no such line in {}", stream.file)),
            None => continue,
        };
        seen.push(signature.observation.clone());
        let source = Source { file: Some(stream.file.clone()), count: 0, ..Source::new(Channel::Silence) };
        readings.push(Reading { observation: signature.observation.clone(), answer, source });
    }
}
