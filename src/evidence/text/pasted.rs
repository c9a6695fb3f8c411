//! Verbatim lines in a text: the log signatures, whatever the process, with times where the lines tell theirs.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Answer, Channel, Reading, Source, State};
use crate::evidence::logs::{Recent, stamp};
use crate::evidence::pieces::Lines;
use crate::evidence::redact;
use crate::evidence::signatures::{Hit, SourceId, Use};

/// What the signatures found in a text.
pub struct Pasted<'a> {
    search: &'a Lines<'a>,
    /// By source and the value that it counts apart.
    found: BTreeMap<(SourceId, String), Found>,
    explained: BTreeSet<u64>,
}

struct Found {
    line: u64,
    count: u64,
    /// As many as the source asks for, within its time where the lines tell theirs.
    enough: bool,
    recent: Recent,
    excerpt: String,
    names: BTreeMap<String, Vec<String>>,
    state: State,
}

/// Longer lines are data; a signature stands near the start of a line.
const LONGEST_LINE: usize = 64 << 10;
/// Values kept of one placeholder.
const MOST_NAMES: usize = 20;
/// Lines that a wrapped message may be spread over.
const WRAPPED: usize = 4;

impl<'a> Pasted<'a> {
    /// Nothing read yet.
    pub fn new(search: &'a Lines<'a>) -> Self {
        Self { search, found: BTreeMap::new(), explained: BTreeSet::new() }
    }

    /// Reads all lines. A message that a chat or a mail wrapped is found across the line ends, if no line alone has it. Lines in
    /// `denied` say that something was not seen.
    pub fn lines<'t>(&mut self, lines: impl Iterator<Item = &'t str>, denied: &[u64]) {
        let denied: BTreeSet<u64> = denied.iter().copied().collect();
        let mut alone: BTreeSet<(SourceId, bool)> = BTreeSet::new();
        let mut window: Vec<(u64, String)> = Vec::new();
        let mut later: Vec<(u64, String, Vec<Hit>)> = Vec::new();
        for (i, line) in lines.enumerate() {
            let number = i as u64 + 1;
            let line = cut(line);
            if line.trim().is_empty() {
                window.clear();
                continue;
            }
            let mut hits = Vec::new();
            let known = self.search.search(line.as_bytes(), &mut |hit| hits.push(hit));
            if denied.contains(&number) {
                window.clear();
                hits.retain(|hit| self.search.signatures.list[hit.id].says_not);
            }
            if known && !(denied.contains(&number) && hits.is_empty()) {
                self.explained.insert(number);
            }
            for hit in hits {
                alone.insert((hit.id, hit.of == Use::Match));
                self.hit(hit, number, line);
            }
            if denied.contains(&number) {
                continue;
            }
            window.push((number, line.split_whitespace().collect::<Vec<_>>().join(" ")));
            if window.len() > WRAPPED {
                window.remove(0);
            }
            if window.len() > 1 {
                let joined = window.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join(" ");
                if joined.len() <= LONGEST_LINE {
                    let mut hits = Vec::new();
                    self.search.search(joined.as_bytes(), &mut |hit| hits.push(hit));
                    hits.retain(|hit| !alone.contains(&(hit.id, hit.of == Use::Match)));
                    if !hits.is_empty() {
                        later.push((window[0].0, joined, hits));
                        self.explained.extend(window.iter().map(|(number, _)| *number));
                        window.drain(..window.len() - 1);
                    }
                }
            }
        }
        for (number, joined, hits) in later {
            for hit in hits.into_iter().filter(|hit| !alone.contains(&(hit.id, hit.of == Use::Match))) {
                self.hit(hit, number, &joined);
            }
        }
    }

    fn hit(&mut self, hit: Hit, line: u64, text: &str) {
        let signature = &self.search.signatures.list[hit.id];
        let same = signature.same.as_deref();
        let key = same.and_then(|name| hit.names.get(name)).cloned().unwrap_or_default();
        let place = (hit.id, key);
        match hit.of {
            Use::Match => {
                let found = self.found.entry(place).or_insert_with(|| Found {
                    line,
                    count: 0,
                    enough: false,
                    recent: Recent::default(),
                    excerpt: redact::clean(text.trim()),
                    names: BTreeMap::new(),
                    state: State::Now,
                });
                found.count += 1;
                found.enough |= match (signature.within, written(text)) {
                    (Some(within), Some(ms)) => found.recent.take(ms, signature.at_least, within),
                    _ => found.count >= u64::from(signature.at_least),
                };
                found.state = State::Now;
                for (name, value) in hit.names {
                    let value = redact::clean(&value);
                    let values = found.names.entry(name).or_default();
                    if !values.contains(&value) && values.len() < MOST_NAMES {
                        values.push(value);
                    }
                }
            }
            Use::Unless => {
                self.found.remove(&place);
            }
            Use::Over => {
                if let Some(found) = self.found.get_mut(&place) {
                    found.state = State::Past;
                }
            }
        }
    }

    /// Lines that a signature or a harmless line reads.
    pub fn explained(&self) -> BTreeSet<u64> {
        self.explained.clone()
    }

    /// One reading for each observation and answer. A source that wants more lines than there are, or nearer to each other, speaks no louder
    /// than free words: people paste one line of many.
    pub fn readings(self, name: &str) -> Vec<Reading> {
        let mut readings: BTreeMap<(String, String), Reading> = BTreeMap::new();
        for ((id, _), found) in self.found {
            let signature = &self.search.signatures.list[id];
            let channel = if found.enough { Channel::Pasted } else { Channel::Words };
            let key = (signature.observation.clone(), signature.answer.clone());
            match readings.get_mut(&key) {
                None => {
                    let source = Source {
                        file: Some(name.into()),
                        line: Some(found.line),
                        count: found.count,
                        excerpt: Some(found.excerpt),
                        names: found.names,
                        state: found.state,
                        takes: (!found.enough).then_some(signature.at_least),
                        ..Source::new(channel)
                    };
                    let answer = Answer::Value(signature.answer.clone());
                    readings.insert(key, Reading { observation: signature.observation.clone(), answer, source });
                }
                Some(reading) => {
                    let source = &mut reading.source;
                    if channel == Channel::Pasted && source.channel != Channel::Pasted {
                        (source.channel, source.takes) = (channel, None);
                        source.line = Some(found.line);
                        source.excerpt = Some(found.excerpt);
                    }
                    source.count += found.count;
                    source.state = source.state.max(found.state);
                    for (name, values) in found.names {
                        let seen = source.names.entry(name).or_default();
                        for value in values {
                            if !seen.contains(&value) && seen.len() < MOST_NAMES {
                                seen.push(value);
                            }
                        }
                    }
                }
            }
        }
        readings.into_values().collect()
    }
}

/// When a line was written, if its time stands at its start: milliseconds, comparable within a log.
fn written(line: &str) -> Option<i64> {
    let start = line.trim_start_matches(['[', '(', '"', ' ', '\t']);
    stamp::at_start(start.as_bytes()).map(|(stamp, _)| stamp.ms)
}

fn cut(line: &str) -> &str {
    if line.len() <= LONGEST_LINE {
        return line;
    }
    let end = (0..=LONGEST_LINE).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    &line[..end]
}
