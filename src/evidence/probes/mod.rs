//! What a live cluster says: each probe measures one thing on a snapshot, and the observation that names it judges.
//!
//! A probe is one file with a pure function of the looks and the scope, and its word in the list below. It sees no socket and no clock:
//! times are in the looks. One look can never tell what stands still from what is slow; what it takes for that is another look.

mod clients;
mod denied;
mod expiry;
mod facts;
mod judge;
mod live_settings;
mod looks;
mod measured;
mod min_isr;
mod named_listeners;
mod progress;
mod replication;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod tests;
mod topic_settings;
mod volumes;
mod way_in;

mod absent_brokers;
mod assignors_not_offered;
mod below_min_isr;
mod brokers_that_answered_before;
mod brokers_without_partitions;
mod catching_up;
mod clock_differences;
mod commits_below_start;
mod commits_beyond_end;
mod commits_going_back;
mod compacted_only;
mod compacted_topics;
mod different_subscriptions;
mod filling_disks;
mod full_disks;
mod future_timestamps;
mod groups_without_members;
mod growing_lag;
mod hanging_transactions;
mod idle_groups_keep_commits;
mod idle_members;
mod isr_growing_back;
mod kafka_fills_disks;
mod keeps_forever;
mod lag_near_retention;
mod leaderless_partitions;
mod leaderless_single_copies;
mod leaders_not_preferred;
mod leaders_uneven;
mod listeners_speak_otherwise;
mod listeners_with_login;
mod listeners_without_login;
mod long_transactions;
mod many_replicas;
mod metadata_behind;
mod min_isr_above_replicas;
mod min_isr_equals_replicas;
mod min_isr_one;
mod missing_listener;
mod missing_replicas_one_broker;
mod missing_replicas_one_link;
mod mixed_versions;
mod no_active_controller;
mod nothing_allowed;
mod offline_log_dirs;
mod offsets_topic_huge;
mod offsets_topic_impossible;
mod offsets_topic_offline;
mod offsets_topic_single_copy;
mod one_broker_fuller;
mod one_dir_fuller;
mod only_adding_replicas;
mod open_timestamp_limits;
mod overdue_data;
mod own_retention;
mod preferred_replicas_uneven;
mod principals_without_acl;
mod quotas;
mod readers_behind_transactions;
mod reassignment_targets_down;
mod reassignments;
mod rebalancing_groups;
mod recreated_topics;
mod replication_factor_one;
mod replication_throttles;
mod request_quotas;
mod several_log_dirs;
mod standing_groups;
mod static_members;
mod stuck_partitions;
mod stuck_reassignments;
mod throttles_left_behind;
mod topics_not_there;
mod topics_refused;
mod truncated_commits;
mod unclean_elections_allowed;
mod under_replicated;
mod unended_transactions;
mod uneven_assignments;
mod unreachable_brokers;
mod users_without_credential;
mod vanished_commits;
mod vanished_groups;
mod voters_behind;

pub use denied::denied;
pub use facts::facts;
pub use judge::{judge, pasted};
pub use live_settings::judge_settings;
pub use measured::{Measured, Scope, Subject};

use crate::evidence::cluster::snapshot::Snapshot;

/// What a probe is.
pub type Measure = fn(&Snapshot, &Scope) -> Measured;

macro_rules! named {
    ($($probe:ident)*) => { &[$((stringify!($probe), $probe::measure)),*] };
}

const PROBES: &[(&str, Measure)] = named![
    absent_brokers
    assignors_not_offered
    below_min_isr
    brokers_that_answered_before
    brokers_without_partitions
    catching_up
    clock_differences
    commits_below_start
    commits_beyond_end
    commits_going_back
    compacted_only
    compacted_topics
    different_subscriptions
    filling_disks
    full_disks
    future_timestamps
    groups_without_members
    growing_lag
    hanging_transactions
    idle_groups_keep_commits
    idle_members
    isr_growing_back
    kafka_fills_disks
    keeps_forever
    lag_near_retention
    leaderless_partitions
    leaderless_single_copies
    leaders_not_preferred
    leaders_uneven
    listeners_speak_otherwise
    listeners_with_login
    listeners_without_login
    long_transactions
    many_replicas
    metadata_behind
    min_isr_above_replicas
    min_isr_equals_replicas
    min_isr_one
    missing_listener
    missing_replicas_one_broker
    missing_replicas_one_link
    mixed_versions
    no_active_controller
    nothing_allowed
    offline_log_dirs
    offsets_topic_huge
    offsets_topic_impossible
    offsets_topic_offline
    offsets_topic_single_copy
    one_broker_fuller
    one_dir_fuller
    only_adding_replicas
    open_timestamp_limits
    overdue_data
    own_retention
    preferred_replicas_uneven
    principals_without_acl
    quotas
    reassignment_targets_down
    reassignments
    readers_behind_transactions
    rebalancing_groups
    recreated_topics
    replication_factor_one
    replication_throttles
    request_quotas
    several_log_dirs
    standing_groups
    static_members
    stuck_partitions
    stuck_reassignments
    throttles_left_behind
    topics_not_there
    topics_refused
    truncated_commits
    unclean_elections_allowed
    under_replicated
    unended_transactions
    uneven_assignments
    unreachable_brokers
    users_without_credential
    vanished_commits
    vanished_groups
    voters_behind
];

/// All probes: those of the cluster, and those of the way in.
fn all() -> impl Iterator<Item = &'static (&'static str, Measure)> {
    PROBES.iter().chain(way_in::probes())
}

/// The probes, as observations name them: `leaderless-partitions`.
pub fn names() -> Vec<String> {
    all().map(|(name, _)| name.replace('_', "-")).collect()
}
