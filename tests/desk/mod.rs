//! The program run in a folder with cards of its own, and what can be seen of a run.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// One fact that a log tells, for the cards of a test.
pub const JAM: &str = r#"
fact: The printer says that paper is jammed.
background: never
effort: glance
ask: Does the printer's log speak of jammed paper?
how: grep jammed {log}
answers_from: [ { log: { of: any, matches: [ "Paper jammed in {partition} of {host} quire" ] } } ]
examples: { "yes": [ "Paper jammed in tray-3 of p1 quire" ], "no": [ "Paper fed" ] }
sources: [ "https://example.com" ]
"#;

/// A log that tells it.
pub const LINE: &str = "[2026-01-01 03:04:05,678] ERROR [ReplicaManager broker=1] Paper jammed in tray-3 of p1.example.com quire (kafka.server.ReplicaManager)\n";

/// A log that tells nothing.
pub const HEALTHY: &str = "[2026-01-01 03:04:05,678] INFO [KafkaServer id=1] started (kafka.server.KafkaServer)\n";

/// A folder; the cards are those in `k`.
pub struct Desk(TempDir);

impl Desk {
    /// With these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let desk = Self(TempDir::new().unwrap());
        files.iter().for_each(|(path, text)| desk.write(path, text));
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The program, not yet run: without a terminal, in a UTF-8 locale.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kafka-doctor"));
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        command.env("LANG", "C.UTF-8").env_remove("LC_ALL").env("KAFKA_DOCTOR_KNOWLEDGE", "k");
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        Run(self.command(args).output().unwrap())
    }
}

/// What a run left.
pub struct Run(pub Output);

impl Run {
    pub fn code(&self) -> i32 {
        self.0.status.code().unwrap()
    }

    pub fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    /// The one document on stdout, and nothing on stderr.
    pub fn json(&self) -> Value {
        assert_eq!(self.err(), "");
        serde_json::from_slice(&self.0.stdout).unwrap()
    }
}
