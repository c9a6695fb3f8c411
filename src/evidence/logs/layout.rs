//! The first line of an event: its time and level. What has neither belongs to the event above it.

use super::stamp::{self, Stamp};

/// How bad an event says it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// INFO and below, or nothing said.
    #[default]
    Calm,
    /// WARN.
    Warn,
    /// ERROR, FATAL and worse.
    Error,
}

/// What the first line of an event tells of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Head {
    /// The time, where it begins in the line, and its length.
    pub time: Option<(Stamp, usize, usize)>,
    /// Its level.
    pub level: Level,
}

/// A time is looked for in this many bytes.
const FRONT: usize = 72;

/// A level is looked for in this many bytes behind the time: thread names stand between.
const BEHIND: usize = 110;

/// Reads the first line of an event; `None` for lines that go on with one.
pub fn head(line: &[u8]) -> Option<Head> {
    let first = *line.first()?;
    if first.is_ascii_whitespace() {
        return None;
    }
    if first == b'%' && line.get(2) == Some(&b'|') && line[1].is_ascii_digit() {
        // librdkafka: %LEVEL|TIME|FACILITY|NAME| with the levels of syslog.
        let level = if line[1] <= b'3' {
            Level::Error
        } else if line[1] == b'4' {
            Level::Warn
        } else {
            Level::Calm
        };
        let time = stamp::at_start(&line[3..]).map(|(stamp, length)| (stamp, 3, length));
        return Some(Head { time, level });
    }
    let at = usize::from(matches!(first, b'[' | b'(' | b'"'));
    if let Some((stamp, length)) = stamp::at_start(&line[at..]) {
        let level = first_level(&line[at + length..]).unwrap_or_default();
        return Some(Head { time: Some((stamp, at, length)), level });
    }
    behind_a_word(line)
}

/// Whether a line is the first of an event, with a level of its own: people begin their sentences with a time too.
pub fn names_level(line: &[u8]) -> bool {
    match head(line) {
        Some(Head { time: Some((_, at, length)), .. }) => {
            line[0] == b'%' || starting_level(line).is_some() || first_level(&line[at + length..]).is_some()
        }
        Some(Head { time: None, .. }) => true,
        None => false,
    }
}

/// Layouts that begin with something else: a level, a logger's name, `time="…"`, a file's name from grep.
fn behind_a_word(line: &[u8]) -> Option<Head> {
    let front = &line[..line.len().min(FRONT)];
    let starting = starting_level(front);
    if starting.is_none() && (front.starts_with(b"at ") || front.starts_with(b"Caused by") || front.starts_with(b"..."))
    {
        return None;
    }
    for at in 1..front.len() {
        if front[at].is_ascii_digit() && matches!(front[at - 1], b' ' | b'[' | b'"' | b'=' | b':' | b'(') {
            // Only a whole date: other numbers stand in ordinary text.
            let dated = matches!(line.get(at + 4), Some(b'-' | b'/'))
                || front.starts_with(b"ts=")
                || front.starts_with(b"time=");
            if let (true, Some((stamp, length))) = (dated, stamp::at_start(&line[at..])) {
                let level = starting.or_else(|| first_level(&line[at + length..])).unwrap_or_default();
                return Some(Head { time: Some((stamp, at, length)), level });
            }
        }
    }
    if let Some(level) = klog(front) {
        return Some(Head { time: stamp::klog(line).map(|(stamp, length)| (stamp, 1, length)), level });
    }
    if front.starts_with(b"Exception in thread") || front.starts_with(b"Traceback (most recent call last)") {
        return Some(Head { time: None, level: Level::Error });
    }
    if front.starts_with(b"level=") || front.starts_with(b"lvl=") {
        return first_level(front).map(|level| Head { time: None, level });
    }
    starting.map(|level| Head { time: None, level })
}

/// `E1123 06:14:51.663456       1 file.go:12] message`, as Kubernetes components write.
fn klog(front: &[u8]) -> Option<Level> {
    let level = match front.first()? {
        b'E' | b'F' => Level::Error,
        b'W' => Level::Warn,
        b'I' => Level::Calm,
        _ => return None,
    };
    (front.len() > 14 && front[1..5].iter().all(u8::is_ascii_digit) && front[5] == b' ' && front[8] == b':')
        .then_some(level)
}

/// A level as the very first word, alone or in brackets: `ERROR [main] …`, `[WARN] …`, `ERROR:kafka.conn:…`, `fail: …`.
fn starting_level(front: &[u8]) -> Option<Level> {
    let bracket = usize::from(front.first() == Some(&b'['));
    let word = &front[bracket..];
    let (level, length) = level_at(word, true)?;
    let next = word.get(length)?;
    let ends = if bracket == 1 { matches!(next, b']' | b' ') } else { matches!(next, b' ' | b':' | b'\t' | b'[') };
    // In lower case only with a colon: `error: …` of small programs and .NET.
    let upper = word[0].is_ascii_uppercase();
    (ends && (upper || bracket == 1 || *next == b':')).then_some(level)
}

