//! What Docker, Kubernetes, Compose, journald and terminals put around a process's own line, and how it is taken off. What the tools put
//! before it with which people cut logs out is in [`front`](super::front).

use std::borrow::Cow;

use serde::Deserialize;

use super::front::Front;
use super::json;
use super::layout::{self, Level};
use super::stamp::{self, Stamp, Time, Told, Written};

/// How the lines of a file have to be read, told by its beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// Some lines are wrapped, coloured or JSON: each has to be taken apart.
    pub wrapped: bool,
    /// Every line begins with a time that the container's runtime has put there.
    pub timed: bool,
    /// What a tool has put before every line.
    front: Front,
}

/// A line taken apart; its buffers are used again for the next one.
#[derive(Debug, Default)]
pub struct Unwrapped {
    /// What tells processes in one file apart: pod, container, unit; empty where there is none.
    pub stream: Vec<u8>,
    /// The process's own line; JSON events are written out in Kafka's layout.
    pub body: Vec<u8>,
    /// The wrapper's time, as it stands.
    pub time: Option<Time>,
    /// The level that a JSON event names.
    pub level: Option<Level>,
}

impl Shape {
    /// Looks at the first lines of a file.
    pub fn of(sample: &[u8]) -> Self {
        let coloured = memchr::memchr(0x1b, sample).is_some();
        let sample = if coloured { Cow::Owned(plain(sample)) } else { Cow::Borrowed(sample) };
        let lines = sample.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let lines: Vec<&[u8]> = lines.take(400).map(|line| &line[..line.len().min(LOOKED_AT)]).collect();
        let front = Front::of(&lines);
        let (mut timed, mut inner, mut wrapped) = (0, 0, coloured || front != Front::Bare);
        for line in &lines {
            let line = front.off(line).map_or(*line, |(_, rest)| rest);
            wrapped |= line.starts_with(b"{\"") || line.starts_with(b"{ \"") || prefix(line).is_some();
            let rest = prefix(line).map_or(line, |(_, rest)| rest);
            if let Some(((_, time), behind)) = runtime_time(rest) {
                timed += 1;
                let inside = layout::head(behind).is_some_and(|head| head.time.is_some());
                inner +=
                    usize::from(inside || behind.is_empty() || matches!(behind[0], b'\t' | b'{') || time.len() >= 30);
            }
        }
        // ISO times of a process's own look the same; behind a runtime's time there is
        // another time, a stack trace or JSON; and it is to the nanosecond.
        let timed = timed * 10 >= lines.len() * 9 && inner * 2 >= timed && timed > 0;
        Self { wrapped: wrapped || timed, timed, front }
    }
}

/// The time of containerd, CRI-O and `--timestamps`: RFC 3339 with a zone, one space; CRI's `stdout F ` goes with it.
fn runtime_time(line: &[u8]) -> Option<(Timed<'_>, &[u8])> {
    let (stamp, length) = stamp::at_start(line)?;
    let time = &line[..length];
    if stamp.told != Told::Moment || time.get(10) != Some(&b'T') || line.get(length).is_some_and(|b| *b != b' ') {
        return None;
    }
    let rest = line.get(length + 1..).unwrap_or(b"");
    let rest = [b"stdout F ", b"stderr F ", b"stdout P ", b"stderr P "]
        .iter()
        .find_map(|stream| rest.strip_prefix(*stream))
        .unwrap_or(rest);
    Some(((stamp, time), rest))
}

/// A time, and as it stands in the line.
type Timed<'a> = (Stamp, &'a [u8]);

type Prefix<'a> = (Cow<'a, [u8]>, Option<Timed<'a>>);

