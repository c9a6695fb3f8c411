//! The sequential half of a scan: what the lines found amount to, in the order in which they stand. Whatever reaches across chunks and
//! files lives here: the event that goes on, the process, listings, counts.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::find::{Event, Found, Parsed, Part};
use super::handed::Handed;
use super::layout::Level;
use super::listing::{self, Listing};
use super::process::Kinds;
use super::stamp::{Stamp, Time};
use super::tally::{Place, Tallies};
use super::window::Edges;
use crate::case::Input;
use crate::evidence::properties::Settings;
use crate::evidence::redact;
use crate::evidence::signatures::{Hit, Signatures, Use};

/// Samples kept of events that nobody explains.
const SAMPLES: usize = 5;

/// Distinct listings of settings kept.
const LISTINGS: usize = 100;

/// Streams kept apart; a wrapper with more names than that is none, and the rest is one stream.
pub(super) const STREAMS: usize = 1000;

/// One process: a file with its rotated parts, or a wrapper's prefix in it.
#[derive(Debug, Default)]
pub struct Stream {
    /// The files that it was seen in.
    pub files: Vec<Arc<str>>,
    /// What it is.
    pub kinds: Kinds,
    /// Its lines.
    lines: u64,
    /// Those that are from the time that is asked for.
    pub inside: u64,
    /// The first time in what was looked at.
    pub first: Option<Time>,
    /// The last time in what was looked at.
    pub last: Option<Time>,
    /// Hits by source.
    pub tallies: BTreeMap<usize, Tallies>,
    /// The event that goes on, its line counted over the whole file.
    event: Event,
    pending: Option<Pending>,
    listing: Option<Listing>,
    version: Option<String>,
}

/// An error that nobody has explained yet; a line of its stack trace still may.
#[derive(Debug)]
struct Pending {
    line: Option<u64>,
    sample: String,
}

/// A file as a whole, whatever of it is asked for.
#[derive(Debug, Default)]
pub struct Whole {
    /// Its lines.
    pub lines: u64,
    /// Those for which no time is known.
    pub untimed: u64,
    /// The first time in it.
    pub first: Option<Time>,
    /// The last time in it.
    pub last: Option<Time>,
    /// The last time of what is asked for of it.
    pub ends: Option<Stamp>,
}

/// All that was found so far.
pub struct Fold<'a> {
    signatures: &'a Signatures,
    edges: Edges,
    /// What other processes may have begun.
    pub handed: Handed,
    /// Processes, in the order in which they were met.
    pub streams: Vec<Stream>,
    /// Where each stands, by its group of files and its wrapper's prefix.
    index: BTreeMap<(String, Vec<u8>), usize>,
    /// Settings listed.
    pub settings: Vec<Settings>,
    /// One for each file.
    pub inputs: Vec<Input>,
    /// Listings that were met.
    texts: HashSet<u64>,
    hits: u64,
    /// Each file as a whole.
    pub files: Vec<Whole>,
    group: String,
    file: Arc<str>,
    input: Input,
}

impl<'a> Fold<'a> {
    /// Nothing yet.
    pub fn new(signatures: &'a Signatures, edges: Edges) -> Self {
        let (streams, index, settings, inputs) = (Vec::new(), BTreeMap::new(), Vec::new(), Vec::new());
        Self {
            signatures,
            edges,
            handed: Handed::default(),
            streams,
            index,
            settings,
            inputs,
            texts: HashSet::new(),
            hits: 0,
            files: Vec::new(),
            group: String::new(),
            file: "".into(),
            input: Input::default(),
        }
    }

    /// Begins a file of a group of rotated ones.
    pub fn open(&mut self, name: &str, group: &str, understood: bool) {
        self.group = group.into();
        self.file = name.into();
        self.files.push(Whole::default());
        self.input = Input { kind: "log".into(), name: name.into(), understood, ..Input::default() };
    }

