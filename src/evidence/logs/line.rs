//! One line as people have it: wrappers taken off, time and level read.

use std::borrow::Cow;

use serde_json::Value;

/// How bad a line says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// INFO or below.
    Calm,
    /// WARN.
    Warn,
    /// ERROR, FATAL and worse.
    Error,
}

/// A time as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// As it stands.
    pub text: String,
    /// Milliseconds since 1970 if the time were UTC, its own zone applied.
    pub millis: i64,
    /// Whether the zone is known.
    pub zoned: bool,
}

/// A line without its wrapper.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// What tells processes in one file apart: the wrapper's prefix.
    pub stream: String,
    /// The message with its stack trace, if that is in the same line.
    pub body: Cow<'a, [u8]>,
    /// Its time; stack-trace lines have none.
    pub time: Option<Stamp>,
    /// Its level; stack-trace lines have none.
    pub level: Option<Level>,
}

/// Reads a line.
pub fn read(raw: &[u8]) -> Line<'_> {
    let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
    if raw.contains(&0x1b) {
        let plain = console::strip_ansi_codes(&String::from_utf8_lossy(raw)).into_owned();
        return unwrap(plain.as_bytes()).into_owned();
    }
    unwrap(raw)
}

impl Line<'_> {
    fn into_owned(self) -> Line<'static> {
        Line { stream: self.stream, body: Cow::Owned(self.body.into_owned()), time: self.time, level: self.level }
    }
}

fn unwrap(raw: &[u8]) -> Line<'_> {
    if raw.first() == Some(&b'{')
        && let Ok(Value::Object(fields)) = serde_json::from_slice(raw)
    {
        return json(&fields);
    }
    let (stream, rest) = prefix(raw);
    if rest.first() == Some(&b'{')
        && !stream.is_empty()
        && let Ok(Value::Object(fields)) = serde_json::from_slice(rest)
    {
        return Line { stream, ..json(&fields) };
    }
    let (time, after) = stamp_at_start(rest);
    // Kubernetes puts a time of its own before the process's line.
    let (inner, behind) = if time.is_some() { stamp_at_start(&rest[after..]) } else { (None, 0) };
    let body = if inner.is_some() { &rest[after..] } else { rest };
    let level = level_of(if inner.is_some() { &body[behind..] } else { &rest[after..] }, time.is_some());
    Line { stream, body: Cow::Borrowed(body), time: inner.or(time), level }
}

/// A JSON line: Docker's wrapper around another line, or a JSON layout.
fn json(fields: &serde_json::Map<String, Value>) -> Line<'static> {
    let text = |names: &[&str]| {
        names.iter().find_map(|name| fields.get(*name)).and_then(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Object(_) => Some(value.to_string()),
            _ => None,
        })
    };
    let own_time = text(&["@timestamp", "timestamp", "time", "ts", "datetime", "date", "timeMillis"]);
    let time = own_time.and_then(|text| stamp_at_start(text.as_bytes()).0.or_else(|| epoch(&text)));
    if let (Some(log), true) = (text(&["log"]), fields.contains_key("stream") || fields.len() <= 3) {
        let mut inner = unwrap(log.trim_end_matches(['\n', '\r']).as_bytes()).into_owned();
        inner.time = inner.time.or(time);
        return inner;
    }
    let mut body = text(&["message", "msg", "@message", "event"]).unwrap_or_default();
    for more in [
        "stack_trace",
        "stacktrace",
        "thrown",
        "exception",
        "error",
        "throwable",
        "err",
        "logger",
        "logger_name",
        "loggerName",
    ] {
        if let Some(more) = text(&[more]) {
            body.push('\n');
            body.push_str(&more);
        }
    }
    let stream = text(&["pod", "container", "service", "host", "kubernetes"]).unwrap_or_default();
    let level =
        text(&["level", "severity", "log.level", "lvl", "levelname"]).and_then(|word| word_level(word.as_bytes()));
    Line { stream, body: Cow::Owned(body.into_bytes()), time, level }
}

