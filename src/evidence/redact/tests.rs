//! What must not come through, and what must stay.

use proptest::prelude::*;

use super::*;

#[test]
fn secrets_never_come_through() {
    for line in [
        "ssl.key.password=hunter2x",
        "ssl.truststore.password = hunter2x",
        "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"hunter2x\";",
        "sasl.jaas.config = org.apache.kafka.common.security.scram.ScramLoginModule required username=u password=hunter2x ;",
        "KafkaClient { org.apache.kafka.common.security.plain.PlainLoginModule required password='hunter2x'; };",
        "Authorization: Bearer hunter2xhunter2x",
        "token eyJhbGciOiJIUzI1.eyJzdWIiOihunter2x.c2lnbmhunter2x",
        "http://admin:hunter2x@registry:8081/subjects",
        "-----BEGIN PRIVATE KEY----- hunter2x -----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nhunter2x\n",
        "\"sasl.password\": \"hunter2x\"",
        "basic.auth.user.info=user:hunter2x",
        "props.put(\"sasl.password\", \"hunter2x\")",
        "aws.secret.access.key: hunter2x",
        "KAFKA_SASL_PASSWORD=hunter2x",
        "client_secret=hunter2x&grant_type=x",
        "ssl.key.password=a, b \"hunter2x\"",
        "ssl.key.password hunter2x",
        "{\\\"sasl.password\\\": \\\"hunter2x\\\"}",
        "<property><password>hunter2x</password></property>",
        "keytool -list -keystore k.jks -storepass hunter2x",
        "kafka-configs.sh --alter --add-config 'SCRAM-SHA-256=[iterations=8192,password=hunter2x]'",
        "Endpoint=sb://x/;SharedAccessKeyName=k;SharedAccessKey=hunter2x",
        "https://u:p@ss:hunter2x@host/x",
        "Authorization: Basic dXNlcjpodW50ZXIyhunter2x",
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7hunter2xVJTU",
        "sasl.jaas.config=a.B required \\\n  username=\"u\" \\\n  password=\"hunter2x\";",
        "'sasl.password': 'hunter2x', 'x': 1",
        "delegation.token.master.key=hunter2x",
        "conf[\"sasl.password\"] = \"hunter2x\"",
        "config['sasl.password'] = 'hunter2x'",
        "os.environ[\"SASL_PASSWORD\"]='hunter2x'",
        "spring.kafka.properties[sasl.password]=hunter2x",
        "user.key: LS0tLS1CRUdJTihunter2x==",
        "factory.setPassword(\"hunter2x\");",
        "Client.builder().password(\"hunter2x\").build()",
        ".withPassword( 'hunter2x' )",
        "ssl.keystore.password -> hunter2x",
        "{sasl.password->hunter2x}",
        "jdbc:oracle:thin:scott/hunter2x@h:1521/x",
        "url=http%3A//r/?password%3Dhunter2x",
        "password.encoder.secret=hunter2x",
        "sasl.oauthbearer.client.credentials.client.secret=hunter2x",
        "sasl.oauthbearer.assertion.private.key.passphrase=hunter2x",
        "   user_admin=\"hunter2x\"",
        "user_alice = 'hunter2x' \\",
        "{\\\"x\\\": \\\"user_bob=\\\"hunter2x\\\"",
        "curl -u key:hunter2x https://registry/subjects",
        "curl -s --user 'key:hunter2x' https://registry/subjects",
        "mysqldump -h db -u root -phunter2x orders",
        "redis-cli -h cache -a hunter2x ping",
        "openssl pkcs12 -in k.p12 -passin pass:hunter2x",
        "SASL_PASS=hunter2x",
        "kafka_sasl_pass: hunter2x",
        "db.pwd=hunter2x",
        "pwd = hunter2x",
        "the password is hunter2x",
        "its password is \"hunter two, hunter2x\"",
        "ssl.truststore.pasword=hunter2x",
        "sasl.passwrod: hunter2x",
        "KAFKA_CREDS=app:hunter2x",
        r#"{"name":"database.password","value":"hunter2x"}"#,
        r#"{"name":"database.password","type":"PASSWORD","value":"hunter2x"}"#,
        r#"{\"name\":\"database.password\",\"value\":\"hunter2x\"}"#,
        "{\n  \"name\": \"database.password\",\n  \"value\": \"hunter2x\"\n}",
        "- name: KAFKA_SASL_PASSWORD\n  value: hunter2x",
        "  - name: \"KAFKA_SASL_PASSWORD\"\r\n    value: a, b) c, hunter2x\r\n",
        "- name: KAFKA_SASL_PASSWORD\n  value: |-\n    hunter2x",
        "ConfigEntry(name=ssl.keystore.password, value=hunter2x, source=STATIC_BROKER_CONFIG, isSensitive=true)",
        "AlterableConfig(name='ssl.keystore.password', configOperation=0, value='hunter2x')",
        "Entry[key=sasl.password, value=a, hunter2x]",
        r#"<property name="password" value="hunter2x"/>"#,
        r#"<entry key="password">hunter2x</entry>"#,
        "<property><name>javax.jdo.option.ConnectionPassword</name><value>hunter2x</value></property>",
        "<property name=\"password\">\n  <value>hunter2x</value>\n</property>",
        "https://app:hunter/2x-hunter2x@registry:8081/",
        "https://app:12hunter/hunter2x@registry:8081/",
        "https://app:p@ss/hunter2x@registry:8081/",
        "https://ghp_16C7e42F292c69hunter2x@host/x.git",
        "https://ghp_16C7e42F292c69hunter2x:@host/x.git",
        "KAFKA_CLIENT_PASSWORDS=a,hunter2x",
        "client-passwords: \"a,hunter2x\"",
        "SASL_SECRETS=hunter2x",
        "api_keys=hunter2x",
        "password:\n  hunter2x",
        "kafka.password: |\n  hunter2x",
        "password: >-\n  hunter2x",
        "ssl.keystore.password=\\\n  hunter2x",
        "ssl.keystore.password=hun\\\n  ter2\\\r\n  hunter2x",
        "password=hun\\\n  hunter2x",
        "password='it''s hunter2x'",
        "\"password\",\"it\"\"s hunter2x\"",
        "its password is 'it''s hunter2x'",
    ] {
        assert!(!redact(line).contains("hunter2x"), "{line} -> {}", redact(line));
    }
}

