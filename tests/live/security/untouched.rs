//! Looking changes nothing, as Kafka's own tools see it, and leaves nothing in the broker's log.

use std::thread;
use std::time::Duration;

use crate::lab::{Cluster, Doctor, Suite, tools, until};

use super::broker::{self, *};

pub fn add(suite: Suite, version: &'static str) -> Suite {
    suite.test("untouched", move |cluster| untouched(cluster, version))
}

/// Not even internal topics come to be, nor the topic and the group that were asked for.
fn untouched(cluster: &mut Cluster, version: &str) {
    // The brokers' place in the tools' metadata comes a moment after the start.
    let before = until("every tool answers", Duration::from_secs(60), || {
        let state = state(cluster, version);
        (!state.iter().any(|answer| answer.contains("Error: Executing"))).then_some(state)
    });
    let log = Log::from_now(cluster);
    Doctor::at(cluster).look().is_healthy();
    let login = broker::login("SCRAM-SHA-512", "admin", "admin-secret");
    let named = client(cluster, SASL, &["security.protocol=SASL_PLAINTEXT", &login]);
    named.with("--topic", "missing").with("--group", "missing").look();
    assert_eq!(state(cluster, version), before);
    assert_eq!(log.troubles(cluster), Vec::<String>::new());
}

/// Topics, settings of broker and users, groups, rights.
fn state(cluster: &Cluster, version: &str) -> Vec<String> {
    let bootstrap = cluster.bootstrap();
    let at = ["--bootstrap-server", &bootstrap];
    let asked: [(&str, &[&str]); 5] = [
        (tools::TOPICS, &["--describe"]),
        (tools::CONFIGS, &["--describe", "--all", "--entity-type", "brokers", "--entity-name", "1"]),
        (tools::CONFIGS, &["--describe", "--entity-type", "users"]),
        (tools::GROUPS, &["--list"]),
        (tools::acls(version), &["--list"]),
    ];
    thread::scope(|scope| {
        let running = asked.map(|(tool, what)| scope.spawn(move || cluster.tool(tool, &[&at[..], what].concat())));
        running.map(|tool| tool.join().expect("the tool answers")).into()
    })
}

/// What the broker writes from a moment on.
pub struct Log(usize);

impl Log {
    /// From now on.
    pub fn from_now(cluster: &Cluster) -> Self {
        Self(text(cluster).len())
    }

    /// The warnings and errors.
    pub fn troubles(&self, cluster: &Cluster) -> Vec<String> {
        let is_trouble = |line: &&str| ["] WARN ", "] ERROR "].iter().any(|level| line.contains(level));
        text(cluster)[self.0..].lines().filter(is_trouble).map(Into::into).collect()
    }
}

fn text(cluster: &Cluster) -> String {
    std::fs::read_to_string(cluster.log(1)).unwrap()
}
