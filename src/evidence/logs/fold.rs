//! The sequential half of a scan: what the lines found amount to, in the order in which they stand. Whatever reaches across chunks and
//! files lives here: the event that goes on, the process, listings, counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::find::{Event, Found, Parsed, Part, Time};
use super::layout::Level;
use super::listing;
use super::process::Kinds;
use super::tally::{Place, Tallies};
use super::window::Edges;
use crate::case::Input;
use crate::evidence::properties::Settings;
use crate::evidence::redact;
use crate::evidence::signatures::{Signatures, Use};

/// Samples kept of events that nobody explains.
const SAMPLES: usize = 5;

/// Distinct listings of settings kept.
const LISTINGS: usize = 100;

/// Streams kept apart; a wrapper with more names than that is none, and the rest is one stream.
const STREAMS: usize = 1000;

/// One process: a file with its rotated parts, or a wrapper's prefix in it.
#[derive(Debug, Default)]
pub struct Stream {
    /// The files that it was seen in.
    pub files: Vec<Arc<str>>,
    /// What it is.
    pub kinds: Kinds,
    /// Its lines.
    pub lines: u64,
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

#[derive(Debug)]
struct Listing {
    settings: Settings,
    /// The line of the stream that has to be the next entry.
    next: u64,
}

/// All that was found so far.
pub struct Fold<'a> {
    signatures: &'a Signatures,
    edges: Edges,
    /// Processes by group of files and wrapper's prefix.
    pub streams: BTreeMap<(String, Vec<u8>), Stream>,
    /// Settings listed.
    pub settings: Vec<Settings>,
    /// One for each file.
    pub inputs: Vec<Input>,
    group: String,
    file: Arc<str>,
    input: Input,
}

impl<'a> Fold<'a> {
    /// Nothing yet.
    pub fn new(signatures: &'a Signatures, edges: Edges) -> Self {
        let (streams, settings, inputs) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self {
            signatures,
            edges,
            streams,
            settings,
            inputs,
            group: String::new(),
            file: "".into(),
            input: Input::default(),
        }
    }

    /// Begins a file of a group of rotated ones.
    pub fn open(&mut self, name: &str, group: &str, understood: bool) {
        self.group = group.into();
        self.file = name.into();
        self.input = Input { kind: "log".into(), name: name.into(), understood, ..Input::default() };
    }

    /// Adds what the beginning of an unwrapped file shows of its process.
    pub fn shows(&mut self, kinds: Kinds) {
        let file = Arc::clone(&self.file);
        self.stream(b"", &file).kinds.add(kinds);
    }

    fn stream(&mut self, name: &[u8], file: &Arc<str>) -> &mut Stream {
        let mut key = (self.group.clone(), name.to_vec());
        if self.streams.len() >= STREAMS && !self.streams.contains_key(&key) {
            key.1 = Vec::new();
        }
        let stream = self.streams.entry(key).or_default();
        if stream.files.last() != Some(file) {
            stream.files.push(Arc::clone(file));
            // Another file: an event does not go on from the one before.
            stream.event = Event { time: stream.event.time.clone(), ..Event::default() };
        }
        stream
    }

    /// Takes the next chunk.
    pub fn take(&mut self, parsed: &Parsed) {
        let (base, file) = (self.input.lines, Arc::clone(&self.file));
        let mut streams: Vec<Stream> =
            parsed.parts.iter().map(|part| std::mem::take(self.stream(&part.name, &file))).collect();
        for found in &parsed.found {
            self.found(found, &mut streams[found.stream], base, &file, &parsed.text[found.text.0..found.text.1]);
        }
        for (part, mut stream) in parsed.parts.iter().zip(streams) {
            self.part(part, &mut stream, base);
            *self.stream(&part.name, &file) = stream;
        }
        if let (None, Some((_, first))) = (&self.input.first, &parsed.first) {
            self.input.first = Some(first.clone());
        }
        if let Some((_, last)) = &parsed.last {
            self.input.last = Some(last.clone());
        }
        self.input.lines += parsed.lines;
    }

