//! What any broker tells of the whole cluster, asked of one: settings of topics, rights, eligible leaders.

use super::link::{Link, Question, blank, no_error};
use super::need::{missing, missing_all};
use super::{Look, access, eligible, settings};
use crate::evidence::cluster::codec::configs;
use crate::evidence::cluster::snapshot::{Acls, NotRead, Part, Quota, Sample, ScramUser, Settings, Why};
use crate::evidence::cluster::wire::Api;

/// Topics in one DescribeConfigs; each takes about 1.2 kB in the answer.
const TOPICS_AT_ONCE: usize = 1000;

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
pub(super) fn read(look: &Look, mut link: Link, known: &Sample) -> Wide {
    let mut wide = Wide::default();
    eligible::read(&mut link, known, &mut wide);
    if look.first() {
        access::read(&mut link, known, &mut wide);
        topics(&mut link, known, &mut wide);
    }
    wide
}

fn topics(link: &mut Link, known: &Sample, wide: &mut Wide) {
    let readable = known.topics.iter().flatten().filter(|(_, topic)| topic.error.is_none());
    let names: Vec<&str> = readable.map(|(name, _)| name.as_str()).collect();
    let pages: Vec<&[&str]> = names.chunks(TOPICS_AT_ONCE).collect();
    let mut answers = blank(pages.len());
    if link.speaks(Api::DescribeConfigs, configs::VERSION..=configs::VERSION).is_some() {
        let question = |(page, answer): (&&[&str], _)| {
            Question::new(configs::request(configs::Kind::Topic, page), settings::of_topics, answer)
        };
        link.ask(pages.iter().zip(&mut answers).map(question).collect());
    }
    let mut refused: Vec<(Why, Vec<String>)> = Vec::new();
    for (page, answer) in pages.into_iter().zip(answers) {
        let told = match answer {
            Ok(told) => told,
            Err(why) => {
                wide.not_read.push(missing(Part::TopicSettings, page, why));
                continue;
            }
        };
        for (topic, told) in told {
            match told {
                Ok(told) => wide.topic_settings.add_topic(topic, told),
                Err(why) => match refused.iter_mut().find(|(reason, _)| *reason == why) {
                    Some((_, topics)) => topics.push(topic),
                    None => refused.push((why, vec![topic])),
                },
            }
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
            sample.settings = Some(self.topic_settings);
        }
        (sample.quotas, sample.scram_users, sample.acls) = (self.quotas, self.scram_users, self.acls);
        sample.not_read.extend(self.not_read);
    }
}

/// Kafka's error code of an answer that has one for all of it.
pub(super) fn whole<T>(answer: Result<T, Why>, code: impl Fn(&T) -> i16) -> Result<T, Why> {
    answer.and_then(|told| no_error(code(&told)).map(|()| told))
}
