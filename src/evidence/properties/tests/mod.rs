//! Stories: a file, a few conditions, what is read.

mod findings;

use super::*;
use crate::case::{Answer, Case, Channel, Reading, Source};
use crate::knowledge::{File, Knowledge, parse as parse_knowledge};

/// Knowledge with the observations that are read from every file, and some with conditions.
fn knowledge() -> Knowledge {
    let plain = "fact: f\nbackground: rarely\neffort: glance\nask: a\nhow: h\nsources: [ s ]\n";
    let mut files: Vec<File> = [
        "setting-misspelt",
        "setting-of-another-side",
        "setting-removed",
        "setting-out-of-range",
        "unknown-setting-refused-logged",
    ]
    .map(|id| File { path: format!("observations/client/{id}.yaml"), text: plain.into() })
    .to_vec();
    for (id, sources) in [
        ("short-poll", "{ of: consumer, holds: \"max.poll.interval.ms < 60000\", otherwise: \"no\" }"),
        ("auto-commit", "{ of: consumer, holds: \"enable.auto.commit = true\", otherwise: \"no\" }"),
        ("acks-one", "{ of: producer, holds: \"acks = 1\", otherwise: \"no\" }"),
        ("one-server", "{ of: client, holds: \"count(bootstrap.servers) = 1\", otherwise: \"no\" }"),
        (
            "session-beyond",
            "{ of: consumer, holds: \"session.timeout.ms > broker:group.max.session.timeout.ms\", otherwise: \"no\" }",
        ),
        (
            "tight",
            "{ of: consumer, holds: \"session.timeout.ms is set and session.timeout.ms < 3 * heartbeat.interval.ms\" }",
        ),
        ("static", "{ of: consumer, holds: \"group.instance.id is set\", otherwise: \"no\" }"),
        ("copies", "{ of: broker, holds: \"min.insync.replicas in [1] and log.cleanup.policy contains compact\" }"),
        (
            "stored",
            "{ of: librdkafka, holds: \"enable.auto.commit = true and enable.auto.offset.store = true\", otherwise: \"no\" }",
        ),
    ] {
        files.push(File {
            path: format!("observations/client/{id}.yaml"),
            text: format!("{plain}answers_from:\n  - properties: {sources}\n"),
        });
    }
    let loaded = parse_knowledge(&files);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.knowledge
}

/// `observation=answer channel file:line excerpt`, without those of every file where they say no.
fn read_as(files: &[(&str, Option<Side>, &str)], case: Case) -> Vec<String> {
    let settings: Vec<Settings> = files.iter().map(|(name, side, text)| parse(name, text, *side)).collect();
    shown(&settings, case, judge)
}

fn shown(settings: &[Settings], mut case: Case, judge: fn(&Knowledge, &[Settings], &mut Case)) -> Vec<String> {
    let before = case.readings.len();
    judge(&knowledge(), settings, &mut case);
    case.readings[before..]
        .iter()
        .filter(|reading| !reading.observation.contains("setting-") || reading.answer.value() == Some("yes"))
        .map(|Reading { observation, answer, source }| {
            let place = format!("{}:{}", source.file.as_deref().unwrap_or("?"), source.line.unwrap_or(0));
            let channel = format!("{:?}", source.channel).to_lowercase();
            format!(
                "{observation}={} {channel} {place} {}",
                answer.value().unwrap_or("?"),
                source.excerpt.as_deref().unwrap_or("")
            )
        })
        .collect()
}

fn version(observation: &str, version: &str) -> Case {
    let mut case = Case::new();
    case.readings.push(Reading {
        observation: observation.into(),
        answer: Answer::Value(version.into()),
        source: Source::new(Channel::Log),
    });
    case
}

