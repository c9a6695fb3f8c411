//! Open transactions on partitions that no coordinator knows: nobody will ever end them, and `read_committed` consumers wait for ever.

use super::looks::{missing, span, waiting};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{NotRead, Part, Partition, Sample, Setting, Snapshot};
use crate::knowledge::Severity;

/// transaction.max.timeout.ms, the default: no transaction may be open for longer.
const LONGEST_MS: i64 = 900_000;

/// Coordinators look for transactions that are over every ten seconds.
const SLACK_MS: i64 = 60_000;

/// Between two answers a transaction may end: either it is older than any may be, or two looks see the same one.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let (mut found, mut young) = (Vec::new(), Vec::new());
    for (topic, partition) in last.partitions().filter(|(topic, _)| scope.topic(topic)) {
        let Some(open @ 1..) = partition.offsets.and_then(|offsets| offsets.unstable()) else { continue };
        let before = snapshot.before().and_then(|before| Some((before, before.partition(topic, partition.id)?)));
        match orphan(snapshot, last, topic, partition, before) {
            Verdict::Hanging(why) => {
                let proof = format!("{why}; {} behind it", waiting(open));
                found.push(Subject::partition(topic, partition.id, proof).harm(Severity::High));
            }
            Verdict::Perhaps => young.push(format!("{topic}-{}", partition.id)),
            Verdict::Known => {}
        }
    }
    let wait = (!young.is_empty()).then(|| NotRead::another_look(Part::Producers, &young));
    Measured::found(found).but(missing(last, &[Part::Topics, Part::Offsets, Part::Producers])).but(wait)
}

enum Verdict {
    /// With what shows it.
    Hanging(String),
    /// Two looks will tell.
    Perhaps,
    /// A coordinator knows it, or nothing can be told.
    Known,
}

fn orphan(
    snapshot: &Snapshot,
    last: &Sample,
    topic: &str,
    partition: &Partition,
    before: Option<(&Sample, &Partition)>,
) -> Verdict {
    let Some(producers) = &partition.producers else { return unread(last, topic, partition, before) };
    let longest = longest_ms(snapshot);
    let mut verdict = Verdict::Known;
    for producer in producers {
        let Some(start) = producer.transaction_start else { continue };
        if known(last, topic, partition.id, Some(producer.id)) {
            continue;
        }
        let age = last.at_ms.saturating_sub(producer.last_timestamp_ms);
        if producer.last_timestamp_ms > 0 && age > longest.saturating_add(SLACK_MS) {
            return Verdict::Hanging(format!(
                "producer {} has one open since offset {start}, last written {} ago; coordinators allow {}",
                producer.id,
                span(age),
                span(longest)
            ));
        }
        if hidden(last) {
            continue;
        }
        let same = before.is_some_and(|(sample, old)| {
            let still = |old: &crate::evidence::cluster::snapshot::Producer| {
                old.id == producer.id && old.transaction_start == Some(start)
            };
            !hidden(sample)
                && !known(sample, topic, partition.id, Some(producer.id))
                && old.producers.iter().flatten().any(still)
        });
        if same {
            return Verdict::Hanging(format!(
                "producer {} has one open since offset {start} that no coordinator knows",
                producer.id
            ));
        }
        verdict = Verdict::Perhaps;
    }
    verdict
}

/// Without the right to see producers: the last stable offset stands, and no transaction that coordinators know has the partition.
fn unread(last: &Sample, topic: &str, partition: &Partition, before: Option<(&Sample, &Partition)>) -> Verdict {
    let stable = |partition: &Partition| partition.offsets.and_then(|offsets| offsets.stable);
    if hidden(last) || known(last, topic, partition.id, None) {
        return Verdict::Known;
    }
    match before {
        None => Verdict::Perhaps,
        Some((sample, old)) if stable(old) == stable(partition) && !known(sample, topic, partition.id, None) => {
            let at = stable(partition).unwrap_or_default();
            Verdict::Hanging(format!(
                "the last stable offset stands at {at}, and no coordinator knows a transaction here"
            ))
        }
        Some(_) => Verdict::Known,
    }
}

