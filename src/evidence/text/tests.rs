//! Texts as people paste them, and what is read from them.

use super::*;
use crate::knowledge::{File, parse};

const FACTS: &str = "background: rarely\neffort: glance\nask: a\nhow: h\n";

fn knowledge() -> Knowledge {
    let file = |path: &str, text: String| File { path: path.into(), text };
    let loaded = parse(&[
        file(
            "observations/x/timeout-logged.yaml",
            format!("fact: f\n{FACTS}answers_from:\n  - log: {{ of: consumer, matches: [ 'poll timeout of {{group}} has expired', 'Offset commit failed on partition' ] }}\n  - text: {{ says: [ poll timeout expired ] }}\n"),
        ),
        file(
            "observations/x/fenced.yaml",
            format!("fact: f\n{FACTS}answers_from:\n  - log: {{ of: broker, matches: 'Fencing broker {{broker}} at', same: broker, unless_followed_by: 'unfence {{broker}} now' }}\n"),
        ),
        file(
            "observations/x/shrinks.yaml",
            format!("fact: f\n{FACTS}answers_from:\n  - log: {{ of: broker, matches: 'Shrinking ISR from', at_least: 3, within: 30s, over_when: 'Expanding ISR from' }}\n"),
        ),
        file(
            "observations/x/entry-missing.yaml",
            format!("fact: f\n{FACTS}answers_from:\n  - log: {{ of: any, matches: 'Could not find a login entry' }}\n"),
        ),
        file(
            "observations/x/records-lost.yaml",
            format!("fact: f\n{FACTS}answers_from:\n  - text: {{ says: [ messages lost, messages sent ] }}\n  - text: {{ says: [ no messages lost ], answer: 'no' }}\n"),
        ),
        file(
            "observations/x/hurts.yaml",
            "fact: f\nanswers: { reading: r, writing: w }\nask: a\nhow: h\nbackground: { reading: sometimes, writing: sometimes }\neffort: glance\nanswers_from:\n  - text: { answer: reading, says: [ reading hurts ] }\n  - text: { answer: writing, says: [ writing hurts ] }\n".into(),
        ),
        file("vocabulary.yaml", "synonyms: [ [ lost, lose ], [ record, message ] ]\ntrouble: [ lost, crash, timeout ]\nstop: [ the, a, is, are, we, did, not, for, has, of ]\n".into()),
    ]);
    assert_eq!(loaded.problems, []);
    loaded.knowledge
}

fn read_text(text: &str) -> Case {
    let knowledge = knowledge();
    let mut case = Case::new();
    let signatures = Signatures::new(&knowledge);
    Reader::new(&knowledge, &signatures).read("-", text, &mut case);
    case
}

/// Observation, answer, channel, line, count, state of each reading.
fn readings(text: &str) -> Vec<String> {
    let told = |reading: &Reading| {
        let source = &reading.source;
        let value = reading.answer.value().unwrap_or("?");
        format!(
            "{}={value} {:?} line {} x{} {:?}",
            reading.observation,
            source.channel,
            source.line.unwrap_or(0),
            source.count,
            source.state
        )
    };
    read_text(text).readings.iter().map(told).collect()
}

#[test]
fn the_same_text_given_again_says_nothing_new() {
    let knowledge = knowledge();
    let signatures = Signatures::new(&knowledge);
    let reader = Reader::new(&knowledge, &signatures);
    let mut case = Case::new();
    let text = "messages are lost\nERROR boom\n";
    reader.read("--text", text, &mut case);
    let once = (case.hints.clone(), case.inputs.clone());
    reader.read("--text", text, &mut case);
    assert_eq!((case.hints, case.inputs), once);
}

#[test]
fn verbatim_lines_alone_and_wrapped() {
    assert_eq!(
        readings("help!\nWARN poll timeout of orders has expired."),
        ["timeout-logged=yes Pasted line 2 x1 Now"]
    );
    assert_eq!(
        readings("it says poll timeout\n   of orders has\n expired, why?"),
        ["timeout-logged=yes Pasted line 1 x1 Now"]
    );
    assert_eq!(
        read_text("poll timeout of orders has expired").readings[0].source.names["group"],
        ["orders"],
        "names fill in commands"
    );
    let hostile = read_text("poll timeout of or\u{3}ders has expired");
    assert_eq!(hostile.readings[0].source.names["group"], ["or\\u{3}ders"], "nothing that steers a terminal is kept");
    assert_eq!(readings("I do not see poll timeout of orders has expired in the logs"), [""; 0]);
    assert_eq!(readings("Could not find a login entry."), ["entry-missing=yes Pasted line 1 x1 Now"]);
}

