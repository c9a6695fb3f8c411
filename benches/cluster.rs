//! A check-up of a real cluster of three brokers, beside Kafka's own tools that collect the same facts: 3,000 partitions and 50 groups, then
//! 10,000 and 500. It takes Java 17 and Maven, and some minutes, nearly all of them for making the topics and for the tools.

#[cfg(unix)]
#[path = "../tests/lab/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests use the rest of it")]
mod lab;

#[cfg(unix)]
fn main() {
    // Cargo runs benchmarks for a moment among the tests: there is no short run of this one.
    if std::env::args().any(|argument| argument == "--bench") {
        unix::main();
    }
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
mod unix {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use kafka_doctor::evidence::cluster::snapshot::Snapshot;
    use serde_json::Value;

    use super::lab::jars::jars;
    use super::lab::tools::Java;
    use super::lab::{Cluster, Member, Plan, folder};

    const VERSION: &str = "4.3.0";

    /// Partitions of each topic, all of which its group reads.
    const PARTITIONS: usize = 10;

    /// So many times faster it has to be.
    const FACTOR: f64 = 40.0;

    /// Check-ups, of which the one in the middle counts: the first meet brokers that have just started and run code not yet compiled.
    const RUNS: usize = 15;

    /// How much there is.
    struct Size {
        topics: usize,
        groups: usize,
        /// Of the topics that are added to those of the size before: what three brokers on one machine bear.
        replicas: &'static [i32],
    }

    const SIZES: [Size; 2] =
        [Size { topics: 300, groups: 50, replicas: &[1, 2, 3] }, Size { topics: 1_000, groups: 500, replicas: &[1] }];

    /// What tells the same as a look: each is a call of its own.
    const TOOLS: [(&str, &[&str]); 9] = [
        ("org.apache.kafka.tools.TopicCommand", &["--describe"]),
        ("kafka.admin.ConfigCommand", &["--describe", "--all", "--entity-type", "topics"]),
        ("kafka.admin.ConfigCommand", &["--describe", "--all", "--entity-type", "brokers"]),
        ("org.apache.kafka.tools.LogDirsCommand", &["--describe"]),
        ("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", &["--describe", "--all-groups", "--offsets"]),
        (
            "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
            &["--describe", "--all-groups", "--members", "--verbose"],
        ),
        ("org.apache.kafka.tools.MetadataQuorumCommand", &["describe", "--replication"]),
        ("org.apache.kafka.tools.TransactionsCommand", &["list"]),
        ("org.apache.kafka.tools.reassign.ReassignPartitionsCommand", &["--list"]),
    ];

    pub fn main() {
        let jars = match jars(VERSION) {
            Ok(jars) => jars,
            Err(why) => return println!("ignored: {why}"),
        };
        folder::end_with_interrupt();
        let cluster = Plan::three(VERSION).heap("1G").start();
        // At broker 1, where members look for their coordinator.
        cluster.client(1).create("__consumer_offsets", &[&[1, 2, 3]], &[("cleanup.policy", "compact")]);
        let java = Java::new(jars, cluster.folder());
        let (mut topics, mut groups) = (0, 0);
        let mut requests = Vec::new();
        let mut least = f64::INFINITY;
        for size in SIZES {
            make(&cluster, topics, &size);
            // The members stay in their groups for a while after their connections have ended.
            for group in groups..size.groups {
                let (group, topic) = (format!("group-{group:04}"), name(group));
                let mut member = Member::join(&cluster, &group, &topic, PARTITIONS as i32, "range");
                member.commit(&[0; PARTITIONS]);
            }
            (topics, groups) = (size.topics, size.groups);
            let partitions = topics * PARTITIONS;
            let look = look(&cluster, &size);
            let tools: Vec<Duration> =
                TOOLS.iter().map(|(class, arguments)| tool(&java, &cluster, class, arguments)).collect();
            let all: Duration = tools.iter().sum();
            let factor = all.as_secs_f64() / look.time.as_secs_f64();
            println!(
                "{partitions} partitions, {} groups: a look {:.3} s, {} requests; Kafka's tools {:.1} s, {} calls: {factor:.0} times",
                size.groups,
                look.time.as_secs_f64(),
                look.requests,
                all.as_secs_f64(),
                tools.len()
            );
            least = least.min(factor);
            requests.push((look.requests, (partitions / 1_000 + size.groups / 100) as u64));
        }
        // Four kinds of requests come by pages of at least a thousand partitions or a hundred groups.
        let [(few, _), (many, pages)] = requests[..] else { unreachable!("there are two sizes") };
        assert!(least >= FACTOR, "{least:.0} times is less than {FACTOR}");
        assert!(many <= few + 4 * pages, "{few} requests, then {many}");
    }

    fn name(topic: usize) -> String {
        format!("topic-{topic:04}")
    }

    /// Makes the topics that are still missing.
    fn make(cluster: &Cluster, from: usize, size: &Size) {
        let mut client = cluster.client(1);
        for topic in from..size.topics {
            let replicas: Vec<Vec<i32>> = (0..PARTITIONS as i32)
                .map(|partition| size.replicas.iter().map(|replica| (replica + partition) % 3 + 1).collect())
                .collect();
            let replicas: Vec<&[i32]> = replicas.iter().map(Vec::as_slice).collect();
            client.create(&name(topic), &replicas, &[]);
        }
        cluster.wait_until_in_sync();
    }

    /// What a check-up took.
    struct Look {
        time: Duration,
        requests: u64,
    }

    /// Check-ups with one look each, and what they told.
    fn look(cluster: &Cluster, size: &Size) -> Look {
        let mut times = Vec::new();
        let mut said = String::new();
        for _ in 0..RUNS * 10 {
            cluster.wait_until_in_sync();
            let began = Instant::now();
            let output = doctor(cluster).output().expect("the program runs");
            let time = began.elapsed();
            assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
            said = String::from_utf8(output.stderr).expect("a text");
            let document: Value = serde_json::from_slice(&output.stdout).expect("a document");
            // Leaders still move where the machine is busy: what was not read whole does not count.
            let not_checked = document["not_checked"].as_array().expect("a list");
            if not_checked.iter().all(|one| one["needs"] == "another look") {
                times.push(time);
            }
            if times.len() == RUNS {
                break;
            }
        }
        assert_eq!(times.len(), RUNS, "looks that read everything");
        kept(cluster, size);
        times.sort();
        let counts = said.lines().filter(|line| line.starts_with("asked ")).flat_map(|line| line.split([' ', ',']));
        Look { time: times[RUNS / 2], requests: counts.filter_map(|word| word.parse::<u64>().ok()).sum() }
    }

    /// What such a look reads is all there is.
    fn kept(cluster: &Cluster, size: &Size) {
        let path = cluster.folder().join("snapshot.json");
        let status = doctor(cluster).arg("--save-snapshot").arg(&path).output().expect("the program runs").status;
        assert!(matches!(status.code(), Some(0 | 1)), "{status}");
        let snapshot = Snapshot::load(&[&path]).expect("a snapshot was kept");
        let sample = snapshot.last().expect("there was a look");
        let groups = sample.groups.iter().flatten().filter(|(_, group)| group.committed.is_some());
        let ends = sample.partitions().filter(|(topic, one)| topic.starts_with("topic-") && one.offsets.is_some());
        assert_eq!((groups.count(), ends.count()), (size.groups, size.topics * PARTITIONS));
    }

    fn doctor(cluster: &Cluster) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kafka-doctor"));
        command.args(["check", "--samples", "1", "-v", "-o", "json", "--bootstrap-server", &cluster.bootstrap()]);
        command.stdin(Stdio::null());
        command
    }

    /// One of Kafka's own tools, and how long it took.
    fn tool(java: &Java, cluster: &Cluster, class: &str, arguments: &[&str]) -> Duration {
        let bootstrap = cluster.bootstrap();
        let at = ["--bootstrap-server", bootstrap.as_str()];
        let arguments: Vec<&str> = at.into_iter().chain(arguments.iter().copied()).collect();
        let began = Instant::now();
        // The heap that Kafka's own scripts give.
        let output = java.command(class, "256M", &arguments).output().expect("java runs");
        assert!(output.status.success(), "{class}: {}", String::from_utf8_lossy(&output.stderr));
        began.elapsed()
    }
}
