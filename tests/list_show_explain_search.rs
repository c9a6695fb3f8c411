//! The verbs that show knowledge, end to end: exact output, status, silence. The cards are the test's own, so that an edit of a built-in
//! card breaks nothing here.

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
fn list_groups_by_area_and_filters() {
    let dir = folder();
    let dir = Some(dir.path());
    check(
        dir,
        &["list", "--area", "office"],
        0,
        "In the office\n  cable-out  low       Cable out\n  paper-jam  high      Paper jam\n",
        "",
    );
    check(
        dir,
        &["list", "--area", "office", "--severity", "medium"],
        0,
        "In the office\n  paper-jam  high      Paper jam\n",
        "",
    );
    check(dir, &["list", "--area", "office", "--severity", "critical"], 0, "No card matches.\n", "");
    let found = json(dir, &["list", "--area", "office", "-s", "high", "-o", "json"]);
    assert_eq!(
        found,
        serde_json::json!([{ "card": "paper-jam", "title": "Paper jam", "area": "office", "severity": "high",
                             "aliases": ["jam", "PrinterJamException"] }])
    );
    assert_eq!(json(dir, &["list", "--area", "office", "-s", "critical", "-o", "json"]), serde_json::json!([]));
    let wrong = run(dir, &["list", "--area", "ofice"]);
    assert_eq!(wrong.status.code(), Some(2));
    let text = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(text.starts_with("error: there is no area ofice\n  Did you mean office?\n  Areas: producer, "), "{text}");
    check(None, &["list", "-o", "markdown"], 2, "", "error: list cannot print markdown; it prints text, json\n");
    let by_heading = run(dir, &["list", "--area", "in the Office"]);
    assert_eq!(by_heading, run(dir, &["list", "--area", "office"]), "an area is known by its heading, too");
}

#[test]
fn list_ends_with_the_background() {
    let dir = folder();
    let dir = Some(dir.path());
    let all = String::from_utf8(run(dir, &["list"]).stdout).unwrap();
    let background = String::from_utf8(run(dir, &["list", "-a", "Background"]).stdout).unwrap();
    assert!(background.starts_with("Background\n"), "{background}");
    let lines =
        |text: &str| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert!(lines(&all).ends_with(&lines(&background)), "{all}");
    assert!(lines(&background).contains(&"printing Printing".to_string()), "{background}");
    check(dir, &["list", "-a", "background", "-o", "json"], 0, "[]\n", "");
    check(dir, &["list", "-a", "background", "-s", "low"], 0, "No card matches.\n", "");
}

#[test]
fn list_knows_the_seed_and_costs_no_folder() {
    let all = json(None, &["list", "-o", "json"]);
    let ids: Vec<&str> = all.as_array().unwrap().iter().filter_map(|card| card["card"].as_str()).collect();
    for id in ["rebalancing-storm", "disk-exhaustion", "message-too-large", "isr-shrink"] {
        assert!(ids.contains(&id), "{id} in {ids:?}");
    }
}

#[test]
fn narrow_terminals_keep_names_and_lines() {
    let dir = folder();
    for width in ["40", "60", "100", "200"] {
        for args in [&["list"][..], &["show", "jam"], &["search", "paper"]] {
            let mut command = Command::cargo_bin("kafka-doctor").unwrap();
            let output =
                command.env("COLUMNS", width).env("KAFKA_DOCTOR_KNOWLEDGE", dir.path()).args(args).output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let limit = width.parse::<usize>().unwrap();
            for line in text.lines().filter(|line| !line.contains("lpstat") && !line.contains("kafka-doctor")) {
                assert!(line.chars().count() <= limit, "{width}: {line:?}");
            }
            assert!(!text.contains('\u{1b}'), "no colours when nobody looks");
        }
    }
}

