//! Stories of check-ups, and the whole of what is told of them.

use super::*;
use crate::case::{Answer, Channel, Input, NotChecked, Reading, State};
use crate::engine::Model;
use crate::knowledge::{self, File};
use crate::report::page::{markdown, text};

const BROKER_DOWN: &str = r#"
title: Broker down
symptom: A broker is gone.
impact: Its partitions have fewer copies.
severity: critical
causes:
  - id: stopped
    title: The broker's process has ended
    prior: common
    why: It was stopped or died.
    evidence: { broker-absent: almost-always, no-leader: sometimes, under-replicated: usually }
    fixes: [ { do: Start it., risk: none } ]
    verify: broker-absent
sources: [ x ]
"#;

const LAG: &str = r#"
title: Lag grows
symptom: The group falls behind.
impact: Records come late.
severity: high
causes:
  - id: slow
    title: The consumers are too slow
    prior: common
    why: They do less than the producers.
    evidence: { lag-grows: almost-always }
    fixes: [ { do: Add some., risk: none } ]
    verify: lag-grows
  - id: asleep
    title: The consumers sleep
    prior: common
    why: They are tired.
    evidence: { lag-grows: almost-always }
    fixes: [ { do: Wake them., risk: none } ]
    verify: lag-grows
sources: [ x ]
"#;

fn knowledge() -> Knowledge {
    let card = |id: &str, text: &str| File { path: format!("cards/cluster/{id}.yaml"), text: text.into() };
    let observation = |id: &str, fact: &str| File {
        path: format!("observations/cluster/{id}.yaml"),
        text: format!("fact: {fact}\nbackground: almost-never\neffort: glance\nask: a?\nhow: look at {{topic}}\n"),
    };
    let files = [
        card("broker-down", BROKER_DOWN),
        card("lag", LAG),
        observation("broker-absent", "A broker is absent."),
        observation("no-leader", "A partition has no leader."),
        observation("under-replicated", "A partition has fewer copies in sync than it should."),
        observation("lag-grows", "A group falls behind more and more."),
    ];
    let loaded = knowledge::parse(&files);
    assert_eq!(loaded.problems, []);
    loaded.knowledge
}

fn measured(observation: &str, severity: Severity, subjects: &[&str], proof: &str) -> Reading {
    let source = Source {
        subjects: subjects.iter().map(ToString::to_string).collect(),
        count: subjects.len() as u64,
        excerpt: Some(proof.into()),
        severity: Some(severity),
        ..Source::new(Channel::Probe)
    };
    Reading { observation: observation.into(), answer: Answer::Value("yes".into()), source }
}

fn healing(mut reading: Reading) -> Reading {
    reading.source.state = State::Healing;
    reading
}

fn case(readings: Vec<Reading>) -> Case {
    let cluster = Input {
        kind: "cluster".into(),
        name: "b1:9092".into(),
        lines: 2,
        first: Some("2026-01-01T00:00:00Z".into()),
        last: Some("2026-01-01T00:00:05Z".into()),
        understood: true,
        ..Input::default()
    };
    Case { readings, inputs: vec![cluster], ..Case::new() }
}

/// A broker is gone, with all that follows from it.
fn gone() -> Case {
    use Severity::{Critical, High, Medium};
    let mut case = case(vec![
        measured("no-leader", Critical, &["orders-3"], "orders-3: no leader, its replicas are on 2"),
        measured(
            "under-replicated",
            Medium,
            &["orders-0", "orders-1"],
            "orders-0: in sync 1 of 1 and 2; orders-1: in sync 1 of 1 and 2",
        ),
        measured("broker-absent", High, &["broker 2"], "broker 2: replicas name it, no list does"),
    ]);
    case.not_checked.push(NotChecked {
        what: "settings of topics".into(),
        why: "refused (error 29)".into(),
        needs: "ACL: --operation DescribeConfigs --topic '*'".into(),
    });
    case
}

struct Told {
    knowledge: Knowledge,
    case: Case,
    muted: Muted,
    verbose: bool,
}

impl Told {
    fn of(case: Case) -> Self {
        Self { knowledge: knowledge(), case, muted: Muted::default(), verbose: false }
    }

