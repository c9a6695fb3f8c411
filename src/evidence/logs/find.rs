//! The parallel half of a scan: from a chunk of whole lines to the few lines that matter, each with its hits, its event and its time.
//! A pure function of the chunk, so chunks can be searched on several threads; what reaches across chunks is left to `fold`.

use aho_corasick::{AhoCorasick, Input};

use super::LONGEST_LINE;
use super::layout::{self, Head, Level};
use super::listing;
use super::process::{Cues, Kinds};
use super::stamp::Stamp;
use super::wrap::{Shape, Unwrapped};
use crate::evidence::signatures::{Hit, Signatures};

/// A time with its text.
pub type Time = (Stamp, String);

/// What is known of the event that a line belongs to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Event {
    /// The line in the chunk, from 0, on which it begins; `None`: it begins before the chunk.
    pub line: Option<u64>,
    /// Its level.
    pub level: Level,
    /// The last time that stands at or above the line; `None`: look before the chunk.
    pub time: Option<Time>,
}

/// A line that matters.
#[derive(Debug)]
pub struct Found {
    /// Lines before it in the chunk.
    pub line: u64,
    /// Lines of its stream before it in the chunk.
    pub ordinal: u64,
    /// Index of its stream in the chunk.
    pub stream: usize,
    /// Where its text stands in `Parsed::text`.
    pub text: (usize, usize),
    /// The event that it belongs to.
    pub event: Event,
    /// What matched in it.
    pub hits: Vec<Hit>,
    /// Whether something reads it or calls it harmless.
    pub known: bool,
    /// Whether it looks like a line of a listing of settings, or opens one.
    pub listing: bool,
}

/// What a chunk holds of one stream.
#[derive(Debug, Default)]
pub struct Part {
    /// The wrapper's prefix.
    pub name: Vec<u8>,
    /// Its lines.
    pub lines: u64,
    /// What they show.
    pub kinds: Kinds,
    /// The first time in it.
    pub first: Option<Time>,
    /// The event that is going on at its end.
    pub end: Event,
}

/// What a chunk holds.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The chunk itself, or the texts of the lines found, without their wrappers.
    pub text: Vec<u8>,
    /// All lines.
    pub lines: u64,
    /// Lines that matter, in order.
    pub found: Vec<Found>,
    /// Its streams.
    pub parts: Vec<Part>,
    /// The first time in it.
    pub first: Option<Time>,
    /// The last time in it.
    pub last: Option<Time>,
}

/// Searches chunks.
pub struct Finder<'a> {
    /// All signatures.
    pub signatures: &'a Signatures,
    /// The automaton over their constant pieces.
    pub keys: &'a AhoCorasick,
    /// What tells processes.
    pub cues: &'a Cues,
    /// How lines have to be read.
    pub shape: Shape,
}

impl Finder<'_> {
    /// Searches a chunk of whole lines.
    pub fn chunk(&self, chunk: Vec<u8>) -> Parsed {
        if self.shape.wrapped { self.each(&chunk) } else { Plain::new(self, &chunk).run().with(chunk) }
    }

    /// Takes every line apart: wrapped files.
    fn each(&self, chunk: &[u8]) -> Parsed {
        let mut out = Parsed::default();
        let mut line = Unwrapped::default();
        let mut at = 0;
        while at < chunk.len() {
            let end = memchr::memchr(b'\n', &chunk[at..]).map_or(chunk.len(), |end| at + end);
            line.read(&chunk[at..end.min(at + LONGEST_LINE)], self.shape);
            self.unwrapped(&line, &mut out);
            out.lines += 1;
            at = end + 1;
        }
        out
    }

    fn unwrapped(&self, line: &Unwrapped, out: &mut Parsed) {
        let stream = out.parts.iter().position(|part| part.name == line.stream).unwrap_or_else(|| {
            out.parts.push(Part { name: line.stream.clone(), ..Part::default() });
            out.parts.len() - 1
        });
        let part = &mut out.parts[stream];
        let head = line.level.map(|level| Head { time: None, level }).or_else(|| layout::head(&line.body));
        if let Some(head) = &head {
            part.end.line = Some(out.lines);
            part.end.level = head.level;
        }
        let own =
            head.and_then(|head| head.time).map(|(stamp, at, length)| (stamp, lossy(&line.body[at..at + length])));
        if let Some(time) = line.time.clone().or(own) {
            part.first.get_or_insert_with(|| time.clone());
            out.first.get_or_insert_with(|| time.clone());
            out.last = Some(time.clone());
            part.end.time = Some(time);
        }
        part.kinds.add(self.cues.of(&line.body));
        let ordinal = part.lines;
        part.lines += 1;
        let listing = listing::entry(&line.body).is_some();
        let level = head.map(|head| head.level);
        if listing || level == Some(Level::Error) || self.keys.is_match(&line.body) {
            let event = part.end.clone();
            let mut found = Found {
                line: out.lines,
                ordinal,
                stream,
                text: (out.text.len(), out.text.len() + line.body.len()),
                event,
                hits: Vec::new(),
                known: false,
                listing: listing || listing::opens(&line.body).is_some(),
            };
            found.known = self.signatures.line(&line.body, &mut |hit| found.hits.push(hit));
            if found.matters() {
                out.text.extend_from_slice(&line.body);
                out.found.push(found);
            }
        }
    }
}

impl Found {
    /// Whether `fold` has any use for it: candidates that no template confirms have none.
    fn matters(&self) -> bool {
        !self.hits.is_empty()
            || self.known
            || self.listing
            || (self.event.line == Some(self.line) && self.event.level == Level::Error)
    }
}

