//! Whole processes: what a person waits for, beside an empty Rust program, and a large log beside ripgrep where it is installed.
//!
//! `KAFKA_DOCTOR_BENCH_LOGS=DIR` makes the large log of the `*.log` files in a folder instead of the examples of the cards.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kafka_doctor::evidence::signatures::Signatures;

mod made;

fn main() {
    divan::main();
}

fn run(program: &Path, args: &[&str]) {
    let status = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    assert!(status.code().is_some_and(|code| matches!(code, 0 | 1 | 5)), "{} {args:?}: {status}", program.display());
}

fn kafka_doctor(args: &[&str]) {
    run(Path::new(env!("CARGO_BIN_EXE_kafka-doctor")), args);
}

/// `fn main() {}`, compiled once.
fn empty_program() -> PathBuf {
    let (source, program) = (made::scratch("empty.rs"), made::scratch("empty"));
    if !program.exists() {
        std::fs::write(&source, "fn main() {}\n").expect("a source file can be written");
        let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
        let made = Command::new(rustc).arg("-O").arg(&source).arg("-o").arg(&program).status();
        assert!(made.is_ok_and(|status| status.success()), "rustc compiles an empty program");
    }
    program
}

#[divan::bench_group(sample_count = 200)]
mod start {
    use super::{empty_program, kafka_doctor, run};

    #[divan::bench]
    fn empty(bencher: divan::Bencher) {
        let program = empty_program();
        bencher.bench(|| run(&program, &[]));
    }

    #[divan::bench]
    fn list() {
        kafka_doctor(&["list"]);
    }

    #[divan::bench]
    fn show() {
        kafka_doctor(&["show", "rebalancing-storm"]);
    }

    #[divan::bench]
    fn explain() {
        kafka_doctor(&["explain", "NOT_ENOUGH_REPLICAS"]);
    }

    #[divan::bench]
    fn first_question() {
        kafka_doctor(&["diagnose", "--no-input", "-o", "json"]);
    }
}

/// Of the large log.
const BYTES: usize = 300_000_000;

#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod large_log {
    use super::{BYTES, Path, PathBuf, Signatures, kafka_doctor, made, run};
    use divan::Bencher;
    use divan::counter::BytesCount;

    fn log() -> PathBuf {
        let path = made::scratch("large.log");
        if !path.exists() {
            let folder = std::env::var_os("KAFKA_DOCTOR_BENCH_LOGS").map(PathBuf::from);
            made::log(&path, BYTES, folder.as_deref());
        }
        path
    }

    #[divan::bench]
    fn diagnose(bencher: Bencher) {
        let log = log();
        let args = ["diagnose", "--no-input", "-o", "json", "--log", log.to_str().expect("a plain path")];
        bencher.counter(BytesCount::new(BYTES)).bench(|| kafka_doctor(&args));
    }

    /// The constant pieces of all signatures, counted by ripgrep.
    #[divan::bench]
    fn ripgrep(bencher: Bencher) {
        let found = std::process::Command::new("rg").arg("--version").output();
        if !found.is_ok_and(|output| output.status.success()) {
            println!("rg is not installed");
            return;
        }
        let pieces = made::scratch("pieces.txt");
        let signatures = Signatures::new(&kafka_doctor::builtin::knowledge());
        std::fs::write(&pieces, signatures.pieces().join("\n")).expect("the pieces can be written");
        let log = log();
        let [pieces, log] = [&pieces, &log].map(|path| path.to_str().expect("a plain path"));
        bencher.counter(BytesCount::new(BYTES)).bench(|| run(Path::new("rg"), &["-c", "-F", "-f", pieces, log]));
    }
}
