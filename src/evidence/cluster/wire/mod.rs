//! The only module with a socket: one request out, one answer back, before a deadline, whatever the peer does.
//!
//! Read-only by construction: [`Api`] lists every request that can be sent, and [`Call`] refuses the forms of them that change a cluster.

mod api;
mod bytes;
mod deadline;
mod exchange;
mod fence;
mod versions;

pub use api::Api;
pub use deadline::{Deadline, Expired};
pub use exchange::{Exchange, Fault, Network, exchange_one};
pub use fence::{Call, Coordinator, Forbidden, InternalTopic};
pub use versions::Versions;
