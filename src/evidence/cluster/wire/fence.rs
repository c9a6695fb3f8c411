//! The two inspecting requests that can change a cluster, and the forms of them that do not.

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

/// What a coordinator coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coordinator {
    /// Key type 0: consumer groups.
    Group,
    /// Key type 1: transactional ids.
    Transaction,
    /// Key type 2: share groups.
    Share,
}

impl Coordinator {
    /// The key type in the protocol.
    pub const fn key_type(self) -> u8 {
        match self {
            Self::Group => 0,
            Self::Transaction => 1,
            Self::Share => 2,
        }
    }

    /// The internal topic that this kind of coordinator keeps its state in.
    pub const fn topic(self) -> &'static str {
        match self {
            Self::Group => "__consumer_offsets",
            Self::Transaction => "__transaction_state",
            Self::Share => "__share_group_state",
        }
    }
}

/// An internal topic that Metadata has listed: only then is FindCoordinator harmless, else brokers create the topic,
/// even for a user with Describe alone (seen on 3.9.2 and 4.3.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InternalTopic(Coordinator);

impl InternalTopic {
    /// The witness, if the topics of a Metadata answer hold the one of this coordinator.
    pub fn seen<'a>(of: Coordinator, topics: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        topics.into_iter().any(|topic| topic == of.topic()).then_some(Self(of))
    }
}

impl Call {
    /// A request from its encoded body, without header; `flexible` says whether this version of it has tagged fields (KIP-482).
    ///
    /// # Errors
    /// Metadata below version 4 or with AllowAutoTopicCreation; FindCoordinator, which has [`Call::find_coordinator`].
    pub fn new(api: Api, version: i16, flexible: bool, body: Vec<u8>) -> Result<Self, Forbidden> {
        let allowed = match api {
            Api::FindCoordinator => false,
            Api::Metadata => creates_no_topics(version, &body),
            _ => true,
        };
        if allowed { Ok(Self { api, version, flexible, body }) } else { Err(Forbidden) }
    }

    /// FindCoordinator, once the internal topic was seen.
    ///
    /// # Errors
    /// The body asks for another kind of coordinator than the topic's.
    pub fn find_coordinator(version: i16, body: Vec<u8>, seen: InternalTopic) -> Result<Self, Forbidden> {
        // Version 0 knows only groups; up to 3 the key type stands at the end, behind it the tagged fields of version 3.
        let key_type = match version {
            0 => Some(0),
            1 | 2 => body.last().copied(),
            3 => body.strip_suffix(&[0]).and_then(|body| body.last().copied()),
            _ => body.first().copied(),
        };
        if key_type != Some(seen.0.key_type()) {
            return Err(Forbidden);
        }
        Ok(Self { api: Api::FindCoordinator, version, flexible: version >= 3, body })
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

    #[test]
    fn coordinators_are_asked_for_only_where_their_topic_is() {
        assert!(Call::new(Api::FindCoordinator, 4, true, vec![0, 1, 0]).is_err());
        assert_eq!(InternalTopic::seen(Coordinator::Transaction, ["__consumer_offsets", "orders"]), None);
        let groups = InternalTopic::seen(Coordinator::Group, ["orders", "__consumer_offsets"]).unwrap();
        let find = |version, body: &[u8]| Call::find_coordinator(version, body.to_vec(), groups).is_ok();
        assert!(find(0, b"\0\x01g"));
        assert!(find(2, b"\0\x01g\0") && !find(2, b"\0\x01g\x01"));
        assert!(find(3, b"\x02g\0\0") && !find(3, b"\x02g\x01\0"));
        assert!(find(6, b"\0\x02\x02g\0") && !find(6, b"\x01\x02\x02g\0") && !find(6, b"\x02\x02\x02g\0"));
    }
}
