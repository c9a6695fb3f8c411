//! The end of a session: the report, whether it helped, the hand-over.

use std::path::PathBuf;

use super::{Turn, Wizard};
use crate::case::Tried;
use crate::cli::ask::Choice;
use crate::cli::case;
use crate::engine::{Diagnosis, Inquiry, Outcome};
use crate::error::Result;
use crate::report::diagnosis::Report;
use crate::report::page::Block;

/// A cause below this is not shown in full.
const WORTH_A_PAGE: f64 = 0.02;

/// Where a hand-over goes unless the person says otherwise.
const HAND_OVER: &str = "kafka-doctor-handover.md";

impl Wizard<'_> {
    /// The first cause worth a page whose fix was not tried in vain.
    fn untried(&self, diagnosis: &Diagnosis, from: usize) -> Option<usize> {
        let vain = |card: &str, cause: &str| {
            self.case.tried.iter().any(|one| !one.helped && one.card == card && one.cause == cause)
        };
        (from..diagnosis.causes.len()).find(|at| {
            let one = &diagnosis.causes[*at];
            one.probability >= WORTH_A_PAGE && !vain(&one.card, &one.cause)
        })
    }

    /// The report, and what came of it. `On` when there is more to ask.
    pub(super) fn end(&mut self, done: bool) -> Result<Turn> {
        let mut shown = 0;
        loop {
            let diagnosis = self.model.diagnose(&self.case);
            let inquiry = self.model.next_question(&self.case, &diagnosis);
            let at = self.untried(&diagnosis, shown);
            self.print(&diagnosis, inquiry.as_ref(), at)?;
            let Some(at) = at.filter(|at| *at > 0 || diagnosis.outcome == Outcome::Diagnosed) else {
                return self.hand_over(&diagnosis, inquiry.as_ref());
            };
            let more = self.untried(&diagnosis, at + 1).is_some();
            self.asker.say(&[Block::Gap, Block::Text(0, "**Did it help?**".into())]);
            let mut items = vec!["Yes, that was it", "No", "I have not tried it yet"];
            items.extend(more.then_some("Show the next possible cause"));
            let items: Vec<String> = items.into_iter().map(String::from).collect();
            let (card, cause) = (diagnosis.causes[at].card.clone(), diagnosis.causes[at].cause.clone());
            match self.chosen(&items)? {
                Choice::Item(0) => {
                    self.case.tried.push(Tried { card, cause, helped: true });
                    self.keeper.remember(&self.case);
                    let diagnosis = self.model.diagnose(&self.case);
                    return self.hand_over(&diagnosis, None);
                }
                Choice::Item(1) => {
                    self.case.tried.push(Tried { card, cause, helped: false });
                    self.keeper.remember(&self.case);
                    let diagnosis = self.model.diagnose(&self.case);
                    let open = self.model.next_question(&self.case, &diagnosis).is_some();
                    self.asker.say(&[Block::Text(0, "Good to know. That counts against it.".into())]);
                    if done && open {
                        return Ok(Turn::On);
                    }
                    if self.untried(&diagnosis, 0).is_none() {
                        return self.hand_over(&diagnosis, None);
                    }
                    shown = 0;
                }
                Choice::Item(3) => shown = at + 1,
                Choice::Gone => return Ok(Turn::Gone),
                _ => return self.hand_over(&diagnosis, inquiry.as_ref()),
            }
        }
    }

    fn print(&mut self, diagnosis: &Diagnosis, inquiry: Option<&Inquiry>, at: Option<usize>) -> Result<()> {
        let report = self.report(diagnosis, inquiry);
        let page = match at {
            Some(at) if at > 0 => report.page_about(at),
            _ => report.page(),
        };
        self.asker.result(&page)
    }

    fn hand_over(&mut self, diagnosis: &Diagnosis, inquiry: Option<&Inquiry>) -> Result<Turn> {
        self.asker.say(&[Block::Gap, Block::Text(0, "**Write a hand-over for the next person?**".into())]);
        let items = ["No", "Yes, as a markdown file"].map(String::from);
        if self.chosen(&items)? != Choice::Item(1) {
            return Ok(Turn::Stop);
        }
        let text = {
            let case = if self.redact_hosts { case::without_hosts(&self.case) } else { self.case.clone() };
            let report = self.report(diagnosis, inquiry);
            Report { case: &case, ..report }.markdown()
        };
        loop {
            let Some(path) = self.asker.line("File", HAND_OVER)? else { return Ok(Turn::Gone) };
            let path = PathBuf::from(path);
            if path.exists() {
                self.asker.say(&[Block::Text(0, format!("{} is there already.", path.display()))]);
                let items = ["Take another name", "Replace it", "Write nothing"].map(String::from);
                match self.chosen(&items)? {
                    Choice::Item(1) => {}
                    Choice::Item(0) => continue,
                    _ => return Ok(Turn::Stop),
                }
            }
            match case::write_private(&path, &text) {
                Ok(()) => {
                    self.asker.say(&[Block::Text(0, format!("Written to {}.", path.display()))]);
                    return Ok(Turn::Stop);
                }
                Err(error) => {
                    self.asker.say(&[Block::Text(0, format!("{} cannot be written: {error}", path.display()))]);
                }
            }
        }
    }
}
