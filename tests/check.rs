//! The contract of `check`, `verify` and `snapshot diff`: verdicts, exit codes, formats, mutes. Cards and observations are the test's own, so
//! that an edit of a built-in one breaks nothing here.

mod desk;
mod snapshots;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use desk::{Desk, HEALTHY, JAM, LINE, Run};
use kafka_doctor::evidence::cluster::snapshot::Snapshot;
use serde_json::Value;

const JAM_CARD: &str = r#"
title: Paper jam
symptom: The printer stops.
impact: Nothing is printed.
severity: high
causes:
  - id: wet-paper
    title: The paper is wet
    prior: common
    why: Wet sheets stick together.
    evidence: { jam-logged: almost-always }
    fixes: [ { do: Take dry paper., risk: none } ]
    verify: jam-logged
sources: [ "https://example.com" ]
"#;

/// A card for what one probe measures.
const PROBED_CARD: &str = r#"
title: NAME, probed
symptom: It is seen.
impact: It hurts.
severity: critical
causes:
  - id: it
    title: It is there
    prior: very-common
    why: It is.
    evidence: { NAME-probed: almost-always }
    fixes: [ { do: Mend it., risk: none } ]
    verify: NAME-probed
sources: [ "https://example.com" ]
"#;

const PROBED: &str = r#"
fact: The probe NAME has found something.
background: never
effort: glance
ask: Has it?
how: Look.
answers_from: [ { probe: { name: NAME, otherwise: "no" } } ]
sources: [ "https://example.com" ]
"#;

const PROBES: [&str; 3] = ["leaderless-partitions", "under-replicated", "growing-lag"];

fn desk() -> Desk {
    let desk = Desk::with(&[
        ("k/cards/cluster/paper-jam.yaml", JAM_CARD),
        ("k/observations/cluster/jam-logged.yaml", JAM),
        ("jam.log", LINE),
        ("healthy.log", HEALTHY),
    ]);
    for probe in PROBES {
        desk.write(&format!("k/cards/cluster/{probe}-seen.yaml"), &PROBED_CARD.replace("NAME", probe));
        desk.write(&format!("k/observations/cluster/{probe}-probed.yaml"), &PROBED.replace("NAME", probe));
    }
    desk
}

fn keep(desk: &Desk, name: &str, snapshot: &Snapshot) {
    desk.write(name, &snapshot.to_json());
}

/// Everything that can be seen of a run.
fn whole(run: &Run) -> (i32, String, String) {
    (run.code(), run.out(), run.err())
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The severity and state of an observation among the findings.
fn finding<'a>(document: &'a Value, observation: &str) -> Option<(&'a str, &'a str)> {
    let found = document["findings"].as_array().unwrap().iter().find(|one| one["observation"] == observation)?;
    Some((found["severity"].as_str().unwrap(), found["state"].as_str().unwrap()))
}

#[test]
fn a_log_alone_is_checked_too() {
    let desk = desk();
    let run = desk.run(&["check", "--log", "jam.log"]);
    assert_eq!(
        whole(&run),
        (
            1,
            "1 fault [high]

1. Paper jam: the paper is wet [high]
- The printer says that paper is jammed.
  jam.log:1, 2026-01-01 03:04:05,678
  [2026-01-01 03:04:05,678] ERROR [ReplicaManager broker=1] Paper jammed in tray-3 of p1.example.com
  quire (kafka.server.ReplicaManager)
What to do, and whether it helped:
  kafka-doctor show paper-jam
  kafka-doctor verify paper-jam --log jam.log
"
            .into(),
            String::new()
        )
    );
    let healthy = desk.run(&["check", "--log", "healthy.log"]);
    assert_eq!(
        whole(&healthy),
        (
            0,
            "Nothing found

What was read
- healthy.log (log of broker): 1 line, 2026-01-01 03:04:05,678
"
            .into(),
            String::new()
        )
    );
}

