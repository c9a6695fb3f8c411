//! What one broker tells of all: brokers, topics, our rights.

use std::collections::BTreeMap;

use base64ct::{Base64UrlUnpadded, Encoding};

use super::link::{Link, Question, no_error};
use super::need::{missing, missing_all};
use super::{Look, release};
use crate::evidence::cluster::codec::{cluster, metadata};
use crate::evidence::cluster::snapshot::{Broker, Part, Partition, Sample, Topic, Why};
use crate::evidence::cluster::wire::Api;

/// UNKNOWN_TOPIC_OR_PARTITION.
const UNKNOWN_TOPIC: i16 = 3;

/// What DescribeCluster says where nobody asked, or no authorizer could tell.
const OPERATIONS_NOT_TOLD: i32 = i32::MIN;

/// Brokers that are kept: no cluster has as many, and lists of millions, or replicas on millions, only want our memory.
const MOST_BROKERS: usize = 10_000;

/// The first of the bootstrap addresses that answers.
pub(super) fn open(look: &Look) -> Result<Link, Why> {
    look.bootstrap.iter().find_map(|(host, port)| look.open(host, *port).ok()).ok_or(Why::NoConnection)
}

/// Where we begin, for people.
pub(super) fn addresses(look: &Look) -> Vec<String> {
    look.bootstrap.iter().map(|(host, port)| format!("{host}:{port}")).collect()
}

/// Asks for brokers and topics, and reads what the broker speaks.
pub(super) fn read(look: &Look, link: &mut Link, sample: &mut Sample) {
    sample.zookeeper = Some(release::zookeeper(link.versions()));
    let (mut topics, mut cluster) = (Err(Why::NotSpoken), Err(Why::NotSpoken));
    let mut questions = Vec::new();
    if link.speaks(Api::Metadata, metadata::VERSION..=metadata::VERSION).is_some() {
        let internal = ["__consumer_offsets", "__transaction_state"];
        let named: Vec<&str> = look.topics.iter().map(String::as_str).chain(internal).collect();
        let named = (!look.topics.is_empty()).then_some(named.as_slice());
        questions.push(Question::new(metadata::request(named), metadata::read, &mut topics));
    }
    if let Some(version) = link.speaks(Api::DescribeCluster, cluster::VERSIONS) {
        let read = move |body: &[u8]| cluster::read(version, body);
        questions.push(Question::new(cluster::request(version), read, &mut cluster));
    }
    link.ask(questions);
    match topics {
        Ok(metadata) => put_metadata(look, metadata, sample),
        Err(why) => sample.not_read.push(missing_all(Part::Topics, why)),
    }
    match cluster.and_then(|cluster| no_error(cluster.error).map(|()| cluster)) {
        Ok(cluster) => put_cluster(cluster, sample),
        Err(why) => sample.not_read.push(missing_all(Part::Cluster, why)),
    }
}

fn put_metadata(look: &Look, metadata: metadata::Metadata, sample: &mut Sample) {
    sample.cluster_id = metadata.cluster_id;
    if sample.zookeeper == Some(true) {
        sample.controller = Some(metadata.controller).filter(|id| *id >= 0);
    }
    for broker in metadata.brokers {
        let Some(known) = known(sample, broker.id) else { continue };
        known.listed = true;
        (known.host, known.port, known.rack) = (Some(broker.host), port(broker.port), broker.rack);
    }
    let mut topics = BTreeMap::new();
    for topic in metadata.topics {
        let asked_for = look.topics.contains(&topic.name);
        if topic.error != 0 && !look.topics.is_empty() && !asked_for {
            continue;
        }
        if let Err(why @ Why::Refused(_)) = no_error(topic.error) {
            sample.not_read.push(missing(Part::Topics, &[&topic.name], why));
        }
        let error = Some(topic.error).filter(|error| *error != 0);
        let id = (topic.id != [0; 16]).then(|| Base64UrlUnpadded::encode_string(&topic.id));
        let mut partitions: Vec<Partition> = topic.partitions.into_iter().map(partition).collect();
        partitions.sort_by_key(|partition| partition.id);
        if error != Some(UNKNOWN_TOPIC) || asked_for {
            topics.insert(topic.name, Topic { id, error, internal: topic.internal, partitions });
        }
    }
    // Replicas on brokers that no list names: dead, and fenced before 4.0.
    for partition in topics.values().flat_map(|topic| &topic.partitions) {
        for replica in &partition.replicas {
            known(sample, *replica);
        }
    }
    sample.topics = Some(topics);
}

fn partition(partition: metadata::Partition) -> Partition {
    Partition {
        id: partition.id,
        leader: Some(partition.leader).filter(|leader| *leader >= 0),
        epoch: partition.epoch,
        error: Some(partition.error).filter(|error| *error != 0),
        replicas: partition.replicas,
        isr: partition.isr,
        offline: partition.offline,
        ..Partition::default()
    }
}

fn put_cluster(cluster: cluster::Cluster, sample: &mut Sample) {
    sample.cluster_operations = Some(cluster.operations).filter(|bits| *bits != OPERATIONS_NOT_TOLD);
    sample.cluster_id.get_or_insert(cluster.id);
    let mut told = false;
    for broker in cluster.brokers {
        let Some(known) = known(sample, broker.id) else { continue };
        known.fenced = broker.fenced;
        told |= broker.fenced.is_some();
        if known.host.is_none() {
            (known.host, known.port, known.rack) = (Some(broker.host), port(broker.port), broker.rack);
        }
    }
    if !told {
        sample.not_read.push(missing_all(Part::FencedBrokers, Why::NotSpoken));
    }
}

/// A broker of the sample, as far as there is room for one more.
fn known(sample: &mut Sample, id: i32) -> Option<&mut Broker> {
    let room = sample.brokers.len() < MOST_BROKERS || sample.brokers.contains_key(&id);
    room.then(|| sample.brokers.entry(id).or_default())
}

fn port(port: i32) -> Option<u16> {
    port.try_into().ok()
}
