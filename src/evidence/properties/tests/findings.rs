//! What is wrong with settings whatever the knowledge base asks.

use super::*;

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
fn librdkafka_refuses_names_that_it_does_not_know() {
    let text = "bootstrap.servers=a:1\nenable.auto.comit=true\nmax.poll.interval=9\nmax.request.size=9\nplain=1\nmy.own=1\nschema.registry.url=u\ngo.batch.producer=true\nkey.serializer=s\nrebalance_cb=f\nsasl.pasword=hunter2\n";
    let refused = |side| -> Vec<String> {
        let lines = read_as(&[("f", side, text)], Case::new());
        lines
            .into_iter()
            .filter_map(|line| line.strip_prefix("unknown-setting-refused-logged=").map(Into::into))
            .collect()
    };
    assert_eq!(
        refused(Some(Side::Librdkafka)),
        [
            "yes settings f:2 enable.auto.comit=true (librdkafka does not start with it; did you mean enable.auto.commit?)",
            "yes settings f:3 max.poll.interval=9 (librdkafka does not start with it; did you mean max.poll.interval.ms?)",
            "yes settings f:4 max.request.size=9 (librdkafka does not start with it; it has message.max.bytes)",
            "yes settings f:6 my.own=1 (librdkafka does not start with it)",
            "yes settings f:11 sasl.pasword=[hidden] (librdkafka does not start with it; did you mean sasl.password?)",
        ]
    );
    assert_eq!(refused(None), [""; 0], "they may be another's");
}

#[test]
fn where_nothing_is_wrong_they_say_no() {
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
