//! Clients that do not log in where the listener wants it.

use super::named_listeners::{differing, has_login};
use super::{Measured, Scope};
use crate::evidence::cluster::snapshot::Snapshot;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    differing(snapshot, scope, |own, spoken| !has_login(own) && has_login(spoken))
}
