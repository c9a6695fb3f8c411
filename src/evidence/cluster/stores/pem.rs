//! PEM as Kafka reads it: certificates and one PKCS#8 key, in a file or in one line of the settings, in any order.

use base64ct::{Base64, Encoding};
use pkcs8::EncryptedPrivateKeyInfoRef;

use super::{Key, Store, Why, pkcs12};

/// Reads every block.
pub(super) fn read(text: &str, key_password: Option<&str>) -> Result<Store, Why> {
    let mut certificates = Vec::new();
    let mut key = None;
    for (label, body) in blocks(text) {
        let der = || {
            let body: String = body.split_whitespace().collect();
            Base64::decode_vec(&body)
                .map_err(|_| Why::Unsupported { reason: format!("the block {label} is no base64") })
        };
        match label {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => certificates.push(der()?),
            "PRIVATE KEY" => key = key.or(Some(der()?)),
            "ENCRYPTED PRIVATE KEY" => {
                let password = key_password.ok_or(Why::NeedsPassword)?;
                key = key.or(Some(decrypt(&der()?, password)?));
            }
            _ if label.ends_with("PRIVATE KEY") => {
                return Err(Why::Unsupported {
                    reason: format!(
                        "the key is {label}, Kafka takes PKCS#8; openssl pkcs8 -topk8 turns one into the other"
                    ),
                });
            }
            _ => {}
        }
    }
    Ok(match key {
        Some(pkcs8) => Store { trusted: Vec::new(), key: Some(Key { pkcs8, chain: certificates }) },
        None => Store { trusted: certificates, key: None },
    })
}

/// Labels and what stands between their lines.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((label, after)) = rest.split_once("-----BEGIN ").and_then(|(_, found)| found.split_once("-----")) {
        let Some((body, after)) = after.split_once("-----END ") else { break };
        blocks.push((label.trim(), body));
        rest = after;
    }
    blocks
}

fn decrypt(der: &[u8], password: &str) -> Result<Vec<u8>, Why> {
    match EncryptedPrivateKeyInfoRef::try_from(der) {
        Ok(info) => info.decrypt(password).map(|plain| plain.as_bytes().to_vec()).map_err(|_| Why::WrongPassword),
        Err(_) => pkcs12::open_key(der, password),
    }
}
