//! The contract of `check`, `verify` and `snapshot diff`: verdicts, exit codes, formats, mutes. Cards and observations are the test's own, so
//! that an edit of a built-in one breaks nothing here.

#[path = "../desk/mod.rs"]
mod desk;
mod live;
#[path = "../snapshots/mod.rs"]
mod snapshots;
mod usage;
mod verdicts;
mod verify;

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
fn hosts_stay_out_of_what_is_handed_over() {
    let desk = desk();
    for format in ["markdown", "json", "junit"] {
        let run = desk.run(&["check", "--log", "jam.log", "--redact-hosts", "-o", format, "--save-case", "case.json"]);
        let case = std::fs::read_to_string(desk.path("case.json")).unwrap();
        assert!(!run.out().contains("p1.example.com") && !case.contains("p1.example.com"), "{}{case}", run.out());
        assert!(run.out().contains("host-1"), "{}", run.out());
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
  isr: 1,2,3 -> 1,2
  offline: none -> 3
* partition orders-2
  leader: 3 -> 1
  isr: 1,2,3 -> 1,2
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