#[test]
fn wrong_usage_and_what_cannot_be_read() {
    let desk = desk();
    desk.write("broken.json", "{");
    desk.write("later.json", r#"{ "version": 9 }"#);
    desk.write("list.yaml", "a: b");
    desk.write("unknown.yaml", "[ { observation: jam-loged } ]");
    desk.write("when.yaml", "[ { observation: jam-logged, until: tomorrow } ]");
    desk.write("kerberos.properties", "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=GSSAPI\n");
    let nothing = "error: there is nothing to check\n  Give --bootstrap-server HOST:PORT, --snapshot FILE, --log FILE, --properties FILE or --text TEXT.\n";
    for (args, code, message) in [
        (&["check"][..], 2, nothing),
        (&["verify", "paper-jam"], 2, "error: there is nothing to look at\n"),
        (
            &["verify", "paper-jamm", "--log", "jam.log"],
            2,
            "error: there is no card paper-jamm\n  Did you mean paper-jam?\n",
        ),
        (&["check", "--log", "jam.log", "--fail-on", "dire"], 2, "error: invalid value 'dire'"),
        (
            &["check", "--log", "jam.log", "-o", "dot"],
            2,
            "error: check cannot print dot; it prints text, json, markdown, junit\n",
        ),
        (
            &["verify", "paper-jam", "--log", "jam.log", "-o", "junit"],
            2,
            "error: verify cannot print junit; it prints text, json\n",
        ),
        (&["check", "--watch", "--log", "jam.log"], 2, "error: --watch needs a live cluster\n"),
        (
            &["check", "--watch", "--bootstrap-server", "b:1", "-o", "json"],
            2,
            "error: check --watch prints text only\n",
        ),
        (&["check", "--watch", "soon", "--bootstrap-server", "b:1"], 2, "error: invalid value 'soon'"),
        (
            &["check", "--log", "jam.log", "--samples", "3"],
            2,
            "error: --samples needs a live cluster\n  Give --bootstrap-server HOST:PORT.\n",
        ),
        (&["check", "--log", "jam.log", "--save-snapshot", "x"], 2, "error: --save-snapshot needs a live cluster\n"),
        (
            &["check", "--log", "jam.log", "--group", "g"],
            2,
            "error: --group needs a cluster\n  Give --bootstrap-server HOST:PORT, or --snapshot FILE.\n",
        ),
        (
            &["check", "--bootstrap-server", "b1"],
            2,
            "error: --bootstrap-server: \"b1\" is not HOST:PORT\n  Kafka has no default port; often it is b1:9092.\n",
        ),
        (&["check", "--command-property", "client.id=x"], 2, "error: no cluster was named\n"),
        (&["check", "--log", "nope.log"], 3, "error: there is no file nope.log\n"),
        (&["check", "--snapshot", "nope.json"], 3, "error: the snapshot nope.json cannot be read"),
        (&["check", "--snapshot", "broken.json"], 3, "error: broken.json is not a snapshot"),
        (&["snapshot", "diff", "later.json", "later.json"], 3, "error: later.json is a snapshot of version 9"),
        (
            &["check", "--bootstrap-server", "b:1", "--command-config", "kerberos.properties"],
            3,
            "error: sasl.mechanism",
        ),
        (&["check", "--log", "jam.log", "--mutes", "nope.yaml"], 3, "error: the mutes nope.yaml cannot be read"),
        (&["check", "--log", "jam.log", "--mutes", "list.yaml"], 3, "error: list.yaml is not a list of mutes"),
        (
            &["check", "--log", "jam.log", "--mutes", "unknown.yaml"],
            2,
            "error: unknown.yaml: there is no observation \"jam-loged\"\n  Did you mean jam-logged?\n",
        ),
        (
            &["check", "--log", "jam.log", "--mutes", "when.yaml"],
            2,
            "error: when.yaml: until: \"tomorrow\" is no time\n",
        ),
    ] {
        let run = desk.run(args);
        assert!(run.err().starts_with(message), "{args:?}: {}", run.err());
        assert_eq!((run.code(), run.out().as_str()), (code, ""), "{args:?}");
    }
}

#[test]
fn the_threshold_decides_alike_in_every_format() {
    let desk = desk();
    for (threshold, code) in [("low", 1), ("high", 1), ("critical", 0)] {
        for format in ["text", "json", "markdown", "junit"] {
            let run = desk.run(&["check", "--log", "jam.log", "--fail-on", threshold, "-o", format]);
            assert_eq!((run.code(), run.err().as_str()), (code, ""), "{threshold} {format}");
        }
    }
}

#[test]
fn the_document_has_the_keys_that_scripts_rely_on() {
    let desk = desk();
    let document = desk.run(&["check", "--log", "jam.log", "-o", "json"]).json();
    assert_eq!(keys(&document), ["version", "cluster", "findings", "mutes", "not_checked"]);
    assert_eq!((&document["version"], &document["cluster"]), (&1.into(), &Value::Null));
    let found = &document["findings"][0];
    let documented =
        ["observation", "claim", "severity", "state", "card", "cause", "subjects", "sources", "because_of", "verify"];
    assert_eq!(keys(found), documented);
    assert_eq!(keys(&found["verify"]), ["observation", "expect", "how", "command"]);
    assert_eq!(found["verify"]["command"], "kafka-doctor verify paper-jam --log jam.log");
    keep(&desk, "now.json", &snapshots::broker_gone());
    let document = desk.run(&["check", "--snapshot", "now.json", "-o", "json"]).json();
    assert_eq!(keys(&document["cluster"]), ["id", "brokers", "kafka_version", "controller"]);
    let cluster = serde_json::json!({ "id": "abc", "brokers": 2, "kafka_version": "4.3", "controller": 100 });
    assert_eq!(document["cluster"], cluster);
    for one in document["findings"].as_array().unwrap() {
        assert_eq!(keys(one), documented);
    }
}

#[test]
fn what_the_looks_show_is_found() {
    let desk = desk();
    let check = |snapshot: &Snapshot| {
        keep(&desk, "s.json", snapshot);
        let run = desk.run(&["check", "--snapshot", "s.json", "-o", "json"]);
        (run.code(), run.json())
    };
    let (code, healthy) = check(&snapshots::healthy());
    assert_eq!((code, &healthy["findings"]), (0, &Value::Array(Vec::new())));
    let (code, gone) = check(&snapshots::broker_gone());
    assert_eq!(code, 1, "{gone:#}");
    assert_eq!(finding(&gone, "leaderless-partitions-probed").unwrap().1, "now", "{gone:#}");
    let (code, lag) = check(&snapshots::lag());
    assert_eq!(code, 1, "{lag:#}");
    assert_eq!(finding(&lag, "growing-lag-probed"), Some(("high", "now")), "{lag:#}");
    let (code, healing) = check(&snapshots::healing());
    assert_eq!(code, 0, "{healing:#}");
    assert_eq!(finding(&healing, "under-replicated-probed").unwrap().1, "healing", "{healing:#}");
    let (code, not_allowed) = check(&snapshots::not_allowed());
    assert_eq!((code, &not_allowed["findings"]), (0, &Value::Array(Vec::new())), "{not_allowed:#}");
    assert!(not_allowed["not_checked"].to_string().contains("--operation Describe --cluster"), "{not_allowed:#}");
    // Wherever it stands, what is not known is a key of its own.
    for document in [healthy, gone, lag, healing, not_allowed] {
        assert!(document["not_checked"].as_array().unwrap().iter().all(|one| keys(one) == ["what", "why", "needs"]));
    }
}

/// By the built-in cards: the way to it was right.
#[test]
fn a_broker_that_dies_while_it_is_looked_is_down() {
    let desk = desk();
    keep(&desk, "s.json", &snapshots::broker_dies());
    let document = desk.run(&["check", "--snapshot", "s.json", "-o", "json"]).json();
    let found: Vec<_> =
        document["findings"].as_array().unwrap().iter().map(|one| (&one["card"], &one["observation"])).collect();
    assert_eq!(found[0].0, "broker-down", "{found:?}");
    assert!(found.iter().all(|(card, _)| *card == "broker-down"), "{found:?}");
}

#[test]
fn a_healing_cluster_is_left_alone() {
    let desk = desk();
    keep(&desk, "s.json", &snapshots::healing());
    let run = desk.run(&["check", "--snapshot", "s.json"]);
    assert!(run.out().starts_with("Nothing that needs a hand\n"), "{}", run.out());
    assert!(run.out().contains("\nLeave it alone, it is healing\n"), "{}", run.out());
    assert_eq!(run.code(), 0);
}

#[test]
fn mutes_are_counted_and_those_that_do_nothing_are_told() {
    let desk = desk();
    desk.write(
        "known.yaml",
        "- { observation: jam-logged, subjects: [ \"tray-*\" ], until: 2999-12-31, why: on order }\n",
    );
    let run = desk.run(&["check", "--log", "jam.log", "--mutes", "known.yaml"]);
    assert_eq!(
        whole(&run),
        (
            0,
            "Nothing found

1 finding is muted
They are shown with -v.

What was read
- jam.log (log of broker): 1 line, 2026-01-01 03:04:05,678
"
            .into(),
            String::new()
        )
    );
    desk.write("useless.yaml", "- { observation: jam-logged, until: 2026-01-01, why: on order }\n- { observation: jam-logged, subjects: [ other ] }\n");
    let run = desk.run(&["check", "--log", "jam.log", "--mutes", "useless.yaml", "--fail-on", "critical"]);
    assert_eq!(
        whole(&run),
        (
            0,
            "1 fault, none at or above critical [high]

1. Paper jam: the paper is wet [high]
- The printer says that paper is jammed.
  jam.log:1, 2026-01-01 03:04:05,678
  [2026-01-01 03:04:05,678] ERROR [ReplicaManager broker=1] Paper jammed in tray-3 of p1.example.com
  quire (kafka.server.ReplicaManager)
What to do, and whether it helped:
  kafka-doctor show paper-jam
  kafka-doctor verify paper-jam --log jam.log

Mutes that do nothing
- jam-logged (on order): it has expired, until 2026-01-01
- jam-logged of other: nothing of it was found
"
            .into(),
            String::new()
        )
    );
}

#[test]
fn verify_holds_or_does_not_or_cannot_tell() {
    let desk = desk();
    let verify = |card: &str, evidence: &[&str]| desk.run(&[&["verify", card], evidence].concat());
    keep(&desk, "healthy.json", &snapshots::healthy());
    keep(&desk, "gone.json", &snapshots::broker_gone());
    let card = "leaderless-partitions-seen";
    let gone = verify(card, &["--snapshot", "healthy.json"]);
    assert_eq!(
        whole(&gone),
        (
            0,
            "leaderless-partitions, probed: the trouble is gone
- Not so: the probe leaderless-partitions has found something.
"
            .into(),
            String::new()
        )
    );
    let there = verify(card, &["--snapshot", "gone.json"]);
    assert_eq!(
        whole(&there),
        (
            1,
            "leaderless-partitions, probed: it is still there
- Still so: The probe leaderless-partitions has found something.
  single-0: no leader in 2 looks, 5 s apart; of its replicas (3) none lives
"
            .into(),
            String::new()
        )
    );
    let untold = verify(card, &["--log", "healthy.log"]);
    assert_eq!(
        whole(&untold),
        (
            3,
            "leaderless-partitions, probed: it cannot be told

Not told by what was given; how to look: kafka-doctor show leaderless-partitions-seen
- The probe leaderless-partitions has found something.
"
            .into(),
            String::new()
        )
    );
    for (evidence, holds) in [("healthy.json", Value::Bool(true)), ("gone.json", Value::Bool(false))] {
        let document = verify(card, &["--snapshot", evidence, "-o", "json"]).json();
        assert_eq!(keys(&document), ["version", "card", "holds", "readings", "not_checked"]);
        assert_eq!((&document["holds"], &document["card"]), (&holds, &card.into()));
        assert_eq!(document["readings"].as_array().unwrap().len(), 1);
    }
    assert_eq!(verify(card, &["--log", "healthy.log", "-o", "json"]).json()["holds"], Value::Null);
}

#[test]
fn what_changed_between_two_snapshots() {
    let desk = desk();
    keep(&desk, "a.json", &snapshots::healthy());
    keep(&desk, "b.json", &snapshots::broker_gone());
    let run = desk.run(&["snapshot", "diff", "a.json", "b.json"]);
    assert_eq!(
        whole(&run),
        (
            0,
            "11 changes
From 2026-01-01T00:00:05Z to 2026-01-01T00:00:05Z.

* broker 3
  listed: true -> false
  fenced: false -> true
  contact: answered -> not tried
* partition orders-0
  isr: 1,2,3 -> 1,2
  offline: none -> 3
* partition orders-1
  isr: 2,3,1 -> 2,1
  offline: none -> 3
* partition orders-2
  leader: 3 -> 1
  isr: 3,1,2 -> 1,2
  offline: none -> 3
+ topic single is new
"
            .into(),
            String::new()
        )
    );
    let document = desk.run(&["snapshot", "diff", "a.json", "b.json", "-o", "json"]).json();
    assert_eq!(keys(&document), ["version", "changes"]);
    assert_eq!(
        whole(&desk.run(&["snapshot", "diff", "a.json", "a.json"])),
        (0, "Nothing changed\nFrom 2026-01-01T00:00:05Z to 2026-01-01T00:00:05Z.\n".into(), String::new())
    );
}

/// A port that nothing listens on.
fn closed() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[test]
fn a_cluster_that_cannot_be_reached_is_evidence() {
    let desk = desk();
    let closed = closed();
    let args = ["check", "--bootstrap-server", &closed, "--save-snapshot", "s.json", "-o", "json"];
    let run = desk.run(&args);
    let document = run.json();
    assert_eq!(document["cluster"], Value::Null);
    assert!(!document["not_checked"].as_array().unwrap().is_empty(), "{document:#}");
    assert!([1, 3].contains(&run.code()), "{document:#}");
    // What was read is kept, and says the same.
    let again = desk.run(&["check", "--snapshot", "s.json", "-o", "json"]);
    assert_eq!(again.code(), run.code());
    assert_eq!(again.json()["not_checked"], document["not_checked"]);
    let verify = |run: &Run| run.json()["findings"][0]["verify"]["command"].as_str().unwrap().to_string();
    assert!(verify(&again).ends_with(&format!(" --bootstrap-server {closed}")), "{}", verify(&again));
    let before = desk.run(&["check", "--bootstrap-server", &closed, "--snapshot", "s.json", "-o", "json"]);
    let ending = format!(" --bootstrap-server {closed} --snapshot s.json");
    assert!(verify(&before).ends_with(&ending), "{}", verify(&before));
    // Beside a log it is still evidence, and the log counts.
    let beside = desk.run(&["check", "--bootstrap-server", &closed, "--log", "jam.log", "-o", "json"]);
    assert_eq!(beside.code(), 1);
    assert!(finding(&beside.json(), "jam-logged").is_some());
    let diagnosis = desk.run(&["diagnose", "--bootstrap-server", &closed, "--no-input", "-o", "json"]).json();
    assert!(!diagnosis["not_checked"].as_array().unwrap().is_empty(), "{diagnosis:#}");
}

#[test]
fn nobody_is_well_who_was_not_reached() {
    let desk = desk();
    let closed = closed();
    let verify = |card: &str| desk.run(&["verify", card, "--bootstrap-server", &closed, "-o", "json"]);
    for card in ["leaderless-partitions-seen", "under-replicated-seen", "growing-lag-seen"] {
        let run = verify(card);
        assert_eq!((run.code(), &run.json()["holds"]), (3, &Value::Null), "{card}");
    }
    // What a log says of another thing is no proof of this.
    let beside = desk.run(&["verify", "paper-jam", "--bootstrap-server", &closed, "--log", "healthy.log"]);
    assert_eq!(beside.code(), 3, "{}", beside.out());
    let junit = desk.run(&["check", "--bootstrap-server", &closed, "-o", "junit"]).out();
    assert!(!junit.contains("-probed\"/>"), "{junit}");
}

#[test]
fn verify_sees_what_a_check_up_finds_under_the_card() {
    let desk = desk();
    desk.write(
        "k/cards/cluster/paper-jam.yaml",
        &JAM_CARD.replace("verify: jam-logged", "verify: leaderless-partitions-probed"),
    );
    keep(&desk, "healthy.json", &snapshots::healthy());
    let with = |log: &str| desk.run(&["verify", "paper-jam", "--snapshot", "healthy.json", "--log", log]);
    assert_eq!(with("healthy.log").code(), 0);
    assert_eq!(
        whole(&with("jam.log")),
        (
            1,
            "Paper jam: it is still there
- Not so: the probe leaderless-partitions has found something.
- Still so: The printer says that paper is jammed.
  jam.log:1, 2026-01-01 03:04:05,678
  [2026-01-01 03:04:05,678] ERROR [ReplicaManager broker=1] Paper jammed in tray-3 of p1.example.com
  quire (kafka.server.ReplicaManager)
"
            .into(),
            String::new()
        )
    );
}

#[test]
fn what_is_named_and_not_there_is_told() {
    let desk = desk();
    keep(&desk, "healthy.json", &snapshots::healthy());
    let named = ["--snapshot", "healthy.json", "--group", "biling", "--topic", "nosuch"];
    let run = desk.run(&[&["check"], named.as_slice()].concat());
    assert_eq!(
        (run.code(), run.out().split("\n\nWhat was read").next().unwrap()),
        (
            3,
            "Nothing found, but not all that was named is there
Cluster abc: 3 brokers, Kafka 4.3, active controller 100.

Could not be looked at
- the topic nosuch: there is no topic of this name. It takes the name of a topic that is there.
- the group biling: there is no group of this name. It takes the name of a group that is there, such
  as billing."
        ),
        "{}",
        run.out()
    );
    assert_eq!(desk.run(&[&["verify", "growing-lag-seen"], named.as_slice()].concat()).code(), 3);
    assert_eq!(desk.run(&[&["diagnose", "--no-input"], named.as_slice()].concat()).code(), 3);
    let there = ["check", "--snapshot", "healthy.json", "--group", "billing", "--topic", "orders"];
    assert_eq!(desk.run(&there).code(), 0);
}

#[test]
fn no_secret_is_kept_or_shown() {
    let desk = desk();
    let jaas = "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"hunter2hunter2\";";
    let closed = closed();
    let run = desk.run(&[
        "check",
        "--bootstrap-server",
        &closed,
        "--command-property",
        "security.protocol=SASL_PLAINTEXT",
        "--command-property",
        "sasl.mechanism=PLAIN",
        "--command-property",
        jaas,
        "--log",
        "jam.log",
        "--save-snapshot",
        "s.json",
        "--save-case",
        "c.json",
        "-v",
    ]);
    let kept = ["s.json", "c.json"].map(|name| std::fs::read_to_string(desk.path(name)).unwrap()).concat();
    assert!(!format!("{kept}{}{}", run.out(), run.err()).contains("hunter2"), "{}", run.out());
    #[cfg(unix)]
    {
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(desk.path("s.json")).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    // SAFETY: the process is this test's child and not yet waited for.
    assert_eq!(unsafe { libc::kill(child.id() as i32, libc::SIGINT) }, 0);
}

#[cfg(unix)]
#[test]
fn a_check_that_is_interrupted_has_no_verdict() {
    let desk = desk();
    // It takes the connection and never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let mut command = desk.command(&["check", "--bootstrap-server", &address]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let connection = silent.accept().unwrap();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stdout, output.stderr), (Some(130), Vec::new(), Vec::new()));
    drop(connection);
}

#[cfg(unix)]
#[test]
fn a_watch_ends_with_its_last_verdict() {
    let desk = desk();
    let closed = closed();
    let once = desk.run(&["check", "--bootstrap-server", &closed]);
    let args = ["check", "--watch", "300ms", "--bootstrap-server", &closed];
    let mut child = desk.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), once.out().lines().next().unwrap());
    std::thread::sleep(std::time::Duration::from_secs(1));
    interrupt(&child);
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    // Nothing changed, so nothing but the first verdict was told.
    assert_eq!(rest.len(), once.out().lines().count() - 1, "{rest:?}");
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (once.0.status.code(), Vec::new()));
}
