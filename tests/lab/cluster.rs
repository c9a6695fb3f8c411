//! A running cluster: its nodes, to be started, stopped, killed and frozen.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use super::folder::Folder;
use super::plan::{Properties, ZOOKEEPER, brokers};
use super::process::Process;
use super::tools::{self, Java};
use super::{Background, Client, until};

/// Time for a broker to leave in order.
const STOP: Duration = Duration::from_secs(30);
/// The same for every cluster: no test has two that know each other.
const CLUSTER_ID: &str = "MkU3OEVBNTcwNTJENDM2Qg";

/// One node, running or not.
pub struct Node {
    java: Java,
    properties: Properties,
    process: Option<Process>,
}

impl Node {
    /// A node that does not run yet.
    pub fn new(java: Java, properties: Properties) -> Self {
        Self { java, properties, process: None }
    }
}

/// A client whose output is taken slowly.
pub struct Slow {
    // In this order they are dropped: the thread that reads ends with the output.
    _process: Process,
    _reads: Background,
}

/// A cluster that ends with its value.
pub struct Cluster {
    // In this order they are dropped: processes before the folder that they write into.
    nodes: BTreeMap<i32, Node>,
    folder: Folder,
    heap: &'static str,
}

impl Cluster {
    /// Nodes that do not run yet, and the heap that each will have.
    pub fn new(folder: Folder, nodes: BTreeMap<i32, Node>, heap: &'static str) -> Self {
        Self { nodes, folder, heap }
    }

    /// The cluster's own folder, for files that a test makes.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `127.0.0.1` and a port of the cluster's own.
    pub fn address(&self, number: u16) -> String {
        format!("127.0.0.1:{}", self.folder.port(number))
    }

    /// The ids of all brokers, running or not.
    pub fn brokers(&self) -> Vec<i32> {
        brokers(self.nodes.keys())
    }

    /// The addresses of all brokers' plaintext listeners.
    pub fn bootstrap(&self) -> String {
        self.brokers().iter().map(|id| self.address(*id as u16)).collect::<Vec<_>>().join(",")
    }

    /// A connection to a broker's plaintext listener.
    ///
    /// # Panics
    /// It does not answer.
    pub fn client(&self, broker: i32) -> Client {
        let port = self.folder.port(broker as u16);
        Client::connect(port).unwrap_or_else(|error| panic!("broker {broker}, port {port}: {error}"))
    }

    /// What a node has printed.
    pub fn log(&self, node: i32) -> PathBuf {
        self.folder().join(format!("{node}.log"))
    }

