//! The verbs for those who write cards, end to end: what `knowledge new` writes, what `lint` says of it, and names that are wrong.

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

#[track_caller]
fn check(folder: &Path, args: &[&str], status: i32, stdout: &str, stderr: &str) {
    let mut command = Command::cargo_bin("kafka-doctor").unwrap();
    let output = command.env_remove("KAFKA_DOCTOR_KNOWLEDGE").current_dir(folder).args(args).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), stdout, "stdout of {args:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), stderr, "stderr of {args:?}");
    assert_eq!(output.status.code(), Some(status), "status of {args:?}");
}

#[test]
fn a_template_is_an_error_until_it_is_filled_in() {
    let folder = TempDir::new().unwrap();
    let new = ["knowledge", "new", "paper-jam", "--dir", "k"];
    let told =
        "k/paper-jam.yaml\nk/paper-jam-seen.yaml\nFill in both, then: kafka-doctor --knowledge k knowledge lint\n";
    check(folder.path(), &new, 0, told, "");
    let again = "error: k/paper-jam.yaml exists already\n  Nothing was written.\n";
    check(folder.path(), &new, 2, "", again);

    let seen = std::fs::read_to_string(folder.path().join("k/paper-jam-seen.yaml")).unwrap();
    let filled = seen
        .replace("The fact as a claim; true when the answer is yes.", "Paper is jammed.")
        .replace("The question, in plain words?", "Is paper jammed?")
        .replace("A command ready to paste, or where to look.", "Open the printer.");
    std::fs::write(folder.path().join("k/paper-jam-seen.yaml"), filled).unwrap();
    let told = "\
error[unfilled]: this still says what knowledge new wrote: title, symptom, impact, title, why, do, sources
 --> k/paper-jam.yaml:2:8
  |
2 | title: A few words for the list
  |        ^
advice[no-words]: paper-jam has no words: free text cannot lead to it
 --> k/paper-jam.yaml:2:1
  |
2 | title: A few words for the list
  | ^
advice[few-sources]: too few relations of paper-jam that a tool can answer: 0; 3 spare people the questions
 --> k/paper-jam.yaml:8:1
  |
8 | causes:                     # competing mechanisms, each with its own evidence and fixes
  | ^
advice[thin-evidence]: too few relations in first-cause of paper-jam: 2; 12 tell a cause apart well
 --> k/paper-jam.yaml:9:9
  |
9 |   - id: first-cause
  |         ^
1 card: 1 error, 3 pieces of advice
";
    check(folder.path(), &["knowledge", "lint", "--knowledge", "k"], 4, told, "");
}

#[test]
fn the_tree_of_a_card_that_is_not_there() {
    let folder = TempDir::new().unwrap();
    let told = "error: there is no card rebalancing-strom\n  Did you mean rebalancing-storm?\n  All cards: kafka-doctor list.\n";
    check(folder.path(), &["knowledge", "tree", "--card", "rebalancing-strom"], 2, "", told);
}
