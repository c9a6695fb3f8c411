//! The contract of `diagnose`: outcomes, exit codes, the keys of the JSON document, cases, secrets. The card is the test's own, so that an
//! edit of a built-in one breaks nothing here.

#[path = "../desk/mod.rs"]
mod desk;
mod evidence;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;

use desk::{Desk, HEALTHY, JAM, LINE, Run};
use serde_json::Value;

const CARD: &str = r#"
title: Paper jam
symptom: The printer stops.
impact: Nothing is printed.
severity: high
words: [ paper stuck in the printer ]
causes:
  - id: wet-paper
    title: The paper is wet
    prior: common
    why: Wet sheets stick together.
    evidence: { jam-logged: almost-always, sheets-stick: almost-always }
    fixes:
      - do: Take dry paper.
        set: { paper.kind: dry }
        on: host
        risk: none
        command: lpstat -p {host} --topic {topic} --partition {partition}
    verify: jam-logged
  - id: old-roller
    title: The roller is worn out
    prior: common
    why: It has no grip.
    evidence: { jam-logged: almost-always, sheets-stick: almost-never }
    fixes: [ { do: Change it., risk: none } ]
    verify: jam-logged
sources: [ "https://example.com" ]
"#;

const STICK: &str = r#"
fact: The sheets stick together.
background: rarely
effort: glance
ask: Do the sheets stick together?
how: Look at them.
examples: { "yes": [], "no": [] }
sources: [ "https://example.com" ]
"#;

const STRANGE: &str =
    "[2026-01-01 03:04:05,678] ERROR [KafkaServer id=1] Flux capacitor unstable (kafka.server.KafkaServer)\n";

fn desk() -> Desk {
    Desk::with(&[
        ("k/cards/cluster/paper-jam.yaml", CARD),
        ("k/observations/cluster/jam-logged.yaml", JAM),
        ("k/observations/cluster/sheets-stick.yaml", STICK),
        ("jam.log", LINE),
        ("healthy.log", HEALTHY),
        ("strange.log", STRANGE),
    ])
}

fn diagnose(desk: &Desk, args: &[&str]) -> Run {
    desk.run(&[&["diagnose"], args].concat())
}

fn with_stdin(desk: &Desk, args: &[&str], input: &str) -> Run {
    desk.write("stdin", input);
    let file = std::fs::File::open(desk.path("stdin")).unwrap();
    Run(desk.command(&[&["diagnose"], args].concat()).stdin(file).output().unwrap())
}

#[test]
fn outcomes_and_their_exit_codes() {
    let desk = desk();
    for (args, code, outcome) in [
        (&["--log", "jam.log", "--answer", "sheets-stick=yes"][..], 0, "diagnosed"),
        (&["--log", "healthy.log"], 0, "nothing-found"),
        (&["--log", "jam.log"], 5, "undecided"),
        (&["--log", "strange.log"], 5, "unlisted"),
        (&["--answer", "sheets-stick=unknown"], 5, "undecided"),
        (&[], 5, "undecided"),
    ] {
        let run = diagnose(&desk, &[args, &["-o", "json"]].concat());
        let document = run.json();
        assert_eq!((document["outcome"].as_str(), run.code()), (Some(outcome), code), "{args:?}");
        // The outcome does not depend on the format.
        assert_eq!(diagnose(&desk, args).code(), code, "{args:?}");
        assert_eq!(diagnose(&desk, &[args, &["-o", "markdown"]].concat()).code(), code, "{args:?}");
    }
}

