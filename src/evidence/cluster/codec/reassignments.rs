//! ListPartitionReassignments (46), version 0: moves of replicas. Hangs like DescribeQuorum where there is no controller, whatever
//! time it is given.

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The version.
pub const VERSION: i16 = 0;

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Reassignments {
    /// 0; 7 no controller, 31 not allowed.
    pub error: i16,
    /// Those that are under way.
    pub moves: Vec<Reassignment>,
}

/// A move.
#[derive(Debug, PartialEq, Eq)]
pub struct Reassignment {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// All of them.
    pub replicas: Vec<i32>,
    /// Those that come.
    pub adding: Vec<i32>,
    /// Those that go.
    pub removing: Vec<i32>,
}

/// Asks for all moves.
pub fn request(timeout_ms: i32) -> Call {
    Writer::new(true).i32(timeout_ms).null_array().tags().call(Api::ListPartitionReassignments, VERSION)
}

/// Reads an answer.
///
/// # Errors
/// It is not one.
pub fn read(body: &[u8]) -> Result<Reassignments, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let error = reader.i16()?;
    let _message = reader.text_or_null()?;
    let topics = reader.array(|reader| {
        let topic = reader.text()?;
        let moves = reader.array(|reader| {
            let one = Reassignment {
                topic: topic.clone(),
                partition: reader.i32()?,
                replicas: reader.ints()?,
                adding: reader.ints()?,
                removing: reader.ints()?,
            };
            reader.tags()?;
            Ok(one)
        })?;
        reader.tags()?;
        Ok(moves)
    })?;
    reader.tags()?;
    Ok(Reassignments { error, moves: topics.into_iter().flatten().collect() })
}