    fn muting(mut self, mutes: &[Mute]) -> Self {
        self.muted = mute(&mut self.case, mutes, 1_000);
        self
    }

    fn checkup<R>(&self, tell: impl Fn(&Checkup) -> R) -> R {
        let findings = Model::new(&self.knowledge).findings(&self.knowledge, &self.case);
        let cluster =
            Cluster { id: Some("abc".into()), brokers: 2, kafka_version: Some("4.3".into()), controller: Some(1) };
        tell(&Checkup {
            knowledge: &self.knowledge,
            case: &self.case,
            findings: &findings,
            muted: &self.muted,
            cluster: Some(&cluster),
            shut_out: false,
            in_vain: false,
            fail_on: Severity::High,
            options: "--bootstrap-server b1:9092",
            verbose: self.verbose,
        })
    }

    fn page(&self) -> String {
        self.checkup(|checkup| text(&checkup.page(), 100))
    }
}

#[test]
fn one_cause_is_told_once_with_all_that_it_explains() {
    let told = Told::of(gone());
    assert_eq!(told.checkup(|one| one.passes()), Some(false));
    assert_eq!(
        told.page(),
        "3 findings, 2 at or above high [critical]
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

1. Broker down: the broker's process has ended [critical]
- A broker is absent. [high]
  broker 2: replicas name it, no list does
- A partition has no leader. [critical, because of the first]
  orders-3: no leader, its replicas are on 2
- A partition has fewer copies in sync than it should. [medium, because of the first]
  orders-0: in sync 1 of 1 and 2; orders-1: in sync 1 of 1 and 2
What to do, and whether it helped:
  kafka-doctor show broker-down
  kafka-doctor verify broker-down --bootstrap-server b1:9092

Could not be looked at
- settings of topics: refused (error 29). It takes ACL: --operation DescribeConfigs --topic '*'.
The rights for all of it, ready to paste: kafka-doctor show permissions
"
    );
}

#[test]
fn a_healthy_cluster_says_what_was_read() {
    let no = Reading { answer: Answer::Value("no".into()), ..measured("no-leader", Severity::Low, &[], "") };
    let told = Told::of(case(vec![no]));
    assert_eq!(told.checkup(|one| one.passes()), Some(true));
    assert_eq!(
        told.page(),
        "Nothing found
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

What was read
- b1:9092 (cluster): 2 looks, 2026-01-01T00:00:00Z to 2026-01-01T00:00:05Z
"
    );
}

#[test]
fn what_nobody_could_see_is_no_pass() {
    let told = Told::of(Case { not_checked: gone().not_checked, ..case(Vec::new()) });
    assert_eq!(told.checkup(|one| one.passes()), Some(true));
    assert_eq!(told.page().lines().next(), Some("Nothing found in what could be looked at"));
}

#[test]
fn what_heals_is_left_alone() {
    let proof = "orders-0: in sync 1 of 1 and 2, 40 MB left at 2 MB/s";
    let told = Told::of(case(vec![healing(measured("under-replicated", Severity::High, &["orders-0"], proof))]));
    assert_eq!(told.checkup(|one| one.passes()), Some(true));
    assert_eq!(
        told.page(),
        "Nothing that needs a hand
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

Leave it alone, it is healing
- A partition has fewer copies in sync than it should. [high, healing]
  orders-0: in sync 1 of 1 and 2, 40 MB left at 2 MB/s
  kafka-doctor show broker-down
"
    );
}

#[test]
fn nobody_who_answered_is_not_nothing_found() {
    let mut blind = case(Vec::new());
    blind.inputs[0].understood = false;
    let told = Told::of(blind);
    assert_eq!(told.checkup(|one| one.passes()), None);
    assert_eq!(
        told.page(),
        "Nothing could be judged
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

What was read
- b1:9092 (cluster): 2 looks, 2026-01-01T00:00:00Z to 2026-01-01T00:00:05Z
"
    );
}

#[test]
fn a_cluster_that_lets_nobody_in_never_passes() {
    let mut shut = case(vec![measured("under-replicated", Severity::Low, &["b1:9092"], "it speaks HTTP")]);
    shut.inputs[0].understood = false;
    let told = Told::of(shut);
    assert_eq!(told.checkup(|one| one.passes()), Some(false));
    assert_eq!(told.page().lines().next(), Some("1 finding [low]"));
    assert!(told.checkup(|one| one.junit().contains("failures=\"1\"")));
}