/// `[pod/name/container] `, `name  | `, or `Nov 24 03:04:05 host unit[1]: `: the name, a time that goes with it, and the rest.
fn prefix(line: &[u8]) -> Option<(Prefix<'_>, &[u8])> {
    let front = &line[..line.len().min(200)];
    if front.starts_with(b"[pod/") {
        let end = memchr::memchr(b']', front)?;
        return Some(((Cow::Borrowed(&line[1..end]), None), strip_space(&line[end + 1..])));
    }
    let name = |b: &u8| b.is_ascii_alphanumeric() || b"-_./:@".contains(b);
    if front.first()?.is_ascii_alphabetic() {
        let word = front.iter().position(|b| !name(b))?;
        let bar = word + front[word..].iter().position(|b| *b != b' ')?;
        if word > 0
            && bar > word
            && front[bar] == b'|'
            && layout::named(&String::from_utf8_lossy(&front[..word])) == Level::Calm
        {
            return Some(((Cow::Borrowed(&line[..word]), None), strip_space(&line[bar + 1..])));
        }
    }
    journal(line, front)
}

/// journald's short formats: a time, the host, the unit with its process's number.
fn journal<'a>(line: &'a [u8], front: &[u8]) -> Option<(Prefix<'a>, &'a [u8])> {
    let (stamp, length) = stamp::at_start(front)?;
    if front.get(length) != Some(&b' ') || !(stamp.told == Told::NoYear || stamp.told == Told::Moment) {
        return None;
    }
    let names = &front[length + 1..];
    let host = memchr::memchr(b' ', names)?;
    let colon = memchr::memmem::find(names, b": ")?;
    let unit = names.get(host + 1..colon)?;
    let end = unit.iter().position(|b| *b == b'[').unwrap_or(unit.len());
    let numbered =
        end < unit.len() && unit.ends_with(b"]") && unit[end + 1..unit.len() - 1].iter().all(u8::is_ascii_digit);
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_.@:/".contains(b);
    let plausible = host > 0 && end > 0 && names[..host].iter().all(plain) && unit[..end].iter().all(plain);
    if !plausible || (!numbered && stamp.told == Told::Moment) {
        return None;
    }
    let name = [&names[..host], b"/", &unit[..end]].concat();
    Some(((Cow::Owned(name), Some((stamp, &line[..length]))), &line[length + 1 + colon + 2..]))
}

fn strip_space(text: &[u8]) -> &[u8] {
    text.strip_prefix(b" ").unwrap_or(text)
}

/// Bytes of a line that show how it has to be read.
const LOOKED_AT: usize = 1024;

#[derive(Deserialize)]
struct Docker<'a> {
    #[serde(borrow)]
    log: Cow<'a, str>,
    #[serde(borrow, default)]
    time: Option<Cow<'a, str>>,
}

/// Colours and other escape sequences out.
fn plain(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut at = 0;
    while at < line.len() {
        if line[at] != 0x1b {
            out.push(line[at]);
            at += 1;
        } else if line.get(at + 1) == Some(&b'[') {
            let end = line[at + 2..].iter().position(|b| (0x40..=0x7e).contains(b));
            at = end.map_or(line.len(), |end| at + 2 + end + 1);
        } else {
            at += 2;
        }
    }
    out
}

impl Unwrapped {
    /// Takes a line apart.
    pub fn read(&mut self, raw: &[u8], shape: Shape) {
        self.stream.clear();
        self.body.clear();
        self.time = None;
        self.level = None;
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        let raw = if memchr::memchr(0x1b, raw).is_some() { Cow::Owned(plain(raw)) } else { Cow::Borrowed(raw) };
        let (name, line) = shape.front.off(&raw).unwrap_or((b"", &raw));
        self.stream.extend_from_slice(name);
        self.peel(line, shape, 0);
    }

