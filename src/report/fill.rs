//! Real names for the placeholders of commands.

use crate::case::{Case, Channel, Reading, Source};
use crate::knowledge::{AnswerSource, Observation, Side};

/// The value for a placeholder, if the case names one that is safe to paste into a shell.
///
/// What the person has given comes first, then names that stand beside the evidence of `observations`: they belong to what is told. Of these a line goes before the cluster, which
/// lists everything that is in the same state. Another topic or group may be of something else: it counts if it is the only one. A partition such
/// as `orders-3` names the topic `orders` and the partition `3`. Where nothing else names brokers, those of the cluster do that was
/// looked at. `host` and `port` are those of the first address in `bootstrap` where nothing else names them. `log` is any log; `broker log`
/// and `client log` (see [`log_of`]) are of that process only.
pub fn name(case: &Case, observations: &[&str], placeholder: &str) -> Option<String> {
    if let Some(given) = case.names.get(placeholder).filter(|given| pastes(given)) {
        return Some(given.clone());
    }
    let of = |reading: &Reading| of_source(case, &reading.source, placeholder);
    let near = || case.readings.iter().filter(|reading| observations.contains(&reading.observation.as_str()));
    let probed = |reading: &&Reading| reading.source.channel == Channel::Probe;
    let others = || {
        let mut all = case.readings.iter().filter_map(of);
        let first = all.next()?;
        let one_of_many = matches!(placeholder, "topic" | "partition" | "group");
        (!one_of_many || all.all(|other| other == first)).then_some(first)
    };
    let lines = near().filter(|one| !probed(one)).find_map(of);
    let named = lines.or_else(|| near().filter(probed).find_map(of)).or_else(others);
    let told = || written(case.told.as_deref()?, placeholder);
    named.or_else(told).or_else(|| match placeholder {
        "bootstrap" => {
            let cluster = case.inputs.iter().find(|input| input.kind == "cluster" && pastes(&input.name))?;
            Some(cluster.name.clone())
        }
        "host" => Some(address(case, observations)?.0),
        "port" => {
            let (host, port) = address(case, observations)?;
            (name(case, observations, "host")? == host).then_some(port)
        }
        _ => None,
    })
}

/// Host and port of the first server to start with.
fn address(case: &Case, observations: &[&str]) -> Option<(String, String)> {
    let servers = name(case, observations, "bootstrap")?;
    let (host, port) = servers.split(',').next()?.rsplit_once(':')?;
    (!host.is_empty()).then(|| (host.into(), port.into()))
}

/// The placeholder to ask for where a command reads `{log}`: whose log it means follows from where the fix is made. On a host it is the log
/// of a process that may write none any more, never one that was given.
pub fn log_of(side: Option<Side>, placeholder: &str) -> &str {
    match (placeholder, side) {
        ("log", Some(Side::Broker | Side::Topic | Side::Group)) => BROKER_LOG,
        (
            "log",
            Some(Side::Producer | Side::Consumer | Side::Admin | Side::Client | Side::Librdkafka | Side::Application),
        ) => CLIENT_LOG,
        ("log", Some(Side::Host)) => HOST_LOG,
        _ => placeholder,
    }
}

/// Whose log tells of an observation, where all its lines come from one kind of process.
pub fn writer(observation: &Observation) -> Option<Side> {
    let logs = observation.answers_from.iter().filter_map(|source| match source {
        AnswerSource::Log(log) => Some(log),
        _ => None,
    });
    let of: Vec<&str> = logs.flat_map(|log| log.of.iter()).map(String::as_str).collect();
    let all = |processes: &[&str]| !of.is_empty() && of.iter().all(|one| processes.contains(one));
    if all(&["broker", "controller"]) {
        Some(Side::Broker)
    } else {
        all(&["client", "producer", "consumer", "admin"]).then_some(Side::Client)
    }
}

const BROKER_LOG: &str = "broker log";
const CLIENT_LOG: &str = "client log";
const HOST_LOG: &str = "host log";

