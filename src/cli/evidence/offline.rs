//! Evidence that lies there: texts, logs, settings.

use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::error::{Error, Result};
use crate::evidence::logs::stamp::{self, Told};
use crate::evidence::logs::{Bound, Window, moment};
use crate::evidence::text::MOST_BYTES;
use crate::evidence::{Request, signatures};
use crate::knowledge::Side;

/// Files and texts.
#[derive(Debug, clap::Args)]
pub struct Files {
    /// What you would paste: an error, log lines, a stack trace, settings, your own words; - reads standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: Vec<String>,
    /// A log of a broker, client, Connect or Streams; .gz as it is, - reads standard input (repeatable)
    #[arg(long, value_name = "FILE")]
    log: Vec<PathBuf>,
    /// Only log lines from this time on: RFC 3339, or a duration before the last line such as 30m
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only log lines up to this time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// The zone of log times that name none, such as Europe/Berlin or UTC; local without it
    #[arg(long, value_name = "ZONE")]
    log_zone: Option<String>,
    /// A settings file; ROLE is producer, consumer, admin, broker, connect, streams or librdkafka (repeatable)
    #[arg(long, value_name = "[ROLE=]FILE")]
    properties: Vec<String>,
}

impl Files {
    pub fn takes_stdin(&self) -> bool {
        self.stdin_uses() > 0
    }

    fn stdin_uses(&self) -> usize {
        self.log.iter().filter(|path| path.as_os_str() == "-").count()
            + self.text.iter().filter(|text| *text == "-").count()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.log.is_empty() && self.properties.is_empty()
    }

    /// The files again, and how their times are read; what came from standard input or the command line is gone.
    pub fn again(&self) -> Vec<(&'static str, String)> {
        let logs = self.log.iter().map(|path| path.display().to_string()).filter(|path| path != "-");
        let mut words: Vec<_> = logs.map(|file| ("--log", file)).collect();
        if !words.is_empty() {
            let times = [("--since", &self.since), ("--until", &self.until), ("--log-zone", &self.log_zone)];
            words.extend(times.into_iter().filter_map(|(option, value)| Some((option, value.clone()?))));
        }
        words.extend(self.properties.iter().cloned().map(|file| ("--properties", file)));
        words
    }

    /// # Errors
    /// Standard input is named twice; an option that would do nothing.
    pub fn check(&self) -> Result<()> {
        let of_logs = [("--since", &self.since), ("--until", &self.until), ("--log-zone", &self.log_zone)];
        let given = of_logs.iter().find(|(_, given)| given.is_some());
        if let (true, Some((name, _))) = (self.log.is_empty(), given) {
            return Err(Error::usage(format!("{name} needs a log")).hint("Give --log FILE."));
        }
        match self.stdin_uses() {
            0 | 1 => Ok(()),
            _ => Err(Error::usage("standard input can be read only once: --log - or --text -, not both")),
        }
    }

    /// What is to be read, texts aside.
    ///
    /// # Errors
    /// A time, zone or role that does not exist.
    pub fn request(&self) -> Result<Request> {
        let zone = zone(self.log_zone.as_deref())?;
        let bound = |option, text: &Option<String>| text.as_deref().map(|text| bound(option, text, &zone)).transpose();
        let (since, until) = (bound("--since", &self.since)?, bound("--until", &self.until)?);
        let window = Window { since, until, zone };
        let properties = self.properties.iter().map(|text| role_and_file(text)).collect::<Result<Vec<_>>>()?;
        Ok(Request { texts: Vec::new(), logs: self.log.clone(), properties, window })
    }

