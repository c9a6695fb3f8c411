#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use kafka_doctor::evidence::cluster::settings::{Material, Secret, StoreKind, Tls};
use kafka_doctor::evidence::cluster::stores;
use libfuzzer_sys::fuzz_target;

static FILE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("kafka-doctor-fuzz-store-{}", std::process::id())));

fuzz_target!(|bytes: &[u8]| {
    std::fs::write(&*FILE, bytes).expect("a file can be written");
    let password = || Some(Secret::new("storepass"));
    for kind in [StoreKind::Jks, StoreKind::Pem] {
        let store = || Some(Material::File { kind, path: FILE.clone(), password: password() });
        for (trust, identity) in [(store(), None), (None, store())] {
            let key_password = password();
            let _ = stores::open(&Tls { trust, identity, key_password, check_names: true, tls12: true, tls13: true });
        }
    }
});
