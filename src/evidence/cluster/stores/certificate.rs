//! What a certificate says, as far as people on call need it.

use std::net::IpAddr;

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

use crate::evidence::redact::clean;

/// Names that are kept of one certificate.
const NAMES: usize = 100;

/// One certificate, as it says of itself; every text is escaped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Whose it is.
    pub subject: String,
    /// Who has signed it.
    pub issuer: String,
    /// In hexadecimal digits.
    pub serial: String,
    /// The first moment of its validity, seconds since 1970.
    pub not_before: i64,
    /// The last moment of its validity, seconds since 1970.
    pub not_after: i64,
    /// Host names that it is for.
    pub dns_names: Vec<String>,
    /// Addresses that it is for.
    pub addresses: Vec<IpAddr>,
    /// The name in the subject, which counts where there are no host names.
    pub common_name: Option<String>,
    /// Whether it may sign others.
    pub authority: bool,
    /// SHA-256 over all of it, in hexadecimal digits.
    pub fingerprint: String,
}

impl Certificate {
    /// Reads it; nothing where the bytes are no certificate.
    pub fn read(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let mut dns_names = Vec::new();
        let mut addresses = Vec::new();
        let names = certificate.subject_alternative_name().ok().flatten();
        for name in names.iter().flat_map(|names| &names.value.general_names).take(NAMES) {
            match name {
                GeneralName::DNSName(name) => dns_names.push(clean(name)),
                GeneralName::IPAddress(bytes) => addresses.extend(address(bytes)),
                _ => {}
            }
        }
        Some(Self {
            subject: clean(&certificate.subject().to_string()),
            issuer: clean(&certificate.issuer().to_string()),
            serial: clean(&certificate.raw_serial_as_string()),
            not_before: certificate.validity().not_before.timestamp(),
            not_after: certificate.validity().not_after.timestamp(),
            dns_names,
            addresses,
            common_name: certificate.subject().iter_common_name().next().and_then(|name| name.as_str().ok()).map(clean),
            authority: certificate.is_ca(),
            fingerprint: hex(digest(&SHA256, der).as_ref()),
        })
    }

    /// Whole days from a moment (seconds since 1970) to its end; negative once it is over.
    pub fn days_left(&self, now: i64) -> i64 {
        (self.not_after - now).div_euclid(86_400)
    }

    /// Whether it is for this host, by Java's rules: addresses only by address, names by host names, or by the common name
    /// where the certificate has no host names.
    pub fn is_for(&self, host: &str) -> bool {
        if let Ok(wanted) = host.parse::<IpAddr>() {
            return self.addresses.contains(&wanted);
        }
        match &self.common_name {
            Some(name) if self.dns_names.is_empty() => covers(name, host),
            _ => self.dns_names.iter().any(|name| covers(name, host)),
        }
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    match bytes.len() {
        4 => <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from),
        16 => <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from),
        _ => None,
    }
}

/// A star stands for the first label, and only before a domain of two labels or more.
fn covers(pattern: &str, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    match pattern.strip_prefix("*.") {
        Some(domain) if domain.contains('.') => {
            host.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest.eq_ignore_ascii_case(domain))
        }
        _ => pattern.eq_ignore_ascii_case(host),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Certificate {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters =
            rcgen::CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
        parameters.distinguished_name = rcgen::DistinguishedName::new();
        parameters.distinguished_name.push(rcgen::DnType::CommonName, "common.example.com");
        parameters.not_before = rcgen::date_time_ymd(2024, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(2024, 1, 31);
        Certificate::read(parameters.self_signed(&key).unwrap().der()).unwrap()
    }

    #[test]
    fn names_count_as_in_java() {
        let named = of(&["b1.example.com", "*.brokers.example.com", "10.0.0.7"]);
        for (host, good) in [
            ("b1.example.com", true),
            ("B1.Example.com", true),
            ("b1.example.com.", true),
            ("x.brokers.example.com", true),
            ("brokers.example.com", false),
            ("x.y.brokers.example.com", false),
            ("common.example.com", false),
            ("10.0.0.7", true),
            ("10.0.0.8", false),
        ] {
            assert_eq!(named.is_for(host), good, "{host}");
        }
        let bare = of(&[]);
        assert!(bare.is_for("common.example.com") && !bare.is_for("b1.example.com") && !bare.is_for("10.0.0.7"));
    }

    #[test]
    fn days_are_counted_from_any_moment() {
        let certificate = of(&["x"]);
        assert_eq!((certificate.not_before, certificate.not_after), (1_704_067_200, 1_706_659_200));
        assert_eq!(certificate.days_left(1_706_659_200 - 86_400), 1);
        assert_eq!(certificate.days_left(1_706_659_200), 0);
        assert_eq!(certificate.days_left(1_706_659_201), -1);
        assert_eq!(certificate.subject, "CN=common.example.com");
        assert_eq!(certificate.fingerprint.len(), 64);
    }

    #[test]
    fn what_is_no_certificate_is_none() {
        assert_eq!(Certificate::read(b"\x30\x82\xff\xff"), None);
        assert_eq!(Certificate::read(b""), None);
    }
}
