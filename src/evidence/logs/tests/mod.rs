//! Logs of a few lines, and what is read from them.

mod times;

use proptest::prelude::*;

use super::*;
use crate::case::{Answer, State};
use crate::knowledge::{File, Knowledge, Side, parse};

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
        observation("dead", "of: any, matches: 'the thread is dead', over_when: 'the thread starts', lasts: true"),
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
fn the_newest_line_may_stand_first() {
    let signatures = Signatures::new(&knowledge());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.log");
    let lines = [at(1, "x"), at(2, "Fencing broker 1 at epoch 2"), at(3, "unfence broker 1 now"), at(4, "y")];
    let told = |text: String| {
        std::fs::write(&path, text).unwrap();
        let read = read(&signatures, std::slice::from_ref(&path), &Window::default()).unwrap();
        let fenced = read.readings.iter().any(|one| one.observation == "fenced" && one.answer.value() == Some("yes"));
        (fenced, read.warnings)
    };
    assert_eq!(told(lines.concat()), (false, vec![]));
    let (fenced, warnings) = told(lines.iter().rev().cloned().collect());
    assert!(!fenced && warnings[0].contains("newest line first"), "{warnings:?}");
    assert_eq!(told("\0".repeat(100_000) + &lines.concat()), (false, vec![]));
}

#[test]
fn what_one_controller_began_the_next_one_ends() {
    let signatures = Signatures::new(&knowledge());
    let folder = tempfile::tempdir().unwrap();
    let read_both = |a: &str, b: &str| {
        let paths = [("c0.log", a), ("c1.log", b)].map(|(name, text)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        });
        let read = read(&signatures, &paths, &Window::default()).unwrap();
        read.readings.iter().filter(|one| one.observation == "fenced" && one.answer.value() == Some("yes")).count()
    };
    let fenced = at(9, "Fencing broker 1 at epoch 2");
    assert_eq!(read_both(&fenced, &at(20, "unfence broker 1 now")), 0);
    assert_eq!(read_both(&fenced, &at(20, "unfence broker 2 now")), 1);
    assert_eq!(read_both(&fenced, &at(5, "unfence broker 1 now")), 1);
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
    assert_eq!(answers(&(at(1, "the thread is dead") + &at(3000, "all well"))), [yes("dead", 1, State::Now)]);
    assert_eq!(answers(&(at(1, "the thread is dead") + &at(3000, "the thread starts"))), [yes("dead", 1, State::Past)]);
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
fn rotated_parts_are_one_process_in_any_order() {
    let signatures = Signatures::new(&knowledge());
    let line = |second| at(second, "Preparing to rebalance group a in state");
    let parts =
        [("server.log.2", line(1)), ("server.log.1", line(20)), ("server.log", line(40) + &at(50, "leader is back"))];
    let read = |order: [usize; 3]| {
        let files = order.map(|i| Opened::bytes(parts[i].0, parts[i].1.as_bytes())).into();
        scan(&signatures, files, &Window::default(), (CHUNK, 1)).unwrap()
    };
    let forward = read([0, 1, 2]);
    assert_eq!(forward.readings.len(), 1);
    assert_eq!(forward.readings[0].source.file.as_deref(), Some("server.log.2"));
    assert_eq!(forward.readings[0].source.count, 3);
    for order in [[2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        assert_eq!(read(order), forward);
    }
}

#[test]
fn wrapped_logs_say_the_same() {
    let lines = ["Fencing broker 1 at epoch 2", "poll timeout has expired", "leader is gone"].map(|text| at(1, text));
    let plain = answers(&lines.concat());
    assert_eq!(plain.len(), 3);
    let wrap = |one: &dyn Fn(&str) -> String| {
        answers(&lines.iter().map(|line| one(line.trim_end()) + "\n").collect::<String>())
    };
    assert_eq!(wrap(&|line| format!("app-1  | {line}")), plain);
    assert_eq!(wrap(&|line| format!("[pod/app-1/main] {line}")), plain);
    assert_eq!(wrap(&|line| format!("2026-01-01T00:00:01.000000001Z stdout F {line}")), plain);
    assert_eq!(wrap(&|line| format!("Jan  1 00:00:01 host app[1]: {line}")), plain);
    assert_eq!(wrap(&|line| format!("\u{1b}[32m{line}\u{1b}[0m")), plain);
    assert_eq!(wrap(&|line| format!("app-7f8d9-x2x main {line}")), plain);
    assert_eq!(wrap(&|line| format!("server.log:12:{line}")), plain);
    assert_eq!(wrap(&|line| format!("> {line}")), plain);
    assert_eq!(wrap(&|line| format!("    {line}")), plain);
    assert_eq!(
        wrap(&|line| {
            serde_json::json!({ "MESSAGE": line, "__REALTIME_TIMESTAMP": "1767225601000000", "_HOSTNAME": "h" })
                .to_string()
        }),
        plain
    );
    assert_eq!(
        wrap(&|line| {
            serde_json::json!({ "log": format!("{line}\n"), "stream": "stdout", "time": "2026-01-01T00:00:01Z" })
                .to_string()
        }),
        plain
    );
    assert_eq!(
        wrap(&|line| serde_json::json!({ "level": "INFO", "message": line, "@timestamp": "2026-01-01T00:00:01Z" })
            .to_string()),
        plain
    );
}

#[test]
fn lines_that_are_too_long_are_cut_and_the_rest_is_read() {
    let log = at(1, &("x".repeat(200_000) + "poll timeout has expired")) + &at(2, "poll timeout has expired");
    assert_eq!(answers(&log), [yes("expired", 1, State::Now)]);
}

#[test]
fn what_breaks_off_counts_up_to_there() {
    use std::io::{Cursor, Error, ErrorKind, Read as _};
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(Error::new(ErrorKind::UnexpectedEof, "x"))
        }
    }
    let signatures = Signatures::new(&knowledge());
    let finder = Finder {
        signatures: &signatures,
        keys: &Keys::new(&signatures, true),
        shape: wrap::Shape::default(),
        edges: Window::default().edges(None),
    };
    let mut lines = 0;
    let source = Box::new(Cursor::new(at(1, "poll timeout has expired").repeat(100).into_bytes()).chain(Broken));
    assert!(pipeline::run(source, &finder, (500, 2), &mut |parsed| lines += parsed.lines).is_err());
    assert_eq!(lines, 100);
}

