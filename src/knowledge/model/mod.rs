//! What stands in the YAML files, as types. The build script includes these files, so that what it checks and packs is what
//! the program reads. Packed, the same types are binary: what may be written in several ways in YAML has one form there.

mod card;
mod lists;
mod observation;
mod written;

pub use card::{Applies, Card, Cause, CauseKind, Fix, Side, Verify};
pub use lists::{Areas, ErrorCode, ErrorFile, Family, Harmless, HarmlessLine, Topic, Vocabulary};
pub use observation::{AnswerSource, LogSource, Observation, PROCESSES, ProbeSource, PropertiesSource, TextSource};
pub use written::{OneOrMany, Rates, Scalar};
