//! Elliptic keys as Java writes them: without the public half, which the TLS library wants to see.

use pkcs8::der::asn1::{AnyRef, OctetStringRef};
use pkcs8::der::{Decode, Encode, Reader, SliceReader};
use pkcs8::{ObjectIdentifier, PrivateKeyInfoRef};
use x509_parser::prelude::{FromDer, X509Certificate};

const ELLIPTIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// The key with the public half of its certificate put in (RFC 5915); nothing where it is no elliptic key.
pub(super) fn with_public_half(key: &[u8], certificate: &[u8]) -> Option<Vec<u8>> {
    let info = PrivateKeyInfoRef::from_der(key).ok()?;
    if info.algorithm.oid != ELLIPTIC {
        return None;
    }
    let algorithm = info.algorithm.to_der().ok()?;
    let mut reader = SliceReader::new(info.private_key.as_bytes()).ok()?;
    let secret = reader
        .sequence(|inner| {
            u8::decode(inner)?;
            let secret = <&OctetStringRef>::decode(inner)?.as_bytes();
            while !inner.is_finished() {
                AnyRef::decode(inner)?;
            }
            Ok::<_, pkcs8::der::Error>(secret)
        })
        .ok()?;
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let public = [&[0][..], &certificate.public_key().subject_public_key.data].concat();
    let own = [&[2, 1, 1][..], &value(0x04, secret), &value(0xa1, &value(0x03, &public))].concat();
    Some(value(0x30, &[&[2, 1, 0][..], &algorithm, &value(0x04, &value(0x30, &own))].concat()))
}

/// A DER value of at most 64 KB.
pub(super) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = (content.len() as u16).to_be_bytes();
    let length: &[u8] = match content.len() {
        ..0x80 => &[low],
        0x80..0x100 => &[0x81, low],
        _ => &[0x82, high, low],
    };
    [&[tag][..], length, content].concat()
}
