#![no_main]

use std::sync::LazyLock;

use kafka_doctor::builtin;
use kafka_doctor::case::Case;
use kafka_doctor::evidence::signatures::Signatures;
use kafka_doctor::evidence::text::Reader;
use kafka_doctor::knowledge::Knowledge;
use libfuzzer_sys::fuzz_target;

mod shown;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(builtin::knowledge);
static SIGNATURES: LazyLock<Signatures> = LazyLock::new(|| Signatures::new(&KNOWLEDGE));
static READER: LazyLock<Reader<'static>> = LazyLock::new(|| Reader::new(&KNOWLEDGE, &SIGNATURES));

fuzz_target!(|bytes: &[u8]| {
    let mut case = Case::new();
    READER.read("fuzz", &String::from_utf8_lossy(bytes), &mut case);
    shown::plain(&case.readings);
});
