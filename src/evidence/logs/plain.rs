//! The search of lines that stand in a file as the process wrote them.

use super::LONGEST_LINE;
use super::find::{Event, Finder, Found, Parsed, Part, written};
use super::keys::Piece;
use super::layout::{self, Head, Level};
use super::listing;
use super::stamp::Time;

/// The search of a chunk whose lines stand there as the process wrote them: only lines that hold a piece are looked at.
pub struct Plain<'a> {
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
    /// Nothing searched yet.
    pub fn new(finder: &'a Finder<'a>, chunk: &'a [u8]) -> Self {
        Self { finder, chunk, out: Parsed::default(), counted: 0, floor: 0, before: Event::default() }
    }

    /// Searches all of it.
    pub fn run(mut self) -> Parsed {
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
        let (first, before) = self.first_time();
        let untimed = lines(&self.chunk[..before]);
        let inside = first.zip(end.time).map_or(0, |(first, last)| self.inside(before, first, last));
        let lines = self.out.lines;
        self.out.parts.push(Part { name: Vec::new(), lines, kinds, first, untimed, inside, end });
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

    /// The lines from a place on, where the first time stands, that are from the time that is asked for. They are looked at one by one only
    /// where that begins or ends.
    fn inside(&mut self, mut at: usize, first: Time, last: Time) -> u64 {
        let edges = self.finder.edges;
        if edges.hold(first.0) && edges.hold(last.0) {
            (self.out.first, self.out.last) = (Some(first), Some(last));
            return lines(&self.chunk[at..]);
        }
        let (mut inside, mut holds) = (0, false);
        while edges.meet(first.0, last.0) && at < self.chunk.len() {
            let end = self.end_of(at);
            let line = &self.chunk[at..end.min(at + LONGEST_LINE)];
            if let Some(time) = layout::head(line).and_then(|head| head.time) {
                holds = edges.hold(time.0);
                if holds {
                    let time = written(line, time);
                    self.out.first.get_or_insert(time);
                    self.out.last = Some(time);
                }
            }
            inside += u64::from(holds);
            at = end + 1;
        }
        inside
    }

    /// The first time, and where its line begins; the end where there is none.
    fn first_time(&self) -> (Option<Time>, usize) {
        let mut at = 0;
        while at < self.chunk.len() {
            let end = self.end_of(at);
            let line = &self.chunk[at..end.min(at + LONGEST_LINE)];
            if let Some(time) = layout::head(line).and_then(|head| head.time) {
                return (Some(written(line, time)), at);
            }
            at = end + 1;
        }
        (None, self.chunk.len())
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
