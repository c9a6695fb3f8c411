//! A broker with a listener for each thing that a client can get right or wrong, and clients' settings for them.

use std::time::{SystemTime, UNIX_EPOCH};

use base64ct::{Base64UrlUnpadded, Encoding};

use super::keys::{self, STORE_PASSWORD};
use crate::lab::{Cluster, Doctor, Plan};

/// Of the controller.
pub const CONTROLLER: u16 = 0;
/// Neither TLS nor login; whoever comes by it is a superuser.
pub const PLAINTEXT: u16 = 1;
/// PLAIN and SCRAM.
pub const SASL: u16 = 2;
/// TLS.
pub const SSL: u16 = 3;
/// PLAIN and SCRAM over TLS.
pub const SASL_SSL: u16 = 4;
/// TLS with client certificates.
pub const MUTUAL: u16 = 5;
/// The certificate is over.
pub const EXPIRED: u16 = 6;
/// The certificate has five days left.
pub const SOON: u16 = 7;
/// The certificate is of tomorrow.
pub const EARLY: u16 = 8;
/// The certificate is by an authority that nobody knows.
pub const STRANGER: u16 = 9;
/// The certificate is for another host.
pub const OTHER_HOST: u16 = 10;
/// TLS 1.3 only.
pub const MODERN: u16 = 11;
/// OAUTHBEARER only.
pub const TOKENS: u16 = 12;
/// PLAIN and SCRAM, with logins that hold for four seconds.
pub const SHORT: u16 = 13;
/// Nobody listens there.
pub const FREE: u16 = 14;

/// Port, name, protocol, certificate.
const LISTENERS: [(u16, &str, &str, &str); 14] = [
    (CONTROLLER, "CONTROLLER", "PLAINTEXT", ""),
    (PLAINTEXT, "PLAINTEXT", "PLAINTEXT", ""),
    (SASL, "SASL", "SASL_PLAINTEXT", ""),
    (SSL, "SSL", "SSL", "good"),
    (SASL_SSL, "SASLSSL", "SASL_SSL", "good"),
    (MUTUAL, "MUTUAL", "SSL", "good"),
    (EXPIRED, "EXPIRED", "SSL", "expired"),
    (SOON, "SOON", "SSL", "soon"),
    (EARLY, "EARLY", "SSL", "early"),
    (STRANGER, "STRANGER", "SSL", "stranger"),
    (OTHER_HOST, "OTHERHOST", "SSL", "other-host"),
    (MODERN, "MODERN", "SSL", "good"),
    (TOKENS, "TOKENS", "SASL_PLAINTEXT", ""),
    (SHORT, "SHORT", "SASL_PLAINTEXT", ""),
];

const SETTINGS: &str = "
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.tokens.sasl.enabled.mechanisms=OAUTHBEARER
listener.name.tokens.oauthbearer.sasl.jaas.config={security}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";
listener.name.tokens.oauthbearer.sasl.server.callback.handler.class={security}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler
listener.name.short.connections.max.reauth.ms=4000
listener.name.mutual.ssl.client.auth=required
listener.name.modern.ssl.enabled.protocols=TLSv1.3
ssl.keystore.type=PEM
ssl.truststore.type=PEM
ssl.truststore.location={keys}/ca.pem
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:admin;User:CN=client
";
const PACKAGE: &str = "org.apache.kafka.common.security";

