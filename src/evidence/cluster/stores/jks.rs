//! Java's own key store format, as `sun.security.provider.JavaKeyStore` writes it: aliases, certificates, and keys that are
//! hidden under a stream of SHA-1; behind them a SHA-1 over all of it and the password.

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

use super::{Key, Store, Why};

/// The digest's length.
const DIGEST: usize = 20;

/// Java mixes this into the check sum.
const WHITENER: &[u8] = b"Mighty Aphrodite";

/// Reads it. Without a password the check sum is not checked, as in Java, and keys stay closed.
pub(super) fn read(bytes: &[u8], password: Option<&str>, key_password: Option<&str>) -> Result<Store, Why> {
    let (content, sum) = bytes.split_at_checked(bytes.len().saturating_sub(DIGEST)).ok_or_else(broken)?;
    if let Some(password) = password
        && sha1(&[&utf16(password), WHITENER, content]) != sum
    {
        return Err(Why::WrongPassword);
    }
    let mut rest = Bytes(content);
    rest.take(4)?;
    let version = rest.u32()?;
    if !(1..=2).contains(&version) {
        return Err(broken());
    }
    let mut store = Store::default();
    for _ in 0..rest.u32()? {
        let tag = rest.u32()?;
        // Alias and time.
        rest.text()?;
        rest.take(8)?;
        match tag {
            1 => {
                let hidden = rest.long()?;
                let mut chain = Vec::new();
                for _ in 0..rest.u32()? {
                    chain.push(rest.certificate(version)?);
                }
                if store.key.is_none() {
                    let password = key_password.or(password).ok_or(Why::NeedsPassword)?;
                    store.key = Some(Key { pkcs8: reveal(hidden, password)?, chain });
                }
            }
            2 => store.trusted.push(rest.certificate(version)?),
            _ => return Err(broken()),
        }
    }
    Ok(store)
}

/// The key: an `EncryptedPrivateKeyInfo` whose content is salt, hidden bytes, check sum.
fn reveal(info: &[u8], password: &str) -> Result<Vec<u8>, Why> {
    use pkcs8::der::asn1::{AnyRef, OctetStringRef};
    use pkcs8::der::{Decode, Reader, SliceReader};
    let hidden = SliceReader::new(info)
        .and_then(|mut reader| {
            reader.sequence(|inner| {
                AnyRef::decode(inner)?;
                <&OctetStringRef>::decode(inner)
            })
        })
        .map_err(|_: pkcs8::der::Error| broken())?
        .as_bytes();
    let (salt, rest) = hidden.split_at_checked(DIGEST).ok_or_else(broken)?;
    let (body, sum) = rest.split_at_checked(rest.len().saturating_sub(DIGEST)).ok_or_else(broken)?;
    let password = utf16(password);
    let mut stream = salt.to_vec();
    let mut plain = Vec::with_capacity(body.len());
    for block in body.chunks(DIGEST) {
        stream = sha1(&[&password, &stream]);
        plain.extend(block.iter().zip(&stream).map(|(byte, hiding)| byte ^ hiding));
    }
    if sha1(&[&password, &plain]) == sum { Ok(plain) } else { Err(Why::WrongPassword) }
}

fn sha1(parts: &[&[u8]]) -> Vec<u8> {
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    parts.iter().for_each(|part| context.update(part));
    context.finish().as_ref().to_vec()
}

fn utf16(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn broken() -> Why {
    Why::Unsupported { reason: "it is a broken JKS file".into() }
}

/// Reads forward within what is there.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Why> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(broken)?;
        self.0 = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, Why> {
        Ok(u32::from_be_bytes(self.take(4)?.try_into().map_err(|_| broken())?))
    }

    fn long(&mut self) -> Result<&'a [u8], Why> {
        let length = self.u32()? as usize;
        self.take(length)
    }

    fn text(&mut self) -> Result<&'a [u8], Why> {
        let length = u16::from_be_bytes(self.take(2)?.try_into().map_err(|_| broken())?);
        self.take(length.into())
    }

    fn certificate(&mut self, version: u32) -> Result<Vec<u8>, Why> {
        if version == 2 {
            // X.509 is the only type there is.
            self.text()?;
        }
        self.long().map(<[u8]>::to_vec)
    }
}