#[test]
fn what_a_consumer_file_says_and_leaves_out() {
    assert_eq!(
        read_as(
            &[(
                "c.properties",
                None,
                "bootstrap.servers=a:9092,b:9092\ngroup.id=orders\nmax.poll.interval.ms=30000\nauto.offset.reset=none\n"
            )],
            Case::new()
        ),
        [
            "auto-commit=yes default c.properties:0 enable.auto.commit left out, default true",
            "one-server=no settings c.properties:1 bootstrap.servers=a:9092,b:9092",
            "short-poll=yes settings c.properties:3 max.poll.interval.ms=30000",
            "static=no default c.properties:0 group.instance.id left out",
        ]
    );
}

#[test]
fn a_default_counts_only_where_the_version_does_not_matter() {
    let file = [("p.properties", Some(Side::Producer), "bootstrap.servers=a:9092,b:9092\nlinger.ms=5\n")];
    assert_eq!(read_as(&file, Case::new()), ["one-server=no settings p.properties:1 bootstrap.servers=a:9092,b:9092"]);
    let reading = |version_| read_as(&file, version("client-version", version_)).remove(0);
    assert_eq!(reading("2.8.1"), "acks-one=yes default p.properties:0 acks left out, default 1");
    assert_eq!(reading("3.9.0"), "acks-one=no default p.properties:0 acks left out, default all");
}

#[test]
fn a_client_file_is_judged_by_what_it_says_alone() {
    assert_eq!(
        read_as(&[("client.properties", None, "bootstrap.servers=b1:9092\nsecurity.protocol=SSL\n")], Case::new()),
        ["one-server=yes settings client.properties:1 bootstrap.servers=b1:9092"]
    );
}

#[test]
fn a_listing_has_no_defaults_left_out_and_tells_what_was_left_alone() {
    let text = "ConsumerConfig values: \n\tenable.auto.commit = true\n\tmax.poll.interval.ms = 30000\n\tgroup.instance.id = null\n\tsession.timeout.ms = 45000\n\theartbeat.interval.ms = 3000\n\tgroup.protocol = consumer\n";
    assert_eq!(
        shown(&embedded(text), Case::new(), judge),
        [
            "auto-commit=yes default -:2 enable.auto.commit=true",
            "short-poll=yes settings -:3 max.poll.interval.ms=30000",
            "static=no default -:4 group.instance.id=null",
        ]
    );
}

#[test]
fn in_a_listing_a_setting_at_its_default_may_not_have_been_set() {
    let listed = |session: &str| {
        let text =
            format!("ConsumerConfig values: \n\tsession.timeout.ms = {session}\n\theartbeat.interval.ms = 30000\n");
        let all = shown(&embedded(&text), version("client-version", "3.9.0"), judge);
        all.into_iter().filter(|one| one.starts_with("tight")).collect::<Vec<_>>()
    };
    assert_eq!(listed("45000"), [""; 0]);
    assert_eq!(listed("46000"), ["tight=yes settings -:2 session.timeout.ms=46000, heartbeat.interval.ms=30000"]);
}

#[test]
fn of_two_sides_both_files_are_needed() {
    let consumer = ("c.properties", Some(Side::Consumer), "session.timeout.ms=3600000\nheartbeat.interval.ms=3000\n");
    let broker = ("b.properties", Some(Side::Broker), "broker.id=1\n");
    let alone = read_as(&[consumer], Case::new());
    assert!(!alone.iter().any(|line| line.contains("session-beyond") || line.contains("range")), "{alone:?}");
    let both = read_as(&[consumer, broker], Case::new());
    assert!(both.contains(&"session-beyond=yes default c.properties:1 session.timeout.ms=3600000, group.max.session.timeout.ms left out in b.properties, default 1800000".to_string()), "{both:?}");
}

#[test]
fn librdkafka_has_its_own_names_and_defaults() {
    let lines = read_as(
        &[(
            "l.conf",
            Some(Side::Librdkafka),
            "metadata.broker.list=a:9092\ngroup.id=g\nenable.auto.offset.store=false\n",
        )],
        Case::new(),
    );
    assert_eq!(
        lines,
        [
            "auto-commit=yes default l.conf:0 enable.auto.commit left out, default true",
            "one-server=yes settings l.conf:1 metadata.broker.list=a:9092",
            "short-poll=no default l.conf:0 max.poll.interval.ms left out, default 300000",
            "static=no default l.conf:0 group.instance.id left out",
            "stored=no settings l.conf:3 enable.auto.offset.store=false",
        ]
    );
    let producer = read_as(&[("l.conf", Some(Side::Librdkafka), "request.required.acks=1\n")], Case::new());
    assert_eq!(producer[0], "acks-one=yes settings l.conf:1 request.required.acks=1");
}

