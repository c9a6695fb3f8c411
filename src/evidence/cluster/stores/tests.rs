//! Stores that keytool and OpenSSL have written.

use std::path::PathBuf;

use super::*;
use StoreKind::{Jks, Pem, Pkcs12};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/evidence/cluster/stores/fixtures").join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).unwrap()
}

fn file(kind: StoreKind, name: &str, password: Option<&str>) -> Option<Material> {
    Some(Material::File { kind, path: fixture(name), password: password.map(Secret::new) })
}

fn inline(text: &str) -> Option<Material> {
    Some(Material::Inline(Secret::new(text)))
}

fn opened(trust: Option<Material>, identity: Option<Material>, key_password: Option<&str>) -> Result<String, Why> {
    let tls = Tls {
        trust,
        identity,
        key_password: key_password.map(Secret::new),
        check_names: true,
        tls12: true,
        tls13: true,
    };
    open(&tls).map_err(|unusable| unusable.why).map(|(_, held)| {
        let own: Vec<&str> = held.own.iter().map(|certificate| certificate.subject.as_str()).collect();
        format!("{} trusted, own {}", held.authorities, own.join(" by "))
    })
}

fn trusts(kind: StoreKind, name: &str, password: Option<&str>) -> Result<String, Why> {
    opened(file(kind, name, password), None, None)
}

fn is(kind: StoreKind, name: &str, password: Option<&str>, key_password: Option<&str>) -> Result<String, Why> {
    opened(file(StoreKind::Pem, "ca.pem", None), file(kind, name, password), key_password)
}

#[test]
fn trust_stores_are_read_whatever_name_java_allows_for_them() {
    let one = || Ok("1 trusted, own ".to_string());
    assert_eq!(trusts(Jks, "trust.jks", Some("storepass")), one());
    assert_eq!(trusts(Jks, "trust.jks", None), one());
    assert_eq!(trusts(Pkcs12, "trust.jks", Some("storepass")), one());
    assert_eq!(trusts(Pkcs12, "trust.p12", Some("storepass")), one());
    assert_eq!(trusts(Jks, "trust.p12", Some("storepass")), one());
    assert_eq!(trusts(Pem, "ca.pem", None), one());
    let in_one_line = text("ca.pem").replace('\n', " ");
    assert_eq!(opened(inline(&in_one_line), None, None), one());
}

#[test]
fn trust_stores_that_cannot_be_used_say_why() {
    assert_eq!(trusts(Jks, "trust.jks", Some("x")), Err(Why::WrongPassword));
    assert_eq!(trusts(Pkcs12, "trust.p12", Some("x")), Err(Why::WrongPassword));
    assert_eq!(trusts(Pkcs12, "trust.p12", None), Err(Why::NeedsPassword));
    assert_eq!(trusts(Pkcs12, "openssl-trust.p12", Some("storepass")), Err(Why::NothingTrusted));
    assert_eq!(trusts(Pem, "key.pem", None), Err(Why::NothingTrusted));
    assert_eq!(trusts(Jks, "ca.pem", Some("storepass")), Err(Why::OtherKind { is: "PEM".into() }));
    assert_eq!(trusts(Pem, "trust.jks", None), Err(Why::OtherKind { is: "JKS".into() }));
    assert_eq!(trusts(Jks, "trust.jceks", Some("storepass")), Err(Why::OtherKind { is: "JCEKS".into() }));
    assert_eq!(trusts(Jks, "README.md", None), Err(Why::Unsupported { reason: "it is no JKS, PKCS12 or PEM".into() }));
    assert!(matches!(trusts(Jks, "missing", None), Err(Why::Unreadable { .. })));
}

#[test]
fn keys_are_read_with_their_chains() {
    let both = || Ok("1 trusted, own CN=me by CN=ca".to_string());
    assert_eq!(is(Jks, "key.jks", Some("storepass"), Some("keypass1")), both());
    assert_eq!(is(Pkcs12, "key.p12", Some("storepass"), None), both());
    assert_eq!(is(Pkcs12, "openssl.p12", Some("storepass"), None), both());
    assert_eq!(is(Pkcs12, "openssl-legacy.p12", Some("storepass"), None), Ok("1 trusted, own CN=me".into()));
    let ca = || file(Pem, "ca.pem", None);
    let with_chain = |key: &str| inline(&format!("{}{}", text(key), text("chain.pem")));
    assert_eq!(opened(ca(), with_chain("key.pem"), None), both());
    assert_eq!(opened(ca(), with_chain("key-encrypted.pem"), Some("keypass1")), both());
}

#[test]
fn keys_that_cannot_be_used_say_why() {
    assert_eq!(is(Jks, "key.jks", Some("storepass"), None), Err(Why::WrongPassword));
    assert_eq!(is(Jks, "key.jks", None, None), Err(Why::NeedsPassword));
    assert_eq!(is(Pkcs12, "key.p12", None, None), Err(Why::NeedsPassword));
    assert_eq!(is(Pem, "ca.pem", None, None), Err(Why::NoKey));
    let ca = || file(Pem, "ca.pem", None);
    let with = |key: &str, chain: &str| inline(&format!("{}{}", text(key), text(chain)));
    assert_eq!(opened(ca(), with("key.pem", "ca.pem"), None), Err(Why::KeyDoesNotFit));
    assert_eq!(opened(ca(), with("key-encrypted.pem", "chain.pem"), None), Err(Why::NeedsPassword));
    assert_eq!(opened(ca(), with("key-encrypted.pem", "chain.pem"), Some("x")), Err(Why::WrongPassword));
    assert_eq!(opened(ca(), with("key-old.pem", "chain.pem"), None), Err(Why::NeedsPassword));
    assert_eq!(opened(ca(), with("key-old.pem", "chain.pem"), Some("x")), Err(Why::WrongPassword));
    let why = opened(ca(), with("key-sec1.pem", "chain.pem"), Some("keypass1")).unwrap_err();
    assert!(matches!(&why, Why::Unsupported { reason } if reason.contains("openssl pkcs8 -topk8")), "{why:?}");
}

fn break_and_read(kind: StoreKind, name: &str, cut: usize, at: usize, byte: u8) {
    let mut bytes = std::fs::read(fixture(name)).unwrap();
    let length = bytes.len();
    bytes[at % length] = byte;
    bytes.truncate(length.min(cut));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let _ = read(&Material::File { kind, path: file.path().into(), password: None }, Some(&Secret::new("keypass1")));
}

proptest::proptest! {
    #[test]
    fn broken_jks_is_no_panic(cut in 4..1300_usize, at in 4..1300_usize, byte in 0..=255_u8) {
        break_and_read(Jks, "key.jks", cut, at, byte);
        break_and_read(Jks, "trust.jks", cut, at, byte);
    }
}

proptest::proptest! {
    #[test]
    fn broken_encrypted_pem_is_no_panic(cut in 4..700_usize, at in 30..700_usize, byte in 0x20..=0x7e_u8) {
        break_and_read(Pem, "key-old.pem", cut, at, byte);
    }
}

proptest::proptest! {
    // Each costs ten thousand rounds of a hash.
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(16))]
    #[test]
    fn broken_pkcs12_is_no_panic(cut in 4..900_usize, at in 4..700_usize, byte in 0..=255_u8) {
        break_and_read(Pkcs12, "trust.p12", cut, at, byte);
    }
}
