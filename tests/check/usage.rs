//! What `check` takes and gives: usage, exit codes, formats, mutes.

use super::*;

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
        (
            &["check", "--bootstrap-server", "b1:99999"],
            2,
            "error: --bootstrap-server: \"b1:99999\" is not HOST:PORT\n  Ports are from 1 to 65535.\n",
        ),
        (&["check", "--command-property", "client.id=x"], 2, "error: no cluster was named\n"),
        (&["check", "--log", "nope.log"], 3, "error: there is no file nope.log\n"),
        (&["check", "--snapshot", "nope.json"], 3, "error: the snapshot nope.json cannot be read"),
        (&["check", "--snapshot", "broken.json"], 3, "error: broken.json is not a snapshot"),
        (
            &["snapshot", "now.json"],
            2,
            "error: unrecognized subcommand 'now.json'\n\nUsage: kafka-doctor snapshot diff <A> <B>\n       kafka-doctor check --bootstrap-server <HOST:PORT> --save-snapshot <FILE>   takes a snapshot\n",
        ),
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
