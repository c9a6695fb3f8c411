//! The settings that Java clients, brokers, Connect and Streams list at start.

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

/// Whether a line can belong to a listing: white space, name, ` =`.
pub fn is_entry(line: &[u8]) -> bool {
    parts(line).is_some()
}

fn parts(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let start = line.iter().position(|b| !matches!(b, b'\t' | b' ')).filter(|start| *start > 0)?;
    let text = &line[start..];
    let end = text.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')))?;
    let value = text[end..].strip_prefix(b" =")?;
    (end > 0 && value.first().is_none_or(|b| matches!(b, b' ' | b'\r'))).then_some((&text[..end], value))
}

/// A line of a listing: white space, name, ` = `, value.
fn entry(line: &[u8]) -> Option<(&str, &str)> {
    let (key, value) = parts(line)?;
    Some((std::str::from_utf8(key).ok()?, std::str::from_utf8(value).ok()?.trim()))
}

/// One entry with its line, from 1.
pub fn entry_at(line: &[u8], number: u64) -> Option<Entry> {
    entry(line).map(|(key, value)| Entry { key: key.into(), value: value.into(), line: number })
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
