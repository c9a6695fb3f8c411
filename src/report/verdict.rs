//! The page for somebody at a terminal at night: the answer first, the first cause in full, everything else in a line or two.

use super::beside::{not_checked, seen};
use super::diagnosis::Report;
use super::fill::log_of;
use super::fix;
use super::page::Block;
use super::words::{claim, lower_first, proof, shortened, span, sure};
use crate::case::{Channel, Input, Reading, State, plain_name};
use crate::engine::{Finding, Outcome, Ranked, Weighed};
use crate::knowledge::{Card, Cause, Fix};

/// Evidence shown for and against a cause; more proves nothing more.
const FOR: usize = 4;
const AGAINST: usize = 2;

/// A cause that holds this share of its remedy's probability is named alone.
const ALONE: f64 = 0.6;

/// Causes with the same remedy that are named beside the first.
const MOST_ALIKE: usize = 3;

/// What changes the odds by less, in milli-nats, is not worth a line.
const WORTH_TELLING: i64 = 300;

impl Report<'_> {
    /// The page: the answer first.
    pub fn page(&self) -> Vec<Block> {
        let mut page = Vec::new();
        match (self.diagnosis.outcome, self.diagnosis.causes.first()) {
            (Outcome::Diagnosed, Some(first)) => self.named(first, &mut page),
            (Outcome::NothingFound, _) => self.nothing(&mut page),
            (outcome, _) => self.open(outcome, &mut page),
        }
        self.risks(&mut page);
        self.doubts(&mut page);
        self.unexplained(&mut page);
        not_checked(&self.case.not_checked, &mut page);
        if self.verbose && self.diagnosis.outcome != Outcome::NothingFound && !self.case.inputs.is_empty() {
            page.push(Block::Section("What was read".into()));
            page.extend(self.case.inputs.iter().map(|input| item(read(input))));
        }
        page
    }

    /// The page about another cause than the first, in full.
    pub fn page_about(&self, at: usize) -> Vec<Block> {
        let mut page = Vec::new();
        if let Some(one) = self.diagnosis.causes.get(at) {
            self.named(one, &mut page);
        }
        page
    }

    fn named(&self, first: &Ranked, page: &mut Vec<Block>) {
        let Some((card, cause)) = self.of(first) else { return };
        let alike = self.alike(first);
        let title = if alike.is_empty() {
            format!("{}: {}", card.title, lower_first(&cause.title))
        } else {
            card.title.clone()
        };
        page.push(Block::Title(title, Some(self.severity(card, cause))));
        let seen = first.evidence.iter().filter(|one| one.weight > 0).any(|one| {
            self.case.reading(&one.observation).is_some_and(|reading| reading.source.channel == Channel::Log)
        });
        page.push(Block::Text(0, format!("{}{}", sure(first, seen), self.share(first.remedy))));
        if first.helped == Some(true) {
            page.push(Block::Text(0, "Its fix was tried, and it helped.".into()));
        }
        page.push(Block::Text(0, card.impact.clone()));
        if alike.is_empty() {
            page.push(Block::Section("Why".into()));
            page.push(Block::Text(0, cause.why.clone()));
        } else {
            let step = |cause: &Cause| self.fixes(cause).first().map(|fix| fix.action.clone());
            let differ = alike.iter().take(MOST_ALIKE).any(|(_, one)| step(one) != step(cause));
            let title = match differ {
                true => "It is one of these, and each has its own first step",
                false => "Which of these it is does not matter yet, the first step is the same",
            };
            page.push(Block::Section(title.into()));
            page.push(item(format!("{} {}", sentence(&cause.title), cause.why)));
            page.extend(alike.into_iter().take(MOST_ALIKE).map(|(other, one)| {
                let of = if other.id == card.id { String::new() } else { format!("{}: ", other.title) };
                let name = |placeholder: &str| self.name(None, placeholder);
                let first = step(one).filter(|_| differ && step(one) != step(cause));
                let first = first.map(|step| format!(" {}", fix::in_words(&step, &name))).unwrap_or_default();
                item(format!("{of}{}{first}", sentence(&one.title)))
            }));
        }
        self.evidence(first, page);
        let name = |placeholder: &str| self.name(Some(first), placeholder);
        self.what_to_do(self.fixes(cause), first.helped == Some(false), &name, page);
        if let Some(verify) = self.verify(first, cause) {
            page.push(Block::Section("Then check".into()));
            let command = self.verify_command(first, card, &verify);
            page.extend(fix::check(&verify, self.knowledge.observations.get(&verify.observation), command, 0, &name));
        }
        self.second(page);
        self.if_not(first, page);
        page.push(Block::Gap);
        page.push(Block::Note(0, format!("The whole card: {}", self.knowledge.show(&card.id))));
    }

    /// Causes with the remedy of the first that together are about as probable as it is: then the first one's name would promise too much.
    fn alike(&self, first: &Ranked) -> Vec<(&Card, &Cause)> {
        if first.probability > ALONE * first.remedy {
            return Vec::new();
        }
        let remedy = self.remedy(first);
        let same = |one: &&Ranked| (&one.card, &one.cause) != (&first.card, &first.cause) && self.remedy(one) == remedy;
        self.diagnosis.causes.iter().filter(same).filter_map(|one| self.of(one)).collect()
    }

    /// Each fix in full, for nobody changes a cluster without its risk and the way back; in one line where it was tried in vain.
    fn what_to_do(&self, fixes: Vec<&Fix>, vain: bool, name: &dyn Fn(&str) -> Option<String>, page: &mut Vec<Block>) {
        for (i, fix) in fixes.into_iter().enumerate() {
            match i {
                0 if vain => {
                    page.push(Block::Section("Tried, did not help".into()));
                    let name = &|placeholder: &str| name(log_of(fix.on, placeholder));
                    page.push(Block::Item(0, "1.".into(), fix::in_words(&fix.action, name)));
                    continue;
                }
                0 => page.push(Block::Section("Do now".into())),
                1 => page.push(Block::Section("If that is not enough".into())),
                _ => {}
            }
            page.extend(fix::fix(fix, i + 1, 0, name));
        }
    }

    pub(super) fn share(&self, probability: f64) -> String {
        if self.verbose { format!(" [{:.1} %]", 100.0 * probability) } else { String::new() }
    }

    /// No verdict: what is in question, card by card, and what would decide it.
    fn open(&self, outcome: Outcome, page: &mut Vec<Block>) {
        let none = self.diagnosis.causes.is_empty();
        let title = match outcome {
            Outcome::Unlisted => "None of the known problems fits",
            _ if none => "Nothing to go by yet",
            _ => "Not decided yet",
        };
        page.push(Block::Title(title.into(), None));
        if outcome == Outcome::Unlisted {
            page.push(Block::Text(0, "There is trouble, but no card explains it. Hand over what was found: kafka-doctor diagnose ... -o markdown".into()));
        } else if none {
            page.push(Block::Text(0, "Nothing that was given points to a known problem so far.".into()));
        }
        self.in_question(if outcome == Outcome::Unlisted { "Closest" } else { "In question" }, page);
        self.second(page);
        if !self.again.is_empty() && self.faults() > 1 {
            page.push(Block::Section("Several faults may be here at once, each with its proof".into()));
            page.push(Block::Code(1, format!("kafka-doctor check {}", self.again)));
        }
        self.what_decides(page);
    }

    /// Faults that were seen and last, each with all that it explains.
    fn faults(&self) -> usize {
        let findings = self.model.findings(self.knowledge, self.case);
        let fault = |one: &&Finding| one.because_of.is_none() && !one.risk && one.state == State::Now;
        findings.iter().filter(fault).count()
    }

    fn what_decides(&self, page: &mut Vec<Block>) {
        let Some(observation) = self.next.and_then(|inquiry| self.knowledge.observations.get(&inquiry.observation))
        else {
            return;
        };
        page.push(Block::Section("What would tell more".into()));
        page.push(Block::Text(0, format!("**{}**", observation.ask)));
        page.extend(fix::how(observation, 1, &|placeholder| self.name(None, placeholder)));
        if observation.answers.is_empty() {
            let id = &observation.id;
            page.push(Block::Text(0, format!("Then add `--answer` `{id}=yes` or `--answer` `{id}=no`.")));
            return;
        }
        page.push(Block::Text(0, format!("Then add `--answer` `{}=VALUE` with one of these:", observation.id)));
        page.extend(
            observation
                .values()
                .into_iter()
                .map(|value| Block::Item(1, "-".into(), format!("`{value}`: {}", observation.label(value)))),
        );
    }

    /// The strongest evidence for and against a cause, each with its proof.
    fn evidence(&self, ranked: &Ranked, page: &mut Vec<Block>) {
        let mut cited = Vec::new();
        let some = |positive: bool, most: usize| {
            let worth = move |one: &&Weighed| {
                (one.weight > 0) == positive && one.weight.abs() >= WORTH_TELLING && (!positive || self.tells(one))
            };
            ranked.evidence.iter().filter(worth).take(most)
        };
        page.push(Block::Gap);
        for one in some(true, FOR) {
            self.weighed("For:", one, &mut cited, page);
        }
        // The same words in other words, where a fact that was read from them is told.
        let heard = some(true, FOR).filter_map(|one| self.case.reading(&one.observation));
        let told = heard.into_iter().any(|reading| reading.source.channel.kind() == "text");
        let hint = self.case.hints.iter().find(|hint| hint.card == ranked.card && hint.weight > 0);
        if let Some(hint) = hint.filter(|_| !told) {
            page.push(item(format!("For: your words ({})", hint.words.join(", "))));
        }
        for one in some(false, AGAINST) {
            self.weighed("Against:", one, &mut cited, page);
        }
    }

    /// Whether an answer is a reason to show: where things run and which library it is speaks for hundreds of causes, unless somebody was asked.
    pub(super) fn tells(&self, one: &Weighed) -> bool {
        let asked = self.case.reading(&one.observation).is_some_and(|said| said.source.channel == Channel::Person);
        asked || self.knowledge.observations.get(&one.observation).is_some_and(|observation| observation.explains())
    }

    fn weighed(
        &self,
        effect: &str,
        one: &Weighed,
        cited: &mut Vec<(Option<String>, Option<u64>)>,
        page: &mut Vec<Block>,
    ) {
        let Some(observation) = self.knowledge.observations.get(&one.observation) else { return };
        let few = |reading: &Reading| reading.source.takes.is_some();
        let effect = if self.case.reading(&one.observation).is_some_and(few) { "Perhaps:" } else { effect };
        page.push(item(format!("{effect} {}{}", claim(observation, &one.answer), self.weight(one))));
        let said = |reading: &&Reading| reading.answer.value() == Some(&one.answer);
        for reading in self.case.of(&one.observation).filter(said).take(2) {
            let place = (reading.source.file.clone(), reading.source.line);
            page.extend(proof(&reading.source).map(|proof| Block::Note(1, proof)));
            // One line can say two things; it is shown once.
            if !cited.contains(&place) {
                page.extend(reading.source.excerpt.iter().map(|excerpt| Block::Quote(1, shortened(excerpt))));
                cited.push(place);
            }
        }
    }

    fn weight(&self, one: &Weighed) -> String {
        if self.verbose { format!(" [{:+.1} nats]", one.weight as f64 / 1000.0) } else { String::new() }
    }

    fn second(&self, page: &mut Vec<Block>) {
        let Some(second) = &self.diagnosis.second else { return };
        let Some(card) = self.knowledge.cards.get(&second.card) else { return };
        let cause = self.knowledge.cause(&second.card, &second.cause).filter(|_| second.settled);
        let cause = cause.map(|cause| format!(": {}", lower_first(&cause.title))).unwrap_or_default();
        let title = match self.diagnosis.outcome {
            Outcome::Diagnosed => "Probably a second fault beside it",
            _ => "Measured beside it",
        };
        page.push(Block::Section(title.into()));
        page.push(item(format!("**{}**{cause} ({})", card.title, self.knowledge.show(&card.id))));
    }

    fn nothing(&self, page: &mut Vec<Block>) {
        let title = match self.diagnosis.risks.len() {
            0 => "Nothing found".into(),
            1 => "No fault found, but 1 risk".into(),
            many => format!("No fault found, but {many} risks"),
        };
        page.push(Block::Title(title, None));
        let sign = if self.diagnosis.risks.is_empty() { "known problem" } else { "fault" };
        let mut lines = Vec::new();
        seen(self.knowledge, self.case, |_| false, &mut lines);
        let what = match lines.is_empty() {
            true => format!("What was read holds no sign of a {sign}, and no error that is unexplained:"),
            false => format!("What was read proves no {sign}, and holds no error that is unexplained:"),
        };
        page.push(Block::Text(0, what));
        page.extend(self.case.inputs.iter().map(|input| item(read(input))));
        page.append(&mut lines);
        page.push(Block::Gap);
        page.push(Block::Text(
            0,
            "If something hurts all the same, the sign is elsewhere: in the other side's log, at another time, in the settings.".into(),
        ));
    }
}

/// What was read of an input, in one line.
pub(super) fn read(input: &Input) -> String {
    let of = if input.of.is_empty() { String::new() } else { format!(" of {}", input.of.join(", ")) };
    let span = span(input.first.as_deref(), input.last.as_deref());
    let unit = if matches!(input.kind.as_str(), "cluster" | "snapshot") { "look" } else { "line" };
    let lines = if input.lines == 1 { format!("1 {unit}") } else { format!("{} {unit}s", input.lines) };
    format!("{} ({}{of}): {lines}{span}", plain_name(&input.name), input.kind)
}

/// A title as a sentence.
fn sentence(title: &str) -> String {
    format!("{}.", title.trim_end_matches('.'))
}

pub(super) fn item(text: String) -> Block {
    Block::Item(0, "-".into(), text)
}
