//! The wizard: asks what stays open, one question at a time, until it lands on a diagnosis. It keeps no state but the case: what is
//! believed is computed afresh each turn, so that going back is dropping an answer.

use std::path::PathBuf;

use super::ask::{Asker, Choice};
use super::keep::Keeper;
use super::{Out, diagnose, out};
use crate::case::{Answer, Case, Channel, Reading, Source, Tried};
use crate::engine::{Diagnosis, Inquiry, Model, Outcome};
use crate::error::Result;
use crate::evidence::{Request, gather};
use crate::knowledge::{Knowledge, Observation};
use crate::report::card;
use crate::report::diagnosis::Report;
use crate::report::page::{self, Block};
use crate::report::words::claim;

/// The menu that opens a case.
const ENTRY: &str = "where-it-hurts";

/// After so many questions the person is asked whether to go on: more screens than that make people give up.
const MANY: usize = 15;

/// A cause below this is not shown in full.
const WORTH_A_PAGE: f64 = 0.02;

/// Where a hand-over goes unless the person says otherwise.
const HAND_OVER: &str = "kafka-doctor-handover.md";

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
    /// Probabilities too.
    pub verbose: bool,
    /// Host names are replaced in the hand-over.
    pub redact_hosts: bool,
}

/// What the person wants after a question.
enum Turn {
    /// On to the next question.
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
        let before = self.case.clone();
        let fresh = self.case.readings.is_empty() && self.case.hints.is_empty() && self.case.inputs.is_empty();
        if fresh {
            self.start()?;
        } else {
            self.tell_what_was_read();
        }
        let mut asked = 0;
        loop {
            self.keeper.remember(&self.case);
            let diagnosis = self.model.diagnose(&self.case);
            let Some(inquiry) = self.next(&diagnosis) else {
                match self.end(true)? {
                    Turn::On => continue,
                    _ => return Ok(self.case),
                }
            };
            if asked > 0 && asked % MANY == 0 && !self.go_on(asked)? {
                return self.stop();
            }
            asked += 1;
            match self.ask(&inquiry, &diagnosis, &before, fresh)? {
                Turn::On => self.challenge()?,
                Turn::Stop => return self.stop(),
                Turn::Gone => {
                    self.keeper.keep();
                    return Ok(self.case);
                }
            }
        }
    }

    /// The person stops early: what there is, and the case is kept.
    fn stop(mut self) -> Result<Case> {
        self.keeper.remember(&self.case);
        self.end(false)?;
        self.keeper.remember(&self.case);
        self.keeper.keep();
        Ok(self.case)
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
        if text.is_empty() {
            return Ok(());
        }
        self.case.told = Some(diagnose::told(&text));
        let request = Request { texts: vec![("what you pasted".into(), text)], ..Request::default() };
        gather(self.knowledge, &request, &mut self.case)?;
        self.tell_what_was_read();
        Ok(())
    }

    fn tell_what_was_read(&mut self) {
        let diagnosis = self.model.diagnose(&self.case);
        if self.next(&diagnosis).is_none() {
            // The report follows at once, and says it better.
            return;
        }
        let mut page: Vec<Block> = Vec::new();
        for id in self.case.observations() {
            let value = self.case.value(id);
            if let Some((observation, value)) = self.knowledge.observations.get(id).zip(value)
                && !observation.context
                && value != observation.normal()
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
            verbose: self.verbose,
        }
    }

    fn ask(&mut self, inquiry: &Inquiry, diagnosis: &Diagnosis, before: &Case, fresh: bool) -> Result<Turn> {
        let Some(observation) = self.knowledge.observations.get(&inquiry.observation) else { return Ok(Turn::Stop) };
        let number = 1 + self.answers();
        let left = match inquiry.left {
            0 | 1 => "perhaps the last".into(),
            n => format!("about {} more", n - 1),
        };
        let mut page = vec![Block::Gap, Block::Note(0, format!("Question {number}, {left}"))];
        if !self.case.readings.is_empty() {
            page.push(Block::Note(0, format!("So far: {}", self.report(diagnosis, Some(inquiry)).suspicion())));
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
                    return Ok(Turn::On);
                }
                Some(0) => {
                    self.note(observation, Answer::Unknown("the person asked does not know".into()));
                    self.asker.say(&[Block::Text(1, items[chosen].clone())]);
                    return Ok(Turn::On);
                }
                Some(1) => self.tell_how(observation, diagnosis),
                Some(2) => self.tell_why(inquiry, diagnosis),
                Some(3) => {
                    if self.back(before, fresh)? {
                        return Ok(Turn::On);
                    }
                }
                Some(_) => return Ok(Turn::Stop),
            }
        }
    }

    /// Answers that people gave.
    fn answers(&self) -> usize {
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
            page.extend(card::how(&observation.how, 2, &|name| report.name(None, name)));
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

    /// Takes the last step back: a fix that was tried, an answer, or what was written at the start. `false` when there is none.
    fn back(&mut self, before: &Case, fresh: bool) -> Result<bool> {
        if self.case.tried.len() > before.tried.len() {
            self.case.tried.pop();
            return Ok(true);
        }
        let last = self.case.readings.iter().rposition(|reading| reading.source.channel == Channel::Person);
        if let Some(last) = last {
            let dropped = self.case.readings.remove(last);
            if let Some(observation) = self.knowledge.observations.get(&dropped.observation) {
                self.asker.say(&[Block::Note(1, format!("Taken back: {}", observation.ask))]);
            }
            return Ok(true);
        }
        if fresh && self.case != *before {
            self.case = before.clone();
            self.start()?;
            return Ok(true);
        }
        self.asker.say(&[Block::Note(1, "This is the first question. Ctrl-C leaves.".into())]);
        Ok(false)
    }

    /// Names an answer that does not fit the others, and offers to change it. The last answer only: older ones were judged before.
    fn challenge(&mut self) -> Result<()> {
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

    /// A menu whose choice stays on the screen.
    fn chosen(&mut self, items: &[String]) -> Result<Choice> {
        let choice = self.asker.choose(items)?;
        if let Choice::Item(item) = choice {
            self.asker.say(&[Block::Text(1, items[item].clone())]);
        }
        Ok(choice)
    }

    fn go_on(&mut self, asked: usize) -> Result<bool> {
        self.asker.say(&[Block::Gap, Block::Text(0, format!("{asked} questions asked, and it is still open."))]);
        let items = ["Go on", "Stop and show what you have"].map(String::from);
        Ok(self.asker.choose(&items)? != Choice::Item(1))
    }

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
    fn end(&mut self, done: bool) -> Result<Turn> {
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

    fn print(&self, diagnosis: &Diagnosis, inquiry: Option<&Inquiry>, at: Option<usize>) -> Result<()> {
        let report = self.report(diagnosis, inquiry);
        let mut page = vec![Block::Gap];
        page.extend(match at {
            Some(at) if at > 0 => report.page_about(at),
            _ => report.page(),
        });
        Out::new().all(&out::printable(format!("\n{}", page::text(&page, out::width()))))?;
        Ok(())
    }

    fn hand_over(&mut self, diagnosis: &Diagnosis, inquiry: Option<&Inquiry>) -> Result<Turn> {
        self.asker.say(&[Block::Gap, Block::Text(0, "**Write a hand-over for the next person?**".into())]);
        let items = ["No", "Yes, as a markdown file"].map(String::from);
        if self.chosen(&items)? != Choice::Item(1) {
            return Ok(Turn::Stop);
        }
        let text = {
            let case = if self.redact_hosts { diagnose::without_hosts(&self.case) } else { self.case.clone() };
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
            match diagnose::write_private(&path, &text) {
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
