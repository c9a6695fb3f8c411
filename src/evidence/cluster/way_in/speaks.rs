//! What a port speaks where it is not what the settings say: found out by trying, on connections of their own.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::door::{Door, NoBrokers};
use super::network::Net;
use crate::evidence::cluster::settings::Protocol;
use crate::evidence::cluster::stores::Trust;
use crate::evidence::cluster::wire::{
    Connection, Deadline, Exchange, Fault, Line, NoOffer, NoTls, NoVersions, Shown, connect,
};

/// Each try has this long: whoever is there has just been talked to.
const TRY: Duration = Duration::from_secs(3);

/// Vote, among controllers only.
const VOTE: i16 = 52;

/// What is there instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "speaks")]
pub enum Speaks {
    /// Kafka, with another security.
    Kafka {
        /// Over TLS.
        tls: bool,
        /// The mechanisms of its SASL; nothing where it has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mechanisms: Option<Vec<String>>,
    },
    /// TLS.
    Tls {
        /// What it has shown.
        shown: Shown,
    },
    /// HTTP.
    Http {
        /// The first line of its answer.
        line: String,
    },
    /// Something else.
    Other {
        /// The first bytes that came, escaped.
        first: String,
    },
    /// Nothing: it closes the connection, or is silent, whatever it is asked.
    Nothing,
}

/// Whether a peer speaks as controllers do among themselves, and has no topics to tell of.
pub(super) fn is_controller(on: &Connection) -> bool {
    on.versions().ranges.contains_key(&VOTE)
}

/// Finds out what is there, where the door has not opened and that can be the reason.
pub(super) fn instead(door: &Door, net: &Net, deadline: Deadline) -> Option<Speaks> {
    let address = door.connect.passed()?.address;
    let open = || connect((address, door.address.port).into(), deadline.at_most(TRY)).ok();
    let soon = || deadline.at_most(TRY);
    let secure = |line: Line| match &net.trust {
        Some(trust) => line.secure(&door.address.host, trust, soon()).1.ok(),
        None => Some(line),
    };
    if let Some(fault) = door.tls.fault() {
        // Whoever sends a certificate or an alert does speak TLS.
        return match fault {
            NoTls::NotTls { .. } | NoTls::Broken { .. }
                if door.tls.seen().is_none_or(|shown| shown.chain.is_empty()) =>
            {
                match open()?.greet(&net.client_id, soon()) {
                    Ok(connection) => Some(kafka(connection, false, soon())),
                    Err(no) => Some(stranger(&no, || open()?.ask_http(soon()))),
                }
            }
            _ => None,
        };
    }
    if let Some(no) = door.kafka.fault() {
        if matches!(
            no,
            NoVersions::Code { .. }
                | NoVersions::Broken { how: Fault::Alert { .. } | Fault::WrongCorrelation { .. } | Fault::Malformed }
        ) {
            return None;
        }
        if net.trust.is_none() {
            let (shown, _) = open()?.secure(&door.address.host, &Trust::nobody(), soon());
            if shown.version.is_some() || !shown.chain.is_empty() {
                return Some(Speaks::Tls { shown });
            }
        }
        return Some(stranger(no, || secure(open()?)?.ask_http(soon())));
    }
    let cut = matches!(door.metadata.fault(), Some(NoBrokers::Broken { how: Fault::Closed { .. } }));
    if cut && matches!(net.protocol, Protocol::Plaintext | Protocol::Ssl) {
        // A listener with SASL answers ApiVersions to everybody and closes at the next request.
        let connection = secure(open()?)?.greet(&net.client_id, soon()).ok()?;
        let found = kafka(connection, net.trust.is_some(), soon());
        return matches!(found, Speaks::Kafka { mechanisms: Some(_), .. }).then_some(found);
    }
    None
}

fn kafka(mut connection: Connection, tls: bool, deadline: Deadline) -> Speaks {
    let mechanisms = match connection.offer("PLAIN", deadline) {
        Ok(offer) => Some(offer.mechanisms),
        Err(NoOffer::NoSasl | NoOffer::Code { .. } | NoOffer::Broken { .. }) => None,
    };
    Speaks::Kafka { tls, mechanisms }
}

/// Somebody who is no broker: what came tells, or an answer to a question of web servers.
fn stranger(no: &NoVersions, http: impl FnOnce() -> Option<String>) -> Speaks {
    match no {
        NoVersions::Broken { how: Fault::BadLength { first, .. } } => {
            if first.starts_with("HTTP/") {
                let line = first.split("\\r").next().unwrap_or(first);
                return Speaks::Http { line: line.into() };
            }
            // Alerts and handshakes, of whatever version.
            if first.starts_with(r"\x15\x03") || first.starts_with(r"\x16\x03") {
                return Speaks::Tls { shown: Shown::default() };
            }
            Speaks::Other { first: first.clone() }
        }
        NoVersions::Broken { how: Fault::Closed { .. } | Fault::TimedOut { .. } | Fault::Broken { .. } } => {
            http().map_or(Speaks::Nothing, |line| Speaks::Http { line })
        }
        _ => Speaks::Nothing,
    }
}
