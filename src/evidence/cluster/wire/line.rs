//! The way to a ready connection in single steps, so that each can fail with its own proof.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::sasl::{self, LoggedIn, NoLogin, NoOffer, Offer};
use super::socket::{Channel, Socket, Unconnected};
use super::tls::{self, NoTls, Shown};
use super::versions::Answered;
use super::{Api, Call, Connection, Deadline, Exchange, Fault, Versions, Writer};
use crate::evidence::cluster::settings::Login;
use crate::evidence::cluster::stores::Trust;

/// An open line to a peer of which nothing is known yet.
#[derive(Debug)]
pub struct Line(Channel);

/// Why a peer is no broker that we can talk to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum NoVersions {
    /// It answers ApiVersions with an error.
    Code {
        /// As in the protocol.
        code: i16,
    },
    /// It does not answer as a broker does.
    Broken {
        /// How.
        how: Fault,
    },
}

/// Opens a TCP connection.
///
/// # Errors
/// There is none.
pub fn connect(address: SocketAddr, deadline: Deadline) -> Result<Line, Unconnected> {
    Socket::connect(address, deadline).map(|socket| Line(Channel::Plain(socket)))
}

impl Line {
    /// Goes over to TLS. What the peer has shown comes back in any case.
    pub fn secure(self, host: &str, trust: &Trust, deadline: Deadline) -> (Shown, Result<Self, NoTls>) {
        match self.0 {
            Channel::Plain(socket) => {
                let (shown, result) = tls::handshake(socket, host, trust, deadline);
                (shown, result.map(Self))
            }
            secure => (Shown::default(), Ok(Self(secure))),
        }
    }

    /// The first request, ApiVersions: whether the peer is Kafka at all, and what it speaks.
    ///
    /// # Errors
    /// It is not, or refuses.
    pub fn greet(self, client_id: &str, deadline: Deadline) -> Result<Connection, NoVersions> {
        let mut connection = Connection::new(self.0, client_id);
        let broken = |how| NoVersions::Broken { how };
        for version in [3, 0] {
            let answer = connection.ask(&greeting(version), deadline).map_err(broken)?;
            match Versions::read(version, &answer).map_err(|_| broken(Fault::Malformed))? {
                Answered::Versions(versions) => {
                    connection.learn(versions);
                    return Ok(connection);
                }
                Answered::TryZero => {}
                Answered::Error(code) => return Err(NoVersions::Code { code }),
            }
        }
        Err(NoVersions::Code { code: super::versions::UNSUPPORTED_VERSION })
    }

    /// What a web server answers to a question of its own kind: its first line. Only for peers that are no brokers: one would log a warning.
    pub fn ask_http(mut self, deadline: Deadline) -> Option<String> {
        use std::io::Read;
        self.0.set_deadline(deadline);
        self.0.send(b"GET / HTTP/1.0\r\n\r\n").ok()?;
        let mut answer = Vec::new();
        // Some keep the line open behind their answer.
        let _ = self.0.take(200).read_to_end(&mut answer);
        let line = answer.split(|byte| *byte == b'\r' || *byte == b'\n').next()?;
        line.starts_with(b"HTTP/").then(|| line.escape_ascii().to_string())
    }
}

/// Versions 3 and up want to know who asks; an empty name is refused (seen on 3.9.2 and 4.3.0).
fn greeting(version: i16) -> Call {
    let mut writer = Writer::new(version >= 3);
    if version >= 3 {
        writer.text("kafka-doctor").text(env!("CARGO_PKG_VERSION"));
    }
    writer.tags().call(Api::ApiVersions, version)
}

impl Connection {
    /// Asks for a mechanism, and learns which there are.
    ///
    /// # Errors
    /// The listener has no SASL, or does not answer.
    pub fn offer(&mut self, mechanism: &str, deadline: Deadline) -> Result<Offer, NoOffer> {
        sasl::offer(self, mechanism, deadline)
    }

    /// Logs in, after an [`offer`](Self::offer) of the mechanism; again by itself, before a session ends.
    ///
    /// # Errors
    /// The broker refuses, or there is nothing to log in with.
    pub fn log_in(&mut self, login: &Login, deadline: Deadline) -> Result<LoggedIn, NoLogin> {
        let done = sasl::log_in(self, login, deadline)?;
        self.logged_in(login, done.session_ms);
        Ok(done)
    }

    /// Whether the broker knows this version of a request.
    pub fn speaks(&self, api: Api, version: i16) -> bool {
        self.versions().pick(api, version..=version).is_some()
    }
}