    fn peel(&mut self, raw: &[u8], shape: Shape, depth: u8) {
        let mut line = raw;
        if let Some(((name, time), rest)) = prefix(line) {
            self.stream.extend_from_slice(&name);
            if let Some((stamp, text)) = time {
                self.time = Some((stamp, Written::new(text)));
            }
            line = rest;
        }
        if shape.timed
            && let Some(((stamp, text), rest)) = runtime_time(line)
        {
            self.time = Some((stamp, Written::new(text)));
            line = rest;
        }
        if line.first() == Some(&b'{') && depth < 3 {
            if line.starts_with(b"{\"log\":")
                && let Ok(docker) = serde_json::from_slice::<Docker>(line)
            {
                let time = docker.time.and_then(|text| {
                    stamp::at_start(text.as_bytes()).map(|(stamp, _)| (stamp, Written::new(text.as_bytes())))
                });
                return self.inside(docker.log.as_bytes(), time, shape, depth);
            }
            if memchr::memmem::find(line, json::JOURNAL).is_some()
                && let Some(entry) = json::journal(line)
            {
                self.stream.extend_from_slice(entry.stream.as_bytes());
                return self.inside(&entry.message, Some(entry.time), shape, depth);
            }
            if let Some(event) = json::read(line) {
                self.stream.extend_from_slice(event.stream.as_bytes());
                self.time = self.time.take().or(event.time);
                self.level = Some(event.level);
                self.body.extend_from_slice(event.text.as_bytes());
                return;
            }
        }
        self.body.extend_from_slice(line);
    }

    /// The line that a JSON wrapper holds, whose time is the wrapper's.
    fn inside(&mut self, line: &[u8], time: Option<Time>, shape: Shape, depth: u8) {
        let line = line.trim_ascii_end();
        if memchr::memchr(0x1b, line).is_some() {
            self.peel(&plain(line), shape, depth + 1);
        } else {
            self.peel(line, shape, depth + 1);
        }
        self.time = time.or_else(|| self.time.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (String, String, Option<String>) {
        let mut out = Unwrapped::default();
        out.read(line.as_bytes(), Shape::of(line.as_bytes()));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&out.stream), text(&out.body), out.time.map(|(_, text)| text.as_str().to_string()))
    }

    #[test]
    fn wrappers_come_off() {
        let body = "[2026-01-02 03:04:05,678] WARN [Producer clientId=p] gone (a.b.C)";
        let own = |name: &str, time: Option<&str>| (name.to_string(), body.to_string(), time.map(str::to_string));
        assert_eq!(read(&format!("kafka-1  | {body}")), own("kafka-1", None));
        assert_eq!(read(&format!("[pod/app-7/main] {body}")), own("pod/app-7/main", None));
        assert_eq!(
            read(&format!("Nov 24 03:04:05 host1 kafka[77]: {body}")),
            own("host1/kafka", Some("Nov 24 03:04:05"))
        );
        assert_eq!(
            read(&format!("2026-11-24T03:04:05+0000 host1 kafka[77]: {body}")),
            own("host1/kafka", Some("2026-11-24T03:04:05+0000"))
        );
        let nano = "2026-01-02T03:04:06.000000001Z";
        assert_eq!(read(&format!("{nano} {body}")), own("", Some(nano)));
        assert_eq!(read(&format!("{nano} stdout F {body}")), own("", Some(nano)));
        assert_eq!(read(&format!("[pod/app-7/main] {nano} {body}")), own("pod/app-7/main", Some(nano)));
        let docker = serde_json::json!({ "log": format!("{body}\n"), "stream": "stdout", "time": nano }).to_string();
        assert_eq!(read(&docker), own("", Some(nano)));
        assert_eq!(read(&format!("\u{1b}[31m{body}\u{1b}[0m\r")), own("", None));
        assert_eq!(read(body), own("", None));
        assert!(!Shape::of(body.as_bytes()).wrapped);
        let iso = "2026-01-02T03:04:05.678Z  INFO 1 --- [main] c.e.App : up and running";
        assert_eq!((read(iso).1, Shape::of(iso.as_bytes()).timed), (iso.to_string(), false));
        assert_eq!(read("ERROR | x").1, "ERROR | x");
    }
}
