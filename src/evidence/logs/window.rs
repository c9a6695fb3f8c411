//! `--since` and `--until`: which events count.

use super::stamp::{self, Stamp, Time, Told};

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
    /// Whether everything counts.
    pub fn is_open(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    /// Whether the last time has to be known before the logs are read.
    pub fn needs_last(&self) -> bool {
        [&self.since, &self.until].into_iter().any(|bound| matches!(bound, Some(Bound::BeforeLast(_))))
    }

    /// Milliseconds since 1970, UTC, of a time; that of the day or without a year as it is counted.
    pub fn utc(&self, stamp: Stamp) -> i64 {
        if stamp.told == Told::Civil { stamp.ms - self.ahead } else { stamp.ms }
    }

    /// The window with its relative bounds set against the last time, in UTC as [`utc`](Self::utc) counts.
    pub fn edges(&self, last: Option<i64>) -> Edges {
        let edge = |bound: &Option<Bound>| match bound {
            Some(Bound::At(at)) => Some(Edge { at: *at, exact: true }),
            Some(Bound::BeforeLast(ms)) => last.map(|last| Edge { at: last.saturating_sub(*ms), exact: false }),
            None => None,
        };
        Edges { since: edge(&self.since), until: edge(&self.until), ahead: self.ahead }
    }
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    at: i64,
    /// A moment of the calendar, not a time of the log itself.
    exact: bool,
}

/// The bounds of a window.
#[derive(Debug, Clone, Copy)]
pub struct Edges {
    since: Option<Edge>,
    until: Option<Edge>,
    ahead: i64,
}

impl Edges {
    /// How far a time stands behind an edge, in milliseconds; `None` where they cannot be compared.
    fn behind(&self, stamp: Stamp, edge: Edge) -> Option<i64> {
        let local = edge.at.saturating_add(self.ahead);
        Some(match (stamp.told, edge.exact) {
            (Told::Moment, _) => stamp.ms.saturating_sub(edge.at),
            (Told::Civil, _) => stamp.ms.saturating_sub(local),
            (_, false) => stamp.ms.saturating_sub(edge.at),
            // The year of the edge is taken for the log's.
            (Told::NoYear, true) => stamp.ms.saturating_sub(in_1972(local)),
            (Told::NoDate, true) => return None,
        })
    }

    /// Whether an event of this time counts; one whose time cannot be compared does.
    pub fn hold(&self, stamp: Stamp) -> bool {
        self.since.and_then(|edge| self.behind(stamp, edge)).is_none_or(|ms| ms >= 0)
            && self.until.and_then(|edge| self.behind(stamp, edge)).is_none_or(|ms| ms <= 0)
    }

    /// Whether any of a span of time counts.
    pub fn meet(&self, first: Stamp, last: Stamp) -> bool {
        self.since.and_then(|edge| self.behind(last, edge)).is_none_or(|ms| ms >= 0)
            && self.until.and_then(|edge| self.behind(first, edge)).is_none_or(|ms| ms <= 0)
    }

    /// The time, or the beginning of the window where it is earlier.
    pub fn not_before(&self, time: Time) -> Time {
        let late = self.since.and_then(|edge| self.behind(time.0, edge)).map_or(0, |ms| ms.min(0));
        (Stamp { ms: time.0.ms - late, ..time.0 }, time.1)
    }

    /// The time, or the end of the window where it is later.
    pub fn not_after(&self, time: Time) -> Time {
        let early = self.until.and_then(|edge| self.behind(time.0, edge)).map_or(0, |ms| ms.max(0));
        (Stamp { ms: time.0.ms - early, ..time.0 }, time.1)
    }
}

/// The same day and time in 1972, as times without a year are counted.
fn in_1972(ms: i64) -> i64 {
    const DAY: i64 = 86_400_000;
    let day = ms.div_euclid(DAY);
    let mut year = 1970 + day * 400 / 146_097;
    while stamp::days(year + 1, 1, 1) <= day {
        year += 1;
    }
    while stamp::days(year, 1, 1) > day {
        year -= 1;
    }
    let of_year = day - stamp::days(year, 1, 1);
    let leap = stamp::days(year, 3, 1) - stamp::days(year, 2, 28) == 2;
    let of_year = if !leap && of_year >= 59 { of_year + 1 } else { of_year };
    (stamp::days(1972, 1, 1) + of_year) * DAY + ms.rem_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_kind_are_held_against_the_edges() {
        let at = |text: &str| stamp::at_start(text.as_bytes()).unwrap().0;
        let since = at("2026-11-24T03:00:00Z").ms;
        let hour = 3_600_000;
        let window = Window { since: Some(Bound::At(since)), until: Some(Bound::At(since + hour)), ahead: 2 * hour };
        let edges = window.edges(None);
        for (text, inside) in [
            ("2026-11-24T03:30:00Z", true),
            ("2026-11-24T02:59:59Z", false),
            ("2026-11-24 05:30:00", true),
            ("2026-11-24 03:30:00", false),
            ("Nov 24 05:30:00", true),
            ("Nov 24 03:30:00", false),
            ("01:00:00.000", true),
        ] {
            assert_eq!(edges.hold(at(text)), inside, "{text}");
        }
        let last = at("2026-11-24 05:00:00");
        let relative = Window { since: Some(Bound::BeforeLast(hour)), until: None, ahead: 2 * hour };
        let edges = relative.edges(Some(relative.utc(last)));
        assert!(edges.hold(at("2026-11-24 04:00:00")) && !edges.hold(at("2026-11-24 03:59:59")));
        assert_eq!(in_1972(at("2026-03-01T00:00:00Z").ms), stamp::days(1972, 3, 1) * 86_400_000);
        assert_eq!(in_1972(at("2024-12-31T00:00:01Z").ms), stamp::days(1972, 12, 31) * 86_400_000 + 1000);
    }
}
