//! One stage of the way.

use std::time::Instant;

use serde::{Deserialize, Serialize};

/// How a stage went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage<T, F> {
    /// An earlier stage has failed.
    #[default]
    NotReached,
    /// The security protocol has no such stage.
    NotNeeded,
    /// Done.
    Passed {
        /// Milliseconds that it took.
        ms: u64,
        /// What was found.
        found: T,
    },
    /// The way ends here.
    Failed {
        /// Milliseconds that it took.
        ms: u64,
        /// Why.
        fault: F,
        /// What was seen all the same.
        #[serde(default = "none", skip_serializing_if = "Option::is_none")]
        found: Option<T>,
    },
}

fn none<T>() -> Option<T> {
    None
}

impl<T, F> Stage<T, F> {
    /// What was found, where the stage has passed.
    pub fn passed(&self) -> Option<&T> {
        match self {
            Self::Passed { found, .. } => Some(found),
            _ => None,
        }
    }

    /// Why the way ends here, where it does.
    pub fn fault(&self) -> Option<&F> {
        match self {
            Self::Failed { fault, .. } => Some(fault),
            _ => None,
        }
    }

    /// What was found, whether the stage has passed or not.
    pub fn seen(&self) -> Option<&T> {
        match self {
            Self::Passed { found, .. } => Some(found),
            Self::Failed { found, .. } => found.as_ref(),
            _ => None,
        }
    }

    /// Notes how a stage went and hands on what it brought.
    pub(super) fn note<R>(&mut self, run: impl FnOnce() -> Result<(T, R), F>) -> Option<R> {
        let (ms, result) = timed(run);
        let (stage, brought) = match result {
            Ok((found, brought)) => (Self::Passed { ms, found }, Some(brought)),
            Err(fault) => (Self::Failed { ms, fault, found: None }, None),
        };
        *self = stage;
        brought
    }
}

/// Runs it, and how many milliseconds that took.
pub(super) fn timed<R>(run: impl FnOnce() -> R) -> (u64, R) {
    let began = Instant::now();
    let result = run();
    (began.elapsed().as_millis() as u64, result)
}
