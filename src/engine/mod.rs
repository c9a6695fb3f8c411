//! The engine: belief over causes, the next question, when to stop. Pure arithmetic on (knowledge, case): no clock, no terminal, no hidden
//! state. The same readings in any order give the same belief to the bit, because all evidence is added up as integers.
//!
//! The model is naive Bayes with one cause at a time, sparse: a cause states only the answers it knows, all others are as in
//! the observation's background. Every answer passes through a channel that errs at a known rate. "None of the cards" is always among
//! the hypotheses, once for each area. Sources of the numbers: simulations summarised in the comments at each constant.

mod apart;
mod belief;
mod compile;
mod diagnosis;
mod doubts;
mod findings;
mod inquiry;
mod limits;
mod model;
mod open;
mod paths;
mod second;
mod signs;
mod simulate;
mod twins;

pub use apart::Apart;
pub use diagnosis::{Diagnosis, Outcome, Ranked, Weighed};
pub use doubts::Doubt;
pub use findings::Finding;
pub use inquiry::{Inquiry, Split};
pub use limits::excluded;
pub use model::Model;
pub use paths::{Path, Step};
pub use second::Second;
pub use simulate::{Simulated, World};
pub use twins::Pair;

#[cfg(test)]
mod tests;
