//! What a live cluster says: each probe measures one thing on a snapshot, and the observation that names it judges.
//!
//! A probe is one file with a pure function of the looks and the scope, and its word in the list below. It sees no socket and no clock:
//! times are in the looks. One look can never tell what stands still from what is slow; what it takes for that is another look.

mod judge;
mod looks;
mod measured;
mod min_isr;
mod replication;
#[cfg(test)]
mod stories;
mod topic_settings;
mod volumes;

mod absent_brokers;
mod below_min_isr;
mod brokers_without_partitions;
mod clock_differences;
mod compacted_only;
mod compacted_topics;
mod filling_disks;
mod full_disks;
mod future_timestamps;
mod hanging_transactions;
mod isr_growing_back;
mod keeps_forever;
mod leaderless_partitions;
mod leaders_not_preferred;
mod leaders_uneven;
mod long_transactions;
mod metadata_behind;
mod min_isr_above_replicas;
mod min_isr_equals_replicas;
mod min_isr_one;
mod missing_listener;
mod missing_replicas_one_broker;
mod missing_replicas_one_link;
mod mixed_versions;
mod no_active_controller;
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
mod reassignment_targets_down;
mod reassignments;
mod replication_factor_one;
mod replication_throttles;
mod several_log_dirs;
mod stuck_reassignments;
mod throttles_left_behind;
mod unclean_elections_allowed;
mod under_replicated;
mod unended_transactions;
mod voters_behind;

pub use judge::judge;
pub use measured::{Measured, Scope, Subject};

use crate::evidence::cluster::snapshot::Snapshot;

/// What a probe is.
pub type Measure = fn(&Snapshot, &Scope) -> Measured;

macro_rules! named {
    ($($probe:ident)*) => { &[$((stringify!($probe), $probe::measure)),*] };
}

const PROBES: &[(&str, Measure)] = named![
    absent_brokers
    below_min_isr
    brokers_without_partitions
    clock_differences
    compacted_only
    compacted_topics
    filling_disks
    full_disks
    future_timestamps
    hanging_transactions
    isr_growing_back
    keeps_forever
    leaderless_partitions
    leaders_not_preferred
    leaders_uneven
    long_transactions
    metadata_behind
    min_isr_above_replicas
    min_isr_equals_replicas
    min_isr_one
    missing_listener
    missing_replicas_one_broker
    missing_replicas_one_link
    mixed_versions
    no_active_controller
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
    reassignment_targets_down
    reassignments
    replication_factor_one
    replication_throttles
    several_log_dirs
    stuck_reassignments
    throttles_left_behind
    unclean_elections_allowed
    under_replicated
    unended_transactions
    voters_behind
];

/// The probes, as observations name them: `leaderless-partitions`.
pub fn names() -> Vec<String> {
    PROBES.iter().map(|(name, _)| name.replace('_', "-")).collect()
}
