//! Frames: a length, a correlation id, a body; several requests ahead of their answers.

use std::collections::VecDeque;
use std::io::Read;
use std::time::{Duration, Instant};

use super::room::{self, Room};
use super::socket::Channel;
use super::{Api, Call, Deadline, Exchange, Fault, Malformed, Reader, Versions};
use crate::evidence::cluster::settings::Login;

/// The longest answer that is taken. The largest that a cluster has reason to send, Metadata of a million partitions, has 47 MB.
const LONGEST: usize = room::ALL;

/// The longest answer on the way in. The largest there is a list of brokers, of which ten thousand take about 1 MB.
const LONGEST_ON_THE_WAY: usize = 2 << 20;

/// Requests that may wait for their answers. Brokers take up one at a time and leave the rest in the socket: a few keep it busy.
const AHEAD: usize = 8;

/// Bytes of requests ahead of the one being answered. More than what sockets buffer, and both sides wait for the other to read.
const BYTES_AHEAD: usize = 32 << 10;

/// A frame's length, as the bytes of a stranger are shown, and how many of them.
const SHOWN: usize = 48;

/// A connection to one broker.
#[derive(Debug)]
pub struct Connection {
    channel: Channel,
    client_id: String,
    correlation: i32,
    versions: Versions,
    /// The broker has asked for a pause until then.
    quiet_until: Option<Instant>,
    session: Option<Session>,
    /// The way in is over.
    arrived: bool,
    over: bool,
}

/// One frame's content.
struct Frame {
    bytes: Vec<u8>,
    _room: Room,
}

/// A login that does not hold for ever.
#[derive(Debug)]
struct Session {
    login: Login,
    renew: Instant,
}

impl Connection {
    pub(super) fn new(channel: Channel, client_id: &str) -> Self {
        Self {
            channel,
            client_id: client_id.into(),
            correlation: 0,
            versions: Versions::default(),
            quiet_until: None,
            session: None,
            arrived: false,
            over: false,
        }
    }

    /// From now on answers may be long: the way in has shown that a broker is there.
    pub fn arrive(&mut self) {
        self.arrived = true;
    }

    pub(super) fn learn(&mut self, versions: Versions) {
        self.versions = versions;
    }

    /// After a login whose session lasts this long: brokers cut a connection that goes on without a new one, but take it at any
    /// time (KIP-368). Kafka's own clients renew at 85 % to 95 % of the time.
    pub(super) fn logged_in(&mut self, login: &Login, session_ms: i64) {
        let lasts =
            u64::try_from(session_ms).ok().filter(|ms| *ms > 0).map(|ms| Duration::from_millis(ms).mul_f64(0.85));
        let renew = lasts.and_then(|lasts| Instant::now().checked_add(lasts));
        self.session = renew.map(|renew| Session { login: login.clone(), renew });
    }

