#![no_main]

use kafka_doctor::knowledge::{self, File};
use libfuzzer_sys::fuzz_target;

// A user's file of any kind: problems have a place in the file, and what loads can be checked.
fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let loaded = knowledge::parse(&[File { path: "cards/area/name.yaml".into(), text }]);
    for problem in loaded.problems.iter().chain(&knowledge::check(&loaded)) {
        assert!(problem.line >= 1 && problem.column >= 1, "{problem:?}");
    }
});
