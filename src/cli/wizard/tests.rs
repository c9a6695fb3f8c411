//! The wizard played by a script: whatever is chosen, it ends, and what it keeps is a case.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::builtin;
use crate::case::{Answer, Channel, Reading, Source, Tried};
use crate::knowledge::{File, parse};

static KNOWN: LazyLock<(Knowledge, Model)> = LazyLock::new(|| {
    let knowledge = builtin::knowledge();
    let model = Model::new(&knowledge);
    (knowledge, model)
});

/// The titles of the pages that were shown.
type Shown = Rc<RefCell<Vec<String>>>;

/// Chooses by numbers, modulo the items; Esc for those above 40; gone at the end.
struct Scripted {
    choices: std::vec::IntoIter<usize>,
    pasted: String,
    lines: Vec<&'static str>,
    shown: Shown,
}

impl Asker for Scripted {
    fn say(&mut self, _: &[Block]) {}

    fn result(&mut self, blocks: &[Block]) -> Result<()> {
        let Some(Block::Title(title, _)) = blocks.first() else { panic!("{blocks:?}") };
        self.shown.borrow_mut().push(title.clone());
        Ok(())
    }

    fn choose(&mut self, items: &[String]) -> Result<Choice> {
        Ok(match self.choices.next() {
            None => Choice::Gone,
            Some(UNKNOWN) => Choice::Item(items.iter().position(|item| item == "I don't know").unwrap_or_default()),
            Some(NAMES) => Choice::Item(items.len() - 1),
            Some(number) if number > 40 => Choice::Back,
            Some(number) => Choice::Item(number % items.len()),
        })
    }

    /// No file is written.
    fn line(&mut self, _: &str, _: &str) -> Result<Option<String>> {
        Ok((!self.lines.is_empty()).then(|| self.lines.remove(0).into()))
    }

    fn paste(&mut self) -> Result<String> {
        Ok(std::mem::take(&mut self.pasted))
    }
}

fn play(choices: Vec<usize>, pasted: &str) -> Case {
    let (knowledge, model) = &*KNOWN;
    go_on(knowledge, model, Case::new(), choices, pasted).0
}

/// The case at the end, and the titles of what was shown.
fn go_on(knowledge: &Knowledge, model: &Model, case: Case, choices: Vec<usize>, pasted: &str) -> (Case, Vec<String>) {
    with_lines(knowledge, model, case, choices, (pasted, &[]))
}

