//! Key and trust stores: from files to what TLS needs. Java reads JKS where PKCS#12 is written and the other way round, so the
//! content decides between the two.

mod certificate;
mod ec;
mod jks;
mod pem;
mod pkcs12;

#[cfg(test)]
mod tests;

use std::io::Read;
use std::sync::Arc;

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SigningKey};
use rustls::{RootCertStore, SupportedProtocolVersion};
use serde::{Deserialize, Serialize};

use super::settings::{Material, Secret, StoreKind, Tls};
pub use certificate::Certificate;

/// A store is read up to this many bytes: Java's own list of all authorities has a fiftieth of it.
const LONGEST: u64 = 16 << 20;

/// Whom to trust and who we are, ready for TLS.
#[derive(Debug, Clone)]
pub struct Trust {
    /// Authorities.
    pub roots: Arc<RootCertStore>,
    /// The certificates of the trust store as they are: one that is trusted itself needs no authority, nor validity, in Java.
    pub trusted: Arc<Vec<CertificateDer<'static>>>,
    /// Our own certificate and key.
    pub identity: Option<Arc<CertifiedKey>>,
    /// Whether the certificate has to be for the host (`ssl.endpoint.identification.algorithm` is not empty).
    pub check_names: bool,
    /// TLS versions to offer.
    pub versions: Vec<&'static SupportedProtocolVersion>,
}

impl Trust {
    /// Trusts no certificate: for looking at one.
    pub fn nobody() -> Self {
        Self {
            roots: Arc::new(RootCertStore::empty()),
            trusted: Arc::default(),
            identity: None,
            check_names: false,
            versions: vec![&rustls::version::TLS13, &rustls::version::TLS12],
        }
    }
}

/// What a store holds.
#[derive(Debug, Default)]
struct Store {
    /// Certificates that are trusted.
    trusted: Vec<Vec<u8>>,
    /// The first key with its certificates, the own one first.
    key: Option<Key>,
}

#[derive(Debug)]
struct Key {
    /// PKCS#8, decrypted.
    pkcs8: Vec<u8>,
    chain: Vec<Vec<u8>>,
}

/// What the stores hold, as plain data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The trust store; nothing where the authorities of the system are used.
    pub trust_store: Option<String>,
    /// How many authorities are trusted.
    pub authorities: usize,
    /// Our own certificate and those that lead to its authority.
    pub own: Vec<Certificate>,
}

/// A store that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unusable {
    /// The setting that names it: `ssl.truststore` or `ssl.keystore`.
    pub store: String,
    /// The file, or nothing where it stands in the settings.
    pub file: Option<String>,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum Why {
    /// The file is missing or may not be read.
    Unreadable {
        /// What the system says.
        reason: String,
    },
    /// It, or the key in it, is encrypted and no password was given.
    NeedsPassword,
    /// The password does not fit, or the file was changed.
    WrongPassword,
    /// It is of another kind than the settings say.
    OtherKind {
        /// What it is.
        is: String,
    },
    /// No certificate in it is marked as trusted.
    NothingTrusted,
    /// There is no private key in it.
    NoKey,
    /// The key is not the one of the certificate.
    KeyDoesNotFit,
    /// Broken, or of a form that this program does not read.
    Unsupported {
        /// What it met, and a way round where there is one.
        reason: String,
    },
}

