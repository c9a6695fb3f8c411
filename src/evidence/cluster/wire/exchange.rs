//! The seam between what is asked and how it travels: a connection implements it, tests script it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Call, Deadline, Versions};

/// A connection to one broker that is ready for requests.
pub trait Exchange {
    /// Sends the calls in order, several ahead of their answers, and gives each answer's body (without its header) to `each`
    /// as it comes, with the index of its call. Brokers answer one connection in order, so a call that hangs holds back all
    /// that come after it: what may hang goes on a connection of its own.
    ///
    /// # Errors
    /// The first fault; calls that `each` has not seen are unanswered, and the connection is of no more use.
    fn exchange(&mut self, calls: &[Call], deadline: Deadline, each: &mut dyn FnMut(usize, &[u8]))
    -> Result<(), Fault>;

    /// What the broker at the other end speaks.
    fn versions(&self) -> &Versions;
}

/// Opens connections that are ready for requests, with the security of this run: the network, or a script in tests.
pub trait Network: Sync {
    /// A connection of its own to one listener.
    ///
    /// # Errors
    /// Why there is none, in words that can be shown; the way in says more.
    fn open(&self, host: &str, port: u16, deadline: Deadline) -> Result<Box<dyn Exchange + Send>, String>;
}

/// One call, one answer's body.
///
/// # Errors
/// As [`Exchange::exchange`].
pub fn exchange_one(on: &mut dyn Exchange, call: Call, deadline: Deadline) -> Result<Vec<u8>, Fault> {
    let mut answer = Vec::new();
    on.exchange(&[call], deadline, &mut |_, body| answer.extend_from_slice(body))?;
    Ok(answer)
}

/// Why there is no answer. Plain data: it goes into the snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum Fault {
    /// The deadline came first.
    TimedOut {
        /// Milliseconds from the request to the deadline.
        waited_ms: u64,
        /// Bytes of the answer that had come by then; a peer that drips shows here.
        received: u64,
    },
    /// The peer closed the connection.
    Closed {
        /// Bytes of the answer that had come by then.
        received: u64,
    },
    /// The system refused to send or receive: connection reset and the like.
    Broken {
        /// What the system says.
        why: String,
    },
    /// The length in front of the answer is no length that Kafka would send.
    BadLength {
        /// What stood there, as a signed number.
        length: i32,
        /// The first bytes that came, escaped.
        first: String,
    },
    /// The answer belongs to another request.
    WrongCorrelation {
        /// The number that was sent.
        sent: i32,
        /// The number that came back.
        came: i32,
    },
    /// The broker asks for a longer pause than the deadline leaves.
    Throttled {
        /// Milliseconds.
        pause_ms: u64,
    },
    /// An earlier fault has ended this connection.
    Over,
}

impl Fault {
    /// The deadline came first.
    pub fn timed_out(waited: Duration, received: u64) -> Self {
        Self::TimedOut { waited_ms: waited.as_millis().try_into().unwrap_or(u64::MAX), received }
    }
}
