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

/// A line of a listing: white space, name, ` = `, value.
pub fn entry(line: &[u8]) -> Option<(&str, &str)> {
    if !matches!(line.first()?, b'\t' | b' ') {
        return None;
    }
    let text = line.trim_ascii();
    let end = text.iter().position(|b| !(b.is_ascii_alphanumeric() || b".-_".contains(b)))?;
    let value = text[end..].strip_prefix(b" =")?;
    if end == 0 || !(value.is_empty() || value[0] == b' ') {
        return None;
    }
    let value = std::str::from_utf8(value).ok()?.trim();
    Some((std::str::from_utf8(&text[..end]).ok()?, value))
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
