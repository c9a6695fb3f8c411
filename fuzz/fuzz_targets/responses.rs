#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/peers/readers.rs"]
mod readers;

static READERS: LazyLock<Vec<readers::Named>> = LazyLock::new(readers::readers);

// The first byte chooses the answer.
fuzz_target!(|bytes: &[u8]| {
    let Some((which, body)) = bytes.split_first() else { return };
    let (_, _, read) = &READERS[usize::from(*which) % READERS.len()];
    let _ = read(body);
});
