//! Errors as sentences: what happened, where, what to do. The kind decides the exit code, here and nowhere else.

use std::fmt;

/// Why a run could not end well; each kind has one exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Wrong usage, an unknown name, an answer that no observation knows.
    Usage,
    /// What was given cannot be judged: missing, unreadable, empty, of no kind that the tool knows.
    Input,
    /// The knowledge base is invalid.
    Knowledge,
    /// Ctrl-C.
    Interrupted,
}

impl Kind {
    /// The exit code of the process.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::Input => 3,
            Self::Knowledge => 4,
            Self::Interrupted => 130,
        }
    }
}

/// An error with what a person can do about it.
#[derive(Debug)]
pub struct Error {
    /// Decides the exit code.
    pub kind: Kind,
    /// One sentence: what happened and where.
    pub message: String,
    /// What to do, each a sentence or a command.
    pub hints: Vec<String>,
}

impl Error {
    /// An error of a kind, without hints yet.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hints: Vec::new() }
    }

    /// Shorthand for wrong usage.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Shorthand for input that cannot be judged.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// Shorthand for invalid knowledge.
    pub fn knowledge(message: impl Into<String>) -> Self {
        Self::new(Kind::Knowledge, message)
    }

    /// Adds one thing to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl Error {
    /// Adds things to do, as many as there are.
    pub fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// What fallible functions of this crate return.
pub type Result<T> = std::result::Result<T, Error>;
