//! The verbs that show knowledge, end to end: exact output, status, silence. The cards are the test's own, so that an edit of a built-in
//! card breaks nothing here.

mod explain;
mod list;
mod show;

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

const CARD: &str = r#"
title: Paper jam
symptom: The printer stops and shows a red light.
impact: Nothing is printed.
severity: high
aliases: [ jam, PrinterJamException ]
words: [ paper stuck in the printer, red light ]
causes:
  - id: wet-paper
    title: The paper is wet
    prior: common
    why: Wet sheets stick together, so that the roller takes two at once.
    evidence: { red-light: almost-always, sheets-stick: usually }
    fixes:
      - do: Take dry paper.
        set: { paper.kind: dry, paper.sheets: 50 }
        on: host
        risk: none
        needs: A dry shelf.
        undo: Put the wet paper back.
        command: lpstat -p {host} && echo '{print $1}'
    verify: red-light
  - id: old-roller
    title: The roller is worn out
    prior: rare
    why: It has no grip any more.
    evidence: { red-light: almost-always, sheets-stick: almost-never }
    applies: { client: ">= 2.0" }
    fixes: [ { do: Change the roller., risk: The printer stands still for an hour. } ]
    verify: { observation: red-light, expect: "no", how: Print a page. }
often_mistaken_for: { cable-out: There no light is on at all. }
sources: [ "https://example.com/manual" ]
see_also: [ printing ]
"#;

const OTHER: &str = r#"
title: Cable out
symptom: The printer is dark.
impact: Nothing is printed.
severity: low
causes:
  - id: pulled
    title: Somebody pulled the cable
    prior: common
    why: It is in the way.
    evidence: { red-light: almost-never }
    fixes: [ { do: Plug it in., risk: none } ]
    verify: { observation: red-light, expect: "no" }
sources: [ "https://example.com/manual" ]
"#;

const LIGHT: &str = r#"
fact: The red light of the printer is on.
background: rarely
effort: glance
ask: Is the red light on?
how: Look at the front of the printer.
answers_from: [ { text: { says: [ red light ] } } ]
examples: { yes: [ "the red light is on", "LampWatcherFault: red light" ], no: [ "all is green" ] }
sources: [ "https://example.com/manual" ]
"#;

const STICK: &str = r#"
fact: Sheets stick together.
background: rarely
effort: command
ask: Do sheets stick together?
how: grep -c sticky {log}
answers_from: [ { text: { says: [ sheets stick ] } } ]
examples: { yes: [ "the sheets stick" ], no: [ "all is green" ] }
sources: [ "https://example.com/manual" ]
"#;

const TOPIC: &str = "title: Printing\ntext: |\n  Ink goes on **paper**.\n\n  ## Parts\n  - a roller\n  - a `cable`\nsources: [ \"https://example.com/manual\" ]\n";

