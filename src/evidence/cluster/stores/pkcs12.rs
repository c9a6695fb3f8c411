//! PKCS#12, as keytool and OpenSSL write it.

use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12ImportPolicy};

use super::{Key, Store, Why};

/// Reads it. As in Java, certificates count as trusted only with keytool's mark: `openssl pkcs12 -export -nokeys` leaves it out.
pub(super) fn read(bytes: &[u8], password: Option<&str>) -> Result<Store, Why> {
    let opened = KeyStore::from_pkcs12(bytes, password.unwrap_or(""), Pkcs12ImportPolicy::Strict);
    let opened = opened.map_err(|error| match (&error, password) {
        (p12_keystore::error::Error::MacError(_), None) => Why::NeedsPassword,
        (p12_keystore::error::Error::MacError(_), Some(_)) => Why::WrongPassword,
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