    fn session_ends(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.renew <= Instant::now())
    }

    /// Logs in again, where it is time.
    fn renew(&mut self, deadline: Deadline) -> Result<(), Fault> {
        let Some(session) = self.session.take_if(|session| session.renew <= Instant::now()) else { return Ok(()) };
        let refused = |why: String| Fault::Broken { why: format!("the broker wants a new login, and {why}") };
        let offer = self.offer(session.login.mechanism(), deadline).map_err(|no| refused(no.to_string()))?;
        if !offer.offered {
            return Err(refused("no longer offers the mechanism".into()));
        }
        self.log_in(&session.login, deadline).map(|_| ()).map_err(|no| refused(no.to_string()))
    }

    /// One request before anything is known of the peer.
    pub(super) fn ask(&mut self, call: &Call, deadline: Deadline) -> Result<Vec<u8>, Fault> {
        let mut answer = Vec::new();
        self.exchange(std::slice::from_ref(call), deadline, &mut |_, body| answer.extend_from_slice(body))?;
        Ok(answer)
    }

    fn send(&mut self, call: &Call) -> Result<i32, Fault> {
        self.correlation = self.correlation.wrapping_add(1) & i32::MAX;
        let mut frame = vec![0; 4];
        frame.extend(call.api().key().to_be_bytes());
        frame.extend(call.version().to_be_bytes());
        frame.extend(self.correlation.to_be_bytes());
        frame.extend((self.client_id.len() as i16).to_be_bytes());
        frame.extend(self.client_id.as_bytes());
        if call.flexible() {
            // No tagged fields.
            frame.push(0);
        }
        frame.extend(call.body());
        let length = (frame.len() - 4) as i32;
        frame[..4].copy_from_slice(&length.to_be_bytes());
        self.channel.send(&frame).map(|()| self.correlation)
    }

    /// One frame's content. A length that no broker sends is shown with what follows it: it says who is there.
    fn receive(&mut self, began: Instant, deadline: Deadline) -> Result<Frame, Fault> {
        let mut head = Vec::new();
        self.channel.receive(4, &mut head, began)?;
        let length = i32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        let longest = if self.arrived { LONGEST } else { LONGEST_ON_THE_WAY };
        if !(4..=longest as i32).contains(&length) {
            self.channel.set_deadline(Deadline::after(Duration::from_millis(200)));
            let _ = self.channel.by_ref().take(SHOWN as u64 - 4).read_to_end(&mut head);
            return Err(Fault::BadLength { length, first: head.escape_ascii().to_string() });
        }
        let room = Room::take(length as usize, deadline).map_err(|_| Fault::timed_out(began.elapsed(), 4))?;
        let mut bytes = Vec::new();
        self.channel.receive(length as usize, &mut bytes, began)?;
        Ok(Frame { bytes, _room: room })
    }

    /// The body of the answer to a call.
    fn body<'a>(&mut self, call: &Call, sent: i32, frame: &'a [u8]) -> Result<&'a [u8], Fault> {
        // The answer to ApiVersions never has tagged fields in its header: it is read before versions are agreed on (KIP-511).
        let mut reader = Reader::new(frame, call.flexible() && call.api() != Api::ApiVersions);
        let came = reader.i32().map_err(|Malformed| Fault::Malformed)?;
        if came != sent {
            return Err(Fault::WrongCorrelation { sent, came });
        }
        reader.tags().map_err(|Malformed| Fault::Malformed)?;
        let body = reader.rest();
        if call.api().throttles_first(call.version())
            && let Ok(pause) = reader.i32()
            && pause > 0
        {
            self.quiet_until = Instant::now().checked_add(Duration::from_millis(pause as u64));
        }
        Ok(body)
    }

    /// A broker that throttles answers at once and reads nothing more until the pause is over (KIP-219).
    fn keep_quiet(&mut self, deadline: Deadline) -> Result<(), Fault> {
        let Some(until) = self.quiet_until.take() else { return Ok(()) };
        let pause = until.saturating_duration_since(Instant::now());
        if deadline.left().is_ok_and(|left| left > pause) {
            std::thread::sleep(pause);
            return Ok(());
        }
        self.quiet_until = Some(until);
        Err(Fault::Throttled { pause_ms: pause.as_millis() as u64 })
    }

    fn run(&mut self, calls: &[Call], each: &mut dyn FnMut(usize, &[u8]), deadline: Deadline) -> Result<(), Fault> {
        let mut waiting: VecDeque<(usize, i32)> = VecDeque::new();
        let mut next = 0;
        let mut began = Instant::now();
        let mut answered = 0;
        while answered < calls.len() {
            while next < calls.len() && waiting.len() < AHEAD {
                let ahead: usize = waiting.iter().skip(1).map(|(index, _)| calls[*index].body().len()).sum();
                let fits = waiting.is_empty() || ahead + calls[next].body().len() <= BYTES_AHEAD;
                let first_the_answers = self.quiet_until.is_some() || self.session_ends();
                if !fits || (first_the_answers && !waiting.is_empty()) {
                    break;
                }
                self.keep_quiet(deadline)?;
                self.renew(deadline)?;
                let sent = self.send(&calls[next])?;
                waiting.push_back((next, sent));
                next += 1;
            }
            let Some((index, sent)) = waiting.pop_front() else { break };
            let frame = self.receive(began, deadline)?;
            each(index, self.body(&calls[index], sent, &frame.bytes)?);
            answered += 1;
            began = Instant::now();
        }
        Ok(())
    }
}

impl Exchange for Connection {
    fn exchange(
        &mut self,
        calls: &[Call],
        deadline: Deadline,
        each: &mut dyn FnMut(usize, &[u8]),
    ) -> Result<(), Fault> {
        if self.over {
            return Err(Fault::Over);
        }
        self.channel.set_deadline(deadline);
        let result = self.run(calls, each, deadline);
        // A pause is no break; after any other fault, what comes next could belong to anything.
        self.over = !matches!(result, Ok(()) | Err(Fault::Throttled { .. }));
        result
    }

    fn versions(&self) -> &Versions {
        &self.versions
    }
}
