//! The settings that Java clients, brokers, Connect and Streams list at start.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::evidence::properties::Entry;
use crate::knowledge::Side;

const ENDING: &[u8] = b"Config values:";

/// Whose settings follow after this line, if it opens a listing: `None` inside for a listing of no side that is judged.
pub fn opens(line: &[u8]) -> Option<Option<Side>> {
    let at = memchr::memmem::find(line, ENDING)?;
    let name = line[..at].rsplit(|b| !b.is_ascii_alphanumeric()).next().unwrap_or_default();
    Some(match name {
        b"Producer" => Some(Side::Producer),
        b"Consumer" => Some(Side::Consumer),
        b"AdminClient" => Some(Side::Admin),
        b"Kafka" => Some(Side::Broker),
        b"Streams" => Some(Side::Streams),
        b"Distributed" | b"Standalone" | b"Worker" => Some(Side::Connect),
        _ => None,
    })
}

/// Bytes that names of settings are made of.
const IN_KEY: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = (b as u8).is_ascii_alphanumeric() || matches!(b as u8, b'.' | b'-' | b'_');
        b += 1;
    }
    table
};

/// Whether a line can belong to a listing: white space, name, ` =`.
pub fn is_entry(line: &[u8]) -> bool {
    parts(line).is_some()
}

fn parts(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let start = line.iter().position(|b| !matches!(b, b'\t' | b' ')).filter(|start| *start > 0)?;
    let text = &line[start..];
    let end = text.iter().position(|b| !IN_KEY[usize::from(*b)])?;
    let value = text[end..].strip_prefix(b" =")?;
    (end > 0 && value.first().is_none_or(|b| matches!(b, b' ' | b'\r'))).then_some((&text[..end], value))
}

/// A line of a listing: white space, name, ` = `, value.
fn entry(line: &[u8]) -> Option<(&str, &str)> {
    let (key, value) = parts(line)?;
    Some((std::str::from_utf8(key).ok()?, std::str::from_utf8(value).ok()?.trim()))
}

/// A listing as it is read, perhaps in parts.
#[derive(Debug)]
pub struct Listing {
    /// Whose settings.
    pub side: Side,
    /// The line of the stream, from 0, that has to be the next entry.
    pub next: u64,
    text: Vec<u8>,
    /// Where each part begins in `text`, and the line of the file, from 1, that stands there.
    parts: Vec<(usize, u64)>,
}

impl Listing {
    /// An empty one.
    pub fn new(side: Side, next: u64) -> Self {
        Self { side, next, text: Vec::new(), parts: Vec::new() }
    }

    /// Adds lines that follow each other, the first of which is the file's line `line`, from 1.
    pub fn add(&mut self, lines: &[u8], line: u64, count: u64) {
        self.parts.push((self.text.len(), line));
        self.text.extend_from_slice(lines);
        self.text.push(b'\n');
        self.next += count;
    }

    /// The same for listings that repeat another, word by word.
    pub fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.side, &self.text).hash(&mut hasher);
        hasher.finish()
    }

    /// The entries.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (i, (from, line)) in self.parts.iter().enumerate() {
            let to = self.parts.get(i + 1).map_or(self.text.len(), |(to, _)| *to);
            for (line, row) in (*line..).zip(self.text[*from..to].split(|b| *b == b'\n')) {
                entries.extend(entry(row).map(|(key, value)| Entry { key: key.into(), value: value.into(), line }));
            }
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings() {
        assert_eq!(opens(b"INFO ProducerConfig values: "), Some(Some(Side::Producer)));
        assert_eq!(opens(b"INFO [x] KafkaConfig values: "), Some(Some(Side::Broker)));
        assert_eq!(opens(b"INFO SourceConnectorConfig values: "), Some(None));
        assert_eq!(opens(b"INFO values"), None);
        assert_eq!(entry(b"\tacks = -1"), Some(("acks", "-1")));
        assert_eq!(entry(b"\tclient.id = "), Some(("client.id", "")));
        assert_eq!(entry(b"\tclient.id ="), Some(("client.id", "")));
        assert_eq!(entry(b"\tat a.b.C(C.java:1)"), None);
        assert_eq!(entry(b"acks = 1"), None);
        assert_eq!(entry(b"\ta == b"), None);
    }
}
