//! A socket that never waits beyond its deadline, plain or under TLS.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use rustls::{ClientConnection, StreamOwned};
use serde::{Deserialize, Serialize};

use super::{Deadline, Fault};

/// Why a connection could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum Unconnected {
    /// The host is there, nothing listens on the port.
    Refused,
    /// No answer: a firewall that drops, a host that is gone.
    TimedOut,
    /// The system says otherwise: no route, network down.
    Other {
        /// Its words.
        why: String,
    },
}

/// A TCP connection with a deadline on every single read and write.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    /// When the request under way has to be over.
    pub(super) deadline: Deadline,
}

impl Socket {
    pub(super) fn connect(address: SocketAddr, deadline: Deadline) -> Result<Self, Unconnected> {
        let left = deadline.left().map_err(|_| Unconnected::TimedOut)?;
        let stream = TcpStream::connect_timeout(&address, left).map_err(|error| match error.kind() {
            ErrorKind::ConnectionRefused => Unconnected::Refused,
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Unconnected::TimedOut,
            _ => Unconnected::Other { why: error.to_string() },
        })?;
        // Small requests go out at once; where the system refuses that they only go later.
        let _ = stream.set_nodelay(true);
        Ok(Self { stream, deadline })
    }

    fn left(&self) -> io::Result<Option<std::time::Duration>> {
        self.deadline.left().map(Some).map_err(|_| ErrorKind::TimedOut.into())
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Bytes to and from a peer.
#[derive(Debug)]
pub(super) enum Channel {
    Plain(Socket),
    Tls(Box<StreamOwned<ClientConnection, Socket>>),
}

impl Channel {
    pub(super) fn set_deadline(&mut self, deadline: Deadline) {
        match self {
            Self::Plain(socket) => socket.deadline = deadline,
            Self::Tls(stream) => stream.sock.deadline = deadline,
        }
    }

    /// Sends all of it.
    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let began = Instant::now();
        let sent = match self {
            Self::Plain(socket) => socket.write_all(bytes),
            Self::Tls(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
        };
        match sent {
            Ok(()) => Ok(()),
            // A peer that closes has often said why before.
            Err(error) if gone(error.kind()) => match self.read(&mut [0]) {
                Err(said) if alert(&said).is_some() => Err(fault(&said, began, 0)),
                _ => Err(fault(&error, began, 0)),
            },
            Err(error) => Err(fault(&error, began, 0)),
        }
    }

    /// Appends what comes, `count` bytes, to `into`, which grows with what has come and not with what was promised.
    pub(super) fn receive(&mut self, count: usize, into: &mut Vec<u8>, began: Instant) -> Result<(), Fault> {
        let before = into.len();
        into.reserve(count.min(64 * 1024));
        match self.by_ref().take(count as u64).read_to_end(into) {
            Ok(read) if read == count => Ok(()),
            Ok(_) => Err(Fault::Closed { received: into.len() as u64, reset: false }),
            Err(error) => Err(fault(&error, began, (into.len().max(before)) as u64)),
        }
    }
}

impl Read for Channel {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

/// Whether the peer has hung up.
pub(super) fn gone(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted)
}

/// The alert that a TLS peer has sent, in the protocol's words.
pub(super) fn alert(error: &io::Error) -> Option<String> {
    match error.get_ref()?.downcast_ref::<rustls::Error>()? {
        rustls::Error::AlertReceived(alert) => Some(format!("{alert:?}")),
        _ => None,
    }
}

/// An error of the system or of TLS as a fault of the exchange.
pub(super) fn fault(error: &io::Error, began: Instant, received: u64) -> Fault {
    if let Some(alert) = alert(error) {
        return Fault::Alert { alert };
    }
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Fault::timed_out(began.elapsed(), received),
        ErrorKind::UnexpectedEof => Fault::Closed { received, reset: false },
        kind if gone(kind) => Fault::Closed { received, reset: true },
        _ => Fault::Broken { why: error.to_string() },
    }
}
