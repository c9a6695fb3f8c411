//! Clients that speak TLS to a listener without, or the other way round.

use super::named_listeners::{differing, has_tls};
use super::{Measured, Scope};
use crate::evidence::cluster::snapshot::Snapshot;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    differing(snapshot, scope, |own, spoken| has_tls(own) != has_tls(spoken))
}