/// A folder with two cards, two observations and a topic.
fn folder() -> TempDir {
    let dir = TempDir::new().unwrap();
    for (path, text) in [
        ("cards/office/paper-jam.yaml", CARD),
        ("cards/office/cable-out.yaml", OTHER),
        ("observations/office/red-light.yaml", LIGHT),
        ("observations/office/sheets-stick.yaml", STICK),
        ("topics/printing.yaml", TOPIC),
        ("areas.yaml", "areas: { office: In the office }\n"),
    ] {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

fn run(dir: Option<&Path>, args: &[&str]) -> Output {
    let mut command = Command::cargo_bin("kafka-doctor").unwrap();
    for name in ["COLUMNS", "KAFKA_DOCTOR_KNOWLEDGE", "CLICOLOR_FORCE", "NO_COLOR"] {
        command.env_remove(name);
    }
    if let Some(dir) = dir {
        command.env("KAFKA_DOCTOR_KNOWLEDGE", dir);
    }
    command.args(args).output().unwrap()
}

#[track_caller]
fn check(dir: Option<&Path>, args: &[&str], status: i32, stdout: &str, stderr: &str) {
    let output = run(dir, args);
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout, "stdout of {args:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), stderr, "stderr of {args:?}");
    assert_eq!(output.status.code(), Some(status), "status of {args:?}");
}

fn json(dir: Option<&Path>, args: &[&str]) -> serde_json::Value {
    let output = run(dir, args);
    assert_eq!((String::from_utf8_lossy(&output.stderr).as_ref(), output.status.code()), ("", Some(0)), "{args:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn search_finds_by_words_and_says_when_nothing_is_known() {
    let dir = folder();
    let dir = Some(dir.path());
    let found = json(dir, &["search", "papr", "stuck", "in", "the", "printer", "-o", "json"]);
    assert_eq!((&found[0]["kind"], &found[0]["name"]), (&"card".into(), &"paper-jam".into()));
    assert_eq!(found[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["kind", "name", "title", "excerpt"]);
    let found = json(dir, &["search", "printer roller", "-o", "json"]);
    assert!(found.as_array().unwrap().iter().any(|one| one["kind"] == "topic" && one["name"] == "printing"), "{found}");
    let found = json(None, &["search", "NOT_LEADER_OR_FOLLOWER", "-o", "json"]);
    assert_eq!(found[0]["name"], "NOT_LEADER_OR_FOLLOWER");
    assert_eq!(json(None, &["search", "19", "-o", "json"])[0]["name"], "NOT_ENOUGH_REPLICAS");
    assert_eq!(json(None, &["search", "-192", "-o", "json"])[0]["name"], "_MSG_TIMED_OUT");
    let empty = "error: there is nothing to search for\n  Give some words: kafka-doctor search messages disappear\n";
    check(dir, &["search", " "], 2, "", empty);
    check(dir, &["search", "xyzzyq"], 0, "Nothing is known under xyzzyq.\n", "");
    assert_eq!(json(dir, &["search", "xyzzyq", "-o", "json"]), serde_json::json!([]));
}

#[test]
fn completions_know_card_names() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(None, &["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("_KAFKA_DOCTOR_COMPLETE"), "{shell}");
    }
    let mut command = Command::cargo_bin("kafka-doctor").unwrap();
    let output =
        command.env("_KAFKA_DOCTOR_COMPLETE", "fish").args(["--", "kafka-doctor", "show", "rebal"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("rebalancing-storm\t"), "{output:?}");
    let refused = "error: completions cannot print json; it prints text\n";
    check(None, &["completions", "bash", "-o", "json"], 2, "", refused);
}

#[test]
fn the_manual_has_every_verb_and_what_the_help_says() {
    let manual = String::from_utf8(run(None, &["man"]).stdout).unwrap();
    assert!(manual.contains(".TH kafka"), "{}", &manual[..200]);
    let sections: Vec<&str> = manual.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    let known = [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "OPTIONS",
        "\"OPTIONS OF EVERY VERB\"",
        "DIAGNOSE",
        "CHECK",
        "VERIFY",
        "SNAPSHOT",
        "\"SNAPSHOT DIFF\"",
        "LIST",
        "SHOW",
        "EXPLAIN",
        "SEARCH",
        "KNOWLEDGE",
        "\"KNOWLEDGE LINT\"",
        "\"KNOWLEDGE STATS\"",
        "\"KNOWLEDGE TREE\"",
        "\"KNOWLEDGE SCHEMA\"",
        "\"KNOWLEDGE NEW\"",
        "COMPLETIONS",
        "MAN",
        "\"EXIT STATUS\"",
        "ENVIRONMENT",
        "EXAMPLES",
    ];
    assert_eq!(sections, known);
    let help = String::from_utf8(run(None, &["--help"]).stdout).unwrap();
    for told in [
        "Exit status:",
        "  130  interrupted\n",
        "  KAFKA_DOCTOR_KNOWLEDGE\n",
        "  kafka-doctor check --bootstrap-server b1:9092\n",
    ] {
        assert!(help.contains(told), "{told} in {help}");
    }
    check(None, &["man", "-o", "json"], 2, "", "error: man cannot print json; it prints text\n");
}

#[test]
fn a_folder_that_is_gone_stops_no_run_unless_it_was_named() {
    let gone = Path::new("no/such/folder");
    let all = String::from_utf8(run(None, &["list"]).stdout).unwrap();
    let told = "there is no folder of cards no/such/folder";
    check(Some(gone), &["list"], 0, &all, &format!("warning: {told}; KAFKA_DOCTOR_KNOWLEDGE names it\n"));
    check(Some(gone), &["list", "-q"], 0, &all, "");
    check(None, &["list", "--knowledge", "no/such/folder"], 3, "", &format!("error: {told}\n"));
}
