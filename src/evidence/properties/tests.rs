//! Stories: a file, a few conditions, what is read.

use super::*;
use crate::case::{Answer, Case, Channel, Reading, Source};
use crate::knowledge::{File, Knowledge, parse as parse_knowledge};

/// Knowledge with the four observations that are read from every file, and some with conditions.
fn knowledge() -> Knowledge {
    let plain = "fact: f\nbackground: rarely\neffort: glance\nask: a\nhow: h\nsources: [ s ]\n";
    let mut files: Vec<File> =
        ["setting-misspelt", "setting-of-another-side", "setting-removed", "setting-out-of-range"]
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

/// `observation=answer channel file:line excerpt`, without the four where they say no.
fn read_as(files: &[(&str, Option<Side>, &str)], case: Case) -> Vec<String> {
    let settings: Vec<Settings> = files.iter().map(|(name, side, text)| parse(name, text, *side)).collect();
    shown(&settings, case, judge)
}

fn shown(settings: &[Settings], mut case: Case, judge: fn(&Knowledge, &[Settings], &mut Case)) -> Vec<String> {
    let before = case.readings.len();
    judge(&knowledge(), settings, &mut case);
    case.readings[before..]
        .iter()
        .filter(|reading| !reading.observation.starts_with("setting-") || reading.answer.value() == Some("yes"))
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
    assert!(both.contains(&"setting-out-of-range=yes settings c.properties:1 session.timeout.ms=3600000, group.max.session.timeout.ms left out in b.properties, default 1800000 (the broker takes at most its group.max.session.timeout.ms)".to_string()), "{both:?}");
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
fn findings(side: Option<Side>, text: &str, case: Case) -> Vec<String> {
    let lines = read_as(&[("f", side, text)], case);
    lines.into_iter().filter_map(|line| line.strip_prefix("setting-").map(str::to_string)).collect()
}

#[test]
fn wrong_settings_are_named() {
    use Side::{Broker, Connect, Consumer, Librdkafka, Producer};
    for (side, text, found) in [
        (
            None,
            "group.id=a\nmax.poll.record=5\n",
            "misspelt=yes settings f:2 max.poll.record=5 (no such setting; did you mean max.poll.records?)",
        ),
        (
            Some(Broker),
            "lgo.dirs=/a\n",
            "misspelt=yes settings f:1 lgo.dirs=/a (no such setting; did you mean log.dirs?)",
        ),
        (
            Some(Connect),
            "producer.override.linger.mss=5\n",
            "misspelt=yes settings f:1 producer.override.linger.mss=5 (no such setting; did you mean linger.ms?)",
        ),
        (
            Some(Producer),
            "message.max.bytes=5000000\n",
            "of-another-side=yes settings f:1 message.max.bytes=5000000 (a setting of brokers and librdkafka; producers have max.request.size)",
        ),
        (
            Some(Broker),
            "broker.id=1\nretention.ms=1\n",
            "of-another-side=yes settings f:2 retention.ms=1 (a setting of topics; brokers have log.retention.ms)",
        ),
        (
            Some(Librdkafka),
            "max.request.size=1000\n",
            "of-another-side=yes settings f:1 max.request.size=1000 (a setting of Java producers; librdkafka has message.max.bytes)",
        ),
        (Some(Consumer), "max.poll.records=0\n", "out-of-range=yes settings f:1 max.poll.records=0 (at least 1)"),
        (
            None,
            "compression.type=bzip2\n",
            "out-of-range=yes settings f:1 compression.type=bzip2 (allowed: none, gzip, snappy, lz4, zstd)",
        ),
        (
            Some(Producer),
            "delivery.timeout.ms=10000\nrequest.timeout.ms=20000\n",
            "out-of-range=yes settings f:1 delivery.timeout.ms=10000, request.timeout.ms=20000, linger.ms left out, default 0 or 5 (delivery.timeout.ms must be at least linger.ms + request.timeout.ms)",
        ),
        (
            Some(Consumer),
            "session.timeout.ms=2000\nheartbeat.interval.ms=2000\n",
            "out-of-range=yes settings f:2 heartbeat.interval.ms=2000, session.timeout.ms=2000 (heartbeat.interval.ms must be below session.timeout.ms)",
        ),
        (
            Some(Producer),
            "enable.idempotence=true\nacks=1\n",
            "out-of-range=yes settings f:1 enable.idempotence=true, acks=1 (enable.idempotence=true needs acks=all)",
        ),
        (
            Some(Librdkafka),
            "group.id=g\nmax.poll.interval.ms=10000\n",
            "out-of-range=yes settings f:2 max.poll.interval.ms=10000, session.timeout.ms left out, default 45000 (max.poll.interval.ms must not be below session.timeout.ms)",
        ),
        (
            Some(Broker),
            "min.insync.replicas=3\ndefault.replication.factor=2\n",
            "out-of-range=yes settings f:1 min.insync.replicas=3, default.replication.factor=2 (topics get fewer replicas than min.insync.replicas asks for)",
        ),
        (
            Some(Broker),
            "listeners=IN://:9092,OUT://:9093\nlistener.security.protocol.map=IN:SSL\n",
            "out-of-range=yes settings f:1 listeners=IN://:9092,OUT://:9093, listener.security.protocol.map=IN:SSL (listener.security.protocol.map has no protocol for the listener OUT)",
        ),
    ] {
        assert_eq!(findings(side, text, Case::new()), [found], "{text}");
    }
}

#[test]
fn a_removed_setting_needs_a_version() {
    let text = "broker.id=1\nzookeeper.connect=zk:2181\ninter.broker.protocol.version=2.8\n";
    assert!(findings(None, text, Case::new()).is_empty());
    assert_eq!(
        findings(None, text, version("broker-version", "4.0.0")),
        [
            "removed=yes settings f:3 inter.broker.protocol.version=2.8 (removed: 3.9 was the last version that had it)",
            "removed=yes settings f:2 zookeeper.connect=zk:2181 (removed: 3.9 was the last version that had it)",
        ]
    );
    assert!(findings(None, text, version("broker-version", "3.9.0")).is_empty());
}

#[test]
fn what_people_write_by_right_is_silent() {
    use Side::{Admin, Broker, Connect, Consumer, Librdkafka, Producer, Streams};
    for (side, text) in [
        (None, "bootstrap.servers=a:9092\nacks=all\ngroup.id=g\nmax.poll.records=5\nlog.dirs=/x\n"),
        (
            Some(Consumer),
            "group.id=g\nacks=all\nmy.own.setting=1\nschema.registry.url=http://a\nspecific.avro.reader=true\n",
        ),
        (Some(Producer), "key.deserializer=x\nauto.register.schemas=false\ninterceptor.classes=x\n"),
        (Some(Broker), "listener.name.internal.ssl.keystore.location=/a\nconfluent.license=x\nbootstrap.servers=a:1\n"),
        (
            Some(Connect),
            "key.converter=x\nvalue.converter.schemas.enable=false\nproducer.linger.ms=5\nconfig.providers.file.class=x\nacks=all\n",
        ),
        (
            Some(Connect),
            "name=s\nconnector.class=io.x.Sink\nconnection.url=jdbc:x\ntransforms=a\ntransforms.a.type=x\nbatch.sizes=5\n",
        ),
        (Some(Streams), "application.id=a\nmax.poll.records=5\nproducer.acks=all\ntopic.retention.ms=1\nlinger.ms=5\n"),
        (Some(Librdkafka), "bootstrap.servers=a:1\nkey.serializer=x\nacks=all\ndebug=broker,topic\n"),
        (Some(Admin), "bootstrap.servers=a:1\ngroup.id=g\n"),
        (Some(Consumer), "session.timeout.ms=45000\nheartbeat.interval.ms=3000\nmax.poll.interval.ms=300000\n"),
        (
            Some(Producer),
            "enable.idempotence=true\nacks=all\nretries=2147483647\nmax.in.flight.requests.per.connection=5\ndelivery.timeout.ms=120000\nlinger.ms=5\n",
        ),
        (
            Some(Broker),
            "process.roles=broker,controller\nnode.id=1\nlisteners=PLAINTEXT://:9092,CONTROLLER://:9093\nlistener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\nlog.dirs=/a\nlog.retention.ms=-1\n",
        ),
    ] {
        assert_eq!(findings(side, text, Case::new()), Vec::<String>::new(), "{text}");
    }
}

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
fn where_nothing_is_wrong_the_four_say_no() {
    let mut case = Case::new();
    judge(&knowledge(), &[parse("f", "group.id=g\nauto.offset.reset=none\n", None)], &mut case);
    let said: Vec<&str> = case
        .readings
        .iter()
        .map(|reading| reading.observation.as_str())
        .filter(|id| id.starts_with("setting-"))
        .collect();
    assert_eq!(said, ["setting-misspelt", "setting-of-another-side", "setting-removed", "setting-out-of-range"]);
    assert!(case.of("setting-misspelt").all(|reading| reading.answer.value() == Some("no")));
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