    fn stream(&mut self, name: &[u8]) -> usize {
        let mut key = (self.group.clone(), name.to_vec());
        if self.streams.len() >= STREAMS && !self.index.contains_key(&key) {
            key.1 = Vec::new();
        }
        let at = *self.index.entry(key).or_insert(self.streams.len());
        if at == self.streams.len() {
            self.streams.push(Stream::default());
        }
        let stream = &mut self.streams[at];
        if stream.files.last() != Some(&self.file) {
            stream.files.push(Arc::clone(&self.file));
            // Another file: an event does not go on from the one before.
            stream.event = Event { time: stream.event.time, ..Event::default() };
        }
        at
    }

    /// Takes the next chunk.
    pub fn take(&mut self, parsed: &Parsed) {
        let base = self.files.last().map_or(0, |file| file.lines);
        let of_part: Vec<usize> = parsed.parts.iter().map(|part| self.stream(&part.name)).collect();
        let mut streams = std::mem::take(&mut self.streams);
        for found in &parsed.found {
            let (text, hits) = (&parsed.text[found.text.0..found.text.1], &parsed.hits[found.hits.clone()]);
            self.found(found, &mut streams[of_part[found.stream]], base, text, hits);
        }
        for (part, at) in parsed.parts.iter().zip(of_part) {
            self.part(part, &mut streams[at], base);
        }
        self.streams = streams;
        if let (None, Some((_, first))) = (&self.input.first, &parsed.first) {
            self.input.first = Some(first.as_str().into());
        }
        if let Some((_, last)) = &parsed.last {
            self.input.last = Some(last.as_str().into());
        }
        if let Some(file) = self.files.last_mut() {
            file.lines += parsed.lines;
            file.ends = parsed.last.map(|(stamp, _)| stamp).or(file.ends);
        }
    }

    fn part(&mut self, part: &Part, stream: &mut Stream, base: u64) {
        stream.kinds.add(part.kinds);
        // Lines behind a time are of an event whose time is known.
        if let Some(file) = self.files.last_mut() {
            file.untimed += if stream.event.time.is_none() { part.untimed } else { 0 };
            file.first = file.first.or(part.first);
            file.last = part.end.time.or(file.last);
        }
        let before = stream.event.time.is_none_or(|(stamp, _)| self.edges.hold(stamp));
        let inside = part.inside + if before { part.untimed } else { 0 };
        stream.lines += part.lines;
        stream.inside += inside;
        self.input.lines += inside;
        stream.event = absolute(&part.end, base, &stream.event);
        if let (Some(first), Some(last)) = (&part.first, &part.end.time)
            && self.edges.meet(first.0, last.0)
        {
            stream.first.get_or_insert_with(|| self.edges.not_before(*first));
            stream.last = Some(self.edges.not_after(*last));
        }
    }

    fn found(&mut self, found: &Found, stream: &mut Stream, base: u64, text: &[u8], hits: &[Hit]) {
        let line = base + found.line;
        let event = absolute(&found.event, base, &stream.event);
        if found.listing && self.listing(found, stream, text, line) {
            return;
        }
        if event.time.as_ref().is_some_and(|(stamp, _)| !self.edges.hold(*stamp)) {
            return;
        }
        for hit in hits {
            let signature = &self.signatures.list[hit.id];
            match hit.of {
                Use::Match => {
                    let place = Place { file: &self.file, line: line + 1, time: event.time, before: self.hits, text };
                    self.hits += 1;
                    stream.tallies.entry(hit.id).or_default().take(signature, &hit.names, place);
                    if let Some(version) = hit.names.get("version") {
                        stream.version = Some(version.clone());
                    }
                }
                Use::Unless => {
                    self.handed.take(hit.id, signature, hit.of, &hit.names, event.time);
                    if let Some(tallies) = stream.tallies.get_mut(&hit.id) {
                        tallies.cancel(signature, &hit.names);
                    }
                }
                Use::Over => {
                    self.handed.take(hit.id, signature, hit.of, &hit.names, event.time);
                    if let Some(tallies) = stream.tallies.get_mut(&hit.id) {
                        tallies.end(signature, &hit.names);
                    }
                }
            }
        }
        self.input.understood |= found.known || !hits.is_empty();
        self.explain(found, stream, &event, line, text);
    }

