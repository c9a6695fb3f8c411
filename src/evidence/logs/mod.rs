//! Logs of any size in one pass: a chunk is searched for the constant pieces of all signatures at once, and only the lines that hold one
//! are looked at.

pub mod line;
mod open;
mod process;
mod tally;

use std::path::PathBuf;

use aho_corasick::Input as Haystack;

use self::line::{Level, Line, Stamp};
use self::open::Opened;
use self::tally::{Place, Tallies};
use super::properties::{Entry, Settings};
use super::redact;
use super::signatures::{Hit, Signatures};
use crate::case::{Input, Reading};
use crate::error::{Error, Result};
use crate::knowledge::Side;

/// A line is looked at up to this many bytes.
const LONGEST_LINE: usize = 64 * 1024;

/// Bytes read at once.
const CHUNK: usize = 1024 * 1024;

/// So many lines at the start of a file are looked at for the process and its wrapper, hit or not.
const SAMPLED: u64 = 200;

/// Samples kept of lines that nobody explains.
const SAMPLES: usize = 5;

/// How far above a stack-trace line its event may begin, in bytes.
const EVENT: usize = 64 * 1024;

/// A moment that bounds what is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// Milliseconds since 1970, UTC.
    At(i64),
    /// Milliseconds before the last line.
    BeforeLast(i64),
}

/// What of the logs counts.
#[derive(Debug, Clone, Default)]
pub struct Window {
    /// Not before.
    pub since: Option<Bound>,
    /// Not after.
    pub until: Option<Bound>,
    /// Milliseconds that log times without a zone are ahead of UTC.
    pub ahead: i64,
}

impl Window {
    fn relative(&self) -> bool {
        [&self.since, &self.until].into_iter().any(|bound| matches!(bound, Some(Bound::BeforeLast(_))))
    }

    fn holds(&self, time: Option<&Stamp>, last: i64) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let Some(time) = time else { return false };
        let at = if time.zoned { time.millis } else { time.millis - self.ahead };
        let edge = |bound: &Bound| match bound {
            Bound::At(at) => *at,
            Bound::BeforeLast(millis) => last - millis,
        };
        self.since.as_ref().is_none_or(|since| at >= edge(since))
            && self.until.as_ref().is_none_or(|until| at <= edge(until))
    }
}

/// What the logs say.
#[derive(Debug, Default)]
pub struct Read {
    /// Answers.
    pub readings: Vec<Reading>,
    /// One for each file.
    pub inputs: Vec<Input>,
    /// Settings that clients and brokers list at start.
    pub settings: Vec<Settings>,
}

/// Reads logs; `-` is standard input. Files are taken in the order of their first times.
///
/// # Errors
/// A file cannot be read, or none of them is a log.
pub fn read(signatures: &Signatures, paths: &[PathBuf], window: &Window) -> Result<Read> {
    let mut files = paths.iter().map(|path| Opened::new(path)).collect::<Result<Vec<_>>>()?;
    files.sort_by_key(|file| file.first_time());
    let mut scan = Scan::new(signatures, window);
    for file in &mut files {
        scan.file(file)?;
    }
    scan.finish()
}

/// Reads one log that is in memory; for pasted text and examples.
pub fn read_bytes(signatures: &Signatures, name: &str, bytes: &[u8]) -> Read {
    let mut scan = Scan::new(signatures, &Window { since: None, until: None, ahead: 0 });
    let mut file = Opened::bytes(name, bytes);
    match scan.file(&mut file) {
        Ok(()) => scan.finish().unwrap_or_default(),
        Err(_) => Read::default(),
    }
}

/// A hit that waits until the time of the last line is known.
struct Waiting {
    stream: String,
    hit: Hit,
    file: String,
    line: u64,
    time: Option<Stamp>,
    text: Vec<u8>,
}

/// An error line that nobody has explained yet; a line of its stack trace still may.
struct Pending {
    line: u64,
    sample: String,
}

struct Scan<'a> {
    signatures: &'a Signatures,
    window: &'a Window,
    tallies: Tallies,
    waiting: Vec<Waiting>,
    inputs: Vec<Input>,
    settings: Vec<Settings>,
    last: i64,
    // Of the file that is being read:
    name: String,
    stem: String,
    number: u64,
    pending: Option<Pending>,
    listing: Option<Settings>,
    input: Input,
    version: Option<String>,
}