/// Each of the two lines speaks against the other's cause. With the built-in cards.
#[test]
fn two_faults_in_one_log_are_both_named() {
    let lines = "[2026-01-01 03:04:05,678] ERROR [Producer clientId=p-1] Connection to node -1 (b1.example.com/192.0.2.1:9092) failed \
                 authentication due to: Authentication failed: Invalid username or password (org.apache.kafka.clients.NetworkClient)\n\
                 [2026-01-01 03:04:06,678] ERROR [Producer clientId=p-1] Topic authorization failed for topics [orders] \
                 (org.apache.kafka.clients.Metadata)\n";
    let desk = Desk::with(&[("two.log", lines), ("k/empty", "")]);
    let document = desk.run(&["diagnose", "--no-input", "-o", "json", "--log", "two.log"]).json();
    let named: BTreeSet<&str> = [&document["diagnoses"][0]["card"], &document["second"]["card"]]
        .iter()
        .filter_map(|card| card.as_str())
        .collect();
    assert_eq!(named, BTreeSet::from(["acl-missing", "sasl-authentication-failed"]));
}

#[test]
fn with_nothing_given_the_first_question_is_there() {
    let desk = desk();
    let run = diagnose(&desk, &["--no-input", "-o", "json"]);
    assert_eq!(run.code(), 5);
    let document = run.json();
    assert_eq!(document["diagnoses"], Value::Array(vec![]));
    assert!(document["next_question"]["ask"].is_string(), "{document}");
}

