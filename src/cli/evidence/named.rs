//! Groups and topics that were asked for by name and are not there.

use super::cluster::Live;
use crate::case::NotChecked;
use crate::cli::names::nearest;
use crate::cli::out;
use crate::evidence::cluster::snapshot::{Part, Sample};

/// Those that the newest look shows not to be there, each with the names that may have been meant. What is hidden is told elsewhere.
pub fn in_vain(last: &Sample, options: &Live) -> Vec<NotChecked> {
    let mut all = Vec::new();
    if let Some(topics) = last.topics.as_ref().filter(|_| last.missing(Part::Topics).next().is_none()) {
        let there = |name: &&String| last.has_topic(name);
        let others = || topics.keys().filter(there);
        all.extend(options.topic.iter().filter(|name| !there(name)).map(|name| none("topic", name, others())));
    }
    if let Some(groups) = last.groups.as_ref().filter(|_| last.unlisted_groups().is_empty()) {
        let gone = options.group.iter().filter(|id| !groups.contains_key(*id));
        all.extend(gone.map(|id| none("group", id, groups.keys())));
    }
    all
}

fn none<'a>(kind: &str, name: &str, others: impl Iterator<Item = &'a String>) -> NotChecked {
    let near = nearest(name, others.map(String::as_str)).first().map(|near| format!(", such as {near}"));
    NotChecked {
        what: format!("the {kind} {}", out::visible(name)),
        why: format!("there is no {kind} of this name"),
        needs: format!("the name of a {kind} that is there{}", near.unwrap_or_default()),
    }
}