impl<'a> Scan<'a> {
    fn new(signatures: &'a Signatures, window: &'a Window) -> Self {
        Self {
            signatures,
            window,
            tallies: Tallies::default(),
            waiting: Vec::new(),
            inputs: Vec::new(),
            settings: Vec::new(),
            last: i64::MIN,
            name: String::new(),
            stem: String::new(),
            number: 0,
            pending: None,
            listing: None,
            input: Input::default(),
            version: None,
        }
    }

    fn file(&mut self, file: &mut Opened) -> Result<()> {
        self.name = file.name.clone();
        self.stem = file.stem();
        self.number = 0;
        self.version = None;
        self.input = Input { kind: "log".into(), name: file.name.clone(), ..Input::default() };
        let mut buffer: Vec<u8> = Vec::with_capacity(CHUNK + LONGEST_LINE);
        let mut skipping = false;
        loop {
            let kept = buffer.len();
            let ended = file.fill(&mut buffer, CHUNK)? == 0;
            if skipping {
                // The rest of a line that was cut.
                match memchr::memchr(b'\n', &buffer[kept..]) {
                    Some(at) => {
                        buffer.drain(..=kept + at);
                        skipping = false;
                    }
                    None => {
                        buffer.clear();
                        if ended {
                            break;
                        }
                        continue;
                    }
                }
            }
            let whole = if ended { buffer.len() } else { memchr::memrchr(b'\n', &buffer).map_or(0, |at| at + 1) };
            if whole == 0 && buffer.len() >= CHUNK {
                self.chunk(&buffer[..LONGEST_LINE]);
                buffer.clear();
                skipping = true;
                continue;
            }
            self.chunk(&buffer[..whole]);
            buffer.drain(..whole);
            if ended {
                break;
            }
        }
        self.flush_pending();
        self.close_listing();
        let stream = self.tallies.streams.values().filter(|stream| stream.file == self.name);
        self.input.of = stream.flat_map(|stream| stream.kinds.names()).map(Into::into).collect();
        self.input.of.sort();
        self.input.of.dedup();
        self.input.lines = self.number;
        self.inputs.push(std::mem::take(&mut self.input));
        Ok(())
    }

    /// Looks at whole lines.
    fn chunk(&mut self, chunk: &[u8]) {
        let signatures = self.signatures;
        let mut at = 0;
        let mut counted = 0;
        while self.number < SAMPLED && at < chunk.len() {
            let end = memchr::memchr(b'\n', &chunk[at..]).map_or(chunk.len(), |end| at + end);
            self.number += 1;
            let worth = signatures.keys().is_match(&chunk[at..end]) || self.listing.is_some();
            self.line(chunk, at, end, worth);
            at = (end + 1).min(chunk.len());
            counted = at;
        }
        while at < chunk.len() {
            if self.listing.is_some() {
                // A listing goes on line by line.
                let end = memchr::memchr(b'\n', &chunk[at..]).map_or(chunk.len(), |end| at + end);
                self.number += 1 + newlines(&chunk[counted..at]);
                self.line(chunk, at, end, true);
                at = (end + 1).min(chunk.len());
                counted = at;
                continue;
            }
            let Some(found) = signatures.keys().find(Haystack::new(chunk).range(at..)) else { break };
            let start = memchr::memrchr(b'\n', &chunk[..found.start()]).map_or(0, |before| before + 1).max(at);
            let end = memchr::memchr(b'\n', &chunk[found.start()..]).map_or(chunk.len(), |end| found.start() + end);
            self.number += 1 + newlines(&chunk[counted..start]);
            self.line(chunk, start, end, true);
            at = (end + 1).min(chunk.len());
            counted = at;
        }
        self.number += newlines(&chunk[counted..]);
        if counted < chunk.len() && chunk.last() != Some(&b'\n') {
            self.number += 1;
        }
        self.last_time(chunk);
    }

