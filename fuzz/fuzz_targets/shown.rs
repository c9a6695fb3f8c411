//! What every reader owes: nothing that it keeps for people can move a cursor or break a line.

use kafka_doctor::case::{Reading, steers};

/// # Panics
/// An excerpt, a name or a subject holds a character that steers a terminal.
pub fn plain(readings: &[Reading]) {
    for reading in readings {
        let source = &reading.source;
        let names = source.names.values().flatten();
        for text in source.excerpt.iter().chain(names).chain(&source.subjects) {
            assert!(!text.chars().any(steers), "{}: {text:?}", reading.observation);
        }
    }
}
