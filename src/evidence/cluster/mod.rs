//! A live cluster, read-only: from settings and sockets to a snapshot. Never weighs, never prints.
//!
//! [`settings`] says how to get in, [`stores`] opens keys and certificates, [`wire`] alone has sockets, [`way_in`] goes the way stage by
//! stage and keeps the proof. [`codec`] writes the inspecting requests and reads their answers, [`collect`] looks at a cluster with them,
//! and [`snapshot`] is what was read: probes see only it, never a socket. [`diff`](mod@diff) tells two snapshots apart,
//! [`asked`] counts what a look costs the brokers.

pub mod asked;
pub mod codec;
pub mod collect;
pub mod diff;
mod parallel;
pub mod settings;
pub mod snapshot;
pub mod stores;
pub mod way_in;
pub mod wire;
