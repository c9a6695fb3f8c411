//! What holds for every setting, whatever the knowledge base asks: misspelt, of another side, removed, not allowed.

use super::holds::{Judge, Used};
use super::roles::Role;
use super::table;
use super::values::{elements, is_elsewhere};
use super::views::{Set, View};
use super::{Entry, Settings, names, other_side, ranges, roles, spelling, together};
use crate::evidence::redact::is_secret;
use crate::knowledge::Side;

/// The side knows no such name, and one that is near.
pub(super) const MISSPELT: &str = "setting-misspelt";
/// Another side has it, and this one has something else in its place.
pub(super) const OTHER_SIDE: &str = "setting-of-another-side";
/// The version has it no more.
pub(super) const REMOVED: &str = "setting-removed";
/// The value has the wrong type or lies outside the range, or contradicts another one.
pub(super) const NOT_ALLOWED: &str = "setting-out-of-range";
/// librdkafka does not start with such a name.
pub(super) const REFUSED: &str = "unknown-setting-refused-logged";
/// The observations that are read here.
pub(super) const READ_HERE: [&str; 5] = [MISSPELT, OTHER_SIDE, REMOVED, NOT_ALLOWED, REFUSED];

/// Something that is wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub observation: &'static str,
    pub file: String,
    pub line: u64,
    pub excerpt: String,
    pub settings: Vec<String>,
}

/// What was found, and which of them could not be answered for all that was read.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub all: Vec<Finding>,
    pub open: Vec<&'static str>,
}

impl Findings {
    /// Adds what is wrong with an entry, once.
    pub(super) fn add(
        &mut self,
        observation: &'static str,
        settings: &Settings,
        entry: &Entry,
        name: &str,
        says: &str,
    ) {
        let finding = Finding {
            observation,
            file: settings.name.clone(),
            line: entry.line,
            excerpt: format!("{}={} ({says})", entry.key, value_of(entry)),
            settings: vec![name.to_string()],
        };
        if !self.all.iter().any(|old| {
            (old.observation, &old.file, old.line) == (finding.observation, &finding.file, finding.line)
                && old.settings == finding.settings
        }) {
            self.all.push(finding);
        }
    }

    /// That it cannot be answered for all that was read.
    pub(super) fn leave_open(&mut self, observation: &'static str) {
        if !self.open.contains(&observation) {
            self.open.push(observation);
        }
    }
}

/// Looks at one file and its views; `all` are the views of every file.
pub(super) fn look<'v>(settings: &Settings, own: &[&'v View<'v>], all: &'v [View<'v>], found: &mut Findings) {
    if settings.complete {
        // A listing has only names that the version knows, with values that it took.
        for observation in READ_HERE {
            found.leave_open(observation);
        }
    } else {
        let role = roles::role(settings);
        spelling(settings, &role, found);
        other_side::known_elsewhere(settings, &role, found);
        other_side::refused(settings, found);
        removed(own, found);
        not_allowed(own, found);
        contradictory(settings, own, all, found);
    }
}

fn contradictory<'v>(settings: &Settings, own: &[&'v View<'v>], all: &'v [View<'v>], found: &mut Findings) {
    for view in own {
        for (outcome, says) in together::contradictions(&Judge { own: view, all }) {
            let Some(entry) = outcome.used.iter().find_map(|used| used.set).map(|set| set.entry) else { continue };
            let parts: Vec<String> = outcome.used.iter().map(|used| shown(used, settings)).collect();
            let finding = Finding {
                observation: NOT_ALLOWED,
                file: settings.name.clone(),
                line: entry.line,
                excerpt: format!("{} ({says})", parts.join(", ")),
                settings: outcome.used.iter().map(|used| used.name.clone()).collect(),
            };
            if !found.all.contains(&finding) {
                found.all.push(finding);
            }
        }
    }
}

