//! The controllers, on a connection of its own and with a short limit: without a controller the request hangs for a minute, and
//! brokers log some twenty warnings a second as long as it does.

use std::time::{Duration, Instant};

use super::link::{Answer, Link, Question};
use super::need::missing_all;
use super::wide::whole;
use super::{Look, overview};
use crate::evidence::cluster::codec::{quorum, reassignments};
use crate::evidence::cluster::snapshot::{
    ClockOffset, Part, Quorum, QuorumNode, QuorumReplica, Reassignment, Sample, Why,
};
use crate::evidence::cluster::wire::{Api, Fault};

/// A controller that is there answers within milliseconds; one that was just elected within 3.4 s.
const LIMIT: Duration = Duration::from_secs(4);

/// A request without controller is given up by the broker after this long; to ask again earlier would only add to its log.
const GIVEN_UP_MS: i64 = 60_000;

/// What the controllers told.
pub(super) struct Controllers {
    asked_ms: i64,
    quorum: Answer<Quorum>,
    clock: Option<ClockOffset>,
    reassignments: Answer<Vec<Reassignment>>,
}

/// Asks one broker, which asks the controller; with ZooKeeper the controller itself.
pub(super) fn read(look: &Look, allowed: Answer<()>, zookeeper_controller: Option<(String, u16)>) -> Controllers {
    if let Some((why, asked_ms)) = still_waiting(look) {
        return Controllers::none(why, asked_ms);
    }
    let asked_ms = (look.now_ms)();
    if let Err(why) = allowed {
        return Controllers::none(why, asked_ms);
    }
    let link = match zookeeper_controller {
        Some((host, port)) => look.open(&host, port).map_err(|_| Why::NoConnection),
        None => overview::open(look),
    };
    let mut link = match link {
        Ok(link) => link,
        Err(why) => return Controllers::none(why, asked_ms),
    };
    let (quorum, clock) = match ask_quorum(look, &mut link) {
        Ok((quorum, clock)) => (Ok(quorum), clock),
        Err(why) => (Err(why), None),
    };
    // The same controller has to answer this one.
    let reassignments = match &quorum {
        Err(why @ (Why::NoAnswer(_) | Why::OutOfTime)) => Err(why.clone()),
        _ => ask_reassignments(&mut link),
    };
    Controllers { asked_ms, quorum, clock, reassignments }
}

/// Why there was no answer, and when that was asked, if the question may still be waiting in the broker.
fn still_waiting(look: &Look) -> Option<(Why, i64)> {
    let last = look.before.last()?;
    let asked_ms = last.quorum_asked_ms.filter(|asked| (look.now_ms)() - asked < GIVEN_UP_MS)?;
    let mut whys = last.missing(Part::Quorum).map(|missing| &missing.why);
    whys.find(|why| matches!(why, Why::NoAnswer(Fault::TimedOut { .. }))).map(|why| (why.clone(), asked_ms))
}

fn ask_quorum(look: &Look, link: &mut Link) -> Answer<(Quorum, Option<ClockOffset>)> {
    let version = link.speaks(Api::DescribeQuorum, quorum::VERSIONS).ok_or(Why::NotSpoken)?;
    let mut answer = Err(Why::NotSpoken);
    let (began, sent_ms) = (Instant::now(), (look.now_ms)());
    let read = move |body: &[u8]| quorum::read(version, body);
    link.ask_within(LIMIT, vec![Question::new(quorum::request(version), read, &mut answer)]);
    let took = began.elapsed();
    let told = whole(answer, |told| told.error)?;
    let leader = Some(told.leader).filter(|id| *id >= 0);
    // The leader's own times are its clock at the moment of the answer.
    let its_clock = told.voters.iter().find(|voter| Some(voter.id) == leader).map(|voter| voter.last_caught_up_ms);
    let its_clock = its_clock.filter(|time| *time > 0);
    let half = i64::try_from(took.as_millis()).unwrap_or(i64::MAX / 2) / 2;
    let clock = its_clock.map(|time| ClockOffset { ahead_ms: time - (sent_ms + half), within_ms: half + 1 });
    let replicas = |replicas: Vec<quorum::Replica>| replicas.into_iter().map(|one| replica(one, its_clock)).collect();
    let quorum = Quorum {
        leader,
        epoch: told.epoch,
        high_watermark: told.high_watermark,
        voters: replicas(told.voters),
        observers: replicas(told.observers),
        nodes: told.nodes.into_iter().map(|(id, address)| QuorumNode { id, address }).collect(),
        answered_ms: took.as_millis().try_into().unwrap_or(u64::MAX),
    };
    Ok((quorum, clock))
}

fn replica(replica: quorum::Replica, leader_clock: Option<i64>) -> QuorumReplica {
    let ago = |time: i64| leader_clock.filter(|_| time >= 0).map(|now| now - time);
    QuorumReplica {
        id: replica.id,
        log_end_offset: replica.log_end_offset,
        fetched_ago_ms: ago(replica.last_fetch_ms),
        caught_up_ago_ms: ago(replica.last_caught_up_ms),
    }
}

fn ask_reassignments(link: &mut Link) -> Answer<Vec<Reassignment>> {
    let version = reassignments::VERSION;
    link.speaks(Api::ListPartitionReassignments, version..=version).ok_or(Why::NotSpoken)?;
    let limit = LIMIT.as_millis() as i32;
    let mut answer = Err(Why::NotSpoken);
    link.ask_within(LIMIT, vec![Question::new(reassignments::request(limit), reassignments::read, &mut answer)]);
    let told = whole(answer, |told| told.error)?;
    let one = |one: reassignments::Reassignment| Reassignment {
        topic: one.topic,
        partition: one.partition,
        replicas: one.replicas,
        adding: one.adding,
        removing: one.removing,
    };
    Ok(told.moves.into_iter().map(one).collect())
}

impl Controllers {
    fn none(why: Why, asked_ms: i64) -> Self {
        Self { asked_ms, quorum: Err(why.clone()), clock: None, reassignments: Err(why) }
    }

    /// Puts it into the sample.
    pub fn put_into(self, sample: &mut Sample) {
        sample.quorum_asked_ms = Some(self.asked_ms);
        let mut note = |part, why| sample.not_read.push(missing_all(part, why));
        match self.quorum {
            Ok(quorum) => {
                sample.controller = quorum.leader;
                if let (Some(leader), Some(clock)) = (quorum.leader, self.clock) {
                    sample.clocks.insert(leader, clock);
                }
                sample.quorum = Some(quorum);
            }
            Err(why) => note(Part::Quorum, why),
        }
        match self.reassignments {
            Ok(moves) => sample.reassignments = Some(moves),
            Err(why) => note(Part::Reassignments, why),
        }
    }
}
