//! From readings to ranked causes, and to what can be said of the case as a whole.

use std::collections::HashMap;

use crate::case::{Answer, Case, Channel, Reading, State};
use crate::knowledge::{Confidence, Severity};

use super::diagnosis::{Diagnosis, Outcome, Ranked, Weighed};
use super::model::{H, Model, Table, normalise};
use super::signs::defines;

/// Free words are not independent of each other, nor of what was read from the same sentence, so they make sure too fast: what is named must
/// have [`WITHOUT_WORDS`] for its card also with the words at half their weight. Of 537 problem reports that were not looked at otherwise, 247
/// were named without this rule, 12 of them wrongly; with it 210, and 4 wrongly.
const HALF: i64 = 2;
/// See [`HALF`].
const WITHOUT_WORDS: f64 = 0.75;

/// A reading counts as evidence from half a nat on: it makes the cause at least 1.6 times as likely against the background.
pub(super) const COUNTS: i64 = 500;

/// The most causes that are worth naming.
const NAMED: usize = 12;
/// What is less probable is named only where otherwise fewer than [`FEWEST_CARDS`] are: who has tried the first wants to know what is next.
const WORTH_NAMING: f64 = 0.001;
/// See [`WORTH_NAMING`].
const FEWEST_CARDS: usize = 3;
/// And of one card: a card of many causes must not be all that is named while something else is possible.
const NAMED_OF_A_CARD: usize = 4;

/// How probable each hypothesis is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Belief {
    /// In the order of hypotheses.
    pub p: Vec<f64>,
    /// Sums over the hypotheses of each remedy.
    pub remedies: Vec<f64>,
    /// Entropy over remedies, bits: what is still open.
    pub open: f64,
}

impl Model {
    /// The belief alone.
    pub(super) fn belief(&self, case: &Case) -> Belief {
        self.believe(&self.scores(case, &self.counted(case)))
    }

    pub(super) fn believe(&self, scores: &[Option<i64>]) -> Belief {
        let p = normalise(scores);
        let remedies = self.remedy_sums(&p);
        let open = super::model::entropy(remedies.iter().copied());
        Belief { p, remedies, open }
    }

    /// Computes everything afresh from the case.
    pub fn diagnose(&self, case: &Case) -> Diagnosis {
        let diagnosis = self.judge(case);
        if let Some(told) = self.of_what_was_told(case, &diagnosis) {
            return told;
        }
        match diagnosis.outcome {
            Outcome::Diagnosed if diagnosis.second.is_none() => {
                Diagnosis { second: self.beside(case, &diagnosis.causes[0]), ..diagnosis }
            }
            Outcome::Diagnosed => diagnosis,
            _ => self.both(case).unwrap_or(diagnosis),
        }
    }

    /// With one fault, and a second one that the first leaves to be explained.
    pub(super) fn judge(&self, case: &Case) -> Diagnosis {
        let counted = self.counted(case);
        let scores = self.scores(case, &counted);
        let belief = self.believe(&scores);
        let (probabilities, remedies) = (&belief.p, &belief.remedies);
        let unlisted = self.sum(probabilities, |h| self.hypotheses[h].unlisted());

        let sober = self.sober(case, &scores);
        let order = self.order(probabilities, &scores);
        let hinted = |h: H| case.hints.iter().any(|hint| hint.weight > 0 && hint.card == self.hypotheses[h].card);
        let mut of_card: HashMap<&str, usize> = HashMap::new();
        let mut causes: Vec<Ranked> = Vec::new();
        for h in order {
            let card = self.hypotheses[h].card.as_str();
            let next = (1..FEWEST_CARDS).contains(&of_card.len()) && !of_card.contains_key(card);
            if causes.len() == NAMED || probabilities[h] < WORTH_NAMING && !next {
                continue;
            }
            let evidence = self.weighed(h, &counted);
            if !self.backed(case, &evidence) && !hinted(h) {
                continue;
            }
            let named = of_card.entry(card).or_default();
            *named += 1;
            if *named <= NAMED_OF_A_CARD {
                let leans = sober.as_ref().is_some_and(|of_card| of_card[h] < WITHOUT_WORDS);
                causes.push(self.ranked(h, case, (probabilities[h], remedies, leans), evidence));
            }
        }
        let risks = (0..self.hypotheses.len())
            .filter(|h| self.hypotheses[*h].risk && scores[*h].is_none())
            .filter(|h| counted.iter().any(|(table, value, channel)| defines(*h, table, *value, *channel)))
            .map(|h| self.risk(h, case, self.weighed(h, &counted)))
            .filter(|risk| risk.probability > 0.5)
            .collect();
        let outcome = self.outcome(case, &causes, unlisted);
        // What is only near the signs, as another cause of the remedy, does not stand before the cause that they speak for.
        if outcome == Outcome::Diagnosed
            && let Some(at) = causes.iter().position(is_named)
        {
            causes[..=at].rotate_right(1);
        }
        let doubts = self.doubts(&counted, &scores);
        let second = if outcome == Outcome::Diagnosed { self.second(&counted, &causes[0], &scores) } else { None };
        Diagnosis { outcome, causes, risks, unlisted, doubts, second, belief }
    }

