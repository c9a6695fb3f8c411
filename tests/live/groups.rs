//! Consumer groups that do not get on.

use std::time::Duration;

use crate::lab::doctor::Seen;
use crate::lab::jars::{V3, V4};
use crate::lab::{Background, Batch, Cluster, Doctor, Member, Plan, Suite, tools, until};

pub fn suites() -> Vec<Suite> {
    let groups = Suite::new("groups", V4, || Plan::one(V4).start())
        .test("stopped", stopped)
        .test("nobody-reads", nobody_reads)
        .test("too-slow", too_slow)
        .test("rebalancing-storm", storm)
        .test("one-partition-stuck", one_partition_stuck);
    let quick = ["offsets.retention.minutes=1", "offsets.retention.check.interval.ms=5000"];
    let plan = move || quick.iter().fold(Plan::one(V4), |plan, setting| plan.set(setting)).start();
    let offsets = Suite::new("offsets", V4, plan).test("expired", offsets_expired);
    let clients = Suite::new("clients", V4, || Plan::one(V4).start())
        .test("producer-limit-above-topic-limit", producer_limit)
        .test("assignor-that-the-group-lacks", other_assignor)
        .test("session-timeout-below-broker-limit", session_timeout)
        .test("transaction-timeout-above-broker-limit", transaction_timeout)
        .test("login-where-the-listener-has-none", login_without_need);
    let clients_of_v3 =
        Suite::new("clients", V3, || Plan::one(V3).start()).test("session-timeout-below-broker-limit", session_timeout);
    vec![groups, offsets, clients, clients_of_v3]
}

/// Records that wait when a test begins; at the writers' pace they are of the last minutes.
const BACKLOG: usize = 10_000;

/// A topic of that name with a backlog in each partition, and the only member of a group of the same name.
fn reader(cluster: &Cluster, name: &str, partitions: i32) -> Member {
    let mut client = cluster.client(1);
    client.create(name, &vec![&[1][..]; partitions as usize], &[]);
    for partition in 0..partitions {
        for _ in 0..BACKLOG / 1000 {
            client.produce(name, partition, &Batch::of(1000, 10));
        }
    }
    Member::join(cluster, name, name, partitions, "range")
}

/// Fifty records a second into each partition.
fn writer(cluster: &Cluster, topic: &'static str, partitions: i32) -> Background {
    let mut client = cluster.client(1);
    Background::every(Duration::from_millis(100), move || {
        (0..partitions).for_each(|partition| client.produce(topic, partition, &Batch::of(5, 10)));
    })
}

/// A member that is alive and does not read on, while records arrive.
fn stopped(cluster: &mut Cluster) {
    let mut member = reader(cluster, "stands", 1);
    member.commit(&[100]);
    let seen = {
        let _load = writer(cluster, "stands", 1);
        Doctor::at(cluster).with("--group", "stands").look()
    };
    member.leave();
    cluster.client(1).delete("stands");
    seen.lands_on(&["consumer-stopped"]);
}

/// Records arrive, and the group has no member; a look at the time when it had one makes no difference.
fn nobody_reads(cluster: &mut Cluster) {
    let mut member = reader(cluster, "left", 1);
    let earlier = cluster.folder().join("earlier.json");
    member.commit(&[100]);
    Doctor::at(cluster).keep(&earlier, Duration::from_secs(0));
    member.leave();
    let doctor = Doctor::at(cluster).with("--group", "left");
    let (alone, compared) = {
        let _load = writer(cluster, "left", 1);
        (doctor.look(), doctor.with("--snapshot", &earlier).look())
    };
    cluster.client(1).delete("left");
    alone.lands_on(&["consumer-stopped"]);
    compared.lands_on(&["consumer-stopped"]);
}

/// Ten records a second are read where fifty arrive.
fn too_slow(cluster: &mut Cluster) {
    let mut member = reader(cluster, "slow", 1);
    let seen = {
        let _load = writer(cluster, "slow", 1);
        let mut position = 0;
        let _reads = Background::every(Duration::from_millis(500), move || {
            position += 5;
            member.commit(&[position]);
        });
        Doctor::at(cluster).with("--group", "slow").look()
    };
    cluster.client(1).delete("slow");
    seen.lands_on(&["consumer-lag-growing"]);
}

