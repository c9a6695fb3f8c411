//! What Kafka and librdkafka know of each setting. Two sorted text files, searched by halving: nothing is decoded before a
//! setting is looked up.

use crate::knowledge::Side;

static KAFKA: &str = include_str!("../../../knowledge/settings/kafka.tsv");
static LIBRDKAFKA: &str = include_str!("../../../knowledge/settings/librdkafka.tsv");

/// The Java sides that a name is looked up for when nobody says which; the order in which undecided ones are named.
pub(super) const JAVA: [Side; 7] =
    [Side::Producer, Side::Consumer, Side::Admin, Side::Broker, Side::Topic, Side::Connect, Side::Streams];

/// The sides that one client file serves: console tools and applications share it between them.
pub(super) const CLIENTS: [Side; 3] = [Side::Producer, Side::Consumer, Side::Admin];

/// Major and minor version.
pub(super) type Version = (u16, u16);

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub name: &'static str,
    /// One letter for each side, as the files say.
    sides: &'static str,
    /// `int`, `long`, `short`, `double`, `boolean`, `string`, `list`, `class`, `password`, `api`.
    pub kind: &'static str,
    /// As in the file; see [`Setting::defaults`].
    default: &'static str,
    allowed: &'static str,
    life: &'static str,
    /// The name that it stands for; librdkafka only.
    pub alias_of: Option<&'static str>,
}

impl Setting {
    fn kafka(line: &'static str) -> Self {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or("");
        Self {
            name: next(),
            sides: next(),
            kind: next(),
            default: next(),
            allowed: next(),
            life: next(),
            alias_of: None,
        }
    }

    fn librdkafka(line: &'static str) -> Self {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or("");
        let setting = Self {
            name: next(),
            sides: next(),
            kind: next(),
            default: next(),
            allowed: next(),
            life: "",
            alias_of: None,
        };
        let _deprecated = next();
        Self { alias_of: Some(next()).filter(|name| !name.is_empty()), ..setting }
    }

    /// What the default may be: one value where the version is known or does not matter. `None` is no value. Empty where it
    /// must be given, or does not exist in that version.
    pub fn defaults(&self, version: Option<Version>) -> Vec<Option<&'static str>> {
        if self.exists_in(version) == Some(false) {
            return Vec::new();
        }
        by_version(self.default, version)
            .into_iter()
            .filter(|default| *default != "!")
            .map(|default| (default != "null").then_some(default))
            .collect()
    }

    /// What is allowed, in the words of the file; more than one where the version decides and is not known.
    pub fn allowed(&self, version: Option<Version>) -> Vec<&'static str> {
        by_version(self.allowed, version)
    }

    /// Whether that version knows the setting.
    pub fn exists_in(&self, version: Option<Version>) -> Option<bool> {
        let version = version?;
        let since = self.since().is_none_or(|since| since <= version);
        Some(since && self.last_in().is_none_or(|last| version <= last))
    }

    /// The first version that has it, where that is later than the first version read.
    pub fn since(&self) -> Option<Version> {
        version(self.life.split_once('-')?.0)
    }

    /// The last version that had it, where a later one has it no more.
    pub fn last_in(&self) -> Option<Version> {
        version(self.life.split_once('-')?.1)
    }

    /// Whether a librdkafka producer, or consumer, uses it.
    pub fn used_by(&self, side: Side) -> bool {
        letters(side).chars().any(|letter| self.sides.contains(letter))
    }
}

/// `3.9`, `3.9.0`, `v3.9.1-rc0`; Confluent's own numbers too (5.5 is Kafka 2.5, 6.2 is 2.8, 7.9 is 3.9, 8.0 is 4.0), as its table of
/// supported versions maps them; Kafka itself has no version 5 yet.
pub(super) fn version(text: &str) -> Option<Version> {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let mut parts = text.split(['.', '-', '_', '+']);
    let (major, minor): (u16, u16) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let confluent = text.contains("-ccs") || text.contains("-ce") || (5..20).contains(&major);
    Some(match (confluent, major, minor) {
        (true, 5, minor) => (2, minor),
        (true, 6, minor) => (2, minor + 6),
        (true, 7, minor) => (3, minor),
        (true, 8.., minor) => (major - 4, minor),
        _ => (major, minor),
    })
}

/// `@2.4 1 @3.0 all`: what holds in a version; each that may hold where it is not known. Text without versions holds always.
fn by_version(text: &'static str, wanted: Option<Version>) -> Vec<&'static str> {
    if !text.starts_with('@') {
        return vec![text];
    }
    let mut holds = Vec::new();
    for part in text.split('@').skip(1) {
        let (since, value) = part.split_once(' ').unwrap_or((part, ""));
        let value = value.trim_end();
        match (wanted, version(since)) {
            (Some(wanted), Some(since)) if since <= wanted => holds = vec![value],
            (Some(_), _) => {}
            (None, _) if holds.contains(&value) => {}
            (None, _) => holds.push(value),
        }
    }
    holds
}

fn letters(side: Side) -> &'static str {
    match side {
        Side::Producer => "p",
        Side::Consumer => "c",
        Side::Admin => "a",
        Side::Broker => "b",
        Side::Topic => "t",
        Side::Streams => "s",
        Side::Connect => "wxkK",
        Side::Client => "pca",
        Side::Librdkafka => "pc",
        Side::Group | Side::Application | Side::Host => "",
    }
}

