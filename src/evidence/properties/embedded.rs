//! Settings in what people paste: pairs in prose and code, lines of a file, listings of clients.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::pairs::pairs;
use super::{Entry, MOST_SETTINGS, Settings, names, nested, spelling, table};
use crate::knowledge::Side;

/// `ProducerConfig values:` before the lines of a listing (AbstractConfig.logAll).
static LISTING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(\w+)Config values:\s*$").expect("the pattern is constant"));

/// Whose settings stand under `XConfig values:`; `None`: those of no side that is judged.
pub fn listed(name: &str) -> Option<Side> {
    Some(match name {
        "Producer" => Side::Producer,
        "Consumer" => Side::Consumer,
        "AdminClient" => Side::Admin,
        "Kafka" => Side::Broker,
        "Streams" => Side::Streams,
        "Distributed" | "Standalone" | "Worker" => Side::Connect,
        _ => return None,
    })
}

/// The settings in a text, the first [`MOST_SETTINGS`], by the side that each belongs to; only names that Kafka or librdkafka knows. What
/// undecided names belong to is left open. Listings of clients come complete, each with its side.
pub fn embedded(text: &str) -> Vec<Settings> {
    let mut all = Vec::new();
    let rest = listings(text, &mut all);
    let mut entries = pairs(&rest);
    in_manifests(&rest, &mut entries);
    entries.truncate(MOST_SETTINGS);
    if entries.is_empty() {
        return all;
    }
    misspelt(&rest, &mut entries);
    let native =
        ["confluent_kafka", "rdkafka", "Confluent.Kafka", "confluent-kafka"].iter().any(|sign| text.contains(sign));
    let side = native.then_some(Side::Librdkafka);
    all.push(Settings { side, name: "-".into(), entries, complete: false, version: None });
    all
}

/// Parts of manifests and of nested settings: of runs of `key: value` lines, some of them further in than others, what means a setting. Where
/// such a line was also read by itself, the path to it tells more.
fn in_manifests(text: &str, entries: &mut Vec<Entry>) {
    let lines: Vec<&str> = text.lines().collect();
    let (mut found, mut from) = (Vec::new(), 0);
    for block in lines.chunk_by(|a, b| is_nested(a) == is_nested(b)) {
        let first = from as u64;
        from += block.len();
        let depth = |line: &&str| line.len() - line.trim_start().len();
        if block.len() < NESTED
            || !is_nested(block[0])
            || block.iter().map(depth).max() == block.iter().map(depth).min()
        {
            continue;
        }
        let mut more = nested::yaml_entries(&block.join("\n"));
        more.retain(|entry| names::means_setting(&entry.key));
        more.iter_mut().for_each(|entry| entry.line += first);
        found.append(&mut more);
    }
    let read: HashSet<u64> = found.iter().map(|entry| entry.line).collect();
    entries.retain(|entry| !read.contains(&entry.line));
    entries.append(&mut found);
    entries.sort_by_key(|entry| entry.line);
}

/// So many lines make a part of a manifest.
const NESTED: usize = 3;

/// Whether a line can stand in a manifest: `key:`, `key: value`, or an element of a list. In quotes stand the keys of JSON, whose values end
/// with a comma.
fn is_nested(line: &str) -> bool {
    let bare = line.trim_start();
    let key = bare.trim_start_matches("- ").split(':').next().unwrap_or("").trim_matches(['"', '\'']);
    let json = bare.starts_with('"');
    bare.starts_with("- ")
        || (!json && bare.contains(':') && (bare.ends_with(':') || bare.contains(": ")) && names::shaped(key))
}

/// Beside settings that are known, lines of nothing but `name=value` are settings too, and one may be misspelt. The settings are in the order
/// of their lines.
fn misspelt(text: &str, entries: &mut Vec<Entry>) {
    let mut more = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line_number = number as u64 + 1;
        let Some((key, value)) = line.trim().split_once('=') else { continue };
        let (key, value) = (key.trim(), value.trim());
        let plain = names::shaped(key) && key.contains('.') && !value.is_empty() && !value.contains(' ');
        let behind = entries.partition_point(|entry| entry.line + 3 < line_number);
        let near = entries[behind..].iter().take_while(|entry| entry.line <= line_number + 3);
        let (beside, here) = near.fold((false, false), |(_, here), entry| (true, here || entry.line == line_number));
        if plain && beside && !here && !table::known(key) {
            let sides = [Side::Client, Side::Broker, Side::Streams, Side::Connect, Side::Librdkafka];
            if spelling::nearest(key, &sides).is_some() {
                more.push(Entry { key: key.into(), value: value.into(), line: line_number });
            }
        }
    }
    entries.append(&mut more);
    entries.sort_by_key(|entry| entry.line);
}

