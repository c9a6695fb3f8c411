//! Pairs of a setting and a value in prose or code: `max.poll.records=500`, `props.put("acks", "1")`, `.option("kafka.group.id", g)`,
//! `ProducerConfig.LINGER_MS_CONFIG, 5`, `session_timeout_ms=6000`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Entry, MOST_SETTINGS, names, table};
use crate::evidence::logs::names_level;

/// A name, what stands between, a value. The value ends where a sentence, an argument or a line goes on; a comma with an address or a path
/// right behind it goes on with a list.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?: ^ | [^\w.\-] )
        (?: (?P<class>Consumer|Producer|Streams|AdminClient|CommonClient)Configs?\. )?
        (?P<key>
            [a-z][a-z0-9]*(?:\.[a-z0-9\-_]+)+ | [a-z][a-z0-9]*(?:_[a-z0-9]+)+ | [A-Z][A-Z0-9_]+_CONFIG
            | acks | retries | KAFKA(?:_[A-Z0-9]+)+ | CONNECT(?:_[A-Z0-9]+)+
        )
        (?: \\?["'`] )? \s*
        (?P<sign> => | == | [=:,] | \bis\s+set\s+to\b | \bset\s+to\b | \bto\b | \bis\b | \bof\b )
        \s* (?P<value>
            "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | `[^`\n]*` | \[[^\]\n]*\]
            | [0-9][0-9_]*(?:\s*\*\s*[0-9][0-9_]*)+
            | [^\s,;)\]}"'`]+ (?: , (?: [^\s,;)\]}"'`=:]* : | / ) [^\s,;)\]}"'`=]+ )*
        )
        "#,
    )
    .expect("the pattern is constant")
});

/// Every pair of a known setting and a value, with its line, up to the line of the last of [`MOST_SETTINGS`].
pub fn pairs(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if entries.len() >= MOST_SETTINGS {
            break;
        }
        // Longer lines are data, not settings; comments say what does not hold; a program's messages give values of other things the same
        // names.
        if line.len() > 20_000
            || !may_name_setting(line)
            || names_level(line.as_bytes())
            || ["#", "//", "!", "--", ";"].iter().any(|sign| line.trim_start().starts_with(sign))
        {
            continue;
        }
        let mut from = 0;
        while let Some(found) = PAIR.captures_at(line, from) {
            let (Some(key), Some(value), Some(sign)) = (found.name("key"), found.name("value"), found.name("sign"))
            else {
                break;
            };
            // A key can stand right behind a value.
            from = key.end();
            let role = found.name("class").map(|class| class.as_str());
            let Some((name, dotted)) = kafkas(key.as_str(), role) else { continue };
            if !holds(&line[..key.start()], &line[value.end()..]) {
                continue;
            }
            let end = found.get(0).map_or(from, |all| all.end());
            let behind = line[end..].trim_start_matches([' ', '\t', '"', '\'', '`', ']']);
            let ends = behind.is_empty() || behind.starts_with([',', ';', '}', '#']);
            if let Some(value) = literal(value.as_str(), sign.as_str(), dotted, ends)
                && let Some(value) = measured(&name, value, &line[end..])
            {
                from = end;
                entries.push(Entry { key: name, value, line: number as u64 + 1 });
            }
        }
    }
    entries
}

/// Whether a line holds what every key of [`PAIR`] does: to compile that takes longer than to read a page.
fn may_name_setting(line: &str) -> bool {
    let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let dotted = |at: &[u8]| small(at[0]) && at[1] == b'.' && (small(at[2]) || at[2] == b'-');
    line.contains('_') || line.contains("acks") || line.contains("retries") || line.as_bytes().windows(3).any(dotted)
}

/// Words before a setting by which a sentence does not say that it is so.
const NOT_SO: [&str; 21] = [
    "not",
    "never",
    "without",
    "instead",
    "rather",
    "default",
    "defaults",
    "if",
    "should",
    "could",
    "would",
    "try",
    "tried",
    "unless",
    "until",
    "suggest",
    "suggested",
    "recommend",
    "recommended",
    "was",
    "were",
];

/// So many bytes before and behind a setting are taken for its sentence.
const SENTENCE: usize = 300;

/// Whether a sentence says that the setting is so: it does not deny, ask, advise or look back.
fn holds(before: &str, after: &str) -> bool {
    let from = (before.len().saturating_sub(SENTENCE)..).find(|at| before.is_char_boundary(*at)).unwrap_or(0);
    let to = (0..=after.len().min(SENTENCE)).rev().find(|at| after.is_char_boundary(*at)).unwrap_or(0);
    let (before, after) = (&before[from..], &after[..to]);
    let start = before.rfind(". ").map_or(0, |at| at + 2);
    let denied = before[start..].split(|c: char| !c.is_alphanumeric() && c != '\'').any(|word| {
        let word = word.to_ascii_lowercase();
        NOT_SO.contains(&word.as_str()) || word.ends_with("n't")
    });
    let end = after.find(". ").map_or(after.len(), |at| at + 1);
    !denied && !after[..end].trim_end().ends_with('?')
}

