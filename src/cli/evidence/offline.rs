//! Evidence that lies there: texts, logs, settings.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::evidence::logs::stamp::{self, Told};
use crate::evidence::logs::{Bound, Window};
use crate::evidence::{Request, signatures};
use crate::knowledge::Side;

/// Pasted text is read up to this many bytes; more than that is a log.
const LONGEST_TEXT: u64 = 8 * 1024 * 1024;

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

    /// The files again; what came from standard input or the command line is gone.
    pub fn again(&self) -> Vec<(&'static str, String)> {
        let logs = self.log.iter().map(|path| path.display().to_string()).filter(|path| path != "-");
        let properties = self.properties.iter().cloned().map(|file| ("--properties", file));
        logs.map(|file| ("--log", file)).chain(properties).collect()
    }

    /// # Errors
    /// Standard input is named twice.
    pub fn check(&self) -> Result<()> {
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
        let window = Window {
            since: self.since.as_deref().map(|text| bound("--since", text)).transpose()?,
            until: self.until.as_deref().map(|text| bound("--until", text)).transpose()?,
            ahead: ahead(self.log_zone.as_deref())?,
        };
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
                .take(LONGEST_TEXT)
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

fn bound(option: &str, text: &str) -> Result<Bound> {
    if let Some(millis) = signatures::duration(text) {
        return Ok(Bound::BeforeLast(millis));
    }
    match stamp::at_start(text.as_bytes()) {
        Some((stamp, length)) if stamp.told == Told::Moment && length == text.len() => Ok(Bound::At(stamp.ms)),
        _ => Err(Error::usage(format!("{option} {text:?} is neither a time nor a duration"))
            .hint("A time is RFC 3339, 2026-01-31T03:00:00Z; a duration counts back from the last line, 30m or 2h.")),
    }
}

/// How far log times without a zone are ahead of UTC, now, in milliseconds.
fn ahead(zone: Option<&str>) -> Result<i64> {
    let zone = match zone {
        None => jiff::tz::TimeZone::system(),
        Some(name) => jiff::tz::TimeZone::get(name).map_err(|_| {
            Error::usage(format!("there is no time zone {name:?}"))
                .hint("Names are as in the tz database: UTC, Europe/Berlin.")
        })?,
    };
    Ok(i64::from(zone.to_offset(jiff::Timestamp::now()).seconds()) * 1000)
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
