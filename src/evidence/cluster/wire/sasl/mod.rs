//! Logging in: which mechanisms there are, and one of them to its end.

mod http;
mod oauthbearer;
mod scram;

use serde::{Deserialize, Serialize};

use super::{Api, Connection, Deadline, Exchange, Fault, Malformed, Reader, Writer};
use crate::evidence::cluster::settings::Login;
use crate::evidence::redact::clean;

pub use oauthbearer::Claims;

/// SASL_AUTHENTICATION_FAILED.
const REFUSED: i16 = 58;

/// UNSUPPORTED_SASL_MECHANISM: what the answer to a handshake with a mechanism that the listener does not offer says.
const NOT_OFFERED: i16 = 33;

/// ILLEGAL_SASL_STATE: what a listener without SASL says.
const NO_SASL: i16 = 34;

/// Mechanisms that are kept of one answer.
const MECHANISMS: usize = 20;

/// What a listener says of SASL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The mechanism that was asked for.
    pub asked: String,
    /// Whether the listener offers it.
    pub offered: bool,
    /// All that it offers, as it spells them.
    pub mechanisms: Vec<String>,
}

/// Why there is no offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum NoOffer {
    /// The listener has no SASL: it is PLAINTEXT or SSL.
    NoSasl,
    /// Another error code.
    Code {
        /// As in the protocol.
        code: i16,
    },
    /// No answer.
    Broken {
        /// How.
        how: Fault,
    },
}

/// A login that succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedIn {
    /// The mechanism.
    pub mechanism: String,
    /// Milliseconds until the broker wants a new login; 0 is never.
    pub session_ms: i64,
    /// What the token says of itself.
    pub token: Option<Claims>,
}

/// Why there is no login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum NoLogin {
    /// The broker refuses.
    Refused {
        /// The error code; 58 is SASL_AUTHENTICATION_FAILED.
        code: i16,
        /// The broker's words.
        message: String,
        /// What the token that was sent says of itself.
        token: Option<Claims>,
    },
    /// The broker could not prove that it knows the password.
    ServerUnproven {
        /// What was wrong.
        why: String,
    },
    /// There is no password, and nobody was asked for one.
    NoPassword,
    /// There is no token to send.
    NoToken {
        /// Where it should have come from, and why it did not.
        why: String,
    },
    /// No answer.
    Broken {
        /// How.
        how: Fault,
    },
}

impl From<Fault> for NoLogin {
    fn from(how: Fault) -> Self {
        Self::Broken { how }
    }
}

/// Asks for a mechanism, and learns all that there are.
pub(super) fn offer(on: &mut Connection, mechanism: &str, deadline: Deadline) -> Result<Offer, NoOffer> {
    let broken = |how| NoOffer::Broken { how };
    let call = Writer::new(false).text(mechanism).call(Api::SaslHandshake, 1);
    let answer = on.ask(&call, deadline).map_err(broken)?;
    let read = || -> Result<(i16, Vec<String>), Malformed> {
        let mut reader = Reader::new(&answer, false);
        Ok((reader.i16()?, reader.array(Reader::text)?))
    };
    match read().map_err(|Malformed| broken(Fault::Malformed))? {
        (code @ (0 | NOT_OFFERED), mechanisms) => {
            let mechanisms = mechanisms.iter().take(MECHANISMS).map(|name| clean(name)).collect();
            Ok(Offer { asked: mechanism.into(), offered: code == 0, mechanisms })
        }
        (NO_SASL, _) => Err(NoOffer::NoSasl),
        (code, _) => Err(NoOffer::Code { code }),
    }
}

/// What comes back for one message of a login.
struct Step {
    message: Vec<u8>,
    session_ms: i64,
}

/// Logs in, after an [`offer`] of the mechanism.
pub(super) fn log_in(on: &mut Connection, login: &Login, deadline: Deadline) -> Result<LoggedIn, NoLogin> {
    let mut token = None;
    let session_ms = match login {
        Login::Plain { user, password } => {
            let password = password.as_ref().ok_or(NoLogin::NoPassword)?;
            step(on, format!("\0{user}\0{}", password.reveal()).into_bytes(), deadline)?.session_ms
        }
        Login::Scram { hash, user, password, delegation_token } => {
            let password = password.as_ref().ok_or(NoLogin::NoPassword)?;
            let scram = scram::Client::new(*hash, user, *delegation_token);
            let first = step(on, scram.first(), deadline)?;
            let (last, proof) = scram.last(&first.message, password.reveal())?;
            let end = step(on, last, deadline)?;
            proof.check(&end.message)?;
            end.session_ms
        }
        Login::Bearer(bearer) => {
            let bought = oauthbearer::token(&bearer.token, deadline).map_err(|why| NoLogin::NoToken { why })?;
            token = Claims::read(bought.reveal());
            let end = step(on, oauthbearer::first(bought.reveal(), &bearer.extensions), deadline).and_then(|answer| {
                // A refusal comes as a message of its own first; the code follows once that is acknowledged.
                if answer.message.is_empty() {
                    return Ok(answer);
                }
                let said = clean(&String::from_utf8_lossy(&answer.message));
                match step(on, vec![1], deadline) {
                    Err(NoLogin::Refused { code, message, .. }) => {
                        let message = if message.contains(&said) { message } else { format!("{message} {said}") };
                        Err(NoLogin::Refused { code, message, token: None })
                    }
                    Err(NoLogin::Broken { .. }) => Err(NoLogin::Refused { code: REFUSED, message: said, token: None }),
                    other => other,
                }
            });
            end.map_err(|no| match no {
                NoLogin::Refused { code, message, .. } => NoLogin::Refused { code, message, token: token.clone() },
                other => other,
            })?
            .session_ms
        }
    };
    Ok(LoggedIn { mechanism: login.mechanism().into(), session_ms, token })
}

fn step(on: &mut Connection, message: Vec<u8>, deadline: Deadline) -> Result<Step, NoLogin> {
    let version = on.versions().pick(Api::SaslAuthenticate, 0..=1).unwrap_or(0);
    let call = Writer::new(false).bytes(&message).call(Api::SaslAuthenticate, version);
    let answer = on.ask(&call, deadline)?;
    let read = || -> Result<(i16, Option<String>, Step), Malformed> {
        let mut reader = Reader::new(&answer, false);
        let (code, said, message) = (reader.i16()?, reader.text_or_null()?, reader.bytes()?.to_vec());
        let session_ms = if version >= 1 { reader.i64()? } else { 0 };
        Ok((code, said, Step { message, session_ms }))
    };
    match read().map_err(|Malformed| Fault::Malformed)? {
        (0, _, step) => Ok(step),
        (code, said, _) => {
            Err(NoLogin::Refused { code, message: clean(said.as_deref().unwrap_or_default()), token: None })
        }
    }
}