#[test]
fn lines_are_read_behind_what_tools_put_before_them() {
    let log = "[2026-01-01 00:00:00,000] INFO messages lost\n[2026-01-01 00:00:01,000] ERROR boom\n";
    for front in ["", "12:", "srv.log:", "app-0 main ", "> "] {
        let text: String = log.lines().map(|line| format!("{front}{line}\n")).collect();
        let input = read_text(&text).inputs.remove(0);
        assert_eq!(
            (input.unexplained, input.samples),
            (1, vec!["[2026-01-01 00:00:01,000] ERROR boom".into()]),
            "{text}"
        );
        assert_eq!(readings(&text), [""; 0], "a program's words are nobody's: {text}");
    }
}

#[test]
fn what_follows_says_whether_it_counts() {
    assert_eq!(
        readings("Fencing broker 1 at 5\nFencing broker 2 at 5\nunfence 1 now"),
        ["fenced=yes Pasted line 2 x1 Now"]
    );
    assert_eq!(readings("Shrinking ISR from 1"), ["shrinks=yes Words line 1 x1 Now"], "one of many that it takes");
    let many = "Shrinking ISR from 1\n".repeat(3);
    assert_eq!(readings(&many), ["shrinks=yes Pasted line 1 x3 Now"]);
    let at = |minutes: [u8; 3]| {
        minutes.map(|m| format!("[2026-01-01 10:{m:02}:00,000] INFO Shrinking ISR from 1\n")).concat()
    };
    assert_eq!(readings(&at([1, 1, 1])), ["shrinks=yes Pasted line 1 x3 Now"]);
    assert_eq!(readings(&at([1, 1, 9])), ["shrinks=yes Words line 1 x3 Now"], "not within the time that it takes");
    assert_eq!(readings(&(at([1, 9, 9]) + &at([9, 9, 9]))), ["shrinks=yes Pasted line 1 x6 Now"]);
    assert_eq!(readings(&format!("{many}Expanding ISR from 1")), ["shrinks=yes Pasted line 1 x3 Past"]);
}

#[test]
fn free_words_mind_negation_and_questions() {
    assert_eq!(readings("Since noon we lose records."), ["records-lost=yes Words line 1 x1 Now"]);
    assert_eq!(
        readings("Messages that we sent were lost. We lose more each day: messages."),
        ["records-lost=yes Words line 1 x2 Now"],
        "once a sentence, however many phrases say it"
    );
    assert_eq!(readings("We did not lose messages."), ["records-lost=no Words line 1 x1 Now"]);
    assert_eq!(readings("Are messages lost?"), [""; 0]);
    assert_eq!(readings("Messages lost after the upgrade?"), ["records-lost=yes Words line 1 x1 Now"]);
    assert_eq!(readings("Expected: no crash, or messages lost.\nIt is fine."), [""; 0]);
    assert_eq!(readings("Messages are fine.\nThe parcel was lost."), [""; 0]);
}

#[test]
fn of_several_answers_to_a_menu_the_first_one_counts() {
    let told = |text: &str| read_text(text).value("hurts").map(String::from);
    assert_eq!(told("Writing hurts. Reading hurts too.").as_deref(), Some("writing"));
    assert_eq!(told("Reading hurts. Writing hurts too.").as_deref(), Some("reading"));
}

#[test]
fn what_nobody_explains_is_counted() {
    let input = |text: &str| {
        let input = read_text(text).inputs.remove(0);
        (input.understood, input.unexplained, input.samples)
    };
    assert_eq!(input("Kafka is fine, no crash."), (false, 0, vec![]), "nothing to go by");
    assert_eq!(input("[2026-01-01 00:00:00,000] INFO started (kafka.server.KafkaServer)"), (true, 0, vec![]));
    assert_eq!(input("The broker had a crash."), (true, 1, vec!["The broker had a crash.".to_string()]));
    assert_eq!(input("What is for lunch"), (false, 0, vec![]));
    assert_eq!(input("Messages lost."), (true, 0, vec![]), "a phrase explains it");
    assert!(input("java.lang.OutOfMemoryError: heap").1 == 1);
    assert_eq!(input(""), (false, 0, vec![]));
}

#[test]
fn long_texts_are_read_up_to_a_bound_and_say_so() {
    let case = read_text(&format!("Fencing broker 7 at 5 é{}\n", "x".repeat(4000)).repeat(1200));
    assert_eq!(case.not_checked.len(), 1);
    assert_eq!(case.readings.len(), 1);
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
        read_text(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_words_are_read_without_a_panic(text in "(?s)([a-zé._'’(){}:=,!?\\[\\]|% \n-]|not|lost|messages|ERROR|no|Fencing broker){0,80}") {
        for reading in read_text(&text).readings {
            proptest::prop_assert!(reading.source.excerpt.is_some_and(|excerpt| excerpt.chars().count() <= 301));
        }
    }
}
