//! Passwords that nobody has given yet.

use crate::evidence::cluster::settings::{Access, Login, Material, Password, StoreKind, Tls, Token};
use crate::evidence::cluster::stores::{self, Why};

/// The passwords that a person has to be asked for, or the way in ends early. Stores are opened to see whether they want one. One
/// store can want two: ask again after [`Access::answer`].
pub fn missing(access: &Access) -> Vec<Password> {
    let login = match &access.login {
        Some(Login::Plain { user, password: None } | Login::Scram { user, password: None, .. }) => Some(user),
        Some(Login::Bearer(bearer)) => match &bearer.token {
            Token::Endpoint { client_id, client_secret: None, .. } => Some(client_id),
            _ => None,
        },
        _ => None,
    };
    let store = access.tls.as_ref().and_then(of_stores);
    store.into_iter().chain(login.map(|user| Password::Login { user: user.clone() })).collect()
}

fn of_stores(tls: &Tls) -> Option<Password> {
    let unusable = stores::open(tls).err().filter(|unusable| unusable.why == Why::NeedsPassword)?;
    let path = unusable.file.unwrap_or_default();
    if unusable.store == "ssl.truststore" {
        return Some(Password::TrustStore { path });
    }
    match &tls.identity {
        Some(Material::File { kind: StoreKind::Jks | StoreKind::Pkcs12, password: None, .. }) => {
            Some(Password::KeyStore { path })
        }
        _ => Some(Password::Key { path }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::cluster::settings::{Given, Secret};

    fn access(settings: &[String]) -> Access {
        let mut all = vec!["security.protocol=SASL_SSL".to_string(), "sasl.mechanism=PLAIN".into()];
        all.push(
            "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=u;".into(),
        );
        all.extend_from_slice(settings);
        let given = Given { bootstrap_server: Some("b:1".into()), command_config: None, command_property: all };
        Access::read(&given).unwrap()
    }

    #[test]
    fn they_are_asked_for_one_store_after_the_other() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/evidence/cluster/stores/fixtures");
        let mut access = access(&[
            "ssl.truststore.type=PKCS12".into(),
            format!("ssl.truststore.location={folder}/trust.p12"),
            format!("ssl.keystore.location={folder}/key.p12"),
        ]);
        let login = Password::Login { user: "u".into() };
        let trust = Password::TrustStore { path: format!("{folder}/trust.p12") };
        assert_eq!(missing(&access), [trust.clone(), login.clone()]);
        access.answer(&trust, Secret::new("storepass"));
        access.answer(&login, Secret::new("p"));
        let key = Password::KeyStore { path: format!("{folder}/key.p12") };
        assert_eq!(missing(&access), std::slice::from_ref(&key));
        access.answer(&key, Secret::new("storepass"));
        assert_eq!(missing(&access), []);
    }

    #[test]
    fn encrypted_keys_are_seen() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/evidence/cluster/stores/fixtures");
        let pem = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).unwrap().replace('\n', " ");
        let mut access = access(&[
            "ssl.keystore.type=PEM".into(),
            format!("ssl.keystore.key={}", pem("key-encrypted.pem")),
            format!("ssl.keystore.certificate.chain={}", pem("chain.pem")),
        ]);
        let key = Password::Key { path: String::new() };
        assert_eq!(missing(&access)[0], key);
        access.answer(&key, Secret::new("keypass1"));
        assert_eq!(missing(&access), [Password::Login { user: "u".into() }]);
    }
}
