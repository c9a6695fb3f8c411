//! ListTransactions (66) and DescribeTransactions (65), version 0: transactions that are open or being ended.

use crate::evidence::cluster::wire::{Api, Call, Malformed, Reader, Writer};

/// The version of both, from 3.0 on.
pub const VERSION: i16 = 0;

/// States in which a transaction holds readers back. Ended ones stay listed for a week, so a cluster may have very many.
const OPEN: [&str; 4] = ["Ongoing", "PrepareCommit", "PrepareAbort", "PrepareEpochFence"];

/// What a coordinator lists.
#[derive(Debug, PartialEq, Eq)]
pub struct Listed {
    /// 0; 14 still loading, 15 not available.
    pub error: i16,
    /// Those that we may describe; others are left out in silence.
    pub transactions: Vec<Transaction>,
}

/// A transaction in the list.
#[derive(Debug, PartialEq, Eq)]
pub struct Transaction {
    /// `transactional.id`.
    pub id: String,
    /// The producer's id.
    pub producer_id: i64,
    /// As Kafka spells it.
    pub state: String,
}

/// One transaction in full.
#[derive(Debug, PartialEq, Eq)]
pub struct Described {
    /// 53 not allowed, 105 unknown.
    pub error: i16,
    /// `transactional.id`.
    pub id: String,
    /// `transaction.timeout.ms` of the producer.
    pub timeout_ms: i32,
    /// Milliseconds since 1970, by the coordinator's clock; -1 not begun.
    pub started_ms: i64,
    /// The producer's epoch.
    pub producer_epoch: i16,
    /// Topics that we may not describe are left out in silence.
    pub topics: Vec<(String, Vec<i32>)>,
}

/// Asks for the open transactions that this broker coordinates.
pub fn list() -> Call {
    let mut writer = Writer::new(true);
    writer.array(&OPEN, |writer, state| {
        writer.text(state);
    });
    let no_producers: [i64; 0] = [];
    writer.array(&no_producers, |_, _| {}).tags().call(Api::ListTransactions, VERSION)
}

/// Reads the answer to [`list`].
///
/// # Errors
/// It is not one.
pub fn read_list(body: &[u8]) -> Result<Listed, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let error = reader.i16()?;
    let _unknown_states = reader.array(Reader::text)?;
    let transactions = reader.array(|reader| {
        let transaction = Transaction { id: reader.text()?, producer_id: reader.i64()?, state: reader.text()? };
        reader.tags()?;
        Ok(transaction)
    })?;
    reader.tags()?;
    Ok(Listed { error, transactions })
}

/// Asks the coordinator for some transactions.
pub fn describe(ids: &[&str]) -> Call {
    let mut writer = Writer::new(true);
    writer.array(ids, |writer, id| {
        writer.text(id);
    });
    writer.tags().call(Api::DescribeTransactions, VERSION)
}

/// Reads the answer to [`describe`].
///
/// # Errors
/// It is not one.
pub fn read_described(body: &[u8]) -> Result<Vec<Described>, Malformed> {
    let mut reader = Reader::new(body, true);
    let _throttle_ms = reader.i32()?;
    let transactions = reader.array(|reader| {
        let (error, id) = (reader.i16()?, reader.text()?);
        let _state = reader.text()?;
        let (timeout_ms, started_ms) = (reader.i32()?, reader.i64()?);
        let _producer_id = reader.i64()?;
        let producer_epoch = reader.i16()?;
        let topics = reader.array(|reader| {
            let topic = (reader.text()?, reader.ints()?);
            reader.tags()?;
            Ok(topic)
        })?;
        reader.tags()?;
        Ok(Described { error, id, timeout_ms, started_ms, producer_epoch, topics })
    })?;
    reader.tags()?;
    Ok(transactions)
}
