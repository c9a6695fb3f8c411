//! What counts by its time.

use super::*;

#[test]
fn only_what_happened_in_the_window_counts() {
    let signatures = Signatures::new(&knowledge());
    let log: String = (0..10).map(|minute| at(minute * 60, "poll timeout has expired")).collect();
    let count = |since, until| {
        let window = Window { since, until, ..Window::default() };
        let read = scan(&signatures, vec![Opened::bytes("a.log", log.as_bytes())], &window, (CHUNK, 1));
        read.ok().map(|read| read.readings.first().map_or(0, |reading| reading.source.count))
    };
    let zero = 1_767_225_600_000;
    assert_eq!(count(Some(Bound::BeforeLast(120_000)), None), Some(3));
    assert_eq!(count(None, Some(Bound::BeforeLast(120_000))), Some(8));
    assert_eq!(count(Some(Bound::At(zero + 60_000)), Some(Bound::At(zero + 120_000))), Some(2));
    assert_eq!(count(Some(Bound::At(zero + 3_600_000)), None), None);
}

/// What has to happen often within a minute does so behind every front: its lines have their times.
#[test]
fn times_are_read_behind_what_tools_put_before_them() {
    let line = "Preparing to rebalance group a in state";
    let java: Vec<String> = [1, 20, 40].map(|second| at(second, line)).into();
    let native = [1, 20, 40]
        .map(|second| format!("%4|{}.123|X|rdkafka#consumer-1| [thrd:main]: {line}", 1_767_225_600 + second));
    let colour = |line: &str| format!("\u{1b}[31mapp-0\u{1b}[0m \u{1b}[32mmain\u{1b}[0m {line}");
    let fronts: [&dyn Fn(&str) -> String; 9] = [
        &|line| format!("app-0 main {line}"),
        &|line| format!("my-shop app-0 main {line}"),
        &colour,
        &|line| format!("12:{line}"),
        &|line| format!("logs/server.log:12:{line}\nlogs/server.log-13-\tat x.Y(Y.java:1)\n--"),
        &|line| format!("    {line}"),
        &|line| format!("> {line}"),
        &|line| format!("kafka.1.k2j3@node1    | {line}"),
        &str::to_string,
    ];
    for front in fronts {
        for lines in [&java[..], &native] {
            let log: String = lines.iter().map(|line| front(line.trim_end()) + "\n").collect();
            assert_eq!(answers(&log), [yes("storm", 3, State::Now)], "{log}");
        }
    }
    let journal = |second: u32| {
        let micros = (1_767_225_600 + u64::from(second)) * 1_000_000;
        serde_json::json!({ "MESSAGE": line, "__REALTIME_TIMESTAMP": micros.to_string() }).to_string() + "\n"
    };
    assert_eq!(answers(&[1, 20, 40].map(journal).concat()), [yes("storm", 3, State::Now)]);
    assert_eq!(answers(&[1, 100, 200].map(journal).concat()), []);
}

#[test]
fn lines_without_a_time_are_kept_and_counted() {
    let signatures = Signatures::new(&knowledge());
    let late = "poll timeout has expired\n".repeat(3) + &at(1, "x") + "\tat y\n" + &at(600, "poll timeout has expired");
    let read = |window: &Window, size| {
        let files = [("a.log", late.as_str()), ("b.log", "leader is gone\nleader is gone\n")];
        let files = files.map(|(name, text)| Opened::bytes(name, text.as_bytes())).into();
        scan(&signatures, files, window, (size, 1)).unwrap()
    };
    let window = Window { since: Some(Bound::BeforeLast(60_000)), ..Window::default() };
    for size in [10, CHUNK] {
        let kept = read(&window, size);
        assert_eq!(kept.readings.iter().map(|one| one.source.count).collect::<Vec<_>>(), [4, 2]);
        assert_eq!(
            kept.warnings,
            ["--since and --until leave in what bears no time: 3 of 6 lines of a.log, all 2 lines of b.log"]
        );
    }
    assert!(read(&Window::default(), CHUNK).warnings.is_empty());
}

#[test]
fn a_window_without_a_line_is_no_all_clear() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "[2026-01-01 00:00:01,000] INFO started (kafka.server.KafkaServer)\n").unwrap();
    let window = Window { since: Some(window::Bound::At(4_000_000_000_000)), ..Window::default() };
    let signatures = Signatures::new(&Default::default());
    let error = read(&signatures, &[file.path().into()], &window).unwrap_err();
    assert!(error.message.starts_with("no line of the logs is from the time"), "{error}");
    assert!(error.hints[0].ends_with("holds 2026-01-01 00:00:01,000 to 2026-01-01 00:00:01,000."), "{:?}", error.hints);
    assert!(read(&signatures, &[file.path().into()], &Window::default()).is_ok());
}

/// A log of an hour says nothing by silence of a minute in which it has two lines.
#[test]
fn silence_is_that_of_the_lines_in_the_window() {
    let signatures = Signatures::new(&knowledge());
    let log: String = (0..60).map(|minute| at(minute * 60, "well (kafka.server.KafkaServer)")).collect();
    for (front, size) in [("", CHUNK), ("", 500), ("app-1  | ", CHUNK), ("app-1  | ", 500)] {
        let log: String = log.lines().map(|line| format!("{front}{line}\n")).collect();
        let read = |minutes: i64| {
            let window = Window { since: Some(Bound::BeforeLast(minutes * 60_000)), ..Window::default() };
            let read = scan(&signatures, vec![Opened::bytes("a.log", log.as_bytes())], &window, (size, 1)).unwrap();
            assert!(read.inputs[0].first.as_deref() > Some("2026-01-01 00:28"), "{:?}", read.inputs);
            assert_eq!(read.inputs[0].last.as_deref(), Some("2026-01-01 00:59:00,000"));
            (read.inputs[0].lines, read.readings.len())
        };
        assert_eq!(read(1), (2, 0), "{front:?} {size}");
        assert_eq!(read(30).0, 31, "{front:?} {size}");
        assert!(read(30).1 > 0, "{front:?} {size}");
    }
}

/// The first and the last hit are those of the log, whatever source of an observation reads them, in whatever format their times are.
#[test]
fn several_sources_of_an_observation_are_one() {
    let file = File {
        path: "observations/x/seen.yaml".into(),
        text: "fact: f\nbackground: rarely\neffort: glance\nask: a\nhow: h\nanswers_from:\n  - log: { of: any, matches: 'the later one' }\n  - log: { of: any, matches: 'the earlier one' }\n".into(),
    };
    let loaded = parse(&[file]);
    assert_eq!(loaded.problems, []);
    let signatures = Signatures::new(&loaded.knowledge);
    let log = "x\nNov 24 10:00:00 host the earlier one\n[2026-11-24 11:00:00,000] INFO the later one\n";
    let read = read_bytes(&signatures, "a.log", log.as_bytes());
    let source = &read.readings[0].source;
    assert_eq!((read.readings.len(), source.count, source.line), (1, 2, Some(2)));
    assert_eq!(source.first.as_deref(), Some("Nov 24 10:00:00"));
    assert_eq!(source.last.as_deref(), Some("2026-11-24 11:00:00,000"));
    assert_eq!(source.excerpt.as_deref(), Some("Nov 24 10:00:00 host the earlier one"));
}
