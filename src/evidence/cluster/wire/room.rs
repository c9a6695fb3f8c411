//! Room for large answers. Many brokers answer at once, and each could send the most that is taken: a large answer waits until what is in
//! memory at once, of all connections, is bounded.

use std::sync::{Condvar, Mutex, PoisonError};

use super::{Deadline, Expired};

/// Bytes of large answers that are in memory at once: the largest answer, alone.
pub(super) const ALL: usize = 64 << 20;

/// Bytes from which an answer is large.
const LARGE: usize = 1 << 20;

static TAKEN: Mutex<usize> = Mutex::new(0);
static LEFT: Condvar = Condvar::new();

/// Room for one answer, until it is dropped.
#[derive(Debug)]
pub(super) struct Room(usize);

impl Room {
    /// Waits for room for so many bytes, at most [`ALL`].
    pub(super) fn take(bytes: usize, deadline: Deadline) -> Result<Self, Expired> {
        if bytes < LARGE {
            return Ok(Self(0));
        }
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken + bytes > ALL {
            (taken, _) = LEFT.wait_timeout(taken, deadline.left()?).unwrap_or_else(PoisonError::into_inner);
        }
        *taken += bytes;
        Ok(Self(bytes))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= self.0;
        LEFT.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn large_answers_wait_for_each_other_and_small_ones_for_nobody() {
        let soon = || Deadline::after(Duration::from_millis(50));
        let all = Room::take(ALL, soon()).unwrap();
        assert!(Room::take(LARGE, soon()).is_err());
        assert!(Room::take(LARGE - 1, soon()).is_ok());
        let waits = std::thread::spawn(|| Room::take(ALL, Deadline::after(Duration::from_secs(10))).is_ok());
        drop(all);
        assert!(waits.join().unwrap());
    }
}