/// A number with the unit that stands behind it, as Kafka counts: `to 5 minutes` of a setting in ms is 300000. Nothing where the
/// unit does not fit.
fn measured(name: &str, value: String, after: &str) -> Option<String> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let glued = digits > 0 && digits < value.len() && value[digits..].bytes().all(|byte| byte.is_ascii_alphabetic());
    if digits == 0 || (digits < value.len() && !glued) {
        return Some(value);
    }
    let spaced = after.strip_prefix([' ', '\u{a0}']).unwrap_or("");
    let unit =
        if glued { &value[digits..] } else { spaced.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("") };
    let factor: u64 = match (unit.to_ascii_lowercase().as_str(), name.ends_with("ms")) {
        ("ms" | "millis" | "milliseconds", true) => 1,
        ("s" | "sec" | "secs" | "second" | "seconds", true) => 1000,
        ("m" | "min" | "mins" | "minute" | "minutes", true) => 60_000,
        ("h" | "hour" | "hours", true) => 3_600_000,
        ("d" | "day" | "days", true) => 86_400_000,
        ("byte" | "bytes", false) => 1,
        ("k" | "kb" | "kib", false) => 1 << 10,
        ("m" | "mb" | "mib", false) => 1 << 20,
        ("g" | "gb" | "gib", false) => 1 << 30,
        ("s" | "sec" | "second" | "seconds" | "min" | "minutes" | "hours" | "days" | "percent", _) => return None,
        // What follows is no unit.
        _ => return Some(value),
    };
    Some(value[..digits].parse::<u64>().ok()?.checked_mul(factor)?.to_string())
}

/// Kafka's name for a name in code, with the prefix of its client; and whether it was written with dots.
fn kafkas(key: &str, class: Option<&str>) -> Option<(String, bool)> {
    let prefix = match class {
        Some("Consumer") => "consumer.",
        Some("Producer") => "producer.",
        _ => "",
    };
    if let Some(constant) = key.strip_suffix("_CONFIG") {
        let name = constant.strip_suffix("_CLASS").unwrap_or(constant).to_ascii_lowercase().replace('_', ".");
        return table::known(&name).then(|| (format!("{prefix}{name}"), true));
    }
    if names::variable(key).is_some() {
        return Some((key.into(), true));
    }
    if key.contains('.') || matches!(key, "acks" | "retries") {
        return names::means_setting(key).then(|| (key.into(), key.contains('.')));
    }
    // Python's keyword arguments, which only clients have: kafka-python shows the broker of a connection as `node_id=bootstrap-0`.
    let dotted = key.replace('_', ".");
    let clients = table::sides(&dotted).iter().any(|side| table::CLIENTS.contains(side));
    (key.contains('_') && (clients || table::librdkafka(&dotted).next().is_some())).then_some((dotted, true))
}

/// The value alone; nothing where what follows is prose. Undotted names (`acks`) need a value that can be theirs, and a bare word behind a
/// colon has to be all that stands there (`ends`): a message goes on, "for configuration retention.ms: Not a number".
fn literal(value: &str, sign: &str, dotted: bool, ends: bool) -> Option<String> {
    let quoted = value.starts_with(['"', '\'', '`']);
    let value = value.trim_matches(['"', '\'', '`']).trim_end_matches('\\');
    let value = if quoted { value } else { value.trim_end_matches(['.', ':', '!', '?', '>', '*', '|']) };
    let value = value.trim_start_matches('[').trim_end_matches(']').replace(['"', '\''], "");
    if let Some(product) = product(&value) {
        return Some(product);
    }
    match value.as_str() {
        "True" => return Some("true".into()),
        "False" => return Some("false".into()),
        "Integer.MAX_VALUE" => return Some(i32::MAX.to_string()),
        "Long.MAX_VALUE" => return Some(i64::MAX.to_string()),
        _ => {}
    }
    let number = value.parse::<f64>().is_ok();
    let truth = matches!(value.as_str(), "true" | "false");
    let fits = match sign {
        "=" | "=>" => !value.is_empty() && (dotted || number || value == "all"),
        // Prose, or arguments: `acks: how safe`, `linger.ms, batch.size`, `max.poll.records is too high`.
        ":" | "," => number || truth || quoted || (sign == ":" && dotted && ends && !value.is_empty()),
        _ => {
            number
                || truth
                || quoted
                || value.starts_with(|c: char| c.is_ascii_digit())
                || matches!(value.as_str(), "all" | "none" | "latest" | "earliest")
        }
    };
    fits.then_some(value)
}

