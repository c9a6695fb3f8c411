//! Tests that share a cluster, one after the other.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Completion, Failed, Trial};

use super::jars::jars;
use super::{Cluster, REQUIRED};

/// Started by the first test that runs, ended with the last.
struct Shared {
    start: Box<dyn Fn() -> Cluster + Send + Sync>,
    cluster: Mutex<Option<Cluster>>,
}

/// A cluster and the tests on it.
pub struct Suite {
    name: String,
    version: &'static str,
    shared: Arc<Shared>,
    trials: Vec<Trial>,
}

impl Suite {
    /// No tests yet. Their names begin with the name and the version.
    pub fn new(name: &str, version: &'static str, start: impl Fn() -> Cluster + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared { start: Box::new(start), cluster: Mutex::new(None) });
        Self { name: name.into(), version, shared, trials: Vec::new() }
    }

    /// Adds a test. It leaves the cluster as it found it; after one that fails the next gets a new cluster.
    #[must_use]
    pub fn test(self, name: &str, test: impl FnOnce(&mut Cluster) + Send + 'static) -> Self {
        self.test_where(name, || Ok(()), test)
    }

    /// Adds a test that needs more than Java: what, is said by the error.
    #[must_use]
    pub fn test_where(
        mut self,
        name: &str,
        may: impl FnOnce() -> Result<(), String> + Send + 'static,
        test: impl FnOnce(&mut Cluster) + Send + 'static,
    ) -> Self {
        let (shared, version) = (self.shared.clone(), self.version);
        let name = format!("{}::{version}::{name}", self.name);
        let run = move || match jars(version).map(|_| ()).and_then(|()| may()) {
            Ok(()) => Ok(shared.run(test)),
            Err(why) if std::env::var(REQUIRED).is_ok_and(|value| value == "required") => Err(Failed::from(why)),
            Err(why) => Ok(Completion::ignored_with(why)),
        };
        self.trials.push(Trial::ignorable_test(name, run));
        self
    }

    /// The tests, for the harness.
    pub fn trials(self) -> Vec<Trial> {
        self.trials
    }
}

impl Shared {
    fn run(&self, test: impl FnOnce(&mut Cluster)) -> Completion {
        let mut cluster = self.cluster.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = catch_unwind(AssertUnwindSafe(|| test(cluster.get_or_insert_with(|| (self.start)()))));
        if let Err(panic) = outcome {
            *cluster = None;
            resume_unwind(panic);
        }
        Completion::Completed
    }
}
