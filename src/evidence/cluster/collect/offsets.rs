//! What leaders know of their partitions, asked once all commits are read: a commit can then never be beyond an end that is older.

use std::collections::{BTreeMap, BTreeSet};

use super::broker::BrokerPart;
use super::link::no_error;
use super::need::missing;
use super::{Look, ends, epoch_ends, overdue, parallel, producers};
use crate::evidence::cluster::codec::offsets::Found;
use crate::evidence::cluster::snapshot::{Contact, Need, NotRead, Offsets, Part, Partition, Producer, Sample, Why};

/// A topic and a partition's number.
pub(super) type Key = (String, i32);

/// What one leader is asked for.
struct Leader {
    part: BrokerPart,
    leads: Vec<Key>,
    overdue: Vec<(Key, i64)>,
    epochs: Vec<(Key, i32)>,
}

/// What one leader told.
#[derive(Default)]
pub(super) struct Told {
    /// By topic and partition's number.
    pub offsets: BTreeMap<String, BTreeMap<i32, Offsets>>,
    pub producers: BTreeMap<Key, Vec<Producer>>,
    pub epoch_ends: BTreeMap<Key, (i32, i64)>,
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

/// Asks all leaders, side by side, and puts what they tell into the sample.
pub(super) fn read(look: &Look, parts: Vec<BrokerPart>, sample: &mut Sample) {
    let mut leads: BTreeMap<i32, Vec<Key>> = BTreeMap::new();
    for (topic, partition) in sample.partitions() {
        if let Some(leader) = partition.leader {
            leads.entry(leader).or_default().push((topic.to_string(), partition.id));
        }
    }
    let mut epochs = epoch_ends::wanted(sample);
    let mut leaders = Vec::new();
    for part in parts.into_iter().filter(|part| part.link.is_some()) {
        let leads = leads.remove(&part.id).unwrap_or_default();
        let overdue = if look.first() { overdue::wanted(look, sample, part.id, &leads) } else { Vec::new() };
        let epochs = epochs.remove(&part.id).unwrap_or_default();
        leaders.push(Leader { part, leads, overdue, epochs });
    }
    for (leader, partitions) in &leads {
        let names: Vec<String> = partitions.iter().map(name).collect();
        let way = Need::Port(format!("broker {leader}"));
        sample.not_read.push(NotRead::of(Part::Offsets, &names, Why::NoConnection, way));
    }
    for (id, at_ms, lost, told) in parallel::map(leaders, |leader| ask(look, leader)) {
        let broker = sample.brokers.entry(id).or_default();
        broker.offsets_at_ms = Some(at_ms);
        if let Some(lost) = lost {
            broker.contact = lost;
        }
        put(told, sample);
    }
}

fn ask(look: &Look, leader: Leader) -> (i32, i64, Option<Contact>, Told) {
    let mut told = Told::default();
    let at_ms = (look.now_ms)();
    let mut lost = None;
    if let Some(mut link) = leader.part.link {
        ends::read(look, &mut link, &leader.leads, &mut told);
        overdue::read(&mut link, &leader.overdue, &mut told);
        epoch_ends::read(&mut link, &leader.epochs, &mut told);
        producers::read(&mut link, &mut told);
        lost = link.lost().cloned().map(Contact::Lost);
    }
    (leader.part.id, at_ms, lost, told)
}

fn put(told: Told, sample: &mut Sample) {
    fn at<'a>(sample: &'a mut Sample, key: &Key) -> Option<&'a mut Partition> {
        sample.topics.as_mut()?.get_mut(&key.0)?.partition_mut(key.1)
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
    for (part, why, keys) in told.refused {
        let names: Vec<String> = keys.iter().map(name).collect();
        sample.not_read.push(missing(part, &names, why));
    }
}