#[test]
fn inner_clients_are_judged_by_what_is_set() {
    let lines = read_as(
        &[(
            "w.properties",
            None,
            "group.id=w\nkey.converter=x.Y\nproducer.acks=1\nconsumer.max.poll.interval.ms=1000\n",
        )],
        Case::new(),
    );
    assert_eq!(
        lines,
        [
            "acks-one=yes settings w.properties:3 producer.acks=1",
            "short-poll=yes settings w.properties:4 consumer.max.poll.interval.ms=1000",
        ]
    );
    let spring = "spring:\n  kafka:\n    consumer:\n      enable-auto-commit: true\n      properties:\n        max.poll.interval.ms: 1000\n";
    assert_eq!(
        read_as(&[("application.yml", None, spring)], Case::new()),
        [
            "auto-commit=yes settings application.yml:4 spring.kafka.consumer.enable-auto-commit=true",
            "short-poll=yes settings application.yml:6 spring.kafka.consumer.properties.max.poll.interval.ms=1000",
        ]
    );
}

#[test]
fn the_last_of_equal_names_holds_and_that_is_said() {
    let lines =
        read_as(&[("c", Some(Side::Consumer), "max.poll.interval.ms=1\nmax.poll.interval.ms=600000\n")], Case::new());
    assert!(
        lines.contains(
            &"short-poll=no settings c:2 max.poll.interval.ms=600000, the last of 2 lines that set it".into()
        ),
        "{lines:?}"
    );
}

#[test]
fn values_from_elsewhere_are_not_known() {
    let lines = read_as(
        &[("c", Some(Side::Consumer), "max.poll.interval.ms=${POLL}\nenable.auto.commit={{ auto }}\n")],
        Case::new(),
    );
    assert_eq!(lines, ["static=no default c:0 group.instance.id left out"]);
}

/// Findings alone.
#[test]
fn secrets_stay_out_of_readings() {
    let mut case = Case::new();
    let settings =
        parse("f", "group.id=g\nssl.keystore.passwrd=hunter2x\nsasl.jaas.confg=a password=\"hunter2x\";\n", None);
    judge(&knowledge(), &[settings], &mut case);
    assert!(!serde_json::to_string(&case).unwrap().contains("hunter2x"));
}

#[test]
fn pasted_settings_say_only_what_stands_there() {
    assert_eq!(
        shown(&embedded("we run with acks=1 and linger.ms=5"), Case::new(), judge_pasted),
        ["acks-one=yes pasted -:1 acks=1"]
    );
}

#[test]
fn a_file_is_an_input_of_the_case() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.properties");
    std::fs::write(&path, "group.id=g\nmax.poll.records=5\n").unwrap();
    let mut case = Case::new();
    let settings = read(&[(None, path.clone())], &mut case).unwrap();
    assert_eq!(settings[0].entries.len(), 2);
    let input = &case.inputs[0];
    assert_eq!(
        (input.kind.as_str(), input.of.as_slice(), input.lines, input.understood),
        ("properties", &["consumer".to_string()][..], 2, true)
    );
}

#[test]
fn names_of_settings_are_kept_without_control_characters() {
    let mut case = Case::new();
    judge(&knowledge(), &[parse("a.properties", "gro\u{1a}p.id=orders\nacks=1\nlinger\u{0}.ms=-5\n", None)], &mut case);
    let names: Vec<&String> =
        case.readings.iter().flat_map(|reading| reading.source.names.values().flatten()).collect();
    assert!(names.iter().any(|name| name.starts_with("linger")), "{names:?}");
    assert!(names.iter().all(|name| !name.chars().any(char::is_control)), "{names:?}");
}
