//! The page for somebody at a terminal at night: the answer first, the first cause in full, everything else in a line or two.

use super::diagnosis::Report;
use super::fix;
use super::page::Block;
use super::words::{claim, lower_first, proof, shortened, sure};
use crate::case::{Channel, Input, NotChecked, Reading};
use crate::engine::{Outcome, Ranked, Weighed};
use crate::knowledge::{Card, Cause, Fix};

/// Evidence shown for and against a cause; more proves nothing more.
const FOR: usize = 4;
const AGAINST: usize = 2;

/// A cause that holds this share of its remedy's probability is named alone.
const ALONE: f64 = 0.6;

/// Causes with the same remedy that are named beside the first.
const MOST_ALIKE: usize = 3;

/// Of a remedy that was tried, while the signs still point to it.
const VAIN: &str = "Its fix was tried and did not help, yet the signs still point here: see whether it took effect.";

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
        page.push(Block::Title(title, Some(card.severity)));
        let seen = first.evidence.iter().filter(|one| one.weight > 0).any(|one| {
            self.case.reading(&one.observation).is_some_and(|reading| reading.source.channel == Channel::Log)
        });
        page.push(Block::Text(0, format!("{}{}", sure(first, seen), self.share(first.remedy))));
        match first.helped {
            Some(true) => page.push(Block::Text(0, "Its fix was tried, and it helped.".into())),
            Some(false) => page.push(Block::Text(0, VAIN.into())),
            None => {}
        }
        page.push(Block::Text(0, card.impact.clone()));
        if alike.is_empty() {
            page.push(Block::Section("Why".into()));
            page.push(Block::Text(0, cause.why.clone()));
        } else {
            page.push(Block::Section("Which of these it is does not matter yet, the first step is the same".into()));
            page.push(item(format!("{} {}", sentence(&cause.title), cause.why)));
            page.extend(alike.into_iter().take(MOST_ALIKE).map(|(other, one)| {
                let of = if other.id == card.id { String::new() } else { format!("{}: ", other.title) };
                item(format!("{of}{}", sentence(&one.title)))
            }));
        }
        self.evidence(first, page);
        let name = |placeholder: &str| self.name(Some(first), placeholder);
        self.what_to_do(self.fixes(cause), first.helped == Some(false), &name, page);
        if let Some(verify) = &cause.verify {
            page.push(Block::Section("Then check".into()));
            page.extend(fix::check(verify, self.knowledge.observations.get(&verify.observation), 0, &name));
        }
        self.second(page);
        self.if_not(first, page);
        page.push(Block::Gap);
        page.push(Block::Note(0, format!("The whole card: kafka-doctor show {}", card.id)));
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

    /// The first fix in full, in one line where it was tried in vain; the others as what they do and risk: the card has the rest.
    fn what_to_do(&self, fixes: Vec<&Fix>, vain: bool, name: &dyn Fn(&str) -> Option<String>, page: &mut Vec<Block>) {
        let Some((first, rest)) = fixes.split_first() else { return };
        if vain {
            page.push(Block::Section("Tried, did not help".into()));
            page.push(Block::Item(0, "1.".into(), first.action.clone()));
        } else {
            page.push(Block::Section("Do now".into()));
            page.extend(fix::fix(first, 1, 0, name));
        }
        if rest.is_empty() {
            return;
        }
        page.push(Block::Section("If that is not enough".into()));
        for (i, fix) in rest.iter().enumerate() {
            let set: Vec<String> = fix.set.iter().map(|(key, value)| format!("`{key}={}`", value.0)).collect();
            let set = if set.is_empty() { String::new() } else { format!(" Set {}.", set.join(", ")) };
            let only = fix::applies(&fix.applies).map(|only| format!(" Only for {only}.")).unwrap_or_default();
            let harmless = fix.risk.is_empty() || fix.risk == "none";
            let risk = if harmless { String::new() } else { format!(" Risk: {}", fix.risk) };
            page.push(Block::Item(0, format!("{}.", i + 2), format!("{}{set}{only}{risk}", fix.action)));
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
        self.what_decides(page);
    }

    fn what_decides(&self, page: &mut Vec<Block>) {
        let Some(observation) = self.next.and_then(|inquiry| self.knowledge.observations.get(&inquiry.observation))
        else {
            return;
        };
        page.push(Block::Section("What would tell more".into()));
        page.push(Block::Text(0, format!("**{}**", observation.ask)));
        page.push(fix::how(observation, 1, &|placeholder| self.name(None, placeholder)));
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
            let worth = move |one: &&Weighed| (one.weight > 0) == positive && one.weight.abs() >= WORTH_TELLING;
            ranked.evidence.iter().filter(worth).take(most)
        };
        page.push(Block::Gap);
        for one in some(true, FOR) {
            self.weighed("For:", one, &mut cited, page);
        }
        let hint = self.case.hints.iter().find(|hint| hint.card == ranked.card && hint.weight > 0);
        if let Some(hint) = hint {
            page.push(item(format!("For: your words ({})", hint.words.join(", "))));
        }
        for one in some(false, AGAINST) {
            self.weighed("Against:", one, &mut cited, page);
        }
    }

    fn weighed(
        &self,
        effect: &str,
        one: &Weighed,
        cited: &mut Vec<(Option<String>, Option<u64>)>,
        page: &mut Vec<Block>,
    ) {
        let Some(observation) = self.knowledge.observations.get(&one.observation) else { return };
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
        let cause = self.knowledge.cause(&second.card, &second.cause).map_or("", |cause| &cause.title);
        page.push(Block::Section("Probably a second fault beside it".into()));
        page.push(item(format!("**{}**: {} (kafka-doctor show {})", card.title, lower_first(cause), card.id)));
    }

    fn risks(&self, page: &mut Vec<Block>) {
        if self.diagnosis.risks.is_empty() {
            return;
        }
        page.push(Block::Section("Risks seen on the way, not the cause".into()));
        for risk in &self.diagnosis.risks {
            let Some((card, cause)) = self.of(risk) else { continue };
            let title = cause.title.trim_end_matches('.');
            page.push(item(format!("{title} ({}; kafka-doctor show {})", card.severity.word(), card.id)));
            let reading = risk.evidence.iter().find_map(|one| self.case.reading(&one.observation));
            if let Some(source) = reading.map(|reading| &reading.source) {
                page.extend(proof(source).map(|proof| Block::Note(1, proof)));
                page.extend(source.excerpt.iter().map(|excerpt| Block::Quote(1, shortened(excerpt))));
            }
        }
    }

    fn doubts(&self, page: &mut Vec<Block>) {
        let disputed: Vec<&str> = self.case.observations().into_iter().filter(|id| self.case.disputed(id)).collect();
        if self.diagnosis.doubts.is_empty() && disputed.is_empty() {
            return;
        }
        page.push(Block::Section("Does not fit the rest".into()));
        for doubt in &self.diagnosis.doubts {
            let Some(observation) = self.knowledge.observations.get(&doubt.observation) else { continue };
            let changes = self.diagnosis.causes.first().is_some_and(|first| first.card != doubt.otherwise.0);
            let otherwise = self.knowledge.cards.get(&doubt.otherwise.0).filter(|_| changes);
            let otherwise =
                otherwise.map(|card| format!(" If that is wrong, it points to {}.", card.title)).unwrap_or_default();
            page.push(item(format!("{}{otherwise}", claim(observation, &doubt.answer))));
        }
        for observation in disputed.into_iter().filter_map(|id| self.knowledge.observations.get(id)) {
            page.push(item(format!("Sources disagree: {}", lower_first(&observation.fact))));
            for reading in self.case.of(&observation.id).filter(|reading| reading.answer.value().is_some()).take(3) {
                let label = observation.label(reading.answer.value().unwrap_or_default());
                let place = proof(&reading.source).unwrap_or_else(|| reading.source.channel.kind().into());
                page.push(Block::Note(1, format!("{label}: {place}")));
            }
        }
    }

    fn unexplained(&self, page: &mut Vec<Block>) {
        let with: Vec<_> =
            self.case.inputs.iter().filter(|input| input.unexplained > 0 && !input.samples.is_empty()).collect();
        if with.is_empty() || (self.diagnosis.outcome == Outcome::Diagnosed && !self.verbose) {
            return;
        }
        page.push(Block::Section("Not explained by any card".into()));
        for input in with {
            page.push(item(format!("{} in {}, such as:", input.unexplained, plain(input))));
            page.extend(input.samples.iter().take(2).map(|sample| Block::Quote(1, shortened(sample))));
        }
    }

    fn nothing(&self, page: &mut Vec<Block>) {
        page.push(Block::Title("Nothing found".into(), None));
        page.push(Block::Text(
            0,
            "What was read holds no sign of a known problem, and no error that is unexplained:".into(),
        ));
        page.extend(self.case.inputs.iter().map(|input| item(read(input))));
        page.push(Block::Gap);
        page.push(Block::Text(
            0,
            "If something hurts all the same, the sign is elsewhere: in the other side's log, at another time, in the settings.".into(),
        ));
    }
}

