//! Records that retention should have deleted, looked for where they weigh most.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::link::{Link, no_error};
use super::offsets::{Key, Leader, Told};
use super::{Look, offsets};
use crate::evidence::cluster::codec::offsets::{self as codec, Spec, Wanted};
use crate::evidence::cluster::parallel;
use crate::evidence::cluster::snapshot::{Part, Sample, Settings};
use crate::evidence::cluster::wire::Api;

/// Partitions of one leader that are looked at: each may cost the broker a few cold reads from its disk.
const MOST: usize = 64;

/// Retention is checked every five minutes, and a clock may be off.
const SLACK_MS: i64 = 600_000;

/// The largest partitions that a broker leads, each with the time before which everything has to be deleted.
fn wanted(look: &Look, sample: &Sample, leader: i32, leads: &[Key]) -> Vec<(Key, i64)> {
    let (Some(settings), Some(broker)) = (&sample.settings, sample.brokers.get(&leader)) else { return Vec::new() };
    let mut found: Vec<(i64, &Key, i64)> = leads
        .iter()
        .filter_map(|key| {
            let oldest = (look.now_ms)() - kept_ms(settings, &key.0)?;
            let size = broker.replica(&key.0, key.1)?.size;
            (size > 0 && oldest > 0).then_some((size, key, oldest))
        })
        .collect();
    found.sort_unstable_by_key(|(size, ..)| Reverse(*size));
    found.truncate(MOST);
    found.into_iter().map(|(_, key, oldest)| (key.clone(), oldest)).collect()
}

/// How long a record may stay: until its segment is rolled, and then for the retention. `None`: for ever.
fn kept_ms(settings: &Settings, topic: &str) -> Option<i64> {
    let number = |name| settings.topic(topic, name).and_then(|setting| setting.number());
    let deletes = settings.topic(topic, "cleanup.policy")?.value.as_deref()?.contains("delete");
    let retention = number("retention.ms").filter(|time| deletes && *time >= 0)?;
    retention.checked_add(number("segment.ms")?)?.checked_add(SLACK_MS)
}

/// Asks all leaders for theirs, side by side, in the first look of a run.
pub(super) fn read(look: &Look, leaders: Vec<Leader>, sample: &mut Sample) {
    if !look.first() {
        return;
    }
    let known = &*sample;
    let asked = leaders.into_iter().filter_map(|leader| {
        let wanted = wanted(look, known, leader.id, &leader.leads);
        (!wanted.is_empty()).then_some((leader, wanted))
    });
    let ask = |(mut leader, wanted): (Leader, Vec<(Key, i64)>)| {
        let told = ask(&mut leader.link, &wanted);
        (leader, told)
    };
    for (leader, told) in parallel::map(asked.collect(), ask) {
        offsets::put(&leader, told, sample);
    }
}

fn ask(link: &mut Link, wanted: &[(Key, i64)]) -> Told {
    let mut told = Told::default();
    let Some(version) = link.speaks(Api::ListOffsets, codec::VERSIONS) else { return told };
    let mut topics: BTreeMap<(&str, i64), Vec<i32>> = BTreeMap::new();
    for ((topic, partition), time) in wanted {
        topics.entry((topic, *time)).or_default().push(*partition);
    }
    let topics: Vec<Wanted> = topics
        .into_iter()
        .map(|((topic, time), partitions)| Wanted { topic, spec: Spec::At(time), partitions })
        .collect();
    match link.ask_one(codec::request(version, &topics), codec::read) {
        Ok(topics) => {
            for (topic, found) in topics {
                for found in found {
                    let key = (topic.clone(), found.partition);
                    match no_error(found.error) {
                        Ok(()) => {
                            told.retained.insert(key, Some(found.offset).filter(|offset| *offset >= 0));
                        }
                        Err(why) => told.refuse(Part::Retained, why, &key),
                    }
                }
            }
        }
        Err(why) => wanted.iter().for_each(|(key, _)| told.refuse(Part::Retained, why.clone(), key)),
    }
    told
}
