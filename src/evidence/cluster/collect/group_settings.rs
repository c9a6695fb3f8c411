//! Settings of groups, which those of the new protocols have.

use std::collections::BTreeMap;

use super::link::{Link, Question, blank};
use super::need::missing;
use super::settings;
use crate::evidence::cluster::codec::configs;
use crate::evidence::cluster::snapshot::{Group, GroupKind, NotRead, Part, Setting};
use crate::evidence::cluster::wire::Api;

/// Groups in one request.
const AT_ONCE: usize = 1000;

/// Settings by group.
pub(super) type OfGroups = BTreeMap<String, BTreeMap<String, Setting>>;

/// Asks the coordinator, if it is of 4.0 or later: 3.x refuses the whole request and logs an error with a stack trace.
pub(super) fn read(link: &mut Link, groups: &BTreeMap<String, Group>, not_read: &mut Vec<NotRead>) -> OfGroups {
    let mut found = OfGroups::new();
    if link.speaks(Api::Metadata, 13..=13).is_none() {
        return found;
    }
    let new = groups.iter().filter(|(_, group)| group.kind != GroupKind::Classic);
    let ids: Vec<&str> = new.map(|(id, _)| id.as_str()).collect();
    let pages: Vec<&[&str]> = ids.chunks(AT_ONCE).collect();
    let mut answers = blank(pages.len());
    let question = |(page, answer): (&&[&str], _)| {
        Question::new(configs::request(configs::Kind::Group, page), settings::of_groups, answer)
    };
    link.ask(pages.iter().zip(&mut answers).map(question).collect());
    for (page, answer) in pages.into_iter().zip(answers) {
        let told = match answer {
            Ok(told) => told,
            Err(why) => {
                not_read.push(missing(Part::GroupSettings, page, why));
                continue;
            }
        };
        for (id, told) in told {
            match told {
                Ok(own) if own.is_empty() => {}
                Ok(own) => {
                    found.insert(id, own);
                }
                Err(why) => not_read.push(missing(Part::GroupSettings, &[id], why)),
            }
        }
    }
    found
}