#[test]
fn mutes_take_subjects_and_what_is_left_of_them_is_told() {
    let mute = |observation: &str, subject: &str, until: Option<(&str, i64)>| Mute {
        observation: observation.into(),
        subjects: vec![subject.into()],
        until: until.map(|(text, ms)| (text.into(), ms)),
        why: "known".into(),
    };
    let mutes = [
        mute("no-leader", "orders-*", Some(("2026-12-31", 2_000))),
        mute("under-replicated", "*-1", None),
        mute("broker-absent", "*", Some(("1970-01-01", 900))),
        mute("lag-grows", "*", None),
    ];
    let told = Told { verbose: true, ..Told::of(gone()).muting(&mutes) };
    assert_eq!(
        told.page(),
        "2 findings, 1 at or above high [high]
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

1. Broker down: the broker's process has ended [high]
- A broker is absent. [high]
  broker 2: replicas name it, no list does
- A partition has fewer copies in sync than it should. [medium, because of the first]
  orders-0: in sync 1 of 1 and 2
What to do, and whether it helped:
  kafka-doctor show broker-down
  kafka-doctor verify broker-down --bootstrap-server b1:9092

2 findings are muted
- no-leader of orders-* (known), until 2026-12-31
  orders-3
- under-replicated of *-1 (known)
  orders-1

Mutes that do nothing
- broker-absent of * (known): it has expired, until 1970-01-01
- lag-grows of * (known): nothing of it was found

Could not be looked at
- settings of topics: refused (error 29). It takes ACL: --operation DescribeConfigs --topic '*'.
The rights for all of it, ready to paste: kafka-doctor show permissions

What was read
- b1:9092 (cluster): 2 looks, 2026-01-01T00:00:00Z to 2026-01-01T00:00:05Z
"
    );
    let quiet = Told::of(gone()).muting(&mutes[..1]);
    assert_eq!(
        quiet.page(),
        "2 findings, 1 at or above high [high]
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

1. Broker down: the broker's process has ended [high]
- A broker is absent. [high]
  broker 2: replicas name it, no list does
- A partition has fewer copies in sync than it should. [medium, because of the first]
  orders-0: in sync 1 of 1 and 2; orders-1: in sync 1 of 1 and 2
What to do, and whether it helped:
  kafka-doctor show broker-down
  kafka-doctor verify broker-down --bootstrap-server b1:9092

1 finding is muted
They are shown with -v.

Could not be looked at
- settings of topics: refused (error 29). It takes ACL: --operation DescribeConfigs --topic '*'.
The rights for all of it, ready to paste: kafka-doctor show permissions
"
    );
}

#[test]
fn the_document_is_whole() {
    let told = Told::of(gone());
    assert_eq!(
        serde_json::to_string_pretty(&told.checkup(|one| one.json())).unwrap(),
        r#"{
  "version": 1,
  "cluster": {
    "id": "abc",
    "brokers": 2,
    "kafka_version": "4.3",
    "controller": 1
  },
  "findings": [
    {
      "observation": "broker-absent",
      "claim": "A broker is absent.",
      "severity": "high",
      "state": "now",
      "card": "broker-down",
      "cause": "stopped",
      "subjects": [
        "broker 2"
      ],
      "sources": [
        {
          "kind": "probe",
          "file": null,
          "line": null,
          "count": 1,
          "first": null,
          "last": null,
          "excerpt": "broker 2: replicas name it, no list does",
          "subjects": [
            "broker 2"
          ]
        }
      ],
      "because_of": null,
      "verify": {
        "observation": "broker-absent",
        "expect": "no",
        "how": "look at <topic>",
        "command": "kafka-doctor verify broker-down --bootstrap-server b1:9092"
      }
    },
    {
      "observation": "no-leader",
      "claim": "A partition has no leader.",
      "severity": "critical",
      "state": "now",
      "card": "broker-down",
      "cause": "stopped",
      "subjects": [
        "orders-3"
      ],
      "sources": [
        {
          "kind": "probe",
          "file": null,
          "line": null,
          "count": 1,
          "first": null,
          "last": null,
          "excerpt": "orders-3: no leader, its replicas are on 2",
          "subjects": [
            "orders-3"
          ]
        }
      ],
      "because_of": 0,
      "verify": {
        "observation": "broker-absent",
        "expect": "no",
        "how": "look at <topic>",
        "command": "kafka-doctor verify broker-down --bootstrap-server b1:9092"
      }
    },
    {
      "observation": "under-replicated",
      "claim": "A partition has fewer copies in sync than it should.",
      "severity": "medium",
      "state": "now",
      "card": "broker-down",
      "cause": "stopped",
      "subjects": [
        "orders-0",
        "orders-1"
      ],
      "sources": [
        {
          "kind": "probe",
          "file": null,
          "line": null,
          "count": 2,
          "first": null,
          "last": null,
          "excerpt": "orders-0: in sync 1 of 1 and 2; orders-1: in sync 1 of 1 and 2",
          "subjects": [
            "orders-0",
            "orders-1"
          ]
        }
      ],
      "because_of": 0,
      "verify": {
        "observation": "broker-absent",
        "expect": "no",
        "how": "look at <topic>",
        "command": "kafka-doctor verify broker-down --bootstrap-server b1:9092"
      }
    }
  ],
  "mutes": [],
  "not_checked": [
    {
      "what": "settings of topics",
      "why": "refused (error 29)",
      "needs": "ACL: --operation DescribeConfigs --topic '*'"
    }
  ]
}"#
    );
}

