//! The wizard: asks what stays open, one question at a time, until it lands on a diagnosis. It keeps no state but the case: what is
//! believed is computed afresh each turn, so that going back is dropping an answer.

mod ending;
mod question;
#[cfg(test)]
mod tests;

use super::ask::{Asker, Choice};
use super::case;
use super::keep::Keeper;
use crate::case::{Case, Channel};
use crate::engine::{Diagnosis, Inquiry, Model, Outcome};
use crate::error::Result;
use crate::evidence::{Request, gather};
use crate::knowledge::Knowledge;
use crate::report::diagnosis::Report;
use crate::report::page::Block;
use crate::report::words::claim;

/// The menu that opens a case.
const ENTRY: &str = "where-it-hurts";

/// After so many questions the person is asked whether to go on: more screens than that make people give up.
const MANY: usize = 15;

/// After so many answers in a row that nobody knows, something to read is asked for.
const UNKNOWN: usize = 3;

/// One session.
pub struct Wizard<'a> {
    /// Cards and observations.
    pub knowledge: &'a Knowledge,
    /// The same, compiled.
    pub model: &'a Model,
    /// What is known.
    pub case: Case,
    /// Who is asked.
    pub asker: Box<dyn Asker>,
    /// Saves the case when the run is interrupted.
    pub keeper: &'a Keeper,
    /// The options that look at the same cluster again; empty where none was looked at.
    pub again: String,
    /// Nobody has said yet what hurts: all that is known comes from the cluster.
    pub wordless: bool,
    /// Probabilities too.
    pub verbose: bool,
    /// Host names are replaced in the hand-over.
    pub redact_hosts: bool,
}

/// What the person wants after a question.
enum Turn {
    /// Something more is known.
    Answered,
    /// On to the next question; after a step back it is an earlier one.
    On,
    /// Show what there is.
    Stop,
    /// Nobody is there any more.
    Gone,
}