/// The first word behind the time that is a level.
fn first_level(behind: &[u8]) -> Option<Level> {
    let window = &behind[..behind.len().min(BEHIND)];
    let mut before = b' ';
    for (at, b) in window.iter().enumerate() {
        let starts = b.is_ascii_alphabetic() && !before.is_ascii_alphanumeric();
        if starts {
            let marked = matches!(before, b'=' | b'[' | b'"' | b'\t' | b'|');
            if let Some((level, length)) = level_at(&window[at..], marked) {
                let next = window.get(at + length).copied().unwrap_or(b' ');
                if !next.is_ascii_alphanumeric() && next != b'.' && next != b'_' {
                    return Some(level);
                }
            }
        }
        before = *b;
    }
    None
}

/// A level's name at the start of the text, in capitals (or in small letters where allowed), and its length.
fn level_at(text: &[u8], small: bool) -> Option<(Level, usize)> {
    const NAMES: [(&[u8], Level); 15] = [
        (b"INFO", Level::Calm),
        (b"WARNING", Level::Warn),
        (b"WARN", Level::Warn),
        (b"ERROR", Level::Error),
        (b"DEBUG", Level::Calm),
        (b"TRACE", Level::Calm),
        (b"FATAL", Level::Error),
        (b"SEVERE", Level::Error),
        (b"CRITICAL", Level::Error),
        (b"NOTICE", Level::Calm),
        (b"PANIC", Level::Error),
        (b"FAIL", Level::Error),
        (b"CRIT", Level::Error),
        (b"ERRO", Level::Error),
        (b"ERR", Level::Error),
    ];
    let first = text.first()?.to_ascii_uppercase();
    let (name, level) = NAMES.iter().find(|(name, _)| {
        name[0] == first
            && if small {
                text.len() >= name.len() && text[..name.len()].eq_ignore_ascii_case(name)
            } else {
                text.starts_with(name)
            }
    })?;
    Some((*level, name.len()))
}

/// How bad a level is that a field of a JSON line holds: a word, or pino's and bunyan's numbers.
pub fn named(word: &str) -> Level {
    match word.parse::<i64>() {
        Ok(50..) => Level::Error,
        Ok(40..) => Level::Warn,
        Ok(_) => Level::Calm,
        Err(_) => level_at(word.as_bytes(), true).map_or(Level::Calm, |(level, _)| level),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(String, Level)> {
        head(line.as_bytes()).map(|head| {
            let time = head.time.map_or("", |(_, at, length)| &line[at..at + length]);
            (time.to_string(), head.level)
        })
    }

    #[test]
    fn layouts_as_people_have_them() {
        for (line, time, level) in [
            ("[2026-01-02 03:04:05,678] WARN [Producer clientId=p] x (a.b.C)", "2026-01-02 03:04:05,678", Level::Warn),
            (
                "2026-01-02 03:04:05.678 ERROR 1 --- [ntainer#0-0-C-1] o.s.k.X : boom",
                "2026-01-02 03:04:05.678",
                Level::Error,
            ),
            (
                "2026-01-02T03:04:05.678+01:00  INFO 1 --- [main] c.e.App : up",
                "2026-01-02T03:04:05.678+01:00",
                Level::Calm,
            ),
            (
                "03:04:05.678 [kafka-producer-network-thread | p] WARN  o.a.k.c.NetworkClient - x",
                "03:04:05.678",
                Level::Warn,
            ),
            ("%3|1700000000.123|FAIL|rdkafka#producer-1| [thrd:main]: x", "1700000000.123", Level::Error),
            ("%5|1700000000.123|X|rdkafka#producer-1| [thrd:main]: x", "1700000000.123", Level::Calm),
            ("ERROR [main] 2026-01-02 03:04:05,678 x", "2026-01-02 03:04:05,678", Level::Error),
            ("2026-01-02 03:04:05,678 - kafka.conn - ERROR - x", "2026-01-02 03:04:05,678", Level::Error),
            ("ERROR:kafka.conn:x", "", Level::Error),
            ("time=\"2026-01-02T03:04:05Z\" level=error msg=x", "2026-01-02T03:04:05Z", Level::Error),
            ("ts=2026-01-02T03:04:05Z level=warn msg=x", "2026-01-02T03:04:05Z", Level::Warn),
            ("2026-01-02T03:04:05.678Z\terror\tkafka/x.go:1\tboom", "2026-01-02T03:04:05.678Z", Level::Error),
            ("[sarama] 2026/01/02 03:04:05 client/metadata x", "2026/01/02 03:04:05", Level::Calm),
            ("E0102 03:04:05.678901       1 x.go:12] boom", "0102 03:04:05.678901", Level::Error),
            ("[2026-01-02T03:04:05.678+0000][info][gc] GC(1) Pause", "2026-01-02T03:04:05.678+0000", Level::Calm),
            ("Exception in thread \"main\" java.lang.X: boom", "", Level::Error),
            ("fail: App.Worker[0]", "", Level::Error),
            ("Error: x", "", Level::Error),
        ] {
            assert_eq!(read(line), Some((time.into(), level)), "{line}");
        }
        for line in [
            "",
            "\tat a.b.C(C.java:1)",
            "Caused by: a.b.C: at 2026-01-02 03:04:05",
            "a.b.C: boom",
            "\tacks = -1",
            "at x",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
