//! The wizard, played through a pseudo-terminal: every card to its diagnosis, back, don't know, interrupted, narrow, without colours.
#![cfg(unix)]

mod pager;
mod pty;
#[allow(dead_code)]
mod snapshots;

use std::path::Path;

use kafka_doctor::builtin;
use kafka_doctor::case::{Case, Tried};
use kafka_doctor::knowledge::{Card, Cause, CauseKind, Knowledge, Observation, Rates};
use pty::{EndsWithMenu, Play, plain};

const STOP: &str = "Stop and show what you have";

/// What a person would say for whom this cause is true: what the card says is most likely, else what is usual.
fn likely<'a>(cause: &'a Cause, observation: &'a Observation) -> &'a str {
    match cause.evidence.get(&observation.id) {
        Some(Rates::Yes(word)) if word.probability() > 0.5 => "yes",
        Some(Rates::Yes(_)) => "no",
        Some(Rates::Each(words)) => {
            let most = words.values().max();
            words.iter().find(|(_, word)| Some(*word) == most).map_or("no", |(value, _)| value)
        }
        None => observation.normal(),
    }
}

/// The observation that stands as question `number` on the screen.
fn asked<'k>(knowledge: &'k Knowledge, screen: &str, number: usize) -> &'k Observation {
    let from = screen.rfind(&format!("Question {number},")).expect("the question's number");
    let text = plain(&screen[from..]);
    let asks = |one: &&Observation| !one.ask.is_empty() && text.contains(&plain(&one.ask));
    knowledge.observations.values().filter(asks).max_by_key(|one| one.ask.len()).unwrap_or_else(|| panic!("{text}"))
}

/// Answers until the wizard stops asking; the screen at its end.
fn play(knowledge: &Knowledge, card: &Card, cause: &Cause) -> (String, usize) {
    let mut play = Play::start(&["diagnose"], 100, 250, &[]);
    play.wait("What hurts?");
    play.keys("\r");
    let mut number = 0;
    for _ in 0..60 {
        number += 1;
        let question = format!("Question {number},");
        let screen = play.wait_for(|screen| {
            screen.contains("Did it help?")
                || screen.contains("hand-over for the next person?")
                || screen.contains("and it is still open")
                || screen.ends_with_menu("Change it")
                || screen.rfind(&question).is_some_and(|_| screen.ends_with_menu(STOP))
        });
        if screen.ends_with_menu("Change it") {
            play.keys("\r");
            play.wait_for(|screen| !screen.ends_with_menu("Change it"));
            number -= 1;
            continue;
        }
        if !screen.contains(&question) {
            return (screen, number - 1);
        }
        let observation = asked(knowledge, &screen, number);
        let value = likely(cause, observation);
        let at = observation.values().iter().position(|one| *one == value).unwrap_or_else(|| panic!("{value}"));
        play.keys(&format!("{}\r", "j".repeat(at)));
    }
    panic!("{} / {}: no end", card.id, cause.id);
}

#[test]
fn every_card_is_played_to_its_diagnosis() {
    each(1);
}

#[test]
#[ignore = "half a minute and more: every cause"]
fn every_cause_is_played_to_its_card() {
    each(usize::MAX);
}

