//! A log against a look at the cluster.

use super::*;
use crate::case::Source;
use crate::knowledge::{File, parse};

const CARD: &str = "title: Jam\nsymptom: s\nimpact: i\nseverity: high\ncauses:\n  - id: one\n    title: t\n    prior: common\n    why: w\n    \
    evidence: { logged: almost-always, probed: almost-always }\n    fixes: [ { do: Mend it., risk: none } ]\n    verify: logged\n\
    sources: [ \"https://example.com\" ]\n";

fn knowledge() -> Knowledge {
    let observation = |id: &str, from: &str| File {
        path: format!("observations/cluster/{id}.yaml"),
        text: format!(
            "fact: Paper is {id} as jammed.\nbackground: never\neffort: glance\nask: a\nhow: h\nanswers_from: [ {from} ]\n\
             examples: {{ \"yes\": [ jammed ], \"no\": [ fed ] }}\nsources: [ \"https://example.com\" ]\n"
        ),
    };
    let loaded = parse(&[
        observation("logged", "{ log: { of: any, matches: [ jammed ] } }"),
        observation("probed", "{ probe: { name: leaderless-partitions, otherwise: \"no\" } }"),
        File { path: "cards/cluster/jam.yaml".into(), text: CARD.into() },
    ]);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.knowledge
}

/// A log that tells of a jam and ends then, and what a look at the cluster tells that ends at ten million.
fn case(log_ends_ms: Option<i64>, probed: Option<&str>) -> Case {
    let reading = |observation: &str, value: &str, channel, file: Option<&str>| Reading {
        observation: observation.into(),
        answer: Answer::Value(value.into()),
        source: Source { file: file.map(Into::into), ..Source::new(channel) },
    };
    let input = |kind: &str, name: &str, ends_ms| Input {
        kind: kind.into(),
        name: name.into(),
        understood: true,
        ends_ms,
        ..Input::default()
    };
    let mut case = Case::new();
    case.readings.push(reading("logged", "yes", Channel::Log, Some("old.log")));
    case.readings.extend(probed.map(|value| reading("probed", value, Channel::Probe, None)));
    case.inputs = vec![input("log", "old.log", log_ends_ms), input("cluster", "b1:9092", Some(10_000_000))];
    case
}

fn told(case: &Case) -> (Option<bool>, String) {
    let knowledge = knowledge();
    let card = &knowledge.cards["jam"];
    let verification = Verification { knowledge: &knowledge, card, case, findings: &[], partial: false };
    // As a sentence, wherever it is wrapped.
    let page = crate::report::page::text(&verification.page(), 200);
    (verification.holds(), page.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn what_is_looked_at_now_outweighs_a_log_that_ends_before() {
    let (holds, page) = told(&case(Some(1_000_000), Some("no")));
    assert_eq!(holds, Some(true), "{page}");
    let sentence = "- So it was in a log that ends before the cluster was looked at, and the cluster no longer shows the trouble: paper is logged as jammed.";
    assert!(page.contains(sentence), "{page}");
    assert_eq!(told(&case(Some(9_990_000), Some("no"))).0, Some(false), "the log is as new");
    assert_eq!(told(&case(Some(1_000_000), None)).0, None, "the cluster does not tell");
    let (holds, page) = told(&case(None, Some("no")));
    assert_eq!(holds, None);
    assert!(page.contains("cannot be compared"), "{page}");
    let mut alone = case(Some(1_000_000), None);
    alone.inputs.truncate(1);
    assert_eq!(told(&alone).0, Some(false), "nothing else was looked at");
}

#[test]
fn a_note_of_a_probe_is_nothing_to_repair() {
    let mut noted = case(None, Some("yes"));
    noted.readings.retain(|reading| reading.observation == "probed");
    let card = CARD.replace("verify: logged", "verify: probed");
    let mut knowledge = knowledge();
    knowledge.cards = parse(&[File { path: "cards/cluster/jam.yaml".into(), text: card }]).knowledge.cards;
    let holds = |severity| {
        let mut noted = noted.clone();
        noted.readings[0].source.severity = Some(severity);
        let card = &knowledge.cards["jam"];
        Verification { knowledge: &knowledge, card, case: &noted, findings: &[], partial: false }.holds()
    };
    assert_eq!((holds(Severity::Low), holds(Severity::Medium)), (None, Some(false)));
}

#[test]
fn each_cause_has_to_be_gone() {
    let mut knowledge = knowledge();
    let second = CARD.split("  - id: one\n").nth(1).unwrap().split("sources:").next().unwrap();
    let second = second.replace("logged: almost-always, probed: almost-always", "logged: almost-always");
    let both = CARD.replace("sources:", &format!("  - id: two\n{second}sources:"));
    let file = File { path: "cards/cluster/jam.yaml".into(), text: both };
    let loaded = parse(&[file]);
    knowledge.cards = loaded.knowledge.cards;
    let card = &knowledge.cards["jam"];
    let old = case(Some(1_000_000), Some("no"));
    let verification = Verification { knowledge: &knowledge, card, case: &old, findings: &[], partial: false };
    assert_eq!(verification.holds(), None, "of the second cause only an old log tells, that it was there");
    let mut case = case(None, Some("no"));
    case.readings.retain(|reading| reading.observation == "probed");
    let holds = |card: &Card| {
        let verification = Verification { knowledge: &knowledge, card, case: &case, findings: &[], partial: false };
        (verification.holds(), crate::report::page::text(&verification.page(), 200))
    };
    let (open, page) = holds(card);
    assert_eq!(open, None, "nothing tells of the second cause");
    assert!(page.starts_with("Jam: not seen, but not all of it was looked at"), "{page}");
    let mut alone = card.clone();
    alone.causes.truncate(1);
    assert_eq!(holds(&alone).0, Some(true), "a probe no longer sees what the cause almost always shows");
}
