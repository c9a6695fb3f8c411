//! Names to addresses, with a deadline.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::mpsc;

use serde::{Deserialize, Serialize};

use super::Deadline;

/// Why a name has no address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum Unresolved {
    /// The system's resolver says so.
    Unknown {
        /// Its words.
        why: String,
    },
    /// No answer before the deadline.
    TimedOut,
}

/// Every address of a host, in the system's order, which clients follow.
///
/// # Errors
/// There is none, or the resolver is silent.
pub fn resolve(host: &str, port: u16, deadline: Deadline) -> Result<Vec<SocketAddr>, Unresolved> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let left = deadline.left().map_err(|_| Unresolved::TimedOut)?;
    // The system's resolver has no time limit of its own: a thread waits for it, and is left behind if it must be.
    let (done, answer) = mpsc::channel();
    let asked = (host.to_string(), port);
    std::thread::spawn(move || {
        let found = asked.to_socket_addrs().map(Iterator::collect::<Vec<_>>);
        let _ = done.send(found);
    });
    let unknown = |why: String| Err(Unresolved::Unknown { why });
    match answer.recv_timeout(left) {
        Ok(Ok(found)) if found.is_empty() => unknown("the name has no address".into()),
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error)) => unknown(error.to_string()),
        Err(_) => Err(Unresolved::TimedOut),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn addresses_are_found_or_the_reason() {
        let soon = Deadline::after(Duration::from_secs(5));
        assert_eq!(resolve("127.0.0.1", 9092, soon).unwrap(), ["127.0.0.1:9092".parse().unwrap()]);
        assert_eq!(resolve("::1", 9092, soon).unwrap(), ["[::1]:9092".parse().unwrap()]);
        assert!(resolve("localhost", 1, soon).unwrap().iter().all(|address| address.ip().is_loopback()));
        assert!(matches!(resolve("no such host", 1, soon), Err(Unresolved::Unknown { .. })));
        assert_eq!(resolve("localhost", 1, Deadline::after(Duration::ZERO)), Err(Unresolved::TimedOut));
    }
}
