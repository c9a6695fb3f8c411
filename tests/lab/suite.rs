//! Tests that share a cluster, one after the other; several clusters at a time.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use libtest_mimic::{Arguments, Completion, Conclusion, Failed, Trial};

use super::jars::jars;
use super::{Cluster, REQUIRED};

/// Clusters at a time, if `--test-threads` says nothing. Most of the time is spent waiting: two cores are enough for these.
const LANES: usize = 3;

type Outcome = Result<Completion, Failed>;

/// A cluster and the tests on it.
pub struct Suite {
    name: String,
    version: &'static str,
    start: Box<dyn Fn() -> Cluster + Send>,
    tests: Vec<Test>,
}

struct Test {
    name: String,
    may: Box<dyn FnOnce() -> Result<(), String> + Send>,
    run: Box<dyn FnOnce(&mut Cluster) + Send>,
}

impl Suite {
    /// No tests yet. Their names begin with the name and the version.
    pub fn new(name: &str, version: &'static str, start: impl Fn() -> Cluster + Send + 'static) -> Self {
        Self { name: name.into(), version, start: Box::new(start), tests: Vec::new() }
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
        run: impl FnOnce(&mut Cluster) + Send + 'static,
    ) -> Self {
        let name = format!("{}::{}::{name}", self.name, self.version);
        self.tests.push(Test { name, may: Box::new(may), run: Box::new(run) });
        self
    }
}

/// Whether real clusters are wanted at all.
fn wanted(wish: &str) -> Result<(), String> {
    if wish == "off" { Err(format!("{REQUIRED}=off")) } else { Ok(()) }
}

/// Runs the tests that the arguments ask for, as `cargo test` does.
pub fn run(suites: Vec<Suite>, mut arguments: Arguments) -> Conclusion {
    let lanes = arguments.test_threads.replace(1).unwrap_or(LANES);
    let mut trials = Vec::new();
    let mut work = VecDeque::new();
    for mut suite in suites {
        let mut wanted = Vec::new();
        for test in std::mem::take(&mut suite.tests) {
            let (told, outcome) = channel::<Outcome>();
            let wait = move || outcome.recv().unwrap_or_else(|_| Err("its cluster has ended".into()));
            let trial = Trial::ignorable_test(&test.name, wait);
            if !arguments.list && !arguments.is_filtered_out(&trial) {
                wanted.push((test, told));
            }
            trials.push(trial);
        }
        if !wanted.is_empty() {
            work.push_back((suite, wanted));
        }
    }
    let work = Mutex::new(work);
    std::thread::scope(|scope| {
        for _ in 0..lanes {
            scope.spawn(|| {
                while let Some((suite, tests)) = next(&work) {
                    suite.work_off(tests);
                }
            });
        }
        libtest_mimic::run(&arguments, trials)
    })
}

fn next<T>(work: &Mutex<VecDeque<T>>) -> Option<T> {
    work.lock().expect("nothing fails while it is held").pop_front()
}

impl Suite {
    fn work_off(&self, tests: Vec<(Test, Sender<Outcome>)>) {
        let mut cluster = None;
        for (test, told) in tests {
            let wish = std::env::var(REQUIRED).unwrap_or_default();
            let outcome = match wanted(&wish).and_then(|()| jars(self.version)).and_then(|_| (test.may)()) {
                Ok(()) => self.on_cluster(test.run, &mut cluster),
                Err(why) if wish == "required" => Err(Failed::from(why)),
                Err(why) => Ok(Completion::ignored_with(why)),
            };
            // Nobody listens once the harness has ended.
            let _ = told.send(outcome);
        }
    }

    fn on_cluster(&self, test: Box<dyn FnOnce(&mut Cluster) + Send>, cluster: &mut Option<Cluster>) -> Outcome {
        let run = AssertUnwindSafe(|| test(cluster.get_or_insert_with(|| (self.start)())));
        catch_unwind(run).map(|()| Completion::Completed).map_err(|panic| {
            *cluster = None;
            Failed::from(said(panic.as_ref()))
        })
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).into())).unwrap_or_else(|| "it panicked".into())
}
