//! `knowledge lint`: errors make an answer wrong or impossible (exit 4), advice says where it is weak (exit 0).

mod cards;
mod observations;
mod told;

use std::collections::BTreeMap;
use std::process::ExitCode;

use super::super::{Format, Global, Out, setup};
use super::new::untouched;
use crate::builtin;
use crate::engine::Model;
use crate::error::{Kind, Result};
use crate::evidence::probes;
use crate::knowledge::{Card, File, Knowledge, Loaded, Problem, ProblemLevel, merge};

/// Runs it: over the user's folders where there are any (with the built-in cards beside them), else over the built-in cards.
pub fn run(global: &Global) -> Result<ExitCode> {
    global.only("knowledge lint", &[Format::Text, Format::Json])?;
    let (files, unread) = setup::user_files(global)?;
    let Loaded { knowledge, mut problems, origins } = merge(&builtin::knowledge(), &files, &probes::names());
    let lint = Lint { knowledge: &knowledge, origins: &origins, all: !setup::has_user_knowledge(global) };
    problems.extend(unread);
    let about: Vec<&Card> = knowledge.cards.values().filter(|card| lint.is_about("card", &card.id)).collect();
    let model = Model::new(&knowledge);
    lint.paths(&model, &mut problems);
    for card in &about {
        lint.card(card, &mut problems);
    }
    lint.examples(&mut problems);
    lint.probes(&mut problems);
    lint.twins(&model, &mut problems);
    lint.unused(&mut problems);
    lint.menus(&mut problems);
    lint.unfilled(&mut problems);
    problems.sort_by(|a, b| (a.level, &a.path, a.line).cmp(&(b.level, &b.path, b.line)));
    problems.dedup();
    let errors = problems.iter().filter(|problem| problem.level == ProblemLevel::Error).count();
    let text = match global.output {
        Format::Json => told::as_json(&problems),
        _ => told::as_text(&problems, about.len(), errors),
    };
    Out::new().all(&text)?;
    Ok(ExitCode::from(if errors > 0 { Kind::Knowledge.exit_code() } else { 0 }))
}

/// The knowledge and what of it is looked at: the user's files, or all of the built-in.
struct Lint<'a> {
    knowledge: &'a Knowledge,
    origins: &'a BTreeMap<String, File>,
    all: bool,
}

impl Lint<'_> {
    /// Whether a card or observation is looked at.
    fn is_about(&self, kind: &str, id: &str) -> bool {
        self.all || self.origins.contains_key(&format!("{kind}/{id}"))
    }

    /// A problem of a card or observation; the built-in ones have no file at run time and are named instead.
    fn problem(
        &self,
        level: ProblemLevel,
        code: &'static str,
        kind: &str,
        id: &str,
        word: &str,
        message: String,
    ) -> Problem {
        match self.origins.get(&format!("{kind}/{id}")) {
            Some(file) => Problem::at(level, code, file, word, message),
            None => {
                let path = format!("built-in {kind} {id}");
                Problem { level, code, path, line: 0, column: 0, excerpt: String::new(), message }
            }
        }
    }

    fn paths(&self, model: &Model, problems: &mut Vec<Problem>) {
        for path in model.paths().into_iter().filter(|path| path.rank != 1) {
            let message = format!(
                "when every answer is the most probable one for {}, the card {} comes first and {} only {}.",
                path.cause, path.first, path.card, path.rank
            );
            problems.push(self.problem(ProblemLevel::Error, "not-first", "card", &path.card, &path.cause, message));
        }
    }

    fn twins(&self, model: &Model, problems: &mut Vec<Problem>) {
        for [(card, cause), (other_card, other)] in model.twins() {
            let mine = [&card, &other_card].into_iter().find(|id| self.is_about("card", id));
            if let Some(id) = mine {
                let message =
                    format!("no observation tells {card}/{cause} from {other_card}/{other}, and their remedies differ");
                let word = if *id == card { &cause } else { &other };
                problems.push(self.problem(ProblemLevel::Advice, "twins", "card", id, word, message));
            }
        }
    }

    /// Files that still say what `knowledge new` wrote.
    fn unfilled(&self, problems: &mut Vec<Problem>) {
        for file in self.origins.values() {
            let left = untouched(&file.text);
            let Some((_, first)) = left.first() else { continue };
            let keys: Vec<&str> = left.iter().map(|(key, _)| *key).collect();
            let message = format!("this still says what knowledge new wrote: {}", keys.join(", "));
            problems.push(Problem::at(ProblemLevel::Error, "unfilled", file, first, message));
        }
    }
}
