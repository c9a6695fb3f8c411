//! TLS: keeps what the peer shows even where it is refused, and refuses as Java's clients do.

use std::io::ErrorKind;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ResolvesClientCert, verify_server_cert_signed_by_trust_anchor};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme, StreamOwned,
};
use serde::{Deserialize, Serialize};

use super::socket::{Channel, Socket, alert, fault, gone};
use super::{Deadline, Fault};
use crate::evidence::cluster::stores::{Certificate, Trust};
use crate::evidence::redact::clean;

/// Certificates of a chain that are kept.
const CHAIN: usize = 10;

/// What a TLS peer has shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The version agreed on, such as `TLSv1_3`.
    pub version: Option<String>,
    /// The cipher suite agreed on.
    pub cipher: Option<String>,
    /// Its certificate, then those that lead to an authority, as sent; at most ten.
    pub chain: Vec<Certificate>,
    /// What is wrong with the chain.
    pub problems: Vec<Problem>,
    /// It has asked for a certificate of ours.
    pub asks_certificate: bool,
    /// The authorities whose certificates it takes, where it says so.
    pub accepts: Vec<String>,
    /// We have a certificate to give.
    pub has_certificate: bool,
}

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "problem")]
pub enum Problem {
    /// No authority of the trust store has signed it.
    UnknownAuthority,
    /// A certificate of the chain is over.
    Expired,
    /// A certificate of the chain is not valid yet.
    NotYetValid,
    /// Its certificate is for other hosts.
    WrongHost {
        /// The host that was asked for.
        host: String,
    },
    /// It is no certificate for servers (extended key usage).
    NotForServers,
    /// Another reason.
    Other {
        /// In the words of the TLS library.
        why: String,
    },
}

/// Why there is no TLS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum NoTls {
    /// We refuse the certificate: see the problems.
    Refused,
    /// The peer ends the handshake with an alert.
    Alert {
        /// Its name in the TLS protocol, such as `HandshakeFailure`.
        alert: String,
    },
    /// What came is not TLS.
    NotTls {
        /// In the words of the TLS library.
        why: String,
    },
    /// No version or cipher suite in common.
    NothingInCommon {
        /// In the words of the TLS library.
        why: String,
    },
    /// The connection broke.
    Broken {
        /// How.
        how: Fault,
    },
}

/// The handshake. What the peer has shown comes back in any case.
pub(super) fn handshake(
    socket: Socket,
    host: &str,
    trust: &Trust,
    deadline: Deadline,
) -> (Shown, Result<Channel, NoTls>) {
    let began = Instant::now();
    let recorder = Arc::new(Recorder { host: host.into(), trust: trust.clone(), seen: Mutex::default() });
    let refused = |why: Error| NoTls::Broken { how: Fault::Broken { why: why.to_string() } };
    // A name that cannot stand in a certificate (an underscore) still gets a handshake; then the names decide.
    let name = ServerName::try_from(host.to_string())
        .unwrap_or_else(|_| ServerName::IpAddress(std::net::Ipv4Addr::UNSPECIFIED.into()));
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&trust.versions)
        .map(|config| {
            config
                .dangerous()
                .with_custom_certificate_verifier(recorder.clone())
                .with_client_cert_resolver(recorder.clone())
        });
    let connection = match config.and_then(|config| ClientConnection::new(Arc::new(config), name)) {
        Ok(connection) => connection,
        Err(error) => return (Shown::default(), Err(refused(error))),
    };
    let mut stream = StreamOwned::new(connection, socket);
    stream.sock.deadline = deadline;
    let mut failed = None;
    while failed.is_none() && stream.conn.is_handshaking() {
        failed = stream.conn.complete_io(&mut stream.sock).err();
        // A peer that closes while we still send has often said why before.
        if failed.as_ref().is_some_and(|error| gone(error.kind()))
            && stream.conn.read_tls(&mut stream.sock).is_ok_and(|count| count > 0)
            && let Err(said) = stream.conn.process_new_packets()
        {
            failed = Some(std::io::Error::new(ErrorKind::InvalidData, said));
        }
    }
    let mut shown = recorder.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    shown.version = stream.conn.protocol_version().map(|version| format!("{version:?}"));
    shown.cipher = stream.conn.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite()));
    shown.has_certificate = trust.identity.is_some();
    let result = match failed {
        None => Ok(Channel::Tls(Box::new(stream))),
        Some(_) if !shown.problems.is_empty() => Err(NoTls::Refused),
        Some(error) => Err(why_not(&error, began)),
    };
    (shown, result)
}

