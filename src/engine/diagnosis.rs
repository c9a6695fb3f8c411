//! What follows from a case.

use crate::case::State;
use crate::knowledge::Confidence;

use super::belief::Belief;
use super::doubts::Doubt;
use super::second::Second;

/// What can be said of the case as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The top remedy is at .80 or above, and there is evidence for it.
    Diagnosed,
    /// Trouble, and more than one card in question, or too little known.
    Undecided,
    /// Trouble that no card explains.
    Unlisted,
    /// What was read was understood, and nothing is wrong in it.
    NothingFound,
}

/// One reading as a cause sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// The observation's id.
    pub observation: String,
    /// The answer.
    pub answer: String,
    /// Milli-nats; above zero it speaks for the cause.
    pub weight: i64,
}

/// A cause with its probability and what speaks for and against it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The card's id.
    pub card: String,
    /// The cause's id.
    pub cause: String,
    /// Of the cause, 0..=1.
    pub probability: f64,
    /// Of all causes with the same remedy.
    pub remedy: f64,
    /// Of the remedy; never above `possible` without evidence, nor where it leans on free words.
    pub confidence: Confidence,
    /// Whether the remedy helped, where it was tried: for this cause or for another that has the same one.
    pub helped: Option<bool>,
    /// Still there, or over.
    pub state: State,
    /// Strongest first.
    pub evidence: Vec<Weighed>,
}

/// What follows from a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// The verdict.
    pub outcome: Outcome,
    /// Causes worth naming: by the sum of their card's, then by their own.
    pub causes: Vec<Ranked>,
    /// Risks that were seen, outside the ranking.
    pub risks: Vec<Ranked>,
    /// That it is none of the cards, 0..=1.
    pub unlisted: f64,
    /// Answers that do not fit the others, worst first.
    pub doubts: Vec<Doubt>,
    /// A second fault, once the first is named.
    pub second: Option<Second>,
    pub(super) belief: Belief,
}
