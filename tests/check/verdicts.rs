//! Verdicts of the built-in cards over settings, looks at clusters, and logs.

use crate::desk::Desk;
use crate::snapshots;

/// The exit codes for `--fail-on` low, medium, high and critical.
fn codes(desk: &Desk, args: &[&str]) -> [i32; 4] {
    let run = |severity: &str| desk.run(&[&["check", "--fail-on", severity], args].concat()).code();
    ["low", "medium", "high", "critical"].map(run)
}

#[test]
fn a_client_that_cannot_start_does_not_pass() {
    for (role, line, expected) in [
        ("consumer", "session.timeout.ms=abc", [1, 1, 1, 0]),
        ("consumer", "max.poll.records=0", [1, 1, 1, 0]),
        ("producer", "acks=2", [1, 1, 1, 0]),
        ("producer", "batch.size=-5", [1, 1, 1, 0]),
        ("broker", "num.network.threads=0", [1, 1, 1, 0]),
        // Ignored, with a warning: a danger, no fault.
        ("consumer", "max.poll.intervall.ms=600000", [1, 1, 0, 0]),
        ("consumer", "session.timeout.ms=45000", [0; 4]),
        ("consumer", "max.poll.records=500", [0; 4]),
        ("producer", "acks=all", [0; 4]),
        ("producer", "batch.size=16384", [0; 4]),
    ] {
        let rest = if role == "broker" { "broker.id=1" } else { "group.id=billing\nclient.id=a" };
        let desk = Desk::with(&[("x.properties", &format!("{rest}\n{line}\n"))]);
        assert_eq!(codes(&desk, &["--properties", &format!("{role}=x.properties")]), expected, "{role} {line}");
    }
}

#[test]
fn a_cluster_fails_from_the_harm_that_was_measured() {
    let desk = Desk::with(&[]);
    for (name, snapshot, expected) in [
        ("healthy", snapshots::healthy(), [0; 4]),
        ("healing", snapshots::healing(), [0; 4]),
        ("lag", snapshots::lag(), [1, 1, 1, 0]),
        ("gone", snapshots::broker_gone(), [1; 4]),
        ("dies", snapshots::broker_dies(), [1, 1, 0, 0]),
    ] {
        crate::keep(&desk, "s.json", &snapshot);
        assert_eq!(codes(&desk, &["--snapshot", "s.json"]), expected, "{name}");
    }
}

#[test]
fn a_log_fails_from_the_harm_that_its_card_knows() {
    let at = "[2026-01-01 00:00:00,000]";
    for (lines, expected) in [
        (format!("{at} INFO [KafkaServer id=1] started (kafka.server.KafkaServer)"), [0; 4]),
        (
            format!(
                "{at} ERROR Error while writing to checkpoint file /data/a-0/leader-epoch-checkpoint (org.apache.kafka.storage.internals.log.LogDirFailureChannel)\njava.io.IOException: No space left on device"
            ),
            [1; 4],
        ),
        (
            format!(
                "{at} WARN [Consumer clientId=c-1, groupId=billing] consumer poll timeout has expired. This means the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms, which typically implies that the poll loop is spending too much time processing messages. (org.apache.kafka.clients.consumer.internals.ConsumerCoordinator)"
            ),
            [1, 1, 1, 0],
        ),
    ] {
        let desk = Desk::with(&[("x.log", &lines)]);
        assert_eq!(codes(&desk, &["--log", "x.log"]), expected, "{lines}");
    }
}

#[test]
fn a_command_to_paste_brings_the_users_cards_and_the_times_along() {
    let desk = crate::desk();
    let args =
        ["check", "--knowledge", "k", "--log", "jam.log", "--log-zone", "UTC", "--since", "2026-01-01T00:00:00Z"];
    let out = desk.run(&args).out();
    let again = "kafka-doctor verify paper-jam --log jam.log --since 2026-01-01T00:00:00Z --log-zone UTC --knowledge k";
    assert!(out.split_whitespace().collect::<Vec<_>>().join(" ").contains(again), "{out}");
}
