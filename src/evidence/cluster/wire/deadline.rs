//! Points in time by which something has to be over.

use std::time::{Duration, Instant};

/// A point in time by which something has to be over: one request, or the whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Instant);

/// The time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expired;

impl Deadline {
    /// So long from now.
    pub fn after(time: Duration) -> Self {
        // A duration beyond what the clock can count is as good as a day.
        let now = Instant::now();
        Self(now.checked_add(time).unwrap_or(now + Duration::from_secs(86_400)))
    }

    /// This one, or so long from now, whichever comes first: a part of a run never outlasts the run.
    pub fn at_most(self, time: Duration) -> Self {
        self.min(Self::after(time))
    }

    /// What is left, never zero, as sockets take zero for "no limit".
    ///
    /// # Errors
    /// The time is over.
    pub fn left(self) -> Result<Duration, Expired> {
        let left = self.0.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(Expired) } else { Ok(left) }
    }
}
