//! From counts to readings: what a source says, what silence says, whether it is over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fold::Stream;
use super::tally::Tally;
use crate::case::{Answer, Channel, Reading, Source, State};
use crate::evidence::redact;
use crate::evidence::signatures::Signatures;

/// A hit is over when the process went on for this long after it (milliseconds), and for a fifth of the whole time.
const QUIET: i64 = 300_000;

/// Streams with fewer lines say nothing by silence.
const LEAST_LINES: u64 = 20;

/// Values kept of one placeholder.
const MOST_VALUES: usize = 20;

/// The readings that follow, in the order of observations and streams.
pub fn readings(signatures: &Signatures, streams: &[Stream]) -> Vec<Reading> {
    let mut merged: BTreeMap<(&str, String, usize), Vec<Hits>> = BTreeMap::new();
    for (index, stream) in streams.iter().enumerate() {
        for (id, tallies) in &stream.tallies {
            let signature = &signatures.list[*id];
            if !stream.kinds.can_be(&signature.of) {
                continue;
            }
            for tally in tallies.iter().filter(|tally| tally.enough) {
                let Some(answer) = answer(&signature.answer, tally) else { continue };
                merged
                    .entry((&signature.observation, answer, index))
                    .or_default()
                    .push(Hits { tally, lasts: signature.lasts });
            }
        }
    }
    let reading = |((observation, answer, index), hits): ((&str, _, usize), Vec<Hits>)| Reading {
        observation: observation.into(),
        answer: Answer::Value(answer),
        source: source(&hits, &streams[index]),
    };
    let mut readings: Vec<Reading> = merged.into_iter().map(reading).collect();
    silences(signatures, streams, &mut readings);
    readings
}

/// The answer, or the word that a context observation keeps.
fn answer(answer: &str, tally: &Tally) -> Option<String> {
    match answer.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => tally.names.get(name)?.last().map(|value| redact::clean(value)),
        None => Some(answer.into()),
    }
}

/// The hits of one log source, and whether what they tell lasts.
struct Hits<'a> {
    tally: &'a Tally,
    lasts: bool,
}

/// What the hits of several log sources say together.
fn source(hits: &[Hits], stream: &Stream) -> Source {
    let tallies = || hits.iter().map(|hits| hits.tally);
    let mut source = Source { count: 0, state: State::Past, ..Source::new(Channel::Log) };
    if let Some(first) = tallies().min_by_key(|tally| tally.begins) {
        source.file = first.file.as_deref().map(Into::into);
        source.line = Some(first.line);
        source.first = first.first.as_ref().map(|(_, text)| text.as_str().into());
        source.excerpt = Some(first.excerpt.clone());
    }
    let last = tallies().filter(|tally| tally.last.is_some()).max_by_key(|tally| tally.ends);
    source.last = last.and_then(|tally| tally.last.as_ref()).map(|(_, text)| text.as_str().into());
    for Hits { tally, lasts } in hits {
        source.count += tally.count;
        let over = tally.over || (!lasts && long_ago(tally, stream));
        source.state = source.state.max(if over { State::Past } else { State::Now });
        for (name, values) in &tally.names {
            let kept = source.names.entry(name.clone()).or_default();
            for value in values {
                let value = redact::clean(value);
                if kept.len() < MOST_VALUES && !kept.contains(&value) {
                    kept.push(value);
                }
            }
        }
    }
    source
}

fn long_ago(tally: &Tally, stream: &Stream) -> bool {
    let (Some((hit, _)), Some((first, _)), Some((last, _))) = (&tally.last, &stream.first, &stream.last) else {
        return false;
    };
    let (after, whole) = (last.ms.saturating_sub(hit.ms), last.ms.saturating_sub(first.ms));
    after > QUIET && after.saturating_mul(5) > whole
}

/// A log that should have had the line, and has not: an answer where the source says so, else "looked, not there", so that nobody is asked.
fn silences(signatures: &Signatures, streams: &[Stream], readings: &mut Vec<Reading>) {
    let mut seen: BTreeSet<String> = readings.iter().map(|reading| reading.observation.clone()).collect();
    for (id, signature) in signatures.list.iter().enumerate() {
        if seen.contains(&signature.observation) {
            continue;
        }
        let mut read = streams.iter().filter(|stream| stream.inside >= LEAST_LINES && stream.kinds.is(&signature.of));
        let Some(stream) = read.next() else { continue };
        let most = streams
            .iter()
            .filter_map(|stream| stream.tallies.get(&id))
            .flat_map(|tallies| tallies.iter())
            .map(|tally| tally.count)
            .max();
        let answer = match (&signature.absent, most) {
            (Some(value), None) => Answer::Value(value.clone()),
            // A menu is not settled by one line that is missing.
            _ if signature.answer != "yes" => continue,
            (_, Some(count)) => Answer::Unknown(format!("seen {count} times, too few to count")),
            (None, None) => Answer::Unknown(format!("no such line in {}", names(&stream.files))),
        };
        seen.insert(signature.observation.clone());
        let file = stream.files.first().map(|file| file.to_string());
        let source = Source { file, count: 0, ..Source::new(Channel::Silence) };
        readings.push(Reading { observation: signature.observation.clone(), answer, source });
    }
}

fn names(files: &[Arc<str>]) -> String {
    match files {
        [one] => one.to_string(),
        [first, .., last] => format!("{first} to {last}"),
        [] => String::new(),
    }
}
