//! PKCS#12, as keytool and OpenSSL write it.

use p12_keystore::error::Error;
use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12Archive, Pkcs12ImportPolicy};

use super::ec::value;
use super::{Key, Store, Why};

/// The object ids of `data` (PKCS#7) and of a bag with an encrypted key (PKCS#12), as DER.
const DATA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const ENCRYPTED_KEY: &[u8] = &[0x06, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 2];

/// Reads it. As in Java, certificates count as trusted only with keytool's mark: `openssl pkcs12 -export -nokeys` leaves it out.
pub(super) fn read(bytes: &[u8], password: Option<&str>) -> Result<Store, Why> {
    let opened = KeyStore::from_pkcs12(bytes, password.unwrap_or(""), Pkcs12ImportPolicy::Strict);
    let opened = opened.map_err(|error| match (&error, password) {
        (Error::MacError(_), None) => Why::NeedsPassword,
        (Error::MacError(_), Some(_)) => Why::WrongPassword,
        // Without a check sum, a wrong password shows as nonsense after decryption.
        (_, None) => Why::NeedsPassword,
        _ => Why::Unsupported { reason: format!("{error}; or the password does not fit") },
    })?;
    let mut store = Store::default();
    for (_, entry) in opened.entries() {
        match entry {
            KeyStoreEntry::Certificate(certificate) => store.trusted.push(certificate.as_der().to_vec()),
            KeyStoreEntry::PrivateKeyChain(chain) => {
                let key = Key {
                    pkcs8: chain.key().as_der().to_vec(),
                    chain: chain.certs().iter().map(|certificate| certificate.as_der().to_vec()).collect(),
                };
                store.key.get_or_insert(key);
            }
            KeyStoreEntry::Secret(_) => {}
        }
    }
    Ok(store)
}

/// Opens one key that is encrypted as in PKCS#12 (RFC 7292, appendix B): the only kind of encrypted PEM that Java 17 opens. It is put into a
/// store without a check sum, which is then read like any other.
pub(super) fn open_key(encrypted: &[u8], password: &str) -> Result<Vec<u8>, Why> {
    let content = |inner: &[u8]| value(0x30, &[DATA, &value(0xa0, &value(0x04, inner))].concat());
    let bag = value(0x30, &[ENCRYPTED_KEY, &value(0xa0, encrypted)].concat());
    let safes = value(0x30, &content(&value(0x30, &bag)));
    let store = value(0x30, &[&[2, 1, 3][..], &content(&safes)].concat());
    match Pkcs12Archive::from_pkcs12(&store, password) {
        Ok(archive) => archive.keys.first().map(|bag| bag.key.as_der().to_vec()).ok_or(Why::NoKey),
        Err(Error::UnsupportedEncryptionScheme) => Err(Why::Unsupported {
            reason: "the key is encrypted in a way that is not read here; openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW turns it into one that is".into(),
        }),
        Err(_) => Err(Why::WrongPassword),
    }
}