/// What could not be looked at, with what it takes.
pub(super) fn not_checked(all: &[NotChecked], page: &mut Vec<Block>) {
    if !all.is_empty() {
        page.push(Block::Section("Could not be looked at".into()));
    }
    for one in all {
        let whole = [&one.what, &one.why].map(|part| part.trim_end_matches('.')).join(": ");
        let needs = one.needs.trim_end_matches('.');
        let needs = if needs.is_empty() { String::new() } else { format!(" It takes {}.", lower_first(needs)) };
        page.push(item(format!("{whole}.{needs}")));
    }
    if all.iter().any(|one| one.needs.starts_with("ACL")) {
        page.push(Block::Note(0, "The rights for all of it, ready to paste: kafka-doctor show permissions".into()));
    }
}

/// What was read of an input, in one line.
pub(super) fn read(input: &Input) -> String {
    let of = if input.of.is_empty() { String::new() } else { format!(" of {}", input.of.join(", ")) };
    let span = match (&input.first, &input.last) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(first), _) => format!(", {first}"),
        _ => String::new(),
    };
    let unit = if matches!(input.kind.as_str(), "cluster" | "snapshot") { "look" } else { "line" };
    let lines = if input.lines == 1 { format!("1 {unit}") } else { format!("{} {unit}s", input.lines) };
    format!("{} ({}{of}): {lines}{span}", plain(input), input.kind)
}

fn plain(input: &Input) -> &str {
    match input.name.as_str() {
        "-" => "standard input",
        "--text" => "your text",
        other => other,
    }
}

/// A title as a sentence.
fn sentence(title: &str) -> String {
    format!("{}.", title.trim_end_matches('.'))
}

fn item(text: String) -> Block {
    Block::Item(0, "-".into(), text)
}