    fn part(&mut self, part: &Part, stream: &mut Stream, base: u64) {
        stream.kinds.add(part.kinds);
        stream.event = absolute(&part.end, base, &stream.event);
        if let (Some(first), Some(last)) = (&part.first, &part.end.time) {
            if self.edges.meet(first.0, last.0) {
                stream.first.get_or_insert_with(|| self.edges.not_before(first));
                stream.last = Some(self.edges.not_after(last));
                stream.lines += part.lines;
            }
        } else {
            stream.lines += part.lines;
        }
    }

    fn found(&mut self, found: &Found, stream: &mut Stream, base: u64, file: &Arc<str>, text: &[u8]) {
        let line = base + found.line;
        let event = absolute(&found.event, base, &stream.event);
        if found.listing && self.listing(found, stream, text, line) {
            return;
        }
        if event.time.as_ref().is_some_and(|(stamp, _)| !self.edges.hold(*stamp)) {
            return;
        }
        for hit in &found.hits {
            let signature = &self.signatures.list[hit.id];
            match hit.of {
                Use::Match => {
                    let place = Place { file, line: line + 1, time: event.time.as_ref(), text };
                    stream.tallies.entry(hit.id).or_default().take(signature, &hit.names, place);
                    if let Some(version) = hit.names.get("version") {
                        stream.version = Some(version.clone());
                    }
                }
                Use::Unless => {
                    if let Some(tallies) = stream.tallies.get_mut(&hit.id) {
                        tallies.cancel(signature, &hit.names);
                    }
                }
                Use::Over => {
                    if let Some(tallies) = stream.tallies.get_mut(&hit.id) {
                        tallies.end(signature, &hit.names);
                    }
                }
            }
        }
        self.input.understood |= found.known || !found.hits.is_empty();
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
            let sample = redact::clean(&String::from_utf8_lossy(&text[..text.len().min(4096)]));
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

    /// Takes a line of a listing; says whether it was one.
    fn listing(&mut self, found: &Found, stream: &mut Stream, text: &[u8], line: u64) -> bool {
        let ordinal = stream.lines + found.ordinal;
        if let Some(side) = listing::opens(text) {
            let before = stream.listing.take();
            self.listed(before, stream.version.as_deref());
            stream.listing = side.map(|side| {
                let name = self.file.to_string();
                let settings = Settings { side: Some(side), name, entries: Vec::new(), complete: true, version: None };
                Listing { settings, next: ordinal + 1 }
            });
            return false;
        }
        if let Some(listing) = &mut stream.listing
            && listing.next == ordinal
            && let Some(entry) = listing::entry_at(text, line + 1)
        {
            listing.settings.entries.push(entry);
            listing.next += 1;
            return true;
        }
        false
    }

    /// Keeps a listing unless it repeats one: a client that is made again and again lists the same each time.
    fn listed(&mut self, listing: Option<Listing>, version: Option<&str>) {
        let Some(Listing { mut settings, .. }) = listing.filter(|listing| listing.settings.entries.len() > 3) else {
            return;
        };
        settings.version = version.map(Into::into);
        let twin = |one: &Settings| {
            one.side == settings.side
                && one.entries.len() == settings.entries.len()
                && one
                    .entries
                    .iter()
                    .zip(&settings.entries)
                    .all(|(a, b)| a.key == b.key && (a.value == b.value || a.key == "client.id"))
        };
        if self.settings.len() < LISTINGS && !self.settings.iter().any(twin) {
            self.settings.push(settings);
        }
    }

    /// Ends the file.
    pub fn close(&mut self) {
        let file = Arc::clone(&self.file);
        let mut streams = std::mem::take(&mut self.streams);
        let mut kinds = Kinds::default();
        for stream in streams.values_mut().filter(|stream| stream.files.last() == Some(&file)) {
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
    let time = event.time.clone().or_else(|| before.time.clone());
    match event.line {
        Some(line) => Event { line: Some(base + line), level: event.level, time },
        None => Event { line: before.line, level: before.level, time },
    }
}
