//! The settings of a cluster that is not started yet.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::cluster::{Cluster, Node};
use super::folder::Folder;
use super::jars::jars;
use super::tools::{Java, logging};

/// Small and quick: few threads, a cleaner buffer that fits into the heap, checks of retention at a test's pace.
const COMMON: &str = "
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,EXT:PLAINTEXT,SASL:SASL_PLAINTEXT,SSL:SSL,SASLSSL:SASL_SSL
inter.broker.listener.name=PLAINTEXT
num.network.threads=1
num.io.threads=2
log.cleaner.dedupe.buffer.size=4194304
log.retention.check.interval.ms=5000
log.segment.delete.delay.ms=1000
offsets.topic.num.partitions=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
";
/// One broker cannot keep three copies.
const ALONE: &str = "
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
";
/// The controller of [`Plan::three`].
pub const CONTROLLER: i32 = 100;
/// ZooKeeper's number among the nodes of [`Plan::zookeeper`].
pub const ZOOKEEPER: i32 = 0;

/// Settings by name, as in a `.properties` file.
pub type Properties = BTreeMap<String, String>;

/// A cluster to be.
///
/// Port 0 is the controller's (ZooKeeper's), 1 to 3 are those of the brokers' plaintext listeners and of the controllers of
/// [`Plan::quorum`], 11 to 13 are for listeners named `EXT`; the others are free.
pub struct Plan {
    version: &'static str,
    folder: Folder,
    nodes: BTreeMap<i32, Properties>,
    other_versions: BTreeMap<i32, &'static str>,
    format: Vec<String>,
    heap: &'static str,
}

impl Plan {
    /// One node, broker and controller.
    pub fn one(version: &'static str) -> Self {
        let mut plan = Self::empty(version);
        let (broker, controller) = (plan.address(1), plan.address(0));
        plan.node(1, "broker,controller", &format!("1@{controller}"));
        plan.set_all(ALONE).set(&format!("listeners=PLAINTEXT://{broker},CONTROLLER://{controller}"))
    }

    /// Controller 100 and brokers 1, 2, 3: stopping a broker never touches the quorum.
    pub fn three(version: &'static str) -> Self {
        let mut plan = Self::empty(version);
        let controller = plan.address(0);
        let voters = format!("{CONTROLLER}@{controller}");
        plan.node(CONTROLLER, "controller", &voters);
        plan = plan.set_at(CONTROLLER, &format!("listeners=CONTROLLER://{controller}"));
        for id in 1..=3 {
            plan.node(id, "broker", &voters);
            let listeners = format!("listeners=PLAINTEXT://{}", plan.address(id as u16));
            plan = plan.set_at(id, &listeners);
        }
        plan
    }

    /// Controllers 100, 101, 102 and broker 1.
    pub fn quorum(version: &'static str) -> Self {
        let mut plan = Self::empty(version);
        let controllers = [(CONTROLLER, 0), (CONTROLLER + 1, 2), (CONTROLLER + 2, 3)];
        let voters: Vec<String> =
            controllers.iter().map(|(id, port)| format!("{id}@{}", plan.address(*port))).collect();
        for (id, port) in controllers {
            plan.node(id, "controller", &voters.join(","));
            let listeners = format!("listeners=CONTROLLER://{}", plan.address(port));
            plan = plan.set_at(id, &listeners);
        }
        plan.node(1, "broker", &voters.join(","));
        let listeners = format!("listeners=PLAINTEXT://{}", plan.address(1));
        plan.set_at(1, &listeners).set_all(ALONE)
    }

    /// ZooKeeper and broker 1, for releases before 4.0.
    pub fn zookeeper(version: &'static str) -> Self {
        let mut plan = Self::empty(version);
        let (keeper, broker, folder) = (plan.address(0), plan.address(1), plan.folder().display().to_string());
        let own = format!(
            "{COMMON}{ALONE}broker.id=1\nzookeeper.connect={keeper}\nlisteners=PLAINTEXT://{broker}\nlog.dirs={folder}/data-1"
        );
        plan.nodes.insert(1, own.lines().filter_map(pair).collect());
        let (host, port) = keeper.split_once(':').expect("an address is host:port");
        let own = format!(
            "dataDir={folder}/zookeeper\nclientPort={port}\nclientPortAddress={host}\nadmin.enableServer=false"
        );
        plan.nodes.insert(ZOOKEEPER, own.lines().filter_map(pair).collect());
        plan
    }

