//! The crate kafka-protocol, generated from Kafka's schemas, is the independent witness: what it writes we read, and the other way
//! round. What nobody would write is refused.

mod access;
mod cluster;
mod groups;
mod offsets;
mod requests;

use ::bytes::{Bytes, BytesMut};
use kafka_protocol::protocol::{Decodable, Encodable, StrBytes};

/// An answer as Kafka's schemas have it.
fn answer<R: Encodable>(version: i16, answer: &R) -> Vec<u8> {
    let mut body = BytesMut::new();
    answer.encode(&mut body, version).unwrap();
    body.to_vec()
}

/// A request of ours as Kafka's schemas read it, to the last byte.
fn asked<R: Decodable>(call: &crate::evidence::cluster::wire::Call) -> R {
    let mut body = Bytes::copy_from_slice(call.body());
    let request = R::decode(&mut body, call.version()).unwrap();
    assert!(body.is_empty(), "{} bytes are left", body.len());
    request
}

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.into())
}