/// Takes listings out of a text; what is left keeps its line numbers.
fn listings(text: &str, all: &mut Vec<Settings>) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut open: Option<Settings> = None;
    for (number, line) in text.lines().enumerate() {
        if line.contains("Config values:")
            && let Some(found) = LISTING.captures(line)
        {
            all.extend(open.take());
            open = listed(&found[1]).map(|side| Settings {
                side: Some(side),
                name: "-".into(),
                entries: Vec::new(),
                complete: true,
                version: None,
            });
        } else if let Some(settings) = &mut open {
            let pair = line.trim().split_once('=').map(|(key, value)| (key.trim(), value.trim()));
            match pair.filter(|(key, _)| names::shaped(key)) {
                Some((key, value)) if settings.entries.len() < MOST_SETTINGS => {
                    settings.entries.push(Entry { key: key.into(), value: value.into(), line: number as u64 + 1 });
                }
                Some(_) => {}
                None => {
                    all.extend(open.take().filter(|settings| !settings.entries.is_empty()));
                    rest.push_str(line);
                }
            }
        } else {
            rest.push_str(line);
        }
        rest.push('\n');
    }
    all.extend(open.filter(|settings| !settings.entries.is_empty()));
    rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_listing_is_complete_and_the_rest_keeps_its_lines() {
        let all = embedded(
            "INFO ProducerConfig values: \n\tacks = -1\n\tlinger.ms = 0\n (org.apache.kafka.clients.producer.ProducerConfig)\nretries=3 and max.block.ms=5",
        );
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].side, all[0].complete, all[0].entries.len()), (Some(Side::Producer), true, 2));
        assert_eq!(all[0].entries[1].line, 3);
        assert_eq!(all[1].entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [5, 5]);
        assert!(!all[1].complete);
    }

    #[test]
    fn whose_a_listing_is_logs_and_pasted_text_agree() {
        for (line, side) in [
            ("INFO WorkerConfig values: ", Some(Side::Connect)),
            ("INFO DistributedConfig values: ", Some(Side::Connect)),
            ("INFO AdminClientConfig values: ", Some(Side::Admin)),
            ("INFO SourceConnectorConfig values: ", None),
        ] {
            let pasted = embedded(&format!("{line}\n\tgroup.id = a\n"));
            assert_eq!(pasted.iter().find(|one| one.complete).and_then(|one| one.side), side, "{line}");
            assert_eq!(crate::evidence::logs::opens(line.as_bytes()), Some(side), "{line}");
        }
    }

    #[test]
    fn of_a_listing_without_end_the_first_settings_are_read() {
        let all = embedded(&format!("ProducerConfig values:\n{}", "\ta.b = c\n".repeat(MOST_SETTINGS + 5)));
        assert_eq!(all[0].entries.len(), MOST_SETTINGS);
    }

    #[test]
    fn a_misspelt_name_is_kept_beside_known_ones() {
        let all = embedded("group.id=a\nmax.poll.record=5\nsession.timeout.ms=6000\nmy.own.thing=1\n");
        let keys: Vec<&str> = all[0].entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["group.id", "max.poll.record", "session.timeout.ms"]);
        assert!(embedded("max.poll.record=5").is_empty());
    }

    #[test]
    fn parts_of_manifests_are_read_by_their_paths() {
        let read = |text: &str| -> Vec<String> {
            let all = embedded(text);
            let entries = all.iter().flat_map(|settings| &settings.entries);
            entries.map(|entry| format!("{}:{}={}", entry.line, entry.key, entry.value)).collect()
        };
        assert_eq!(
            read(
                "our pod:\n\nenv:\n  - name: KAFKA_CFG_LOG_RETENTION_BYTES\n    value: \"-1\"\n  - name: OTHER\n    value: x\n"
            ),
            ["4:KAFKA_CFG_LOG_RETENTION_BYTES=-1"]
        );
        assert_eq!(
            read(
                "spring:\n  kafka:\n    consumer:\n      auto-offset-reset: latest\n      properties:\n        max.poll.interval.ms: 5000\nthanks"
            ),
            [
                "4:spring.kafka.consumer.auto-offset-reset=latest",
                "6:spring.kafka.consumer.properties.max.poll.interval.ms=5000"
            ]
        );
        assert_eq!(
            read(
                "{\n  \"name\": \"sink\",\n  \"config\": {\n    \"errors.tolerance\": \"all\",\n    \"tasks.max\": \"3\"\n  }\n}"
            ),
            ["4:errors.tolerance=all", "5:tasks.max=3"]
        );
        assert_eq!(read("Error: acks: how safe\nWhy: I do not know\nCause: none"), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(?s).*") {
            let _ = embedded(&text);
        }
    }
}
