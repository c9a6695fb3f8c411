//! What makes a card's answers weak.

use std::collections::BTreeSet;

use super::Lint;
use crate::knowledge::{AnswerSource, Card, Cause, CauseKind, Frequency, Problem, ProblemLevel, Rates};
use crate::report::shell::is_command;

/// Relations that a cause should state: below, simulated sessions lose a tenth of their right diagnoses.
const RELATIONS: usize = 12;

/// Share of the relations that should be crisp (almost always, usually, almost never).
const CRISP: f64 = 0.70;

/// Relations of a card that a tool can answer.
const AUTOMATIC: usize = 3;

impl Lint<'_> {
    /// Advice about one card.
    pub(super) fn card(&self, card: &Card, problems: &mut Vec<Problem>) {
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
                    format!(
                        "too few relations in {} of {}: {relations}; {RELATIONS} tell a cause apart well",
                        cause.id, card.id
                    ),
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
                    "too few relations of {} that a tool can answer: {}; {AUTOMATIC} spare people the questions",
                    card.id,
                    automatic.len()
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{File, parse};

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
