//! The open transactions of one coordinator.

use super::groups;
use super::link::{Link, Question, blank, no_error};
use super::need::missing;
use crate::evidence::cluster::codec::transactions;
use crate::evidence::cluster::snapshot::{NotRead, Part, Transaction};
use crate::evidence::cluster::wire::Api;

/// Transactions in one request; the answer names their partitions.
const AT_ONCE: usize = 200;

/// Transactions that are described; more than that are only named.
const MOST: usize = 2000;

/// Describes what a coordinator has listed.
pub(super) fn read(
    link: &mut Link,
    coordinator: i32,
    listed: Vec<transactions::Transaction>,
    not_read: &mut Vec<NotRead>,
) -> Vec<Transaction> {
    let mut found: Vec<Transaction> = listed
        .into_iter()
        .map(|listed| Transaction {
            id: listed.id,
            coordinator,
            producer_id: listed.producer_id,
            state: listed.state,
            timeout_ms: None,
            started_ms: None,
            producer_epoch: None,
            partitions: Default::default(),
        })
        .collect();
    let mut answers = blank(found.len().min(MOST).div_ceil(AT_ONCE));
    if link.speaks(Api::DescribeTransactions, transactions::VERSION..=transactions::VERSION).is_some() {
        let page = |(page, answer): (&[Transaction], _)| {
            let ids: Vec<&str> = page.iter().map(|one| one.id.as_str()).collect();
            Question::new(transactions::describe(&ids), transactions::read_described, answer)
        };
        link.ask(found.chunks(AT_ONCE).zip(&mut answers).map(page).collect());
    }
    for (page, answer) in found.chunks_mut(AT_ONCE).zip(answers) {
        match answer {
            Ok(described) => described.into_iter().for_each(|one| add(page, one)),
            Err(why) => not_read.push(missing(Part::Transactions, &[coordinator], why)),
        }
    }
    found
}

/// One that has ended in the meantime, or may not be described, stays as it was listed.
fn add(page: &mut [Transaction], described: transactions::Described) {
    let Some(known) = page.iter_mut().find(|known| known.id == described.id) else { return };
    if no_error(described.error).is_ok() {
        known.timeout_ms = Some(described.timeout_ms);
        known.started_ms = Some(described.started_ms).filter(|time| *time >= 0);
        known.producer_epoch = Some(described.producer_epoch);
        known.partitions = groups::partitions_of(described.topics);
    }
}