#[test]
fn show_is_one_page_in_on_call_order() {
    let dir = folder();
    let page = "\
Paper jam [high]
In the office; paper-jam; also jam, PrinterJamException

The printer stops and shows a red light.
Nothing is printed.

Possible causes
1. The paper is wet (common)
2. The roller is worn out (rare)

What they have in common
- The red light of the printer is on.
  Look at the front of the printer.

Cause 1: The paper is wet
  Wet sheets stick together, so that the roller takes two at once.

  How to tell
  - Sheets stick together (usually)
    grep -c sticky <log>

  Do now
  1. Take dry paper.
     Set (host): paper.kind=dry, paper.sheets=50. Needs: A dry shelf. Risk: none. Undo: Put the wet
     paper back.
     lpstat -p <host> && echo '{print $1}'

  Then check that it worked
  - No longer true: The red light of the printer is on.

Cause 2: The roller is worn out
  It has no grip any more.
  Only for clients >= 2.0.

  How to tell
  - Speaks against it: Sheets stick together

  Do now
  1. Change the roller.
     Risk: The printer stands still for an hour.

  Then check that it worked
  - No longer true: The red light of the printer is on.
    Print a page.

Often mistaken for
- cable-out: There no light is on at all.

See also
printing

Sources
https://example.com/manual
";
    for name in ["paper-jam", "PAPER-JAM", "jam", "printerjamexception", "Paper jam", "paper_jam"] {
        check(Some(dir.path()), &["show", name], 0, page, "");
    }
    check(Some(dir.path()), &["show", "paper", "jam"], 0, page, "");
}

#[test]
fn show_prints_topics_markdown_and_json() {
    let dir = folder();
    let dir = Some(dir.path());
    check(
        dir,
        &["show", "printing"],
        0,
        "Printing\n\nInk goes on paper.\n\nParts\n- a roller\n- a cable\n\nSources\nhttps://example.com/manual\n",
        "",
    );
    check(
        dir,
        &["show", "printing", "-o", "markdown"],
        0,
        "# Printing\n\nInk goes on **paper**.\n\n## Parts\n\n- a roller\n- a `cable`\n\n## Sources\n\nhttps://example.com/manual\n",
        "",
    );
    let topic = json(dir, &["show", "PRINTING", "-o", "json"]);
    assert_eq!(topic["topic"], "printing");
    let card = json(dir, &["show", "jam", "-o", "json"]);
    let keys: Vec<&String> = card.as_object().unwrap().keys().collect();
    let stable = "card title area severity symptom impact aliases causes often_mistaken_for sources see_also";
    assert_eq!(keys, stable.split(' ').collect::<Vec<_>>());
    assert_eq!(
        card["causes"][0]["evidence"],
        serde_json::json!({ "red-light": "almost-always", "sheets-stick": "usually" })
    );
    assert_eq!(
        card["causes"][0]["fixes"][0],
        serde_json::json!({ "do": "Take dry paper.", "set": { "paper.kind": "dry", "paper.sheets": "50" }, "on": "host", "risk": "none",
            "needs": "A dry shelf.", "undo": "Put the wet paper back.", "command": "lpstat -p {host} && echo '{print $1}'", "applies": {} })
    );
    assert_eq!(
        card["causes"][1]["verify"],
        serde_json::json!({ "observation": "red-light", "expect": "no", "how": "Print a page." })
    );
}

#[test]
fn wrong_names_lead_to_the_nearest_right_ones() {
    let dir = folder();
    check(
        Some(dir.path()),
        &["show", "paper-jamm"],
        2,
        "",
        "error: there is no card or topic paper-jamm\n  Did you mean paper-jam?\n  All cards: kafka-doctor list. By words: kafka-doctor search WORDS.\n",
    );
    check(
        Some(dir.path()),
        &["show", "\u{1b}[31mzzzzqq"],
        2,
        "",
        "error: there is no card or topic \\u{1b}[31mzzzzqq\n  All cards: kafka-doctor list. By words: kafka-doctor search WORDS.\n",
    );
    let empty = "error: there is nothing to show\n  Give a name: kafka-doctor list has them all.\n";
    check(None, &["show", " "], 2, "", empty);
    let text = String::from_utf8(run(None, &["show", "UNKNOWN_MEMBER_ID"]).stderr).unwrap();
    let lead = "error: there is no card or topic UNKNOWN_MEMBER_ID\n  It is an error: kafka-doctor explain UNKNOWN_MEMBER_ID\n";
    assert!(text.starts_with(lead), "{text}");
}