/// Plays the first causes of every card.
fn each(causes: usize) {
    let knowledge = builtin::knowledge();
    let mut wrong = Vec::new();
    let faults = |card: &'_ Card| {
        card.causes.iter().filter(|one| one.kind == CauseKind::Fault).take(causes).cloned().collect::<Vec<_>>()
    };
    for (card, cause) in knowledge.cards.values().flat_map(|card| faults(card).into_iter().map(move |one| (card, one)))
    {
        let (screen, questions) = play(&knowledge, card, &cause);
        // The report's title comes first, rivals after it.
        let end = plain(&screen[screen.rfind("Question ").unwrap_or(0)..]);
        // With the cause where it is sure, with the severity where only the remedy is.
        let place = |card: &Card| {
            [":", " ["].iter().filter_map(|after| end.find(&plain(&format!("{}{after}", card.title)))).min()
        };
        let first = knowledge.cards.values().filter(|one| place(one).is_some()).min_by_key(|one| place(one));
        if first.map(|one| &one.id) != Some(&card.id) || !end.contains("Did it help?") {
            wrong.push(format!("{} / {} after {questions} questions:\n{screen}", card.id, cause.id));
        }
    }
    assert!(wrong.is_empty(), "{} cards miss their diagnosis:\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Menu keys that choose the item with this text.
fn choose(play: &mut Play, item: &str) {
    let screen = play.wait(item);
    let rows: Vec<&str> = screen.lines().collect();
    let active = rows.iter().rposition(|row| row.starts_with("> ")).expect("a menu");
    let wanted =
        rows.iter().rposition(|row| row.get(2..).is_some_and(|text| text.trim_end() == item)).expect("the item");
    play.keys(&if wanted >= active { "j".repeat(wanted - active) } else { "k".repeat(active - wanted) });
    play.wait(&format!("> {item}"));
    play.keys("\r");
}

#[test]
fn back_takes_an_answer_back_and_unknown_is_not_asked_again() {
    let mut play = Play::start(&["diagnose"], 100, 120, &[]);
    play.wait("What hurts?");
    play.keys("\r");
    play.wait("Where does it hurt?");
    choose(&mut play, "Consumers stand still or keep restarting");
    play.wait("Question 2,");
    play.keys("\x1b");
    play.wait("Taken back: Where does it hurt?");
    let screen = play.wait_for(|screen| screen.matches("Question 1,").count() == 2 && screen.ends_with_menu(STOP));
    assert_eq!(screen.matches("Question 2,").count(), 1);
    choose(&mut play, "I don't know");
    let screen = play.wait_for(|screen| screen.matches("Question 2,").count() == 2 && screen.ends_with_menu(STOP));
    let now = screen.rfind("Question 2,").unwrap();
    assert!(!screen[now..].contains("Where does it hurt?"), "{screen}");
}

#[test]
fn how_and_why_answer_and_ask_again() {
    let mut play = Play::start(&["diagnose"], 100, 120, &[]);
    play.wait("What hurts?");
    play.keys("\r");
    choose(&mut play, "A disk is full or fills up");
    play.wait("Question 2,");
    play.wait_for(|screen| screen.ends_with_menu(STOP));
    choose(&mut play, "How do I find out?");
    play.wait("To find out:");
    play.wait_for(|screen| screen.ends_with_menu(STOP));
    choose(&mut play, "Why do you ask?");
    let screen = play.wait("would speak for");
    assert!(!screen.contains("Question 3,"), "{screen}");
}

#[test]
fn ctrl_c_keeps_the_case_and_gives_the_terminal_back() {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().to_str().unwrap();
    let mut play = Play::start(&["diagnose"], 100, 60, &[("XDG_STATE_HOME", state)]);
    play.wait("What hurts?");
    play.keys("\r");
    choose(&mut play, "A disk is full or fills up");
    play.wait("Question 2,");
    play.wait_for(|screen| screen.ends_with_menu(STOP));
    assert!(play.cursor_hidden());
    play.keys("\x03");
    play.wait("What is known is kept.");
    assert_eq!(play.exit(), 130);
    assert!(!play.cursor_hidden());
    let kept: Vec<_> =
        std::fs::read_dir(home.path().join("kafka-doctor")).unwrap().map(|one| one.unwrap().path()).collect();
    let [case] = kept.as_slice() else { panic!("{kept:?}") };
    let text = std::fs::read_to_string(case).unwrap();
    assert!(text.contains("\"disk-full\""), "{text}");
    assert_eq!(mode(case), 0o600);

    let mut play = Play::start(&["diagnose", "--case", case.to_str().unwrap()], 100, 60, &[]);
    let screen = play.wait("Question 2,");
    assert!(screen.contains("Understood so far:"), "{screen}");
}

fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777
}

#[test]
fn ctrl_c_at_the_start_leaves_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    let mut play = Play::start(&["diagnose"], 80, 30, &[("XDG_STATE_HOME", home.path().to_str().unwrap())]);
    play.wait("What hurts?");
    play.keys("\x03");
    assert_eq!(play.exit(), 130);
    assert!(!home.path().join("kafka-doctor").exists());
}