    /// Keeps errors that nothing explains; a known line of their stack trace explains them.
    fn explain(&mut self, found: &Found, stream: &mut Stream, event: &Event, line: u64, text: &[u8]) {
        let goes_on =
            stream.pending.as_ref().is_some_and(|pending| pending.line == event.line && event.line != Some(line));
        if goes_on {
            if found.known {
                stream.pending = None;
            }
            return;
        }
        self.unexplained(stream.pending.take());
        if event.line == Some(line) && event.level == Level::Error && !found.known {
            let wanted = self.input.samples.len() < SAMPLES;
            let text = String::from_utf8_lossy(&text[..if wanted { text.len().min(4096) } else { 0 }]);
            let sample = redact::clean(&text);
            stream.pending = Some(Pending { line: Some(line), sample });
        }
    }

    fn unexplained(&mut self, pending: Option<Pending>) {
        if let Some(pending) = pending {
            self.input.unexplained += 1;
            if self.input.samples.len() < SAMPLES {
                self.input.samples.push(pending.sample);
            }
        }
    }

    /// Takes lines of a listing; says whether there is nothing else to do with them.
    fn listing(&mut self, found: &Found, stream: &mut Stream, text: &[u8], line: u64) -> bool {
        let ordinal = stream.lines + found.ordinal;
        if let Some(side) = listing::opens(text) {
            let before = stream.listing.take();
            self.listed(before, stream.version.as_deref());
            stream.listing = side.map(|side| Listing::new(side, ordinal + 1));
            return false;
        }
        if let Some(listing) = stream.listing.as_mut().filter(|listing| listing.next == ordinal) {
            listing.add(text, line + 1, found.count);
        }
        found.hits.is_empty() && !found.known
    }

    /// Keeps a listing unless it repeats one: a client that is made again and again lists the same each time.
    fn listed(&mut self, listing: Option<Listing>, version: Option<&str>) {
        let Some(listing) = listing else { return };
        if self.settings.len() >= LISTINGS || !self.texts.insert(listing.hash()) {
            return;
        }
        let entries = listing.entries();
        let twin = |one: &Settings| {
            one.side == Some(listing.side)
                && one.entries.len() == entries.len()
                && one
                    .entries
                    .iter()
                    .zip(&entries)
                    .all(|(a, b)| a.key == b.key && (a.value == b.value || a.key == "client.id"))
        };
        if entries.len() > 3 && !self.settings.iter().any(twin) {
            let (side, name, version) = (Some(listing.side), self.file.to_string(), version.map(Into::into));
            self.settings.push(Settings { side, name, entries, complete: true, version });
        }
    }

    /// Ends the file.
    pub fn close(&mut self) {
        let mut streams = std::mem::take(&mut self.streams);
        let mut kinds = Kinds::default();
        let file = Arc::clone(&self.file);
        for stream in streams.iter_mut().filter(|stream| stream.files.last() == Some(&file)) {
            self.unexplained(stream.pending.take());
            let listing = stream.listing.take();
            self.listed(listing, stream.version.as_deref());
            kinds.add(stream.kinds);
        }
        self.streams = streams;
        self.input.of = kinds.names().into_iter().map(Into::into).collect();
        self.inputs.push(std::mem::take(&mut self.input));
    }
}

/// An event of a chunk with its line counted over the file; what began before the chunk is what was going on.
fn absolute(event: &Event, base: u64, before: &Event) -> Event {
    let time = event.time.or(before.time);
    match event.line {
        Some(line) => Event { line: Some(base + line), level: event.level, time },
        None => Event { line: before.line, level: before.level, time },
    }
}
