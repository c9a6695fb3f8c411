//! The inspecting requests and their answers, each in a file of its own: bytes in, structures out, and back.
//!
//! Every request has the one version, or the few, that brokers from 2.8 to 4.3 understand and that tell what is needed; what has no
//! file here cannot be asked. ApiVersions and the login stand in `wire`, which needs them to come in at all.

pub mod acls;
pub mod client_quotas;
pub mod cluster;
pub mod configs;
pub mod consumer_groups;
pub mod epoch_ends;
pub mod groups;
pub mod log_dirs;
pub mod metadata;
pub mod offset_fetch;
pub mod offsets;
pub mod producers;
pub mod quorum;
pub mod reassignments;
pub mod scram_users;
#[cfg(test)]
mod tests;
pub mod topic_partitions;
pub mod transactions;
