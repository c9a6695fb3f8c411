//! The parallel half of a scan: from a chunk of whole lines to the few lines that matter, each with its hits, its event and its time.
//! A pure function of the chunk, so chunks can be searched on several threads; what reaches across chunks is left to `fold`. Here each
//! line is taken apart, as wrapped files want it; [`Plain`] looks at those alone that hold a piece.

use std::collections::HashMap;
use std::ops::Range;

use super::LONGEST_LINE;
use super::fold::STREAMS;
use super::keys::{Keys, Piece};
use super::layout::{self, Head, Level};
use super::listing;
use super::plain::Plain;
use super::process::Kinds;
use super::stamp::{Stamp, Time, Written};
use super::window::Edges;
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
    /// Its lines before that time.
    pub untimed: u64,
    /// Its lines from that time on that are from the time that is asked for.
    pub inside: u64,
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
    /// The first time in it of those that are asked for.
    pub first: Option<Time>,
    /// The last of them.
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
    /// The time that is asked for.
    pub edges: Edges,
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
        let mut streams = HashMap::new();
        let mut at = 0;
        while at < chunk.len() {
            let end = memchr::memchr(b'\n', &chunk[at..]).map_or(chunk.len(), |end| at + end);
            line.read(&chunk[at..end.min(at + LONGEST_LINE)], self.shape);
            let stream = stream(&line.stream, &mut streams, &mut out.parts);
            self.unwrapped(&line, stream, &mut pieces, &mut out);
            out.lines += 1;
            at = end + 1;
        }
        out
    }

    fn unwrapped(&self, line: &Unwrapped, stream: usize, pieces: &mut Vec<Piece>, out: &mut Parsed) {
        let part = &mut out.parts[stream];
        let head = line.level.map(|level| Head { time: None, level }).or_else(|| layout::head(&line.body));
        if let Some(head) = &head {
            part.end.line = Some(out.lines);
            part.end.level = head.level;
        }
        let own = head.and_then(|head| head.time).map(|time| written(&line.body, time));
        if let Some(time) = line.time.or(own) {
            part.first.get_or_insert(time);
            if self.edges.hold(time.0) {
                out.first.get_or_insert(time);
                out.last = Some(time);
            }
            part.end.time = Some(time);
        }
        match part.end.time {
            None => part.untimed += 1,
            Some((stamp, _)) => part.inside += u64::from(self.edges.hold(stamp)),
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

/// Where the part with this name is. With too many names there is one part, without a name, for those that come later.
fn stream(name: &[u8], streams: &mut HashMap<Vec<u8>, usize>, parts: &mut Vec<Part>) -> usize {
    if let Some(at) = streams.get(name) {
        return *at;
    }
    let name = if parts.len() < STREAMS { name } else { b"" };
    *streams.entry(name.into()).or_insert_with(|| {
        parts.push(Part { name: name.into(), ..Part::default() });
        parts.len() - 1
    })
}

impl Parsed {
    fn with(mut self, chunk: Vec<u8>) -> Self {
        self.text = chunk;
        self
    }
}

/// A time that was found in a line, with its text.
pub(super) fn written(line: &[u8], (stamp, at, length): (Stamp, usize, usize)) -> Time {
    (stamp, Written::new(&line[at..at + length]))
}