/// Two consumers that take longer for what they have polled than max.poll.interval.ms allows. Their log names the cause.
fn storm(cluster: &mut Cluster) {
    let mut client = cluster.client(1);
    client.create("storm", &[&[1], &[1], &[1], &[1]], &[]);
    for partition in 0..4 {
        (0..20).for_each(|_| client.produce("storm", partition, &Batch::of(20, 40_000)));
    }
    let bootstrap = cluster.bootstrap();
    let mut arguments =
        vec!["--bootstrap-server", &bootstrap, "--topic", "storm", "--group", "storm", "--from-beginning"];
    for property in ["max.poll.interval.ms=3000", "session.timeout.ms=6000", "max.poll.records=10"] {
        arguments.extend(["--consumer-property", property]);
    }
    let consumers = ["storm-1", "storm-2"]
        .map(|name| cluster.run_slowly(name, tools::CONSOLE_CONSUMER, &arguments, 400_000, Duration::from_secs(4)));
    cluster.wait_for_line("storm-1", "poll timeout has expired");
    let doctor = Doctor::at(cluster).with("--group", "storm");
    let by_protocol = doctor.clone().with("--samples", "5").look();
    let with_log = doctor.with("--log", cluster.folder().join("storm-1.log")).look();
    drop(consumers);
    // `medium` until it has been watched for two minutes.
    by_protocol.notes(&["rebalancing-storm"]);
    with_log.lands_on(&["rebalancing-storm/slow-processing"]);
}

/// One partition stands at a record while the group keeps up with the other.
fn one_partition_stuck(cluster: &mut Cluster) {
    let mut member = reader(cluster, "poisoned", 2);
    let (mut end, mut client) = (BACKLOG as i64, cluster.client(1));
    let seen = {
        let _load = Background::every(Duration::from_millis(200), move || {
            (0..2).for_each(|partition| client.produce("poisoned", partition, &Batch::of(5, 10)));
            end += 5;
            member.commit(&[5, end]);
        });
        Doctor::at(cluster).with("--group", "poisoned").look()
    };
    cluster.client(1).delete("poisoned");
    seen.lands_on(&["poison-message"]);
}

fn offsets_expired(cluster: &mut Cluster) {
    let mut member = reader(cluster, "expired", 1);
    let earlier = cluster.folder().join("earlier.json");
    member.commit(&[100]);
    Doctor::at(cluster).keep(&earlier, Duration::from_secs(0));
    member.leave();
    until("the offsets are gone", Duration::from_secs(90), || {
        (cluster.client(1).committed("expired", "expired").ok()? < 0).then_some(())
    });
    let seen = Doctor::at(cluster).with("--group", "expired").with("--snapshot", &earlier).look();
    cluster.client(1).delete("expired");
    seen.lands_on(&["offset-expiration"]);
}

/// What a client's file asks for and the live topic, group or broker does not allow.
fn settings(cluster: &Cluster, role: &str, settings: &str) -> Seen {
    let file = cluster.folder().join("client.properties");
    std::fs::write(&file, settings).unwrap();
    Doctor::at(cluster).with("--properties", format!("{role}={}", file.display())).look()
}

/// Larger batches may be sent than the topic takes: a danger, as long as nobody sends them.
fn producer_limit(cluster: &mut Cluster) {
    cluster.client(1).create("small", &[&[1]], &[("max.message.bytes", "10000")]);
    let file = cluster.folder().join("client.properties");
    std::fs::write(&file, "max.request.size=5000000").unwrap();
    let properties = format!("producer={}", file.display());
    let seen = Doctor::at(cluster).with("--topic", "small").with("--properties", properties).look();
    cluster.client(1).delete("small");
    seen.notes(&["message-too-large"]);
}

fn other_assignor(cluster: &mut Cluster) {
    cluster.client(1).create("ranged", &[&[1]], &[]);
    let member = Member::join(cluster, "ranged", "ranged", 1, "range");
    let assignor = "partition.assignment.strategy=org.apache.kafka.clients.consumer.RoundRobinAssignor";
    let seen = settings(cluster, "consumer", &format!("group.id=ranged\n{assignor}"));
    member.leave();
    cluster.client(1).delete("ranged");
    seen.lands_on(&["assignor-mismatch"]);
}

fn session_timeout(cluster: &mut Cluster) {
    let seen = settings(cluster, "consumer", "group.id=other\nsession.timeout.ms=5000");
    seen.lands_on(&["session-timeout-out-of-range"]);
}

fn transaction_timeout(cluster: &mut Cluster) {
    let seen = settings(cluster, "producer", "transactional.id=pay\ntransaction.timeout.ms=1800000");
    seen.notes(&["transaction-timeout-too-large"]);
}

fn login_without_need(cluster: &mut Cluster) {
    let own = "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN";
    let seen =
        settings(cluster, "consumer", &format!("group.id=other\nbootstrap.servers={}\n{own}", cluster.bootstrap()));
    seen.notes(&["sasl-mechanism-mismatch"]);
}
