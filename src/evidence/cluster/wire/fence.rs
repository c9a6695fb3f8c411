//! The one inspecting request that can change a cluster, Metadata, and the forms of it that do not. FindCoordinator, the other that
//! there is (it creates the internal topic that is missing), is not spoken: each broker lists the groups that it coordinates.

use super::Api;

/// One encoded request. Its fields are closed: whatever exists has passed the fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    api: Api,
    version: i16,
    flexible: bool,
    body: Vec<u8>,
}

/// A request that could change a cluster was asked for: a mistake in this program, never in what a user gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forbidden;

impl Call {
    /// A request from its encoded body, without header; `flexible` says whether this version of it has tagged fields (KIP-482).
    ///
    /// # Errors
    /// Metadata below version 4 or with AllowAutoTopicCreation.
    pub fn new(api: Api, version: i16, flexible: bool, body: Vec<u8>) -> Result<Self, Forbidden> {
        if api != Api::Metadata || creates_no_topics(version, &body) {
            Ok(Self { api, version, flexible, body })
        } else {
            Err(Forbidden)
        }
    }

    /// Which request.
    pub fn api(&self) -> Api {
        self.api
    }

    /// Its version.
    pub fn version(&self) -> i16 {
        self.version
    }

    /// Whether header and body have tagged fields.
    pub fn flexible(&self) -> bool {
        self.flexible
    }

    /// The encoded body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// AllowAutoTopicCreation stands before the fields that came later: IncludeClusterAuthorizedOperations (8 to 10),
/// IncludeTopicAuthorizedOperations (from 8 on), tagged fields (from 9 on, none of them is known, so an empty list).
fn creates_no_topics(version: i16, body: &[u8]) -> bool {
    let behind = match version {
        ..4 => return false,
        4..=7 => 0,
        8 => 2,
        9 | 10 => 3,
        _ => 2,
    };
    let tags = version < 9 || body.last() == Some(&0);
    tags && body.len().checked_sub(behind + 1).and_then(|at| body.get(at)) == Some(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_creates_nothing() {
        let all_topics_then = |version: i16, rest: &[u8]| {
            let mut body = if version < 9 { vec![0xff; 4] } else { vec![0] };
            body.extend_from_slice(rest);
            Call::new(Api::Metadata, version, version >= 9, body).is_ok()
        };
        assert!(!all_topics_then(3, &[]));
        for (version, harmless, creating) in [
            (4, &[0][..], &[1][..]),
            (7, &[0], &[1]),
            (8, &[0, 1, 1], &[1, 0, 0]),
            (9, &[0, 1, 1, 0], &[1, 0, 0, 0]),
            (10, &[0, 1, 1, 0], &[1, 0, 0, 0]),
            (11, &[0, 1, 0], &[1, 0, 0]),
            (13, &[0, 1, 0], &[1, 0, 0]),
        ] {
            assert!(all_topics_then(version, harmless), "{version}");
            assert!(!all_topics_then(version, creating), "{version}");
        }
        assert!(Call::new(Api::Metadata, 12, true, Vec::new()).is_err());
    }
}