#[test]
fn words_that_nobody_understands_are_kept_too() {
    let home = tempfile::tempdir().unwrap();
    let mut play = Play::start(&["diagnose"], 80, 60, &[("XDG_STATE_HOME", home.path().to_str().unwrap())]);
    play.wait("What hurts?");
    play.keys("zwiebel kuchen\r\r");
    play.wait_for(|screen| screen.ends_with_menu(STOP));
    play.keys("\x03");
    play.wait("What is known is kept.");
    assert_eq!(play.exit(), 130);
    let case = std::fs::read_dir(home.path().join("kafka-doctor")).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(case).unwrap();
    assert!(text.contains("zwiebel kuchen"), "{text}");
}

#[test]
fn a_paste_with_an_empty_line_in_it_is_one_paste() {
    let mut play = Play::start(&["diagnose"], 100, 120, &[]);
    play.wait("What hurts?");
    play.keys("WARN [Consumer clientId=c-1, groupId=orders] consumer poll timeout has expired. This means x\n\nsecond part\n\n");
    let screen = play.wait_for(|screen| screen.ends_with_menu(STOP) || screen.contains("Did it help?"));
    assert!(!screen.contains("Where does it hurt?"), "{screen}");
}

#[test]
fn the_end_asks_whether_it_helped_and_writes_a_hand_over_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("handover.md");
    std::fs::write(&file, "old").unwrap();
    let mut play = Play::start(&["diagnose"], 100, 250, &[("XDG_STATE_HOME", folder.path().to_str().unwrap())]);
    play.wait("What hurts?");
    play.keys("\r");
    choose(&mut play, "A disk is full or fills up");
    play.wait("Question 2,");
    play.wait_for(|screen| screen.ends_with_menu(STOP));
    choose(&mut play, STOP);
    play.wait("hand-over for the next person?");
    choose(&mut play, "Yes, as a markdown file");
    play.wait("File [kafka-doctor-handover.md]:");
    play.keys(&format!("{}\r", file.display()));
    play.wait("is there already");
    choose(&mut play, "Replace it");
    play.wait("Written to");
    play.wait("What is known is kept.");
    assert_eq!(play.exit(), 0);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("# Kafka"), "{text}");
}

#[test]
fn what_did_not_help_counts_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("app.log");
    let line = |minute| {
        format!(
            "[2026-01-01 03:{minute}:00,000] WARN [Consumer clientId=c-1, groupId=orders] consumer poll timeout has expired. This means the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms (org.apache.kafka.clients.consumer.internals.ConsumerCoordinator)\n"
        )
    };
    std::fs::write(&log, (14..24).map(line).collect::<String>()).unwrap();
    let case = folder.path().join("case.json");
    let args = ["diagnose", "--log", log.to_str().unwrap(), "--save-case", case.to_str().unwrap()];
    let mut play = Play::start(&args, 100, 250, &[]);
    // Each page brings its question, whose menu goes away with the answer.
    let page = |play: &mut Play, number: usize| {
        play.wait_for(|screen| {
            screen.matches("Did it help?").count() == number && screen.contains("I have not tried it yet")
        })
    };
    let title = "Rebalancing storm: handling one batch takes longer than max.poll.interval.ms";
    let times = |screen: &str| plain(screen).matches(title).count();
    assert_eq!(times(&page(&mut play, 1)), 1);
    choose(&mut play, "No");
    play.wait("That counts against it.");
    let screen = play.wait_for(|screen| screen.ends_with_menu(STOP));
    assert_eq!(times(&screen), 1, "what was tried does not come again");
    play.keys("\x1b");
    play.wait("Taken back: the fix of \"Rebalancing storm\" did not help");
    assert_eq!(times(&page(&mut play, 2)), 2);
    choose(&mut play, "Yes, that was it");
    play.wait("hand-over for the next person?");
    play.wait_for(|screen| screen.ends_with_menu("Yes, as a markdown file"));
    choose(&mut play, "No");
    assert_eq!(play.exit(), 0);
    let kept: Case = serde_json::from_str(&std::fs::read_to_string(&case).unwrap()).unwrap();
    let after = kept.readings.len();
    let (card, cause) = ("rebalancing-storm".into(), "slow-processing".into());
    assert_eq!(kept.tried, [Tried { card, cause, helped: true, after }]);

    // A case that is resumed knows what has helped, and does not ask again.
    let mut play = Play::start(&["diagnose", "--case", case.to_str().unwrap()], 100, 250, &[]);
    let screen = play.wait("hand-over for the next person?");
    assert!(screen.contains("Its fix was tried, and it helped.") && !screen.contains("Did it help?"), "{screen}");
}

