//! What a broker speaks: its ApiVersions answer, read by hand, since it is the first that a stranger says.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{Api, Malformed, Reader};

/// What a broker speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Lowest and highest version by the number of the request, also of requests that this program does not know.
    pub ranges: BTreeMap<i16, (i16, i16)>,
    /// Lowest and highest level that the broker supports, by feature (`metadata.version` and others); empty before version 3 of the request.
    pub supported_features: BTreeMap<String, (i16, i16)>,
    /// The level that the cluster has agreed on, by feature.
    pub finalized_features: BTreeMap<String, i16>,
    /// Grows with each agreement; nothing where there was none, as in ZooKeeper mode.
    pub features_epoch: Option<i64>,
}

/// UNSUPPORTED_VERSION: the answer to an ApiVersions of a version that the broker does not know is one of version 0.
pub(super) const UNSUPPORTED_VERSION: i16 = 35;

/// An ApiVersions answer: what is spoken, or the error code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answered {
    /// Error 0.
    Versions(Versions),
    /// Ask again with version 0.
    TryZero,
    /// Another error code.
    Error(i16),
}

impl Versions {
    /// The highest version of a request that both sides know; `ours` is what this program can encode and read.
    pub fn pick(&self, api: Api, ours: RangeInclusive<i16>) -> Option<i16> {
        let (low, high) = *self.ranges.get(&api.key())?;
        let version = high.min(*ours.end());
        (version >= low && ours.contains(&version)).then_some(version)
    }

    /// Reads the body of an answer of version 0 or 3.
    pub(super) fn read(version: i16, body: &[u8]) -> Result<Answered, Malformed> {
        let mut body = Reader::new(body, version >= 3);
        let error = body.i16()?;
        if error == UNSUPPORTED_VERSION && version > 0 {
            return Ok(Answered::TryZero);
        }
        if error != 0 {
            return Ok(Answered::Error(error));
        }
        let ranges = body.array(|api| {
            let range = (api.i16()?, (api.i16()?, api.i16()?));
            api.tags()?;
            Ok(range)
        })?;
        let mut versions = Self { ranges: ranges.into_iter().collect(), ..Self::default() };
        if version >= 3 {
            let _throttle_ms = body.i32()?;
            body.each_tag(|tag, value| versions.read_tag(tag, value))?;
        }
        Ok(Answered::Versions(versions))
    }

    fn read_tag(&mut self, tag: u32, value: &mut Reader) -> Result<(), Malformed> {
        // A feature with two levels: lowest and highest supported, or highest and lowest agreed on.
        let feature = |feature: &mut Reader| {
            let levels = (feature.text()?, (feature.i16()?, feature.i16()?));
            feature.tags()?;
            Ok(levels)
        };
        match tag {
            0 => self.supported_features = value.array(feature)?.into_iter().collect(),
            1 => self.features_epoch = Some(value.i64()?).filter(|epoch| *epoch >= 0),
            // Brokers hold the cluster at the highest.
            2 => {
                let levels = value.array(feature)?.into_iter();
                self.finalized_features = levels.map(|(name, (highest, _))| (name, highest)).collect();
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(version: i16, body: &[u8]) -> Result<Answered, Malformed> {
        Versions::read(version, body)
    }

    #[test]
    fn old_and_new_answers_are_read() {
        let zero = [&[0, 0][..], &[0, 0, 0, 1], &[0, 3], &[0, 0], &[0, 12]].concat();
        let ranges = BTreeMap::from([(3, (0, 12))]);
        assert_eq!(read(0, &zero), Ok(Answered::Versions(Versions { ranges: ranges.clone(), ..Versions::default() })));

        let supported = b"\x02\x06group\0\0\0\x01\0".to_vec();
        let epoch = 7i64.to_be_bytes().to_vec();
        let finalized = b"\x02\x06group\0\x01\0\x01\0".to_vec();
        let mut three = [&[0, 0][..], &[2], &[0, 3], &[0, 0], &[0, 12], &[0], &[0, 0, 0, 0], &[3]].concat();
        for (tag, value) in [(0, supported), (1, epoch), (2, finalized)] {
            three.push(tag);
            three.push(value.len() as u8);
            three.extend(value);
        }
        assert_eq!(
            read(3, &three),
            Ok(Answered::Versions(Versions {
                ranges,
                supported_features: BTreeMap::from([("group".into(), (0, 1))]),
                finalized_features: BTreeMap::from([("group".into(), 1)]),
                features_epoch: Some(7),
            }))
        );
        for cut in 0..three.len() {
            assert_eq!(read(3, &three[..cut]), Err(Malformed), "{cut}");
        }
    }

    #[test]
    fn errors_and_lies_are_told_apart() {
        assert_eq!(read(3, &[0, 35, 0, 0, 0, 0]), Ok(Answered::TryZero));
        assert_eq!(read(0, &[0, 35]), Ok(Answered::Error(35)));
        assert_eq!(read(3, &[0, 42]), Ok(Answered::Error(42)));
        assert_eq!(read(0, &[0, 0, 0x7f, 0xff, 0xff, 0xff]), Err(Malformed));
        assert_eq!(read(3, &[0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f]), Err(Malformed));
    }

    #[test]
    fn the_highest_common_version_is_picked() {
        let versions = Versions { ranges: BTreeMap::from([(3, (4, 12))]), ..Versions::default() };
        assert_eq!(versions.pick(Api::Metadata, 4..=13), Some(12));
        assert_eq!(versions.pick(Api::Metadata, 4..=9), Some(9));
        assert_eq!(versions.pick(Api::Metadata, 0..=3), None);
        assert_eq!(versions.pick(Api::Metadata, 13..=14), None);
        assert_eq!(versions.pick(Api::ListOffsets, 4..=13), None);
    }
}
