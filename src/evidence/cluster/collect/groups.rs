//! The groups of one coordinator: their members, and what they have committed.

use std::collections::BTreeMap;

use super::Look;
use super::link::{Answer, Link, Question, blank, no_error};
use super::need::missing;
use crate::evidence::cluster::codec::consumer_groups::{self, Protocol};
use crate::evidence::cluster::codec::{groups, offset_fetch};
use crate::evidence::cluster::snapshot::{
    Commit, Commits, Group, GroupKind, GroupState, Member, NotRead, Part, PartitionsOf, Why,
};
use crate::evidence::cluster::wire::{Api, Call, Malformed};

/// Groups in one request. A group of a hundred members takes about 30 kB in the answer.
const DESCRIBED_AT_ONCE: usize = 100;

/// Groups in one OffsetFetch. A group with a hundred partitions takes about 2 kB in the answer.
const FETCHED_AT_ONCE: usize = 100;

/// Requests that a broker before 3.0, which is asked group by group, has to bear.
const MOST_SINGLE_FETCHES: usize = 500;

/// Groups of one coordinator that are kept: a thousand requests for all their members and commits.
const MOST_GROUPS: usize = 50_000;

/// Describes the groups that a coordinator has listed.
pub(super) fn read(
    look: &Look,
    link: &mut Link,
    coordinator: i32,
    listed: Vec<groups::Group>,
    not_read: &mut Vec<NotRead>,
) -> BTreeMap<String, Group> {
    let wanted = |group: &groups::Group| look.groups.is_empty() || look.groups.contains(&group.id);
    if listed.iter().filter(|group| wanted(group)).count() > MOST_GROUPS {
        not_read.push(missing(Part::Groups, &[coordinator], Why::NotAsked));
    }
    let mut found: BTreeMap<String, Group> = listed
        .into_iter()
        .filter(wanted)
        .take(MOST_GROUPS)
        .map(|group| {
            let known = Group {
                coordinator,
                kind: kind(group.kind.as_deref()),
                protocol_type: group.protocol_type,
                state: GroupState::from_kafka(&group.state),
                assignor: None,
                epoch: None,
                assignment_epoch: None,
                members: None,
                committed: None,
                committed_at_ms: None,
            };
            (group.id, known)
        })
        .collect();
    let mut notes = Notes::default();
    classic(link, &mut found, &mut notes);
    assigned(link, &mut found, Protocol::Consumer, &mut notes);
    assigned(link, &mut found, Protocol::Share, &mut notes);
    commits(link, &mut found, &mut notes);
    let now = (look.now_ms)();
    for group in found.values_mut().filter(|group| group.committed.is_some()) {
        group.committed_at_ms = Some(now);
    }
    notes.put_into(not_read);
    found
}

/// Brokers before 3.8 do not tell, and have classic groups only (the preview of 3.7 aside).
fn kind(word: Option<&str>) -> GroupKind {
    match word.map(str::to_ascii_lowercase).as_deref() {
        None | Some("classic") => GroupKind::Classic,
        Some("consumer") => GroupKind::Consumer,
        Some("share") => GroupKind::Share,
        Some("streams") => GroupKind::Streams,
        Some(_) => GroupKind::Unknown,
    }
}

/// What could not be read of which groups, those with the same reason together.
#[derive(Default)]
struct Notes(Vec<(Part, Why, Vec<String>)>);

impl Notes {
    fn add(&mut self, part: Part, why: Why, id: &str) {
        match self.0.iter_mut().find(|(known, reason, _)| *known == part && *reason == why) {
            Some((.., ids)) => ids.push(id.into()),
            None => self.0.push((part, why, vec![id.into()])),
        }
    }

    fn add_all(&mut self, part: Part, why: &Why, ids: &[String]) {
        ids.iter().for_each(|id| self.add(part, why.clone(), id));
    }

