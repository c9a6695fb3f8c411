//! Everything that getting in takes.

use serde::{Deserialize, Serialize};

use super::pairs::Pairs;
use super::{Address, Given, Login, Material, Obstacle, Secret, Tls, Token};
use crate::error::Error;

/// `security.protocol`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Protocol {
    /// Neither TLS nor login.
    Plaintext,
    /// TLS.
    Ssl,
    /// Login without TLS.
    SaslPlaintext,
    /// Login over TLS.
    SaslSsl,
}

impl Protocol {
    /// Kafka's name for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plaintext => "PLAINTEXT",
            Self::Ssl => "SSL",
            Self::SaslPlaintext => "SASL_PLAINTEXT",
            Self::SaslSsl => "SASL_SSL",
        }
    }
}

/// Everything that getting in takes.
#[derive(Debug, Clone)]
pub struct Access {
    /// Where to begin; at least one.
    pub bootstrap: Vec<Address>,
    /// What the listeners are said to speak.
    pub protocol: Protocol,
    /// Where the protocol has TLS.
    pub tls: Option<Tls>,
    /// Where the protocol has a login.
    pub login: Option<Login>,
    /// What we call ourselves.
    pub client_id: String,
    /// What people should know of their settings.
    pub warnings: Vec<String>,
}

/// A password that no setting gives, and that a person can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Password {
    /// Of a user, or the secret of a client.
    Login {
        /// Whose.
        user: String,
    },
    /// Of the trust store.
    TrustStore {
        /// Which file.
        path: String,
    },
    /// Of the key alone.
    Key {
        /// Which file; empty where it stands in the settings.
        path: String,
    },
    /// Of the key store.
    KeyStore {
        /// Which file.
        path: String,
    },
}

impl Access {
    /// Reads settings as Kafka's tools read them.
    ///
    /// # Errors
    /// A setting is missing or wrong, or only Java can do what it says.
    pub fn read(given: &Given) -> Result<Self, Obstacle> {
        let mut warnings = Vec::new();
        let pairs = Pairs::read(given, &mut warnings)?;
        let bootstrap = bootstrap(given, &pairs)?;
        let protocol = match pairs.filled("security.protocol").unwrap_or("PLAINTEXT").to_ascii_uppercase().as_str() {
            "PLAINTEXT" => Protocol::Plaintext,
            "SSL" => Protocol::Ssl,
            "SASL_PLAINTEXT" => Protocol::SaslPlaintext,
            "SASL_SSL" => Protocol::SaslSsl,
            other => {
                return Err(Obstacle::wrong(format!("security.protocol is {other}"))
                    .hint("It is PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."));
            }
        };
        let over_tls = matches!(protocol, Protocol::Ssl | Protocol::SaslSsl);
        let logs_in = matches!(protocol, Protocol::SaslPlaintext | Protocol::SaslSsl);
        for (has, prefix) in [(over_tls, "ssl."), (logs_in, "sasl.")] {
            if !has && pairs.any(prefix) {
                let unset = if pairs.filled("security.protocol").is_none() { ", the default" } else { "" };
                warnings.push(format!(
                    "{prefix}* settings have no effect: security.protocol is {}{unset}",
                    protocol.word()
                ));
            }
        }
        Ok(Self {
            bootstrap,
            protocol,
            tls: over_tls.then(|| Tls::read(&pairs)).transpose()?,
            login: logs_in.then(|| Login::read(&pairs)).transpose()?,
            // The length of a client id has 16 bits; no honest one comes near.
            client_id: pairs.filled("client.id").unwrap_or("kafka-doctor").chars().take(200).collect(),
            warnings,
        })
    }

    /// Fills in a password that was missing.
    pub fn answer(&mut self, which: &Password, given: Secret) {
        let of_store = |material: Option<&mut Material>| {
            if let Some(Material::File { password, .. }) = material {
                *password = Some(given.clone());
            }
        };
        match which {
            Password::TrustStore { .. } => of_store(self.tls.as_mut().and_then(|tls| tls.trust.as_mut())),
            Password::KeyStore { .. } => of_store(self.tls.as_mut().and_then(|tls| tls.identity.as_mut())),
            Password::Key { .. } => {
                if let Some(tls) = &mut self.tls {
                    tls.key_password = Some(given);
                }
            }
            Password::Login { .. } => match &mut self.login {
                Some(Login::Plain { password, .. } | Login::Scram { password, .. }) => *password = Some(given),
                Some(Login::Bearer(bearer)) => {
                    if let Token::Endpoint { client_secret, .. } = &mut bearer.token {
                        *client_secret = Some(given);
                    }
                }
                None => {}
            },
        }
    }
}

fn bootstrap(given: &Given, pairs: &Pairs) -> Result<Vec<Address>, Obstacle> {
    let (name, list) = match (&given.bootstrap_server, pairs.filled("bootstrap.servers")) {
        (Some(list), _) => ("--bootstrap-server", list.as_str()),
        (None, Some(list)) => ("bootstrap.servers", list),
        (None, None) => {
            return Err(Obstacle::Wrong(
                Error::usage("no cluster was named")
                    .hint("Give --bootstrap-server HOST:PORT, or bootstrap.servers in the file."),
            ));
        }
    };
    let mut addresses = Vec::new();
    for text in list.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        let address = Address::read(text).ok_or_else(|| {
            let error = Error::usage(format!("{name}: {text:?} is not HOST:PORT"));
            Obstacle::Wrong(match text.rsplit_once(':') {
                None => error.hint(format!("Kafka has no default port; often it is {text}:9092.")),
                Some((_, port)) if port.parse::<u64>().is_ok() => error.hint("Ports are from 1 to 65535."),
                Some(_) => error,
            })
        })?;
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() {
        return Err(Obstacle::Wrong(
            Error::usage(format!("{name} is empty")).hint("It is HOST:PORT, more of them after commas."),
        ));
    }
    Ok(addresses)
}
