//! Looks for tests, built so that they read as prose, and what a probe makes of them as text.

use std::collections::BTreeMap;

use super::{Measure, Scope};
use crate::case::NotChecked;
use crate::evidence::cluster::snapshot::*;

/// 2026-01-01, milliseconds.
pub const START: i64 = 1_767_225_600_000;

/// A look at so many seconds after [`START`], with brokers that answer.
pub fn look(at: i64, brokers: &[i32]) -> Sample {
    let mut sample = Sample {
        at_ms: START + at * 1000,
        topics: Some(BTreeMap::new()),
        groups: Some(BTreeMap::new()),
        settings: Some(Settings { topic_defaults: Some(BTreeMap::new()), ..Settings::default() }),
        transactions: Some(Vec::new()),
        reassignments: Some(Vec::new()),
        quotas: Some(Vec::new()),
        scram_users: Some(Vec::new()),
        acls: Some(Acls::NoAuthorizer),
        zookeeper: Some(false),
        ..Sample::default()
    };
    for id in brokers {
        let broker = Broker {
            host: Some(format!("b{id}")),
            port: Some(9092),
            listed: true,
            fenced: Some(false),
            contact: Contact::Answered,
            release: Some("4.3".into()),
            log_dirs: Some(Vec::new()),
            offsets_at_ms: Some(START + at * 1000),
            ..Broker::default()
        };
        sample.brokers.insert(*id, broker);
    }
    sample
}

/// The group `billing`, whose only member reads `orders-0`: where its commit stands, and where the partition ends.
pub fn billing(at: i64, committed: i64, end: i64) -> Sample {
    look(at, &[1])
        .partition("orders", 0, 1, &[1], &[1])
        .ends("orders", 0, 0, end)
        .group("billing", GroupState::Stable)
        .member("billing", "m", &[("orders", &[0])])
        .commit("billing", "orders", 0, committed)
}

pub fn setting(value: &str, source: SettingSource) -> Setting {
    Setting { value: Some(value.into()), source, sensitive: false }
}

/// Prose for [`Sample`].
pub trait Build: Sized {
    /// A broker is fenced.
    fn fenced(self, broker: i32) -> Self;
    /// A partition with its leader (0: none), replicas and ISR.
    fn partition(self, topic: &str, id: i32, leader: i32, replicas: &[i32], isr: &[i32]) -> Self;
    /// First and last offset of a partition that is there already.
    fn ends(self, topic: &str, id: i32, earliest: i64, latest: i64) -> Self;
    /// Changes a partition's offsets.
    fn offsets(self, topic: &str, id: i32, change: impl FnOnce(&mut Offsets)) -> Self;
    /// A log directory: total and usable bytes.
    fn dir(self, broker: i32, path: &str, total: u64, usable: u64) -> Self;
    /// A replica in a broker's last directory.
    fn stored(self, broker: i32, topic: &str, id: i32, size: i64) -> Self;
    /// A topic's own setting.
    fn topic_setting(self, topic: &str, name: &str, value: &str) -> Self;
    /// What topics inherit.
    fn topic_default(self, name: &str, value: &str) -> Self;
    /// A broker's setting.
    fn broker_setting(self, broker: i32, name: &str, value: &str) -> Self;
    /// A classic group.
    fn group(self, id: &str, state: GroupState) -> Self;
    /// A member with the partitions that it has.
    fn member(self, group: &str, id: &str, assigned: &[(&str, &[i32])]) -> Self;
    /// A committed offset.
    fn commit(self, group: &str, topic: &str, id: i32, offset: i64) -> Self;
    /// Something that could not be read.
    fn without(self, part: Part, why: Why, needs: Need) -> Self;
    /// Any other change.
    fn with(self, change: impl FnOnce(&mut Sample)) -> Self;
}

impl Build for Sample {
    fn fenced(self, broker: i32) -> Self {
        self.with(|sample| {
            let gone = sample.brokers.entry(broker).or_default();
            (gone.listed, gone.fenced, gone.contact) = (false, Some(true), Contact::NotTried);
            (gone.log_dirs, gone.offsets_at_ms, gone.release) = (None, None, None);
        })
    }

    fn partition(self, topic: &str, id: i32, leader: i32, replicas: &[i32], isr: &[i32]) -> Self {
        self.with(|sample| {
            let gone = |id: &i32| sample.brokers.get(id).is_none_or(|broker| !broker.listed);
            let partition = Partition {
                id,
                leader: (leader != 0).then_some(leader),
                error: (leader == 0).then_some(5),
                replicas: replicas.into(),
                isr: isr.into(),
                offline: replicas.iter().copied().filter(gone).collect(),
                ..Partition::default()
            };
            for id in replicas {
                sample.brokers.entry(*id).or_default();
            }
            let topics = sample.topics.get_or_insert_default();
            let known = topics.entry(topic.into()).or_default();
            (known.id, known.internal) = (Some(format!("id of {topic}")), topic.starts_with("__"));
            known.partitions.push(partition);
        })
    }

    fn ends(self, topic: &str, id: i32, earliest: i64, latest: i64) -> Self {
        self.offsets(topic, id, |offsets| {
            (offsets.earliest, offsets.latest, offsets.stable) = (Some(earliest), Some(latest), Some(latest));
        })
    }