/// Starts it. `admin` is a superuser; `kafka-doctor`, as `show permissions` calls it, and `nobody` have no rights.
pub fn start(version: &'static str) -> Cluster {
    let plan = Plan::one(version);
    let folder = plan.folder().join("keys");
    keys::make(&folder);
    let settings = SETTINGS.replace("{security}", PACKAGE).replace("{keys}", folder.to_str().expect("UTF-8"));
    let map: Vec<String> = LISTENERS.iter().map(|(_, name, protocol, _)| format!("{name}:{protocol}")).collect();
    let all: Vec<String> =
        LISTENERS.iter().map(|(port, name, ..)| format!("{name}://{}", plan.address(*port))).collect();
    let mut plan = settings.lines().fold(plan, |plan, line| plan.set(line));
    plan = plan.set(&format!("listener.security.protocol.map={}", map.join(",")));
    plan = plan.set(&format!("listeners={}", all.join(",")));
    for (_, name, _, certificate) in LISTENERS.iter().filter(|(.., certificate)| !certificate.is_empty()) {
        let file = folder.join(certificate).with_extension("pem");
        plan = plan.set(&format!("listener.name.{}.ssl.keystore.location={}", name.to_lowercase(), file.display()));
    }
    let users = r#"user_admin="admin-secret" user_kafka-doctor="doctor-secret" user_nobody="nobody-secret""#;
    for listener in ["sasl", "saslssl", "short"] {
        let login = |mechanism: &str, module: &str| {
            format!("listener.name.{listener}.{mechanism}.sasl.jaas.config={PACKAGE}.{module} required")
        };
        plan = plan.set(&format!("{} {users};", login("plain", "plain.PlainLoginModule")));
        for mechanism in ["scram-sha-256", "scram-sha-512"] {
            plan = plan.set(&format!("{};", login(mechanism, "scram.ScramLoginModule")));
        }
    }
    for mechanism in ["SCRAM-SHA-256", "SCRAM-SHA-512"] {
        let user = format!("{mechanism}=[name=admin,password=admin-secret]");
        plan = plan.format("--add-scram").format(&user);
    }
    plan.start()
}

/// The program with these settings of a client's, at a listener. `{keys}` is the folder of keys and stores.
pub fn client(cluster: &Cluster, port: u16, settings: &[&str]) -> Doctor {
    Doctor::by(&cluster.address(port)).with("--command-config", file(cluster, settings))
}

/// The settings in a file, as Kafka's own tools take it.
pub fn file(cluster: &Cluster, settings: &[&str]) -> std::path::PathBuf {
    let path = cluster.folder().join("client.properties");
    let keys = cluster.folder().join("keys");
    std::fs::write(&path, settings.join("\n").replace("{keys}", keys.to_str().expect("UTF-8"))).unwrap();
    path
}

/// Trusts the authority.
pub const TRUST: &str = "ssl.truststore.type=PEM\nssl.truststore.location={keys}/ca.pem";

/// The client's certificate and key, of a file.
pub fn own(file: &str) -> String {
    format!("ssl.keystore.type=PEM\nssl.keystore.location={{keys}}/{file}.pem")
}

/// Where a store is that has a password.
pub fn store(which: &str, kind: &str, file: &str) -> String {
    format!("ssl.{which}.type={kind}\nssl.{which}.location={{keys}}/{file}\nssl.{which}.password={STORE_PASSWORD}")
}

/// Logs in with a password.
pub fn login(mechanism: &str, user: &str, password: &str) -> String {
    let module = if mechanism == "PLAIN" { "plain.PlainLoginModule" } else { "scram.ScramLoginModule" };
    format!(
        "sasl.mechanism={mechanism}\n\
         sasl.jaas.config={PACKAGE}.{module} required username=\"{user}\" password=\"{password}\";"
    )
}

/// Logs in with a token that the client makes itself.
pub fn unsecured_token() -> String {
    format!(
        "sasl.mechanism=OAUTHBEARER\n\
         sasl.jaas.config={PACKAGE}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"admin\";"
    )
}

/// Logs in with a token of a file that holds for so many seconds more.
pub fn token_file(cluster: &Cluster, seconds: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let claims = format!(r#"{{"sub":"admin","iat":{},"exp":{}}}"#, now - 3600, now + seconds);
    let [head, body] = [r#"{"alg":"none"}"#, &claims].map(|part| Base64UrlUnpadded::encode_string(part.as_bytes()));
    let path = cluster.folder().join("token");
    std::fs::write(&path, format!("{head}.{body}.")).unwrap();
    format!(
        "sasl.mechanism=OAUTHBEARER\n\
         sasl.login.callback.handler.class={PACKAGE}.oauthbearer.OAuthBearerLoginCallbackHandler\n\
         sasl.oauthbearer.token.endpoint.url=file://{}\n\
         sasl.jaas.config={PACKAGE}.oauthbearer.OAuthBearerLoginModule required;",
        path.display()
    )
}
