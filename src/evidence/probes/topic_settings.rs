//! Topics by their settings. Shared by probes.

use super::looks::{missing, unread};
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Need, NotRead, Part, Settings, Snapshot, Topic, Why};

/// Finds topics by their settings: `judge` gives the subject for those that count. Internal topics are the brokers' own business.
pub(super) fn topics(
    snapshot: &Snapshot,
    scope: &Scope,
    judge: impl Fn(&Settings, &str, &Topic) -> Option<Subject>,
) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let missed = unread(snapshot, Part::TopicSettings);
    let Some(settings) = snapshot.settings() else { return Measured::default().but(missed) };
    let topics = last.topics.iter().flatten().filter(|(name, topic)| scope.topic(name) && !topic.internal);
    let found = topics.filter_map(|(name, topic)| judge(settings, name, topic));
    Measured::found(found.collect()).but(missing(last, &[Part::Topics])).but(missed)
}

/// What is chosen for some topics and not for others says nothing where nobody has named a topic.
pub(super) fn of_those_named(scope: &Scope, measured: Measured) -> Measured {
    match scope.topics.is_empty() && !measured.found.is_empty() {
        true => Measured::nothing(vec![NotRead::new(Part::Topics, Why::NotNamed, Need::Topic)]),
        false => measured,
    }
}

/// A topic's setting as text.
pub(super) fn text<'a>(settings: &'a Settings, topic: &str, name: &str) -> Option<&'a str> {
    settings.topic(topic, name)?.value.as_deref()
}

/// A topic's setting as a number.
pub(super) fn number(settings: &Settings, topic: &str, name: &str) -> Option<i64> {
    settings.topic(topic, name)?.number()
}
