//! Client quotas on request time.

use super::{Measured, Scope, quotas};
use crate::evidence::cluster::snapshot::Snapshot;

pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    quotas::with(snapshot, scope, |limit| limit == "request_percentage")
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;
    use crate::evidence::cluster::snapshot::Quota;

    #[test]
    fn told_as_they_are() {
        let limited = |limit: &str| {
            look(0, &[1]).with(|sample| {
                let entity = [("user".to_string(), None)].into();
                sample.quotas = Some(vec![Quota { entity, limits: [(limit.to_string(), 50.0)].into() }]);
            })
        };
        stories(
            measure,
            &[
                ("of bytes", &[limited("producer_byte_rate")], "-"),
                ("of time", &[limited("request_percentage")], "user (default) [low now] request_percentage=50"),
            ],
        );
    }
}
