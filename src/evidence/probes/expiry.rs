//! Whether a group's offsets can have expired between two looks. Shared by probes.

use super::progress::inhabited;
use crate::evidence::cluster::snapshot::{Group, NotRead, Part, Sample, Snapshot};

/// While its partition of `__consumer_offsets` moves, a group is listed by neither the old coordinator nor the new one.
const FAILOVER_MS: i64 = 60_000;

/// The default of offsets.retention.minutes since 2.0.
const RETENTION_MINUTES: i64 = 10_080;

/// What may hide from the newest look what an earlier one saw of groups.
pub(super) fn hidden(last: &Sample, parts: &[Part]) -> Vec<NotRead> {
    let mut hidden = super::looks::missing(last, parts);
    hidden.extend(last.unlisted_groups());
    hidden
}

/// Whether what a group had committed in an earlier look can have expired since. `None`: another look has to tell.
pub(super) fn expired(snapshot: &Snapshot, before: &Sample, id: &str, group: &Group) -> Option<bool> {
    let last = snapshot.last()?;
    let passed = last.at_ms.saturating_sub(before.at_ms);
    if passed < FAILOVER_MS {
        return None;
    }
    // The clock of a group with members starts when the last of them leaves.
    let lived = inhabited(group) && last.groups.as_ref().is_some_and(|groups| !groups.contains_key(id));
    Some(!lived || passed >= retention_ms(snapshot))
}

fn retention_ms(snapshot: &Snapshot) -> i64 {
    let brokers = snapshot.settings().into_iter().flat_map(|settings| settings.brokers.values());
    let told = brokers.filter_map(|own| own.get("offsets.retention.minutes")?.number());
    told.min().unwrap_or(RETENTION_MINUTES).saturating_mul(60_000)
}
