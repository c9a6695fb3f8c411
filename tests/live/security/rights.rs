//! What each right shows, and what its absence hides.

use std::process::Command;

use crate::lab::jars::V3;
use crate::lab::{Batch, Cluster, Doctor, Member, Suite, tools};

use super::broker::{self, *};
use super::untouched::Log;

pub fn add(suite: Suite, version: &'static str) -> Suite {
    let suite = suite.test("no-rights", no_rights).test("application-without-rights", application);
    suite.test("read-only-rights", move |cluster| read_only(cluster, version))
}

/// Whoever may see nothing at all is not told that all is well, whether or not there is something to see, and leaves
/// no stack traces in the broker's log.
fn no_rights(cluster: &mut Cluster) {
    let log = Log::from_now(cluster);
    let without_topics = by(cluster, "nobody").look();
    cluster.client(1).create("orders", &[&[1]], &[]);
    let with_topics = by(cluster, "nobody").look();
    let troubles = log.troubles(cluster);
    cluster.client(1).delete("orders");
    without_topics.lands_on(&["acl-missing"]);
    with_topics.lands_on(&["acl-missing"]);
    assert_eq!(troubles, Vec::<String>::new());
}

/// The settings of an application name a user whom no ACL allows anything.
fn application(cluster: &mut Cluster) {
    let settings = file(cluster, &["security.protocol=SASL_PLAINTEXT", &broker::login("PLAIN", "nobody", "x")]);
    let properties = format!("consumer={}", settings.display());
    Doctor::at(cluster).with("--properties", properties).look().notes(&["acl-missing"]);
}

fn by(cluster: &Cluster, user: &str) -> Doctor {
    let password = format!("{}-secret", user.trim_start_matches("kafka-"));
    client(cluster, SASL, &["security.protocol=SASL_PLAINTEXT", &broker::login("PLAIN", user, &password)])
}

/// The rights of `show permissions` suffice for everything but what names Read.
fn read_only(cluster: &mut Cluster, version: &str) {
    let mut client = cluster.client(1);
    client.create("orders", &[&[1]], &[]);
    client.create("stock", &[&[1]], &[]);
    client.produce("stock", 0, &Batch::of(10, 10));
    let mut member = Member::join(cluster, "counting", "stock", 1, "range");
    member.commit(&[10]);
    let _open = transaction(cluster);
    let [cluster_wide, topics, groups, transactions, groups_3, read] = permissions();
    let groups = if version == V3 { groups_3 } else { groups };
    grant(cluster, version, &cluster_wide);
    let blind = by(cluster, "kafka-doctor").with("--samples", "1").look();
    for words in [&topics, &groups, &transactions] {
        grant(cluster, version, words);
    }
    let log = Log::from_now(cluster);
    let (all, some) = (by(cluster, "admin").look(), by(cluster, "kafka-doctor").look());
    let troubles = log.troubles(cluster);
    grant(cluster, version, &read);
    let more = by(cluster, "kafka-doctor").look();
    let take_back = |words: &Vec<String>| words.iter().map(|word| word.replace("--add", "--remove")).collect();
    for words in [cluster_wide, topics, groups, transactions, read] {
        let words: Vec<String> = take_back(&words);
        grant(cluster, version, &[words, vec!["--force".into()]].concat());
    }
    member.leave();
    // Without the right on topics nobody can tell whether they are well.
    assert_eq!((blind.check.0, &blind.diagnose.1["outcome"]), (Some(3), &"undecided".into()), "{blind}");
    all.is_healthy();
    some.is_healthy();
    let hidden = ("producers of partitions: orders-0".to_owned(), "ACL: --operation Read --topic '*'".to_owned());
    assert_eq!((all.not_checked(), some.not_checked(), more.not_checked()), (vec![], vec![hidden], vec![]));
    assert_eq!(troubles, Vec::<String>::new());
}

/// One that is open while this lives.
fn transaction(cluster: &Cluster) -> crate::lab::process::Process {
    let bootstrap = format!("bootstrap.servers={}", cluster.bootstrap());
    let rate = ["--topic", "orders", "--num-records", "1000", "--record-size", "10", "--throughput", "1"];
    let open =
        ["--transactional-id", "payments", "--transaction-duration-ms", "600000", "--producer-props", &bootstrap];
    let process = cluster.run("transaction", tools::PERFORMANCE, &[&rate[..], &open].concat());
    cluster.wait_for_line("transaction", "records sent");
    process
}

/// The arguments of the commands that the page shows.
fn permissions() -> [Vec<String>; 6] {
    let page = Command::new(env!("CARGO_BIN_EXE_kafka-doctor"))
        .args(["show", "permissions", "-o", "markdown"])
        .env_remove("KAFKA_DOCTOR_KNOWLEDGE")
        .output()
        .unwrap();
    let page = String::from_utf8(page.stdout).unwrap().replace("\\\n", " ");
    // Prose names the tool, too.
    let commands = page.lines().filter(|line| line.starts_with("kafka-acls.sh --bootstrap-server "));
    let words = |line: &str| line.split_whitespace().skip(1).map(|word| word.trim_matches('\'').to_owned()).collect();
    commands.map(words).collect::<Vec<Vec<String>>>().try_into().expect("six commands")
}

fn grant(cluster: &Cluster, version: &str, words: &[String]) {
    let (bootstrap, settings) = (cluster.bootstrap(), cluster.folder().join("admin.properties"));
    std::fs::write(&settings, "").unwrap();
    let settings = settings.to_str().expect("UTF-8");
    let word = |word: &String| match word.as_str() {
        "B1:9092" => bootstrap.clone(),
        "admin.properties" => settings.into(),
        other => other.to_owned(),
    };
    let words: Vec<String> = words.iter().map(word).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    cluster.tool(tools::acls(version), &words);
}