/// Whether a coordinator holds a transaction of this producer open, or one that this partition is in.
fn known(sample: &Sample, topic: &str, partition: i32, producer: Option<i64>) -> bool {
    sample.transactions.iter().flatten().any(|one| match producer {
        Some(producer) => one.producer_id == producer,
        // Of one that was not described nobody knows the partitions.
        None => one.partitions.is_empty() || one.partitions.get(topic).is_some_and(|ids| ids.contains(&partition)),
    })
}

fn hidden(sample: &Sample) -> bool {
    sample.transactions.is_none() || sample.missing(Part::Transactions).next().is_some()
}

/// transaction.max.timeout.ms, the largest of the brokers'.
fn longest_ms(snapshot: &Snapshot) -> i64 {
    let brokers = snapshot.settings().into_iter().flat_map(|settings| settings.brokers.values());
    let set = brokers.filter_map(|own| own.get("transaction.max.timeout.ms").and_then(Setting::number));
    set.max().unwrap_or(LONGEST_MS)
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::*;
    use crate::evidence::cluster::snapshot::{Producer, Transaction};

    fn open(at: i64, last: i64) -> Sample {
        look(at, &[1])
            .partition("orders", 0, 1, &[1], &[1])
            .ends("orders", 0, 0, 20)
            .offsets("orders", 0, |offsets| {
                offsets.stable = Some(12);
            })
            .with(|sample| {
                let producer = Producer {
                    id: 4242,
                    epoch: 0,
                    last_timestamp_ms: START + last * 1000,
                    transaction_start: Some(12),
                    coordinator_epoch: -1,
                };
                sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions[0].producers =
                    Some(vec![producer]);
            })
    }

    fn coordinated(sample: Sample) -> Sample {
        sample.with(|sample| {
            sample.transactions = Some(vec![Transaction {
                id: "tx".into(),
                coordinator: 1,
                producer_id: 4242,
                state: "Ongoing".into(),
                timeout_ms: Some(60_000),
                started_ms: Some(START),
                producer_epoch: Some(0),
                partitions: [("orders".to_string(), vec![0])].into(),
            }]);
        })
    }

    #[test]
    fn told_as_they_are() {
        let blind = |at| {
            open(at, at).with(|sample| {
                sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions[0].producers = None;
            })
        };
        let well = look(0, &[1]).partition("orders", 0, 1, &[1], &[1]).ends("orders", 0, 0, 20);
        let and_a_young_one = |old_first: bool| {
            open(7200, 0).with(|sample| {
                let partition = &mut sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions[0];
                let producers = partition.producers.as_mut().unwrap();
                let young = Producer { id: 5, last_timestamp_ms: START + 7_199_000, ..producers[0].clone() };
                producers.insert(usize::from(old_first), young);
            })
        };
        let older = "orders-0 [high now] producer 4242 has one open since offset 12, last written 2 h ago; coordinators allow 15 min; 8 records wait behind it";
        stories(
            measure,
            &[
                ("none open", &[well], "-"),
                ("a coordinator knows it", &[coordinated(open(0, 0)), coordinated(open(5, 0))], "-"),
                (
                    "nobody knows it, twice",
                    &[open(0, 0), open(5, 0)],
                    "orders-0 [high now] producer 4242 has one open since offset 12 that no coordinator knows; 8 records wait behind it",
                ),
                ("older than any may be", &[open(7200, 0)], older),
                ("before a young one", &[and_a_young_one(true)], older),
                ("behind a young one", &[and_a_young_one(false)], older),
                (
                    "a limit beyond all times",
                    &[open(7200, 0).broker_setting(1, "transaction.max.timeout.ms", &i64::MAX.to_string())],
                    "? producers of partitions: orders-0 (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                (
                    "nobody knows it, once",
                    &[open(0, 0)],
                    "? producers of partitions: orders-0 (the looks are too few, or too close, to tell what stands still from what is slow)",
                ),
                (
                    "without Read",
                    &[blind(0), blind(5)],
                    "orders-0 [high now] the last stable offset stands at 12, and no coordinator knows a transaction here; 8 records wait behind it",
                ),
                ("without Read, coordinated", &[coordinated(blind(0)), coordinated(blind(5))], "-"),
            ],
        );
    }
}