/// `5 * 60 * 1000` and `300_000` as one number.
fn product(value: &str) -> Option<String> {
    if !value.contains('*') && !value.contains('_') {
        return None;
    }
    let mut product: i64 = 1;
    for factor in value.split('*') {
        product = product.checked_mul(factor.trim().replace('_', "").parse().ok()?)?;
    }
    Some(product.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        pairs(text).into_iter().map(|entry| format!("{}={}", entry.key, entry.value)).collect()
    }

    #[test]
    fn of_large_texts_the_first_settings_and_the_sentences_around_them_are_read() {
        assert!(pairs(&("acks=1 ".repeat(100) + "\n").repeat(80)).len() < MOST_SETTINGS + 100);
        let far = "é".repeat(SENTENCE);
        assert_eq!(read(&format!("not {far} acks=1")), ["acks=1"]);
        assert_eq!(read(&format!("acks=1 {far}?")), ["acks=1"]);
    }

    #[test]
    fn settings_are_picked_out_of_anything() {
        for (text, found) in [
            (
                "We set max.poll.records=500, and max.poll.interval.ms to 600000.",
                &["max.poll.records=500", "max.poll.interval.ms=600000"][..],
            ),
            ("props.put(\"acks\", \"1\"); props.put(\"linger.ms\", 5);", &["acks=1", "linger.ms=5"]),
            ("props.put(ProducerConfig.ACKS_CONFIG, \"all\");", &["producer.acks=all"]),
            (
                "props.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 5 * 60 * 1000);",
                &["consumer.max.poll.interval.ms=300000"],
            ),
            (
                "props.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, \"x.Y\");",
                &["consumer.value.deserializer=x.Y"],
            ),
            (".option(\"kafka.session.timeout.ms\", \"6000\")", &["kafka.session.timeout.ms=6000"]),
            (
                "Consumer({'bootstrap.servers': 'a:9092,b:9092', 'enable.auto.commit': False})",
                &["bootstrap.servers=a:9092,b:9092", "enable.auto.commit=false"],
            ),
            (
                "KafkaConsumer('t', session_timeout_ms=6000, enable_auto_commit=True)",
                &["session.timeout.ms=6000", "enable.auto.commit=true"],
            ),
            ("<BrokerConnection client_id=a, node_id=bootstrap-0 host=b1:9092>", &["client.id=a"]),
            ("[2026-01-01 00:00:00,000] ERROR group.id=a is unknown (org.apache.kafka.clients.X)", &[]),
            ("2026-01-01 00:00 we changed max.poll.records=10", &["max.poll.records=10"]),
            ("\"max.poll.records\": 10,", &["max.poll.records=10"]),
            ("acks: all\nlinger.ms: 5", &["linger.ms=5"]),
            ("acks=1 is what we use; acks=fast is not", &["acks=1"]),
            ("The default of max.poll.records is 500.", &[]),
            ("# acks=1", &[]),
            ("We do not use acks=0. It runs with acks=1.", &["acks=1"]),
            ("Should we set session.timeout.ms=6000?", &[]),
            ("is session.timeout.ms=6000 too low?", &[]),
            (
                "max.poll.interval.ms is 5 minutes, max.request.size is 1 MB",
                &["max.poll.interval.ms=300000", "max.request.size=1048576"],
            ),
            ("session.timeout.ms to 10s", &["session.timeout.ms=10000"]),
            ("max.poll.records is 5 percent", &[]),
            ("max.poll.records is 5 and it is slow", &["max.poll.records=5"]),
            ("max.poll.records is too high", &[]),
            ("we tuned linger.ms, batch.size and acks", &[]),
            ("- KAFKA_MIN_INSYNC_REPLICAS=2", &["KAFKA_MIN_INSYNC_REPLICAS=2"]),
            ("some.other.thing=5 and retries, of course", &[]),
            ("log.dirs=/var/lib/kafka", &["log.dirs=/var/lib/kafka"]),
            ("bootstrap.servers=a:9092,b:9092, as ever", &["bootstrap.servers=a:9092,b:9092"]),
            ("KAFKA_LISTENERS: IN://:9092,OUT://0.0.0.0:9094", &["KAFKA_LISTENERS=IN://:9092,OUT://0.0.0.0:9094"]),
            ("log.dirs=/a,/b,acks=1,retries=3", &["log.dirs=/a,/b", "acks=1", "retries=3"]),
            ("Invalid value abc for configuration retention.ms: Not a number of type LONG", &[]),
            ("security.protocol: SASL_SSL", &["security.protocol=SASL_SSL"]),
            ("{ auto.offset.reset: latest, group.id: 'a' }", &["auto.offset.reset=latest", "group.id=a"]),
        ] {
            assert_eq!(read(text), found, "{text}");
        }
    }
}