#[test]
fn too_many_prefixes_are_one_stream() {
    let log: String = (0..3000)
        .map(|number| format!("a{number}  | {}", at(1, "[Producer clientId=p] poll timeout has expired")))
        .collect();
    let signatures = Signatures::new(&knowledge());
    let finder = Finder {
        signatures: &signatures,
        keys: &Keys::new(&signatures, true),
        shape: wrap::Shape::of(log.as_bytes()),
        edges: Window::default().edges(None),
    };
    let parsed = finder.chunk(log.clone().into_bytes());
    assert_eq!((parsed.parts.len(), parsed.parts[fold::STREAMS].lines), (fold::STREAMS + 1, 2000));
    assert!(parsed.parts[1].name.starts_with(b"a1") && parsed.parts[fold::STREAMS].name.is_empty());
    assert_eq!(answers(&log).iter().map(|(_, _, count, _)| count).sum::<u64>(), 3000);
}

/// Lines of all kinds that a scan has to do with.
fn some_line() -> impl Strategy<Value = String> {
    let texts = [
        "[Producer clientId=p] poll timeout has expired",
        "Fencing broker 1 at epoch",
        "Fencing broker 2 at epoch",
        "unfence broker 1 now",
        "leader is gone",
        "leader is back",
        "Preparing to rebalance group a in state",
        "Preparing to rebalance group b in state",
        "ProducerConfig values: ",
        "disk is full",
    ];
    let event = (
        "2026-01-0[1-9] 0[0-9]:[0-5][0-9]:[0-5][0-9],[0-9]{3}",
        "INFO|WARN|ERROR",
        proptest::sample::select(texts.to_vec()),
    );
    prop_oneof![
        6 => event.prop_map(|(time, level, text)| format!("[{time}] {level} {text}")),
        1 => Just("\tat a.b.C(poll timeout has expired)".to_string()),
        1 => Just("Caused by: leader is gone".to_string()),
        2 => "\t[a-z]{1,3} = [0-9]",
        1 => "[ -~]{0,60}",
        1 => (0_usize..3).prop_map(|k| "y".repeat(k * 33_000)),
    ]
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

    #[test]
    fn where_chunks_end_changes_nothing(lines in proptest::collection::vec(some_line(), 0..40), size in 100_usize..5000, wrapped: bool, end: bool) {
        let signatures = Signatures::new(&knowledge());
        let mut log = lines.iter().map(|line| if wrapped { format!("app-{}  | {line}", line.len() % 3) } else { line.clone() }).collect::<Vec<_>>().join("\n");
        if end {
            log.push('\n');
        }
        let read = |size, threads| scan(&signatures, vec![Opened::bytes("x.log", log.as_bytes())], &Window::default(), (size, threads)).unwrap();
        let whole = read(1 << 24, 1);
        prop_assert_eq!(&read(size, 1), &whole);
        prop_assert_eq!(&read(size, 2), &whole);
        let lines = log.split_inclusive('\n').count() as u64;
        prop_assert_eq!(whole.inputs[0].lines, lines);
    }
}
