//! Stories of check-ups, and the whole of what is told of them.

mod formats;
mod mutes;
mod pages;

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
    remedy: make-them-read
    why: They do less than the producers.
    evidence: { lag-grows: almost-always, busy: usually }
    fixes: [ { do: Add some., risk: none } ]
    verify: lag-grows
  - id: asleep
    title: The consumers sleep
    prior: common
    remedy: make-them-read
    why: They are tired.
    evidence: { lag-grows: almost-always }
    fixes: [ { do: Wake them., risk: none } ]
    verify: lag-grows
sources: [ x ]
"#;

const ONE_COPY: &str = r#"
title: Records lost
symptom: Records are gone.
impact: They are missed.
severity: critical
causes:
  - id: one-copy
    title: There is one copy
    kind: risk
    prior: common
    why: Nobody made another.
    evidence: { one-copy-only: almost-always }
    fixes: [ { do: Make one., risk: none } ]
    verify: one-copy-only
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
        card("records-lost", ONE_COPY),
        observation("broker-absent", "A broker is absent."),
        observation("no-leader", "A partition has no leader."),
        observation("under-replicated", "A partition has fewer copies in sync than it should."),
        observation("busy", "The consumers are busy."),
        observation("lag-grows", "A group falls behind more and more."),
        observation("one-copy-only", "A topic has one copy."),
    ];
    let loaded = knowledge::parse(&files);
    assert_eq!(loaded.problems, []);
    loaded.knowledge
}

/// The proofs stand in one text, with ` | ` between them.
fn measured(observation: &str, severity: Severity, subjects: &[&str], proof: &str) -> Reading {
    let source = Source {
        subjects: subjects.iter().map(ToString::to_string).collect(),
        count: subjects.len() as u64,
        proofs: proof.split(" | ").map(Into::into).collect(),
        severity: Some(severity),
        ..Source::new(Channel::Probe)
    };
    let source = Source { excerpt: Some(source.first_proofs()), ..source };
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
            "orders-0: in sync 1 of 1 and 2 | orders-1: in sync 1 of 1 and 2",
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
        let cluster = Cluster {
            id: Some("abc".into()),
            brokers: 2,
            absent: 0,
            kafka_version: Some("4.3".into()),
            controller: Some(1),
        };
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
