//! How a way ended, in words: what was asked, what came back.

use std::fmt::{self, Display, Formatter};

use super::door::{Door, NoBrokers, Try};
use super::identity::NoIdentity;
use super::speaks::Speaks;
use crate::evidence::cluster::stores::{Unusable, Why};
use crate::evidence::cluster::wire::{NoLogin, NoOffer, NoTls, NoVersions, Problem, Shown, Unconnected, Unresolved};

impl Door {
    /// How the way ended before it led in; nothing where it did lead in. Such as
    /// `SaslAuthenticate PLAIN: error 58, Authentication failed: Invalid username or password`.
    pub fn ends(&self) -> Option<String> {
        let host = &self.address.host;
        if let Some(fault) = self.resolve.fault() {
            return Some(format!("the name {host}: {fault}"));
        }
        if let Some(tries) = self.connect.fault() {
            let tries: Vec<String> = tries.iter().map(ToString::to_string).collect();
            return Some(format!("connecting to port {}: {}", self.address.port, tries.join("; ")));
        }
        if let Some(fault) = self.tls.fault() {
            let problems = self.tls.seen().map(Shown::because).unwrap_or_default();
            return Some(format!("TLS handshake: {fault}{problems}"));
        }
        if let Some(fault) = self.kafka.fault() {
            return Some(format!("ApiVersions: {fault}"));
        }
        if let Some(fault) = self.offer.fault() {
            return Some(format!("SaslHandshake: {fault}"));
        }
        if let Some(offer) = self.offer.passed().filter(|offer| !offer.offered) {
            return Some(format!("SaslHandshake {}: error 33, it offers {}", offer.asked, offer.mechanisms.join(", ")));
        }
        if let Some(fault) = self.login.fault() {
            let mechanism = self.offer.passed().map_or("", |offer| offer.asked.as_str());
            return Some(format!("SaslAuthenticate {mechanism}: {fault}"));
        }
        if let Some(fault) = self.metadata.fault() {
            return Some(format!("Metadata: {fault}"));
        }
        self.identity.fault().map(|fault| format!("identity: {fault}"))
    }
}

impl Shown {
    /// The problems of the chain, with a colon in front; empty where there are none.
    pub fn because(&self) -> String {
        let problems: Vec<String> = self.problems.iter().map(ToString::to_string).collect();
        if problems.is_empty() { String::new() } else { format!(": {}", problems.join(", ")) }
    }
}

impl Display for Unresolved {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { why } => f.write_str(why),
            Self::TimedOut => f.write_str("the resolver did not answer in time"),
        }
    }
}

impl Display for Try {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.address, self.why)
    }
}

impl Display for Unconnected {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("refuses, nothing listens there"),
            Self::TimedOut => f.write_str("does not answer"),
            Self::Other { why } => f.write_str(why),
        }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAuthority => f.write_str("no trusted authority has signed it"),
            Self::Expired => f.write_str("it has expired"),
            Self::NotYetValid => f.write_str("it is not valid yet"),
            Self::WrongHost { host } => write!(f, "it is not for {host}"),
            Self::NotForServers => f.write_str("it is not for servers"),
            Self::Other { why } => f.write_str(why),
        }
    }
}

impl Display for NoTls {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("the certificate is refused"),
            Self::Alert { alert } => write!(f, "the peer ends it with the alert {alert}"),
            Self::NotTls { why } => write!(f, "what came back is not TLS ({why})"),
            Self::NothingInCommon { why } => write!(f, "no version or cipher suite in common ({why})"),
            Self::Broken { how } => how.fmt(f),
        }
    }
}

impl Display for NoVersions {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code { code } => write!(f, "error {code}"),
            Self::Broken { how } => how.fmt(f),
        }
    }
}

impl Display for NoOffer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSasl => f.write_str("error 34, the listener has no SASL"),
            Self::Code { code } => write!(f, "error {code}"),
            Self::Broken { how } => how.fmt(f),
        }
    }
}

impl Display for NoLogin {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { code, message, .. } => write!(f, "error {code}, {message}"),
            Self::ServerUnproven { why } => write!(f, "the broker does not prove that it knows the password ({why})"),
            Self::NoPassword => f.write_str("there is no password to send"),
            Self::NoToken { why } => write!(f, "there is no token to send: {why}"),
            Self::Broken { how } => how.fmt(f),
        }
    }
}

impl Display for NoBrokers {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSpoken { controller: true } => f.write_str("this is a listener of controllers, not of brokers"),
            Self::NotSpoken { controller: false } => f.write_str("the broker is older than 2.8"),
            Self::Broken { how } => how.fmt(f),
        }
    }
}

impl Display for NoIdentity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherCluster { cluster_id: Some(id) } => write!(f, "another cluster is there, {id}"),
            Self::OtherCluster { cluster_id: None } => f.write_str("another cluster is there"),
            Self::OtherBroker => f.write_str("another broker of the cluster is there"),
            Self::Broken { how } => how.fmt(f),
        }
    }
}

impl Display for Speaks {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kafka { tls, mechanisms } => {
                write!(f, "Kafka {} TLS", if *tls { "over" } else { "without" })?;
                match mechanisms {
                    Some(mechanisms) => write!(f, ", with SASL ({})", mechanisms.join(", ")),
                    None => f.write_str(", without SASL"),
                }
            }
            Self::Tls { shown } => match shown.chain.first() {
                Some(leaf) => write!(f, "TLS, with the certificate of {}", leaf.subject),
                None => f.write_str("TLS"),
            },
            Self::Http { line } => write!(f, "HTTP ({line})"),
            Self::Other { first } => write!(f, "something that is not Kafka ({first})"),
            Self::Nothing => f.write_str("nothing that answers"),
        }
    }
}

impl Display for Unusable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{} {file}: {}", self.store, self.why),
            None => write!(f, "{}: {}", self.store, self.why),
        }
    }
}

impl Display for Why {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { reason } | Self::Unsupported { reason } => f.write_str(reason),
            Self::NeedsPassword => f.write_str("it is encrypted, and no password was given"),
            Self::WrongPassword => f.write_str("the password does not fit, or the file was changed"),
            Self::OtherKind { is } => write!(f, "it is {is}, the settings say otherwise"),
            Self::NothingTrusted => f.write_str("no certificate in it is marked as trusted"),
            Self::NoKey => f.write_str("there is no private key in it"),
            Self::KeyDoesNotFit => f.write_str("the key is not the one of the certificate"),
        }
    }
}
