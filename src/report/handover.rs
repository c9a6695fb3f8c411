//! The hand-over: what another person needs to go on, as markdown.

use super::diagnosis::Report;
use super::page::{self, Block};
use super::verdict::read;
use super::words::{claim, proof};
use crate::case::{Answer, Channel, Reading};

impl Report<'_> {
    /// The whole document: what hurts, what was found with proof, what was ruled out, what was not looked at, what was tried.
    pub fn markdown(&self) -> String {
        let mut page = vec![Block::Title("Kafka: hand-over of a diagnosis".into(), None)];
        self.hurts(&mut page);
        self.verdict_below(&mut page);
        self.found(&mut page);
        items("What is not known", self.left_open(), "", &mut page);
        let inputs = self.case.inputs.iter().map(read).collect();
        items("What was read", inputs, "Nothing; all answers come from people.", &mut page);
        items("What was not looked at", self.not_looked_at(), "", &mut page);
        items("What was tried", self.attempts(), "Nothing that is known here.", &mut page);
        page::markdown(&page)
    }

    fn hurts(&self, page: &mut Vec<Block>) {
        page.push(Block::Section("What hurts".into()));
        page.push(match (&self.case.told, self.case.value("where-it-hurts")) {
            (Some(told), _) => Block::Quote(0, told.clone()),
            (None, Some(value)) => Block::Text(0, self.label("where-it-hurts", value)),
            (None, None) => Block::Text(0, "Nobody said; see what was read.".into()),
        });
    }

    /// The page of the terminal, a level below the sections of the hand-over.
    fn verdict_below(&self, page: &mut Vec<Block>) {
        page.push(Block::Section("Verdict".into()));
        page.extend(self.page().into_iter().map(|block| match block {
            Block::Title(text, Some(severity)) => Block::Text(0, format!("**{text}** (severity {})", severity.word())),
            Block::Title(text, None) => Block::Text(0, format!("**{text}**")),
            Block::Section(text) => Block::Part(0, text),
            other => other,
        }));
    }

    /// What is not so was ruled out; what is so is a finding, be it usual or not.
    fn found(&self, page: &mut Vec<Block>) {
        let ruled_out = |reading: &Reading| {
            let observation = self.knowledge.observations.get(&reading.observation);
            observation.is_some_and(|one| one.answers.is_empty()) && reading.answer.value() == Some("no")
        };
        let known: Vec<&Reading> = self.readings().filter(|reading| reading.answer.value().is_some()).collect();
        self.list("What was found", known.iter().filter(|reading| !ruled_out(reading)), page);
        self.list("What was ruled out", known.iter().filter(|reading| ruled_out(reading)), page);
    }

    /// The reading that counts of each observation.
    fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.case.observations().into_iter().filter_map(|id| self.case.reading(id))
    }

    /// Questions that nothing answers. That a log holds no such line is no question that somebody left open.
    fn left_open(&self) -> Vec<String> {
        let asked = self.readings().filter(|reading| reading.source.channel != Channel::Silence);
        let open = asked.filter_map(|reading| match &reading.answer {
            Answer::Unknown(why) => {
                Some(format!("{} ({why})", self.knowledge.observations.get(&reading.observation)?.ask))
            }
            Answer::Value(_) => None,
        });
        open.collect()
    }

    fn attempts(&self) -> Vec<String> {
        let fixes = self.case.tried.iter().map(|tried| {
            let cause = self.knowledge.cause(&tried.card, &tried.cause);
            let title = cause.map_or(tried.cause.as_str(), |cause| &cause.title);
            let came = if tried.helped { "it helped" } else { "it did not help" };
            format!("The fix for \"{title}\" ({}): {came}", tried.card)
        });
        let others = self.case.value("tried-already").map(|value| self.label("tried-already", value));
        fixes.chain(others).collect()
    }

    fn label(&self, observation: &str, value: &str) -> String {
        self.knowledge.observations.get(observation).map_or(value, |one| one.label(value)).into()
    }

    /// The kinds of evidence that nobody gave; what was given and could not be read stands in the verdict.
    fn not_looked_at(&self) -> Vec<String> {
        let read = |kinds: &[&str], of: &[&str]| {
            let fits = |from: &[String]| of.is_empty() || from.iter().any(|one| of.contains(&one.as_str()));
            self.case.inputs.iter().any(|one| kinds.contains(&one.kind.as_str()) && fits(&one.of))
        };
        let kinds = [
            ("A log of a broker or controller", read(&["log"], &["broker", "controller"])),
            (
                "A log of an application",
                read(&["log"], &["client", "producer", "consumer", "admin", "connect", "streams"]),
            ),
            ("Files with settings", read(&["properties"], &[])),
            ("The cluster itself", read(&["cluster", "snapshot"], &[])),
        ];
        let mut lines: Vec<String> =
            kinds.into_iter().filter(|(_, read)| !read).map(|(what, _)| format!("{what}.")).collect();
        match self.case.not_checked.len() {
            0 => {}
            1 => lines.push("One thing that could not be looked at, see the verdict.".into()),
            many => lines.push(format!("{many} things that could not be looked at, see the verdict.")),
        }
        if lines.is_empty() {
            lines.push("Nothing: logs of both sides, settings and the cluster were read.".into());
        }
        lines
    }

    fn list<'r>(&self, title: &str, readings: impl Iterator<Item = &'r &'r Reading>, page: &mut Vec<Block>) {
        let first = self.diagnosis.causes.first();
        let told = |id: &str| first.is_some_and(|first| first.evidence.iter().any(|one| one.observation == id));
        let mut lines = Vec::new();
        for reading in readings {
            let Some(observation) = self.knowledge.observations.get(&reading.observation) else { continue };
            let value = reading.answer.value().unwrap_or_default();
            let proof = proof(&reading.source).map(|proof| format!(" ({proof})")).unwrap_or_default();
            lines.push(Block::Item(0, "-".into(), format!("{}{proof}", claim(observation, value))));
            // The verdict shows the lines that speak for it.
            if let Some(excerpt) = reading.source.excerpt.as_ref().filter(|_| !told(&reading.observation)) {
                lines.push(Block::Quote(1, excerpt.clone()));
            }
        }
        if !lines.is_empty() {
            page.push(Block::Section(title.into()));
            page.append(&mut lines);
        }
    }
}
/// A section of items; where there are none, what is said instead, or no section.
fn items(title: &str, lines: Vec<String>, none: &str, page: &mut Vec<Block>) {
    if lines.is_empty() && none.is_empty() {
        return;
    }
    page.push(Block::Section(title.into()));
    if lines.is_empty() {
        page.push(Block::Text(0, none.into()));
    }
    page.extend(lines.into_iter().map(|line| Block::Item(0, "-".into(), line)));
}
