//! SCRAM (RFC 5802, RFC 7677) as Kafka speaks it: no channel binding, names and passwords as they are (no SASLprep).

use std::num::NonZeroU32;

use base64ct::{Base64, Encoding};
use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hmac, pbkdf2};

use super::NoLogin;
use crate::evidence::cluster::settings::Hash;
use crate::evidence::redact::clean;

/// Kafka's controllers keep credentials of at most 16,384 iterations; those that were once written into ZooKeeper may have more. A peer
/// that wants more than this only wants us busy.
const MOST_ITERATIONS: u32 = 100_000;

/// One login.
pub(super) struct Client {
    hash: Hash,
    nonce: String,
    first_bare: String,
}

/// What the server has to show in the end.
pub(super) struct Proof {
    signature: Vec<u8>,
}

impl Client {
    pub(super) fn new(hash: Hash, user: &str, delegation_token: bool) -> Self {
        let mut bytes = [0; 24];
        SystemRandom::new().fill(&mut bytes).expect("the system has random numbers");
        Self::with_nonce(hash, user, delegation_token, Base64::encode_string(&bytes))
    }

    fn with_nonce(hash: Hash, user: &str, delegation_token: bool, nonce: String) -> Self {
        let user = user.replace('=', "=3D").replace(',', "=2C");
        let extension = if delegation_token { ",tokenauth=true" } else { "" };
        Self { hash, first_bare: format!("n={user},r={nonce}{extension}"), nonce }
    }

    pub(super) fn first(&self) -> Vec<u8> {
        format!("n,,{}", self.first_bare).into_bytes()
    }

    /// The second message, and what the answer to it has to prove.
    pub(super) fn last(&self, server_first: &[u8], password: &str) -> Result<(Vec<u8>, Proof), NoLogin> {
        let wrong = |why: &str| NoLogin::ServerUnproven { why: why.into() };
        let text = std::str::from_utf8(server_first).map_err(|_| wrong("its first message is no text"))?;
        let field = |name: char| {
            text.split(',').find_map(|part| part.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')))
        };
        if let Some(error) = field('e') {
            return Err(NoLogin::Refused { code: super::REFUSED, message: clean(error), token: None });
        }
        let nonce = field('r').filter(|nonce| nonce.starts_with(&self.nonce) && nonce.len() > self.nonce.len());
        let nonce = nonce.ok_or_else(|| wrong("its first message does not go on from ours"))?;
        let salt =
            field('s').and_then(|salt| Base64::decode_vec(salt).ok()).ok_or_else(|| wrong("it gives no salt"))?;
        let iterations = field('i')
            .and_then(|count| count.parse().ok())
            .filter(|count: &NonZeroU32| count.get() <= MOST_ITERATIONS)
            .ok_or_else(|| wrong("it gives no sensible number of iterations"))?;

        let (hmac_hash, digest_hash, kdf) = match self.hash {
            Hash::Sha256 => (hmac::HMAC_SHA256, &digest::SHA256, pbkdf2::PBKDF2_HMAC_SHA256),
            Hash::Sha512 => (hmac::HMAC_SHA512, &digest::SHA512, pbkdf2::PBKDF2_HMAC_SHA512),
        };
        let sign = |key: &[u8], text: &[u8]| hmac::sign(&hmac::Key::new(hmac_hash, key), text).as_ref().to_vec();
        let mut salted = vec![0; digest_hash.output_len()];
        pbkdf2::derive(kdf, iterations, &salt, password.as_bytes(), &mut salted);
        let client_key = sign(&salted, b"Client Key");
        let stored_key = digest::digest(digest_hash, &client_key);
        let without_proof = format!("c=biws,r={nonce}");
        let said = format!("{},{text},{without_proof}", self.first_bare);
        let signature = sign(stored_key.as_ref(), said.as_bytes());
        let proof: Vec<u8> = client_key.iter().zip(&signature).map(|(key, sign)| key ^ sign).collect();
        let server_key = sign(&salted, b"Server Key");
        let last = format!("{without_proof},p={}", Base64::encode_string(&proof));
        Ok((last.into_bytes(), Proof { signature: sign(&server_key, said.as_bytes()) }))
    }
}

impl Proof {
    /// Whether the server knows the password too.
    pub(super) fn check(&self, server_last: &[u8]) -> Result<(), NoLogin> {
        let text = String::from_utf8_lossy(server_last);
        if let Some(error) = text.strip_prefix("e=") {
            return Err(NoLogin::Refused { code: super::REFUSED, message: clean(error), token: None });
        }
        let shown = text.strip_prefix("v=").and_then(|rest| rest.split(',').next());
        if shown.and_then(|shown| Base64::decode_vec(shown).ok()).is_some_and(|shown| shown == self.signature) {
            Ok(())
        } else {
            Err(NoLogin::ServerUnproven { why: "its signature is not that of a server that knows the password".into() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_rfc_7677_comes_out() {
        let client = Client::with_nonce(Hash::Sha256, "user", false, "rOprNGfwEbeRWgbNEkqO".into());
        assert_eq!(client.first(), b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        let server_first = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        let (last, proof) = client.last(server_first, "pencil").unwrap();
        assert_eq!(
            String::from_utf8(last).unwrap(),
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
        proof.check(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=").unwrap();
        assert!(matches!(
            proof.check(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5="),
            Err(NoLogin::ServerUnproven { .. })
        ));
        assert!(matches!(proof.check(b"e=other-error"), Err(NoLogin::Refused { .. })));
    }

    #[test]
    fn servers_that_lie_are_found_out() {
        let client = Client::with_nonce(Hash::Sha512, "a,b=c", true, "mine".into());
        assert_eq!(client.first(), b"n,,n=a=2Cb=3Dc,r=mine,tokenauth=true");
        for server_first in [
            &b"r=mine,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"[..],
            b"r=other1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            b"r=mine1,s=?,i=4096",
            b"r=mine1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0",
            b"r=mine1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4294967295",
            b"\xff",
            b"",
        ] {
            assert!(matches!(client.last(server_first, "p"), Err(NoLogin::ServerUnproven { .. })), "{server_first:?}");
        }
    }
}