/// Opens what the settings name.
///
/// # Errors
/// The first store that cannot be used, and why.
pub fn open(tls: &Tls) -> Result<(Trust, Held), Unusable> {
    let mut held = Held::default();
    let mut roots = RootCertStore::empty();
    let mut trusted = Vec::new();
    match &tls.trust {
        Some(material) => {
            let fail = unusable("ssl.truststore", material);
            let store = read(material, None).map_err(&fail)?;
            trusted.extend(store.trusted.into_iter().map(CertificateDer::from));
            trusted.extend(store.key.and_then(|key| key.chain.into_iter().next()).map(CertificateDer::from));
            // Certificates that the TLS library does not take as authorities still count for themselves.
            roots.add_parsable_certificates(trusted.iter().cloned());
            if trusted.is_empty() {
                return Err(fail(Why::NothingTrusted));
            }
            held.trust_store = Some(name(material).unwrap_or_else(|| "ssl.truststore.certificates".into()));
        }
        None => {
            // What of the system's list cannot be read is left out; an empty one trusts nobody, which the handshake tells.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    held.authorities = roots.len().max(trusted.len());
    let identity = tls.identity.as_ref().map(|material| identity(material, tls.key_password.as_ref())).transpose()?;
    held.own = identity.iter().flat_map(|own| &own.cert).filter_map(|der| Certificate::read(der)).collect();
    let versions = [(tls.tls13, &rustls::version::TLS13), (tls.tls12, &rustls::version::TLS12)];
    let trust = Trust {
        roots: Arc::new(roots),
        trusted: Arc::new(trusted),
        identity: identity.map(Arc::new),
        check_names: tls.check_names,
        versions: versions.into_iter().filter(|(allowed, _)| *allowed).map(|(_, version)| version).collect(),
    };
    Ok((trust, held))
}

fn identity(material: &Material, key_password: Option<&Secret>) -> Result<CertifiedKey, Unusable> {
    let fail = unusable("ssl.keystore", material);
    let key = read(material, key_password).map_err(&fail)?.key.ok_or_else(|| fail(Why::NoKey))?;
    let signing = match signing_key(key.pkcs8.clone()) {
        Ok(signing) => signing,
        Err(why) => match key.chain.first().and_then(|own| ec::with_public_half(&key.pkcs8, own)) {
            // The library compares both halves.
            Some(whole) => signing_key(whole).map_err(|_| fail(Why::KeyDoesNotFit))?,
            None => return Err(fail(why)),
        },
    };
    let chain = key.chain.into_iter().map(CertificateDer::from).collect();
    let certified = CertifiedKey::new(chain, signing);
    match certified.keys_match() {
        Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => Err(fail(Why::KeyDoesNotFit)),
        Err(rustls::Error::NoCertificatesPresented) => {
            Err(fail(Why::Unsupported { reason: "there is a key, but no certificate with it".into() }))
        }
        _ => Ok(certified),
    }
}

fn signing_key(pkcs8: Vec<u8>) -> Result<Arc<dyn SigningKey>, Why> {
    any_supported_type(&PrivateKeyDer::from(PrivatePkcs8KeyDer::from(pkcs8)))
        .map_err(|error| Why::Unsupported { reason: error.to_string() })
}

fn name(material: &Material) -> Option<String> {
    match material {
        Material::File { path, .. } => Some(path.display().to_string()),
        Material::Inline(_) => None,
    }
}

fn unusable(store: &'static str, material: &Material) -> impl Fn(Why) -> Unusable {
    let file = name(material);
    move |why| Unusable { store: store.into(), file: file.clone(), why }
}

fn read(material: &Material, key_password: Option<&Secret>) -> Result<Store, Why> {
    let key_password = key_password.map(Secret::reveal);
    let (kind, path, password) = match material {
        Material::Inline(text) => return pem::read(text.reveal(), key_password),
        Material::File { kind, path, password } => (*kind, path, password.as_ref().map(Secret::reveal)),
    };
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LONGEST).read_to_end(&mut bytes))
        .map_err(|error| Why::Unreadable { reason: error.to_string() })?;
    let is = match bytes.as_slice() {
        [0xfe, 0xed, 0xfe, 0xed, ..] => "JKS",
        [0xce, 0xce, 0xce, 0xce, ..] => "JCEKS",
        [0x30, ..] => "PKCS12",
        bytes if bytes.windows(11).any(|part| part == b"-----BEGIN ") => "PEM",
        _ => return Err(Why::Unsupported { reason: "it is no JKS, PKCS12 or PEM".into() }),
    };
    match (kind, is) {
        (StoreKind::Pem, "PEM") => pem::read(&String::from_utf8_lossy(&bytes), key_password),
        (StoreKind::Jks | StoreKind::Pkcs12, "JKS") => jks::read(&bytes, password, key_password),
        (StoreKind::Jks | StoreKind::Pkcs12, "PKCS12") => pkcs12::read(&bytes, password),
        _ => Err(Why::OtherKind { is: is.into() }),
    }
}
