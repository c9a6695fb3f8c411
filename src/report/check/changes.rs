//! What changed from one check-up to the next, for those who watch.

use std::collections::{BTreeMap, BTreeSet};

use super::Checkup;
use crate::case::State;
use crate::knowledge::Severity;
use crate::report::page::Block;
use crate::report::words::shortened;

/// What a check-up told, by card, faults apart from risks: enough to compare it with the next. One fault shows in many ways, and not in the
/// same at every look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told(BTreeMap<(String, bool), Line>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    /// The first of what was found, of a fault behind the card's title.
    claim: String,
    severity: Severity,
    state: State,
    subjects: BTreeSet<String>,
    proof: String,
    /// The command that shows the card.
    show: String,
}

impl Checkup<'_> {
    /// What it tells.
    pub fn told(&self) -> Told {
        let mut told = BTreeMap::new();
        for one in self.findings {
            let of = self.subjects(one).into_iter().map(String::from);
            let line = told.entry((one.card.clone(), one.risk)).or_insert_with(|| {
                let title = self.of(one).filter(|_| !one.risk).map(|(card, _)| format!("{}: ", card.title));
                let proof = self.sources(one).into_iter().find_map(|source| source.excerpt.clone());
                Line {
                    claim: title.unwrap_or_default() + &self.claim(one),
                    severity: one.severity,
                    state: one.state,
                    subjects: BTreeSet::new(),
                    proof: proof.unwrap_or_default(),
                    show: self.knowledge.show(&one.card),
                }
            });
            (line.state, line.severity) = (line.state, line.severity).max((one.state, one.severity));
            line.subjects.extend(of);
        }
        Told(told)
    }
}

/// What is new, worse, better and gone, a line each; nothing where nothing changed.
pub fn changes(before: &Told, after: &Told) -> Vec<Block> {
    let mut page = Vec::new();
    for (key, new) in &after.0 {
        match before.0.get(key) {
            None => {
                page.push(line("+", format!("{} [{}]{}", new.claim, mark(new), of(&new.subjects))));
                if !new.proof.is_empty() {
                    page.push(Block::Quote(1, shortened(&new.proof)));
                }
                page.push(Block::Note(1, new.show.clone()));
            }
            Some(old) => page.extend(moved(old, new).map(|text| line("*", text))),
        }
    }
    let gone = before.0.iter().filter(|(key, _)| !after.0.contains_key(*key));
    page.extend(gone.map(|(_, old)| line("-", format!("No longer seen: {}", old.claim))));
    page
}

fn moved(old: &Line, new: &Line) -> Option<String> {
    let mut parts = Vec::new();
    if old.severity != new.severity {
        parts.push(format!("was {}, is {}", mark(old), mark(new)));
    } else if old.state != new.state {
        let word = match new.state {
            State::Now => "no longer healing",
            State::Healing => "healing now",
            State::Past => "over now",
        };
        parts.push(word.into());
    }
    let more: BTreeSet<String> = new.subjects.difference(&old.subjects).cloned().collect();
    let fewer: BTreeSet<String> = old.subjects.difference(&new.subjects).cloned().collect();
    if !more.is_empty() {
        parts.push(format!("now also{}", of(&more)));
    }
    if !fewer.is_empty() {
        parts.push(format!("no longer{}", of(&fewer)));
    }
    (!parts.is_empty()).then(|| format!("{} {}", new.claim, sentence(&parts.join("; "))))
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>() + ".").unwrap_or_default()
}

fn mark(line: &Line) -> String {
    let word = line.severity.word();
    match line.state {
        State::Now => word.into(),
        State::Healing => format!("{word}, healing"),
        State::Past => format!("{word}, over"),
    }
}

fn of(subjects: &BTreeSet<String>) -> String {
    if subjects.is_empty() {
        return String::new();
    }
    format!(" {}", shortened(&subjects.iter().map(String::as_str).collect::<Vec<_>>().join(", ")))
}

fn line(mark: &str, text: String) -> Block {
    Block::Item(0, mark.into(), text)
}
