//! What leaders know of their partitions, asked once all commits are read: a commit can then never be beyond an end that is older.

use std::collections::{BTreeMap, BTreeSet};

use super::broker::BrokerPart;
use super::link::{Link, no_error};
use super::need::missing;
use super::{Look, ends, epoch_ends, producers};
use crate::evidence::cluster::codec::offsets::Found;
use crate::evidence::cluster::parallel;
use crate::evidence::cluster::snapshot::{Contact, Need, NotRead, Offsets, Part, Partition, Producer, Sample, Why};

/// A topic and a partition's number.
pub(super) type Key = (String, i32);

/// A broker with what it leads.
pub(super) struct Leader {
    pub id: i32,
    pub link: Link,
    pub leads: Vec<Key>,
}

/// What one leader told.
#[derive(Default)]
pub(super) struct Told {
    /// By topic and partition's number.
    pub offsets: BTreeMap<String, BTreeMap<i32, Offsets>>,
    pub producers: BTreeMap<Key, Vec<Producer>>,
    pub epoch_ends: BTreeMap<Key, (i32, i64)>,
    /// The first offset that is young enough to stay; `None`: nothing is that young.
    pub retained: BTreeMap<Key, Option<i64>>,
    refused: Vec<(Part, Why, BTreeSet<Key>)>,
}

impl Told {
    /// Keeps what was found of a topic's partitions, and notes those of which nothing was.
    pub fn keep(&mut self, part: Part, topic: String, found: Vec<Found>, keep: impl Fn(&mut Offsets, &Found)) {
        let mut known = self.offsets.remove(&topic).unwrap_or_default();
        for found in found {
            match no_error(found.error) {
                Ok(()) => keep(known.entry(found.partition).or_default(), &found),
                Err(why) => self.refuse(part, why, &(topic.clone(), found.partition)),
            }
        }
        self.offsets.insert(topic, known);
    }

    /// Notes that something of a partition could not be read.
    pub fn refuse(&mut self, part: Part, why: Why, key: &Key) {
        match self.refused.iter_mut().find(|(known, reason, _)| *known == part && *reason == why) {
            Some((.., keys)) => {
                keys.insert(key.clone());
            }
            None => self.refused.push((part, why, BTreeSet::from([key.clone()]))),
        }
    }
}

fn name((topic, partition): &Key) -> String {
    format!("{topic}-{partition}")
}

/// Partitions by topic, of keys that are in order.
pub(super) fn by_topic(keys: &[Key]) -> Vec<(&str, Vec<i32>)> {
    let topics = keys.chunk_by(|one, next| one.0 == next.0);
    topics.map(|keys| (keys[0].0.as_str(), keys.iter().map(|(_, partition)| *partition).collect())).collect()
}

/// Asks all leaders, side by side, puts what they tell into the sample, and gives those back that can be asked more.
pub(super) fn read(look: &Look, parts: Vec<BrokerPart>, sample: &mut Sample) -> Vec<Leader> {
    let mut leads: BTreeMap<i32, Vec<Key>> = BTreeMap::new();
    for (topic, partition) in sample.partitions() {
        if let Some(leader) = partition.leader {
            leads.entry(leader).or_default().push((topic.to_string(), partition.id));
        }
    }
    let mut epochs = epoch_ends::wanted(sample);
    let mut leaders = Vec::new();
    for BrokerPart { id, link, .. } in parts {
        let Some(link) = link else { continue };
        let leads = leads.remove(&id).unwrap_or_default();
        leaders.push((Leader { id, link, leads }, epochs.remove(&id).unwrap_or_default()));
    }
    for (leader, partitions) in &leads {
        let names: Vec<String> = partitions.iter().map(name).collect();
        let way = Need::Port(format!("broker {leader}"));
        sample.not_read.push(NotRead::of(Part::Offsets, &names, Why::NoConnection, way));
    }
    let work = |(mut leader, epochs): (Leader, Vec<(Key, i32)>)| {
        let at_ms = (look.now_ms)();
        let mut told = Told::default();
        ends::read(look, &mut leader.link, &leader.leads, &mut told);
        epoch_ends::read(&mut leader.link, &epochs, &mut told);
        producers::read(&mut leader.link, &mut told);
        (leader, at_ms, told)
    };
    let put = |(leader, at_ms, told): (Leader, i64, Told)| {
        sample.brokers.entry(leader.id).or_default().offsets_at_ms = Some(at_ms);
        put(&leader, told, sample);
        leader
    };
    parallel::map(leaders, work).into_iter().map(put).collect()
}

/// Puts what a leader told into the sample.
pub(super) fn put(leader: &Leader, told: Told, sample: &mut Sample) {
    fn at<'a>(sample: &'a mut Sample, key: &Key) -> Option<&'a mut Partition> {
        sample.topics.as_mut()?.get_mut(&key.0)?.partition_mut(key.1)
    }
    if let Some(fault) = leader.link.lost() {
        sample.brokers.entry(leader.id).or_default().contact = Contact::Lost(fault.clone());
    }
    for (topic, partitions) in told.offsets {
        let Some(topic) = sample.topics.as_mut().and_then(|topics| topics.get_mut(&topic)) else { continue };
        for (id, offsets) in partitions {
            if let Some(partition) = topic.partition_mut(id) {
                partition.offsets = Some(offsets);
            }
        }
    }
    for (key, producers) in told.producers {
        if let Some(partition) = at(sample, &key) {
            partition.producers = Some(producers);
        }
    }
    for (key, (epoch, end)) in told.epoch_ends {
        if let Some(partition) = at(sample, &key) {
            partition.epoch_ends.insert(epoch, end);
        }
    }
    for (key, retained) in told.retained {
        if let Some(offsets) = at(sample, &key).and_then(|partition| partition.offsets.as_mut()) {
            offsets.retained = retained.or(offsets.latest);
        }
    }
    for (part, why, keys) in told.refused {
        let names: Vec<String> = keys.iter().map(name).collect();
        sample.not_read.push(missing(part, &names, why));
    }
}
