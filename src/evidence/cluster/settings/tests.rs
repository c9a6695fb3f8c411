//! Client settings, whole.

use super::*;
use crate::error::Kind;

fn read(bootstrap: Option<&str>, file: &str, properties: &[&str]) -> Result<Access, (Kind, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("client.properties");
    std::fs::write(&path, file).unwrap();
    let given = Given {
        bootstrap_server: bootstrap.map(Into::into),
        command_config: (!file.is_empty()).then_some(path),
        command_property: properties.iter().map(ToString::to_string).collect(),
    };
    Access::read(&given).map_err(|obstacle| {
        let supported = matches!(obstacle, Obstacle::Wrong(_));
        let error = obstacle.into_error();
        (error.kind, format!("{}{}", if supported { "" } else { "unsupported: " }, error.message))
    })
}

fn refused(file: &str) -> String {
    read(Some("b:1"), file, &[]).unwrap_err().1
}

#[test]
fn addresses_are_read_as_kafka_reads_them() {
    let access = read(Some("b1:9092, [::1]:9093,SSL://b2.example.com:9094,b1:9092"), "", &[]).unwrap();
    let shown: Vec<String> = access.bootstrap.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["b1:9092", "[::1]:9093", "b2.example.com:9094"]);
    let from_file = read(None, "bootstrap.servers=b3:9092\n", &[]).unwrap();
    assert_eq!(from_file.bootstrap, [Address { host: "b3".into(), port: 9092 }]);
    for (list, message) in [
        ("b1", "--bootstrap-server: \"b1\" is not HOST:PORT"),
        ("b1:0", "--bootstrap-server: \"b1:0\" is not HOST:PORT"),
        ("b 1:9092", "--bootstrap-server: \"b 1:9092\" is not HOST:PORT"),
        (",", "--bootstrap-server is empty"),
    ] {
        assert_eq!(read(Some(list), "", &[]).unwrap_err(), (Kind::Usage, message.into()));
    }
    assert_eq!(read(None, "", &[]).unwrap_err(), (Kind::Usage, "no cluster was named".into()));
}

#[test]
fn a_login_is_read_whole() {
    let file = "security.protocol=sasl_ssl\nsasl.mechanism=SCRAM-SHA-512\n\
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\\n  username=\"u\" password=\"p\";\n\
                ssl.truststore.location=/t.p12\nssl.truststore.type=PKCS12\nssl.truststore.password=tp \nssl.endpoint.identification.algorithm=\n";
    let access = read(Some("b:1"), file, &[]).unwrap();
    assert_eq!(access.protocol, Protocol::SaslSsl);
    assert_eq!(
        access.login,
        Some(Login::Scram {
            hash: Hash::Sha512,
            user: "u".into(),
            password: Some(Secret::new("p")),
            delegation_token: false
        })
    );
    assert_eq!(
        access.tls,
        Some(Tls {
            trust: Some(Material::File {
                kind: StoreKind::Pkcs12,
                path: "/t.p12".into(),
                password: Some(Secret::new("tp"))
            }),
            identity: None,
            key_password: None,
            check_names: false,
            tls12: true,
            tls13: true,
        })
    );
    assert!(access.warnings.is_empty());
    assert!(!format!("{access:?}").contains("\"p\""));
}

#[test]
fn the_command_line_holds_against_the_file_and_is_warned_of() {
    let jaas =
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=u password=p;";
    let access = read(
        Some("b:1"),
        "security.protocol=PLAINTEXT\nsasl.mechanism=GSSAPI\n",
        &["security.protocol=SASL_PLAINTEXT", "sasl.mechanism=PLAIN", jaas],
    )
    .unwrap();
    assert_eq!(access.login, Some(Login::Plain { user: "u".into(), password: Some(Secret::new("p")) }));
    assert_eq!(
        access.warnings,
        [
            "sasl.jaas.config stands on the command line, where others on this machine can read it (ps); a file, or ${env:NAME}, keeps it to you"
        ]
    );
    let unused = read(Some("b:1"), "ssl.truststore.location=/t\n", &[]).unwrap();
    assert_eq!(unused.warnings, ["ssl.* settings have no effect: security.protocol is PLAINTEXT, the default"]);
}

#[test]
fn tokens_come_from_files_endpoints_or_nowhere() {
    let module = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required";
    let bearer = |settings: &str, options: &str| {
        let file = format!(
            "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=OAUTHBEARER\nsasl.jaas.config={module} {options};\n{settings}"
        );
        match read(Some("b:1"), &file, &[]) {
            Ok(Access { login: Some(Login::Bearer(bearer)), .. }) => format!("{bearer:?}"),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(
        bearer("sasl.oauthbearer.token.endpoint.url=file:///t/token", "extension_a=b"),
        r#"Bearer { token: File("/t/token"), extensions: {"a": "b"} }"#
    );
    assert_eq!(
        bearer("sasl.oauthbearer.token.endpoint.url=https://i/token", "clientId=c clientSecret=s scope=r"),
        "Bearer { token: Endpoint { url: \"https://i/token\", client_id: \"c\", client_secret: Some([hidden]), scope: Some(\"r\"), \
         url_encode: false, tls: Tls { trust: None, identity: None, key_password: None, check_names: true, tls12: true, tls13: true } }, extensions: {} }"
    );
    assert_eq!(
        bearer(
            "",
            "unsecuredLoginStringClaim_sub=u unsecuredLoginNumberClaim_n=\"1\" unsecuredLoginListClaim_scope=\"|a|b\""
        ),
        "Bearer { token: Unsecured { claims: {\"n\": Number(1), \"scope\": Array [String(\"a\"), String(\"b\")], \"sub\": String(\"u\")}, \
         lifetime_s: 3600 }, extensions: {} }"
    );
    assert!(bearer("", "").contains("OAUTHBEARER needs sasl.oauthbearer.token.endpoint.url, which is not set"));
}

#[test]
fn what_cannot_be_done_is_said() {
    for (file, wanted) in [
        ("security.protocol=TLS\n", "security.protocol is TLS"),
        (
            "security.protocol=SASL_SSL\n",
            "unsupported: sasl.mechanism is GSSAPI (the default, it is not set); this program logs in with PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 and OAUTHBEARER",
        ),
        (
            "security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\nsasl.login.callback.handler.class=software.amazon.msk.auth.iam.IAMOAuthBearerLoginCallbackHandler\n",
            "unsupported: sasl.login.callback.handler.class is software.amazon.msk.auth.iam.IAMOAuthBearerLoginCallbackHandler, which only Java can run",
        ),
        (
            "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=com.example.MyLoginModule required;\n",
            "unsupported: sasl.jaas.config has com.example.MyLoginModule, which only Java can run",
        ),
        (
            "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\nsasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=u;\n",
            "sasl.jaas.config has org.apache.kafka.common.security.scram.ScramLoginModule, but sasl.mechanism is PLAIN",
        ),
        ("security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n", "PLAIN needs sasl.jaas.config, which is not set"),
        (
            "security.protocol=SSL\nssl.keystore.type=JCEKS\n",
            "unsupported: ssl.keystore.type is JCEKS; this program reads JKS, PKCS12 and PEM",
        ),
        (
            "security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location=/t\nssl.truststore.password=x\n",
            "ssl.truststore.password is set, but a PEM store has none",
        ),
        (
            "security.protocol=SSL\nssl.enabled.protocols=TLSv1.1\n",
            "unsupported: ssl.enabled.protocols is TLSv1.1; this program does TLSv1.2 and TLSv1.3",
        ),
    ] {
        assert_eq!(refused(file), wanted);
    }
}
