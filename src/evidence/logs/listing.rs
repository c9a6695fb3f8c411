//! The settings that Java clients, brokers, Connect and Streams list at start.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::evidence::properties::{self, Entry, MOST_SETTINGS};
use crate::knowledge::Side;

/// A listing is kept up to this many bytes: those of Kafka have a hundredth of it.
const MOST_BYTES: usize = 1 << 20;

const ENDING: &[u8] = b"Config values:";

/// Whose settings follow after this line, if it opens a listing: `None` inside for a listing of no side that is judged.
pub fn opens(line: &[u8]) -> Option<Option<Side>> {
    let at = memchr::memmem::find(line, ENDING)?;
    let name = line[..at].rsplit(|b| !b.is_ascii_alphanumeric()).next().unwrap_or_default();
    Some(std::str::from_utf8(name).ok().and_then(properties::listed))
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

    /// Adds lines that follow each other, the first of which is the file's line `line`, from 1. What is too much is passed over.
    pub fn add(&mut self, lines: &[u8], line: u64, count: u64) {
        self.next += count;
        if self.text.len() >= MOST_BYTES {
            return;
        }
        self.parts.push((self.text.len(), line));
        self.text.extend_from_slice(lines);
        self.text.push(b'\n');
    }

    /// The same for listings that repeat another, word by word.
    pub fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.side, &self.text).hash(&mut hasher);
        hasher.finish()
    }

    /// The entries, the first [`MOST_SETTINGS`].
    pub fn entries(&self) -> Vec<Entry> {
        let rows = self.parts.iter().enumerate().flat_map(|(i, (from, line))| {
            let to = self.parts.get(i + 1).map_or(self.text.len(), |(to, _)| *to);
            (*line..).zip(self.text[*from..to].split(|b| *b == b'\n'))
        });
        let entries = rows.filter_map(|(line, row)| entry(row).map(|(key, value)| (key, value, line)));
        let entries = entries.take(MOST_SETTINGS);
        entries.map(|(key, value, line)| Entry { key: key.into(), value: value.into(), line }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_without_end_is_cut() {
        let mut listing = Listing::new(Side::Producer, 1);
        for chunk in 0..100 {
            listing.add("\ta.b = c\n".repeat(10_000).trim_end().as_bytes(), 2 + chunk * 10_000, 10_000);
        }
        assert_eq!((listing.next, listing.entries().len()), (1_000_001, MOST_SETTINGS));
        assert!(listing.text.len() < 2 * MOST_BYTES, "{}", listing.text.len());
    }

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
