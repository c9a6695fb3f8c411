//! What the answers leave out in silence: lists that are empty or short where a right is missing.

use std::collections::BTreeSet;

use super::Look;
use super::link::Answer;
use super::need::{missing, missing_all};
use crate::evidence::cluster::snapshot::{Acls, Part, Sample, Why};

/// Kafka's AclOperation DESCRIBE, as a bit of the authorized operations.
const DESCRIBE: i32 = 1 << 8;

/// Where coordinators keep transactions; it comes to be with the first transactional producer.
const TRANSACTIONS: &str = "__transaction_state";

/// CLUSTER_AUTHORIZATION_FAILED.
const REFUSED: Why = Why::Refused(31);

/// Why not to ask what takes Describe on the cluster and leaves a stack trace in the broker's log where that is missing: the broker has said
/// that it is.
pub(super) fn known_refusal(sample: &Sample) -> Answer<()> {
    let missing = sample.cluster_operations.is_some_and(|bits| bits & DESCRIBE == 0);
    if missing { Err(REFUSED) } else { Ok(()) }
}

/// Notes them. Without an authorizer nothing is hidden.
pub(super) fn note(look: &Look, sample: &mut Sample) {
    let acls = look.before.newest(|sample| sample.acls.as_ref()).or(sample.acls.as_ref());
    if acls == Some(&Acls::NoAuthorizer) {
        return;
    }
    let hides_groups = sample.groups.as_ref().is_some_and(|groups| {
        let asked_are_there = !look.groups.is_empty() && look.groups.iter().all(|id| groups.contains_key(id));
        !asked_are_there && sample.cluster_operations.is_none_or(|bits| bits & DESCRIBE == 0)
    });
    if hides_groups {
        sample.not_read.push(missing_all(Part::Groups, Why::PerhapsHidden));
    }
    // Metadata leaves topics out that may not be described; log directories and transactions name them all the same.
    if look.topics.is_empty()
        && let Some(topics) = &sample.topics
    {
        let named: BTreeSet<&String> = on_disk(sample).filter(|name| !topics.contains_key(*name)).collect();
        let named: Vec<&String> = named.into_iter().collect();
        if !named.is_empty() || (topics.is_empty() && !all_disks_read(sample)) {
            let note = missing(Part::Topics, &named, Why::PerhapsHidden);
            sample.not_read.push(note);
        }
    }
    let can_have_some = !all_disks_read(sample) || on_disk(sample).any(|topic| topic == TRANSACTIONS);
    if sample.transactions.as_ref().is_some_and(Vec::is_empty) && can_have_some {
        sample.not_read.push(missing_all(Part::Transactions, Why::PerhapsHidden));
    }
}

/// Log directories name replicas of all topics, whatever the right on topics.
fn all_disks_read(sample: &Sample) -> bool {
    let mut listed = sample.brokers.values().filter(|broker| broker.listed);
    listed.all(|broker| {
        let dirs = broker.log_dirs.as_deref().unwrap_or_default();
        !dirs.is_empty() && dirs.iter().all(|dir| dir.replicas.is_some() && dir.error.is_none())
    })
}

fn on_disk(sample: &Sample) -> impl Iterator<Item = &String> {
    let dirs = sample.brokers.values().filter_map(|broker| broker.log_dirs.as_ref()).flatten();
    dirs.filter_map(|dir| dir.replicas.as_ref()).flat_map(|topics| topics.keys())
}