fn why_not(error: &std::io::Error, began: Instant) -> NoTls {
    if let Some(alert) = alert(error) {
        return NoTls::Alert { alert };
    }
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match inner {
        Some(Error::InvalidMessage(_) | Error::InappropriateMessage { .. }) => {
            NoTls::NotTls { why: clean(&error.to_string()) }
        }
        Some(Error::PeerIncompatible(_)) => NoTls::NothingInCommon { why: clean(&error.to_string()) },
        _ if error.kind() == ErrorKind::InvalidData => {
            NoTls::Broken { how: Fault::Broken { why: clean(&error.to_string()) } }
        }
        _ => NoTls::Broken { how: fault(error, began, 0) },
    }
}

/// Judges the peer's certificate and notes what it sees.
#[derive(Debug)]
struct Recorder {
    host: String,
    trust: Trust,
    seen: Mutex<Shown>,
}

impl Recorder {
    fn note(&self, what: impl FnOnce(&mut Shown)) {
        what(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Where validity is the trouble, the chain is looked at once more at a moment when the certificate was valid: an unknown
    /// authority is told as well.
    fn problems(&self, leaf: &CertificateDer, rest: &[CertificateDer], now: UnixTime) -> Vec<Problem> {
        let facts = Certificate::read(leaf);
        let mut problems = Vec::new();
        if !self.trust.trusted.iter().any(|trusted| trusted == leaf) {
            let first = self.chain_problem(leaf, rest, now);
            let when = facts.as_ref().map(|facts| facts.not_after.saturating_sub(1)).and_then(|at| at.try_into().ok());
            if let (Some(Problem::Expired | Problem::NotYetValid), Some(at)) = (&first, when) {
                let then = UnixTime::since_unix_epoch(Duration::from_secs(at));
                problems.extend(self.chain_problem(leaf, rest, then).filter(|then| Some(then) != first.as_ref()));
            }
            problems.splice(0..0, first);
        }
        if self.trust.check_names && !facts.is_some_and(|facts| facts.is_for(&self.host)) {
            problems.push(Problem::WrongHost { host: clean(&self.host) });
        }
        problems
    }

    fn chain_problem(&self, leaf: &CertificateDer, rest: &[CertificateDer], at: UnixTime) -> Option<Problem> {
        let algorithms = ring::default_provider().signature_verification_algorithms.all;
        let verified = ParsedCertificate::try_from(leaf)
            .and_then(|leaf| verify_server_cert_signed_by_trust_anchor(&leaf, &self.trust.roots, rest, at, algorithms));
        verified.err().map(|error| match &error {
            Error::InvalidCertificate(reason) => match reason {
                CertificateError::UnknownIssuer => Problem::UnknownAuthority,
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => Problem::Expired,
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Problem::NotYetValid,
                CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
                    Problem::NotForServers
                }
                _ => Problem::Other { why: clean(&error.to_string()) },
            },
            _ => Problem::Other { why: clean(&error.to_string()) },
        })
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        rest: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let problems = self.problems(leaf, rest, now);
        let chain = std::iter::once(leaf).chain(rest).take(CHAIN).filter_map(|der| Certificate::read(der)).collect();
        let good = problems.is_empty();
        self.note(|seen| (seen.chain, seen.problems) = (chain, problems));
        if good {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, leaf, signed, &provider().signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, leaf, signed, &provider().signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}

impl ResolvesClientCert for Recorder {
    fn resolve(&self, hints: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let accepts = hints.iter().take(CHAIN).filter_map(|hint| {
            use x509_parser::prelude::FromDer;
            let (_, name) = x509_parser::x509::X509Name::from_der(hint).ok()?;
            Some(clean(&name.to_string()))
        });
        self.note(|seen| (seen.asks_certificate, seen.accepts) = (true, accepts.collect()));
        self.trust.identity.clone()
    }

    fn has_certs(&self) -> bool {
        // Also without one: only then does the library say that we were asked.
        true
    }
}

fn provider() -> CryptoProvider {
    ring::default_provider()
}
