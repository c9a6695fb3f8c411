//! Long pages in a terminal: through a pager, and at once where there is none or nobody needs one.

use crate::pty::{BINARY, Play};

/// What a terminal shows of a card, everything that came.
fn shown(rows: u16, variables: &[(&str, &str)]) -> String {
    let mut play = Play::start(&["show", "broker-down"], 100, rows, variables);
    assert_eq!(play.exit(), 0);
    play.raw().to_string()
}

#[test]
fn a_long_page_goes_through_the_pager() {
    let marked = |rows, variables: &[(&str, &str)]| {
        let raw = shown(rows, variables);
        assert!(raw.contains("Broker down") && raw.contains("Sources"), "{raw}");
        raw.contains("paged: ")
    };
    let pager = ("PAGER", "sed 's/^/paged: /'");
    assert!(marked(24, &[pager]));
    assert!(!marked(2000, &[pager]), "it fits");
    assert!(!marked(24, &[pager, ("TERM", "dumb")]));
    assert!(!marked(24, &[("PAGER", "no-such-pager")]), "printed all the same");
}

#[test]
fn an_error_goes_through_it_too() {
    let mut play = Play::start(&["explain", "NOT_ENOUGH_REPLICAS"], 100, 4, &[("PAGER", "sed 's/^/paged: /'")]);
    assert_eq!(play.exit(), 0);
    assert!(play.raw().contains("paged: "), "{}", play.raw());
}

#[test]
fn whoever_has_read_enough_leaves() {
    let mut play = Play::start(&["show", "broker-down"], 100, 24, &[("PAGER", "head -n 1")]);
    assert_eq!(play.exit(), 0);
    assert_eq!(play.raw().lines().count(), 1, "{}", play.raw());
}

#[test]
fn what_a_program_reads_is_never_paged() {
    let mut play =
        Play::shell(&format!("{BINARY} show broker-down | wc -l"), 100, 24, &[("PAGER", "sed 's/^/paged: /'")]);
    assert_eq!(play.exit(), 0);
    let lines: usize = play.raw().trim().parse().expect("a number alone");
    assert!(lines > 24, "{lines}");
}

#[test]
fn who_was_told_to_end_ends_behind_the_pager() {
    for signal in ["TERM", "INT"] {
        let pager = format!("kill -{signal} $PPID; sleep 0.5; cat");
        let mut play = Play::start(&["show", "broker-down"], 100, 24, &[("PAGER", &pager)]);
        assert_eq!(play.exit(), 130, "{signal}");
        assert!(play.raw().contains("Sources"), "the pager has shown it all");
    }
}