/// With lines that are typed.
fn with_lines(
    knowledge: &Knowledge,
    model: &Model,
    case: Case,
    choices: Vec<usize>,
    (pasted, lines): (&str, &[&'static str]),
) -> (Case, Vec<String>) {
    let kept = tempfile::tempdir().expect("a folder");
    let keeper = Keeper::new(Some(&kept.path().join("case.json")), false, "");
    let shown = Shown::default();
    let asker = Box::new(Scripted {
        choices: choices.into_iter(),
        pasted: pasted.into(),
        lines: lines.to_vec(),
        shown: shown.clone(),
    });
    let wizard = Wizard {
        knowledge,
        model,
        case,
        asker,
        keeper: &keeper,
        again: String::new(),
        wordless: false,
        verbose: false,
        redact_hosts: false,
    };
    let case = wizard.run().expect("nothing fails");
    (case, shown.take())
}

/// Two cards whose causes start with the same step, and a third with its own; one fact speaks for all of them.
fn shared_remedy() -> Knowledge {
    let fix = "why: w, fixes: [ { do: d, risk: none } ], verify: { observation: hot }";
    let card = |id: &str, more: &str, evidence: &str| File {
        path: format!("cards/{id}.yaml"),
        text: format!(
            "title: {id}\nsymptom: s\nimpact: i\nseverity: high\nsources: [x]\ncauses:\n  - {{ id: it, title: it, {more} evidence: {{ hot: {evidence} }}, {fix} }}\n"
        ),
    };
    let hot = "fact: Hot\nbackground: almost-never\neffort: glance\nask: Hot?\nhow: Touch it.\nexamples: { yes: [a], no: [b] }\n";
    let loaded = parse(&[
        card("one", "prior: common, remedy: same,", "almost-always"),
        card("two", "prior: common, remedy: same,", "usually"),
        card("three", "prior: rare,", "usually"),
        File { path: "observations/hot.yaml".into(), text: hot.into() },
    ]);
    assert_eq!(loaded.problems, []);
    loaded.knowledge
}

const HELPED: usize = 0;
const DID_NOT_HELP: usize = 1;
const NEXT: usize = 3;
const ESC: usize = 41;
const UNKNOWN: usize = 1000;
/// The last item below a fix, where a command lacks a name.
const NAMES: usize = 1001;

#[test]
fn a_remedy_that_was_tried_does_not_come_again_until_it_is_taken_back() {
    let knowledge = shared_remedy();
    let model = Model::new(&knowledge);
    let mut hot = Case::new();
    hot.readings.push(Reading {
        observation: "hot".into(),
        answer: Answer::Value("yes".into()),
        source: Source::new(Channel::Log),
    });
    let play = |case: &Case, choices: &[usize]| go_on(&knowledge, &model, case.clone(), choices.to_vec(), "");
    let tried = |card: &str, helped| Tried { card: card.into(), cause: "it".into(), helped, after: 1 };

    assert_eq!(play(&hot, &[NEXT, ESC]).1, ["one", "three: it", "one"], "each remedy has one page");
    let (in_vain, shown) = play(&hot, &[DID_NOT_HELP]);
    assert_eq!(shown, ["one", "three: it"], "the same remedy once");
    assert_eq!(in_vain.tried, [tried("one", false)]);
    assert_eq!(play(&in_vain, &[]).1, ["three: it"], "nor when the case is resumed");

    let (taken_back, shown) = play(&hot, &[DID_NOT_HELP, ESC]);
    assert_eq!(shown, ["one", "three: it", "one"]);
    assert_eq!(taken_back, hot, "taken back is never tried");
    assert_eq!(play(&in_vain, &[ESC]).0, hot, "also in another session");
    assert_eq!(play(&hot, &[HELPED]).0.tried, [tried("one", true)]);
    assert_eq!(play(&hot, &[HELPED, ESC]).0, hot);
    let (nothing_left, shown) = play(&hot, &[DID_NOT_HELP, DID_NOT_HELP]);
    assert_eq!(shown, ["one", "three: it"]);
    assert_eq!(nothing_left.tried, [tried("one", false), tried("three", false)]);
}

fn told(observation: &str, value: &str) -> Reading {
    let source = Source::new(Channel::Log);
    Reading { observation: observation.into(), answer: Answer::Value(value.into()), source }
}

#[test]
fn who_knows_nothing_is_asked_for_something_to_read() {
    let (knowledge, model) = &*KNOWN;
    let stuck = Case { readings: vec![told("where-it-hurts", "consumers-stuck")], ..Case::new() };
    let pasted =
        "org.apache.kafka.common.errors.TopicAuthorizationException: Not authorized to access topics: [orders]";
    let after = |unknown: usize| {
        let (case, _) = go_on(knowledge, model, stuck.clone(), vec![UNKNOWN; unknown], pasted);
        (case.value("topic-authorization-failed-logged") == Some("yes"), case.told.is_some())
    };
    assert_eq!(after(2), (false, false));
    assert_eq!(after(3), (true, true));
}

#[test]
fn a_fix_in_vain_is_followed_by_questions() {
    let (knowledge, model) = &*KNOWN;
    let mut case = Case::new();
    let request = Request { texts: vec![("text".into(), "NOT_ENOUGH_REPLICAS".into())], ..Request::default() };
    gather(knowledge, &request, &mut case).expect("a text can be read");
    let diagnosis = model.diagnose(&case);
    let first = &diagnosis.causes[0];
    case.tried.push(Tried { card: first.card.clone(), cause: first.cause.clone(), helped: false, after: 0 });
    assert!(model.next_question(&case, &model.diagnose(&case)).is_some(), "{first:?}");
}

#[test]
fn names_that_are_given_go_into_the_commands() {
    let (knowledge, model) = &*KNOWN;
    let mut case = Case::new();
    let text = "Topic orders not present in metadata after 60000 ms.";
    let request = Request { texts: vec![("text".into(), text.into())], ..Request::default() };
    gather(knowledge, &request, &mut case).expect("a text can be read");
    let lines = ["$(reboot)", "b1:9092"];
    let (after, shown) = with_lines(knowledge, model, case, vec![NAMES], ("", &lines));
    assert_eq!(shown.len(), 2, "the page comes again: {shown:?}");
    let given: Vec<_> = after.names.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(given, [("bootstrap", "b1:9092")], "what a shell would run is no name");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_session_ends(choices in prop::collection::vec(0usize..44, 0..40), words in "[a-z ]{0,20}") {
        let case = play(choices, &words);
        // Words may say the same thing twice; a person is asked once.
        let given = case.readings.iter().filter(|reading| reading.source.channel == Channel::Person);
        let mut asked: Vec<&str> = given.map(|reading| reading.observation.as_str()).collect();
        let all = asked.len();
        asked.sort_unstable();
        asked.dedup();
        prop_assert_eq!(asked.len(), all);
    }
}

#[test]
fn taking_an_answer_back_is_never_having_given_it() {
    // Where it hurts: the fourth; back; the same again.
    let once = play(vec![3], "");
    let again = play(vec![3, 41, 3], "");
    assert_eq!(once, again);
    // Back from the first question: to the paste, and on from there.
    assert_eq!(once, play(vec![41, 3], ""));
}
