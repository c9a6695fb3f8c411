//! The parallel half of a scan: from a chunk of whole lines to the few lines that matter, each with its hits, its event and its time.
//! A pure function of the chunk, so chunks can be searched on several threads; what reaches across chunks is left to `fold`.

use std::ops::Range;

use super::LONGEST_LINE;
use super::keys::{Keys, Piece};
use super::layout::{self, Head, Level};
use super::listing;
use super::process::Kinds;
use super::stamp::{Stamp, Time, Written};
use super::wrap::{Shape, Unwrapped};
use crate::evidence::signatures::{Hit, Signatures};

/// What is known of the event that a line belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
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
    /// What matched in it, in `Parsed::hits`.
    pub hits: Range<usize>,
    /// Whether something reads it or calls it harmless.
    pub known: bool,
    /// Whether it looks like a line of a listing of settings, or opens one.
    pub listing: bool,
    /// How many lines it stands for: entries of a listing come together.
    pub count: u64,
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
    /// What matched in them.
    pub hits: Vec<Hit>,
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
    /// What is looked for.
    pub keys: &'a Keys<'a>,
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
        let mut pieces = Vec::new();
        let mut at = 0;
        while at < chunk.len() {
            let end = memchr::memchr(b'\n', &chunk[at..]).map_or(chunk.len(), |end| at + end);
            line.read(&chunk[at..end.min(at + LONGEST_LINE)], self.shape);
            self.unwrapped(&line, &mut pieces, &mut out);
            out.lines += 1;
            at = end + 1;
        }
        out
    }

    fn unwrapped(&self, line: &Unwrapped, pieces: &mut Vec<Piece>, out: &mut Parsed) {
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
        let own = head.and_then(|head| head.time).map(|time| written(&line.body, time));
        if let Some(time) = line.time.or(own) {
            part.first.get_or_insert(time);
            out.first.get_or_insert(time);
            out.last = Some(time);
            part.end.time = Some(time);
        }
        pieces.clear();
        part.kinds.add(self.keys.search(&line.body, pieces));
        let ordinal = part.lines;
        part.lines += 1;
        let entry = listing::is_entry(&line.body);
        let error = head.is_some_and(|head| head.level == Level::Error);
        if pieces.is_empty() && !entry && !error {
            return;
        }
        let first = out.hits.len();
        let hits = &mut out.hits;
        let seen =
            self.signatures
                .confirm(&line.body, &mut pieces.iter().map(|(piece, _)| *piece as usize), &mut |hit| hits.push(hit));
        let listing = entry || (seen.marked && listing::opens(&line.body).is_some());
        if out.hits.len() > first || seen.known || listing || error {
            let text = (out.text.len(), out.text.len() + line.body.len());
            out.text.extend_from_slice(&line.body);
            let (event, hits, known) = (part.end, first..out.hits.len(), seen.known);
            out.found.push(Found { line: out.lines, ordinal, stream, text, event, hits, known, listing, count: 1 });
        }
    }
}

impl Parsed {
    fn with(mut self, chunk: Vec<u8>) -> Self {
        self.text = chunk;
        self
    }
}

fn written(line: &[u8], (stamp, at, length): (Stamp, usize, usize)) -> Time {
    (stamp, Written::new(&line[at..at + length]))
}

/// The search of a chunk whose lines stand there as the process wrote them: only lines that hold a piece are looked at.
struct Plain<'a> {
    finder: &'a Finder<'a>,
    chunk: &'a [u8],
    out: Parsed,
    /// Lines are counted up to here.
    counted: usize,
    /// Lines are looked at up to here; the event that was going on there.
    floor: usize,
    before: Event,
}

impl<'a> Plain<'a> {
    fn new(finder: &'a Finder<'a>, chunk: &'a [u8]) -> Self {
        Self { finder, chunk, out: Parsed::default(), counted: 0, floor: 0, before: Event::default() }
    }

    fn run(mut self) -> Parsed {
        let mut found = Vec::new();
        let kinds = self.finder.keys.search(self.chunk, &mut found);
        let mut pieces = found.as_slice();
        let mut at = self.listing(0, &mut pieces);
        while let Some((_, place)) = pieces.first() {
            let place = *place as usize - 1;
            let start = memchr::memrchr(b'\n', &self.chunk[at..place]).map_or(at, |before| at + before + 1);
            let end = self.end_of(place);
            at = (end + 1).min(self.chunk.len());
            let of_line = take_line(&mut pieces, end);
            if self.line(start, end, of_line) {
                at = self.listing(at, &mut pieces);
            }
        }
        let end = self.event_above(self.chunk.len());
        self.out.lines += lines(&self.chunk[self.counted..]);
        self.out.first = self.first_time();
        self.out.last = end.time;
        let (lines, first) = (self.out.lines, self.out.first);
        self.out.parts.push(Part { name: Vec::new(), lines, kinds, first, end });
        self.out
    }

