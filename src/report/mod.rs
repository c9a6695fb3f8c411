//! From knowledge and a diagnosis to text: pure functions, nothing here prints.

pub mod card;
pub mod diagnosis;
pub mod handover;
pub mod page;
