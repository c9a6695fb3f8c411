//! From knowledge and a diagnosis to text: pure functions, nothing here prints.

pub mod card;
pub mod changed;
pub mod check;
pub mod diagnosis;
mod document;
mod fill;
pub mod handover;
pub mod page;
mod rivals;
mod verdict;
pub mod verify;
pub mod words;
