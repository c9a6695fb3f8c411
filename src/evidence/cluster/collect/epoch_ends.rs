//! Where leader epochs ended that groups have committed in: records that were committed and are lost show only there.

use std::collections::BTreeMap;

use super::link::{Link, Question, blank, no_error};
use super::offsets::{Key, Told};
use crate::evidence::cluster::codec::epoch_ends;
use crate::evidence::cluster::snapshot::{Part, Sample};
use crate::evidence::cluster::wire::Api;

/// Partitions in one request: 19 bytes each.
const AT_ONCE: usize = 2000;

/// Epochs that are over and that somebody has committed in, by leader; of each partition the oldest, as a request asks for it once only.
pub(super) fn wanted(sample: &Sample) -> BTreeMap<i32, Vec<(Key, i32)>> {
    let mut oldest: BTreeMap<(&str, i32), i32> = BTreeMap::new();
    for commits in sample.groups.iter().flat_map(|groups| groups.values()).filter_map(|group| group.committed.as_ref())
    {
        for (topic, partitions) in commits {
            for (partition, commit) in partitions.iter().filter(|(_, commit)| commit.epoch >= 0) {
                let known = oldest.entry((topic, *partition)).or_insert(commit.epoch);
                *known = commit.epoch.min(*known);
            }
        }
    }
    let mut wanted: BTreeMap<i32, Vec<(Key, i32)>> = BTreeMap::new();
    for ((topic, id), epoch) in oldest {
        let Some(partition) = sample.partition(topic, id) else { continue };
        if let Some(leader) = partition.leader.filter(|_| epoch < partition.epoch) {
            wanted.entry(leader).or_default().push(((topic.to_string(), id), epoch));
        }
    }
    wanted
}

/// Asks a leader; `wanted` is in order.
pub(super) fn read(link: &mut Link, wanted: &[(Key, i32)], told: &mut Told) {
    let pages: Vec<&[(Key, i32)]> = wanted.chunks(AT_ONCE).collect();
    let mut answers = blank(pages.len());
    if link.speaks(Api::OffsetForLeaderEpoch, epoch_ends::VERSION..=epoch_ends::VERSION).is_some() {
        let question = |(page, answer): (&&[(Key, i32)], _)| {
            let mut topics: BTreeMap<&str, Vec<(i32, i32)>> = BTreeMap::new();
            for ((topic, partition), epoch) in *page {
                topics.entry(topic).or_default().push((*partition, *epoch));
            }
            let topics: Vec<(&str, Vec<(i32, i32)>)> = topics.into_iter().collect();
            Question::new(epoch_ends::request(&topics), epoch_ends::read, answer)
        };
        link.ask(pages.iter().zip(&mut answers).map(question).collect());
    }
    for (page, answer) in pages.into_iter().zip(answers) {
        match answer {
            Ok(topics) => {
                for (topic, ends) in topics {
                    ends.into_iter().for_each(|end| put(&topic, end, page, told));
                }
            }
            Err(why) => page.iter().for_each(|(key, _)| told.refuse(Part::EpochEnds, why.clone(), key)),
        }
    }
}

fn put(topic: &str, end: epoch_ends::End, page: &[(Key, i32)], told: &mut Told) {
    let key = (topic.to_string(), end.partition);
    if let Err(why) = no_error(end.error) {
        told.refuse(Part::EpochEnds, why, &key);
    } else if end.offset >= 0
        && let Ok(at) = page.binary_search_by(|(known, _)| known.cmp(&key))
    {
        told.epoch_ends.insert(key, (page[at].1, end.offset));
    }
}
