//! Simulated sessions over the shipped cards: a user has one of the causes, answers as its card says, errs and does not know at given
//! rates. Self-consistency, not truth: the cases of real people are the other half.

use std::collections::BTreeMap;

use crate::case::{Answer, Case, Channel, Reading, Source};
use crate::knowledge::Confidence;

use super::belief::Belief;
use super::model::{Model, Table};
use super::paths::said;

/// The most questions of a session.
const MOST: usize = 25;

/// How the simulated users are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct World {
    /// Sessions; causes take part in proportion to their priors, each at least once if there are enough users.
    pub users: usize,
    /// Share of wrong answers of people, 0..1.
    pub wrong: f64,
    /// Share of "I don't know", 0..1.
    pub unknown: f64,
    /// Chance that an observation that a log or settings file can answer is answered before the first question.
    pub up_front: f64,
    /// Exactly one answer, anywhere, is wrong, whatever `wrong` says.
    pub one_wrong: bool,
}

/// What came out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Simulated {
    /// Sessions.
    pub users: usize,
    /// Share in which the right remedy stood first.
    pub remedy_first: f64,
    /// Share in which the right card stood first.
    pub card_first: f64,
    /// Share in which the right card was among the first three.
    pub card_in_three: f64,
    /// Mean number of questions that a person was asked.
    pub questions: f64,
    /// 95th percentile of the same.
    pub questions_p95: usize,
    /// Share of sessions that ended at .80 or above.
    pub sure: f64,
    /// Of those, the share that was right.
    pub sure_right: f64,
    /// For each card, in the order of names: its sessions, and those of them in which its remedy stood first.
    pub cards: BTreeMap<String, (usize, usize)>,
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn draw(&mut self, row: &[f64]) -> usize {
        let mut left = self.next() * row.iter().sum::<f64>();
        for (i, p) in row.iter().enumerate() {
            left -= p;
            if left < 0.0 {
                return i;
            }
        }
        row.len() - 1
    }

    fn other(&mut self, value: usize, values: usize) -> usize {
        let step = 1 + ((self.next() * (values - 1) as f64) as usize).min(values.saturating_sub(2));
        (value + step) % values
    }
}

impl Model {
    /// Plays the sessions; the same world gives the same numbers.
    pub fn simulate(&self, world: World) -> Simulated {
        let mut dice = Dice(0x006b_6166_6b61);
        let faults: Vec<usize> = (0..self.hypotheses.len())
            .filter(|h| !self.hypotheses[*h].unlisted() && !self.hypotheses[*h].risk)
            .collect();
        let weights: Vec<f64> = faults.iter().map(|h| self.hypotheses[*h].weight).collect();
        let mut counts: Vec<usize> = Vec::new();
        let mut sum = Simulated { users: world.users, ..Simulated::default() };
        let once = faults.len().min(world.users);
        for user in 0..world.users {
            let truth = if user < once { faults[user * faults.len() / once] } else { faults[dice.draw(&weights)] };
            let (belief, asked) = self.session(self, truth, world, &mut dice);
            let remedies = &belief.remedies;
            let top =
                (0..remedies.len()).max_by(|a, b| remedies[*a].total_cmp(&remedies[*b]).then(b.cmp(a))).unwrap_or(0);
            let right = top == self.hypotheses[truth].remedy;
            let cards = self.cards_by_probability(&belief.p);
            let rank = cards.iter().position(|card| *card == self.hypotheses[truth].card).unwrap_or(usize::MAX);
            let (sessions, first) = sum.cards.entry(self.hypotheses[truth].card.clone()).or_default();
            *sessions += 1;
            *first += usize::from(right);
            sum.remedy_first += f64::from(u8::from(right));
            sum.card_first += f64::from(u8::from(rank == 0));
            sum.card_in_three += f64::from(u8::from(rank < 3));
            if remedies[top] >= Confidence::LIKELY {
                sum.sure += 1.0;
                sum.sure_right += f64::from(u8::from(right));
            }
            sum.questions += asked as f64;
            counts.push(asked);
        }
        counts.sort_unstable();
        let n = world.users.max(1) as f64;
        sum.sure_right /= sum.sure.max(1.0);
        for share in
            [&mut sum.remedy_first, &mut sum.card_first, &mut sum.card_in_three, &mut sum.sure, &mut sum.questions]
        {
            *share /= n;
        }
        sum.questions_p95 = counts.get((0.95 * n) as usize).copied().unwrap_or(0);
        sum
    }

    /// Plays sessions in which a card is needed that `self` does not have and `whole` has: the share that does not end at .80 or above
    /// for another remedy.
    pub fn simulate_unlisted(&self, whole: &Self, world: World) -> f64 {
        let mut dice = Dice(0x006b_6166_6b61);
        let hidden: Vec<usize> = (0..whole.hypotheses.len())
            .filter(|h| !whole.hypotheses[*h].risk)
            .filter(|h| self.hypotheses.iter().all(|one| one.card != whole.hypotheses[*h].card))
            .collect();
        let weights: Vec<f64> = hidden.iter().map(|h| whole.hypotheses[*h].weight).collect();
        let careful = (0..world.users)
            .filter(|_| {
                let truth = hidden[dice.draw(&weights)];
                let (belief, _) = self.session(whole, truth, world, &mut dice);
                let listed = self.hypotheses.iter().filter(|one| !one.unlisted());
                listed.map(|one| belief.remedies[one.remedy]).all(|p| p < Confidence::LIKELY)
            })
            .count();
        careful as f64 / world.users.max(1) as f64
    }

    /// One session with a user whose trouble `whole` knows: the belief at its end and the number of questions.
    fn session(&self, whole: &Self, truth: usize, world: World, dice: &mut Dice) -> (Belief, usize) {
        let row = |table: &Table| whole.asked(&table.id).expect("the whole has every observation").row(truth);
        let mut case = Case::new();
        for table in self.tables.iter().filter(|table| table.automatic && !table.related.is_empty()) {
            if dice.next() < world.up_front {
                let value = dice.draw(row(table));
                let source = Source::new(Channel::Log);
                let answer = Answer::Value(table.values[value].clone());
                case.readings.push(Reading { observation: table.id.clone(), answer, source });
            }
        }
        let culprit = (dice.next() * 6.0) as usize;
        let mut asked = 0;
        let mut answered = 0;
        let mut belief = self.belief(&case);
        while asked < MOST {
            let Some((table, _)) = self.best_question(&case, &belief) else { break };
            asked += 1;
            if dice.next() < world.unknown {
                let answer = Answer::Unknown("not known".into());
                case.readings.push(Reading {
                    observation: table.id.clone(),
                    answer,
                    source: Source::new(Channel::Person),
                });
                continue;
            }
            let mut value = dice.draw(row(table));
            let wrong = if world.one_wrong { answered == culprit } else { dice.next() < world.wrong };
            if wrong {
                value = dice.other(value, table.values.len());
            }
            answered += 1;
            case.readings.push(said(&table.id, &table.values[value]));
            belief = self.belief(&case);
        }
        (belief, asked)
    }
}
