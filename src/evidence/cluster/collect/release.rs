//! Which release a broker is, from what it speaks.

use crate::evidence::cluster::wire::Versions;

/// The first release whose brokers speak this version of this API; newest first. From the version tables of each release's message
/// definitions; APIs that only controllers speak are no help, as brokers do not list them.
const MARKS: [(&str, i16, i16); 14] = [
    ("4.3", 35, 5),
    ("4.2", 2, 11),
    ("4.1", 66, 2),
    ("4.0", 3, 13),
    ("3.9", 18, 4),
    ("3.8", 75, 0),
    ("3.7", 60, 1),
    ("3.6", 8, 9),
    ("3.5", 2, 8),
    ("3.3", 35, 4),
    ("3.2", 35, 3),
    ("3.1", 3, 12),
    ("3.0", 9, 8),
    ("2.8", 60, 0),
];

/// Levels of metadata.version that a release brought, where the marks cannot tell two releases apart.
const METADATA_VERSION_OF_3_4: i16 = 8;

/// LeaderAndIsr: spoken between brokers and a controller with ZooKeeper only.
const LEADER_AND_ISR: i16 = 4;

/// The release, such as `3.9`; `None`: older than 2.8.
pub(super) fn release(versions: &Versions) -> Option<String> {
    let speaks = |key: i16, version: i16| versions.ranges.get(&key).is_some_and(|(_, max)| *max >= version);
    let (release, ..) = MARKS.iter().find(|(_, key, version)| speaks(*key, *version))?;
    let level = versions.supported_features.get("metadata.version").map_or(0, |(_, max)| *max);
    // With ZooKeeper, LeaderAndIsr version 7 is the mark of 3.4.
    let newer = level >= METADATA_VERSION_OF_3_4 || speaks(LEADER_AND_ISR, 7);
    Some(if *release == "3.3" && newer { "3.4" } else { release }.to_string())
}

/// Whether a broker runs with ZooKeeper.
pub(super) fn zookeeper(versions: &Versions) -> bool {
    versions.ranges.get(&LEADER_AND_ISR).is_some_and(|(_, max)| *max >= 0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn releases_are_told_by_what_is_new_in_them() {
        let of = |ranges: &[(i16, i16)], level| {
            let versions = Versions {
                ranges: ranges.iter().map(|(key, max)| (*key, (0, *max))).collect(),
                supported_features: BTreeMap::from([("metadata.version".to_string(), (1, level))]),
                ..Versions::default()
            };
            release(&versions)
        };
        assert_eq!(of(&[(3, 13), (66, 2), (2, 11), (35, 5)], 29).as_deref(), Some("4.3"));
        assert_eq!(of(&[(3, 12), (18, 4), (75, 0)], 21).as_deref(), Some("3.9"));
        assert_eq!(of(&[(60, 0), (35, 4)], 7).as_deref(), Some("3.3"));
        assert_eq!(of(&[(60, 0), (35, 4)], 8).as_deref(), Some("3.4"));
        assert_eq!(of(&[(60, 0), (35, 4), (4, 7)], 0).as_deref(), Some("3.4"));
        assert_eq!(of(&[(60, 0), (3, 11)], 0).as_deref(), Some("2.8"));
        assert_eq!(of(&[(3, 9)], 0), None);
    }
}
