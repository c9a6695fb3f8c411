//! The program on a cluster, and what it says.

use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::Cluster;

/// How the program is called: `check` and `diagnose --no-input`, with the same options and at the same time.
#[derive(Clone)]
pub struct Doctor(Vec<String>);

impl Doctor {
    /// Goes in by all brokers' plaintext listeners.
    pub fn at(cluster: &Cluster) -> Self {
        Self::by(&cluster.bootstrap())
    }

    /// Goes in by these addresses.
    pub fn by(bootstrap: &str) -> Self {
        Self(vec!["--bootstrap-server".into(), bootstrap.into()])
    }

    /// Adds an option with its value.
    #[must_use]
    pub fn with(mut self, option: &str, value: impl AsRef<Path>) -> Self {
        self.0.extend([option.into(), value.as_ref().to_str().expect("UTF-8").into()]);
        self
    }

    /// Looks.
    ///
    /// # Panics
    /// One of the two prints no document.
    pub fn look(&self) -> Seen {
        let diagnose = std::thread::scope(|scope| {
            let diagnose = scope.spawn(|| self.run(&["diagnose", "--no-input"]));
            (self.run(&["check"]), diagnose.join().expect("it prints a document"))
        });
        let (check, diagnose) = diagnose;
        Seen { check, diagnose }
    }

    /// Keeps what is there now as if it had been read so long ago.
    ///
    /// # Panics
    /// Nothing is kept.
    pub fn keep(&self, path: &Path, ago: Duration) {
        let kept = self.clone().with("--save-snapshot", path).with("--samples", "1");
        kept.run(&["check"]);
        let mut snapshot: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        for sample in snapshot["samples"].as_array_mut().expect("looks") {
            sample["at_ms"] = (sample["at_ms"].as_i64().expect("a time") - ago.as_millis() as i64).into();
        }
        std::fs::write(path, snapshot.to_string()).unwrap();
    }

    fn run(&self, verb: &[&str]) -> (Option<i32>, Value) {
        let mut program = Command::new(env!("CARGO_BIN_EXE_kafka-doctor"));
        program.args(verb).args(["-o", "json"]).args(&self.0);
        program.env_remove("KAFKA_DOCTOR_KNOWLEDGE").stdin(Stdio::null());
        let output = program.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let document = serde_json::from_slice(&output.stdout);
        (output.status.code(), document.unwrap_or_else(|error| panic!("{verb:?}: {error}\n{said}")))
    }
}

/// What came out: exit codes and documents. Printed, it is what a person needs to see why a test failed.
pub struct Seen {
    /// Of `check`.
    pub check: (Option<i32>, Value),
    /// Of `diagnose --no-input`.
    pub diagnose: (Option<i32>, Value),
}

impl Seen {
    /// Both verbs put one of these first, and `check` fails because of it. Of a `card` the cause may stay open; `card/cause` is
    /// diagnosed.
    ///
    /// # Panics
    /// One of the two does not.
    pub fn lands_on(&self, expected: &[&str]) {
        self.lands(1, expected);
    }

    /// As [`Seen::lands_on`], of what does not fail `check`: it is `medium` at most, or a danger.
    ///
    /// # Panics
    /// One of the two does not.
    pub fn notes(&self, expected: &[&str]) {
        self.lands(0, expected);
    }

    fn lands(&self, exit: i32, expected: &[&str]) {
        let finding = names(&self.check.1["findings"][0]);
        let outcome = self.diagnose.1["outcome"].as_str().unwrap_or_default();
        // A danger is no trouble yet.
        let list = if outcome == "nothing-found" { "risks" } else { "diagnoses" };
        let diagnosis = names(&self.diagnose.1[list][0]);
        let is = |name: &str| match name.split_once('/') {
            Some(_) => finding == name && diagnosis == name && outcome == "diagnosed",
            None => [&finding, &diagnosis].iter().all(|found| found.split('/').next() == Some(name)),
        };
        let lands = self.check.0 == Some(exit) && expected.iter().any(|name| is(name));
        assert!(
            lands,
            "expected exit {exit}, {expected:?}; came {:?} {finding}, {outcome} {diagnosis}\n{self}",
            self.check.0
        );
    }

    /// Nothing at or above the default threshold, and nothing to diagnose.
    ///
    /// # Panics
    /// There is.
    pub fn is_healthy(&self) {
        let loud: Vec<String> = list(&self.check.1["findings"])
            .filter(|finding| ["high", "critical"].contains(&finding["severity"].as_str().unwrap_or_default()))
            .map(names)
            .collect();
        let said = (self.check.0, loud, self.diagnose.0, self.diagnose.1["outcome"].as_str());
        assert_eq!(said, (Some(0), vec![], Some(0), Some("nothing-found")), "{self}");
    }

    /// `check` has nothing at or above the threshold that is not healing, whatever `diagnose` makes of it.
    ///
    /// # Panics
    /// It has.
    pub fn passes_check(&self) {
        assert_eq!(self.check.0, Some(0), "{self}");
    }

    /// What could not be read for want of a right, a port or a version: what and need.
    pub fn not_checked(&self) -> Vec<(String, String)> {
        let word = |one: &Value, key| one[key].as_str().unwrap_or_default().to_owned();
        list(&self.check.1["not_checked"]).map(|one| (word(one, "what"), word(one, "needs"))).collect()
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// `card/cause`.
fn names(value: &Value) -> String {
    format!("{}/{}", value["card"].as_str().unwrap_or("-"), value["cause"].as_str().unwrap_or("-"))
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "check, exit {:?}", self.check.0)?;
        for one in list(&self.check.1["findings"]) {
            let (severity, state, claim) = (&one["severity"], &one["state"], &one["claim"]);
            writeln!(f, "  {} {severity} {state} {claim} {} {}", names(one), one["subjects"], one["because_of"])?;
        }
        writeln!(f, "diagnose, exit {:?}, {}", self.diagnose.0, self.diagnose.1["outcome"])?;
        for one in ["diagnoses", "risks"].iter().flat_map(|key| list(&self.diagnose.1[key])) {
            let (probability, confidence) = (&one["probability"], &one["confidence"]);
            writeln!(f, "  {} {probability} {confidence} {}", names(one), one["state"])?;
            for evidence in list(&one["evidence"]) {
                let (observation, answer) = (&evidence["observation"], &evidence["answer"]);
                writeln!(f, "    {} {observation} = {answer}", evidence["effect"].as_str().unwrap_or_default())?;
            }
        }
        let yes: Vec<&Value> = list(&self.diagnose.1["readings"]).filter(|one| one["answer"] == "yes").collect();
        writeln!(
            f,
            "  yes: {}",
            yes.iter().filter_map(|one| one["observation"].as_str()).collect::<Vec<_>>().join(" ")
        )?;
        for one in list(&self.diagnose.1["not_checked"]) {
            writeln!(f, "  not checked: {} ({}), needs {}", one["what"], one["why"], one["needs"])?;
        }
        Ok(())
    }
}