#[test]
fn forty_columns_and_no_colours() {
    let mut play = Play::start(&["diagnose"], 40, 60, &[("NO_COLOR", "1")]);
    play.wait("What hurts?");
    play.keys("\r");
    let screen = play.wait_for(|screen| screen.ends_with_menu(STOP));
    assert!(screen.lines().any(|row| row.starts_with("> Sending fails")), "{screen}");
    assert!(!screen.contains("..."), "what is long goes on in the next row:\n{screen}");
    play.keys("jjkk\r");
    let screen = play.wait("Question 2,");
    assert_eq!(screen.matches("> Sending fails").count(), 0, "a menu leaves nothing behind:\n{screen}");
    let codes: Vec<&str> = play.raw().split('\x1b').skip(1).collect();
    assert!(
        codes.iter().all(|code| !code
            .split(|c: char| c.is_ascii_alphabetic())
            .next()
            .is_some_and(|args| code[args.len()..].starts_with('m'))),
        "{codes:?}"
    );
}

#[test]
fn a_short_terminal_says_that_there_is_more() {
    let mut play = Play::start(&["diagnose"], 100, 14, &[]);
    play.wait("What hurts?");
    play.keys("\r");
    play.wait("Left and right for more [Page 1/");
    play.keys("\x1b[C");
    let screen = play.wait("Left and right for more [Page 2/");
    assert!(!screen.contains("[Page 1/"), "{screen}");
    play.keys("\x1b[D\r");
    let screen = play.wait("Question 2,");
    assert!(!screen.contains("[Page 2/"), "{screen}");
    assert!(!plain(play.raw()).contains("for more:"), "nothing is left of the menu");
}

#[test]
fn the_question_of_a_long_menu_stays_in_sight() {
    for columns in [60, 80] {
        let mut play = Play::start(&["diagnose"], columns, 24, &[]);
        play.wait("What hurts?");
        play.keys("\r");
        play.wait("Left and right for more [Page 1/");
        play.wait("Where does it hurt?");
        // Page by page to the item that leads to the longest menu, and on from there.
        for number in 2..6 {
            play.keys("\r");
            let screen = play.wait_for(|screen| {
                let last = screen.trim_end().lines().last().unwrap_or_default();
                screen.contains(&format!("Question {number},")) && last.starts_with("  ")
            });
            let question = screen.rfind(&format!("Question {number},")).unwrap_or_default();
            let menu = screen.rfind("\n> ").expect("a marked item");
            assert!(screen[question..menu].contains('?'), "{screen}");
        }
    }
}

#[test]
fn words_are_asked_for_beside_a_cluster() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.json");
    std::fs::write(&file, snapshots::healthy().to_json()).unwrap();
    let file = file.to_str().unwrap();
    let mut play = Play::start(&["diagnose", "--snapshot", file], 100, 60, &[]);
    play.wait("What hurts?");
    play.keys("the consumer group keeps rebalancing again and again\r\r");
    let screen = play.wait_for(|screen| screen.ends_with_menu(STOP));
    assert!(screen.contains("Understood so far:"), "{screen}");
    play.keys("\x1b");
    play.wait_for(|screen| screen.matches("What hurts?").count() == 2);

    let mut play = Play::start(&["diagnose", "--snapshot", file, "--text", "a group keeps rebalancing"], 100, 60, &[]);
    let screen = play.wait_for(|screen| screen.ends_with_menu(STOP) || screen.contains("Did it help?"));
    assert!(!screen.contains("What hurts?"), "{screen}");
}

#[test]
fn a_dumb_terminal_is_asked_by_numbers() {
    let mut play = Play::start(&["diagnose"], 80, 60, &[("TERM", "dumb")]);
    play.wait("What hurts?");
    play.keys("\n");
    play.wait("Number (b for back):");
    play.keys("99\n");
    play.wait("A number from 1 to");
    play.keys("10\n");
    play.wait("Question 2,");
    assert!(!play.raw().contains('\x1b'), "{:?}", play.raw());
}

