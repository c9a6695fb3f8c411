//! From bytes to readings: logs, pasted text, settings. Never weighs, never prints.

pub mod logs;
pub mod properties;
pub mod redact;
pub mod signatures;
pub mod text;