#[test]
fn what_cannot_be_judged_is_told_before_anything_is_read() {
    let desk = desk();
    desk.write("empty.log", "");
    desk.write("prose.log", "hello\nworld\n");
    desk.write("case.json", "{}");
    desk.write("later.json", r#"{ "version": 2, "readings": [] }"#);
    for (args, code, message) in [
        (&["--log", "jam.log", "--log", "nope.log"][..], 3, "error: there is no file nope.log\n"),
        (
            &["--log", "a.log", "--log", "jam.log", "--log", "b.log", "--properties", "broker=c.properties"],
            3,
            "error: there are no files a.log, b.log and c.properties\n  Nothing was read.\n",
        ),
        (&["--log", "empty.log"], 3, "error: empty.log is empty\n"),
        (&["--log", "prose.log"], 3, "error: prose.log is of no kind that kafka-doctor knows\n"),
        (&["--log", "k"], 3, "error: k is a folder\n"),
        (&["--text", " "], 3, "error: --text is empty\n"),
        (&["--text", "-"], 3, "error: standard input is empty\n"),
        (&["--case", "nope.json"], 3, "error: the case nope.json cannot be read"),
        (&["--case", "case.json"], 3, "error: case.json is not a case"),
        (&["--case", "later.json"], 3, "error: later.json is a case of version 2"),
        (&["--log", "-", "--text", "-"], 2, "error: standard input can be read only once"),
        (
            &["--answer", "sheet-stick=yes"],
            2,
            "error: there is no observation \"sheet-stick\"\n  Did you mean sheets-stick?\n",
        ),
        (
            &["--answer", "sheets-stick=maybe"],
            2,
            "error: sheets-stick has no answer \"maybe\"\n  Answers: yes, no, unknown\n",
        ),
        (&["--answer", "sheets-stick"], 2, "error: --answer \"sheets-stick\" is not OBSERVATION=VALUE\n"),
        (
            &["--log", "jam.log", "--since", "tomorrow"],
            2,
            "error: --since \"tomorrow\" is neither a time nor a duration\n",
        ),
        (&["--log", "jam.log", "--log-zone", "Mars"], 2, "error: there is no time zone \"Mars\"\n"),
        (&["--since", "5m"], 2, "error: --since needs a log\n"),
        (&["--properties", "robot=x.properties"], 2, "error: --properties knows no role \"robot\"\n"),
        (&["-o", "dot"], 2, "error: diagnose cannot print dot; it prints text, json, markdown\n"),
        (&["--save-case", "no/such/folder"], 3, "error: the case cannot be kept in no/such/folder"),
    ] {
        let run = diagnose(&desk, args);
        assert!(run.err().starts_with(message), "{args:?}: {}", run.err());
        assert_eq!((run.code(), run.out().as_str()), (code, ""), "{args:?}");
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_document_has_the_keys_that_scripts_rely_on() {
    let desk = desk();
    let document = diagnose(&desk, &["--log", "jam.log", "-o", "json"]).json();
    let documented = ["version", "outcome", "diagnoses", "risks", "next_question", "readings", "not_checked"];
    let there: BTreeSet<&str> = keys(&document).into_iter().collect();
    assert!(documented.iter().all(|key| there.contains(key)), "{there:?}");
    assert_eq!(document["version"], 1);
    let first = &document["diagnoses"][0];
    assert_eq!(
        keys(first),
        ["card", "cause", "title", "severity", "state", "probability", "confidence", "evidence", "fixes", "verify"]
    );
    assert_eq!(keys(&first["evidence"][0]), ["observation", "answer", "effect", "sources"]);
    let source = &first["evidence"][0]["sources"][0];
    assert_eq!(keys(source), ["kind", "file", "line", "count", "first", "last", "excerpt", "subjects"]);
    assert_eq!((&source["kind"], &source["file"], &source["line"]), (&"log".into(), &"jam.log".into(), &1.into()));
    assert_eq!(source["first"], "2026-01-01 03:04:05,678");
    assert_eq!(keys(&first["verify"]), ["observation", "expect", "how"]);
    assert_eq!(first["verify"]["expect"], "no");
    let causes: Vec<&Value> = document["diagnoses"].as_array().unwrap().iter().collect();
    let wet = causes.iter().find(|one| one["cause"] == "wet-paper").unwrap();
    let fix = &wet["fixes"][0];
    assert_eq!(keys(fix), ["do", "set", "on", "risk", "needs", "undo", "command", "applies"]);
    assert_eq!(fix["set"]["paper.kind"], "dry");
    assert_eq!(fix["command"], "lpstat -p p1.example.com --topic tray --partition 3");
    let next = &document["next_question"];
    assert_eq!(keys(next), ["observation", "ask", "answers", "how", "why"]);
    assert_eq!(next["observation"], "sheets-stick");
    assert_eq!(keys(&next["answers"][0]), ["value", "label"]);
    assert_eq!(keys(&document["readings"][0]), ["observation", "answer", "sources", "disputed"]);
}

#[test]
fn a_script_can_drive_the_wizard() {
    let desk = desk();
    let mut answers: Vec<String> = Vec::new();
    for _ in 0..20 {
        let mut args = vec!["--log", "jam.log", "-o", "json"];
        answers.iter().for_each(|one| args.extend(["--answer", one]));
        let document = diagnose(&desk, &args).json();
        let Some(observation) = document["next_question"]["observation"].as_str() else {
            assert_eq!(document["diagnoses"][0]["cause"], "old-roller");
            assert!(answers.len() < 12, "{answers:?}");
            return;
        };
        assert!(!answers.iter().any(|one| one.starts_with(&format!("{observation}="))), "asked twice: {observation}");
        answers.push(if observation == "sheets-stick" {
            "sheets-stick=no".into()
        } else {
            format!("{observation}=unknown")
        });
    }
    panic!("no end: {answers:?}");
}

#[test]
fn a_case_is_kept_for_its_owner_and_goes_on() {
    let desk = desk();
    desk.write("case.json", "an old one");
    let first = diagnose(&desk, &["--log", "jam.log", "--save-case", "case.json", "-o", "json"]).json();
    #[cfg(unix)]
    assert_eq!(mode(&desk.path("case.json")), 0o600);
    let again = diagnose(&desk, &["--case", "case.json", "-o", "json"]).json();
    assert_eq!(again, first);
    let more = diagnose(&desk, &["--case", "case.json", "--answer", "sheets-stick=yes"]);
    assert_eq!(more.code(), 0, "{}", more.out());
    let beside: Vec<_> = std::fs::read_dir(desk.path("")).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert!(!beside.iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "{beside:?}");
}

#[test]
fn a_file_that_has_grown_is_read_anew() {
    let desk = desk();
    diagnose(&desk, &["--log", "jam.log", "--save-case", "case.json"]);
    desk.write("jam.log", HEALTHY);
    let again = diagnose(&desk, &["--case", "case.json", "--log", "jam.log", "-o", "json"]).json();
    assert!(!again.to_string().contains("Paper jammed"), "{again}");
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777
}

#[test]
fn no_secret_and_no_host_leaves() {
    let desk = desk();
    let text = "Our broker p7.prod.example.com fails\nssl.key.password=hunter2hunter2\nPaper jammed in tray-3 of p7.prod.example.com quire\n";
    for format in ["text", "json", "markdown"] {
        let run = with_stdin(&desk, &["--text", "-", "-o", format, "--save-case", "case.json"], text);
        let case = std::fs::read_to_string(desk.path("case.json")).unwrap();
        assert!(!run.out().contains("hunter2") && !case.contains("hunter2"), "{format}: {}{case}", run.out());
    }
    for format in ["json", "markdown"] {
        let run = with_stdin(&desk, &["--text", "-", "-o", format, "--save-case", "case.json", "--redact-hosts"], text);
        let case = std::fs::read_to_string(desk.path("case.json")).unwrap();
        assert!(!run.out().contains("p7.prod") && !case.contains("p7.prod"), "{format}: {}{case}", run.out());
        assert!(run.out().contains("host-1"), "{format}: {}", run.out());
    }
}

#[test]
fn a_broken_card_costs_a_warning() {
    let desk = desk();
    desk.write("k/cards/cluster/broken.yaml", "title: [");
    let run = diagnose(&desk, &["--log", "jam.log", "--answer", "sheets-stick=yes", "-o", "json"]);
    assert_eq!(run.code(), 0);
    assert!(run.err().starts_with("warning: k/cards/cluster/broken.yaml:"), "{}", run.err());
    assert!(serde_json::from_str::<Value>(&run.out()).is_ok());
}

#[test]
fn many_broken_cards_are_counted() {
    let desk = desk();
    (10..30).for_each(|number| desk.write(&format!("k/cards/cluster/broken{number}.yaml"), "title: ["));
    let run = desk.run(&["list"]);
    let warnings: Vec<String> = run.err().lines().filter(|line| line.starts_with("warning:")).map(Into::into).collect();
    assert_eq!((run.code(), warnings.len()), (0, 11), "{}", run.err());
    assert_eq!(warnings[10], "warning: 10 more files of cards are left out; kafka-doctor knowledge lint tells why");
}

#[test]
fn a_closed_pipe_is_silent_and_fine() {
    let desk = desk();
    let mut command = desk.command(&["diagnose", "--log", "jam.log", "-o", "json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn colours_only_where_asked_for_and_ascii_where_the_locale_is() {
    let desk = desk();
    let args = ["--log", "jam.log", "--answer", "sheets-stick=yes"];
    assert!(!diagnose(&desk, &args).out().contains('\x1b'));
    assert!(diagnose(&desk, &[&args[..], &["--color", "always"]].concat()).out().contains('\x1b'));
    desk.write("long.log", &LINE.replace("quire", &format!("quire {} ünïcode", "x ".repeat(300))));
    let output = desk.command(&["diagnose", "--log", "long.log"]).env("LANG", "C").env("LC_ALL", "C").output().unwrap();
    assert!(output.stdout.is_ascii());
}

const LOOSE: &str = r#"
title: Loose cable
symptom: It may fall out.
impact: Then nothing is printed.
severity: high
causes:
  - id: loose
    kind: risk
    title: The cable is loose
    prior: common
    why: Nobody fixed it.
    evidence: { cable-loose: almost-always }
    fixes: [ { do: Fix it., risk: none } ]
    verify: cable-loose
sources: [ "https://example.com" ]
"#;

const LOOSE_SEEN: &str = r#"
fact: The cable is loose.
background: almost-never
effort: glance
ask: Is it loose?
how: Pull it.
answers_from: [ { properties: { of: producer, holds: "linger.ms = 7" } } ]
sources: [ "https://example.com" ]
"#;

const FLICKERS: &str = r#"
fact: The lamp flickers.
background: rarely
effort: glance
ask: Does it?
how: Look at it.
answers_from: [ { log: { of: any, matches: "lamp {} flickers" } } ]
examples: { "yes": [ "lamp 3 flickers" ], "no": [ "lamp 3 shines" ] }
sources: [ "https://example.com" ]
"#;

#[test]
fn a_line_that_is_no_proof_is_told_where_nothing_is_found() {
    let desk = desk();
    let loose = LOOSE.replace("kind: risk\n    ", "").replace("cable-loose: almost-always", "lamp-flickers: rarely");
    desk.write("k/cards/cluster/loose-cable.yaml", &loose.replace("cable-loose", "lamp-flickers"));
    desk.write("k/observations/cluster/lamp-flickers.yaml", FLICKERS);
    desk.write("lamp.log", "2026-11-24 10:00:00,000 ERROR lamp 3 flickers\n");
    let shown = "
Seen, but alone no proof of a fault
- The lamp flickers.
  lamp.log:1, 2026-11-24 10:00:00,000
  2026-11-24 10:00:00,000 ERROR lamp 3 flickers
";
    for verb in ["diagnose", "check"] {
        let told = desk.run(&[verb, "--log", "lamp.log"]).out();
        assert!(told.starts_with("Nothing found") && told.contains(shown), "{told}");
    }
}

#[test]
fn two_complaints_in_one_text_are_no_dispute() {
    let desk = desk();
    let disagree = |run: &Run| run.out().contains("Sources disagree");
    let text = "the broker will not start, no space left on device in server.log, the disk is full";
    let told = desk.run(&["diagnose", "--no-input", "--text", text]);
    assert!(told.out().contains("isk") && !disagree(&told), "{}", told.out());
    let denied = diagnose(&desk, &["--log", "jam.log", "--answer", "jam-logged=no"]);
    assert!(disagree(&denied), "{}", denied.out());
}

#[test]
fn a_risk_is_no_cause_and_never_above_medium() {
    let desk = desk();
    desk.write("k/cards/cluster/loose-cable.yaml", LOOSE);
    desk.write("k/observations/cluster/cable-loose.yaml", LOOSE_SEEN);
    for name in ["a", "b"] {
        desk.write(&format!("{name}.properties"), "bootstrap.servers=h1:9092,h2:9092\nlinger.ms=7\n");
    }
    let args = ["--properties", "producer=a.properties", "--properties", "producer=b.properties"];
    assert_eq!(
        diagnose(&desk, &args).out(),
        "No fault found, but 1 risk
What was read holds no sign of a fault, and no error that is unexplained:
- a.properties (properties of producer): 2 lines
- b.properties (properties of producer): 2 lines

If something hurts all the same, the sign is elsewhere: in the other side's log, at another time, in
the settings.

Risks
- The cable is loose (medium; kafka-doctor show loose-cable)
  a.properties:2
  linger.ms=7
  b.properties:2
  linger.ms=7
"
    );
    let document = diagnose(&desk, &[&args[..], &["-o", "json"]].concat()).json();
    assert_eq!((&document["outcome"], &document["risks"][0]["severity"]), (&"nothing-found".into(), &"medium".into()));
}

#[test]
fn the_answer_comes_first() {
    let desk = desk();
    let text = diagnose(&desk, &["--log", "jam.log", "--answer", "sheets-stick=yes"]).out();
    let order = ["Paper jam: the paper is wet", "jam.log:1", "Take dry paper.", "lpstat -p p1.example.com"];
    let places: Vec<Option<usize>> = order.iter().map(|part| text.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{text}");
    let narrow = desk.command(&["diagnose", "--log", "jam.log"]).env("COLUMNS", "40").output().unwrap();
    let narrow = String::from_utf8(narrow.stdout).unwrap();
    let wide: Vec<&str> =
        narrow.lines().filter(|line| line.chars().count() > 40 && !line.contains("kafka-doctor")).collect();
    assert!(wide.is_empty(), "{wide:?}");
}
