//! Where partitions begin and end.

use super::Look;
use super::link::{Link, Question, blank};
use super::offsets::{Key, Told, by_topic};
use crate::evidence::cluster::codec::offsets::{self, Found, Spec, Wanted};
use crate::evidence::cluster::snapshot::{Offsets, Part, TimedOffset, Why};
use crate::evidence::cluster::wire::Api;

/// Partitions in one request: 46 kB of it, 66 kB of answer, some 7 ms of the broker's time.
const AT_ONCE: usize = 2000;

/// The first version that can look for the highest timestamp.
const NEWEST_SINCE: i16 = 7;

/// Asks a leader: first for all high watermarks, then for the last stable offsets, so that what arrives in between does not look like an
/// open transaction.
pub(super) fn read(look: &Look, link: &mut Link, leads: &[Key], told: &mut Told) {
    let version = link.speaks(Api::ListOffsets, offsets::VERSIONS);
    let mut specs = vec![Spec::Latest, Spec::Stable, Spec::Earliest];
    if look.first() && version.is_some_and(|version| version >= NEWEST_SINCE) {
        specs.push(Spec::Newest);
    } else if look.first() {
        leads.iter().for_each(|key| told.refuse(Part::Newest, Why::NotSpoken, key));
    }
    let pages: Vec<(Spec, &[Key])> =
        specs.iter().flat_map(|spec| leads.chunks(AT_ONCE).map(move |page| (*spec, page))).collect();
    let mut answers = blank(pages.len());
    if let Some(version) = version {
        let question = |((spec, page), answer): (&(Spec, &[Key]), _)| {
            let wanted: Vec<Wanted> = by_topic(page)
                .into_iter()
                .map(|(topic, partitions)| Wanted { topic, spec: *spec, partitions })
                .collect();
            Question::new(offsets::request(version, &wanted), offsets::read, answer)
        };
        link.ask(pages.iter().zip(&mut answers).map(question).collect());
    }
    for ((spec, page), answer) in pages.into_iter().zip(answers) {
        let part = if spec == Spec::Newest { Part::Newest } else { Part::Offsets };
        match answer {
            Ok(topics) => {
                for (topic, found) in topics {
                    told.keep(part, topic, found, |offsets, found| put(spec, offsets, found));
                }
            }
            Err(why) => page.iter().for_each(|key| told.refuse(part, why.clone(), key)),
        }
    }
}

fn put(spec: Spec, offsets: &mut Offsets, found: &Found) {
    let offset = Some(found.offset).filter(|offset| *offset >= 0);
    match spec {
        Spec::Latest => offsets.latest = offset,
        Spec::Stable => offsets.stable = offset,
        Spec::Earliest => offsets.earliest = offset,
        Spec::Newest => {
            offsets.newest = offset.map(|offset| TimedOffset { offset, timestamp_ms: found.timestamp_ms });
        }
        Spec::At(_) => {}
    }
}
