//! Certificates, keys and stores, as files of a cluster's folder.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{CertificateParams, DnType};

#[expect(dead_code, reason = "servers are for the tests that have no broker")]
#[path = "../../peers/authority.rs"]
mod authority;
use authority::Authority;

/// Of every store.
pub const STORE_PASSWORD: &str = "storepass";
/// Of the keys that have one of their own.
pub const KEY_PASSWORD: &str = "keypass1";

/// Host or principal, and the days from now between which it is valid.
const ISSUED: [(&str, &str, (i64, i64)); 7] = [
    ("good", "127.0.0.1", (-1, 365)),
    ("expired", "127.0.0.1", (-30, -1)),
    ("soon", "127.0.0.1", (-30, 5)),
    ("early", "127.0.0.1", (1, 365)),
    ("other-host", "other.example.com", (-1, 365)),
    ("client", "client", (-1, 365)),
    ("client-over", "client", (-30, -1)),
];

/// The authority's `ca.pem`, and `NAME.pem` with key and certificate, by it or, for strangers, by another.
pub fn make(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let (ours, others) = (Authority::new("ours"), Authority::new("others"));
    fs::write(folder.join("ca.pem"), &ours.pem).unwrap();
    for (name, subject, days) in ISSUED {
        fs::write(folder.join(name).with_extension("pem"), issue(&ours, subject, days)).unwrap();
    }
    for (name, subject) in [("stranger", "127.0.0.1"), ("client-stranger", "client")] {
        fs::write(folder.join(name).with_extension("pem"), issue(&others, subject, (-1, 365))).unwrap();
    }
}

fn issue(authority: &Authority, subject: &str, (begins, ends): (i64, i64)) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let day = |days: i64| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs((now + days * 86_400) as u64);
    let mut parameters = CertificateParams::new(vec![subject.to_string()]).unwrap();
    parameters.distinguished_name.push(DnType::CommonName, subject);
    (parameters.not_before, parameters.not_after) = (day(begins), day(ends));
    authority.sign(parameters).pem()
}

/// Turns `ca.pem` and `client.pem` into the other kinds of stores, once.
pub fn convert(folder: &Path) {
    if folder.join("converted").exists() {
        return;
    }
    let store = format!("pass:{STORE_PASSWORD}");
    let key = format!("pass:{KEY_PASSWORD}");
    let (p12, jks) = (["-storetype", "PKCS12"], ["-storetype", "JKS"]);
    for (file, kind) in [("ca.p12", p12), ("ca.jks", jks)] {
        let import = ["-importcert", "-noprompt", "-alias", "ca", "-file", "ca.pem", "-storepass", STORE_PASSWORD];
        run(folder, "keytool", &[&import[..], &["-keystore", file], &kind].concat());
    }
    let export = ["pkcs12", "-export", "-name", "client", "-in", "client.pem", "-out", "client.p12"];
    run(folder, "openssl", &[&export[..], &["-passout", &store]].concat());
    let import = ["-importkeystore", "-srckeystore", "client.p12", "-srcstorepass", STORE_PASSWORD, "-alias", "client"];
    let into = ["-destkeystore", "client.jks", "-deststoretype", "JKS", "-deststorepass", STORE_PASSWORD];
    run(folder, "keytool", &[&import[..], &into, &["-destkeypass", KEY_PASSWORD]].concat());
    // Java 17 opens no key that was encrypted in a newer way (PBES2).
    let encrypt = ["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-in", "client.pem", "-out", "encrypted.pem"];
    run(folder, "openssl", &[&encrypt[..], &["-passout", &key]].concat());
    let certificate = ["x509", "-in", "client.pem"];
    let encrypted = fs::read_to_string(folder.join("encrypted.pem")).unwrap();
    let certificate = run(folder, "openssl", &certificate);
    fs::write(folder.join("client-encrypted.pem"), encrypted + &certificate).unwrap();
    fs::write(folder.join("converted"), "").unwrap();
}

/// What [`convert`] takes.
pub fn has_tools() -> Result<(), String> {
    for (tool, argument) in [("openssl", "version"), ("keytool", "-help")] {
        Command::new(tool).arg(argument).output().map_err(|_| format!("no {tool} on PATH, which makes stores"))?;
    }
    Ok(())
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}
