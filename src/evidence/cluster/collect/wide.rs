//! What any broker tells of the whole cluster, asked of one: settings of topics, rights, eligible leaders.

use std::cell::RefCell;

use super::link::{Answer, Link, Question, blank, no_error};
use super::need::{missing, missing_all};
use super::{Look, access, eligible, hidden};
use crate::evidence::cluster::codec::configs;
use crate::evidence::cluster::snapshot::{
    Acls, NotRead, Part, Partition, Quota, Sample, ScramUser, Settings, Topic, Why,
};
use crate::evidence::cluster::wire::Api;

/// Topics in one DescribeConfigs; each takes about 1.2 kB in the answer.
const TOPICS_AT_ONCE: usize = 1000;

/// What to ask for, as the sample had it that is being filled meanwhile.
pub(super) struct Wanted {
    /// Topics that may be described.
    topics: Vec<String>,
    /// Topics whose ISR has shrunk somewhere.
    pub shrunken: Vec<String>,
    /// Whether rights may be asked for.
    pub allowed: Answer<()>,
}

impl Wanted {
    pub fn of(known: &Sample) -> Self {
        let topics = || known.topics.iter().flatten();
        let names = |of: &dyn Fn(&Topic) -> bool| {
            topics().filter(|(_, topic)| of(topic)).map(|(name, _)| name.clone()).collect()
        };
        let shrunken = |one: &Partition| one.isr.len() < one.replicas.len();
        Self {
            topics: names(&|topic| topic.error.is_none()),
            shrunken: names(&|topic| topic.partitions.iter().any(shrunken)),
            allowed: hidden::known_refusal(known),
        }
    }
}

/// What one broker told of all.
#[derive(Default)]
pub(super) struct Wide {
    pub topic_settings: Settings,
    pub quotas: Option<Vec<Quota>>,
    pub scram_users: Option<Vec<ScramUser>>,
    pub acls: Option<Acls>,
    pub eligible: Vec<eligible::Eligible>,
    pub not_read: Vec<NotRead>,
}

/// Asks for it. What hardly changes is asked in the first look of a run only.
pub(super) fn read(look: &Look, mut link: Link, wanted: &Wanted) -> Wide {
    let mut wide = Wide::default();
    eligible::read(&mut link, &wanted.shrunken, &mut wide);
    if look.first() {
        access::read(&mut link, &wanted.allowed, &mut wide);
        topics(&mut link, &wanted.topics, &mut wide);
    }
    wide
}

fn topics(link: &mut Link, names: &[String], wide: &mut Wide) {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let pages: Vec<&[&str]> = names.chunks(TOPICS_AT_ONCE).collect();
    let mut answers = blank(pages.len());
    let found = RefCell::new(&mut wide.topic_settings);
    if link.speaks(Api::DescribeConfigs, configs::VERSION..=configs::VERSION).is_some() {
        let add = |body: &[u8]| found.borrow_mut().add_topics(body);
        let question =
            |(page, answer): (&&[&str], _)| Question::new(configs::request(configs::Kind::Topic, page), add, answer);
        link.ask(pages.iter().zip(&mut answers).map(question).collect());
    }
    let mut refused: Vec<(Why, Vec<String>)> = Vec::new();
    for (page, answer) in pages.into_iter().zip(answers) {
        match answer {
            Ok(topics) => {
                for (topic, why) in topics {
                    match refused.iter_mut().find(|(reason, _)| *reason == why) {
                        Some((_, topics)) => topics.push(topic),
                        None => refused.push((why, vec![topic])),
                    }
                }
            }
            Err(why) => wide.not_read.push(missing(Part::TopicSettings, page, why)),
        }
    }
    wide.not_read.extend(refused.into_iter().map(|(why, topics)| missing(Part::TopicSettings, &topics, why)));
}

impl Wide {
    /// Keeps an answer, or notes why there is none.
    pub fn keep<T>(&mut self, part: Part, answer: Result<T, Why>) -> Option<T> {
        answer.map_err(|why| self.not_read.push(missing_all(part, why))).ok()
    }

    /// Puts it into the sample.
    pub fn put_into(self, look: &Look, sample: &mut Sample) {
        for eligible in self.eligible {
            let topic = sample.topics.as_mut().and_then(|topics| topics.get_mut(&eligible.topic));
            if let Some(partition) = topic.and_then(|topic| topic.partition_mut(eligible.partition)) {
                (partition.elr, partition.last_known_elr) = (eligible.elr, eligible.last_known_elr);
            }
        }
        if look.first() {
            let settings = sample.settings.get_or_insert_default();
            (settings.topics, settings.topic_defaults) =
                (self.topic_settings.topics, self.topic_settings.topic_defaults);
        }
        (sample.quotas, sample.scram_users, sample.acls) = (self.quotas, self.scram_users, self.acls);
        sample.not_read.extend(self.not_read);
    }
}

/// Kafka's error code of an answer that has one for all of it.
pub(super) fn whole<T>(answer: Result<T, Why>, code: impl Fn(&T) -> i16) -> Result<T, Why> {
    answer.and_then(|told| no_error(code(&told)).map(|()| told))
}