impl Wizard<'_> {
    /// Plays the session to its end.
    ///
    /// # Errors
    /// Ctrl-C; the terminal or a file cannot be used.
    pub fn run(mut self) -> Result<Case> {
        self.keeper.remember(&self.case);
        let nothing = self.case.readings.is_empty() && self.case.hints.is_empty() && self.case.inputs.is_empty();
        if !nothing {
            self.tell_what_was_read(&Case::new());
        }
        let fresh = (nothing || self.wordless && !self.is_clear()).then(|| self.case.clone());
        if fresh.is_some() {
            self.start()?;
        }
        let mut pause = self.answers() + MANY;
        loop {
            self.keeper.remember(&self.case);
            let diagnosis = self.model.diagnose(&self.case);
            let next = self.next(&diagnosis);
            let done = next.is_none();
            let due = next.is_some() && self.answers() >= pause;
            if due {
                pause += MANY;
            }
            let turn = match next {
                Some(_) if due && !self.go_on()? => Turn::Stop,
                Some(inquiry) => self.ask(&inquiry, &diagnosis, fresh.as_ref())?,
                None => Turn::Stop,
            };
            let turn = if let Turn::Stop = turn { self.end(done, fresh.as_ref())? } else { turn };
            match turn {
                Turn::Answered => {
                    self.challenge()?;
                    if self.is_at_a_loss() {
                        self.offer_to_read()?;
                    }
                }
                Turn::On => {}
                Turn::Stop if self.case.tried.last().is_some_and(|last| last.helped) => return Ok(self.case),
                Turn::Stop | Turn::Gone => {
                    self.keeper.remember(&self.case);
                    self.keeper.keep();
                    return Ok(self.case);
                }
            }
        }
    }

    fn start(&mut self) -> Result<()> {
        self.asker.say(&[
            Block::Title("What hurts?".into(), None),
            Block::Text(
                0,
                "Paste an error, log lines or settings, or say it in your own words. An empty line ends it.".into(),
            ),
            Block::Note(0, "Just Enter: choose from a list. Ctrl-C leaves, and what is known is kept.".into()),
        ]);
        let text = self.asker.paste()?;
        self.read(text)
    }

    /// Whether the person did not know the last few answers, and was not asked for something to read since.
    fn is_at_a_loss(&self) -> bool {
        let answers = self.case.readings.iter().rev().filter(|reading| reading.source.channel == Channel::Person);
        let unknown = answers.take_while(|reading| reading.answer.value().is_none()).count();
        unknown > 0 && unknown % UNKNOWN == 0
    }

    fn offer_to_read(&mut self) -> Result<()> {
        let mut page = vec![
            Block::Gap,
            Block::Text(0, "What can be read tells more than guesses. Paste something here if you have it: lines of a log, the output of `kafka-consumer-groups.sh --describe` or `kafka-topics.sh --describe`. An empty line ends it, just Enter goes on.".into()),
        ];
        if self.again.is_empty() {
            page.push(Block::Note(0, "Or let the cluster be looked at, read-only: Ctrl-C keeps what is known and names the file, then `kafka-doctor diagnose --case FILE --bootstrap-server HOST:PORT`.".into()));
        }
        self.asker.say(&page);
        let text = self.asker.paste()?;
        self.read(text)
    }

    /// Reads what was pasted into the case.
    fn read(&mut self, text: String) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let told = case::told(&text);
        self.case.told = Some(self.case.told.take().map_or(told.clone(), |before| format!("{before}\n{told}")));
        let request = Request { texts: vec![("what you pasted".into(), text)], ..Request::default() };
        let before = self.case.clone();
        gather(self.knowledge, &request, &mut self.case)?;
        self.tell_what_was_read(&before);
        Ok(())
    }

    /// Whether the diagnosis stands without a question.
    fn is_clear(&self) -> bool {
        let diagnosis = self.model.diagnose(&self.case);
        diagnosis.outcome == Outcome::Diagnosed && self.next(&diagnosis).is_none()
    }

    /// Tells what is known and was not `before`.
    fn tell_what_was_read(&mut self, before: &Case) {
        let diagnosis = self.model.diagnose(&self.case);
        if self.next(&diagnosis).is_none() {
            // The report follows at once, and says it better.
            return;
        }
        let mut page: Vec<Block> = Vec::new();
        for id in self.case.observations() {
            let Some(reading) = self.case.reading(id) else { continue };
            let value = reading.answer.value();
            // What nobody has asserted is no news where it is not so.
            let denied = value == Some("no") && !matches!(reading.source.channel, Channel::Words | Channel::Person);
            if let Some((observation, value)) = self.knowledge.observations.get(id).zip(value)
                && !observation.context
                && !denied
                && value != observation.normal()
                && before.value(id) != Some(value)
            {
                page.push(Block::Item(0, "-".into(), claim(observation, value)));
            }
        }
        let found = page.len();
        page.truncate(6);
        if found > page.len() {
            page.push(Block::Note(1, format!("and {} more", found - page.len())));
        }
        let title = if page.is_empty() { "No sign of a known problem in it so far." } else { "Understood so far:" };
        page.insert(0, Block::Text(0, title.into()));
        self.asker.say(&page);
    }

    /// The next question: where it hurts comes first while nothing at all is known.
    fn next(&self, diagnosis: &Diagnosis) -> Option<Inquiry> {
        let inquiry = self.model.next_question(&self.case, diagnosis);
        if self.case.readings.is_empty()
            && self.case.hints.is_empty()
            && self.knowledge.observations.contains_key(ENTRY)
        {
            let left = inquiry.as_ref().map_or(5, |inquiry| inquiry.left);
            return Some(Inquiry { observation: ENTRY.into(), gain: 0.0, splits: Vec::new(), left });
        }
        inquiry
    }

    fn report<'r>(&'r self, diagnosis: &'r Diagnosis, next: Option<&'r Inquiry>) -> Report<'r> {
        Report {
            knowledge: self.knowledge,
            model: self.model,
            case: &self.case,
            diagnosis,
            next,
            again: &self.again,
            verbose: self.verbose,
        }
    }

    /// A menu whose choice stays on the screen.
    fn chosen(&mut self, items: &[String]) -> Result<Choice> {
        let choice = self.asker.choose(items)?;
        if let Choice::Item(item) = choice {
            self.asker.say(&[Block::Text(1, items[item].clone())]);
        }
        Ok(choice)
    }

    fn go_on(&mut self) -> Result<bool> {
        let asked = self.answers();
        self.asker.say(&[Block::Gap, Block::Text(0, format!("{asked} questions asked, and it is still open."))]);
        let items = ["Go on", "Stop and show what you have"].map(String::from);
        Ok(self.asker.choose(&items)? != Choice::Item(1))
    }
}
