//! What only a broker itself knows: its settings and log directories, and the groups and transactions that it coordinates.

use std::collections::BTreeMap;

use super::link::{Answer, Link, Question, no_error};
use super::need::missing;
use super::{Look, group_settings, groups, release, settings, transactions};
use crate::evidence::cluster::codec::{configs, groups as listing, log_dirs, transactions as open};
use crate::evidence::cluster::snapshot::{
    Api as Spoken, Contact, Group, LogDir, Need, NotRead, Part, ReplicaOnDisk, Sample, Setting, Transaction, Why,
};
use crate::evidence::cluster::wire::Api;

/// What a broker told, and the connection to it, for the ends of what it leads.
pub(super) struct BrokerPart {
    pub id: i32,
    pub link: Option<Link>,
    contact: Contact,
    release: Option<String>,
    apis: Vec<Spoken>,
    supports: BTreeMap<String, i16>,
    finalized: BTreeMap<String, i16>,
    log_dirs: Option<Vec<LogDir>>,
    settings: Option<BTreeMap<String, Setting>>,
    groups: Option<BTreeMap<String, Group>>,
    group_settings: group_settings::OfGroups,
    transactions: Option<Vec<Transaction>>,
    not_read: Vec<NotRead>,
}

/// Connects to a broker and asks it for all that.
pub(super) fn read(look: &Look, id: i32, host: &str, port: u16) -> BrokerPart {
    let mut part = BrokerPart {
        id,
        link: None,
        contact: Contact::Answered,
        release: None,
        apis: Vec::new(),
        supports: BTreeMap::new(),
        finalized: BTreeMap::new(),
        log_dirs: None,
        settings: None,
        groups: None,
        group_settings: BTreeMap::new(),
        transactions: None,
        not_read: Vec::new(),
    };
    match look.open(host, port) {
        Ok(mut link) => {
            part.versions(&link);
            part.own(look, &mut link);
            part.lost(&link);
            part.link = Some(link);
        }
        Err(why) => {
            part.contact = Contact::Unreachable(why);
            let port = Need::Port(format!("{host}:{port}"));
            part.not_read.push(NotRead::of(Part::Broker, &[id], Why::NoConnection, port));
        }
    }
    part
}

impl BrokerPart {
    fn versions(&mut self, link: &Link) {
        let versions = link.versions();
        self.release = release::release(versions);
        self.apis = versions.ranges.iter().map(|(key, (min, max))| (*key, *min, *max).into()).collect();
        self.supports = versions.supported_features.iter().map(|(name, (_, max))| (name.clone(), *max)).collect();
        self.finalized = versions.finalized_features.clone();
    }

    fn own(&mut self, look: &Look, link: &mut Link) {
        let id = self.id.to_string();
        let mut own_settings = Err(Why::NotSpoken);
        let mut dirs = Err(Why::NotSpoken);
        let mut listed = Err(Why::NotSpoken);
        let mut ongoing = Err(Why::NotSpoken);
        let mut questions = Vec::new();
        if look.first() && link.speaks(Api::DescribeConfigs, configs::VERSION..=configs::VERSION).is_some() {
            let call = configs::request(configs::Kind::Broker, &[&id]);
            questions.push(Question::new(call, settings::of_broker, &mut own_settings));
        }
        if let Some(version) = link.speaks(Api::DescribeLogDirs, log_dirs::VERSIONS) {
            let read = move |body: &[u8]| log_dirs::read(version, body);
            questions.push(Question::new(log_dirs::request(version), read, &mut dirs));
        }
        if let Some(version) = link.speaks(Api::ListGroups, listing::LIST_VERSIONS) {
            let read = move |body: &[u8]| listing::read_list(version, body);
            questions.push(Question::new(listing::list(version), read, &mut listed));
        }
        if link.speaks(Api::ListTransactions, open::VERSION..=open::VERSION).is_some() {
            questions.push(Question::new(open::list(), open::read_list, &mut ongoing));
        }
        link.ask(questions);

        if look.first() {
            self.settings = self.keep(Part::BrokerSettings, own_settings.and_then(|told| told));
        }
        let volumes = link.speaks(Api::DescribeLogDirs, 4..=4).is_some();
        self.log_dirs = self.keep(Part::LogDirs, dirs.and_then(|dirs| log_dirs_of(look, dirs)));
        if !volumes && self.log_dirs.is_some() {
            self.not_read.push(missing(Part::FreeBytes, &[self.id], Why::NotSpoken));
        }
        let listed = listed.and_then(|listed| no_error(listed.error).map(|()| listed.groups));
        if let Some(listed) = self.keep(Part::Groups, listed) {
            let groups = groups::read(look, link, self.id, listed, &mut self.not_read);
            if look.first() {
                self.group_settings = group_settings::read(link, &groups, &mut self.not_read);
            }
            self.groups = Some(groups);
        }
        let ongoing = ongoing.and_then(|ongoing| no_error(ongoing.error).map(|()| ongoing.transactions));
        if let Some(ongoing) = self.keep(Part::Transactions, ongoing) {
            self.transactions = Some(transactions::read(link, self.id, ongoing, &mut self.not_read));
        }
    }

