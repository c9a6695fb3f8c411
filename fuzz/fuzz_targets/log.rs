#![no_main]

use std::sync::LazyLock;

use kafka_doctor::builtin;
use kafka_doctor::evidence::logs;
use kafka_doctor::evidence::signatures::Signatures;
use libfuzzer_sys::fuzz_target;

mod shown;

static SIGNATURES: LazyLock<Signatures> = LazyLock::new(|| Signatures::new(&builtin::knowledge()));

fuzz_target!(|bytes: &[u8]| {
    let read = logs::read_bytes(&SIGNATURES, "fuzz.log", bytes);
    shown::plain(&read.readings);
});
