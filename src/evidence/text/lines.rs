//! Lines of a text: what a person wrote, and what a program printed.

/// What a line of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Somebody's words.
    Prose,
    /// A program's message that says that something is wrong: WARN and above, exceptions.
    Trouble,
    /// Another line of a program: INFO, DEBUG, frames of a stack trace, settings, commands.
    Machine,
    /// Nothing.
    Empty,
}

/// Tells what a line is, by its layout alone; `docker compose logs` puts the name of a service before it: `kafka-1  | `.
pub fn kind(line: &str) -> Line {
    match (layout(line), line.split_once(" | ")) {
        (Line::Prose, Some((service, rest))) if !service.trim().contains([' ', '\t']) => layout(rest),
        (kind, _) => kind,
    }
}

fn layout(line: &str) -> Line {
    let bare = line.trim_start_matches(['>', '|', '`', ' ', '\t']).trim_end();
    if bare.is_empty() {
        return Line::Empty;
    }
    // Frames look like "at pkg.Class.method(File.java:12)", "... 12 more", 'File "x.py", line 3'.
    let frame = (bare.starts_with("at ") && bare.contains('(') && bare.ends_with(')') && !bare.contains(". "))
        || (bare.starts_with("... ") && bare.ends_with(" more"))
        || (bare.starts_with("File \"") && bare.contains(", line "))
        || bare.starts_with("goroutine ");
    if frame {
        return Line::Machine;
    }
    let head: String = bare.chars().take(120).collect();
    let level = level(&head);
    let stamped = stamped(bare) || bare.starts_with("%") && bare.chars().nth(2) == Some('|');
    // A monitor's "CRITICAL - disk 98% full" tells a state of things in words, as people do.
    let monitored = level.is_some_and(|level| bare.strip_prefix(level).is_some_and(|rest| rest.starts_with(" - ")));
    match level {
        Some(_) if monitored => return Line::Prose,
        Some(level) if stamped || bare.starts_with(level) || bare.starts_with('[') => {
            return if matches!(level, "INFO" | "DEBUG" | "TRACE") { Line::Machine } else { Line::Trouble };
        }
        _ => {}
    }
    if stamped {
        // librdkafka prints the syslog level: 0 to 4 is warning and above.
        let quiet = bare.starts_with('%') && bare.chars().nth(1).is_some_and(|c| c > '4');
        let lower = head.to_lowercase();
        let hurts = level.is_some()
            || bare.starts_with('%')
            || [" error", " warn", " fatal", "exception"].iter().any(|word| lower.contains(word));
        return if quiet || !hurts { Line::Machine } else { Line::Trouble };
    }
    if names_exception(bare) || bare.starts_with("Caused by:") {
        return Line::Trouble;
    }
    if let Some(at) = head.find("[thrd:") {
        // A callback passes librdkafka's line on as facility, thread and message, without the level.
        let lower = bare[at..].to_lowercase();
        let hurts = ["fail", "error", "timed out", "timeout", "expired", "exceeded", "disconnected", "refused"];
        return if hurts.iter().any(|word| lower.contains(word)) { Line::Trouble } else { Line::Machine };
    }
    if bare.starts_with(['{', '<']) || bare.starts_with("[{") || pairs(bare) >= 2 && !bare.contains(". ") {
        let lower = bare.to_lowercase();
        let hurts = ["error", "exception", "fail"].iter().any(|word| lower.contains(word));
        return if hurts { Line::Trouble } else { Line::Machine };
    }
    if is_setting(bare) || bare.starts_with("$ ") || bare.starts_with("# ") {
        return Line::Machine;
    }
    Line::Prose
}

/// Starts with the class of an exception, in full or, before a message, by its short name: `TimeoutException: …`.
fn names_exception(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or("");
    let class = first.trim_end_matches(':');
    let named = ["Exception", "Error"].iter().any(|end| class.strip_suffix(end).is_some_and(|name| !name.is_empty()));
    let short = first.ends_with(':')
        && class.starts_with(|c: char| c.is_ascii_uppercase())
        && class.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    named && (class.contains('.') || short)
}

/// Any of the levels of log4j, logback, Python and Go as a whole word in capitals.
fn level(head: &str) -> Option<&'static str> {
    ["FATAL", "ERROR", "WARN", "WARNING", "INFO", "DEBUG", "TRACE", "CRITICAL"].into_iter().find(|level| {
        head.match_indices(level).any(|(at, _)| {
            let part = |c: char| c.is_alphanumeric() || c == '_';
            !head[..at].chars().next_back().is_some_and(part)
                && !head[at + level.len()..].chars().next().is_some_and(part)
        })
    })
}