    /// The time of the last line that has one.
    fn last_time(&mut self, chunk: &[u8]) {
        let tail = chunk.len().saturating_sub(EVENT);
        for raw in chunk[tail..].rsplit(|b| *b == b'\n').take(400) {
            let line = line::read(&raw[..raw.len().min(400)]);
            if let Some(time) = line.time {
                let stream = self.stream_of(&line.stream);
                self.seen(&stream, &time, 0);
                return;
            }
        }
    }

    fn stream_of(&self, prefix: &str) -> String {
        if prefix.is_empty() { self.stem.clone() } else { format!("{}|{prefix}", self.stem) }
    }

    /// Notes a time of a stream and of the file.
    fn seen(&mut self, stream: &str, time: &Stamp, events: u64) {
        let one = self.tallies.streams.entry(stream.into()).or_default();
        if one.file.is_empty() {
            one.file.clone_from(&self.name);
        }
        one.events += events;
        one.first.get_or_insert_with(|| time.clone());
        one.last = Some(time.clone());
        self.input.first.get_or_insert_with(|| time.text.clone());
        self.input.last = Some(time.text.clone());
        self.last = self.last.max(if time.zoned { time.millis } else { time.millis - self.window.ahead });
    }

    fn line(&mut self, chunk: &[u8], start: usize, end: usize, worth: bool) {
        let raw = &chunk[start..end.min(start + LONGEST_LINE)];
        let line = line::read(raw);
        let name = self.stream_of(&line.stream);
        if let Some(listing) = &mut self.listing {
            match entry(&line.body, self.number) {
                Some(one) => return listing.entries.push(one),
                None => self.close_listing(),
            }
        }
        if let Some(time) = &line.time {
            self.seen(&name, time, 1);
            self.input.understood |= line.level.is_some();
        }
        let stream = self.tallies.streams.entry(name.clone()).or_default();
        if stream.file.is_empty() {
            stream.file.clone_from(&self.name);
        }
        stream.kinds.see(&line.body);
        if worth {
            self.worth(chunk, start, &line, &name);
        }
    }

    /// A line that holds a piece of some signature, or calls itself an error.
    fn worth(&mut self, chunk: &[u8], start: usize, line: &Line, name: &str) {
        let mut hits = Vec::new();
        let known = self.signatures.line(&line.body, &mut |hit| hits.push(hit));
        let time = line.time.clone().or_else(|| if hits.is_empty() { None } else { time_above(chunk, start) });
        self.input.understood |= known;
        for hit in hits {
            if let Some(version) = hit.names.get("version") {
                self.version = Some(version.clone());
            }
            if self.window.relative() {
                let text = line.body[..line.body.len().min(4096)].to_vec();
                let time = time.clone();
                self.waiting.push(Waiting {
                    stream: name.into(),
                    hit,
                    file: self.name.clone(),
                    line: self.number,
                    time,
                    text,
                });
            } else if self.window.holds(time.as_ref(), self.last) {
                let place = Place { file: &self.name, line: self.number, time: time.as_ref(), text: &line.body };
                self.tallies.take(self.signatures, name, hit, &place);
            }
        }
        self.explain(line, known);
        if line.level.is_some_and(|level| level < Level::Error) || line.level.is_none() {
            self.listing = listing_of(&line.body).map(|side| Settings {
                side: Some(side),
                name: self.name.clone(),
                entries: Vec::new(),
                complete: true,
                version: self.version.clone(),
            });
        }
    }

    /// Keeps error lines that nothing explains; a known line of their stack trace explains them.
    fn explain(&mut self, line: &Line, known: bool) {
        let begins = line.level.is_some() || starts_trace(&line.body);
        if !begins {
            if known && self.pending.as_ref().is_some_and(|pending| self.number - pending.line < 100) {
                self.pending = None;
            }
            return;
        }
        self.flush_pending();
        let error = line.level == Some(Level::Error) || (line.level.is_none() && starts_trace(&line.body));
        if error && !known && self.window.holds(line.time.as_ref(), self.last) {
            let sample = redact::clean(&String::from_utf8_lossy(&line.body[..line.body.len().min(4096)]));
            self.pending = Some(Pending { line: self.number, sample });
        }
    }