    fn put_into(self, not_read: &mut Vec<NotRead>) {
        not_read.extend(self.0.into_iter().map(|(part, why, ids)| missing(part, &ids, why)));
    }
}

fn ids(groups: &BTreeMap<String, Group>, of: impl Fn(&Group) -> bool) -> Vec<String> {
    groups.iter().filter(|(_, group)| of(group)).map(|(id, _)| id.clone()).collect()
}

/// Asks for groups, so many at once; gives what was answered, with the ids that it was asked for, and notes the groups without an answer.
fn ask<'i, T>(
    link: &mut Link,
    (ids, at_once): (&'i [String], usize),
    call: impl Fn(&[&str]) -> Call,
    read: impl Fn(&[u8]) -> Result<T, Malformed> + Copy,
    (part, notes): (Part, &mut Notes),
) -> Vec<(&'i [String], T)> {
    let pages: Vec<&[String]> = ids.chunks(at_once).collect();
    let mut answers = blank(pages.len());
    let question = |(page, answer): (&[String], _)| {
        let ids: Vec<&str> = page.iter().map(String::as_str).collect();
        Question::new(call(&ids), read, answer)
    };
    link.ask(pages.iter().copied().zip(&mut answers).map(question).collect());
    let mut answered = |(page, answer): (&'i [String], Answer<T>)| match answer {
        Ok(answer) => Some((page, answer)),
        Err(why) => {
            notes.add_all(part, &why, page);
            None
        }
    };
    pages.into_iter().zip(answers).filter_map(&mut answered).collect()
}

fn classic(link: &mut Link, found: &mut BTreeMap<String, Group>, notes: &mut Notes) {
    let ids = ids(found, |group| group.kind == GroupKind::Classic);
    if link.speaks(Api::DescribeGroups, groups::DESCRIBE_VERSION..=groups::DESCRIBE_VERSION).is_none() {
        return notes.add_all(Part::Members, &Why::NotSpoken, &ids);
    }
    let wanted = (ids.as_slice(), DESCRIBED_AT_ONCE);
    let pages = ask(link, wanted, groups::describe, groups::read_described, (Part::Members, notes));
    for one in pages.into_iter().flat_map(|(_, described)| described) {
        let Some(group) = found.get_mut(&one.id) else { continue };
        if let Err(why) = no_error(one.error) {
            notes.add(Part::Members, why, &one.id);
            continue;
        }
        let state = GroupState::from_kafka(&one.state);
        // This is also what a group of a new protocol looks like here, where the list did not tell its kind.
        if state == GroupState::Dead && group.state != GroupState::Dead {
            notes.add(Part::Members, Why::NotSpoken, &one.id);
            continue;
        }
        group.state = state;
        group.assignor = Some(one.assignor).filter(|assignor| !assignor.is_empty());
        group.members = Some(one.members.into_iter().map(classic_member).collect());
    }
}

fn classic_member(member: groups::Member) -> Member {
    Member {
        id: member.id,
        instance: member.instance,
        client_id: member.client_id,
        host: member.host,
        epoch: None,
        subscribed: member.subscribed,
        assigned: member.assigned.map(partitions_of),
        target: None,
    }
}

/// Groups whose partitions the coordinator gives out.
fn assigned(link: &mut Link, found: &mut BTreeMap<String, Group>, protocol: Protocol, notes: &mut Notes) {
    let kind = match protocol {
        Protocol::Consumer => GroupKind::Consumer,
        Protocol::Share => GroupKind::Share,
    };
    let ids = ids(found, |group| group.kind == kind);
    let version = protocol.version();
    if link.speaks(protocol.api(), version..=version).is_none() {
        return notes.add_all(Part::Members, &Why::NotSpoken, &ids);
    }
    let call = |ids: &[&str]| consumer_groups::request(protocol, ids);
    let read = move |body: &[u8]| consumer_groups::read(protocol, body);
    let pages = ask(link, (&ids, DESCRIBED_AT_ONCE), call, read, (Part::Members, notes));
    for one in pages.into_iter().flat_map(|(_, described)| described) {
        let Some(group) = found.get_mut(&one.id) else { continue };
        if let Err(why) = no_error(one.error) {
            notes.add(Part::Members, why, &one.id);
            continue;
        }
        group.state = GroupState::from_kafka(&one.state);
        group.epoch = Some(one.epoch);
        group.assignment_epoch = Some(one.assignment_epoch);
        group.assignor = Some(one.assignor).filter(|assignor| !assignor.is_empty());
        group.members = Some(one.members.into_iter().map(assigned_member).collect());
    }
}

