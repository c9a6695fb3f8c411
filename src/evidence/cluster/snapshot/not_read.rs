//! What could not be read. "Not allowed to see" is never "none".

use serde::{Deserialize, Serialize};

use crate::case::NotChecked;
use crate::evidence::cluster::way_in::{Door, WayIn};
use crate::evidence::cluster::wire::Fault;

/// Names of subjects are kept up to this many.
const MOST_NAMES: usize = 20;

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotRead {
    /// What.
    pub what: Part,
    /// Of which brokers, topics or groups: the first twenty; empty for the whole cluster.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// Of how many; 0 for the whole cluster.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub count: usize,
    /// Why not.
    pub why: Why,
    /// What it takes.
    pub needs: Need,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A part of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The list of brokers, the cluster's id, our rights.
    Cluster,
    /// Everything of a broker.
    Broker,
    /// Which brokers are fenced.
    FencedBrokers,
    /// Topics, partitions, leaders, ISR.
    Topics,
    /// Eligible leader replicas.
    EligibleLeaders,
    /// Settings of brokers.
    BrokerSettings,
    /// Settings of topics.
    TopicSettings,
    /// Settings of groups.
    GroupSettings,
    /// Log directories and the sizes of replicas.
    LogDirs,
    /// Total and usable bytes of volumes.
    FreeBytes,
    /// The list of groups.
    Groups,
    /// Members and assignments.
    Members,
    /// Committed offsets.
    Commits,
    /// Earliest and latest offsets, last stable offset.
    Offsets,
    /// The record with the highest timestamp.
    Newest,
    /// Records that retention should have deleted.
    Retained,
    /// Where epochs that groups committed in have ended.
    EpochEnds,
    /// Producers of partitions.
    Producers,
    /// Transactions.
    Transactions,
    /// The controllers.
    Quorum,
    /// Moves of replicas.
    Reassignments,
    /// Client quotas.
    Quotas,
    /// SCRAM users.
    ScramUsers,
    /// ACLs.
    Acls,
}

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Refused for want of a right; Kafka's error code (29 topic, 30 group, 31 cluster, 53 transactional id).
    Refused(i16),
    /// The answer is empty or incomplete, which is also what a missing right looks like.
    PerhapsHidden,
    /// The brokers do not speak it, or not in the version that tells.
    NotSpoken,
    /// Another error; Kafka's code.
    Error(i16),
    /// No answer.
    NoAnswer(Fault),
    /// No connection, so nothing was asked.
    NoConnection,
    /// There is a connection, and the way in ended after it: at which stage, and why.
    WayEnds(String),
    /// What came back is not what the protocol says.
    Garbled,
    /// It would cost more requests than a look may.
    NotAsked,
    /// The time for the look was over.
    OutOfTime,
    /// The looks are too few, or too close, to tell what stands still from what is slow.
    TooFewLooks,
    /// A group stands still there and gets on with the rest, which is another matter.
    Standing,
    /// There is no group, or none of the name that was asked for.
    NoGroup,
    /// Nobody has named a topic.
    NotNamed,
    /// The way in takes no such step: without TLS nobody sees a certificate.
    NotTaken,
}

/// What it takes to read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// An ACL: operation and resource, as kafka-acls takes them: `Describe`, `--cluster`.
    Acl(String, String),
    /// A Kafka of at least this release, such as `3.3`.
    Release(String),
    /// A way to this address.
    Port(String),
    /// A way in at this address, which takes connections.
    Entry(String),
    /// Key and trust stores that can be opened.
    Stores,
    /// KRaft instead of ZooKeeper.
    Kraft,
    /// More time: `--timeout`.
    Time,
    /// Another look.
    Again,
    /// The name of a group that is there.
    Group,
    /// The name of a topic.
    Topic,
    /// Settings of a client whose way in takes the step.
    OtherWay,
}

impl NotRead {
    /// Of the whole cluster.
    pub fn new(what: Part, why: Why, needs: Need) -> Self {
        Self { what, of: Vec::new(), count: 0, why, needs }
    }

    /// Of some brokers, topics or groups.
    pub fn of<T: ToString>(what: Part, subjects: &[T], why: Why, needs: Need) -> Self {
        let of = subjects.iter().take(MOST_NAMES).map(T::to_string).collect();
        Self { what, of, count: subjects.len(), why, needs }
    }

    /// The list of brokers, for want of a way in.
    pub fn shut_out(way: &WayIn) -> Vec<Self> {
        match way.stores.fault() {
            Some(fault) => vec![Self::new(Part::Cluster, Why::WayEnds(fault.to_string()), Need::Stores)],
            None => Self::of_doors(&way.bootstrap),
        }
    }

