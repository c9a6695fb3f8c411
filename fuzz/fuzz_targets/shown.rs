//! What every reader owes: nothing that it keeps for people can move a cursor or break a line.

use kafka_doctor::case::Reading;

/// # Panics
/// An excerpt, a name or a subject holds a control character.
pub fn plain(readings: &[Reading]) {
    for reading in readings {
        let source = &reading.source;
        let names = source.names.values().flatten();
        for text in source.excerpt.iter().chain(names) {
            assert!(!text.chars().any(char::is_control), "{}: {text:?}", reading.observation);
        }
    }
}