/// A setting as it stands in its file, or that it is left out; with the file where that is another one.
pub(super) fn shown(used: &Used, settings: &Settings) -> String {
    let place = if std::ptr::eq(used.view.settings, settings) {
        String::new()
    } else {
        format!(" in {}", used.view.settings.name)
    };
    match (&used.set, &used.default) {
        (Some(Set { entry, lines, .. }), _) => {
            let last = if *lines > 1 { format!(", the last of {lines} lines that set it") } else { String::new() };
            format!("{}={}{place}{last}", entry.key, value_of(entry))
        }
        (None, Some(Some(default))) => format!("{} left out{place}, default {default}", used.name),
        _ => format!("{} left out{place}", used.name),
    }
}

/// The value as it may be shown: a secret in a line with others could end anywhere.
fn value_of(entry: &Entry) -> &str {
    if is_secret(&entry.key) { "[hidden]" } else { &entry.value }
}

fn spelling(settings: &Settings, role: &Role, found: &mut Findings) {
    let connector = settings.entries.iter().any(|entry| entry.key == "connector.class");
    // MirrorMaker 2 names its clusters itself: `A.bootstrap.servers`, `A->B.topics`.
    let clusters = settings.entries.iter().find(|entry| entry.key == "clusters");
    let clusters: Vec<&str> = clusters.into_iter().flat_map(|entry| elements(&entry.value)).collect();
    let of_cluster = |key: &str| {
        clusters
            .iter()
            .any(|name| key.strip_prefix(name).is_some_and(|rest| rest.starts_with('.') || rest.starts_with("->")))
    };
    for entry in &settings.entries {
        let meaning = names::meaning(entry);
        let silent = names::SILENT.iter().any(|prefix| entry.key.starts_with(prefix)) || of_cluster(&entry.key);
        if meaning.foreign || silent || meaning.name.is_empty() || (connector && meaning.side.is_none()) {
            continue;
        }
        let sides: Vec<Side> = match (meaning.side, role) {
            (Some(side), _) => vec![side],
            (None, Role::Certain(side) | Role::Probable(side)) => match side {
                // Both hand names of inner clients on, with a prefix or without.
                Side::Streams | Side::Connect => vec![*side, Side::Client],
                side => vec![*side],
            },
            (None, Role::Among(sides)) => sides.clone(),
        };
        if let Some(meant) = spelling::nearest(&meaning.name, &sides) {
            let says = format!("no such setting; did you mean {meant}?");
            found.add(MISSPELT, settings, &meant_as(entry, meant), &entry.key, &says);
        }
    }
}

/// An entry without its value where a secret is meant: under its wrong name a password is not known to be one.
pub(super) fn meant_as(entry: &Entry, meant: &str) -> Entry {
    let value = if is_secret(meant) { "[hidden]".into() } else { entry.value.clone() };
    Entry { value, ..entry.clone() }
}

fn removed(own: &[&View], found: &mut Findings) {
    for view in own.iter().filter(|view| view.side != Side::Librdkafka) {
        for (name, set) in &view.set {
            let Some(last) = table::lookup(view.side, name).and_then(|setting| setting.last_in()) else { continue };
            let (major, minor) = last;
            match view.version {
                None => found.leave_open(REMOVED),
                Some(version) if version > last => {
                    let says = format!("removed: {major}.{minor} was the last version that had it");
                    found.add(REMOVED, view.settings, set.entry, name, &says);
                }
                Some(_) => {}
            }
        }
    }
}

/// A value counts as wrong if every side that can be meant refuses it.
fn not_allowed(own: &[&View], found: &mut Findings) {
    for view in own {
        for (name, set) in &view.set {
            if is_elsewhere(&set.value) || set.value.trim() == "null" {
                continue;
            }
            let verdict = |view: &View| -> Option<Option<String>> {
                let same = view.set.get(name).is_some_and(|other| std::ptr::eq(other.entry, set.entry));
                let known = table::lookup(view.side, name).is_some();
                (same && known).then(|| ranges::wrong(view.side, name, &set.value, view.version))
            };
            let verdicts: Vec<Option<String>> = own.iter().filter_map(|view| verdict(view)).collect();
            if let Some(Some(wrong)) = verdicts.first()
                && verdicts.iter().all(Option::is_some)
            {
                found.add(NOT_ALLOWED, view.settings, set.entry, name, wrong);
            }
        }
    }
}