#[test]
fn what_is_no_secret_stays() {
    for line in [
        "ssl.key.password = null",
        "ssl.keystore.password = [hidden]",
        "[Consumer clientId=c, groupId=g] Successfully joined group with generation Generation{generationId=1}",
        "delegation.token.max.lifetime.ms = 604800000",
        "org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed: Invalid username or password",
        "Basic authentication failed for the bearer credentials",
        "invalid token, which has expired",
        "expired token: please",
        "basic.auth.credentials.source=USER_INFO",
        "ssl.key.password is missing",
        "/var/lib/kafka/data/orders/partition/segments/of/a/very/long/path/indeed",
        "sasl.username=alice",
        "the password is wrong, the secret was not rotated",
        "all tests pass: 3 of 3",
        "sort -u names; kafka-acls.sh --user",
        "we bypass=the proxy",
        r#"{"name":"group.id","value":"orders"}"#,
        r#"{"name":"token-service","value":"x1"}, {"name":"database.password","value":null,"x":1}"#,
        r#"{"name":"database.password","type":"PASSWORD","required":true}"#,
        "- name: KAFKA_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: kafka",
        "- name: KAFKA_PASSWORD_FILE\n  value: /run/secrets/kafka",
        "passwordSecret:\n  secretName: app",
        "imagePullSecrets:\n  - name: registry",
        "<property name=\"group.id\">orders</property>",
        "http://b1:8081/subjects/a@b, http://b1:8081/x@y, [::1]:8081/x@y, http://[::1]:8081/x@y",
        "https://alice@host/x, https://service-account@host, https://host.with.a.long.name2/x@y",
        "5 tokens: left",
    ] {
        assert_eq!(redact(line), line);
    }
}

