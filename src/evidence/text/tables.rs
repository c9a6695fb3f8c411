//! What Kafka's own tools print of topics and groups, pasted: `kafka-topics.sh --describe` and `kafka-consumer-groups.sh --describe`, also
//! with `--members`. Told is what the probe of the same name finds on a live cluster. Tables are often cut to what seems to matter, so only
//! what is there counts: nothing is taken as absent.
//!
//! Columns and labels as TopicCommand and ConsumerGroupCommand print them since 0.11.

mod groups;

use std::collections::{BTreeMap, BTreeSet};

use crate::case::NotChecked;
use crate::evidence::probes::Subject;

/// What tables say, and which lines they are.
#[derive(Debug, Default)]
pub struct Tables {
    /// Names of probes with what they find, each with its first line.
    pub found: Vec<(&'static str, u64, Vec<Subject>)>,
    /// What they cannot tell, and what would.
    pub open: Vec<NotChecked>,
    /// Numbers of all lines that belong to a table.
    pub lines: BTreeSet<u64>,
}

/// Reads the lines, counted from 1.
pub fn tables<'t>(lines: impl Iterator<Item = &'t str> + Clone) -> Tables {
    let numbered = || lines.clone().enumerate().map(|(at, line)| (at as u64 + 1, line));
    let mut tables = Tables::default();
    topics(numbered(), &mut tables);
    groups::read(numbered(), &mut tables);
    tables
}

/// A line of `kafka-topics.sh --describe`.
struct Partition<'t> {
    line: u64,
    topic: &'t str,
    id: i32,
    replicas: BTreeSet<i32>,
    isr: BTreeSet<i32>,
}

impl Partition<'_> {
    fn missing(&self) -> Vec<i32> {
        self.replicas.difference(&self.isr).copied().collect()
    }
}

fn topics<'t>(lines: impl Iterator<Item = (u64, &'t str)>, tables: &mut Tables) {
    let mut minima: BTreeMap<&str, usize> = BTreeMap::new();
    let mut partitions: Vec<Partition> = Vec::new();
    for (number, line) in lines {
        let Some(topic) = field(line, "Topic:") else { continue };
        if let Some(configs) = field(line, "Configs:") {
            let minimum = configs.split(',').find_map(|one| one.strip_prefix("min.insync.replicas="));
            minima.extend(minimum.and_then(|text| Some((topic, text.parse().ok()?))));
            tables.lines.insert(number);
        }
        let Some(partition) = partition(number, topic, line) else { continue };
        tables.lines.insert(number);
        // A replica that a reassignment adds is not in sync before it has everything.
        if field(line, "Adding Replicas:").is_none() {
            partitions.push(partition);
        }
    }
    let short: Vec<&Partition> = partitions.iter().filter(|one| !one.missing().is_empty()).collect();
    let missing: BTreeSet<i32> = short.iter().flat_map(|one| one.missing()).collect();
    let told = |one: &&&Partition| {
        let proof = format!("{} of {} replicas in the ISR", one.isr.len(), one.replicas.len());
        Subject::partition(one.topic, one.id, proof)
    };
    tables.tell("under-replicated", short.iter().map(|one| (one.line, told(&one))));
    if let ([_, _, ..], [broker]) = (short.as_slice(), missing.iter().copied().collect::<Vec<_>>().as_slice())
        && !partitions.iter().any(|one| one.isr.contains(broker))
    {
        let proof = format!("in no ISR of its {} partitions", short.len());
        tables.tell("missing-replicas-one-broker", [(short[0].line, Subject::broker(*broker, proof))].into_iter());
    }
    let below = partitions.iter().filter_map(|one| {
        let minimum = *minima.get(one.topic)?;
        let proof = format!("{} in the ISR, min.insync.replicas is {minimum}", one.isr.len());
        (one.isr.len() < minimum && minimum <= one.replicas.len())
            .then(|| (one.line, Subject::partition(one.topic, one.id, proof)))
    });
    tables.tell("below-min-isr", below);
    let mut above: BTreeMap<&str, (u64, Subject)> = BTreeMap::new();
    for one in &partitions {
        let Some(minimum) = minima.get(one.topic).filter(|minimum| **minimum > one.replicas.len()) else { continue };
        let proof = format!("replication factor {}, min.insync.replicas is {minimum}", one.replicas.len());
        above.entry(one.topic).or_insert_with(|| (one.line, Subject::topic(one.topic, proof)));
    }
    tables.tell("min-isr-above-replicas", above.into_values());
}

fn partition<'t>(line: u64, topic: &'t str, text: &str) -> Option<Partition<'t>> {
    let id = field(text, "Partition:")?.parse().ok()?;
    field(text, "Leader:")?;
    let replicas = brokers(field(text, "Replicas:")?)?;
    // Nobody is in sync where the field is there and empty.
    let isr = brokers(field(text, "Isr:").unwrap_or_default())?;
    (text.contains("Isr:") && !replicas.is_empty()).then_some(Partition { line, topic, id, replicas, isr })
}

/// What stands behind a label up to the next space; the colon may touch it. `None` where another label follows at once.
fn field<'t>(line: &'t str, label: &str) -> Option<&'t str> {
    let (at, _) =
        line.match_indices(label).find(|(at, _)| line[..*at].chars().next_back().is_none_or(char::is_whitespace))?;
    line[at + label.len()..].split_whitespace().next().filter(|value| !value.ends_with(':'))
}

/// `1,2,3`
fn brokers(list: &str) -> Option<BTreeSet<i32>> {
    list.split(',').filter(|id| !id.is_empty()).map(|id| id.parse().ok()).collect()
}