fn of_source(case: &Case, source: &Source, placeholder: &str) -> Option<String> {
    let safe = |name: &str| source.names.get(name)?.iter().map(|value| unlisted(value)).find(|value| pastes(value));
    match placeholder {
        "topic" => safe("topic")
            .or_else(|| Some(split(&safe("partition")?)?.0))
            .or_else(|| written(source.excerpt.as_deref()?, "topic")),
        "host" => safe("host").map(|host| host.rsplit_once(':').map_or(host.clone(), |(name, _)| name.into())),
        "partition" => {
            let partition = safe("partition")?;
            match split(&partition) {
                Some((_, number)) => Some(number),
                None => Some(partition),
            }
        }
        "log" | BROKER_LOG | CLIENT_LOG => {
            let file = source.file.as_deref().filter(|file| *file != "-" && pastes(file))?;
            let input = case.inputs.iter().find(|input| input.kind == "log" && input.name == file)?;
            let broker = input.of.iter().any(|of| matches!(of.as_str(), "broker" | "controller"));
            let fits = placeholder == "log" || broker == (placeholder == BROKER_LOG);
            (source.channel == Channel::Log && fits).then(|| file.to_string())
        }
        other => safe(other).or_else(|| written(source.excerpt.as_deref()?, other)),
    }
}

/// What stands behind a mark that Kafka's clients put before their lines, `[Consumer clientId=c-1, groupId=orders]`, behind a setting's name,
/// or behind an option of Kafka's tools.
fn written(text: &str, placeholder: &str) -> Option<String> {
    let marks: &[&str] = match placeholder {
        "group" => &["groupId=", "group.id=", "--group "],
        "bootstrap" => &["bootstrap.servers=", "--bootstrap-server ", "Bootstrap broker "],
        "client" => &["clientId=", "client.id="],
        "topic" => &["--topic ", "to topic ", "topic="],
        _ => &[],
    };
    let ends: &[char] = match placeholder {
        "bootstrap" => &[' ', '\n'],
        "topic" => &[',', ']', ' ', ')', '\n', ':', ';', '}', '"'],
        _ => &[',', ']', ' ', ')', '\n'],
    };
    let behind = |mark: &&str| text.find(*mark).map(|at| &text[at + mark.len()..]);
    let value = |after: &str| {
        let list = after.starts_with('[').then(|| after.find(']')).flatten();
        let end = list.map(|close| close + 1).or_else(|| after.find(ends));
        unlisted(&after[..end.unwrap_or(after.len())])
    };
    let marked = marks.iter().filter_map(behind).map(value).find(|value| pastes(value));
    marked.or_else(|| started_with(text).filter(|_| placeholder == "bootstrap"))
}

/// The server as librdkafka names it in its lines, `ssl://b1:9092/bootstrap`.
fn started_with(text: &str) -> Option<String> {
    let (before, _) = text.split_once("/bootstrap")?;
    let (_, server) = before.rsplit_once("://")?;
    pastes(server).then(|| server.into())
}

/// A list as a client logs it, `[b1:9092, b2:9092]`, as it is written in a command.
fn unlisted(value: &str) -> String {
    let inner = value.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    inner.unwrap_or(value).replace(", ", ",")
}

/// `orders-3` as topic and partition.
fn split(partition: &str) -> Option<(String, String)> {
    let (topic, number) = partition.rsplit_once('-')?;
    let whole = !topic.is_empty() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    whole.then(|| (topic.to_string(), number.to_string()))
}