/// Takes `name  | `, `[pod/name/container] ` or journald's `Nov 24 03:04:05 host unit[1]: ` off.
fn prefix(raw: &[u8]) -> (String, &[u8]) {
    let head = &raw[..raw.len().min(160)];
    if head.starts_with(b"[pod/")
        && let Some(end) = memchr::memchr(b']', head)
    {
        return (lossy(&raw[1..end]), raw[end + 1..].trim_ascii_start());
    }
    if let Some(bar) = memchr::memmem::find(head, b" | ") {
        let name = raw[..bar].trim_ascii();
        let is_name = !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || b"-_./:".contains(b));
        if is_name && name[0].is_ascii_alphabetic() && word_level(name).is_none() {
            return (lossy(name), &raw[bar + 3..]);
        }
    }
    if head.len() > 16
        && head[..3].iter().all(u8::is_ascii_alphabetic)
        && head[3] == b' '
        && head[6] == b' '
        && head[9] == b':'
    {
        // Month day time host unit[pid]:
        if let Some(colon) = memchr::memmem::find(head, b": ") {
            let words: Vec<&[u8]> = raw[16.min(colon)..colon].split(|b| *b == b' ').collect();
            if words.len() == 2 {
                let unit = words[1].split(|b| *b == b'[').next().unwrap_or_default();
                return (format!("{}/{}", lossy(words[0]), lossy(unit)), &raw[colon + 2..]);
            }
        }
    }
    (String::new(), raw)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A time at the start (after an opening bracket), and where what follows it begins.