impl Tables {
    fn tell(&mut self, probe: &'static str, found: impl Iterator<Item = (u64, Subject)>) {
        let (lines, subjects): (Vec<u64>, Vec<Subject>) = found.unzip();
        self.found.extend(lines.first().map(|line| (probe, *line, subjects)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let tables = tables(text.lines());
        let all = tables.found.iter();
        all.flat_map(|(probe, line, subjects)| {
            subjects.iter().map(move |one| format!("{probe} @{line} {}: {}", one.name, one.proof))
        })
        .collect()
    }

    #[test]
    fn topics_tell_who_is_not_in_sync() {
        let text = "\
Topic: orders\tTopicId: x\tPartitionCount: 3\tReplicationFactor: 3\tConfigs: min.insync.replicas=2,segment.bytes=1\n\
\tTopic: orders\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1\tElr: \tLastKnownElr: \n\
\tTopic: orders\tPartition: 1\tLeader: none\tReplicas: 2,3,1\tIsr: \tElr: 2\n\
\tTopic: orders\tPartition: 2\tLeader: 1\tReplicas: 3,1,2\tIsr: 1,3,2\n";
        assert_eq!(
            told(text),
            [
                "under-replicated @2 orders-0: 1 of 3 replicas in the ISR",
                "under-replicated @2 orders-1: 0 of 3 replicas in the ISR",
                "below-min-isr @2 orders-0: 1 in the ISR, min.insync.replicas is 2",
                "below-min-isr @2 orders-1: 0 in the ISR, min.insync.replicas is 2",
            ]
        );
        assert_eq!(tables(text.lines()).lines, BTreeSet::from([1, 2, 3, 4]));
    }

    #[test]
    fn a_broker_that_is_in_no_isr_is_named() {
        let of = |isr: &str| {
            told(&format!(
                "Topic: a Partition: 0 Leader: 1 Replicas: 1,3 Isr: 1\nTopic: b Partition: 0 Leader: 2 Replicas: 3,2 Isr: {isr}"
            ))
        };
        assert_eq!(of("2")[2], "missing-replicas-one-broker @1 broker 3: in no ISR of its 2 partitions");
        assert_eq!(of("2,3"), ["under-replicated @1 a-0: 1 of 2 replicas in the ISR"]);
    }

    #[test]
    fn what_is_well_or_moves_says_nothing() {
        assert!(told("Topic:orders\tPartitionCount:1\tReplicationFactor:2\tConfigs:\n\tTopic: orders\tPartition: 0\tLeader: 1\tReplicas: 1,2\tIsr: 2,1").is_empty());
        assert!(
            told("Topic: a Partition: 0 Leader: 1 Replicas: 1,3,2 Isr: 1,2 Adding Replicas: 3 Removing Replicas: 2")
                .is_empty()
        );
        assert!(told("Topic: it broke. Partition: none. Leader: what? Replicas: all Isr: 1").is_empty());
    }

    #[test]
    fn a_minimum_that_no_isr_reaches() {
        assert_eq!(
            told(
                "Topic: a PartitionCount: 1 ReplicationFactor: 1 Configs: min.insync.replicas=2\nTopic: a Partition: 0 Leader: 1 Replicas: 1 Isr: 1"
            ),
            ["min-isr-above-replicas @2 a: replication factor 1, min.insync.replicas is 2"]
        );
    }

    const HEADER: &str = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID";

    #[test]
    fn groups_tell_who_reads_and_how_far() {
        let of = |rows: &str| told(&format!("{HEADER}\n{rows}"));
        assert_eq!(
            of("billing orders 0 40 50 10 - - -\nbilling orders 1 60 50 -10 - - -"),
            [
                "commits-beyond-end @3 billing on orders-1: committed 60, the log ends at 50",
                "groups-without-members @2 billing: no members; 10 records wait",
            ]
        );
        assert!(of("billing orders 0 40 50 10 - - -\nbilling orders 1 40 50 10 c-1 /10.0.0.1 c").is_empty());
        assert!(of("billing orders 0 50 50 0 - - -").is_empty());
        assert!(of("and here it ends\nbilling orders 0 40 50 10 - - -").is_empty());
    }

    #[test]
    fn two_tables_tell_what_one_cannot() {
        let both = |first: [i64; 2], last: [i64; 2]| {
            let table = |[committed, end]: [i64; 2]| {
                format!("{HEADER}\nbilling orders 0 {committed} {end} {} c-1 /10.0.0.1 c\n", end - committed)
            };
            format!("{}\n{}", table(first), table(last))
        };
        assert_eq!(
            told(&both([10, 500], [10, 900])),
            [
                "growing-lag @5 billing: lag 490, in the next table 890",
                "standing-groups @5 billing: no commit moved from one table to the next, 890 records wait",
            ]
        );
        assert_eq!(told(&both([10, 500], [100, 900])), ["growing-lag @5 billing: lag 490, in the next table 800"]);
        assert!(told(&both([10, 500], [400, 900])).is_empty(), "about as far behind");
        assert!(told(&both([500, 500], [500, 540])).is_empty(), "it had read everything");
        let open = |text: &str| tables(text.lines()).open.len();
        assert_eq!(open(&format!("{HEADER}\nbilling orders 0 10 500 490 c-1 /10.0.0.1 c")), 1);
        assert_eq!(open(&format!("{HEADER}\nbilling orders 0 500 500 0 c-1 /10.0.0.1 c")), 0);
        assert_eq!(open(&both([10, 500], [10, 900])), 0);
    }

    #[test]
    fn members_without_partitions_are_counted() {
        let text =
            "GROUP CONSUMER-ID HOST CLIENT-ID #PARTITIONS\nbilling c-1 /10.0.0.1 c 2\nbilling c-2 /10.0.0.2 c 0\n";
        assert_eq!(told(text), ["idle-members @2 billing: 1 of 2 members have no partition"]);
    }
}