    fn offsets(mut self, topic: &str, id: i32, change: impl FnOnce(&mut Offsets)) -> Self {
        let partitions = &mut self.topics.as_mut().unwrap().get_mut(topic).unwrap().partitions;
        let partition = partitions.iter_mut().find(|partition| partition.id == id).unwrap();
        change(partition.offsets.get_or_insert_default());
        self
    }

    fn dir(self, broker: i32, path: &str, total: u64, usable: u64) -> Self {
        self.with(|sample| {
            let dirs = sample.brokers.get_mut(&broker).unwrap().log_dirs.get_or_insert_default();
            dirs.push(LogDir {
                path: path.into(),
                total_bytes: Some(total),
                usable_bytes: Some(usable),
                replicas: Some(BTreeMap::new()),
                ..LogDir::default()
            });
        })
    }

    fn stored(self, broker: i32, topic: &str, id: i32, size: i64) -> Self {
        self.with(|sample| {
            let dir = sample.brokers.get_mut(&broker).unwrap().log_dirs.as_mut().unwrap().last_mut().unwrap();
            let replica = ReplicaOnDisk { partition: id, size, lag: 0, future: false };
            dir.replicas.get_or_insert_default().entry(topic.into()).or_default().push(replica);
        })
    }

    fn topic_setting(self, topic: &str, name: &str, value: &str) -> Self {
        self.with(|sample| {
            let topics = &mut sample.settings.get_or_insert_default().topics;
            topics.entry(topic.into()).or_default().insert(name.into(), setting(value, SettingSource::Topic));
        })
    }

    fn topic_default(self, name: &str, value: &str) -> Self {
        self.with(|sample| {
            let defaults = sample.settings.get_or_insert_default().topic_defaults.get_or_insert_default();
            defaults.insert(name.into(), setting(value, SettingSource::Default));
        })
    }

    fn broker_setting(self, broker: i32, name: &str, value: &str) -> Self {
        self.with(|sample| {
            let brokers = &mut sample.settings.get_or_insert_default().brokers;
            brokers.entry(broker).or_default().insert(name.into(), setting(value, SettingSource::BrokerFile));
        })
    }

    fn group(self, id: &str, state: GroupState) -> Self {
        self.with(|sample| {
            let at_ms = sample.at_ms;
            let group = Group {
                coordinator: 1,
                kind: GroupKind::Classic,
                protocol_type: "consumer".into(),
                state,
                assignor: None,
                epoch: None,
                assignment_epoch: None,
                members: Some(Vec::new()),
                committed: Some(BTreeMap::new()),
                committed_at_ms: Some(at_ms),
            };
            sample.groups.get_or_insert_default().insert(id.into(), group);
        })
    }

    fn member(self, group: &str, id: &str, assigned: &[(&str, &[i32])]) -> Self {
        self.with(|sample| {
            let group = sample.groups.as_mut().unwrap().get_mut(group).unwrap();
            let assigned = assigned.iter().map(|(topic, ids)| ((*topic).into(), ids.to_vec())).collect();
            let member = Member { id: id.into(), client_id: "c".into(), assigned: Some(assigned), ..Member::default() };
            group.members.get_or_insert_default().push(member);
        })
    }

    fn commit(self, group: &str, topic: &str, id: i32, offset: i64) -> Self {
        self.with(|sample| {
            let group = sample.groups.as_mut().unwrap().get_mut(group).unwrap();
            let commits = group.committed.get_or_insert_default().entry(topic.into()).or_default();
            commits.insert(id, Commit { offset, epoch: -1 });
        })
    }

    fn without(self, part: Part, why: Why, needs: Need) -> Self {
        self.with(|sample| sample.not_read.push(NotRead::new(part, why, needs)))
    }

    fn with(mut self, change: impl FnOnce(&mut Sample)) -> Self {
        change(&mut self);
        self
    }
}

/// What a probe makes of some looks, a line for each subject and each thing that is missing; `-`: there is none.
pub fn told(measure: Measure, looks: &[Sample]) -> String {
    told_of(measure, looks, &Scope::default())
}

/// The same, of some topics and groups.
pub fn told_of(measure: Measure, looks: &[Sample], scope: &Scope) -> String {
    let snapshot = Snapshot { samples: looks.to_vec(), ..Snapshot::default() };
    let measured = measure(&snapshot, scope);
    let mut lines: Vec<String> = measured
        .found
        .iter()
        .map(|one| {
            let state = format!("{:?}", one.state).to_lowercase();
            format!("{} [{} {state}] {}", one.name, one.severity.word(), one.proof)
        })
        .collect();
    lines.extend(measured.missing.iter().map(NotChecked::from).map(|one| format!("? {} ({})", one.what, one.why)));
    if lines.is_empty() { "-".into() } else { lines.join("\n") }
}

/// Tells each story to a probe and compares.
pub fn stories(measure: Measure, table: &[(&str, &[Sample], &str)]) {
    for (number, (story, looks, expected)) in table.iter().enumerate() {
        assert_eq!(told(measure, looks), *expected, "story {}: {story}", number + 1);
    }
}