    fn end_of(&self, place: usize) -> usize {
        memchr::memchr(b'\n', &self.chunk[place..]).map_or(self.chunk.len(), |end| place + end)
    }

    /// Takes the lines of a listing of settings that begin here, until one does not belong to it: those without a piece together.
    fn listing(&mut self, mut at: usize, pieces: &mut &[Piece]) -> usize {
        let (mut from, mut count) = (at, 0);
        while at < self.chunk.len() {
            let end = self.end_of(at);
            if end - at > LONGEST_LINE || !listing::is_entry(&self.chunk[at..end]) {
                break;
            }
            let next = (end + 1).min(self.chunk.len());
            let of_line = take_line(pieces, end);
            if of_line.is_empty() {
                count += 1;
            } else {
                self.entries(from, at, count);
                self.line(at, end, of_line);
                (from, count) = (next, 0);
            }
            at = next;
        }
        self.entries(from, at, count);
        at
    }

    fn entries(&mut self, from: usize, to: usize, count: u64) {
        if count > 0 {
            self.out.lines += lines(&self.chunk[self.counted..from]);
            self.counted = from;
            let line = self.out.lines;
            let (text, event) = ((from, to), Event::default());
            self.out.found.push(Found {
                line,
                ordinal: line,
                stream: 0,
                text,
                event,
                hits: 0..0,
                known: false,
                listing: true,
                count,
            });
        }
    }

    /// Looks at one line; says whether it opens a listing.
    fn line(&mut self, start: usize, end: usize, pieces: &[Piece]) -> bool {
        let cut = end.min(start + LONGEST_LINE);
        let body = &self.chunk[start..cut];
        let body = body.strip_suffix(b"\r").unwrap_or(body);
        let first = self.out.hits.len();
        let hits = &mut self.out.hits;
        let mut pieces = pieces.iter().filter(|(_, place)| *place as usize <= cut).map(|(piece, _)| *piece as usize);
        let seen = self.finder.signatures.confirm(body, &mut pieces, &mut |hit| hits.push(hit));
        let hits = first..self.out.hits.len();
        let opens = seen.marked && listing::opens(body).is_some();
        let listing = opens || listing::is_entry(body);
        let matters = !hits.is_empty() || seen.known || listing;
        if !matters && !seen.marked {
            return false;
        }
        let head = layout::head(body);
        if !matters && head.is_none_or(|head| head.level != Level::Error) {
            return false;
        }
        self.out.lines += lines(&self.chunk[self.counted..start]);
        self.counted = start;
        let own = self.out.lines;
        let event = match head {
            Some(Head { time: Some(time), level }) => Event { line: Some(own), level, time: Some(written(body, time)) },
            Some(Head { time: None, level }) => Event { line: Some(own), level, time: self.event_above(start).time },
            None => self.event_above(start),
        };
        self.floor = end;
        self.before = event;
        let text = (start, start + body.len());
        self.out.found.push(Found {
            line: own,
            ordinal: own,
            stream: 0,
            text,
            event,
            hits,
            known: seen.known,
            listing,
            count: 1,
        });
        opens
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
            let line = &self.chunk[start..end.min(start + LONGEST_LINE)];
            if let Some(head) = layout::head(line) {
                let event = event.get_or_insert(Event { line: Some(below), level: head.level, time: None });
                if let Some(time) = head.time {
                    event.time = Some(written(line, time));
                    return *event;
                }
            }
            if start == self.floor {
                break;
            }
            end = start - 1;
        }
        match event {
            Some(event) => Event { time: self.before.time, ..event },
            None => self.before,
        }
    }

    fn first_time(&self) -> Option<Time> {
        let mut at = 0;
        while at < self.chunk.len() {
            let end = self.end_of(at);
            let line = &self.chunk[at..end.min(at + LONGEST_LINE)];
            if let Some(time) = layout::head(line).and_then(|head| head.time) {
                return Some(written(line, time));
            }
            at = end + 1;
        }
        None
    }
}

/// The pieces of the line that ends here, taken off the front.
fn take_line<'p>(pieces: &mut &'p [Piece], end: usize) -> &'p [Piece] {
    let count = pieces.iter().take_while(|(_, place)| *place as usize <= end).count();
    let (line, rest) = pieces.split_at(count);
    *pieces = rest;
    line
}

/// Lines that a piece of text holds; a last one without an end counts.
fn lines(text: &[u8]) -> u64 {
    let ends = memchr::memchr_iter(b'\n', text).count() as u64;
    ends + u64::from(text.last().is_some_and(|b| *b != b'\n'))
}
