//! One question: its answers, "I don't know", how to find out, why it is asked, back and stop.

use super::{Turn, Wizard};
use crate::case::{Answer, Case, Channel, Reading, Source};
use crate::cli::ask::Choice;
use crate::engine::{Diagnosis, Inquiry};
use crate::error::Result;
use crate::knowledge::Observation;
use crate::report::fix;
use crate::report::page::Block;
use crate::report::words::claim;

impl Wizard<'_> {
    pub(super) fn ask(&mut self, inquiry: &Inquiry, diagnosis: &Diagnosis, fresh: Option<&Case>) -> Result<Turn> {
        let Some(observation) = self.knowledge.observations.get(&inquiry.observation) else { return Ok(Turn::Stop) };
        let number = 1 + self.answers();
        // What is left is an estimate that an answer may raise, and "I don't know" does: a count would break its word.
        let left = if inquiry.left <= 1 { "perhaps the last" } else { "a few more" };
        let mut page = vec![Block::Gap, Block::Note(0, format!("Question {number}, {left}"))];
        if !self.case.readings.is_empty() {
            page.push(Block::Note(0, format!("So far, {}", self.report(diagnosis, Some(inquiry)).suspicion())));
        }
        page.push(Block::Text(0, format!("**{}**", observation.ask)));
        self.asker.say(&page);
        let values = observation.values();
        let mut items: Vec<String> = values.iter().map(|value| observation.label(value).to_string()).collect();
        const MORE: [&str; 5] =
            ["I don't know", "How do I find out?", "Why do you ask?", "Back", "Stop and show what you have"];
        items.extend(MORE.map(String::from));
        loop {
            let chosen = match self.asker.choose(&items)? {
                Choice::Gone => return Ok(Turn::Gone),
                Choice::Back => values.len() + 3,
                Choice::Item(item) => item,
            };
            match chosen.checked_sub(values.len()) {
                None => {
                    self.note(observation, Answer::Value(values[chosen].into()));
                    self.asker.say(&[Block::Text(1, items[chosen].clone())]);
                    return Ok(Turn::Answered);
                }
                Some(0) => {
                    self.note(observation, Answer::Unknown("the person asked does not know".into()));
                    self.asker.say(&[Block::Text(1, items[chosen].clone())]);
                    return Ok(Turn::Answered);
                }
                Some(1) => self.tell_how(observation, diagnosis),
                Some(2) => self.tell_why(inquiry, diagnosis),
                Some(3) => {
                    if self.back(fresh)? {
                        return Ok(Turn::On);
                    }
                }
                Some(_) => return Ok(Turn::Stop),
            }
            // What was told may have pushed the question off the screen.
            self.asker.say(&[Block::Gap, Block::Text(0, format!("**{}**", observation.ask))]);
        }
    }

    /// Answers that people gave.
    pub(super) fn answers(&self) -> usize {
        self.case.readings.iter().filter(|reading| reading.source.channel == Channel::Person).count()
    }

    fn note(&mut self, observation: &Observation, answer: Answer) {
        let source = Source::new(Channel::Person);
        self.case.readings.push(Reading { observation: observation.id.clone(), answer, source });
    }

    fn tell_how(&mut self, observation: &Observation, diagnosis: &Diagnosis) {
        let report = self.report(diagnosis, None);
        let mut page = vec![Block::Text(1, "To find out:".into())];
        if observation.how.is_empty() {
            page.push(Block::Text(1, "There is no command for it; somebody has to know.".into()));
        } else {
            page.extend(fix::how(observation, 2, &|name| report.name(None, name)));
        }
        self.asker.say(&page);
    }

    fn tell_why(&mut self, inquiry: &Inquiry, diagnosis: &Diagnosis) {
        let mut lines = self.report(diagnosis, Some(inquiry)).separates(inquiry);
        if lines.is_empty() {
            lines.push("Nothing is known yet: each answer leaves other causes to look at.".into());
        }
        let page: Vec<Block> = lines.into_iter().map(|line| Block::Item(1, "-".into(), line)).collect();
        self.asker.say(&page);
    }

    /// Takes the last step back: an answer, a fix that was tried, or what was written, or not, at the start of a `fresh` case. `false` when there
    /// is none.
    pub(super) fn back(&mut self, fresh: Option<&Case>) -> Result<bool> {
        let last = self.case.readings.iter().rposition(|reading| reading.source.channel == Channel::Person);
        if let Some(tried) = self.case.tried.pop_if(|tried| last.is_none_or(|last| tried.after > last)) {
            let title = self.knowledge.cards.get(&tried.card).map_or(tried.card.as_str(), |card| &card.title);
            let what = if tried.helped { "helped" } else { "did not help" };
            self.asker.say(&[Block::Note(1, format!("Taken back: the fix of \"{title}\" {what}"))]);
            return Ok(true);
        }
        if let Some(last) = last {
            let dropped = self.case.readings.remove(last);
            if let Some(observation) = self.knowledge.observations.get(&dropped.observation) {
                self.asker.say(&[Block::Note(1, format!("Taken back: {}", observation.ask))]);
            }
            return Ok(true);
        }
        if let Some(fresh) = fresh {
            self.case = fresh.clone();
            self.start()?;
            return Ok(true);
        }
        self.asker.say(&[Block::Note(1, "There is nothing to take back. Ctrl-C leaves.".into())]);
        Ok(false)
    }

    /// Names an answer that does not fit the others, and offers to change it. The last answer only: older ones were judged before.
    pub(super) fn challenge(&mut self) -> Result<()> {
        let Some(last) = self.case.readings.last().filter(|last| last.source.channel == Channel::Person) else {
            return Ok(());
        };
        let id = last.observation.clone();
        let diagnosis = self.model.diagnose(&self.case);
        let Some(doubt) = diagnosis.doubts.iter().find(|doubt| doubt.observation == id) else { return Ok(()) };
        let Some(observation) = self.knowledge.observations.get(&id) else { return Ok(()) };
        let mut page =
            vec![Block::Text(0, format!("This answer does not fit the others: {}", claim(observation, &doubt.answer)))];
        let changes = diagnosis.causes.first().is_some_and(|first| first.card != doubt.otherwise.0);
        if let Some(card) = self.knowledge.cards.get(&doubt.otherwise.0).filter(|_| changes) {
            page.push(Block::Note(0, format!("Without it, {} would come first.", card.title)));
        }
        self.asker.say(&page);
        let items = ["It is right, go on", "Change it"].map(String::from);
        if self.chosen(&items)? == Choice::Item(1) {
            self.case.readings.pop();
        }
        Ok(())
    }
}
