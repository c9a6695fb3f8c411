//! What is given to read: broken archives, files that are named twice, lines without a time, standard input, settings of librdkafka.

use std::io::Write;

use serde_json::Value;

use super::desk::{Desk, HEALTHY, JAM, LINE};
use super::{diagnose, with_stdin};

const CARD: &str = r#"
title: Paper jam
symptom: The printer stops.
impact: Nothing is printed.
severity: high
causes:
  - { id: wet-paper, title: Wet, prior: common, why: w, evidence: { jam-logged: usually }, fixes: [ { do: d, risk: none } ], verify: jam-logged }
  - { id: old-roller, title: Old, prior: common, why: w, evidence: { jam-logged: usually }, fixes: [ { do: e, risk: none } ], verify: jam-logged }
sources: [ "https://example.com" ]
"#;

fn desk() -> Desk {
    Desk::with(&[
        ("k/cards/cluster/paper-jam.yaml", CARD),
        ("k/observations/cluster/jam-logged.yaml", JAM),
        ("jam.log", LINE),
    ])
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// A log that is still being copied, or was damaged on the way.
#[test]
fn of_a_broken_archive_counts_what_came() {
    let desk = desk();
    let calm: String = (0..20_000)
        .map(|n| format!("[2026-01-01 03:05:06,{:03}] INFO fetched {} (kafka.server.Fetched)\n", n % 1000, n * 7919))
        .collect();
    let packed = gzipped(&(LINE.to_string() + &calm));
    let half = packed.len() / 2;
    let short = gzipped(LINE);
    for (bytes, why, code, error) in [
        (packed[..half].to_vec(), "it ends in the middle", 5, false),
        (short[..short.len() - 4].to_vec(), "it ends in the middle", 5, false),
        (short[..12].to_vec(), "it ends in the middle", 3, true),
    ] {
        std::fs::write(desk.path("jam.log.gz"), bytes).unwrap();
        for since in [&[][..], &["--since", "1h"]] {
            let run = diagnose(&desk, &[&["--log", "jam.log.gz", "-o", "json"], since].concat());
            let told = if error {
                format!("error: jam.log.gz cannot be read: {why}\n")
            } else {
                format!("warning: only the beginning of jam.log.gz can be read: {why}\n")
            };
            assert_eq!((run.err(), run.code()), (told, code));
            if !error {
                let document: Value = serde_json::from_str(&run.out()).unwrap();
                assert_eq!(document["readings"][0]["sources"][0]["line"], 1);
                assert_eq!(document["not_checked"][0]["what"], "the rest of jam.log.gz");
            }
        }
    }
    let mut damaged = packed;
    damaged[half..half + 64].fill(0xff);
    std::fs::write(desk.path("jam.log.gz"), damaged).unwrap();
    let run = diagnose(&desk, &["--log", "jam.log.gz"]);
    let told = "warning: only the beginning of jam.log.gz can be read: it is damaged in the middle\n";
    assert_eq!((run.err().as_str(), run.code()), (told, 5));
}

#[test]
fn a_file_that_is_given_twice_counts_once() {
    let desk = desk();
    std::fs::hard_link(desk.path("jam.log"), desk.path("link.log")).unwrap();
    desk.write("a.properties", "bootstrap.servers=b:9092\n");
    let logs = ["--log", "jam.log", "--log", "./jam.log", "--log", "link.log", "--log", "jam.log"];
    let settings = ["--properties", "producer=a.properties", "--properties", "consumer=a.properties"];
    let run = diagnose(&desk, &[&logs[..], &settings, &["-o", "json"]].concat());
    assert_eq!(
        run.err(),
        "warning: ./jam.log is the same file as jam.log; it is read once
warning: link.log is the same file as jam.log; it is read once
warning: jam.log was given twice; it is read once
"
    );
    let document: Value = serde_json::from_str(&run.out()).unwrap();
    assert_eq!(document["readings"][0]["sources"][0]["count"], 1);
    assert_eq!(diagnose(&desk, &[&logs[..], &["-q"]].concat()).err(), "");
}

#[test]
fn lines_without_a_time_are_told_where_times_are_asked_for() {
    let desk = desk();
    desk.write("late.log", &format!("starting kafka\n{HEALTHY}{LINE}"));
    let run = diagnose(&desk, &["--log", "late.log", "--log", "jam.log", "--since", "10m", "-o", "json"]);
    assert_eq!(run.err(), "warning: --since and --until leave in what bears no time: 1 of 3 lines of late.log\n");
    assert_eq!(diagnose(&desk, &["--log", "jam.log", "--since", "10m", "-o", "json"]).err(), "");
}

#[test]
fn standard_input_has_a_name() {
    let desk = desk();
    for (text, message) in [
        ("", "error: standard input is empty\n"),
        ("hello\nworld\n", "error: standard input is of no kind that kafka-doctor knows\n"),
        ("a\0b", "error: standard input is not a log: it holds binary data\n"),
    ] {
        let run = with_stdin(&desk, &["--log", "-"], text);
        assert!(run.err().starts_with(message), "{}", run.err());
        assert_eq!((run.code(), run.out().as_str()), (3, ""));
    }
    let run = with_stdin(&desk, &["--log", "-", "--since", "10m", "-o", "json"], &format!("starting kafka\n{LINE}"));
    assert_eq!(run.err(), "warning: --since and --until leave in what bears no time: 1 of 2 lines of standard input\n");
}

/// With the built-in cards: librdkafka does not start with a name that it does not know.
#[test]
fn names_that_librdkafka_refuses_are_a_fact() {
    let desk = Desk::with(&[("k/empty", "")]);
    let file = "bootstrap.servers=a:9092,b:9092\ngroup.id=g\ndefault.api.timeout.ms=5\nenable.auto.comit=true\nmax.request.size=9\nmy.own=1\nschema.registry.url=http://r\ngo.batch.producer=true\n";
    desk.write("c.properties", file);
    let run = desk.run(&["diagnose", "--no-input", "-o", "json", "--properties", "librdkafka=c.properties"]);
    let document = run.json();
    let refused = document["readings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["observation"] == "unknown-setting-refused-logged");
    let lines: Vec<&str> =
        refused.unwrap()["sources"].as_array().unwrap().iter().filter_map(|one| one["excerpt"].as_str()).collect();
    assert_eq!(
        lines,
        [
            "default.api.timeout.ms=5 (a setting of Java's consumer; librdkafka does not start with it)",
            "enable.auto.comit=true (librdkafka does not start with it; did you mean enable.auto.commit?)",
            "max.request.size=9 (librdkafka does not start with it; it has message.max.bytes)",
            "my.own=1 (librdkafka does not start with it)",
        ]
    );
    assert_eq!(document["diagnoses"][0]["card"], "setting-ignored-or-refused", "{document}");
    desk.write("c.properties", "bootstrap.servers=a:9092,b:9092\nmessage.max.bytes=1000000\n");
    let run = desk.run(&["diagnose", "--no-input", "-o", "json", "--properties", "librdkafka=c.properties"]);
    assert_ne!(run.json()["outcome"], "diagnosed");
}

/// With the built-in cards: whoever has given the error is not asked what it is about.
#[test]
fn a_recognised_error_answers_the_question_what_it_is_about() {
    let desk = Desk::with(&[("k/empty", "")]);
    let mut answers: Vec<String> = Vec::new();
    for _ in 0..40 {
        let mut args = vec!["diagnose", "--no-input", "-o", "json", "--text", "CommitFailedException in group orders"];
        answers.iter().for_each(|one| args.extend(["--answer", one]));
        let document = desk.run(&args).json();
        let Some(next) = document["next_question"]["observation"].as_str() else { return };
        assert_ne!(next, "error-kind");
        answers.push(format!("{next}=unknown"));
    }
    panic!("no end: {answers:?}");
}