fn assigned_member(member: consumer_groups::Member) -> Member {
    let (assigned, target) = (partitions_of(member.assigned), member.target.map(partitions_of));
    Member {
        id: member.id,
        instance: member.instance,
        client_id: member.client_id,
        host: member.host,
        epoch: Some(member.epoch),
        subscribed: Some(member.subscribed),
        target: target.filter(|target| *target != assigned),
        assigned: Some(assigned),
    }
}

/// Partitions by topic, in order.
pub(super) fn partitions_of(topics: Vec<(String, Vec<i32>)>) -> PartitionsOf {
    let mut partitions = PartitionsOf::new();
    for (topic, numbers) in topics {
        partitions.entry(topic).or_default().extend(numbers);
    }
    partitions.values_mut().for_each(|numbers| numbers.sort_unstable());
    partitions
}

fn commits(link: &mut Link, found: &mut BTreeMap<String, Group>, notes: &mut Notes) {
    // Share groups keep their offsets elsewhere.
    let ids = ids(found, |group| group.kind != GroupKind::Share);
    let Some(version) = link.speaks(Api::OffsetFetch, offset_fetch::VERSIONS) else {
        return notes.add_all(Part::Commits, &Why::NotSpoken, &ids);
    };
    let many = offset_fetch::many(version);
    let (asked, beyond) = ids.split_at(if many { ids.len() } else { ids.len().min(MOST_SINGLE_FETCHES) });
    notes.add_all(Part::Commits, &Why::NotAsked, beyond);
    let call = |ids: &[&str]| offset_fetch::request(version, ids);
    let read = move |body: &[u8]| offset_fetch::read(version, body).map(kept);
    let at_once = if many { FETCHED_AT_ONCE } else { 1 };
    for (page, told) in ask(link, (asked, at_once), call, read, (Part::Commits, notes)) {
        for Kept { id, commits, unread } in told {
            let id = id.unwrap_or_else(|| page[0].clone());
            let Some(group) = found.get_mut(&id) else { continue };
            group.committed = commits;
            unread.into_iter().for_each(|why| notes.add(Part::Commits, why, &id));
        }
    }
}

/// What is kept of an answer of a group: offsets that were committed, and why there are none, or not all.
struct Kept {
    id: Option<String>,
    commits: Option<Commits>,
    unread: Option<Why>,
}

fn kept(told: Vec<offset_fetch::Group>) -> Vec<Kept> {
    let group = |group: offset_fetch::Group| {
        let mut commits = Commits::new();
        let mut unread = no_error(group.error).err();
        let whole = unread.is_none();
        for (topic, partitions) in group.topics {
            unread = unread.or_else(|| partitions.iter().find_map(|commit| no_error(commit.error).err()));
            let real = partitions.into_iter().filter(|commit| commit.error == 0 && commit.offset >= 0);
            let real: BTreeMap<i32, Commit> =
                real.map(|commit| (commit.partition, Commit { offset: commit.offset, epoch: commit.epoch })).collect();
            if !real.is_empty() {
                commits.insert(topic, real);
            }
        }
        Kept { id: group.id, commits: whole.then_some(commits), unread }
    };
    told.into_iter().map(group).collect()
}
