//! The `ssl.*` settings.

use std::path::PathBuf;

use super::pairs::Pairs;
use super::{Obstacle, Secret};

/// The kinds of stores that Kafka's names mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreKind {
    /// Java's own of old, and Kafka's default; Java also reads PKCS#12 where JKS is written, and the other way round.
    Jks,
    /// PKCS#12.
    Pkcs12,
    /// Text with `-----BEGIN` lines.
    Pem,
}

/// Where certificates or keys stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Material {
    /// In a file.
    File {
        /// What it is.
        kind: StoreKind,
        /// Where it is.
        path: PathBuf,
        /// Of the store; PEM has none.
        password: Option<Secret>,
    },
    /// In the settings themselves, as PEM.
    Inline(Secret),
}

/// How to do TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// Whom to trust; nothing means the authorities of the system. (Java's are those of its own `cacerts`.)
    pub trust: Option<Material>,
    /// Our own certificate and key, for brokers that ask for it.
    pub identity: Option<Material>,
    /// Of the key, where it has one of its own.
    pub key_password: Option<Secret>,
    /// Whether the certificate has to be for the host.
    pub check_names: bool,
    /// TLS 1.2 is allowed.
    pub tls12: bool,
    /// TLS 1.3 is allowed.
    pub tls13: bool,
}

impl Tls {
    /// Names and defaults as in Kafka's `SslConfigs`.
    pub(super) fn read(pairs: &Pairs) -> Result<Self, Obstacle> {
        for key in ["ssl.engine.factory.class", "ssl.provider", "security.providers"] {
            if let Some(class) = pairs.filled(key) {
                return Err(Obstacle::unsupported(format!("{key} is {class}, which only Java can load")));
            }
        }
        let enabled: Vec<&str> = match pairs.filled("ssl.enabled.protocols") {
            Some(list) => list.split(',').map(str::trim).collect(),
            None => vec!["TLSv1.2", "TLSv1.3"],
        };
        let (tls12, tls13) = (enabled.contains(&"TLSv1.2"), enabled.contains(&"TLSv1.3"));
        if !tls12 && !tls13 {
            return Err(Obstacle::unsupported(format!(
                "ssl.enabled.protocols is {}; this program does TLSv1.2 and TLSv1.3",
                enabled.join(", ")
            )));
        }
        Ok(Self {
            trust: material(pairs, "truststore", &["ssl.truststore.certificates"])?,
            identity: material(pairs, "keystore", &["ssl.keystore.key", "ssl.keystore.certificate.chain"])?,
            key_password: pairs.filled("ssl.key.password").map(Secret::new),
            // Empty switches it off; every other value is HTTPS.
            check_names: pairs.get("ssl.endpoint.identification.algorithm").is_none_or(|name| !name.is_empty()),
            tls12,
            tls13,
        })
    }

    /// Nothing but the system's authorities, as for a token endpoint.
    pub(super) fn system() -> Self {
        Self { trust: None, identity: None, key_password: None, check_names: true, tls12: true, tls13: true }
    }
}

fn material(pairs: &Pairs, store: &str, inline: &[&str]) -> Result<Option<Material>, Obstacle> {
    let name = |part: &str| format!("ssl.{store}.{part}");
    let kind = match pairs.filled(&name("type")).unwrap_or("JKS").to_ascii_uppercase().as_str() {
        "JKS" => StoreKind::Jks,
        "PKCS12" => StoreKind::Pkcs12,
        "PEM" => StoreKind::Pem,
        other => {
            return Err(Obstacle::unsupported(format!(
                "{} is {other}; this program reads JKS, PKCS12 and PEM",
                name("type")
            ))
            .hint("keytool -importkeystore -srcstoretype TYPE -deststoretype PKCS12 turns one into the other."));
        }
    };
    let texts: Vec<&str> = inline.iter().filter_map(|key| pairs.filled(key)).collect();
    let location = pairs.filled(&name("location"));
    let password = pairs.filled(&name("password")).map(Secret::new);
    if !texts.is_empty() {
        if kind != StoreKind::Pem {
            return Err(Obstacle::wrong(format!("{} is set, which takes {}=PEM", inline[0], name("type"))));
        }
        if location.is_some() {
            return Err(Obstacle::wrong(format!(
                "both {} and {} are set; Kafka takes one",
                name("location"),
                inline[0]
            )));
        }
        return Ok(Some(Material::Inline(Secret::new(texts.join("\n")))));
    }
    let Some(path) = location else { return Ok(None) };
    if kind == StoreKind::Pem && password.is_some() {
        return Err(Obstacle::wrong(format!("{} is set, but a PEM store has none", name("password")))
            .hint("The password of an encrypted key is ssl.key.password."));
    }
    Ok(Some(Material::File { kind, path: path.into(), password }))
}