const MONTHS: &[&str] = &[
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "June",
    "July",
    "January",
    "February",
    "March",
    "April",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Starts with a date or a time.
fn stamped(line: &str) -> bool {
    let line = line.trim_start_matches(['[', '(', '"', '\'']);
    let shape: String = line.chars().take(10).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let mut words = line.split([' ', ',']);
    let month = words.next().is_some_and(|word| MONTHS.contains(&word.trim_end_matches('.')));
    let day = words.next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let clock = || line.chars().take(32).collect::<String>().matches(':').count() >= 2;
    (month && day && clock())
        || shape.starts_with("0000-00-00")
        || shape.starts_with("0000/00/00")
        || shape.starts_with("00:00:00")
        || shape.starts_with("00/00/0000")
}

/// `key=value` or `key: value` with a name of settings and nothing but a value.
fn is_setting(line: &str) -> bool {
    let Some(at) = line.find(['=', ':']) else { return false };
    let (key, value) = (line[..at].trim().trim_matches(['"', '\'']), line[at + 1..].trim());
    let name = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    name && (line[at..].starts_with('=') || key.contains('.')) && value.split_whitespace().count() <= 3
}

/// How many `name: value` and `name=value` stand in a line: people write one at most, programs print several.
fn pairs(line: &str) -> usize {
    let words: Vec<&str> = line.split_whitespace().collect();
    let name = |word: &str| word.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) && !word.is_empty();
    let colons = words.windows(2).filter(|pair| {
        let key = pair[0].trim_start_matches(['(', '[', ',']);
        key.strip_suffix(':').is_some_and(|key| name(key) && key.starts_with(|c: char| c.is_ascii_lowercase()))
    });
    let equals = words.iter().filter(|word| {
        word.split_once('=')
            .is_some_and(|(key, value)| name(key.trim_start_matches(['(', '[', '{'])) && !value.is_empty())
    });
    colons.count() + equals.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts() {
        for (line, expected) in [
            ("Consumers are stuck since noon, ERROR 500 in the proxy", Line::Prose),
            ("[2026-01-01 00:00:00,000] WARN [Consumer clientId=c] timeout", Line::Trouble),
            ("2026-01-01T00:00:00Z INFO fine", Line::Machine),
            ("Jan 2nd 2026, 17:36:53.581 error Heartbeat failed", Line::Trouble),
            ("May we ask at 17:36?", Line::Prose),
            ("Jan 2 17:36:53 host app[3]: joined", Line::Machine),
            ("%4|1700000000.123|MAXPOLL|rdkafka#consumer-1| [thrd:main]: x", Line::Trouble),
            ("%7|1700000000.123|INIT|rdkafka#consumer-1| x", Line::Machine),
            ("org.apache.kafka.common.errors.TimeoutException: Expiring 3 record(s)", Line::Trouble),
            ("TimeoutException: Topic t not present in metadata after 60000 ms.", Line::Trouble),
            ("Exception: what we see is that consumers stop", Line::Prose),
            ("REQTMOUT [rdkafka#producer-1] [thrd:b1:9092/1]: b1:9092/1: Timed out 1 in-flight request", Line::Trouble),
            ("[thrd:main]: Using statically configured brokers", Line::Machine),
            ("CRITICAL - free space: /data 2%", Line::Prose),
            ("CRITICAL:root:free space: /data 2%", Line::Trouble),
            ("kafka-topics.sh --describe shows no leader", Line::Prose),
            ("$ kafka-topics.sh --list", Line::Machine),
            ("kafka-1  | [2026-01-01 00:00:00,000] ERROR it keeps crashing (x)", Line::Trouble),
            ("broker | [2026-01-01 00:00:00,000] INFO started (x)", Line::Machine),
            ("lag | what we see is that consumers stop", Line::Prose),
            ("the lag | 2026-01-01 it ends", Line::Prose),
            ("\tat org.apache.kafka.clients.Foo.bar(Foo.java:12)", Line::Machine),
            ("at noon (CET) it died. Really (yes)", Line::Prose),
            ("max.poll.records=50", Line::Machine),
            ("Question: why?", Line::Prose),
            ("Error when sending message to topic t with key: null, value: 5 bytes", Line::Trouble),
            ("{\"name\":\"sink\"}", Line::Machine),
            ("   ", Line::Empty),
        ] {
            assert_eq!(kind(line), expected, "{line}");
        }
    }
}
