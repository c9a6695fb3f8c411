//! Names that are nearly right.

use super::table;
use crate::knowledge::Side;

/// A wrong name is taken for a misspelt one up to this many letters, two neighbours changed over being one.
const LETTERS: usize = 2;

/// The setting of these sides that was probably meant: at most two letters away, one in short names. Nothing for a name that
/// any side knows.
pub(super) fn nearest(name: &str, sides: &[Side]) -> Option<&'static str> {
    let length = name.chars().count();
    if length < 5 || table::known(name) {
        return None;
    }
    within(name, sides, if length < 9 { 1 } else { LETTERS })
}

/// The setting of these sides that is most like a name that is certainly wrong: at most a quarter of its letters away.
pub(super) fn closest(name: &str, sides: &[Side]) -> Option<&'static str> {
    within(name, sides, name.chars().count() / 4)
}

fn within(name: &str, sides: &[Side], most: usize) -> Option<&'static str> {
    let mut best: Option<(usize, &'static str)> = None;
    for known in sides.iter().flat_map(|side| table::names(*side)) {
        if known.len().abs_diff(name.len()) > most || best.is_some_and(|(_, old)| old == known) {
            continue;
        }
        let distance = strsim::osa_distance(name, known);
        if distance <= most && best.is_none_or(|(old, _)| distance < old) {
            best = Some((distance, known));
        }
    }
    best.map(|(_, known)| known)
}

/// Of a setting that neither Kafka nor librdkafka has: the client's setting that was probably meant, if one is near.
pub fn unknown(name: &str) -> Option<Option<&'static str>> {
    (!table::known(name)).then(|| nearest(name, &table::CLIENTS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters_and_no_more() {
        for (name, meant) in [
            ("max.poll.record", Some("max.poll.records")),
            ("max.poll.recrods", Some("max.poll.records")),
            ("sesion.timeout.m", Some("session.timeout.ms")),
            ("sesion.timeot.m", None),
            ("max_poll_records", Some("max.poll.records")),
            ("key.serializer", None),
            ("my.own.setting", None),
            ("group", None),
            ("groupid", Some("group.id")),
            ("group.ids", Some("group.id")),
            ("group-id", Some("group.id")),
        ] {
            assert_eq!(nearest(name, &[Side::Consumer]), meant, "{name}");
        }
        assert_eq!(closest("max.poll.interval", &[Side::Librdkafka]), Some("max.poll.interval.ms"));
        assert_eq!(closest("my.own.setting", &[Side::Librdkafka]), None);
    }
}
