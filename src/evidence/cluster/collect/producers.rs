//! Producers of the partitions that have an open transaction; elsewhere there is nothing to find, and nothing is asked.

use std::collections::BTreeMap;

use super::link::{Link, Question, blank, no_error};
use super::offsets::{Key, Told, by_topic};
use crate::evidence::cluster::codec::producers;
use crate::evidence::cluster::snapshot::{Offsets, Part, Producer};
use crate::evidence::cluster::wire::Api;

/// Partitions in one request; each may name very many producers.
const AT_ONCE: usize = 1000;

/// Asks a leader.
pub(super) fn read(link: &mut Link, told: &mut Told) {
    let open = |offsets: &Offsets| offsets.unstable().is_some_and(|records| records > 0);
    let of_topic = |(topic, partitions): (&String, &BTreeMap<i32, Offsets>)| {
        let open = partitions.iter().filter(|(_, offsets)| open(offsets));
        open.map(|(partition, _)| (topic.clone(), *partition)).collect::<Vec<Key>>()
    };
    let keys: Vec<Key> = told.offsets.iter().flat_map(of_topic).collect();
    let pages: Vec<&[Key]> = keys.chunks(AT_ONCE).collect();
    let mut answers = blank(pages.len());
    if link.speaks(Api::DescribeProducers, producers::VERSION..=producers::VERSION).is_some() {
        let question = |(page, answer): (&&[Key], _)| {
            let topics: Vec<(&str, Vec<i32>)> = by_topic(page);
            Question::new(producers::request(&topics), producers::read, answer)
        };
        link.ask(pages.iter().zip(&mut answers).map(question).collect());
    }
    for (page, answer) in pages.into_iter().zip(answers) {
        match answer {
            Ok(topics) => {
                for (topic, partitions) in topics {
                    partitions.into_iter().for_each(|partition| put(&topic, partition, told));
                }
            }
            Err(why) => page.iter().for_each(|key| told.refuse(Part::Producers, why.clone(), key)),
        }
    }
}

fn put(topic: &str, partition: producers::Partition, told: &mut Told) {
    let key = (topic.to_string(), partition.id);
    if let Err(why) = no_error(partition.error) {
        told.refuse(Part::Producers, why, &key);
        return;
    }
    let producer = |one: producers::Producer| Producer {
        id: one.id,
        epoch: one.epoch,
        last_timestamp_ms: one.last_timestamp_ms,
        transaction_start: Some(one.transaction_start).filter(|offset| *offset >= 0),
        coordinator_epoch: one.coordinator_epoch,
    };
    told.producers.insert(key, partition.producers.into_iter().map(producer).collect());
}