#[test]
fn what_stands_around_a_secret_stays() {
    for (line, shown) in [
        (r#"{"name":"database.password","value":"x1"}"#, r#"{"name":"database.password","value":[hidden]}"#),
        (
            "ConfigEntry(name=ssl.key.password, value=x1, source=DYNAMIC)",
            "ConfigEntry(name=ssl.key.password, value=[hidden], source=DYNAMIC)",
        ),
        (r#"<entry key="password">x1</entry>"#, r#"<entry key="password">[hidden]</entry>"#),
        (r#"<property name="password" value="x1"/>"#, r#"<property name="password" value=[hidden]/>"#),
        ("- name: A_PASSWORD\n  value: x1\n- name: B", "- name: A_PASSWORD\n  value: [hidden]\n- name: B"),
        ("put(\"sasl.password\", \"x1\"), acks=1", "put(\"sasl.password\", [hidden]), acks=1"),
        ("a.password=x\\\n  y\nacks=1", "a.password=[hidden]\nacks=1"),
        ("  a.password=x \\\n  --topic t", "  a.password=[hidden]\n  --topic t"),
        ("http://app:a/b@b1:8081/x", "http://[hidden]@b1:8081/x"),
        (r#"["http://app:a1/b@b1:8081/x", "me@acme.com"]"#, r#"["http://[hidden]@b1:8081/x", "me@acme.com"]"#),
    ] {
        assert_eq!(redact(line), shown);
    }
}

#[test]
fn secrets_in_words_never_come_through() {
    for words in [
        "pass: hunter2x",
        "pw hunter2x",
        "pw: hunter2x",
        "PW=hunterx",
        "passwd hunter2x",
        "pwd hunter2x",
        "sasl.password hunter2x",
        "(password hunter2x)",
        "the password for app is hunter2x",
        "the pw of the user app was hunter2x",
        "kafka pw is hunter2x",
        "the passphrase is now: hunter2x",
        "with password 'hunter'",
        "api key: hunterx",
        "api key is hunter2x",
        "the API key for b1 is hunter2x",
        "access key hunter2x",
        "secret hunter2x",
        "credentials app/hunter2x",
        "creds: app:hunter2x",
        "login app:hunter2x",
        "login (bob@acme.com:hunterX)",
        "kcreate -u app -p hunter2x",
        "-p hunter2x",
        "the credentials, password hunter2x",
    ] {
        for line in [words.to_string(), format!("{words}, and it fails"), format!("it fails with {words}.")] {
            assert!(!redact(&line).contains("hunter"), "{line} -> {}", redact(&line));
        }
    }
}

#[test]
fn words_about_secrets_stay() {
    for line in [
        "the password is wrong, the pw is missing, the secret was not rotated",
        "the password for app is wrong",
        "secret not found in namespace kafka-2",
        "MountVolume.SetUp failed for volume: secret \"kafka-tls\" not found",
        "password file is missing",
        "password file /etc/kafka/secrets2/p1 is missing",
        "password callback handler, password hash sha256, password SCRAM-SHA-256 base64-encoded",
        "Invalid username or password (org.apache.kafka.Foo1)",
        "login failed for b1:9092, login b1:9092, login attempt 3/5, login 12:30",
        "login kafka/b1.acme.com@ACME.COM",
        "without login it is User:ANONYMOUS, login User:ANONYMOUS",
        "login https://sso2.acme.com/a1",
        "pass the flag, pass acks=1, pass --config x1, tests pass: 13 of 13, pass 10 of 12",
        "docker run -p 9092:9092 -p 127.0.0.1:9093:9093/tcp, docker compose -p project1 up",
        "mkdir -p dir, mkdir -p folder1/x2, ssh -p 2222 b1, ps -p 4711, cp -p server1.properties x",
        "kcat -p 3, virtualenv -p python2.7 venv",
        "credentials provider, credentials expired, credentials com.acme/Provider2.java",
        "pwd /opt/kafka_2.13-3.9.0",
        "the token was issued, the token is expired, access key not found",
        "the key is null, key orders-17",
    ] {
        assert_eq!(redact(line), line);
    }
}

#[test]
fn a_secret_at_the_edge_of_an_excerpt_is_hidden() {
    for before in 1_120..1_210 {
        for secret in ["jdbc://user:hunter2xhunter2xhunter2x@db", "pw: hunter2x", "sasl.password=hunter2x"] {
            let line = format!("token={} {secret} and more", "A".repeat(before));
            assert!(!clean(&line).contains("hunter"), "{line}");
        }
    }
    assert_eq!(clean(&format!("x https://u:{}@b1", "p".repeat(70_000))), "x");
}

#[test]
fn nothing_steers_the_terminal() {
    assert_eq!(clean("a\u{1b}[31mb\u{202e}c\u{7}"), "a\\u{1b}[31mb\\u{202e}c\\u{7}");
    assert_eq!(clean(&"x".repeat(1000)).chars().count(), 301);
}

#[test]
fn hosts_are_replaced_alike_everywhere() {
    let mut hosts = Hosts::default();
    assert_eq!(
        hosts.replace("b1.prod.example.com:9092 (10.0.0.7) to b1.prod.example.com:9092, kafka1:9092, 127.0.0.1, NetworkClient.java:123"),
        "host-1:9092 (ip-1) to host-1:9092, host-2:9092, 127.0.0.1, NetworkClient.java:123"
    );
    assert_eq!(
        hosts.replace("org.apache.kafka.common.errors.TimeoutException at 12:30:45,123"),
        "org.apache.kafka.common.errors.TimeoutException at 12:30:45,123"
    );
    let mut hosts = Hosts::default();
    for (text, wanted) in [
        ("node kafka-0.kafka.ns.svc.cluster.local/10.1.2.3:9092", "node host-1/ip-1:9092"),
        ("[2001:db8::7]:9092 and fe80::1%eth0, ::1", "[ip-2]:9092 and ip-3, ::1"),
        ("ip-10-0-0-9.ec2.internal ip-10-0-0-9", "host-2 host-3"),
        ("kafka-7:9092 then kafka-7 but not kafka-70", "host-4:9092 then host-4 but not kafka-70"),
        ("localhost:9092 localhost/127.0.0.1:9092", "localhost:9092 localhost/127.0.0.1:9092"),
        (
            "KAFKA-01:9092, then KAFKA-01 or Kafka-01, but KAFKA-012",
            "host-5:9092, then host-5 or host-5, but KAFKA-012",
        ),
        ("kafka_1:9092 kafka_1 kafka_2/10.1.2.3:9092", "host-6:9092 host-6 host-7/ip-1:9092"),
        (
            "offset:4711 orders-0:1234 orders.eu server.properties:12",
            "offset:4711 orders-0:1234 orders.eu server.properties:12",
        ),
        (
            "session.timeout.ms group.id version 3.9.1 com.acme.App",
            "session.timeout.ms group.id version 3.9.1 com.acme.App",
        ),
    ] {
        assert_eq!(hosts.replace(text), wanted);
    }
}

proptest! {
    #[test]
    fn any_text_is_cleaned_without_a_panic(text in ".*") {
        let cleaned = clean(&text);
        prop_assert!(!cleaned.chars().any(steers));
        let _ = Hosts::default().replace(&text);
    }

    #[test]
    fn a_password_of_any_shape_is_hidden(password in "[A-Za-z0-9!#%+,; ]{5}[A-Z]x7[A-Za-z0-9!#%+,; ]{5}") {
        for key in ["ssl.key.password", "sasl.password", "KAFKA_SASL_PASSWORD", "aws.secret.access.key", "basic.auth.user.info"] {
            for sign in ["=", " = ", ":", ": "] {
                let line = format!("group.id=g\n{key}{sign}{password}\nacks=1");
                prop_assert!(!redact(&line).contains(password.trim()), "{}", line);
            }
        }
        for line in [format!("x \"password\": \"{password}\" y"), format!("PlainLoginModule required password=\"{password}\";")] {
            prop_assert!(!redact(&line).contains(password.trim()), "{}", line);
        }
    }

    #[test]
    fn a_password_beside_its_name_is_hidden(
        password in r#"[A-Z!#%+,;/@:'"(){}]unter7x[A-Z0-9!#%+,;/@:'"(){} ]{0,9}unter7x[A-Z0-9!#%+,;/@:'"(){}]?"#,
        plain in "[A-Z!#%+;/@:({]unter7x[A-Z0-9!#%+;/@:({]{0,9}unter7x[A-Z0-9!#%+;/@:({]?",
        key in "(ssl\\.key\\.|sasl\\.|database\\.|KAFKA_SASL_)?(password|PASSWORD)",
    ) {
        let json = serde_json::json!({ "name": key, "value": password }).to_string();
        let inside = serde_json::json!({ "x": json }).to_string();
        let doubled = password.replace('\'', "''");
        let attribute = password.replace('"', "&quot;");
        for line in [
            json,
            inside,
            format!("- name: {key}\n  value: '{doubled}'\n"),
            format!("  - name: \"{key}\"\n    value: {plain}\n"),
            format!("{key}='{doubled}', x=1"),
            format!("<property name=\"{key}\" value=\"{attribute}\"/>"),
            format!("<entry key=\"{key}\">{password}</entry>"),
            format!("<name>{key}</name>\n<value>{password}</value>"),
            format!("ConfigEntry(name={key}, value={plain}, source=X)"),
            format!("AlterableConfig(name='{key}', configOperation=0, value='{plain}')"),
            format!("a.{key}={}\\\n    {}\nacks=1", &plain[..8], &plain[8..]),
        ] {
            let hidden = redact(&line);
            prop_assert!(!hidden.contains("nter7x"), "{line} -> {hidden}");
        }
    }

    #[test]
    fn a_login_in_a_url_is_hidden(password in "[A-Za-z!#%+,;/@:]{2}[A-Za-z0-9!#%+,;/@:]{3}[A-Z]x7[A-Za-z0-9!#%+,;/@:]{5}") {
        let hidden = redact(&format!("no answer from https://app:{password}@registry:8081/subjects"));
        prop_assert_eq!(hidden, "no answer from https://[hidden]@registry:8081/subjects");
    }

    #[test]
    fn a_password_in_words_is_hidden(password in "[A-Za-z][A-Za-z0-9!#%+]{4,12}[a-z][0-9!]{1,3}x") {
        for (before, after) in [
            ("pw ", ""), ("pw: ", ","), ("passwd ", "."), ("secret ", " here"), ("kafka pw is ", ""), ("the password for app is ", ", ok"),
            ("sasl.password ", ""), ("with password '", "'"), ("api key is ", ""), ("credentials app/", ""), ("login app:", ""), ("KAFKA_CREDS=app:", ""),
            ("ssl.truststore.pasword=", ""), ("pass: ", ""),
        ] {
            let line = format!("it fails, {before}{password}{after}");
            prop_assert!(!redact(&line).contains(&password), "{} -> {}", line, redact(&line));
        }
    }

    #[test]
    fn hosts_stay_hidden(name in "[a-zA-Z]{3,8}[-_][0-9]{1,3}") {
        let out = Hosts::default().replace(&format!("{name}:9092 {}.acme.com:9092 ({name})", name.replace('_', "-")));
        prop_assert!(!out.contains(&name), "{}", out);
    }
}
