//! A live cluster, read-only: from settings and sockets to a snapshot. Never weighs, never prints.
//!
//! [`settings`] says how to get in, [`stores`] opens keys and certificates, [`wire`] alone has sockets, [`way_in`] goes the way stage by
//! stage and keeps the proof,
//! [`snapshot`] is what was read: probes see only it, never a socket.

pub mod codec;
pub mod collect;
pub mod diff;
pub mod settings;
pub mod snapshot;
pub mod stores;
pub mod way_in;
pub mod wire;
