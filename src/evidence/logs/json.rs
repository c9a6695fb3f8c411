//! JSON layouts of log4j, logback, Node and Go: an event written out as Kafka's own layout would write it, so that the same templates fit.
//! And journald's, which holds a line as the process wrote it.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::layout::{self, Level};
use super::stamp::{self, Stamp, Time, Written};

/// One event.
pub struct Event {
    /// `[time] LEVEL message (logger)`, then other fields, then a stack trace.
    pub text: String,
    /// Its time, as it stands.
    pub time: Option<Time>,
    /// Its level.
    pub level: Level,
    /// The pod, container or host that it names.
    pub stream: String,
}

const TIMES: [&str; 9] = ["@timestamp", "timestamp", "time", "ts", "datetime", "date", "timeMillis", "instant", "t"];
const LEVELS: [&str; 6] = ["level", "severity", "log.level", "lvl", "levelname", "loglevel"];
const MESSAGES: [&str; 5] = ["message", "msg", "@message", "event", "log"];
const LOGGERS: [&str; 7] = ["logger", "logger_name", "loggerName", "name", "log.logger", "caller", "namespace"];
const STREAMS: [&str; 6] = ["pod", "pod_name", "container", "container_name", "kubernetes", "hostname"];

/// Reads an event; `None` for JSON that is none.
pub fn read(line: &[u8]) -> Option<Event> {
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(line) else { return None };
    let first = |names: &[&'static str]| names.iter().find_map(|name| fields.get(*name).map(|value| (*name, value)));
    let message = first(&MESSAGES)?;
    let level = first(&LEVELS);
    let logger = first(&LOGGERS);
    let stream = first(&STREAMS);
    let time = first(&TIMES);
    let word = level.map(|(_, value)| plain(value)).unwrap_or_default();
    let stamp = time.and_then(|(_, value)| moment(value));
    let mut text = String::with_capacity(line.len());
    if let Some((_, time)) = &stamp {
        let _ = write!(text, "[{}] ", time.as_str());
    }
    let _ = write!(text, "{} {}", word.to_ascii_uppercase(), plain(message.1));
    if let Some((_, logger)) = logger {
        let _ = write!(text, " ({})", plain(logger));
    }
    let taken: Vec<&str> =
        [Some(message), level, logger, stream, time].into_iter().flatten().map(|(name, _)| name).collect();
    rest(&fields, &taken, &mut text, 0);
    let stream = stream.map(|(_, value)| place(value)).unwrap_or_default();
    Some(Event { text, time: stamp, level: layout::named(&word), stream })
}

/// What every entry of `journalctl -o json` holds.
pub const JOURNAL: &[u8] = b"\"__REALTIME_TIMESTAMP\"";

/// An entry of journald.
pub struct Entry {
    /// The process's own line.
    pub message: Vec<u8>,
    /// When journald took it.
    pub time: Time,
    /// Host and unit, as journald's short format names them.
    pub stream: String,
}

/// Reads an entry; `None` for JSON that is none, or whose line journald holds to be too long to show.
pub fn journal(line: &[u8]) -> Option<Entry> {
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(line) else { return None };
    let message = match fields.get("MESSAGE")? {
        Value::String(text) => text.clone().into_bytes(),
        // What is no text, or holds colours, comes as numbers.
        Value::Array(bytes) => bytes.iter().map(|byte| u8::try_from(byte.as_u64()?).ok()).collect::<Option<_>>()?,
        _ => return None,
    };
    let micros: i64 = fields.get("__REALTIME_TIMESTAMP")?.as_str()?.parse().ok()?;
    let moment = jiff::Timestamp::from_microsecond(micros).ok()?;
    let stamp = Stamp { ms: moment.as_millisecond(), told: stamp::Told::Moment };
    let word = |names: &[&str]| names.iter().find_map(|name| fields.get(*name)?.as_str()).unwrap_or_default();
    let (host, unit) = (word(&["_HOSTNAME"]), word(&["CONTAINER_NAME", "SYSLOG_IDENTIFIER", "_SYSTEMD_UNIT", "_COMM"]));
    let time = (stamp, Written::new(format!("{moment:.3}").as_bytes()));
    Some(Entry { message, time, stream: format!("{host}/{unit}") })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A pod's name, also inside `"kubernetes": { "pod_name": … }`.
fn place(value: &Value) -> String {
    match value {
        Value::Object(fields) => ["pod_name", "pod", "name", "container_name"]
            .iter()
            .find_map(|name| fields.get(*name).and_then(Value::as_str))
            .unwrap_or_default()
            .into(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    }
}

/// A time as text, as seconds or milliseconds since 1970, or log4j's `{ "epochSecond": …, "nanoOfSecond": … }`.
fn moment(value: &Value) -> Option<Time> {
    let told = stamp::Told::Moment;
    match value {
        Value::String(text) => {
            stamp::at_start(text.as_bytes()).map(|(stamp, _)| (stamp, Written::new(text.as_bytes())))
        }
        Value::Number(number) => {
            let float = number.as_f64()?;
            let ms = if float > 1e11 { float } else { float * 1000.0 };
            #[allow(clippy::cast_possible_truncation, reason = "bounded just before")]
            (1e11..1e14)
                .contains(&ms)
                .then(|| (Stamp { ms: ms.round() as i64, told }, Written::new(number.to_string().as_bytes())))
        }
        Value::Object(fields) => {
            let seconds =
                fields.get("epochSecond")?.as_i64().filter(|seconds| (0..100_000_000_000).contains(seconds))?;
            let nanos = fields.get("nanoOfSecond").and_then(Value::as_i64).unwrap_or(0).clamp(0, 999_999_999);
            Some((
                Stamp { ms: seconds * 1000 + nanos / 1_000_000, told },
                Written::new(format!("{seconds}.{:03}", nanos / 1_000_000).as_bytes()),
            ))
        }
        _ => None,
    }
}

/// The other fields: texts behind the message, stack traces on lines of their own; what is nested is looked into.
fn rest(fields: &Map<String, Value>, taken: &[&str], text: &mut String, depth: u8) {
    for (name, value) in fields {
        match value {
            _ if taken.contains(&name.as_str()) || text.len() > 32 * 1024 => {}
            Value::String(one) if name.contains("stack") || name.contains("Stack") || one.contains('\n') => {
                let _ = write!(text, "\n{one}");
            }
            Value::String(one) => {
                let _ = write!(text, " {name}={one}");
            }
            Value::Number(one) if depth == 0 => {
                let _ = write!(text, " {name}={one}");
            }
            Value::Object(inner) if depth < 3 => {
                // log4j's "thrown": { "name": class, "message": … } as Java prints it.
                if let (Some(class), Some(message)) = (inner.get("name"), inner.get("message")) {
                    let _ = write!(text, "\n{}: {}", plain(class), plain(message));
                    rest(inner, &["name", "message"], text, depth + 1);
                } else {
                    rest(inner, &[], text, depth + 1);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_written_out() {
        let read = |line: &str| {
            read(line.as_bytes()).map(|event| (event.text, event.level, event.time.map(|(stamp, _)| stamp.ms)))
        };
        assert_eq!(
            read(
                r#"{"instant":{"epochSecond":1700000000,"nanoOfSecond":5000000},"level":"WARN","loggerName":"a.b.C","message":"gone","thrown":{"message":"boom","name":"x.Y","extendedStackTrace":"x.Y: boom\n\tat z"}}"#
            ),
            Some((
                "[1700000000.005] WARN gone (a.b.C)\nx.Y: boom\nx.Y: boom\n\tat z".into(),
                Level::Warn,
                Some(1_700_000_000_005)
            ))
        );
        assert_eq!(
            read(
                r#"{"level":"ERROR","timestamp":"2023-11-14T22:13:20.000Z","logger":"kafkajs","message":"[Connection] x","broker":"b:9092"}"#
            ),
            Some((
                "[2023-11-14T22:13:20.000Z] ERROR [Connection] x (kafkajs) broker=b:9092".into(),
                Level::Error,
                Some(1_700_000_000_000)
            ))
        );
        assert_eq!(
            read(r#"{"level":50,"time":1700000000000,"msg":"x"}"#),
            Some(("[1700000000000] 50 x".into(), Level::Error, Some(1_700_000_000_000)))
        );
        assert_eq!(
            read(r#"{"level":"error","ts":1700000000.5,"msg":"x"}"#).map(|event| event.2),
            Some(Some(1_700_000_000_500))
        );
        assert_eq!(read(r#"{"a":1}"#), None);
        assert_eq!(read("{broken"), None);
    }
    #[test]
    fn entries_of_the_journal_are_taken_apart() {
        let read = |line: &str| {
            journal(line.as_bytes()).map(|entry| {
                let message = String::from_utf8_lossy(&entry.message).into_owned();
                (message, entry.time.0.ms, entry.time.1.as_str().to_string(), entry.stream)
            })
        };
        let own = |message: &str, stream: &str| {
            Some((message.into(), 1_700_000_000_123, "2023-11-14T22:13:20.123Z".into(), stream.into()))
        };
        assert_eq!(
            read(
                r#"{"__CURSOR":"s=1","MESSAGE":"gone","_HOSTNAME":"h1","SYSLOG_IDENTIFIER":"kafka","_SYSTEMD_UNIT":"kafka.service","__REALTIME_TIMESTAMP":"1700000000123456"}"#
            ),
            own("gone", "h1/kafka")
        );
        assert_eq!(
            read(r#"{ "__REALTIME_TIMESTAMP" : "1700000000123456", "MESSAGE" : [27,91,51,49,109,103] }"#),
            own("\u{1b}[31mg", "/")
        );
        for none in [
            r#"{"__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":null}"#,
            r#"{"__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":[1,300]}"#,
            r#"{"__REALTIME_TIMESTAMP":"99999999999999999999","MESSAGE":"x"}"#,
            r#"{"__REALTIME_TIMESTAMP":1,"MESSAGE":"x"}"#,
        ] {
            assert!(read(none).is_none(), "{none}");
        }
    }
}
