//! `knowledge lint`: errors make an answer wrong or impossible (exit 4), advice says where it is weak (exit 0).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::ExitCode;

use serde_json::json;

use super::super::names::{did_you_mean, nearest};
use super::super::{Format, Global, Out, out, setup};
use crate::builtin;
use crate::engine::Model;
use crate::error::{Kind, Result};
use crate::evidence::examples::Examples;
use crate::evidence::probes;
use crate::evidence::signatures::Signatures;
use crate::knowledge::{
    AnswerSource, Card, Cause, CauseKind, File, Frequency, Knowledge, Loaded, Problem, ProblemLevel, Rates, merge,
};
use crate::report::shell::is_command;

/// Relations that a cause should state: below, simulated sessions lose a tenth of their right diagnoses.
const RELATIONS: usize = 12;

/// Share of the relations that should be crisp (almost always, usually, almost never).
const CRISP: f64 = 0.70;

/// Relations of a card that a tool can answer.
const AUTOMATIC: usize = 3;

/// Broad menus that cut the field before the narrow questions.
const MENUS: usize = 6;

/// Runs it: over the user's folders where there are any (with the built-in cards beside them), else over the built-in cards.
pub fn run(global: &Global) -> Result<ExitCode> {
    global.only("knowledge lint", &[Format::Text, Format::Json])?;
    let files = setup::user_files(global)?;
    let Loaded { knowledge, mut problems, origins } = merge(builtin::knowledge(), &files);
    let mine = |kind: &str, id: &str| origins.get(&format!("{kind}/{id}"));
    let about: Vec<&Card> =
        knowledge.cards.values().filter(|card| files.is_empty() || mine("card", &card.id).is_some()).collect();
    let lint = Lint { knowledge: &knowledge, origins: &origins, all: files.is_empty() };
    lint.paths(&mut problems);
    for card in &about {
        lint.card(card, &mut problems);
    }
    lint.examples(&mut problems);
    lint.probes(&mut problems);
    lint.twins(&mut problems);
    lint.unused(&mut problems);
    problems.sort_by(|a, b| (a.level, &a.path, a.line).cmp(&(b.level, &b.path, b.line)));
    let errors = problems.iter().filter(|problem| problem.level == ProblemLevel::Error).count();
    let text = match global.output {
        Format::Json => as_json(&problems),
        _ => as_text(&problems, about.len(), errors),
    };
    Out::new().all(&text)?;
    Ok(ExitCode::from(if errors > 0 { Kind::Knowledge.exit_code() } else { 0 }))
}

fn as_text(problems: &[Problem], cards: usize, errors: usize) -> String {
    let mut text = String::new();
    for problem in problems {
        let level = match problem.level {
            ProblemLevel::Error => console::style("error").red().bold(),
            ProblemLevel::Advice => console::style("advice").yellow(),
        };
        let _ = writeln!(text, "{level}[{}]: {}", problem.code, out::visible(&problem.message));
        if problem.line > 0 {
            let number = problem.line.to_string();
            let margin = " ".repeat(number.len());
            let _ = writeln!(text, "{margin}--> {}:{}:{}", problem.path, problem.line, problem.column);
            let excerpt: String = out::visible(&problem.excerpt).chars().take(160).collect();
            let _ = writeln!(text, "{margin} |\n{number} | {excerpt}");
            if problem.column <= 160 {
                let _ = writeln!(text, "{margin} | {}^", " ".repeat(problem.column.saturating_sub(1)));
            }
        } else {
            let _ = writeln!(text, "  --> {}", problem.path);
        }
    }
    let advice = problems.len() - errors;
    let _ = writeln!(text, "{cards} cards: {errors} errors, {advice} pieces of advice");
    text
}

fn as_json(problems: &[Problem]) -> String {
    let list: Vec<_> = problems
        .iter()
        .map(|problem| {
            json!({
                "level": if problem.level == ProblemLevel::Error { "error" } else { "advice" },
                "code": problem.code, "file": problem.path, "line": problem.line, "column": problem.column,
                "message": problem.message,
            })
        })
        .collect();
    format!("{}\n", serde_json::to_string_pretty(&list).expect("problems are plain data"))
}

struct Lint<'a> {
    knowledge: &'a Knowledge,
    origins: &'a BTreeMap<String, File>,
    all: bool,
}