    /// The causes that compete: by the sum of their card's, then by their own.
    pub(super) fn order(&self, probabilities: &[f64], scores: &[Option<i64>]) -> Vec<H> {
        let sums = self.card_sums(probabilities);
        let mut order: Vec<H> = (0..sums.len()).filter(|h| scores[*h].is_some()).collect();
        order.sort_by(|a, b| {
            let by_card = sums[*b].total_cmp(&sums[*a]);
            by_card.then(probabilities[*b].total_cmp(&probabilities[*a])).then(a.cmp(b))
        });
        order
    }

    pub(super) fn remedy_sums(&self, probabilities: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.remedies];
        for (hypothesis, p) in self.hypotheses.iter().zip(probabilities) {
            sums[hypothesis.remedy] += p;
        }
        sums
    }

    pub(super) fn sum(&self, probabilities: &[f64], of: impl Fn(H) -> bool) -> f64 {
        (0..self.hypotheses.len()).filter(|h| of(*h)).map(|h| probabilities[h]).sum()
    }

    /// For each listed hypothesis the sum over its card; the causes of a card stand together.
    pub(super) fn card_sums(&self, probabilities: &[f64]) -> Vec<f64> {
        let listed = self.hypotheses.iter().take_while(|h| !h.unlisted()).count();
        let mut sums: Vec<f64> = Vec::with_capacity(listed);
        for card in self.hypotheses[..listed].chunk_by(|a, b| a.card == b.card) {
            let sum: f64 = probabilities[sums.len()..][..card.len()].iter().sum();
            sums.extend(std::iter::repeat_n(sum, card.len()));
        }
        sums
    }

    /// What the readings say of a hypothesis, strongest first.
    pub(super) fn weighed(&self, h: H, counted: &[(&Table, usize, Channel)]) -> Vec<Weighed> {
        let mut evidence: Vec<Weighed> = Vec::new();
        for (table, value, channel) in counted {
            let weight = Self::weight(table, table.row(h), *value, *channel);
            if weight < 0 || weight > 0 && !(*channel == Channel::Probe && self.void(h, table, *value, counted)) {
                let answer = table.values[*value].clone();
                evidence.push(Weighed { observation: table.id.clone(), answer, weight });
            }
        }
        evidence.sort_by(|a, b| b.weight.abs().cmp(&a.weight.abs()).then(a.observation.cmp(&b.observation)));
        evidence
    }

    /// For each hypothesis what its card has with free words at half their weight; `None` where no words count.
    fn sober(&self, case: &Case, scores: &[Option<i64>]) -> Option<Vec<f64>> {
        if case.hints.is_empty() {
            return None;
        }
        let mut halved = scores.to_vec();
        for hint in &case.hints {
            let of_card = self.hypotheses.iter().zip(&mut halved).filter(|(one, _)| one.card == hint.card);
            of_card.filter_map(|(_, score)| score.as_mut()).for_each(|score| *score -= hint.weight / HALF);
        }
        Some(self.card_sums(&normalise(&halved)))
    }

    /// A cause with its probability, the sums of all remedies, and whether it leans on free words.
    fn ranked(&self, h: H, case: &Case, (p, remedies, leans): (f64, &[f64], bool), evidence: Vec<Weighed>) -> Ranked {
        let hypothesis = &self.hypotheses[h];
        let remedy = remedies[hypothesis.remedy].min(1.0);
        let backed = self.backed(case, &evidence) && !leans;
        let confidence = Confidence::of(remedy);
        Ranked {
            card: hypothesis.card.clone(),
            cause: hypothesis.cause.clone(),
            probability: p,
            remedy,
            confidence: if backed { confidence } else { confidence.min(Confidence::Possible) },
            helped: self.tried(case).get(&hypothesis.remedy).copied(),
            state: state(case, &evidence),
            evidence,
        }
    }

    /// A risk is judged by itself: it is there or it is not, even odds before anything was read.
    pub(super) fn risk(&self, h: H, case: &Case, evidence: Vec<Weighed>) -> Ranked {
        let total: i64 = evidence.iter().map(|one| one.weight).sum();
        let odds = (total as f64 / 1000.0).exp();
        let probability = odds / (1.0 + odds);
        Ranked {
            card: self.hypotheses[h].card.clone(),
            cause: self.hypotheses[h].cause.clone(),
            probability,
            remedy: probability,
            confidence: Confidence::of(probability),
            helped: self.tried(case).get(&self.hypotheses[h].remedy).copied(),
            state: state(case, &evidence),
            evidence,
        }
    }

    /// Whether there is evidence for a cause: something that was seen and speaks for it, or a person's answer. That a client is written in
    /// Java, that somebody mentions Kubernetes, or that a setting is as it should be, is no sign of any fault by itself.
    fn backed(&self, case: &Case, evidence: &[Weighed]) -> bool {
        evidence.iter().filter(|one| one.weight >= COUNTS).any(|one| {
            let by_person =
                case.reading(&one.observation).is_some_and(|reading| reading.source.channel == Channel::Person);
            by_person || one.answer == "yes"
        })
    }

    fn outcome(&self, case: &Case, causes: &[Ranked], unlisted: f64) -> Outcome {
        if causes.iter().any(is_named) {
            return Outcome::Diagnosed;
        }
        let told = case.readings.iter().any(|reading| {
            matches!(
                (&reading.answer, reading.source.channel),
                (Answer::Value(_), Channel::Person | Channel::Words | Channel::Pasted)
            )
        });
        // Healthy processes write and set many things that also accompany faults: what stays unlikely is no suspicion.
        let likely = |one: &Ranked| self.backed(case, &one.evidence) && one.confidence >= Confidence::Possible;
        let harmed = |one: &Reading| one.shows_harm() && one.source.severity >= Some(Severity::High);
        let measured = case.readings.iter().any(harmed);
        let one = causes.iter().any(likely);
        // Several faults at once: none is possible beside the others, each is by itself.
        let several = !one && self.shows_a_fault(case);
        let suspicion = one || several || told || measured || !case.tried.is_empty();
        let unexplained: u64 = case.inputs.iter().map(|input| input.unexplained).sum();
        let understood = !case.inputs.is_empty() && case.inputs.iter().all(|input| input.understood);
        match () {
            () if understood && unexplained == 0 && !suspicion => Outcome::NothingFound,
            () if unlisted >= 0.5 && suspicion && !several => Outcome::Unlisted,
            () if !suspicion && unexplained > 0 && causes.is_empty() => Outcome::Unlisted,
            () => Outcome::Undecided,
        }
    }
}

/// Whether a cause is a diagnosis.
fn is_named(one: &Ranked) -> bool {
    one.confidence >= Confidence::Likely
}

/// Over, or healing, when everything that speaks for it in logs and in the cluster is.
fn state(case: &Case, evidence: &[Weighed]) -> State {
    let mut states = evidence
        .iter()
        .filter(|one| one.weight >= COUNTS)
        .filter_map(|one| case.reading(&one.observation))
        .filter(|reading| matches!(reading.source.channel, Channel::Log | Channel::Probe))
        .map(|reading| reading.source.state)
        .peekable();
    if states.peek().is_some() { states.max().unwrap_or_default() } else { State::Now }
}