    fn keep<T>(&mut self, part: Part, answer: Answer<T>) -> Option<T> {
        answer.map_err(|why| self.not_read.push(missing(part, &[self.id], why))).ok()
    }

    /// Notes if the connection was lost.
    pub fn lost(&mut self, link: &Link) {
        if let Some(fault) = link.lost() {
            self.contact = Contact::Lost(fault.clone());
        }
    }

    /// Puts all but the connection into the sample.
    pub fn put_into(&mut self, sample: &mut Sample) {
        let broker = sample.brokers.entry(self.id).or_default();
        broker.contact = std::mem::take(&mut self.contact);
        broker.release = self.release.take();
        broker.apis = std::mem::take(&mut self.apis);
        broker.supports = std::mem::take(&mut self.supports);
        broker.log_dirs = self.log_dirs.take();
        if sample.features.is_empty() {
            sample.features = std::mem::take(&mut self.finalized);
        }
        if let Some(own) = self.settings.take() {
            sample.settings.get_or_insert_default().brokers.insert(self.id, own);
        }
        if !self.group_settings.is_empty() {
            sample.settings.get_or_insert_default().groups.append(&mut self.group_settings);
        }
        if let Some(groups) = self.groups.take() {
            sample.groups.get_or_insert_default().extend(groups);
        }
        if let Some(transactions) = self.transactions.take() {
            sample.transactions.get_or_insert_default().extend(transactions);
        }
        sample.not_read.append(&mut self.not_read);
    }
}

/// Before version 3 a refusal looks like no log directories at all; a broker has one at least.
fn log_dirs_of(look: &Look, answer: log_dirs::LogDirs) -> Result<Vec<LogDir>, Why> {
    no_error(answer.error)?;
    if answer.dirs.is_empty() {
        return Err(Why::PerhapsHidden);
    }
    let wanted = |topic: &String| look.topics.is_empty() || look.topics.contains(topic);
    let bytes = |bytes: i64| u64::try_from(bytes).ok();
    let log_dir = |dir: log_dirs::Dir| {
        let topics = dir.topics.into_iter().filter(|(topic, _)| wanted(topic));
        let in_order = |replicas: Vec<log_dirs::Replica>| {
            let mut replicas: Vec<ReplicaOnDisk> = replicas.into_iter().map(replica).collect();
            replicas.sort_by_key(ReplicaOnDisk::order);
            replicas
        };
        LogDir {
            path: dir.path,
            error: Some(dir.error).filter(|error| *error != 0),
            total_bytes: bytes(dir.total_bytes),
            usable_bytes: bytes(dir.usable_bytes),
            replicas: Some(topics.map(|(topic, replicas)| (topic, in_order(replicas))).collect()),
        }
    };
    Ok(answer.dirs.into_iter().map(log_dir).collect())
}

fn replica(replica: log_dirs::Replica) -> ReplicaOnDisk {
    ReplicaOnDisk { partition: replica.partition, size: replica.size, lag: replica.lag, future: replica.future }
}