pub fn stamp_at_start(raw: &[u8]) -> (Option<Stamp>, usize) {
    let skipped = raw.iter().take_while(|b| b"[ \"(".contains(b)).count();
    let rest = &raw[skipped..];
    // librdkafka: %4|1700000000.123|FAC|name| …
    if rest.first() == Some(&b'%') && rest.get(2) == Some(&b'|') {
        let end = rest[3..].iter().position(|b| *b == b'|').map_or(rest.len(), |at| at + 3);
        let stamp = std::str::from_utf8(&rest[3..end]).ok().and_then(epoch);
        return (stamp, 0);
    }
    let digit = |i: usize| rest.get(i).is_some_and(u8::is_ascii_digit);
    let number = |from: usize, to: usize| rest[from..to].iter().fold(0_i64, |sum, b| sum * 10 + i64::from(b - b'0'));
    let sep = rest.get(4).copied().unwrap_or(0);
    if !(rest.len() >= 19 && [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18].into_iter().all(digit))
        || !b"-/.".contains(&sep)
        || rest[13] != b':'
    {
        return (None, 0);
    }
    let days = days_since_1970(number(0, 4), number(5, 7), number(8, 10));
    let mut millis = ((days * 24 + number(11, 13)) * 60 + number(14, 16)) * 60_000 + number(17, 19) * 1000;
    let mut end = 19;
    if rest.get(end).is_some_and(|b| b".,:".contains(b)) && digit(end + 1) {
        let digits = rest[end + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
        let used = digits.min(3);
        millis += number(end + 1, end + 1 + used) * 10_i64.pow(3 - used as u32);
        end += 1 + digits;
    }
    let mut zoned = false;
    match rest.get(end) {
        Some(b'Z') => {
            zoned = true;
            end += 1;
        }
        Some(sign @ (b'+' | b'-')) if digit(end + 1) && digit(end + 2) => {
            let hours = number(end + 1, end + 3);
            let colon = usize::from(rest.get(end + 3) == Some(&b':'));
            let minutes = if digit(end + 3 + colon) && digit(end + 4 + colon) {
                number(end + 3 + colon, end + 5 + colon)
            } else {
                0
            };
            let offset = (hours * 60 + minutes) * 60_000;
            millis -= if *sign == b'+' { offset } else { -offset };
            zoned = true;
            end += if minutes > 0 || digit(end + 3 + colon) { 5 + colon } else { 3 };
        }
        _ => {}
    }
    let text = lossy(&rest[..end.min(rest.len())]);
    (Some(Stamp { text, millis, zoned }), skipped + end.min(rest.len()))
}

/// Seconds or milliseconds since 1970, with or without a fraction.
fn epoch(text: &str) -> Option<Stamp> {
    let number: f64 = text.trim().parse().ok()?;
    let millis = if number > 1e11 { number } else { number * 1000.0 };
    (1e11..1e14).contains(&millis).then(|| Stamp {
        text: text.trim().into(),
        millis: millis.round() as i64,
        zoned: true,
    })
}

/// Days from 1970-01-01 (Howard Hinnant's algorithm for the proleptic Gregorian calendar).
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The level near the start of a line; only a line that has a time, or starts with it, has one.
fn level_of(rest: &[u8], timed: bool) -> Option<Level> {
    if rest.first() == Some(&b'%') && rest.get(2) == Some(&b'|') {
        return match rest.get(1) {
            Some(b'0'..=b'3') => Some(Level::Error),
            Some(b'4') => Some(Level::Warn),
            Some(b'5'..=b'7') => Some(Level::Calm),
            _ => None,
        };
    }
    let head = &rest[..rest.len().min(120)];
    let words = head.split(|b| !b.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    for (i, word) in words.enumerate().take(if timed { 12 } else { 1 }) {
        // Levels are written in capitals, but for JSON and logrus: `level=error`.
        let upper = word.iter().all(u8::is_ascii_uppercase);
        if (upper || i < 3)
            && let Some(level) = word_level(word)
        {
            return Some(level);
        }
    }
    None
}

fn word_level(word: &[u8]) -> Option<Level> {
    const LEVELS: [(&str, Level); 14] = [
        ("ERROR", Level::Error),
        ("FATAL", Level::Error),
        ("CRITICAL", Level::Error),
        ("SEVERE", Level::Error),
        ("PANIC", Level::Error),
        ("ERR", Level::Error),
        ("ERRO", Level::Error),
        ("WARN", Level::Warn),
        ("WARNING", Level::Warn),
        ("INFO", Level::Calm),
        ("DEBUG", Level::Calm),
        ("TRACE", Level::Calm),
        ("NOTICE", Level::Calm),
        ("LOG", Level::Calm),
    ];
    LEVELS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name.as_bytes())).map(|(_, level)| *level)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(raw: &str) -> (String, String, Option<String>, Option<Level>) {
        let line = read(raw.as_bytes());
        (line.stream, String::from_utf8_lossy(&line.body).into(), line.time.map(|time| time.text), line.level)
    }

    #[test]
    fn lines_as_people_have_them() {
        let body = "[2026-11-23 06:11:17,651] WARN [Producer clientId=p] gone (org.apache.kafka.x.Y)";
        let time = Some("2026-11-23 06:11:17,651".to_string());
        let warn = Some(Level::Warn);
        assert_eq!(shown(body), (String::new(), body.into(), time.clone(), warn));
        assert_eq!(shown(&format!("kafka1   | {body}")), ("kafka1".into(), body.into(), time.clone(), warn));
        assert_eq!(
            shown(&format!("[pod/app-7/main] {body}")),
            ("pod/app-7/main".into(), body.into(), time.clone(), warn)
        );
        assert_eq!(
            shown(&format!("Nov 24 03:04:05 host1 kafka[77]: {body}")),
            ("host1/kafka".into(), body.into(), time.clone(), warn)
        );
        assert_eq!(shown(&format!("2026-11-23T06:11:17.999Z {body}")).2, time);
        let docker =
            serde_json::json!({ "log": format!("{body}\n"), "stream": "stdout", "time": "2026-11-23T06:11:18Z" });
        assert_eq!(shown(&docker.to_string()), (String::new(), body.into(), time.clone(), warn));
        assert_eq!(shown(&format!("\u{1b}[31m{body}\u{1b}[0m")).1, body);
        assert_eq!(shown("%4|1700000000.123|MAXPOLL|rdkafka#c-1| [thrd:main]: x").3, warn);
        assert_eq!(shown("%4|1700000000.123|MAXPOLL|rdkafka#c-1| [thrd:main]: x").2, Some("1700000000.123".into()));
        assert_eq!(
            shown("{\"level\":\"error\",\"message\":\"boom\",\"@timestamp\":\"2026-11-23T06:11:17.651Z\"}").3,
            Some(Level::Error)
        );
        assert_eq!(
            shown("\tat org.apache.kafka.Foo.bar(Foo.java:1)"),
            (String::new(), "\tat org.apache.kafka.Foo.bar(Foo.java:1)".into(), None, None)
        );
        assert_eq!(shown("2026-01-01 00:00:00.000 ERROR 1 --- [main] o.s.k.l.X : boom").3, Some(Level::Error));
    }

    #[test]
    fn times_with_zones_are_the_same_moment() {
        let millis = |text: &str| stamp_at_start(text.as_bytes()).0.map(|stamp| stamp.millis);
        assert_eq!(millis("2026-11-23T06:11:17.651Z"), millis("2026-11-23T08:11:17.651+02:00"));
        assert_eq!(millis("1970-01-02 00:00:00,001"), Some(86_400_001));
        assert_eq!(millis("2026-11-23T06:11:17-0500"), millis("2026-11-23T11:11:17Z"));
        assert_eq!(millis("no time"), None);
        assert_eq!(millis("2026-11-23 06:11"), None);
    }
}
