//! Logs with the newest event first, as Kibana, Grafana, Splunk and CloudWatch export them.

use super::open::time_of;
use super::wrap::{Shape, Unwrapped};

/// In which order the events of a log stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As they were written.
    Written,
    /// The newest stood first; they were turned round.
    Turned,
    /// The newest stands first, in a log that is too long to turn.
    NewestFirst,
}

/// So many times have to fall; two threads write theirs out of order now and then.
const FALLS: usize = 3;

/// For one time that rises as many have to fall.
const FALLS_A_RISE: usize = 10;

/// Whether the times in the beginning of a log fall from line to line.
pub fn newest_first(head: &[u8], shape: Shape) -> bool {
    let mut line = Unwrapped::default();
    let times = head.split(|b| *b == b'\n').filter_map(|raw| time_of(raw, shape, &mut line));
    let (mut before, mut falls, mut rises) = (None, 0, 0);
    for (stamp, _) in times {
        match before.replace(stamp.ms) {
            Some(before) if stamp.ms < before => falls += 1,
            Some(before) if stamp.ms > before => rises += 1,
            _ => {}
        }
        if rises > FALLS && rises > falls {
            return false;
        }
    }
    falls >= FALLS && falls > rises * FALLS_A_RISE
}

/// The events in the order of their times; lines without a time stay with the one above them, and those at the start stay there.
pub fn turned(text: &[u8], shape: Shape) -> Vec<u8> {
    let mut line = Unwrapped::default();
    let mut events: Vec<Vec<&[u8]>> = vec![Vec::new()];
    for raw in text.strip_suffix(b"\n").unwrap_or(text).split(|b| *b == b'\n') {
        if time_of(raw, shape, &mut line).is_some() {
            events.push(Vec::new());
        }
        if let Some(event) = events.last_mut() {
            event.push(raw);
        }
    }
    events[1..].reverse();
    let mut out = Vec::with_capacity(text.len() + 1);
    for raw in events.into_iter().flatten() {
        out.extend_from_slice(raw);
        out.push(b'\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_newest_first(seconds: &[u32]) -> bool {
        let text: String = seconds.iter().map(|second| format!("2026-01-01 00:00:{second:02},000 INFO x\n")).collect();
        newest_first(text.as_bytes(), Shape::of(text.as_bytes()))
    }

    #[test]
    fn times_that_fall() {
        assert!(is_newest_first(&[9, 9, 8, 7, 7, 6]));
        assert!(!is_newest_first(&[9, 8, 7]), "two falls");
        assert!(!is_newest_first(&[1, 2, 3, 4, 5]));
        assert!(!is_newest_first(&[9, 8, 9, 8, 9, 8, 9, 8]), "two threads");
        assert!(!is_newest_first(&[5, 5, 5, 5, 5]));
    }

    #[test]
    fn a_trace_stays_below_its_line() {
        let text = b"time,line\n2026-01-01 00:00:02 ERROR b\n\tat x\n2026-01-01 00:00:01 INFO a";
        let expected = b"time,line\n2026-01-01 00:00:01 INFO a\n2026-01-01 00:00:02 ERROR b\n\tat x\n";
        assert_eq!(turned(text, Shape::of(text)), expected);
    }
}