/// Whether a shell takes it as one plain word: whoever can write into a log must not write into somebody's shell.
pub fn pastes(value: &str) -> bool {
    let first = value.bytes().next().is_some_and(|b| b != b'-');
    first && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:,/@%+=-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Answer, Input};

    fn case(name: &str, value: &str) -> Case {
        let mut source = Source::new(Channel::Log);
        source.names.insert(name.into(), vec![value.into()]);
        let mut case = Case::new();
        case.readings.push(Reading { observation: "one".into(), answer: Answer::Value("yes".into()), source });
        case
    }

    #[test]
    fn a_partition_names_its_topic() {
        let case = case("partition", "my-orders-3");
        assert_eq!(name(&case, &[], "topic").as_deref(), Some("my-orders"));
        assert_eq!(name(&case, &[], "partition").as_deref(), Some("3"));
        assert_eq!(name(&case, &[], "group"), None);
    }

    #[test]
    fn a_line_goes_before_the_cluster_and_what_stands_elsewhere_must_be_the_only_one() {
        let named = |observation: &str, channel, topic: &str| {
            let mut source = Source::new(channel);
            source.names.insert("topic".into(), vec![topic.into()]);
            Reading { observation: observation.into(), answer: Answer::Value("yes".into()), source }
        };
        let mut case = Case::new();
        case.readings = vec![named("refused", Channel::Probe, "audit"), named("logged", Channel::Log, "payments")];
        assert_eq!(name(&case, &["refused", "logged"], "topic").as_deref(), Some("payments"));
        assert_eq!(name(&case, &["refused"], "topic").as_deref(), Some("audit"));
        assert_eq!(name(&case, &["other"], "topic"), None);
        case.readings.pop();
        assert_eq!(name(&case, &["other"], "topic").as_deref(), Some("audit"));
        case.readings[0].source = Source::new(Channel::Log);
        case.readings[0].source.excerpt = Some("ERROR delivery failed topic=orders: too large".into());
        assert_eq!(name(&case, &["refused"], "topic").as_deref(), Some("orders"));
    }

    #[test]
    fn marks_of_clients_name_their_group() {
        let mut case = case("x", "y");
        case.readings[0].source.excerpt = Some("WARN [Consumer clientId=c-1, groupId=orders] gone".into());
        assert_eq!(name(&case, &[], "group").as_deref(), Some("orders"));
        case.readings[0].source.excerpt = Some("bootstrap.servers=b1:9092,b2:9092".into());
        assert_eq!(name(&case, &[], "bootstrap").as_deref(), Some("b1:9092,b2:9092"));
        case.readings[0].source.excerpt = Some("bootstrap.servers=[b1:9092, b2:9092], acks=1".into());
        assert_eq!(name(&case, &[], "bootstrap").as_deref(), Some("b1:9092,b2:9092"));
        case.readings[0].source.excerpt = Some("[thrd:ssl://b3:9093/bootstrap]: ssl://b3:9093/bootstrap: SSL".into());
        assert_eq!(name(&case, &[], "bootstrap").as_deref(), Some("b3:9093"));
        case.readings[0].source.excerpt = Some("groupId=$(reboot), x".into());
        assert_eq!(name(&case, &[], "group"), None);
    }

    #[test]
    fn a_logged_list_of_servers_names_server_host_and_port() {
        let case = case("bootstrap", "[b1:9092, [::1]:9093]");
        assert_eq!(name(&case, &[], "bootstrap").as_deref(), None, "a shell takes brackets for a pattern");
        let case = self::case("bootstrap", "[b1:9092, b2:9093]");
        for (placeholder, value) in [("bootstrap", "b1:9092,b2:9093"), ("host", "b1"), ("port", "9092")] {
            assert_eq!(name(&case, &[], placeholder).as_deref(), Some(value));
        }
        let mut other = case;
        other.readings[0].source.names.insert("host".into(), vec!["b9".into()]);
        assert_eq!(name(&other, &[], "port"), None, "that of another host");
    }

    #[test]
    fn commands_that_were_pasted_name_what_they_are_about() {
        let told = "kafka-consumer-groups.sh --bootstrap-server b1:9092 --describe --group orders\nhangs, kafka-topics.sh --topic '$x' too";
        let case = Case { told: Some(told.into()), ..Case::new() };
        assert_eq!(name(&case, &[], "bootstrap").as_deref(), Some("b1:9092"));
        assert_eq!(name(&case, &[], "group").as_deref(), Some("orders"));
        assert_eq!(name(&case, &[], "topic"), None);
    }

    #[test]
    fn a_brokers_log_is_not_a_clients() {
        let mut case = case("x", "y");
        case.readings[0].source.file = Some("app.log".into());
        case.inputs.push(Input {
            kind: "log".into(),
            name: "app.log".into(),
            of: vec!["consumer".into()],
            ..Input::default()
        });
        let log = |side| name(&case, &[], log_of(side, "log"));
        assert_eq!(log(Some(Side::Consumer)).as_deref(), Some("app.log"));
        assert_eq!(log(Some(Side::Broker)), None);
        assert_eq!(log(Some(Side::Host)), None);
        assert_eq!(log(None).as_deref(), Some("app.log"));
    }

    #[test]
    fn nothing_from_a_log_runs_in_a_shell() {
        for evil in ["$(reboot)", "a;b", "a b", "`x`", "--delete", ""] {
            assert_eq!(name(&case("group", evil), &[], "group"), None, "{evil}");
        }
    }
}
