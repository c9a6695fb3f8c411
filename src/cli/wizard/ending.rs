//! The end of a session: the report, whether it helped, the hand-over.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{Turn, Wizard};
use crate::case::{Case, Tried};
use crate::cli::ask::Choice;
use crate::cli::case;
use crate::engine::{Diagnosis, Inquiry, Outcome, Ranked};
use crate::error::Result;
use crate::evidence::cluster::settings::Address;
use crate::report::diagnosis::Report;
use crate::report::page::Block;
use crate::report::pastes;

/// A cause below this share of what is left to try is not shown in full.
const WORTH_A_PAGE: f64 = 0.02;

/// Where a hand-over goes unless the person says otherwise.
const HAND_OVER: &str = "kafka-doctor-handover.md";

/// Placeholders whose names a person can tell, with the words to ask for them.
const NAMES: [(&str, &str); 4] = [
    ("bootstrap", "Bootstrap servers (host:port)"),
    ("topic", "Topic"),
    ("group", "Consumer group"),
    ("broker", "Id of the broker"),
];

/// What the person says of a fix.
#[derive(PartialEq, Eq)]
enum Reply {
    Helped,
    DidNotHelp,
    NotTried,
    ShowNext,
    GiveNames,
    Back,
    Gone,
}

impl Wizard<'_> {
    /// The causes worth a page, as indices: the first one of each remedy that was not tried in vain.
    fn offered(&self, diagnosis: &Diagnosis) -> Vec<usize> {
        let report = self.report(diagnosis, None);
        let mut remedies = BTreeSet::new();
        let vain: f64 =
            diagnosis.causes.iter().filter(|one| one.helped == Some(false)).map(|one| one.probability).sum();
        let worth = |one: &Ranked| one.probability >= WORTH_A_PAGE * (1.0 - vain) && one.helped != Some(false);
        let causes = diagnosis.causes.iter().enumerate().filter(|(_, one)| worth(one));
        causes.filter(|(_, one)| remedies.insert(report.remedy(one))).map(|(at, _)| at).collect()
    }

    /// The report, and what came of it. `On` when there is more to ask: something was tried in vain, or a step was taken back. `done`: nothing
    /// worth asking is left; else the person has stopped the questions.
    pub(super) fn end(&mut self, done: bool, fresh: Option<&Case>) -> Result<Turn> {
        let start = self.case.clone();
        let (mut turned, mut page_is_due) = (0, true);
        let mut open = Vec::new();
        loop {
            let diagnosis = self.model.diagnose(&self.case);
            let inquiry = self.model.next_question(&self.case, &diagnosis);
            let offered = self.offered(&diagnosis);
            let at = offered.get(turned).copied();
            if page_is_due {
                open = self.print(&diagnosis, at)?;
            }
            page_is_due = true;
            let tried = self.case.tried.len();
            let named = at.filter(|at| *at > 0 || diagnosis.outcome == Outcome::Diagnosed);
            let fix = named.map(|at| &diagnosis.causes[at]).filter(|one| one.helped.is_none());
            if let Some(one) = fix {
                match self.did_it_help(offered.len() > turned + 1, &open)? {
                    Reply::Helped => self.tried(one, true),
                    Reply::DidNotHelp => {
                        self.tried(one, false);
                        self.asker.say(&[Block::Text(0, "Good to know. That counts against it.".into())]);
                        let now = self.model.diagnose(&self.case);
                        if done && self.model.next_question(&self.case, &now).is_some() {
                            return Ok(Turn::On);
                        }
                        if !self.offered(&now).is_empty() {
                            turned = 0;
                            continue;
                        }
                        self.asker.say(&[Block::Text(0, "No other known cause fits what is known.".into())]);
                    }
                    Reply::NotTried => {}
                    Reply::ShowNext => {
                        turned += 1;
                        continue;
                    }
                    Reply::GiveNames => {
                        if !self.names(&open)? {
                            return Ok(Turn::Gone);
                        }
                        continue;
                    }
                    Reply::Gone => return Ok(Turn::Gone),
                    Reply::Back if turned > 0 => {
                        turned -= 1;
                        continue;
                    }
                    Reply::Back if !done && self.case == start => return Ok(Turn::On),
                    Reply::Back => {
                        page_is_due = self.back(fresh)?;
                        if page_is_due && done {
                            return Ok(Turn::On);
                        }
                        continue;
                    }
                }
            }
            let diagnosis = self.model.diagnose(&self.case);
            if let Some(turn) = self.hand_over(&diagnosis, inquiry.as_ref())? {
                return Ok(turn);
            }
            // Esc: to the question before.
            self.case.tried.truncate(tried);
            page_is_due = false;
            if fix.is_none() && (!done || self.back(fresh)?) {
                return Ok(Turn::On);
            }
        }
    }

    /// `more`: there is another cause to show; `open`: placeholders that have no value yet.
    fn did_it_help(&mut self, more: bool, open: &[(&str, &str)]) -> Result<Reply> {
        self.asker.say(&[Block::Gap, Block::Text(0, "**Did it help?**".into())]);
        let mut items = vec!["Yes, that was it", "No", "I have not tried it yet"];
        items.extend(more.then_some("Show the next possible cause"));
        let mut items: Vec<String> = items.into_iter().map(String::from).collect();
        let names: Vec<String> = open.iter().map(|(name, _)| format!("<{name}>")).collect();
        items.extend((!names.is_empty()).then(|| format!("Put real names in the commands for {}", names.join(", "))));
        Ok(match self.chosen(&items)? {
            Choice::Item(0) => Reply::Helped,
            Choice::Item(1) => Reply::DidNotHelp,
            Choice::Item(2) => Reply::NotTried,
            Choice::Item(3) if more => Reply::ShowNext,
            Choice::Item(_) => Reply::GiveNames,
            Choice::Back => Reply::Back,
            Choice::Gone => Reply::Gone,
        })
    }

    fn tried(&mut self, one: &Ranked, helped: bool) {
        let (card, cause, after) = (one.card.clone(), one.cause.clone(), self.case.readings.len());
        self.case.tried.push(Tried { card, cause, helped, after });
        self.keeper.remember(&self.case);
    }

    /// Asks for names; `false` when nobody is there any more.
    fn names(&mut self, open: &[(&'static str, &'static str)]) -> Result<bool> {
        self.asker.say(&[Block::Note(0, "Enter leaves a name open.".into())]);
        for (name, words) in open {
            loop {
                let Some(given) = self.asker.line(words, "")? else { return Ok(false) };
                let given = given.replace(", ", ",");
                let wrong = match *name {
                    _ if given.is_empty() => break,
                    _ if !pastes(&given) => "One word without spaces, quotes or special characters, please.",
                    "bootstrap" if !given.split(',').all(|one| Address::read(one).is_some()) => {
                        "HOST:PORT, please; Kafka has no default port, often it is 9092."
                    }
                    "broker" if given.parse::<i32>().is_err() => "A number, please: its node.id or broker.id.",
                    _ => {
                        self.case.names.insert((*name).to_string(), given);
                        break;
                    }
                };
                self.asker.say(&[Block::Text(0, wrong.into())]);
            }
        }
        self.keeper.remember(&self.case);
        Ok(true)
    }

    /// Prints without the next question: whoever has just been asked it needs no option to answer it with. The names that its commands lack.
    fn print(&mut self, diagnosis: &Diagnosis, at: Option<usize>) -> Result<Vec<(&'static str, &'static str)>> {
        let report = self.report(diagnosis, None);
        let page = match at {
            Some(at) if at > 0 => report.page_about(at),
            _ => report.page(),
        };
        self.asker.result(&page)?;
        let lacks = |name: &str| {
            let mark = format!("<{name}>");
            page.iter().any(|block| matches!(block, Block::Code(_, command) if command.contains(&mark)))
        };
        Ok(NAMES.into_iter().filter(|(name, _)| lacks(name)).collect())
    }

    /// Offers a hand-over, and writes it; `None` after Esc.
    fn hand_over(&mut self, diagnosis: &Diagnosis, inquiry: Option<&Inquiry>) -> Result<Option<Turn>> {
        self.asker.say(&[Block::Gap, Block::Text(0, "**Write a hand-over for the next person?**".into())]);
        let items = ["No", "Yes, as a markdown file"].map(String::from);
        match self.chosen(&items)? {
            Choice::Item(1) => {}
            Choice::Item(_) => return Ok(Some(Turn::Stop)),
            Choice::Back => return Ok(None),
            Choice::Gone => return Ok(Some(Turn::Gone)),
        }
        let text = {
            let case = if self.redact_hosts { case::without_hosts(&self.case) } else { self.case.clone() };
            let report = self.report(diagnosis, inquiry);
            let again = if self.redact_hosts { "" } else { report.again };
            Report { case: &case, again, ..report }.markdown()
        };
        loop {
            let Some(path) = self.asker.line("File", HAND_OVER)? else { return Ok(Some(Turn::Gone)) };
            let path = PathBuf::from(path);
            if path.exists() {
                self.asker.say(&[Block::Text(0, format!("{} is there already.", path.display()))]);
                let items = ["Take another name", "Replace it", "Write nothing"].map(String::from);
                match self.chosen(&items)? {
                    Choice::Item(1) => {}
                    Choice::Item(0) => continue,
                    _ => return Ok(Some(Turn::Stop)),
                }
            }
            match case::write_whole(&path, &text, 0o666) {
                Ok(()) => {
                    self.asker.say(&[Block::Text(0, format!("Written to {}.", path.display()))]);
                    return Ok(Some(Turn::Stop));
                }
                Err(error) => {
                    self.asker.say(&[Block::Text(0, format!("{} cannot be written: {error}", path.display()))]);
                }
            }
        }
    }
}