    /// What lies behind addresses at which the way in ended: those that take no connection, and the others by how it ended.
    pub fn of_doors<'a>(doors: impl IntoIterator<Item = &'a Door>) -> Vec<Self> {
        let mut ends: Vec<(Option<String>, Vec<String>)> = Vec::new();
        for door in doors {
            let Some(how) = door.ends() else { continue };
            let how = door.connect.passed().map(|_| how);
            let address = door.address.to_string();
            match ends.iter_mut().find(|(known, _)| *known == how) {
                // A bootstrap server and a broker may have the same address.
                Some((_, addresses)) if addresses.contains(&address) => {}
                Some((_, addresses)) => addresses.push(address),
                None => ends.push((how, vec![address])),
            }
        }
        let told = ends.into_iter().map(|(how, addresses)| {
            let all = addresses.join(", ");
            match how {
                Some(how) => Self::of(Part::Cluster, &addresses, Why::WayEnds(how), Need::Entry(all)),
                None => Self::of(Part::Cluster, &addresses, Why::NoConnection, Need::Port(all)),
            }
        });
        told.collect()
    }

    /// The subjects of another one as well.
    pub fn widen(&mut self, other: &Self) {
        if self.of.is_empty() || other.of.is_empty() {
            (self.of, self.count) = (Vec::new(), 0);
            return;
        }
        let more: Vec<String> = other.of.iter().filter(|name| !self.of.contains(name)).cloned().collect();
        self.of.extend(more);
        self.count = self.count.max(other.count).max(self.of.len());
        self.of.truncate(MOST_NAMES);
    }

    /// What another look would tell.
    pub fn another_look<T: ToString>(what: Part, subjects: &[T]) -> Self {
        Self::of(what, subjects, Why::TooFewLooks, Need::Again)
    }

    /// Partitions at which a group stands still while it gets on with its others: what is said of the whole group does not hold there.
    pub fn standing<T: ToString>(at: &[T]) -> Option<Self> {
        (!at.is_empty()).then(|| Self::of(Part::Commits, at, Why::Standing, Need::Again))
    }

    /// Whether it is what another look would tell.
    pub fn wants_another_look(&self) -> bool {
        self.why == Why::TooFewLooks
    }
}

impl Part {
    /// What a person calls it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Cluster => "the list of brokers",
            Self::Broker => "everything that only this broker tells",
            Self::FencedBrokers => "which brokers are fenced",
            Self::Topics => "topics",
            Self::EligibleLeaders => "eligible leader replicas",
            Self::BrokerSettings => "settings of brokers",
            Self::TopicSettings => "settings of topics",
            Self::GroupSettings => "settings of groups",
            Self::LogDirs => "log directories and sizes of replicas",
            Self::FreeBytes => "free bytes of volumes",
            Self::Groups => "the list of groups",
            Self::Members => "members of groups",
            Self::Commits => "committed offsets",
            Self::Offsets => "earliest and latest offsets",
            Self::Newest => "the highest timestamps",
            Self::Retained => "records older than their retention",
            Self::EpochEnds => "whether committed records were lost",
            Self::Producers => "producers of partitions",
            Self::Transactions => "transactions",
            Self::Quorum => "the controller quorum",
            Self::Reassignments => "reassignments",
            Self::Quotas => "client quotas",
            Self::ScramUsers => "SCRAM users",
            Self::Acls => "ACLs",
        }
    }
}

impl Why {
    fn words(&self) -> String {
        match self {
            Self::Refused(code) => format!("refused (error {code})"),
            Self::PerhapsHidden => "the answer is empty or incomplete, as it also is without the right".into(),
            Self::NotSpoken => "the brokers do not speak it".into(),
            Self::Error(code) => format!("answered with error {code}"),
            Self::NoAnswer(Fault::TimedOut { waited_ms, .. }) => format!("no answer within {waited_ms} ms"),
            Self::NoAnswer(Fault::Closed { .. }) => "the broker closed the connection".into(),
            Self::NoAnswer(Fault::Broken { why }) => format!("the connection broke: {why}"),
            Self::NoAnswer(Fault::Throttled { pause_ms }) => format!("the broker asks for a pause of {pause_ms} ms"),
            Self::NoAnswer(Fault::Over) => "the connection was lost before".into(),
            Self::NoAnswer(_) | Self::Garbled => "what came back is not what the Kafka protocol says".into(),
            Self::NoConnection => "no connection".into(),
            Self::WayEnds(how) => how.clone(),
            Self::NotAsked => "not asked, because asking would do harm or cost too much".into(),
            Self::OutOfTime => "the time for the look was over".into(),
            Self::TooFewLooks => {
                "the looks are too few, or too close, to tell what stands still from what is slow".into()
            }
            Self::Standing => "the group stands still on some partitions and gets on with the others".into(),
            Self::NoGroup => "there is no group to look at".into(),
            Self::NotNamed => "no topic was named".into(),
            Self::NotTaken => "our way in takes no such step".into(),
        }
    }
}

impl Need {
    fn words(&self) -> String {
        match self {
            Self::Acl(operation, resource) => format!("ACL: --operation {operation} {resource}"),
            Self::Release(release) => format!("Kafka {release} or later"),
            Self::Port(address) => format!("a way to {address}"),
            Self::Entry(address) => format!("a way in at {address}"),
            Self::Stores => "key and trust stores that can be opened".into(),
            Self::Kraft => "KRaft instead of ZooKeeper".into(),
            Self::Time => "more time: --timeout".into(),
            Self::Again => "another look".into(),
            Self::Group => "the name of a group that is there".into(),
            Self::Topic => "the name of a topic: --topic".into(),
            Self::OtherWay => "the settings of a client that uses TLS or SASL: --command-config".into(),
        }
    }
}

impl From<&NotRead> for NotChecked {
    fn from(missing: &NotRead) -> Self {
        let mut what = missing.what.words().to_string();
        if !missing.of.is_empty() {
            what = format!("{what}: {}", missing.of.join(", "));
            if let more @ 1.. = missing.count.saturating_sub(missing.of.len()) {
                what = format!("{what} and {more} more");
            }
        }
        Self { what, why: missing.why.words(), needs: missing.needs.words() }
    }
}
