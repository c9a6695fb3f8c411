//! Times as they stand in logs. No clock and no zone is needed here: a time without a zone is counted as if it were UTC.

/// How much of the moment a time tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Date, time and zone.
    Moment,
    /// Date and time, without a zone.
    Civil,
    /// Month, day and time, as syslog writes them; counted as if in 1972 (a leap year).
    NoYear,
    /// Only the time of day; counted as if on the first day of 1970.
    NoDate,
}

/// A time, comparable with others that tell as much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01.
    pub ms: i64,
    /// What is known of it.
    pub told: Told,
}

/// A time as it stands in a log, cut to a length that no layout exceeds: copied for every hit, so it owns no memory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Written {
    bytes: [u8; 39],
    length: u8,
}

impl Written {
    /// Keeps a text; what is no printable ASCII becomes `?`.
    pub fn new(text: &[u8]) -> Self {
        let mut written = Self { bytes: [0; 39], length: 0 };
        for (kept, b) in written.bytes.iter_mut().zip(text) {
            *kept = if b.is_ascii_graphic() || *b == b' ' { *b } else { b'?' };
            written.length += 1;
        }
        written
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl std::fmt::Debug for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A time with its text.
pub type Time = (Stamp, Written);

const DAY: i64 = 86_400_000;

fn digits(text: &[u8], from: usize, count: usize) -> Option<i64> {
    let mut number = 0;
    for b in text.get(from..from + count)? {
        if !b.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(b - b'0');
    }
    Some(number)
}

/// Days from 1970-01-01 to a date, by counting eras of 400 years that begin in March.
pub fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Milliseconds of the day, a fraction included, and the length: `06:14:51,663`.
fn clock(text: &[u8]) -> Option<(i64, usize)> {
    let (hour, minute, second) = (digits(text, 0, 2)?, digits(text, 3, 2)?, digits(text, 6, 2)?);
    if text[2] != b':' || text[5] != b':' || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut ms = ((hour * 60 + minute) * 60 + second) * 1000;
    let mut length = 8;
    if matches!(text.get(8), Some(b',' | b'.' | b':')) && text.get(9).is_some_and(u8::is_ascii_digit) {
        let fraction = text[9..].iter().take_while(|b| b.is_ascii_digit()).count().min(9);
        let mut unit = 100;
        for b in &text[9..9 + fraction.min(3)] {
            ms += i64::from(b - b'0') * unit;
            unit /= 10;
        }
        length = 9 + fraction;
    }
    Some((ms, length))
}

/// A zone right behind a time, in milliseconds east of UTC, and the length: `Z`, `+01:00`, ` -0500`, ` UTC`.
fn zone(text: &[u8]) -> Option<(i64, usize)> {
    let skip = usize::from(text.first() == Some(&b' '));
    let text = &text[skip..];
    if text.starts_with(b"UTC") || text.starts_with(b"GMT") {
        return Some((0, skip + 3));
    }
    match text.first()? {
        b'Z' if skip == 0 => Some((0, 1)),
        sign @ (b'+' | b'-') => {
            let hours = digits(text, 1, 2)?;
            let colon = usize::from(text.get(3) == Some(&b':'));
            let minutes = digits(text, 3 + colon, 2);
            let length = if minutes.is_some() { 5 + colon } else { 3 };
            if hours > 18 || text.get(length).is_some_and(u8::is_ascii_alphanumeric) || (skip == 1 && minutes.is_none())
            {
                return None;
            }
            let east = (hours * 60 + minutes.unwrap_or(0)) * 60_000;
            Some((if *sign == b'+' { east } else { -east }, skip + length))
        }
        _ => None,
    }
}

/// A time at the start of the text, and its length.
pub fn at_start(text: &[u8]) -> Option<(Stamp, usize)> {
    let first = *text.first()?;
    if first.is_ascii_alphabetic() {
        return syslog(text).or_else(|| ctime(text));
    }
    if !first.is_ascii_digit() {
        return None;
    }
    match (text.get(2), text.get(3)) {
        (Some(b':'), _) => {
            let (ms, length) = clock(text)?;
            return Some((Stamp { ms, told: Told::NoDate }, length));
        }
        (Some(b' ' | b'/' | b'-'), Some(b'A'..=b'Z')) => return day_first(text),
        // A month and a day without a year are no date: behind its `2026-` every other date would begin with one, and the year would be
        // taken for the number that grep puts before a line.
        (Some(b'-' | b'/' | b'.'), Some(b'0'..=b'9')) => return year_last(text),
        _ => {}
    }
    if text.get(8) == Some(&b'T') {
        return basic(text);
    }
    if matches!(text.get(4), Some(b'-' | b'/' | b'.')) {
        return dated(text);
    }
    epoch(text)
}

/// `2026-11-23 06:14:51,663`, with `T`, `/`, a fraction of any length, a zone.
fn dated(text: &[u8]) -> Option<(Stamp, usize)> {
    let (year, month, day) = (digits(text, 0, 4)?, digits(text, 5, 2)?, digits(text, 8, 2)?);
    let between = matches!(text.get(10), Some(b' ' | b'T' | b'-' | b'_'));
    if text[7] != text[4] || !between || !is_date(month, day) || year < 1990 {
        return None;
    }
    with_clock(days(year, month, day), text, 11)
}

/// What follows a date: the time of day, a zone.
fn with_clock(day: i64, text: &[u8], from: usize) -> Option<(Stamp, usize)> {
    let (ms, length) = clock(text.get(from..)?)?;
    Some(with_zone(day * DAY + ms, text, from + length))
}

/// The zone that follows a time, where one does.
fn with_zone(ms: i64, text: &[u8], end: usize) -> (Stamp, usize) {
    match zone(&text[end..]) {
        Some((east, length)) => (Stamp { ms: ms - east, told: Told::Moment }, end + length),
        None => (Stamp { ms, told: Told::Civil }, end),
    }
}

fn is_date(month: i64, day: i64) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// `27 Nov 2026 12:01:41,123` (log4j's `%d{DATE}`), `27/Nov/2026:12:01:41 +0100` of web servers.
fn day_first(text: &[u8]) -> Option<(Stamp, usize)> {
    let (day, month, year) = (digits(text, 0, 2)?, month(&text[3..])?, digits(text, 7, 4)?);
    let between = matches!(text.get(11), Some(b' ' | b':')) && text[6] == text[2];
    (between && is_date(month, day)).then(|| with_clock(days(year, month, day), text, 12)).flatten()
}

/// `27-11-2026 12:01:41`, `27.11.2026 12:01:41`, and `11/27/2026 12:01:41`, where the month is first.
fn year_last(text: &[u8]) -> Option<(Stamp, usize)> {
    let (first, second, year) = (digits(text, 0, 2)?, digits(text, 3, 2)?, digits(text, 6, 4)?);
    let (day, month) = if text[2] == b'/' { (second, first) } else { (first, second) };
    let between = text[5] == text[2] && matches!(text.get(10), Some(b' ' | b'T' | b'_'));
    (between && is_date(month, day)).then(|| with_clock(days(year, month, day), text, 11)).flatten()
}

/// `E1127 06:14:51.663456`, behind the letter.
pub fn klog(line: &[u8]) -> Option<(Stamp, usize)> {
    let text = line.get(1..)?;
    let (month, day) = (digits(text, 0, 2)?, digits(text, 2, 2)?);
    let (ms, length) = clock(text.get(5..)?).filter(|_| is_date(month, day))?;
    Some((Stamp { ms: days(1972, month, day) * DAY + ms, told: Told::NoYear }, 5 + length))
}

/// `20261127T120141Z`.
fn basic(text: &[u8]) -> Option<(Stamp, usize)> {
    let (year, month, day) = (digits(text, 0, 4)?, digits(text, 4, 2)?, digits(text, 6, 2)?);
    let (hour, minute, second) = (digits(text, 9, 2)?, digits(text, 11, 2)?, digits(text, 13, 2)?);
    if !is_date(month, day) || year < 1990 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let ms = days(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * 1000;
    Some(with_zone(ms, text, 15))
}

/// `Fri Nov 27 12:01:41 2026`.
fn ctime(text: &[u8]) -> Option<(Stamp, usize)> {
    const DAYS: [&[u8]; 7] = [b"Mon ", b"Tue ", b"Wed ", b"Thu ", b"Fri ", b"Sat ", b"Sun "];
    if !DAYS.iter().any(|day| text.starts_with(day)) {
        return None;
    }
    let (stamp, length) = syslog(&text[4..])?;
    let end = 4 + length;
    let year = digits(text, end + 1, 4).filter(|year| text[end] == b' ' && *year >= 1990);
    let Some(year) = year else { return Some((stamp, end)) };
    let (month, day) =
        (month(&text[4..])?, digits(text, 9, 1).filter(|_| text[8] == b' ').or_else(|| digits(text, 8, 2))?);
    let ms = days(year, month, day) * DAY + stamp.ms.rem_euclid(DAY);
    Some((Stamp { ms, told: Told::Civil }, end + 5))
}

/// Seconds since 1970 with a fraction (librdkafka, zap), or milliseconds: 2001 to 2286.
fn epoch(text: &[u8]) -> Option<(Stamp, usize)> {
    let whole = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = digits(text, 0, whole.min(18))?;
    match (whole, text.get(whole)) {
        (13, next) if !next.is_some_and(u8::is_ascii_alphanumeric) => {
            Some((Stamp { ms: number, told: Told::Moment }, 13))
        }
        (10, Some(b'.')) => {
            let fraction = text[11..].iter().take_while(|b| b.is_ascii_digit()).count();
            let mut ms = number * 1000;
            let mut unit = 100;
            for b in &text[11..11 + fraction.min(3)] {
                ms += i64::from(b - b'0') * unit;
                unit /= 10;
            }
            (fraction > 0).then_some((Stamp { ms, told: Told::Moment }, 11 + fraction))
        }
        _ => None,
    }
}

/// The month, from 1, whose short name stands at the start.
fn month(text: &[u8]) -> Option<i64> {
    const MONTHS: [&[u8; 3]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    (1..).zip(MONTHS).find(|(_, name)| text.starts_with(*name)).map(|(number, _)| number)
}

/// `Nov 24 03:04:05`: a day of one digit is padded with a space or a zero.
fn syslog(text: &[u8]) -> Option<(Stamp, usize)> {
    let month = month(text)?;
    if text.get(3) != Some(&b' ') || text.get(6) != Some(&b' ') {
        return None;
    }
    let day = if text[4] == b' ' { digits(text, 5, 1)? } else { digits(text, 4, 2)? };
    let (ms, length) = clock(&text[7..])?;
    Some((Stamp { ms: days(1972, month, day) * DAY + ms, told: Told::NoYear }, 7 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(i64, Told, usize)> {
        at_start(text.as_bytes()).map(|(stamp, length)| (stamp.ms, stamp.told, length))
    }

    #[test]
    fn times_of_every_layout() {
        let moment = 1_795_414_491_663;
        for (text, ms, told, length) in [
            ("2026-11-23 06:14:51,663] INFO", moment, Told::Civil, 23),
            ("2026-11-23T06:14:51.663Z x", moment, Told::Moment, 24),
            ("2026-11-23T06:14:51.663123456Z x", moment, Told::Moment, 30),
            ("2026-11-23T08:14:51.663+02:00", moment, Told::Moment, 29),
            ("2026-11-23T08:14:51.663+0200", moment, Told::Moment, 28),
            ("2026-11-23 01:14:51.663 -0500", moment, Told::Moment, 29),
            ("2026/11/23 06:14:51 kafka: x", moment - 663, Told::Civil, 19),
            ("1795414491.663|FAIL|", moment, Told::Moment, 14),
            ("1795414491663 INFO", moment, Told::Moment, 13),
            ("06:14:51.663 [main]", 22_491_663, Told::NoDate, 12),
            ("23 Nov 2026 06:14:51,663 INFO", moment, Told::Civil, 24),
            ("23/Nov/2026:06:14:51 +0000] x", moment - 663, Told::Moment, 26),
            ("23-11-2026 06:14:51.663 x", moment, Told::Civil, 23),
            ("11/23/2026 06:14:51.663 x", moment, Told::Civil, 23),
            ("20261123T061451Z x", moment - 663, Told::Moment, 16),
            ("Mon Nov 23 06:14:51 2026 x", moment - 663, Told::Civil, 24),
            ("Jan  2 00:00:01 host", days(1972, 1, 2) * DAY + 1000, Told::NoYear, 15),
        ] {
            assert_eq!(read(text), Some((ms, told, length)), "{text}");
        }
        for none in [
            "",
            "2026",
            "Sun is up",
            "Fri Nov",
            "27 Nov 2026",
            "13/13/2026 00:00:00",
            "20261123T0614",
            "11-23 06:14:51.663 x",
            "2026-13-01 00:00:00",
            "2026-11-23",
            "99:00:00",
            "Novel thing",
            "12345",
            "179541449166 x",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
        assert_eq!((days(1970, 1, 1), days(2000, 3, 1), days(1972, 2, 29)), (0, 11_017, 789));
    }
}
