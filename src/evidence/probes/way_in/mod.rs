//! What the way in tells: each stage of each address read for one thing. They are many and small, so each file holds those of one stage.

mod bootstrap;
mod listeners;
mod login;
mod stores;
#[cfg(test)]
pub(super) mod tests;
mod tls;

use super::clients::{protocol, value};
use super::{Measure, Measured, Scope, Subject};
use crate::case::State;
use crate::evidence::cluster::snapshot::{Contact, Need, NotRead, Part, Snapshot, Why};
use crate::evidence::cluster::way_in::{Door, Stage, WayIn};
use crate::evidence::properties::Settings;
use crate::knowledge::Severity;

/// All of them.
pub(super) fn probes() -> impl Iterator<Item = &'static (&'static str, Measure)> {
    [bootstrap::PROBES, listeners::PROBES, login::PROBES, stores::PROBES, tls::PROBES].into_iter().flatten()
}

/// The way, and when it was gone, milliseconds since 1970.
struct Way<'a> {
    way: &'a WayIn,
    at_ms: i64,
}

/// What an address shows.
enum Shows {
    /// What is looked for, with the proof.
    It(String),
    /// Not what is looked for.
    Not,
    /// The way ended before it could be seen.
    NotReached,
    /// The way takes no such step.
    NotTaken,
}

/// Which addresses are meant.
#[derive(Clone, Copy)]
enum Which {
    Bootstrap,
    Listeners,
    Both,
}

fn way(snapshot: &Snapshot) -> Option<Way<'_>> {
    let gone = snapshot.samples.iter().rev();
    gone.filter_map(|sample| Some(Way { way: sample.way_in.as_ref()?, at_ms: sample.at_ms })).next()
}

/// Whether a client whose settings were given goes in by another security protocol than we did: what our way shows is not its.
pub(super) fn is_anothers(snapshot: &Snapshot, scope: &Scope) -> bool {
    let Some(way) = way(snapshot) else { return false };
    let told =
        |client: &&Settings| ["security.protocol", "bootstrap.servers"].iter().any(|key| value(client, key).is_some());
    scope.clients.iter().filter(told).any(|client| protocol(client) != way.way.protocol.word())
}

fn nobody_went() -> Measured {
    Measured::nothing(vec![NotRead::new(Part::Cluster, Why::NotAsked, Need::Again)])
}

fn doors(way: &WayIn, which: Which) -> Vec<&Door> {
    let (bootstrap, listeners) = match which {
        Which::Bootstrap => (way.bootstrap.as_slice(), [].as_slice()),
        Which::Listeners => ([].as_slice(), way.listeners.as_slice()),
        Which::Both => (way.bootstrap.as_slice(), way.listeners.as_slice()),
    };
    bootstrap.iter().chain(listeners).collect()
}

/// Every address that shows it.
fn each(snapshot: &Snapshot, which: Which, judge: impl Fn(&Way, &Door) -> Shows) -> Measured {
    let Some(way) = way(snapshot) else { return nobody_went() };
    let doors = doors(way.way, which);
    let works = way.way.bootstrap.iter().any(|door| door.ends().is_none());
    let (mut found, mut unseen, mut taken) = (Vec::new(), Vec::new(), doors.is_empty());
    for door in &doors {
        let shows = judge(&way, door);
        taken |= !matches!(shows, Shows::NotTaken);
        match shows {
            Shows::It(proof) => {
                let state = if answers_now(snapshot, &way, door) { State::Past } else { State::Now };
                found.push(subject(door, proof).harm(severity(door, works)).state(state));
            }
            Shows::NotReached if !answers_now(snapshot, &way, door) => unseen.push(*door),
            Shows::Not | Shows::NotReached | Shows::NotTaken => {}
        }
    }
    let none = if doors.is_empty() { not_led_in(&way) } else { Vec::new() };
    let other = (!taken).then(|| NotRead::new(Part::Cluster, Why::NotTaken, Need::OtherWay));
    Measured::found(found).but(NotRead::of_doors(unseen)).but(none).but(other)
}

/// Whether the broker behind an address at which the way ended has answered a later look.
fn answers_now(snapshot: &Snapshot, way: &Way, door: &Door) -> bool {
    let last = snapshot.last().filter(|last| last.at_ms > way.at_ms);
    let broker = last.zip(door.broker).and_then(|(last, id)| last.brokers.get(&id));
    door.ends().is_some() && broker.is_some_and(|broker| broker.contact == Contact::Answered)
}

/// Why nobody knows the listeners that brokers advertise; nothing where they are known.
fn not_led_in(way: &Way) -> Vec<NotRead> {
    if way.way.brokers().is_some() { Vec::new() } else { NotRead::shut_out(way.way) }
}

/// Of several bootstrap addresses one suffices. A listener is needed by whoever needs its broker; that it does not connect may be a restart.
fn severity(door: &Door, works: bool) -> Severity {
    match door.broker {
        None if works => Severity::Medium,
        Some(_) if door.connect.fault().is_some() => Severity::Medium,
        _ => Severity::High,
    }
}

/// All addresses, if every one shows it.
fn all(snapshot: &Snapshot, which: Which, judge: impl Fn(&Way, &Door) -> Shows) -> Measured {
    let mut measured = each(snapshot, which, judge);
    let number = way(snapshot).map_or(0, |way| doors(way.way, which).len());
    if measured.found.len() < number {
        measured.found.clear();
    }
    measured
}

fn subject(door: &Door, proof: String) -> Subject {
    let address = door.address.to_string();
    let name = match door.broker {
        Some(broker) => format!("broker {broker} at {address}"),
        None => address.clone(),
    };
    let mut subject = Subject::other(name, proof);
    subject.names.push(("host", door.address.host.clone()));
    match door.broker {
        Some(broker) => subject.names.push(("broker", broker.to_string())),
        None => subject.names.push(("bootstrap", address)),
    }
    subject
}

/// Reads a stage of a door: what a fault shows, where it has failed.
fn of_fault<T, F>(door: &Door, stage: &Stage<T, F>, judge: impl Fn(&F) -> Option<String>) -> Shows {
    match stage {
        Stage::Failed { fault, .. } => judge(fault).map_or(Shows::Not, Shows::It),
        _ => without(door, stage),
    }
}

/// A stage that showed nothing of what is looked for.
fn without<T, F>(door: &Door, stage: &Stage<T, F>) -> Shows {
    match stage {
        _ if unseen(door, stage) => Shows::NotReached,
        Stage::NotNeeded => Shows::NotTaken,
        _ => Shows::Not,
    }
}

/// Whether a stage tells nothing: the way ended before it, or ended without it, so that nobody knows how it would have gone.
fn unseen<T, F>(door: &Door, stage: &Stage<T, F>) -> bool {
    match stage {
        Stage::NotReached => true,
        Stage::NotNeeded => door.ends().is_some(),
        Stage::Passed { .. } | Stage::Failed { .. } => false,
    }
}