    fn flush_pending(&mut self) {
        if let Some(pending) = self.pending.take() {
            self.input.unexplained += 1;
            if self.input.samples.len() < SAMPLES {
                self.input.samples.push(pending.sample);
            }
        }
    }

    fn close_listing(&mut self) {
        if let Some(listing) = self.listing.take().filter(|listing| listing.entries.len() > 3) {
            // A client that is made again and again lists the same settings each time.
            let twin = |one: &&Settings| {
                one.side == listing.side
                    && one.entries.len() == listing.entries.len()
                    && one
                        .entries
                        .iter()
                        .zip(&listing.entries)
                        .all(|(a, b)| a.key == b.key && (a.value == b.value || a.key == "client.id"))
            };
            if self.settings.len() < 100 && !self.settings.iter().any(|one| twin(&one)) {
                self.settings.push(listing);
            }
        }
    }

    fn finish(mut self) -> Result<Read> {
        for waiting in std::mem::take(&mut self.waiting) {
            if self.window.holds(waiting.time.as_ref(), self.last) {
                let Waiting { stream, hit, file, line, time, text } = waiting;
                let place = Place { file: &file, line, time: time.as_ref(), text: &text };
                self.tallies.take(self.signatures, &stream, hit, &place);
            }
        }
        if !self.inputs.iter().any(|input| input.understood) {
            let names: Vec<&str> = self.inputs.iter().map(|input| input.name.as_str()).collect();
            let empty = self.inputs.iter().all(|input| input.lines == 0);
            let what = if empty { "is empty" } else { "is no log that kafka-doctor understands" };
            return Err(Error::input(format!("{} {what}", names.join(", ")))
                .hint("Logs of brokers, clients, Connect and Streams are read: plain, .gz, JSON, or wrapped by Docker, Kubernetes or journald.")
                .hint("An error or a few words go to --text."));
        }
        // A stream that says nothing about itself has the lines of its file.
        for input in &self.inputs {
            let mut mine: Vec<_> =
                self.tallies.streams.values_mut().filter(|stream| stream.file == input.name).collect();
            if let [only] = mine.as_mut_slice() {
                only.events = input.lines;
            }
        }
        let readings = self.tallies.readings(self.signatures);
        Ok(Read { readings, inputs: self.inputs, settings: self.settings })
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

fn starts_trace(body: &[u8]) -> bool {
    body.starts_with(b"Exception in thread") || body.starts_with(b"Traceback (most recent")
}

/// The time of the event to which a stack-trace line belongs: the nearest line above that has one.
fn time_above(chunk: &[u8], start: usize) -> Option<Stamp> {
    let from = start.saturating_sub(EVENT);
    chunk[from..start].rsplit(|b| *b == b'\n').take(300).find_map(|raw| line::read(&raw[..raw.len().min(200)]).time)
}

/// Whose settings follow after this line, if it opens a listing.
fn listing_of(body: &[u8]) -> Option<Side> {
    const LISTINGS: [(&[u8], Side); 8] = [
        (b"ProducerConfig values:", Side::Producer),
        (b"ConsumerConfig values:", Side::Consumer),
        (b"AdminClientConfig values:", Side::Admin),
        (b"KafkaConfig values:", Side::Broker),
        (b"StreamsConfig values:", Side::Streams),
        (b"DistributedConfig values:", Side::Connect),
        (b"StandaloneConfig values:", Side::Connect),
        (b"WorkerConfig values:", Side::Connect),
    ];
    LISTINGS.iter().find(|(text, _)| memchr::memmem::find(body, text).is_some()).map(|(_, side)| *side)
}

/// A line of a listing: white space, name, ` = `, value.
fn entry(body: &[u8], line: u64) -> Option<Entry> {
    let text = std::str::from_utf8(body).ok()?;
    let (key, value) = text
        .strip_prefix(['\t', ' '])?
        .split_once(" = ")
        .or_else(|| text.trim_end().strip_suffix(" =").map(|key| (key, "")))?;
    let key = key.trim();
    let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
    plain.then(|| Entry { key: key.into(), value: value.trim().into(), line })
}

#[cfg(test)]
mod tests;
