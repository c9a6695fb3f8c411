//! The settings of a file as one side sees them: which apply to it, under Kafka's own names, and whether what is left out has
//! its default.

use std::collections::BTreeMap;

use super::roles::Role;
use super::table::{self, Version};
use super::{Entry, Settings, names, roles};
use crate::knowledge::Side;

/// A setting of a view.
#[derive(Debug, Clone)]
pub(super) struct Set<'a> {
    /// As Kafka writes it.
    pub value: String,
    /// Where it stands.
    pub entry: &'a Entry,
    /// How many lines of the file set it; the last holds.
    pub lines: usize,
}

/// What one side gets of a file.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub settings: &'a Settings,
    pub side: Side,
    /// By Kafka's own name; in librdkafka by the name that aliases stand for.
    pub set: BTreeMap<String, Set<'a>>,
    /// Whether what is left out has its default: of a file for this side alone, not of inner clients or shared files.
    pub whole: bool,
    /// Of the process, where somebody knows.
    pub version: Option<Version>,
    /// What a librdkafka client does, where its settings tell.
    pub direction: Option<Side>,
}

/// The versions that the case knows, by side.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Versions {
    pub client: Option<Version>,
    pub broker: Option<Version>,
}

/// Every side that a file says something about. `defaults`: whether the text is all there is, so that what is left out has
/// its default.
pub(super) fn views<'a>(settings: &'a Settings, defaults: bool, versions: Versions) -> Vec<View<'a>> {
    let role = roles::role(settings);
    let (sides, certain) = match &role {
        Role::Certain(side) | Role::Probable(side) => (vec![*side], true),
        Role::Among(sides) => (sides.clone(), false),
    };
    let mut views: Vec<View> = Vec::new();
    let mut view = |side: Side, whole: bool| -> usize {
        if let Some(at) = views.iter().position(|view| view.side == side) {
            return at;
        }
        let known = if matches!(side, Side::Broker | Side::Topic) { versions.broker } else { versions.client };
        let version = settings.version.as_deref().and_then(table::version).or(known);
        views.push(View { settings, side, set: BTreeMap::new(), whole, version, direction: None });
        views.len() - 1
    };
    let mut pairs = Vec::new();
    let foreign =
        settings.entries.iter().any(|entry| names::meaning(entry).foreign && !entry.key.starts_with("KAFKA_"));
    for side in &sides {
        view(*side, certain && (defaults || settings.complete) && !foreign);
    }
    for entry in &settings.entries {
        let meaning = names::meaning(entry);
        if meaning.name.is_empty() {
            continue;
        }
        let targets: Vec<Side> = match meaning.side {
            Some(side) => vec![side],
            None => sides.iter().flat_map(|side| inherited(*side, &meaning.name)).collect(),
        };
        for side in targets {
            let at = view(side, false);
            pairs.push((at, meaning.name.to_string(), meaning.value.to_string(), entry));
        }
    }
    for (at, name, value, entry) in pairs {
        let name = if views[at].side == Side::Librdkafka { canonical(&name) } else { name };
        let lines = 1 + views[at].set.get(&name).map_or(0, |old| old.lines);
        views[at].set.insert(name, Set { value, entry, lines });
    }
    for view in views.iter_mut().filter(|view| view.side == Side::Librdkafka) {
        view.direction = direction(view.set.keys());
    }
    views.retain(|view| view.whole || !view.set.is_empty());
    views
}

/// The side itself, and for Streams the inner clients: it hands on what they know (StreamsConfig.getClientPropsWithPrefix).
fn inherited(side: Side, name: &str) -> Vec<Side> {
    let mut sides = vec![side];
    if side == Side::Streams && table::lookup(side, name).is_none() {
        sides
            .extend([Side::Producer, Side::Consumer].into_iter().filter(|inner| table::lookup(*inner, name).is_some()));
    }
    sides
}

/// The name that a librdkafka alias stands for.
pub(super) fn canonical(name: &str) -> String {
    let found = table::lookup(Side::Librdkafka, name);
    found.and_then(|setting| setting.alias_of).unwrap_or(name).to_string()
}

/// A librdkafka client with consumer settings alone is a consumer, likewise a producer.
fn direction<'s>(names: impl Iterator<Item = &'s String>) -> Option<Side> {
    let (mut producer, mut consumer) = (false, false);
    for setting in names.filter_map(|name| table::lookup(Side::Librdkafka, name)) {
        match (setting.used_by(Side::Producer), setting.used_by(Side::Consumer)) {
            (true, false) => producer = true,
            (false, true) => consumer = true,
            _ => {}
        }
        // The group is listed for both, since old versions took it so; only consumers give it.
        consumer |= setting.name == "group.id";
    }
    match (producer, consumer) {
        (true, false) => Some(Side::Producer),
        (false, true) => Some(Side::Consumer),
        _ => None,
    }
}
