#![no_main]

use std::sync::LazyLock;

use kafka_doctor::builtin;
use kafka_doctor::case::Case;
use kafka_doctor::evidence::properties;
use kafka_doctor::knowledge::Knowledge;
use libfuzzer_sys::fuzz_target;

mod shown;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(builtin::knowledge);

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut case = Case::new();
    properties::judge(&KNOWLEDGE, &[properties::parse("fuzz.properties", &text, None)], &mut case);
    properties::judge_pasted(&KNOWLEDGE, &properties::embedded(&text), &mut case);
    shown::plain(&case.readings);
});
