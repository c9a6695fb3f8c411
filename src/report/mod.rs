//! From knowledge and a diagnosis to text: pure functions, nothing here prints.

mod beside;
pub mod block;
pub mod card;
pub mod changed;
pub mod check;
pub mod diagnosis;
mod document;
mod fill;
pub mod fix;
pub mod handover;
pub mod json;
mod lines;
mod login;
pub mod page;
pub mod reference;
mod rivals;
pub mod shell;
mod verdict;
pub mod verify;
pub mod words;

pub use self::fill::pastes;
