//! The settings of a cluster that is not started yet.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::cluster::{Cluster, Node};
use super::folder::Folder;
use super::jars::jars;
use super::tools::Java;

/// Small and quick: few threads, a cleaner buffer that fits into the heap, checks of retention at a test's pace.
const COMMON: &str = "
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,SSL:SSL,SASLSSL:SASL_SSL
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
/// Port 0 is the controller's (ZooKeeper's), 1 to 3 are those of the brokers' plaintext listeners, 4 to 6 the controllers' of
/// [`Plan::quorum`]; the others are free for further listeners.
pub struct Plan {
    version: &'static str,
    folder: Folder,
    nodes: BTreeMap<i32, Properties>,
    format: Vec<String>,
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

    /// Nodes 1, 2, 3, each broker and controller.
    pub fn quorum(version: &'static str) -> Self {
        let mut plan = Self::empty(version);
        let voters: Vec<String> = (1..=3).map(|id| format!("{id}@{}", plan.address(3 + id))).collect();
        for id in 1..=3u16 {
            plan.node(id.into(), "broker,controller", &voters.join(","));
            let (broker, controller) = (plan.address(id), plan.address(3 + id));
            plan = plan.set_at(id.into(), &format!("listeners=PLAINTEXT://{broker},CONTROLLER://{controller}"));
        }
        plan
    }

    /// ZooKeeper and broker 1, for releases before 4.0.
    pub fn zookeeper(version: &'static str) -> Self {
        let mut plan = Self::empty(version);
        let (keeper, broker) = (plan.address(0), plan.address(1));
        let data = plan.folder.path().join("zookeeper-data");
        let (host, port) = keeper.split_once(':').expect("an address is host:port");
        let keeper_settings = format!(
            "dataDir={}\nclientPort={port}\nclientPortAddress={host}\nadmin.enableServer=false",
            data.display()
        );
        plan.nodes.insert(1, Properties::new());
        plan = plan.set_all(COMMON).set_all(ALONE).set("broker.id=1").set(&format!("zookeeper.connect={keeper}"));
        plan = plan.set(&format!("listeners=PLAINTEXT://{broker}"));
        let logs = format!("log.dirs={}", plan.folder.path().join("data-1").display());
        plan = plan.set(&logs);
        plan.nodes.insert(ZOOKEEPER, Properties::new());
        keeper_settings.lines().fold(plan, |plan, line| plan.set_at(ZOOKEEPER, line))
    }

    fn empty(version: &'static str) -> Self {
        Self { version, folder: Folder::new(), nodes: BTreeMap::new(), format: Vec::new() }
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

    /// Sets `key=value` on every node.
    #[must_use]
    pub fn set(mut self, setting: &str) -> Self {
        for properties in self.nodes.values_mut() {
            properties.extend(pair(setting));
        }
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
        let java = Java::new(jars(self.version).unwrap(), self.folder.path());
        let ids: Vec<i32> = self.nodes.keys().copied().collect();
        let nodes = self.nodes.into_iter().map(|(id, properties)| (id, Node::new(properties))).collect();
        let mut cluster = Cluster::new(self.folder, java, nodes);
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

/// The two sides of `key=value`; nothing of an empty line.
fn pair(line: &str) -> Option<(String, String)> {
    let (key, value) = line.trim().split_once('=')?;
    Some((key.into(), value.into()))
}