/// Settings with a login whose password is not in them, of a cluster that is not there.
fn nameless(folder: &Path) -> String {
    let path = folder.join("client.properties");
    let module = "org.apache.kafka.common.security.scram.ScramLoginModule";
    let login = format!(
        "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-256\nsasl.jaas.config={module} required username=\"app\";\n"
    );
    std::fs::write(&path, format!("bootstrap.servers=127.0.0.1:1\n{login}")).unwrap();
    path.display().to_string()
}

#[test]
fn a_password_is_asked_for_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let config = nameless(folder.path());
    let mut play = Play::start(&["check", "--command-config", &config, "--samples", "1"], 100, 60, &[]);
    play.wait("Password of app: ");
    play.keys("hunter2x\r");
    play.wait("127.0.0.1 refuses, nothing listens there");
    assert_eq!(play.exit(), 1);
    assert!(!play.raw().contains("hunter2x"), "{}", play.raw());
}

#[test]
fn nobody_is_asked_for_a_password_without_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("{} check --no-input --samples 1 --command-config {}", pty::BINARY, nameless(folder.path()));
    let mut play = Play::shell(&format!("{line}; echo status $?"), 100, 60, &[]);
    let screen = play.wait("status 1");
    assert!(!screen.contains("Password of"), "{screen}");
}

/// Tells whether the terminal shows what is typed.
const ECHO: &str = "case $(stty -a) in *' -echo '*) echo silent;; *) echo audible;; esac";

#[test]
fn whoever_is_ended_at_a_password_leaves_the_terminal_whole() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    let line = format!(
        "sh -c 'echo $$ > {}; exec {} check --samples 1 --command-config {}'",
        pid.display(),
        pty::BINARY,
        nameless(folder.path())
    );
    let mut play = Play::shell(&format!("{line}; echo status $?; {ECHO}"), 100, 60, &[]);
    play.wait("Password of app: ");
    let pid = std::fs::read_to_string(pid).unwrap();
    assert!(std::process::Command::new("kill").arg(pid.trim()).status().unwrap().success());
    play.wait("status 130");
    play.wait("audible");
}

#[test]
fn a_password_that_is_interrupted_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("{} check --samples 1 --command-config {}", pty::BINARY, nameless(folder.path()));
    let mut play = Play::shell(&format!("trap : INT; {line}; echo status $?; {ECHO}"), 100, 60, &[]);
    play.wait("Password of app: ");
    play.keys("hunter2x\u{3}");
    play.wait("status 130");
    play.wait("audible");
    assert!(!play.raw().contains("hunter2x"), "{}", play.raw());
}

#[test]
fn a_log_on_standard_input_leaves_the_terminal_for_answers() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("app.log");
    std::fs::write(&log, "[2026-01-01 00:00:00,000] INFO [Consumer clientId=c-1, groupId=orders] Resetting something (org.apache.kafka.clients.consumer.KafkaConsumer)\n").unwrap();
    let mut play = Play::shell(&format!("cat {} | {} diagnose --log -", log.display(), pty::BINARY), 100, 60, &[]);
    play.wait_for(|screen| screen.ends_with_menu(STOP));
    choose(&mut play, "I don't know");
    play.wait("Question 2,");
}

#[test]
fn without_a_terminal_or_with_no_input_nobody_is_asked() {
    let mut play = Play::shell(&format!("{} diagnose --no-input; echo status $?", pty::BINARY), 100, 60, &[]);
    play.wait("status 5");
    let mut play = Play::shell(&format!("{} diagnose -o json >/dev/null; echo status $?", pty::BINARY), 100, 60, &[]);
    play.wait("status 5");
    let mut play = Play::shell(&format!("{} diagnose </dev/null; echo status $?", pty::BINARY), 100, 60, &[]);
    play.wait("status 5");
    let mut play = Play::shell(&format!("{} diagnose 2>/dev/null; echo status $?", pty::BINARY), 100, 60, &[]);
    play.wait("status 5");
}
