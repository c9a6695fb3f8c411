//! The wizard played by a script: whatever is chosen, it ends, and what it keeps is a case.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::builtin;

static KNOWN: LazyLock<(Knowledge, Model)> = LazyLock::new(|| {
    let knowledge = builtin::knowledge();
    let model = Model::new(&knowledge);
    (knowledge, model)
});

/// Chooses by numbers, modulo the items; Esc for those above 40; gone at the end.
struct Scripted {
    choices: std::vec::IntoIter<usize>,
    pasted: String,
}

impl Asker for Scripted {
    fn say(&mut self, _: &[Block]) {}

    fn result(&mut self, blocks: &[Block]) -> Result<()> {
        assert!(!blocks.is_empty());
        Ok(())
    }

    fn choose(&mut self, items: &[String]) -> Result<Choice> {
        Ok(match self.choices.next() {
            None => Choice::Gone,
            Some(number) if number > 40 => Choice::Back,
            Some(number) => Choice::Item(number % items.len()),
        })
    }

    /// No file is written.
    fn line(&mut self, _: &str, _: &str) -> Result<Option<String>> {
        Ok(None)
    }

    fn paste(&mut self) -> Result<String> {
        Ok(std::mem::take(&mut self.pasted))
    }
}

fn play(choices: Vec<usize>, pasted: &str) -> Case {
    let (knowledge, model) = &*KNOWN;
    let kept = tempfile::tempdir().expect("a folder");
    let keeper = Keeper::new(Some(&kept.path().join("case.json")), false);
    let asker = Box::new(Scripted { choices: choices.into_iter(), pasted: pasted.into() });
    let wizard =
        Wizard { knowledge, model, case: Case::new(), asker, keeper: &keeper, verbose: false, redact_hosts: false };
    wizard.run().expect("nothing fails")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_session_ends(choices in prop::collection::vec(0usize..44, 0..40), words in "[a-z ]{0,20}") {
        let case = play(choices, &words);
        let mut asked: Vec<&str> = case.readings.iter().map(|reading| reading.observation.as_str()).collect();
        let all = asked.len();
        asked.sort_unstable();
        asked.dedup();
        // Words may say the same thing twice; a person is asked once.
        prop_assert!(words.trim().len() > 3 || asked.len() == all);
    }
}

#[test]
fn taking_an_answer_back_is_never_having_given_it() {
    // Where it hurts: the fourth; back; the same again.
    let once = play(vec![3], "");
    let again = play(vec![3, 41, 3], "");
    assert_eq!(once, again);
}
