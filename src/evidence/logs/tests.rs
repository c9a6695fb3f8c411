use proptest::prelude::*;

use super::*;
use crate::case::{Answer, State};
use crate::knowledge::{File, Knowledge, parse};

fn knowledge() -> Knowledge {
    let observation = |id: &str, source: &str| File {
        path: format!("observations/x/{id}.yaml"),
        text: format!(
            "fact: f\nbackground: rarely\neffort: glance\nask: a\nhow: h\nanswers_from:\n  - log: {{ {source} }}\n"
        ),
    };
    let loaded = parse(&[
        observation(
            "fenced",
            "of: controller, matches: 'Fencing broker {broker} at', same: broker, unless_followed_by: 'unfence broker {broker} now'",
        ),
        observation("expired", "of: client, matches: 'poll timeout has expired'"),
        observation(
            "storm",
            "of: any, matches: 'Preparing to rebalance group {group} in', same: group, at_least: 3, within: 60s",
        ),
        observation("moved", "of: any, matches: 'leader is gone', over_when: 'leader is back'"),
        observation("silent", "of: broker, matches: 'disk is full', absent: 'no'"),
    ]);
    assert_eq!(loaded.problems, []);
    loaded.knowledge
}

fn at(second: u32, text: &str) -> String {
    format!("[2026-01-01 00:{:02}:{:02},000] INFO {text}\n", second / 60, second % 60)
}

fn answers(log: &str) -> Vec<(String, String, u64, State)> {
    let signatures = Signatures::new(&knowledge());
    read_bytes(&signatures, "app.log", log.as_bytes())
        .readings
        .into_iter()
        .filter_map(|reading| match reading.answer {
            Answer::Value(value) => Some((reading.observation, value, reading.source.count, reading.source.state)),
            Answer::Unknown(_) => None,
        })
        .collect()
}

fn yes(observation: &str, count: u64, state: State) -> (String, String, u64, State) {
    (observation.into(), "yes".into(), count, state)
}

#[test]
fn a_line_counts_once_for_each_time_it_stands_there() {
    let log = at(1, "poll timeout has expired") + &at(2, "x") + &at(3, "poll timeout has expired");
    assert_eq!(answers(&log), [yes("expired", 2, State::Now)]);
}

#[test]
fn what_is_followed_by_its_end_does_not_count_for_the_same_broker() {
    let fenced = at(1, "Fencing broker 1 at epoch 2") + &at(2, "Fencing broker 2 at epoch 3");
    assert_eq!(answers(&(fenced.clone() + &at(3, "unfence broker 1 now"))), [yes("fenced", 1, State::Now)]);
    assert_eq!(answers(&(fenced + &at(3, "unfence broker 1 now") + &at(4, "unfence broker 2 now"))), []);
}

#[test]
fn a_storm_needs_its_count_in_its_window_and_in_one_group() {
    let line = |second, group: &str| at(second, &format!("Preparing to rebalance group {group} in state"));
    assert_eq!(answers(&(line(1, "a") + &line(2, "b") + &line(3, "a"))), []);
    assert_eq!(answers(&(line(1, "a") + &line(100, "a") + &line(200, "a"))), []);
    assert_eq!(answers(&(line(1, "a") + &line(20, "a") + &line(40, "a"))), [yes("storm", 3, State::Now)]);
}

#[test]
fn what_the_log_shows_as_over_is_past() {
    assert_eq!(answers(&(at(1, "leader is gone") + &at(2, "leader is back"))), [yes("moved", 1, State::Past)]);
    assert_eq!(
        answers(&(at(1, "leader is gone") + &at(2, "leader is back") + &at(3, "leader is gone"))),
        [yes("moved", 2, State::Now)]
    );
    assert_eq!(answers(&(at(1, "poll timeout has expired") + &at(3000, "all well"))), [yes("expired", 1, State::Past)]);
}

#[test]
fn only_the_process_that_is_meant_is_heard() {
    let broker = at(1, "starting (kafka.server.KafkaServer)");
    assert_eq!(answers(&(broker.clone() + &at(2, "poll timeout has expired"))), []);
    let long: String = (0..30).map(|second| at(second, "well (kafka.server.KafkaServer)")).collect();
    let silent: Vec<_> = answers(&long);
    assert_eq!(silent, [("silent".to_string(), "no".to_string(), 0, State::Now)]);
}

#[test]
fn two_processes_in_one_file_are_kept_apart() {
    let line = |name: &str, second, text: &str| format!("{name}  | {}", at(second, text));
    let log = line("kafka1", 1, "Preparing to rebalance group a in state")
        + &line("kafka2", 2, "Preparing to rebalance group a in state")
        + &line("kafka1", 3, "Preparing to rebalance group a in state");
    assert_eq!(answers(&log), []);
}

#[test]
fn errors_that_nobody_explains_are_counted_and_kept() {
    let signatures = Signatures::new(&knowledge());
    let log = "[2026-01-01 00:00:00,000] ERROR boom (x.Y)\njava.lang.Boom\n\tat x\n[2026-01-01 00:00:01,000] ERROR known\n\tpoll timeout has expired\n[2026-01-01 00:00:02,000] INFO x\n";
    let read = read_bytes(&signatures, "app.log", log.as_bytes());
    assert_eq!(read.inputs[0].unexplained, 1);
    assert_eq!(read.inputs[0].samples, ["[2026-01-01 00:00:00,000] ERROR boom (x.Y)"]);
    assert_eq!(read.inputs[0].lines, 6);
}

#[test]
fn a_listing_of_settings_is_taken_along() {
    let signatures = Signatures::new(&knowledge());
    let log = at(1, "ProducerConfig values: ")
        + "\tacks = 1\n\tbatch.size = 16384\n\tclient.id = \n\tlinger.ms = 0\n\n"
        + &at(2, "x");
    let read = read_bytes(&signatures, "app.log", log.as_bytes());
    assert_eq!(read.settings.len(), 1);
    assert_eq!(read.settings[0].side, Some(Side::Producer));
    assert_eq!(read.settings[0].entries.len(), 4);
}

#[test]
fn rotated_files_are_one_process_and_numbered_ones_are_not() {
    let stem = |name: &str| Opened::bytes(name, b"").stem();
    assert_eq!(stem("server.log"), "server");
    assert_eq!(stem("server.log.1"), "server");
    assert_eq!(stem("server.log.2026-11-23-05.gz"), "server");
    assert_eq!(stem("broker1.log"), "broker1");
    assert_eq!(stem("broker2.log"), "broker2");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let signatures = Signatures::new(&knowledge());
        let _ = read_bytes(&signatures, "x", &bytes);
    }

    #[test]
    fn lines_of_any_kind_are_read_without_a_panic(lines in proptest::collection::vec("[\\[{%\" ]?[0-9:T., |-]{0,25}(ERROR|INFO)?.{0,40}", 0..30)) {
        let signatures = Signatures::new(&knowledge());
        let _ = read_bytes(&signatures, "x", lines.join("\n").as_bytes());
    }
}