impl Parsed {
    fn with(mut self, chunk: Vec<u8>) -> Self {
        self.text = chunk;
        self
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The search of a chunk whose lines stand there as the process wrote them: only lines that hold a constant piece are looked at.
struct Plain<'a> {
    finder: &'a Finder<'a>,
    chunk: &'a [u8],
    out: Parsed,
    part: Part,
    /// Lines are counted up to here.
    counted: usize,
    /// Lines are looked at up to here; the event that was going on there.
    floor: usize,
    before: Event,
}

impl<'a> Plain<'a> {
    fn new(finder: &'a Finder<'a>, chunk: &'a [u8]) -> Self {
        let (out, part) = (Parsed::default(), Part::default());
        Self { finder, chunk, out, part, counted: 0, floor: 0, before: Event::default() }
    }

    fn run(mut self) -> Parsed {
        let chunk = self.chunk;
        let mut at = self.listing(0);
        while at < chunk.len() {
            let Some(found) = self.finder.keys.find(Input::new(chunk).range(at..)) else { break };
            let start = memchr::memrchr(b'\n', &chunk[at..found.start()]).map_or(at, |before| at + before + 1);
            let end = memchr::memchr(b'\n', &chunk[found.start()..]).map_or(chunk.len(), |end| found.start() + end);
            at = (end + 1).min(chunk.len());
            if self.line(start, end) {
                at = self.listing(at);
            }
        }
        self.part.end = self.event_above(chunk.len());
        self.out.lines += lines(&chunk[self.counted..]);
        self.part.lines = self.out.lines;
        self.part.first = self.first_time();
        self.out.first = self.part.first.clone();
        self.out.last = self.part.end.time.clone();
        self.out.parts.push(self.part);
        self.out
    }

    /// Looks at the lines of a listing of settings that begin here, until one does not belong to it.
    fn listing(&mut self, mut at: usize) -> usize {
        while at < self.chunk.len() {
            let end = memchr::memchr(b'\n', &self.chunk[at..]).map_or(self.chunk.len(), |end| at + end);
            if listing::entry(&self.chunk[at..end.min(at + LONGEST_LINE)]).is_none() {
                break;
            }
            self.line(at, end);
            at = (end + 1).min(self.chunk.len());
        }
        at
    }

    /// Looks at one line; says whether it opens a listing.
    fn line(&mut self, start: usize, end: usize) -> bool {
        let body = &self.chunk[start..end.min(start + LONGEST_LINE)];
        let body = body.strip_suffix(b"\r").unwrap_or(body);
        let mut hits = Vec::new();
        let known = self.finder.signatures.line(body, &mut |hit| hits.push(hit));
        let head = layout::head(body);
        self.part.kinds.add(self.finder.cues.of(body));
        let opens = listing::opens(body).is_some();
        let listing = opens || listing::entry(body).is_some();
        let error = head.is_some_and(|head| head.level == Level::Error);
        if hits.is_empty() && !known && !listing && !error {
            return false;
        }
        self.out.lines += lines(&self.chunk[self.counted..start]);
        self.counted = start;
        let event = match head {
            Some(Head { time: Some(time), level }) => {
                Event { line: Some(self.out.lines), level, time: Some(self.time(start, time)) }
            }
            Some(Head { time: None, level }) => {
                Event { line: Some(self.out.lines), level, time: self.event_above(start).time }
            }
            None => self.event_above(start),
        };
        self.floor = end;
        self.before = event.clone();
        let found = Found {
            line: self.out.lines,
            ordinal: self.out.lines,
            stream: 0,
            text: (start, start + body.len()),
            event,
            hits,
            known,
            listing,
        };
        self.out.found.push(found);
        opens
    }

    fn time(&self, start: usize, (stamp, at, length): (Stamp, usize, usize)) -> Time {
        (stamp, lossy(&self.chunk[start + at..start + at + length]))
    }

    /// The event that is going on above a place: the nearest first line, and the nearest time.
    fn event_above(&self, place: usize) -> Event {
        let mut event: Option<Event> = None;
        let mut below = self.out.lines + lines(&self.chunk[self.counted..place]);
        let mut end = if self.chunk[..place].ends_with(b"\n") { place - 1 } else { place };
        while end > self.floor {
            let start = memchr::memrchr(b'\n', &self.chunk[self.floor..end])
                .map_or(self.floor, |before| self.floor + before + 1);
            below = below.saturating_sub(1);
            if let Some(head) = layout::head(&self.chunk[start..end.min(start + LONGEST_LINE)]) {
                let event = event.get_or_insert(Event { line: Some(below), level: head.level, time: None });
                if let Some(time) = head.time {
                    event.time = Some(self.time(start, time));
                    return event.clone();
                }
            }
            if start == self.floor {
                break;
            }
            end = start - 1;
        }
        match event {
            Some(event) => Event { time: self.before.time.clone(), ..event },
            None => self.before.clone(),
        }
    }

    fn first_time(&self) -> Option<Time> {
        let mut at = 0;
        while at < self.chunk.len() {
            let end = memchr::memchr(b'\n', &self.chunk[at..]).map_or(self.chunk.len(), |end| at + end);
            if let Some(time) = layout::head(&self.chunk[at..end.min(at + LONGEST_LINE)]).and_then(|head| head.time) {
                return Some(self.time(at, time));
            }
            at = end + 1;
        }
        None
    }
}

/// Lines that a piece of text holds; a last one without an end counts.
fn lines(text: &[u8]) -> u64 {
    let ends = memchr::memchr_iter(b'\n', text).count() as u64;
    ends + u64::from(text.last().is_some_and(|b| *b != b'\n'))
}
