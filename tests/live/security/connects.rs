//! Every combination of protocol, login and stores leads in, with the same file that Kafka's own tools take.

use crate::lab::{Cluster, Suite, tools};

use super::broker::{self, *};
use super::keys::{self, KEY_PASSWORD};

pub fn add(suite: Suite) -> Suite {
    let suite = suite
        .test("plaintext", |cluster| connects(cluster, PLAINTEXT, &[]))
        .test("tls", |cluster| connects(cluster, SSL, &["security.protocol=SSL", TRUST]))
        .test("tls-1.2", |cluster| {
            connects(cluster, SSL, &["security.protocol=SSL", TRUST, "ssl.enabled.protocols=TLSv1.2"]);
        })
        .test("tls-1.3", |cluster| connects(cluster, MODERN, &["security.protocol=SSL", TRUST]))
        .test("mutual-tls", |cluster| {
            connects(cluster, MUTUAL, &["security.protocol=SSL", TRUST, &own("client")]);
        })
        .test("other-host-unchecked", |cluster| {
            let unchecked = "ssl.endpoint.identification.algorithm=";
            connects(cluster, OTHER_HOST, &["security.protocol=SSL", TRUST, unchecked]);
        })
        .test("token-of-its-own", |cluster| {
            connects(cluster, TOKENS, &["security.protocol=SASL_PLAINTEXT", &unsecured_token()]);
        })
        // Java's client wants a signature, which the broker's handler for tests does not.
        .test("token-of-a-file", |cluster| {
            let token = token_file(cluster, 600);
            client(cluster, TOKENS, &["security.protocol=SASL_PLAINTEXT", &token]).look().is_healthy();
        })
        .test("login-renewed", renewed)
        .test_where("pkcs12", keys::has_tools, |cluster| {
            let (trust, own) = (store("truststore", "PKCS12", "ca.p12"), store("keystore", "PKCS12", "client.p12"));
            connects_by_stores(cluster, &[&trust, &own]);
        })
        .test_where("jks", keys::has_tools, |cluster| {
            let (trust, own) = (store("truststore", "JKS", "ca.jks"), store("keystore", "JKS", "client.jks"));
            connects_by_stores(cluster, &[&trust, &own, &format!("ssl.key.password={KEY_PASSWORD}")]);
        })
        .test_where("encrypted-key", keys::has_tools, |cluster| {
            let key = format!("ssl.key.password={KEY_PASSWORD}");
            connects_by_stores(cluster, &[TRUST, &own("client-encrypted"), &key]);
        });
    ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"].into_iter().fold(suite, |suite, mechanism| {
        let login = broker::login(mechanism, "admin", "admin-secret");
        let over_tls = login.clone();
        suite
            .test(&format!("{mechanism}-plaintext"), move |cluster| {
                connects(cluster, SASL, &["security.protocol=SASL_PLAINTEXT", &login]);
            })
            .test(&format!("{mechanism}-tls"), move |cluster| {
                connects(cluster, SASL_SSL, &["security.protocol=SASL_SSL", TRUST, &over_tls]);
            })
    })
}

/// The program and one of Kafka's own tools, with one file.
fn connects(cluster: &Cluster, port: u16, settings: &[&str]) {
    let doctor = client(cluster, port, settings).with("--samples", "1");
    std::thread::scope(|scope| {
        let seen = scope.spawn(|| doctor.look());
        let (address, file) = (cluster.address(port), cluster.folder().join("client.properties"));
        let config = ["--bootstrap-server", &address, "--command-config", file.to_str().expect("UTF-8")];
        cluster.tool(tools::TOPICS, &[&config[..], &["--list"]].concat());
        seen.join().expect("it looks").is_healthy();
    });
}

fn connects_by_stores(cluster: &Cluster, settings: &[&str]) {
    keys::convert(&cluster.folder().join("keys"));
    connects(cluster, MUTUAL, &[&["security.protocol=SSL"], settings].concat());
}

/// The looks take longer than a login holds.
fn renewed(cluster: &mut Cluster) {
    let login = broker::login("SCRAM-SHA-256", "admin", "admin-secret");
    let doctor = client(cluster, SHORT, &["security.protocol=SASL_PLAINTEXT", &login]);
    doctor.with("--samples", "3").with("--interval", "3s").look().is_healthy();
}