impl Lint<'_> {
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

    fn paths(&self, problems: &mut Vec<Problem>) {
        for path in Model::new(self.knowledge).paths().into_iter().filter(|path| path.rank != 1) {
            let message = format!(
                "when every answer is the most probable one for {}, the card {} comes first and {} only {}.",
                path.cause, path.first, path.card, path.rank
            );
            problems.push(self.problem(ProblemLevel::Error, "not-first", "card", &path.card, &path.cause, message));
        }
    }

    fn examples(&self, problems: &mut Vec<Problem>) {
        let signatures = Signatures::new(self.knowledge);
        let examples = Examples::new(self.knowledge, &signatures);
        for (id, observation) in self.knowledge.observations.iter() {
            if !self.all && !self.origins.contains_key(&format!("observation/{id}")) {
                continue;
            }
            for phrase in examples.too_common(observation) {
                let message = format!("the phrase \"{phrase}\" of {id} is one word that many cards use");
                problems.push(self.problem(ProblemLevel::Advice, "common-phrase", "observation", id, phrase, message));
            }
            for wrong in examples.wrong(observation) {
                let found = if wrong.found.is_empty() { "nothing".to_string() } else { wrong.found.join(", ") };
                let start: String = wrong.text.trim().chars().take(80).collect();
                let message = format!(
                    "an example of {id} should say {} and says {found}: {}",
                    wrong.expected,
                    start.lines().next().unwrap_or_default()
                );
                problems.push(self.problem(ProblemLevel::Error, "example", "observation", id, "examples", message));
            }
        }
    }

    /// Probes and observations name each other.
    fn probes(&self, problems: &mut Vec<Problem>) {
        let names = probes::names();
        let mut read: BTreeSet<&str> = BTreeSet::new();
        for (id, observation) in self.knowledge.observations.iter() {
            for source in &observation.answers_from {
                let AnswerSource::Probe(probe) = source else { continue };
                read.insert(&probe.name);
                if !names.contains(&probe.name) && (self.all || self.origins.contains_key(&format!("observation/{id}")))
                {
                    let near = did_you_mean(&nearest(&probe.name, names.iter().map(String::as_str)));
                    let mut message = format!("{id} names the probe {}, which does not exist", probe.name);
                    near.iter().for_each(|hint| message.push_str(&format!("; {hint}")));
                    problems.push(self.problem(
                        ProblemLevel::Error,
                        "unknown-probe",
                        "observation",
                        id,
                        &probe.name,
                        message,
                    ));
                }
            }
        }
        for name in names.iter().filter(|name| self.all && !read.contains(name.as_str())) {
            let message = format!("no observation reads the probe {name}");
            problems.push(self.problem(ProblemLevel::Advice, "unread-probe", "observation", "(all)", name, message));
        }
    }

    fn card(&self, card: &Card, problems: &mut Vec<Problem>) {
        let mut advise = |code, word: &str, message| {
            problems.push(self.problem(ProblemLevel::Advice, code, "card", &card.id, word, message));
        };
        let mut automatic = BTreeSet::new();
        for cause in &card.causes {
            let words: Vec<Frequency> = cause
                .evidence
                .values()
                .flat_map(|rates| match rates {
                    Rates::Yes(word) => vec![*word],
                    Rates::Each(words) => words.values().copied().collect(),
                })
                .collect();
            let crisp = words.iter().filter(|word| !matches!(word, Frequency::Sometimes | Frequency::Rarely)).count();
            let relations = cause.evidence.len();
            if cause.kind == CauseKind::Fault && relations < RELATIONS {
                advise(
                    "thin-evidence",
                    &cause.id,
                    format!("{} of {} states {relations} relations; {RELATIONS} tell it apart well", cause.id, card.id),
                );
            }
            if cause.kind == CauseKind::Fault && (crisp as f64) < CRISP * words.len() as f64 {
                advise(
                    "vague-evidence",
                    &cause.id,
                    format!("{} of {} says sometimes or rarely in more than 30 % of its relations", cause.id, card.id),
                );
            }
            let accidents = self.accidents(cause);
            if !accidents.is_empty() {
                advise(
                    "weak-word-strong-evidence",
                    &cause.id,
                    format!(
                        "{} of {} says rarely of {}, whose background is never, so seeing it speaks for this cause {:.0} to 1; almost-never says that it hardly occurs here, sometimes that it is a sign",
                        cause.id,
                        card.id,
                        accidents.join(", "),
                        Frequency::Rarely.probability() / Frequency::Never.probability()
                    ),
                );
            }
            for fix in &cause.fixes {
                let prose = fix.command.as_deref().filter(|command| !is_command(command));
                if let Some(command) = prose {
                    let message = format!(
                        "a command of {} of {} is none that can be pasted: {}",
                        cause.id,
                        card.id,
                        command.lines().next().unwrap_or_default()
                    );
                    advise("no-command", &cause.id, message);
                }
            }
            automatic.extend(cause.evidence.keys().filter(|id| self.is_automatic(id)));
        }
        if automatic.len() < AUTOMATIC {
            advise(
                "few-sources",
                "causes",
                format!(
                    "a tool can answer {} relations of {}; {AUTOMATIC} spare people the questions",
                    automatic.len(),
                    card.id
                ),
            );
        }
        if card.words.is_empty() {
            advise("no-words", "title", format!("{} has no words: free text cannot lead to it", card.id));
        }
    }

    /// Observations of which a cause says `rarely` although without it they are never seen: the weak word makes a strong sign.
    fn accidents<'c>(&self, cause: &'c Cause) -> Vec<&'c str> {
        let accident = |id: &str, rates: &Rates| {
            let background = self.knowledge.observations.get(id)?.background.as_ref()?;
            let never = |value: &str| match background {
                Rates::Yes(word) => value == "yes" && *word == Frequency::Never,
                Rates::Each(words) => words.get(value).is_none_or(|word| *word == Frequency::Never),
            };
            Some(match rates {
                Rates::Yes(word) => *word == Frequency::Rarely && never("yes"),
                Rates::Each(words) => words.iter().any(|(value, word)| *word == Frequency::Rarely && never(value)),
            })
        };
        let found = cause.evidence.iter().filter(|(id, rates)| accident(id, rates) == Some(true));
        found.map(|(id, _)| id.as_str()).collect()
    }

    fn is_automatic(&self, observation: &str) -> bool {
        self.knowledge
            .observations
            .get(observation)
            .is_some_and(|one| one.answers_from.iter().any(|source| !matches!(source, AnswerSource::Text(_))))
    }

    fn twins(&self, problems: &mut Vec<Problem>) {
        for [(card, cause), (other_card, other)] in Model::new(self.knowledge).twins() {
            let mine = [&card, &other_card]
                .into_iter()
                .find(|id| self.all || self.origins.contains_key(&format!("card/{id}")));
            if let Some(id) = mine {
                let message =
                    format!("no observation tells {card}/{cause} from {other_card}/{other}, and their remedies differ");
                let word = if *id == card { &cause } else { &other };
                problems.push(self.problem(ProblemLevel::Advice, "twins", "card", id, word, message));
            }
        }
    }

    fn unused(&self, problems: &mut Vec<Problem>) {
        let causes = || self.knowledge.cards.values().flat_map(|card| &card.causes);
        let used: BTreeSet<&String> = causes()
            .flat_map(|cause| {
                cause.evidence.keys().chain(&cause.harm).chain(cause.verify.as_ref().map(|verify| &verify.observation))
            })
            .chain(self.knowledge.observations.values().flat_map(|one| one.only_if.keys()))
            .collect();
        for observation in self.knowledge.observations.values().filter(|one| !one.context && !used.contains(&one.id)) {
            if self.all || self.origins.contains_key(&format!("observation/{}", observation.id)) {
                let message = format!("no cause uses the observation {}", observation.id);
                problems.push(self.problem(
                    ProblemLevel::Advice,
                    "unused",
                    "observation",
                    &observation.id,
                    "ask",
                    message,
                ));
            }
        }
        let menus = self.knowledge.observations.values().filter(|one| one.answers.len() >= 4 && !one.context).count();
        if self.all && menus < MENUS {
            let message = format!("{menus} broad menus; {MENUS} halve the number of questions");
            problems.push(self.problem(ProblemLevel::Advice, "few-menus", "observation", "(all)", "ask", message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::parse;

    #[test]
    fn rarely_beside_never_is_told() {
        let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
        let fact = "fact: f\neffort: glance\nask: a\nhow: h\n";
        let loaded = parse(&[
            file("observations/x/peculiar.yaml", &format!("{fact}background: never\n")),
            file("observations/x/scarce.yaml", &format!("{fact}background: almost-never\n")),
            file(
                "observations/x/menu.yaml",
                &format!("{fact}answers: {{ a: A, b: B }}\nbackground: {{ a: usually, b: never }}\n"),
            ),
            file(
                "cards/x/card.yaml",
                "title: t\nsymptom: s\nimpact: i\nseverity: low\nsources: [ x ]\ncauses:\n  - { id: rare, title: t, prior: rare, why: w, evidence: { peculiar: rarely, scarce: rarely, menu: { b: rarely } }, fixes: [ { do: d, risk: none } ], verify: scarce }\n  - { id: clear, title: t, prior: rare, why: w, evidence: { peculiar: sometimes, menu: { a: rarely } }, fixes: [ { do: d, risk: none } ], verify: scarce }\n",
            ),
        ]);
        assert_eq!(loaded.problems, []);
        let lint = Lint { knowledge: &loaded.knowledge, origins: &loaded.origins, all: true };
        let mut problems = Vec::new();
        lint.card(&loaded.knowledge.cards["card"], &mut problems);
        let told: Vec<&str> = problems
            .iter()
            .filter(|problem| problem.code == "weak-word-strong-evidence")
            .map(|problem| problem.message.as_str())
            .collect();
        assert_eq!(
            told,
            [
                "rare of card says rarely of peculiar, menu, whose background is never, so seeing it speaks for this cause 800 to 1; almost-never says that it hardly occurs here, sometimes that it is a sign"
            ]
        );
    }
}