    /// With the texts.
    ///
    /// # Errors
    /// One is empty, or standard input cannot be read.
    pub fn with_stdin(&self, mut request: Request) -> Result<Request> {
        for text in &self.text {
            if text != "-" {
                request.texts.push(("--text".into(), text.clone()));
                continue;
            }
            let mut bytes = Vec::new();
            std::io::stdin()
                // One more, so that whoever reads it sees and tells that it is cut.
                .take(MOST_BYTES as u64 + 1)
                .read_to_end(&mut bytes)
                .map_err(|error| Error::input(format!("standard input cannot be read: {error}")))?;
            if bytes.contains(&0) {
                return Err(Error::input("standard input is not text: it holds binary data, or UTF-16")
                    .hint("Text is read as UTF-8. From UTF-16: iconv -f UTF-16 -t UTF-8"));
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if text.trim().is_empty() {
                return Err(Error::input("standard input is empty")
                    .hint("Pipe what you would paste: an error, log lines, your own words."));
            }
            request.texts.push(("-".into(), text));
        }
        if request.texts.iter().any(|(_, text)| text.trim().is_empty()) {
            return Err(Error::input("--text is empty").hint("Give an error, log lines or your own words."));
        }
        Ok(request)
    }
}

/// A time without a zone is one of the log's; a day alone is its start.
fn bound(option: &str, text: &str, zone: &TimeZone) -> Result<Bound> {
    if let Some(millis) = span(text.trim()) {
        return Ok(Bound::BeforeLast(millis));
    }
    let day = format!("{text} 00:00:00");
    let whole = |text: &str| stamp::at_start(text.as_bytes()).filter(|(_, length)| *length == text.len());
    match whole(text).or_else(|| whole(&day)).map(|(stamp, _)| (stamp.told, stamp.ms)) {
        Some((Told::Moment, ms)) => Ok(Bound::At(ms)),
        Some((Told::Civil, ms)) => Ok(Bound::At(moment(zone, ms))),
        _ => Err(Error::usage(format!("{option} {text:?} is neither a time nor a duration"))
            .hint("A time is 2026-01-31T03:00:00Z, or 2026-01-31 03:00:00 in the zone of --log-zone; a duration counts back from the last line, 30m or 1h30m.")),
    }
}

/// `1h30m`, milliseconds.
fn span(text: &str) -> Option<i64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let unit = text[digits..].find(|c: char| c.is_ascii_digit()).unwrap_or(text.len() - digits);
    let (first, rest) = text.split_at(digits + unit);
    let first = signatures::duration(first)?;
    if rest.is_empty() { Some(first) } else { first.checked_add(span(rest)?) }
}

/// The zone of log times that name none.
fn zone(name: Option<&str>) -> Result<TimeZone> {
    let Some(name) = name else { return Ok(TimeZone::system()) };
    jiff::fmt::temporal::DateTimeParser::new().parse_time_zone(name).map_err(|_| {
        Error::usage(format!("there is no time zone {name:?}"))
            .hint("It is a name of the tz database, or an offset: UTC, Europe/Berlin, +02:00.")
    })
}

fn role_and_file(text: &str) -> Result<(Option<Side>, PathBuf)> {
    const ROLES: [Side; 7] =
        [Side::Producer, Side::Consumer, Side::Admin, Side::Broker, Side::Connect, Side::Streams, Side::Librdkafka];
    let Some((role, file)) = text.split_once('=') else { return Ok((None, text.into())) };
    match ROLES.iter().find(|side| side.word() == role) {
        Some(side) => Ok((Some(*side), file.into())),
        None if Path::new(text).exists() => Ok((None, text.into())),
        None => {
            let known: Vec<&str> = ROLES.iter().map(|side| side.word()).collect();
            Err(Error::usage(format!("--properties knows no role {role:?}"))
                .hint(format!("Roles: {}", known.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_times_of_the_log_or_durations() {
        let berlin = zone(Some("Europe/Berlin")).unwrap();
        let of = |text| bound("--since", text, &berlin).ok();
        let midnight = 1_769_817_600_000;
        assert_eq!(of("2026-01-31T03:00:00Z"), Some(Bound::At(midnight + 3 * 3_600_000)));
        assert_eq!(of("2026-01-31 03:00:00,250"), Some(Bound::At(midnight + 2 * 3_600_000 + 250)));
        assert_eq!(of("2026-01-31"), Some(Bound::At(midnight - 3_600_000)));
        assert_eq!(of("2026-07-01 12:00:00"), of("2026-07-01T10:00:00Z"));
        assert_eq!(of("90s"), Some(Bound::BeforeLast(90_000)));
        assert_eq!(of("1h30m"), Some(Bound::BeforeLast(5_400_000)));
        assert_eq!(of("250ms"), Some(Bound::BeforeLast(250)));
        for wrong in ["", "tomorrow", "1h30", "03:00", "h"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn zones_have_names_or_offsets() {
        let hours = |name| zone(Some(name)).ok().map(|zone| -moment(&zone, 0) / 3_600_000);
        assert_eq!(hours("UTC"), Some(0));
        assert_eq!(hours("Asia/Tokyo"), Some(9));
        assert_eq!(hours("+02:00"), Some(2));
        assert_eq!(hours("Mars"), None);
    }
}