#[test]
fn build_servers_get_a_case_for_each_look() {
    let mut case = gone();
    case.readings.push(healing(measured("lag-grows", Severity::Medium, &["billing"], "billing: 40 behind")));
    assert_eq!(
        Told::of(case).checkup(|one| one.junit()),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="kafka-doctor check" tests="5" failures="2" errors="0" skipped="1">
    <testcase classname="broker-down" name="broker-absent"><failure type="high" message="[high] A broker is absent. (broker 2)">broker 2: replicas name it, no list does
kafka-doctor show broker-down
kafka-doctor verify broker-down --bootstrap-server b1:9092</failure></testcase>
    <testcase classname="broker-down" name="no-leader"><failure type="critical" message="[critical] A partition has no leader. (orders-3)">orders-3: no leader, its replicas are on 2
kafka-doctor show broker-down
kafka-doctor verify broker-down --bootstrap-server b1:9092</failure></testcase>
    <testcase classname="broker-down" name="under-replicated"><system-out>[medium] A partition has fewer copies in sync than it should. (orders-0, orders-1)
orders-0: in sync 1 of 1 and 2; orders-1: in sync 1 of 1 and 2
kafka-doctor show broker-down
kafka-doctor verify broker-down --bootstrap-server b1:9092</system-out></testcase>
    <testcase classname="lag" name="lag-grows"><system-out>healing: [medium] A group falls behind more and more. (billing)
billing: 40 behind
kafka-doctor show lag
kafka-doctor verify lag --bootstrap-server b1:9092</system-out></testcase>
    <testcase classname="not-checked" name="settings of topics"><skipped message="refused (error 29). It takes ACL: --operation DescribeConfigs --topic '*'"/></testcase>
  </testsuite>
</testsuites>
"#
    );
}

#[test]
fn what_changes_is_told_alone() {
    let before = Told::of(gone()).checkup(|one| one.told());
    let mut later = gone();
    later.readings.remove(0);
    later.readings[0] =
        healing(measured("under-replicated", Severity::Medium, &["orders-0"], "orders-0: nearly there"));
    later.readings.push(measured("lag-grows", Severity::High, &["billing"], "billing: 40 behind, 90 behind"));
    let after = Told::of(later).checkup(|one| one.told());
    assert_eq!(changes(&before, &before), []);
    assert_eq!(
        text(&changes(&before, &after), 100),
        "* Broker down: A broker is absent. Was critical, is high; no longer orders-1, orders-3.
+ Lag grows: A group falls behind more and more. [high] billing
  billing: 40 behind, 90 behind
  kafka-doctor show lag
"
    );
    assert_eq!(
        markdown(&changes(&after, &before)),
        "* Broker down: A broker is absent. Was high, is critical; now also orders-1, orders-3.

- No longer seen: Lag grows: A group falls behind more and more.
"
    );
}
