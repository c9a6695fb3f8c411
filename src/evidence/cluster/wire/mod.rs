//! The only module with a socket: one request out, one answer back, before a deadline, whatever the peer does.
//!
//! Read-only by construction: [`Api`] lists every request that can be sent, and [`Call`] refuses the forms of them that change a cluster.

mod api;
mod bytes;
mod connection;
mod deadline;
mod exchange;
mod fence;
mod line;
mod resolve;
mod room;
mod sasl;
mod socket;
mod tls;
mod versions;

pub use api::Api;
pub use bytes::Malformed;
pub(super) use bytes::{Reader, Writer};
pub use connection::Connection;
pub use deadline::{Deadline, Expired};
pub use exchange::{Exchange, Fault, Network, exchange_one};
pub use fence::{Call, Forbidden};
pub use line::{Line, NoVersions, connect};
pub use resolve::{Unresolved, resolve};
pub use sasl::{Claims, LoggedIn, NoLogin, NoOffer, Offer};
pub use socket::Unconnected;
pub use tls::{NoTls, Problem, Shown};
pub use versions::Versions;