    /// Formats every node's folder.
    pub fn format(&mut self, arguments: &[String]) {
        let mut running = Vec::new();
        for (id, node) in &self.nodes {
            let settings = self.write_properties(*id);
            let mut words = vec!["format", "-t", CLUSTER_ID, "-c", settings.to_str().expect("a path in UTF-8")];
            words.extend(arguments.iter().map(String::as_str));
            let mut tool = node.java.command(tools::STORAGE, "128M", &words);
            running.push((id, tool.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()));
        }
        for (id, tool) in running {
            let output = tool.wait_with_output().unwrap();
            assert!(output.status.success(), "format of node {id}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }

    /// Starts a node; does not wait.
    pub fn start(&mut self, id: i32) {
        let settings = self.write_properties(id);
        let (class, heap) = if id == ZOOKEEPER { (tools::ZOOKEEPER, "128M") } else { (tools::KAFKA, self.heap) };
        let process = self.nodes[&id].java.command(class, heap, &[settings.to_str().expect("a path in UTF-8")]);
        let process = Process::start(&self.folder, process, &self.log(id));
        self.node(id).process = Some(process);
    }

    fn write_properties(&self, id: i32) -> PathBuf {
        let path = self.folder().join(format!("{id}.properties"));
        let text: String = self.nodes[&id].properties.iter().map(|(key, value)| format!("{key}={value}\n")).collect();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn node(&mut self, id: i32) -> &mut Node {
        self.nodes.get_mut(&id).expect("a node of the cluster")
    }

    /// Stops a node as an operator does.
    pub fn stop(&mut self, id: i32) {
        self.node(id).process.take().expect("it runs").stop(STOP);
    }

    /// Ends a node at once.
    pub fn kill(&mut self, id: i32) {
        self.node(id).process = None;
    }

    /// Lets a node stand still.
    pub fn freeze(&mut self, id: i32) {
        self.node(id).process.as_ref().expect("it runs").freeze();
    }

    /// Lets it go on.
    pub fn thaw(&mut self, id: i32) {
        self.node(id).process.as_ref().expect("it runs").thaw();
    }

    /// One of Kafka's own clients, of broker 1's version, running until it is dropped. Its output is `NAME.log` in the folder.
    pub fn run(&self, name: &str, class: &str, arguments: &[&str]) -> Process {
        let command = self.nodes[&1].java.command(class, "96M", arguments);
        Process::start(&self.folder, command, &self.client_log(name))
    }

    /// What one of Kafka's own tools, of broker 1's version, prints until it ends.
    ///
    /// # Panics
    /// It fails; what it said is told.
    pub fn tool(&self, class: &str, arguments: &[&str]) -> String {
        let output = self.nodes[&1].java.command(class, "96M", arguments).stdin(Stdio::null()).output().unwrap();
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{class} {arguments:?}: {}{}", said(&output.stdout), said(&output.stderr));
        said(&output.stdout)
    }

    /// As [`Cluster::run`], but what it prints is taken only piece by piece, with a pause after each: Java waits in between.
    pub fn run_slowly(&self, name: &str, class: &str, arguments: &[&str], bytes: usize, pause: Duration) -> Slow {
        let command = self.nodes[&1].java.command(class, "96M", arguments);
        let (process, mut output) = Process::start_with_output(&self.folder, command, &self.client_log(name));
        let mut piece = vec![0; bytes];
        // At the end of the output the rest of the piece is missing.
        let reads = Background::every(pause, move || drop(output.read_exact(&mut piece)));
        Slow { _process: process, _reads: reads }
    }

    /// What one of the clients has printed.
    pub fn client_log(&self, name: &str) -> PathBuf {
        self.folder().join(format!("{name}.log"))
    }

    /// Waits until a client has printed this.
    pub fn wait_for_line(&self, name: &str, part: &str) {
        until(&format!("{part:?} of {name}"), Duration::from_secs(60), || {
            std::fs::read_to_string(self.client_log(name)).ok()?.contains(part).then_some(())
        });
    }

    /// Whether there is such a topic.
    pub fn has(&self, topic: &str) -> bool {
        let topics = self.client(1).metadata().unwrap().topics;
        topics.iter().any(|one| one.name.as_ref().is_some_and(|name| name.0.as_str() == topic))
    }

    /// Waits until a port of the cluster's takes connections.
    pub fn wait_for_port(&self, number: u16) {
        let port = self.folder.port(number);
        until(&format!("port {port}"), Duration::from_secs(30), || Client::connect(port).ok());
    }

    /// Waits until each of the brokers answers and lists all of them.
    ///
    /// # Panics
    /// They do not in time, or a node has ended; the end of its log is told.
    pub fn wait_for_brokers(&mut self, ids: &[i32], within: Duration) {
        let ports: Vec<u16> = ids.iter().map(|id| self.folder.port(*id as u16)).collect();
        until("brokers that know each other", within, || {
            self.assert_alive();
            let lists = |port: &u16| Some(Client::connect(*port).ok()?.metadata().ok()?.brokers.len() >= ids.len());
            ports.iter().all(|port| lists(port) == Some(true)).then_some(())
        });
    }

    fn assert_alive(&mut self) {
        let folder = self.folder.path();
        for (id, node) in &mut self.nodes {
            let ended = node.process.as_mut().is_some_and(|process| !process.is_alive());
            let log = || std::fs::read_to_string(folder.join(format!("{id}.log"))).unwrap_or_default();
            assert!(!ended, "node {id} has ended:\n{}", tail(&log()));
        }
    }

    /// Waits until no other broker lists one that was stopped, killed or frozen.
    pub fn wait_until_gone(&self, id: i32) {
        let other = self.brokers().into_iter().find(|other| *other != id).expect("another broker");
        until(&format!("broker {id} is fenced"), Duration::from_secs(30), || {
            let listed = self.client(other).metadata().ok()?.brokers;
            listed.iter().all(|broker| broker.node_id.0 != id).then_some(())
        });
    }

    /// Starts brokers again, and waits until everything is as it was.
    pub fn recover(&mut self, ids: &[i32]) {
        ids.iter().for_each(|id| self.start(*id));
        self.wait_for_brokers(&self.brokers(), Duration::from_secs(60));
        self.wait_until_in_sync();
    }

    /// All files below the brokers' and controllers' data folders, with their sizes: what changes a cluster shows here.
    pub fn files(&self) -> BTreeMap<PathBuf, u64> {
        let mut files = BTreeMap::new();
        let mut folders: Vec<PathBuf> = vec![self.folder().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let (path, about) = (entry.path(), entry.metadata().unwrap());
                if about.is_dir() {
                    folders.push(path);
                } else if path.parent() != Some(self.folder()) {
                    files.insert(path, about.len());
                }
            }
        }
        files
    }

    /// Waits until every replica is in sync and led.
    pub fn wait_until_in_sync(&self) {
        let broker =
            self.brokers().into_iter().find(|id| self.nodes[id].process.is_some()).expect("a broker that runs");
        until("all replicas in sync", Duration::from_secs(60), || {
            let metadata = self.client(broker).metadata().ok()?;
            let mut partitions = metadata.topics.iter().flat_map(|topic| &topic.partitions);
            partitions.all(|one| one.leader_id.0 >= 0 && one.isr_nodes.len() == one.replica_nodes.len()).then_some(())
        });
    }
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}
