//! A connection with its questions: many on the way at once, each answer read as it comes, and why there is none.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::evidence::cluster::snapshot::Why;
use crate::evidence::cluster::wire::{Api, Call, Deadline, Exchange, Fault, Malformed, Versions};

/// One request gets at most this long.
const PER_REQUEST: Duration = Duration::from_secs(10);

/// So many questions share one deadline; few, so that none gets much less than its own time.
const AHEAD: usize = 8;

/// What came of a question. It begins as "not spoken", which it stays where no request could be made of it.
pub(super) type Answer<T> = Result<T, Why>;

/// A connection to one broker.
pub(super) struct Link {
    exchange: Box<dyn Exchange + Send>,
    deadline: Deadline,
    lost: Option<Fault>,
}

/// Reads the body of an answer, or is told why there is none.
type Take<'a> = dyn FnMut(Result<&[u8], Why>) + 'a;

/// A request with the place that its answer goes to.
pub(super) struct Question<'a> {
    call: Call,
    take: Box<Take<'a>>,
}

impl<'a> Question<'a> {
    /// `read` makes of the answer's body what is kept of it.
    pub fn new<T>(call: Call, read: impl Fn(&[u8]) -> Result<T, Malformed> + 'a, answer: &'a mut Answer<T>) -> Self {
        let take = move |body: Result<&[u8], Why>| {
            *answer = body.and_then(|body| read(body).map_err(|Malformed| Why::Garbled));
        };
        Self { call, take: Box::new(take) }
    }
}

impl Link {
    pub fn new(exchange: Box<dyn Exchange + Send>, deadline: Deadline) -> Self {
        Self { exchange, deadline, lost: None }
    }

    pub fn versions(&self) -> &Versions {
        self.exchange.versions()
    }

    /// The version to use of a request, if the broker speaks one of ours.
    pub fn speaks(&self, api: Api, ours: RangeInclusive<i16>) -> Option<i16> {
        self.exchange.versions().pick(api, ours)
    }

    /// How the connection was lost, if it was.
    pub fn lost(&self) -> Option<&Fault> {
        self.lost.as_ref()
    }

    /// Asks, with the time that one request gets.
    pub fn ask(&mut self, questions: Vec<Question>) {
        self.ask_within(PER_REQUEST, questions);
    }

    /// Asks, with a time of one's own for each few.
    pub fn ask_within(&mut self, time: Duration, mut questions: Vec<Question>) {
        for questions in questions.chunks_mut(AHEAD) {
            let (calls, mut takes): (Vec<Call>, Vec<_>) =
                questions.iter_mut().map(|question| (question.call.clone(), &mut question.take)).unzip();
            let mut answered = 0;
            let fault = match &self.lost {
                Some(fault) => Some(fault.clone()),
                None => {
                    let each = &mut |at: usize, body: &[u8]| {
                        if let Some(take) = takes.get_mut(at) {
                            take(Ok(body));
                        }
                        answered = at + 1;
                    };
                    self.exchange.exchange(&calls, self.deadline.at_most(time), each).err()
                }
            };
            if let Some(fault) = fault {
                let why = match (&fault, self.deadline.left()) {
                    (Fault::TimedOut { .. }, Err(_)) => Why::OutOfTime,
                    _ => Why::NoAnswer(fault.clone()),
                };
                takes.iter_mut().skip(answered).for_each(|take| take(Err(why.clone())));
                // A pause that is too long for this time is no end of the connection.
                if !matches!(fault, Fault::Throttled { .. }) {
                    self.lost.get_or_insert(fault);
                }
            }
        }
    }

    /// Asks one thing.
    pub fn ask_one<T>(&mut self, call: Call, read: impl Fn(&[u8]) -> Result<T, Malformed>) -> Answer<T> {
        let mut answer = Err(Why::NotSpoken);
        self.ask(vec![Question::new(call, read, &mut answer)]);
        answer
    }
}

/// As many empty places for answers as there are pages.
pub(super) fn blank<T>(pages: usize) -> Vec<Answer<T>> {
    (0..pages).map(|_| Err(Why::NotSpoken)).collect()
}

/// Kafka's error code as a result.
pub(super) fn no_error(code: i16) -> Result<(), Why> {
    match code {
        0 => Ok(()),
        // TOPIC_, GROUP_, CLUSTER_, TRANSACTIONAL_ID_AUTHORIZATION_FAILED.
        29 | 30 | 31 | 53 => Err(Why::Refused(code)),
        // UNSUPPORTED_VERSION, UNSUPPORTED_ENDPOINT_TYPE: listed, but not to be had.
        35 | 115 => Err(Why::NotSpoken),
        code => Err(Why::Error(code)),
    }
}
