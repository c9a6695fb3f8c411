//! The seam between what is asked and how it travels: a connection implements it, tests script it.

use std::fmt;
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
        /// It did so with a reset: it had not read all that was sent, or died.
        reset: bool,
    },
    /// The peer ended TLS with an alert.
    Alert {
        /// Its name in the TLS protocol, such as `BadCertificate`.
        alert: String,
    },
    /// The system refused to send or receive.
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
    /// The answer has the right length and number, but not the right form.
    Malformed,
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

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut { waited_ms, received: 0 } => write!(f, "no answer within {waited_ms} ms"),
            Self::TimedOut { waited_ms, received } => {
                write!(f, "only {received} bytes of the answer within {waited_ms} ms")
            }
            Self::Closed { received: 0, reset: false } => {
                f.write_str("the peer closed the connection without an answer")
            }
            Self::Closed { received: 0, reset: true } => f.write_str("the peer reset the connection without an answer"),
            Self::Closed { received, .. } => {
                write!(f, "the peer closed the connection after {received} bytes of its answer")
            }
            Self::Alert { alert } => write!(f, "the peer ended TLS with the alert {alert}"),
            Self::Broken { why } => f.write_str(why),
            Self::BadLength { first, .. } => write!(f, "what came back is no answer of Kafka: {first}"),
            Self::WrongCorrelation { sent, came } => write!(f, "the answer is for request {came}, not for {sent}"),
            Self::Malformed => f.write_str("the answer has not the form that the protocol says"),
            Self::Throttled { pause_ms } => write!(f, "the broker asks for a pause of {pause_ms} ms (a quota)"),
            Self::Over => f.write_str("the connection had failed before"),
        }
    }
}