/// The lines of a file that have this name.
fn lines(file: &'static str, name: &str) -> impl Iterator<Item = &'static str> {
    let start_of = |at: usize| file.as_bytes()[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let name_at = |at: usize| file[at..].split(['\t', '\n']).next().unwrap_or("");
    let (mut low, mut high) = (0, file.len());
    while low < high {
        let middle = start_of(low + (high - low) / 2);
        if name_at(middle) < name {
            low = file[middle..].find('\n').map_or(file.len(), |end| middle + end + 1);
        } else {
            high = middle;
        }
    }
    let name = name.to_string();
    file[low..].lines().take_while(move |line| line.split('\t').next() == Some(&name))
}

/// What is known of a setting of a side.
pub(super) fn lookup(side: Side, name: &str) -> Option<Setting> {
    if side == Side::Librdkafka {
        return lines(LIBRDKAFKA, name).map(Setting::librdkafka).next();
    }
    lines(KAFKA, name).map(Setting::kafka).find(|setting| setting.used_by(side))
}

/// Everything that librdkafka allows for a name: a global and a topic setting can have one.
pub(super) fn librdkafka(name: &str) -> impl Iterator<Item = Setting> {
    lines(LIBRDKAFKA, name).map(Setting::librdkafka)
}

/// The Java sides that know a name.
pub(super) fn sides(name: &str) -> Vec<Side> {
    let settings: Vec<Setting> = lines(KAFKA, name).map(Setting::kafka).collect();
    JAVA.into_iter().filter(|side| settings.iter().any(|setting| setting.used_by(*side))).collect()
}

/// Whether any side knows a name.
pub(super) fn known(name: &str) -> bool {
    !name.starts_with('#') && (lines(KAFKA, name).next().is_some() || lines(LIBRDKAFKA, name).next().is_some())
}

/// All names of a side, in order; some twice.
pub(super) fn names(side: Side) -> impl Iterator<Item = &'static str> {
    let librdkafka = side == Side::Librdkafka;
    let file = if librdkafka { LIBRDKAFKA } else { KAFKA };
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .map(Setting::kafka)
        .filter(move |setting| librdkafka || setting.used_by(side))
        .map(|setting| setting.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_sorted_and_whole() {
        for file in [KAFKA, LIBRDKAFKA] {
            let names: Vec<&str> = file
                .lines()
                .filter(|line| !line.starts_with('#'))
                .map(|line| line.split('\t').next().unwrap())
                .collect();
            assert!(names.is_sorted() && names.len() > 150);
            for name in &names {
                assert!(lines(file, name).next().is_some(), "{name}");
            }
        }
        for line in KAFKA.lines().filter(|line| !line.starts_with('#')) {
            let setting = Setting::kafka(line);
            assert!(setting.sides.chars().all(|side| "pcatbswxkK".contains(side)), "{line}");
            let kinds = ["int", "long", "short", "double", "boolean", "string", "list", "class", "password"];
            assert!(kinds.contains(&setting.kind), "{line}");
        }
    }

    #[test]
    fn a_setting_is_found_for_its_side_and_version() {
        let acks = lookup(Side::Producer, "acks").unwrap();
        assert_eq!(acks.defaults(Some((2, 8))), [Some("1")]);
        assert_eq!(acks.defaults(Some((3, 9))), [Some("all")]);
        assert_eq!(acks.defaults(None), [Some("1"), Some("all")]);
        assert!(lookup(Side::Consumer, "acks").is_none());
        assert_eq!(lookup(Side::Broker, "compression.type").unwrap().defaults(None), [Some("producer")]);
        assert_eq!(lookup(Side::Librdkafka, "acks").unwrap().alias_of, Some("request.required.acks"));
        assert_eq!(lookup(Side::Broker, "zookeeper.connect").unwrap().last_in(), Some((3, 9)));
        assert_eq!(lookup(Side::Broker, "log.dirs").unwrap().defaults(None), [None]);
        assert!(known("acks") && known("statistics.interval.ms") && !known("zzz") && !known("") && !known("# "));
        assert_eq!(sides("group.id"), [Side::Consumer, Side::Connect]);
    }

    #[test]
    fn versions_are_read_in_every_shape() {
        assert_eq!(version("3.9.1"), Some((3, 9)));
        assert_eq!(version("7.5.0-ccs"), Some((3, 5)));
        assert_eq!(version("6.2.1-ce"), Some((2, 8)));
        assert_eq!(version("5.5.1-ccs"), Some((2, 5)));
        assert_eq!(version("8.0.0-ccs"), Some((4, 0)));
        assert_eq!(version("unknown"), None);
    }
}