#[test]
fn every_built_in_page_can_be_shown() {
    let all = json(None, &["list", "-o", "json"]);
    for card in all.as_array().unwrap() {
        let name = card["card"].as_str().or(card["topic"].as_str()).unwrap();
        for format in ["text", "markdown", "json"] {
            let output = run(None, &["show", name, "-o", format]);
            assert_eq!(
                output.status.code(),
                Some(0),
                "{name} as {format}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            assert!(output.stdout.len() > 500, "{name} as {format}");
        }
    }
}

#[test]
fn explain_takes_codes_names_classes_and_texts() {
    let name = |what: &[&str]| {
        let args: Vec<&str> = ["explain", "-o", "json"].iter().chain(what).copied().collect();
        json(None, &args)["name"].as_str().unwrap().to_string()
    };
    for what in [
        &["19"][..],
        &["NOT_ENOUGH_REPLICAS"],
        &["not_enough_replicas"],
        &["NotEnoughReplicasException"],
        &["NotEnoughReplicas"],
        &["ErrNotEnoughReplicas"],
        &["NotEnoughReplicasError"],
        &["not enough replicas"],
        &["org.apache.kafka.common.errors.NotEnoughReplicasException"],
        &["RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS"],
        &["error: NOT_ENOUGH_REPLICAS while producing"],
    ] {
        assert_eq!(name(what), "NOT_ENOUGH_REPLICAS", "{what:?}");
    }
    for what in [
        &["-192"][..],
        &["--", "-192"],
        &["_MSG_TIMED_OUT"],
        &["MSG_TIMED_OUT"],
        &["ERR__MSG_TIMED_OUT"],
        &["ErrMsgTimedOut"],
        &["rd_kafka_resp_err__msg_timed_out"],
        &["Local: Message timed out"],
        &["local:", "message", "timed", "out"],
    ] {
        assert_eq!(name(what), "_MSG_TIMED_OUT", "{what:?}");
    }
    let error = json(None, &["explain", "19", "-o", "json"]);
    for key in ["name", "code", "family", "exception", "retriable", "meaning", "do", "cards"] {
        assert!(error.get(key).is_some(), "{key}");
    }
}

#[test]
fn explain_refuses_what_it_does_not_know() {
    check(
        None,
        &["explain", "NOT_ENOGH_REPLICAS"],
        2,
        "",
        "error: no error of Kafka or librdkafka is called NOT_ENOGH_REPLICAS\n  Did you mean NOT_ENOUGH_REPLICAS or NOT_ENOUGH_REPLICAS_AFTER_APPEND?\n  With the message that came with it: kafka-doctor diagnose --text MESSAGE. By words: kafka-doctor search WORDS.\n",
    );
    assert_eq!(run(None, &["explain", "99999"]).status.code(), Some(2));
    assert_eq!(run(None, &["explain", "99999999999999999999"]).status.code(), Some(2));
    assert_eq!(run(None, &["explain"]).status.code(), Some(2));
}

/// Exceptions of clients and frameworks stand in no reference, but on cards.
#[test]
fn explain_leads_to_the_cards_that_speak_of_a_name() {
    let dir = folder();
    let dir = Some(dir.path());
    let rest = "  With the message that came with it: kafka-doctor diagnose --text MESSAGE. By words: kafka-doctor search WORDS.\n";
    let lead = "  Cards about it:\n    Paper jam: kafka-doctor show paper-jam\n";
    for name in
        ["PrinterJamException", "com.example.PrinterJamException", "jam", "RedLightPrinterError", "LampWatcherFault"]
    {
        let short = name;
        let error = format!("error: no error of Kafka or librdkafka is called {short}\n{lead}{rest}");
        check(dir, &["explain", name], 2, "", &error);
    }
    check(
        dir,
        &["explain", "PrinterFlewAwayException"],
        2,
        "",
        &format!("error: no error of Kafka or librdkafka is called PrinterFlewAwayException\n{rest}"),
    );
    let long = "x".repeat(100_000);
    check(
        dir,
        &["explain", &long],
        2,
        "",
        &format!("error: no error of Kafka or librdkafka is called {}...\n{rest}", "x".repeat(77)),
    );
    for empty in ["", "  "] {
        check(
            dir,
            &["explain", empty],
            2,
            "",
            "error: there is nothing to explain\n  Give a code, a name or an exception: kafka-doctor explain NOT_ENOUGH_REPLICAS\n",
        );
    }
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