    fn empty(version: &'static str) -> Self {
        Self {
            version,
            folder: Folder::new(),
            nodes: BTreeMap::new(),
            other_versions: BTreeMap::new(),
            format: Vec::new(),
            heap: "256M",
        }
    }

    fn node(&mut self, id: i32, roles: &str, voters: &str) {
        let data = self.folder.path().join(format!("data-{id}"));
        let mut own = format!(
            "{COMMON}\nnode.id={id}\nprocess.roles={roles}\ncontroller.quorum.voters={voters}\n\
             controller.listener.names=CONTROLLER\nlog.dirs={}",
            data.display()
        );
        // Since 3.8; before, the first check came 30 s after the start.
        if !self.version.starts_with("2.") {
            own.push_str("\nlog.initial.task.delay.ms=1000");
        }
        self.nodes.insert(id, own.lines().filter_map(pair).collect());
    }

    /// The cluster's own folder, for files that settings name.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `127.0.0.1` and a port of the cluster's own.
    pub fn address(&self, number: u16) -> String {
        format!("127.0.0.1:{}", self.folder.port(number))
    }

    /// The ids of all brokers.
    pub fn brokers(&self) -> Vec<i32> {
        brokers(self.nodes.keys())
    }

    /// A setting of a node.
    pub fn setting(&self, node: i32, key: &str) -> &str {
        &self.nodes[&node][key]
    }

    /// Sets `key=value` on every node.
    #[must_use]
    pub fn set(mut self, setting: &str) -> Self {
        for properties in self.nodes.values_mut() {
            properties.extend(pair(setting));
        }
        self
    }

    /// Gives each node more heap than a test needs, as `-Xmx` takes it.
    #[must_use]
    #[allow(dead_code, reason = "a benchmark's clusters are large")]
    pub fn heap(mut self, heap: &'static str) -> Self {
        self.heap = heap;
        self
    }

    /// Sets `key=value` on one node.
    #[must_use]
    pub fn set_at(mut self, node: i32, setting: &str) -> Self {
        self.nodes.get_mut(&node).expect("a node of the plan").extend(pair(setting));
        self
    }

    fn set_all(self, settings: &str) -> Self {
        settings.lines().fold(self, |plan, line| plan.set(line))
    }

    /// Runs one node with another version.
    #[must_use]
    pub fn version_at(mut self, node: i32, version: &'static str) -> Self {
        self.other_versions.insert(node, version);
        self
    }

    /// Adds an argument of the storage tool's `format`, for instance `--add-scram`.
    #[must_use]
    pub fn format(mut self, argument: &str) -> Self {
        self.format.push(argument.into());
        self
    }

    /// Formats and starts all nodes, and waits until the brokers serve.
    ///
    /// # Panics
    /// A node does not come up; the end of its log is told.
    pub fn start(self) -> Cluster {
        let folder = self.folder.path();
        logging(folder);
        let java = |id| {
            let version = self.other_versions.get(&id).unwrap_or(&self.version);
            Java::new(jars(version).unwrap(), folder)
        };
        let ids: Vec<i32> = self.nodes.keys().copied().collect();
        let nodes = self.nodes.iter().map(|(id, own)| (*id, Node::new(java(*id), own.clone()))).collect();
        let mut cluster = Cluster::new(self.folder, nodes, self.heap);
        if !ids.contains(&ZOOKEEPER) {
            cluster.format(&self.format);
        }
        for id in &ids {
            cluster.start(*id);
            if *id == ZOOKEEPER {
                cluster.wait_for_port(0);
            }
        }
        cluster.wait_for_brokers(&cluster.brokers(), Duration::from_secs(60));
        cluster
    }
}

/// Those of the ids that are brokers'.
pub fn brokers<'a>(ids: impl Iterator<Item = &'a i32>) -> Vec<i32> {
    ids.copied().filter(|id| (ZOOKEEPER + 1..CONTROLLER).contains(id)).collect()
}

/// The two sides of `key=value`; nothing of an empty line.
fn pair(line: &str) -> Option<(String, String)> {
    let (key, value) = line.trim().split_once('=')?;
    Some((key.into(), value.into()))
}
