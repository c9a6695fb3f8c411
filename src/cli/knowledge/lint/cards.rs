//! What makes a card's answers weak.

use std::collections::BTreeSet;

use super::Lint;
use crate::knowledge::{AnswerSource, Card, Cause, CauseKind, Frequency, Problem, ProblemLevel, Rates};
use crate::report::shell::is_command;

/// Relations that a cause should state: below, simulated sessions lose a tenth of their right diagnoses.
const RELATIONS: usize = 12;

/// Share of the relations that should tell something.
const CRISP: f64 = 0.70;

/// By which factor `sometimes` or `rarely` must differ from the background to tell something.
const TELLS: f64 = 3.0;

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
            let crisp = cause.evidence.iter().filter(|(id, rates)| self.tells(id, rates)).count();
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
            if cause.kind == CauseKind::Fault && (crisp as f64) < CRISP * relations as f64 {
                advise(
                    "vague-evidence",
                    &cause.id,
                    format!(
                        "{} of {} says sometimes or rarely in more than 30 % of its relations, and so does the background",
                        cause.id, card.id
                    ),
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

    /// Whether a relation tells its cause from others: almost always, usually and almost never do; `sometimes` and `rarely` do where the
    /// background is another.
    fn tells(&self, id: &str, rates: &Rates) -> bool {
        let differs = |value: &str, word: Frequency| {
            let factor = self.background(id, value).map_or(1.0, |usual| word.probability() / usual.probability());
            !matches!(word, Frequency::Sometimes | Frequency::Rarely) || !(1.0 / TELLS..=TELLS).contains(&factor)
        };
        each(rates).any(|(value, word)| differs(value, word))
    }

    /// How often a value is seen where no related cause is.
    fn background(&self, id: &str, value: &str) -> Option<Frequency> {
        match self.knowledge.observations.get(id)?.background.as_ref()? {
            Rates::Yes(word) => (value == "yes").then_some(*word),
            Rates::Each(words) => Some(words.get(value).copied().unwrap_or(Frequency::Never)),
        }
    }

    /// Observations of which a cause says `rarely` although without it they are never seen: the weak word makes a strong sign. Not where they
    /// are the sign of another cause: that one comes first.
    fn accidents<'c>(&self, cause: &'c Cause) -> Vec<&'c str> {
        let accident = |id: &str, rates: &Rates| {
            each(rates).any(|(value, word)| {
                word == Frequency::Rarely
                    && self.background(id, value) == Some(Frequency::Never)
                    && !self.is_sign(id, value)
            })
        };
        cause.evidence.iter().filter(|(id, rates)| accident(id, rates)).map(|(id, _)| id.as_str()).collect()
    }

    /// Whether a cause says `usually` or more of it.
    fn is_sign(&self, id: &str, value: &str) -> bool {
        let causes = || self.knowledge.cards.values().flat_map(|card| &card.causes);
        causes()
            .filter_map(|cause| cause.evidence.get(id))
            .any(|rates| each(rates).any(|(one, word)| one == value && word >= Frequency::Usually))
    }

    fn is_automatic(&self, observation: &str) -> bool {
        self.knowledge
            .observations
            .get(observation)
            .is_some_and(|one| one.answers_from.iter().any(|source| !matches!(source, AnswerSource::Text(_))))
    }
}

/// The values of a relation with their words.
fn each(rates: &Rates) -> impl Iterator<Item = (&str, Frequency)> {
    let (yes, words) = match rates {
        Rates::Yes(word) => (Some(("yes", *word)), None),
        Rates::Each(words) => (None, Some(words)),
    };
    yes.into_iter().chain(words.into_iter().flatten().map(|(value, word)| (value.as_str(), *word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{File, parse};

    /// The messages of one kind about a card of two causes, each with its relations.
    fn advice(code: &str, rare: &str, clear: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
        let fact = "fact: f\neffort: glance\nask: a\nhow: h\n";
        let cause = |id: &str, evidence: &str| {
            format!(
                "  - {{ id: {id}, title: t, prior: rare, why: w, evidence: {{ {evidence} }}, fixes: [ {{ do: d, risk: none }} ], verify: scarce }}\n"
            )
        };
        let head = "title: t\nsymptom: s\nimpact: i\nseverity: low\nsources: [ x ]\ncauses:\n";
        let loaded = parse(&[
            file("observations/x/peculiar.yaml", &format!("{fact}background: never\n")),
            file("observations/x/scarce.yaml", &format!("{fact}background: almost-never\n")),
            file("observations/x/frequent.yaml", &format!("{fact}background: sometimes\n")),
            file(
                "observations/x/menu.yaml",
                &format!("{fact}answers: {{ a: A, b: B }}\nbackground: {{ a: usually, b: never }}\n"),
            ),
            file("cards/x/card.yaml", &format!("{head}{}{}", cause("rare", rare), cause("clear", clear))),
        ]);
        assert_eq!(loaded.problems, []);
        let lint = Lint { knowledge: &loaded.knowledge, origins: &loaded.origins, all: true };
        let mut problems = Vec::new();
        lint.card(&loaded.knowledge.cards["card"], &mut problems);
        problems.into_iter().filter(|problem| problem.code == code).map(|problem| problem.message).collect()
    }

    #[test]
    fn rarely_beside_never_is_told() {
        let told =
            |clear| advice("weak-word-strong-evidence", "peculiar: rarely, scarce: rarely, menu: { b: rarely }", clear);
        assert_eq!(
            told("peculiar: sometimes, menu: { a: rarely }"),
            [
                "rare of card says rarely of peculiar, menu, whose background is never, so seeing it speaks for this cause 800 to 1; almost-never says that it hardly occurs here, sometimes that it is a sign"
            ]
        );
        assert_eq!(told("peculiar: usually, menu: { b: almost-always }"), [""; 0], "the sign of another");
    }

    #[test]
    fn what_is_as_frequent_without_the_cause_is_vague() {
        let told = |relations| advice("vague-evidence", relations, "peculiar: usually");
        assert_eq!(
            told("frequent: sometimes, peculiar: usually"),
            ["rare of card says sometimes or rarely in more than 30 % of its relations, and so does the background"]
        );
        assert_eq!(told("frequent: rarely, peculiar: sometimes, menu: { a: usually, b: rarely }"), [""; 0]);
    }
}
