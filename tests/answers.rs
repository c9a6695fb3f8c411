//! Answers given in advance and answers kept in a case, end to end, with the built-in observations.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

fn diagnose(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::cargo_bin("kafka-doctor").unwrap();
    command.env_remove("KAFKA_DOCTOR_KNOWLEDGE").current_dir(folder);
    command.args(["diagnose", "--no-input", "-o", "json"]).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Observations and answers of the readings.
fn readings(output: &Output) -> Vec<(String, String)> {
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let word = |one: &Value, key: &str| one[key].as_str().unwrap().to_string();
    let all = document["readings"].as_array().unwrap();
    all.iter().map(|one| (word(one, "observation"), word(one, "answer"))).collect()
}

#[test]
fn answers_are_those_of_their_observation() {
    let folder = TempDir::new().unwrap();
    let names = "  diagnose --no-input names the observation that it would ask for, and its answers.\n";
    for (answer, message) in [
        ("foo=yes", format!("error: there is no observation \"foo\"\n{names}")),
        (
            "broker-vresion=3.9",
            format!("error: there is no observation \"broker-vresion\"\n  Did you mean broker-version?\n{names}"),
        ),
        (
            "client-version=banana",
            "error: client-version has no answer \"banana\"\n  It is a version, such as 3.9.1, or unknown.\n".into(),
        ),
        (
            "cluster-mode=raft",
            "error: cluster-mode has no answer \"raft\"\n  Answers: kraft, zookeeper, unknown\n".into(),
        ),
    ] {
        let output = diagnose(folder.path(), &["--answer", answer]);
        assert_eq!((text(&output.stderr), output.status.code()), (message, Some(2)), "{answer}");
        assert!(output.stdout.is_empty(), "{answer}");
    }
    let output = diagnose(folder.path(), &["--answer", "broker-version=v3.9.1-rc0", "--answer", "cluster-mode=kraft"]);
    let pair = |observation: &str, answer: &str| (observation.to_string(), answer.to_string());
    assert_eq!(readings(&output), [pair("broker-version", "3.9.1-rc0"), pair("cluster-mode", "kraft")]);
}

#[test]
fn a_case_goes_on_without_what_is_not_known_any_more() {
    let folder = TempDir::new().unwrap();
    let reading = |observation: &str, value: &str| json!({ "observation": observation, "answer": { "value": value }, "source": { "channel": "person" } });
    let all = [reading("gone-fact", "yes"), reading("where-it-hurts", "banana"), reading("broker-version", "3.9")];
    let case = json!({ "version": 1, "readings": all });
    std::fs::write(folder.path().join("case.json"), case.to_string()).unwrap();
    let output = diagnose(folder.path(), &["--case", "case.json"]);
    let told = "warning: case.json holds what no observation here knows, which is left out: gone-fact=yes, where-it-hurts=banana\n";
    assert_eq!((text(&output.stderr).as_str(), output.status.code()), (told, Some(5)));
    assert_eq!(readings(&output), [("broker-version".to_string(), "3.9".to_string())]);
    assert_eq!(text(&diagnose(folder.path(), &["--case", "case.json", "-q"]).stderr), "");
}
