//! DescribeCluster (60), versions 0 to 2: our rights, and from version 2 on fenced brokers.

use std::ops::RangeInclusive;

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The versions: 0 from 2.8 on, 2 from 4.0 on.
pub const VERSIONS: RangeInclusive<i16> = 0..=2;

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Cluster {
    /// Kafka's error code.
    pub error: i16,
    /// The cluster's id.
    pub id: String,
    /// From version 2 on with the fenced ones.
    pub brokers: Vec<Broker>,
    /// The bits of what we may do on the cluster.
    pub operations: i32,
}

/// A broker.
#[derive(Debug, PartialEq, Eq)]
pub struct Broker {
    /// Its id.
    pub id: i32,
    /// Of the listener that we came in by.
    pub host: String,
    /// Likewise.
    pub port: i32,
    /// `broker.rack`.
    pub rack: Option<String>,
    /// Before version 2 nobody tells.
    pub fenced: Option<bool>,
}

/// Asks a broker.
pub fn request(version: i16) -> Call {
    let mut writer = Writer::new(true);
    let with_our_rights = true;
    writer.bool(with_our_rights);
    if version >= 1 {
        let brokers = 1;
        writer.i8(brokers);
    }
    if version >= 2 {
        let fenced_too = true;
        writer.bool(fenced_too);
    }
    writer.tags().call(Api::DescribeCluster, version)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(version: i16, body: &[u8]) -> Result<Cluster, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let error = reader.i16()?;
    let _message = reader.text_or_null()?;
    if version >= 1 {
        let _endpoint = reader.i8()?;
    }
    let id = reader.text()?;
    let _controller = reader.i32()?;
    let brokers = reader.array(|reader| {
        let broker = Broker {
            id: reader.i32()?,
            host: reader.text()?,
            port: reader.i32()?,
            rack: reader.text_or_null()?,
            fenced: if version >= 2 { Some(reader.bool()?) } else { None },
        };
        reader.tags()?;
        Ok(broker)
    })?;
    let operations = reader.i32()?;
    reader.tags()?;
    Ok(Cluster { error, id, brokers, operations })
}
