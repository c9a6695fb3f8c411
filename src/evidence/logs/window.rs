//! `--since` and `--until`: which events count.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

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
#[derive(Debug, Clone)]
pub struct Window {
    /// Not before.
    pub since: Option<Bound>,
    /// Not after.
    pub until: Option<Bound>,
    /// The zone of log times that name none.
    pub zone: TimeZone,
}

impl Default for Window {
    fn default() -> Self {
        Self { since: None, until: None, zone: TimeZone::UTC }
    }
}

/// Milliseconds since 1970, UTC, of a time of a zone that is counted as if it were UTC.
pub fn moment(zone: &TimeZone, ms: i64) -> i64 {
    let civil = Timestamp::from_millisecond(ms).map(|as_utc| Offset::UTC.to_datetime(as_utc));
    civil.and_then(|civil| zone.to_timestamp(civil)).map_or(ms, Timestamp::as_millisecond)
}

/// A moment as a time of a zone, counted as if it were UTC.
fn local(zone: &TimeZone, ms: i64) -> i64 {
    let ahead = Timestamp::from_millisecond(ms).map_or(0, |at| i64::from(zone.to_offset(at).seconds()) * 1000);
    ms.saturating_add(ahead)
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
        if stamp.told == Told::Civil { moment(&self.zone, stamp.ms) } else { stamp.ms }
    }

    /// The same; `None` of a time that tells no date, or no year.
    pub fn moment(&self, stamp: Stamp) -> Option<i64> {
        matches!(stamp.told, Told::Moment | Told::Civil).then(|| self.utc(stamp))
    }

    /// The window with its relative bounds set against the last time, in UTC as [`utc`](Self::utc) counts.
    pub fn edges(&self, last: Option<i64>) -> Edges {
        let edge = |bound: &Option<Bound>| {
            let (at, exact) = match bound.as_ref()? {
                Bound::At(at) => (*at, true),
                Bound::BeforeLast(ms) => (last?.saturating_sub(*ms), false),
            };
            let local = local(&self.zone, at);
            Some(Edge { at, local, yearless: in_1972(local), exact })
        };
        Edges { since: edge(&self.since), until: edge(&self.until) }
    }
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    at: i64,
    /// As times of the log that name no zone: in the summer of a zone other than in its winter.
    local: i64,
    /// As times that name no year either.
    yearless: i64,
    /// A moment of the calendar, not a time of the log itself.
    exact: bool,
}

/// The bounds of a window.
#[derive(Debug, Clone, Copy)]
pub struct Edges {
    since: Option<Edge>,
    until: Option<Edge>,
}

impl Edges {
    /// How far a time stands behind an edge, in milliseconds; `None` where they cannot be compared.
    fn behind(stamp: Stamp, edge: Edge) -> Option<i64> {
        Some(match (stamp.told, edge.exact) {
            (Told::Moment, _) => stamp.ms.saturating_sub(edge.at),
            (Told::Civil, _) => stamp.ms.saturating_sub(edge.local),
            (_, false) => stamp.ms.saturating_sub(edge.at),
            // The year of the edge is taken for the log's.
            (Told::NoYear, true) => stamp.ms.saturating_sub(edge.yearless),
            (Told::NoDate, true) => return None,
        })
    }

    /// Whether an event of this time counts; one whose time cannot be compared does.
    pub fn hold(&self, stamp: Stamp) -> bool {
        self.since.and_then(|edge| Self::behind(stamp, edge)).is_none_or(|ms| ms >= 0)
            && self.until.and_then(|edge| Self::behind(stamp, edge)).is_none_or(|ms| ms <= 0)
    }

    /// Whether any of a span of time counts.
    pub fn meet(&self, first: Stamp, last: Stamp) -> bool {
        self.since.and_then(|edge| Self::behind(last, edge)).is_none_or(|ms| ms >= 0)
            && self.until.and_then(|edge| Self::behind(first, edge)).is_none_or(|ms| ms <= 0)
    }

    /// The time, or the beginning of the window where it is earlier.
    pub fn not_before(&self, time: Time) -> Time {
        let late = self.since.and_then(|edge| Self::behind(time.0, edge)).map_or(0, |ms| ms.min(0));
        (Stamp { ms: time.0.ms - late, ..time.0 }, time.1)
    }

    /// The time, or the end of the window where it is later.
    pub fn not_after(&self, time: Time) -> Time {
        let early = self.until.and_then(|edge| Self::behind(time.0, edge)).map_or(0, |ms| ms.max(0));
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
        let (hour, two) = (3_600_000, TimeZone::fixed(Offset::constant(2)));
        let window = Window { since: Some(Bound::At(since)), until: Some(Bound::At(since + hour)), zone: two.clone() };
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
        let relative = Window { since: Some(Bound::BeforeLast(hour)), until: None, zone: two };
        let edges = relative.edges(Some(relative.utc(last)));
        assert!(edges.hold(at("2026-11-24 04:00:00")) && !edges.hold(at("2026-11-24 03:59:59")));
        assert_eq!(in_1972(at("2026-03-01T00:00:00Z").ms), stamp::days(1972, 3, 1) * 86_400_000);
        assert_eq!(in_1972(at("2024-12-31T00:00:01Z").ms), stamp::days(1972, 12, 31) * 86_400_000 + 1000);
    }

    #[test]
    fn a_zone_has_its_summer_and_its_winter() {
        let at = |text: &str| stamp::at_start(text.as_bytes()).unwrap().0;
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let held = |since: Bound, last: &str, time: &str| {
            let window = Window { since: Some(since), until: None, zone: zone.clone() };
            window.edges(Some(window.utc(at(last)))).hold(at(time))
        };
        for (since, inside, outside) in [
            ("2026-07-01T10:00:00Z", "2026-07-01 12:00:00", "2026-07-01 11:59:59"),
            ("2026-11-24T10:00:00Z", "2026-11-24 11:00:00", "2026-11-24 10:59:59"),
            ("2026-07-01T10:00:00Z", "Jul  1 12:00:00", "Jul  1 11:59:59"),
        ] {
            let since = || Bound::At(at(since).ms);
            assert!(held(since(), inside, inside) && !held(since(), inside, outside), "{inside}");
        }
        // Half an hour before 03:10 on the night in which 02:00 is 03:00.
        let half = || Bound::BeforeLast(1_800_000);
        assert!(held(half(), "2026-03-29 03:10:00", "2026-03-29 01:40:00"));
        assert!(!held(half(), "2026-03-29 03:10:00", "2026-03-29 01:39:59"));
        assert_eq!(moment(&zone, at("2026-07-01 12:00:00").ms), at("2026-07-01T10:00:00Z").ms);
        assert_eq!(moment(&zone, i64::MAX), i64::MAX);
    }
}
