//! Settings, judged by the built-in cards.

use crate::desk::Desk;

#[test]
fn a_client_that_cannot_start_does_not_pass() {
    let verdict = |role: &str, line: &str| {
        let desk = Desk::with(&[("client.properties", &format!("group.id=billing\nclient.id=a\n{line}\n"))]);
        desk.run(&["check", "--fail-on", "low", "--properties", &format!("{role}=client.properties")]).code()
    };
    for (role, line) in [
        ("consumer", "session.timeout.ms=abc"),
        ("consumer", "max.poll.records=0"),
        ("producer", "acks=2"),
        ("producer", "batch.size=-5"),
    ] {
        assert_eq!(verdict(role, line), 1, "{role} {line}");
    }
    for (role, line) in [
        ("consumer", "session.timeout.ms=45000"),
        ("consumer", "max.poll.records=500"),
        ("producer", "acks=all"),
        ("producer", "batch.size=16384"),
    ] {
        assert_eq!(verdict(role, line), 0, "{role} {line}");
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
