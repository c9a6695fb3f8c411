//! Kafka's tools, told how to log in: a command that lacks it hangs on a listener that asks for TLS or SASL.

/// Each tool that talks to brokers, with the option that names its settings file. The last three take `--command-config` from 4.2 on (KIP-1147),
/// and the old option until 5.0.
const TOOLS: [(&str, &str); 19] = [
    ("kafka-acls", CONFIG),
    ("kafka-broker-api-versions", CONFIG),
    ("kafka-client-metrics", CONFIG),
    ("kafka-configs", CONFIG),
    ("kafka-consumer-groups", CONFIG),
    ("kafka-delegation-tokens", CONFIG),
    ("kafka-delete-records", CONFIG),
    ("kafka-features", CONFIG),
    ("kafka-get-offsets", CONFIG),
    ("kafka-groups", CONFIG),
    ("kafka-log-dirs", CONFIG),
    ("kafka-metadata-quorum", CONFIG),
    ("kafka-reassign-partitions", CONFIG),
    ("kafka-share-groups", CONFIG),
    ("kafka-topics", CONFIG),
    ("kafka-transactions", CONFIG),
    ("kafka-leader-election", "--admin.config"),
    ("kafka-console-consumer", "--consumer.config"),
    ("kafka-console-producer", "--producer.config"),
];
const CONFIG: &str = "--command-config";
const SERVERS: &str = "--bootstrap-server ";

/// Commands with the settings file of this run: in place of the file that a card invents, and behind the servers of a tool that names none.
pub fn logged_in(commands: &str, file: &str) -> String {
    let mut all = String::new();
    let mut rest = commands;
    while !rest.is_empty() {
        let end = rest.find(['|', ';', '\n', '&']).map_or(rest.len(), |at| at + 1);
        let (one, after) = rest.split_at(end);
        all.push_str(&command(one, file).unwrap_or_else(|| one.into()));
        rest = after;
    }
    all
}

fn command(one: &str, file: &str) -> Option<String> {
    let is = |word: &str, tool: &str| word.rsplit('/').next().is_some_and(|name| name.trim_end_matches(".sh") == tool);
    let (_, option) = TOOLS.iter().find(|(tool, _)| one.split_whitespace().any(|word| is(word, tool)))?;
    let word_behind = |mark: &str| {
        let start = one.find(mark)? + mark.len();
        let length = one[start..].find([' ', ')', ';', '|', '\n']).unwrap_or(one.len() - start);
        Some((start, start + length))
    };
    if let Some((start, end)) = word_behind("--command-config ").or_else(|| word_behind(&format!("{option} "))) {
        return Some(format!("{}{file}{}", &one[..start], &one[end..]));
    }
    let (_, end) = word_behind(SERVERS)?;
    Some(format!("{} {option} {file}{}", &one[..end], &one[end..]))
}

#[cfg(test)]
mod tests {
    use super::logged_in;

    #[test]
    fn each_tool_gets_the_file_and_nothing_else_changes() {
        for (before, after) in [
            (
                "kafka-topics.sh --bootstrap-server b1:9092 --list",
                "kafka-topics.sh --bootstrap-server b1:9092 --command-config a.properties --list",
            ),
            (
                "bin/kafka-acls.sh --bootstrap-server b1:9092 --command-config admin.properties --list | grep x",
                "bin/kafka-acls.sh --bootstrap-server b1:9092 --command-config a.properties --list | grep x",
            ),
            (
                "kafka-transactions.sh --bootstrap-server b1:9092 list; kafka-transactions.sh --bootstrap-server b1:9092",
                "kafka-transactions.sh --bootstrap-server b1:9092 --command-config a.properties list; \
                 kafka-transactions.sh --bootstrap-server b1:9092 --command-config a.properties",
            ),
            (
                "kafka-console-consumer.sh --bootstrap-server b1:9092 --topic t",
                "kafka-console-consumer.sh --bootstrap-server b1:9092 --consumer.config a.properties --topic t",
            ),
            ("grep kafka-topics server.log", "grep kafka-topics server.log"),
            ("systemctl restart kafka && kcat -b b1:9092 -L", "systemctl restart kafka && kcat -b b1:9092 -L"),
        ] {
            assert_eq!(logged_in(before, "a.properties"), after);
        }
    }
}
