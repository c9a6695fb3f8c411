//! Eligible leader replicas, asked only where the ISR has shrunk: elsewhere there are none.

use super::link::{Answer, Link};
use super::need::{missing, missing_all};
use super::wide::Wide;
use crate::evidence::cluster::codec::topic_partitions;
use crate::evidence::cluster::snapshot::{Part, Why};
use crate::evidence::cluster::wire::Api;

/// More names slow a broker down more than linearly (50,000 take a second).
const TOPICS_AT_ONCE: usize = 1000;

/// Pages of up to 2,000 partitions that a look asks for.
const MOST_PAGES: usize = 100;

/// A partition with its eligible replicas.
pub(super) struct Eligible {
    pub topic: String,
    pub partition: i32,
    pub elr: Vec<i32>,
    pub last_known_elr: Vec<i32>,
}

/// Asks for the topics that have a shrunken ISR.
pub(super) fn read(link: &mut Link, shrunken: &[String], wide: &mut Wide) {
    if link.versions().finalized_features.get("eligible.leader.replicas.version").is_none_or(|level| *level < 1) {
        return;
    }
    let names: Vec<&str> = shrunken.iter().map(String::as_str).collect();
    let version = topic_partitions::VERSION;
    if !names.is_empty() && link.speaks(Api::DescribeTopicPartitions, version..=version).is_none() {
        wide.not_read.push(missing_all(Part::EligibleLeaders, Why::NotSpoken));
        return;
    }
    let mut pages = 0;
    for names in names.chunks(TOPICS_AT_ONCE) {
        if let Err(why) = chunk(link, names, &mut pages, &mut wide.eligible) {
            wide.not_read.push(missing(Part::EligibleLeaders, names, why));
        }
    }
}

fn chunk(link: &mut Link, names: &[&str], pages: &mut usize, found: &mut Vec<Eligible>) -> Answer<()> {
    let mut from: Option<(String, i32)> = None;
    loop {
        if *pages == MOST_PAGES {
            return Err(Why::NotAsked);
        }
        *pages += 1;
        let cursor = from.as_ref().map(|(topic, partition)| (topic.as_str(), *partition));
        let page = link.ask_one(topic_partitions::request(names, cursor), topic_partitions::read)?;
        for (topic, partitions) in page.topics {
            let eligible = partitions.into_iter().filter(|one| !one.elr.is_empty() || !one.last_known_elr.is_empty());
            found.extend(eligible.map(|one| Eligible {
                topic: topic.clone(),
                partition: one.id,
                elr: one.elr,
                last_known_elr: one.last_known_elr,
            }));
        }
        match page.next {
            None => return Ok(()),
            // A broker that gives the same page again and again would keep us here.
            Some(next) if from.as_ref().is_some_and(|from| next <= *from) => return Err(Why::Garbled),
            next => from = next,
        }
    }
}
