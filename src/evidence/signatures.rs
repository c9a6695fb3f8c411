//! All log sources of all observations, compiled once: the constant pieces go into one automaton, which finds the few lines that can match at
//! all; the templates confirm.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use indexmap::IndexMap;

use crate::knowledge::template::{Names, Template};
use crate::knowledge::{AnswerSource, Knowledge, LogSource};

/// Index of a compiled log source.
pub type SourceId = usize;

/// One log source of one observation.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The observation that it answers.
    pub observation: String,
    /// What it takes to count.
    pub source: LogSource,
    /// `within`, in milliseconds.
    pub within: Option<i64>,
    /// Whether a hit explains the line: a context observation, or a general one such as the client's library, is read from lines of any kind.
    pub explains: bool,
}

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The fact itself.
    Match,
    /// A later line that says it was normal.
    Unless,
    /// A later line that says it is over.
    Over,
}

/// A template that matched in a line.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The log source.
    pub id: SourceId,
    /// What the template is for.
    pub of: Use,
    /// The words that it keeps.
    pub names: Names,
}

#[derive(Debug, Clone)]
enum Owner {
    Source(SourceId, Use),
    Harmless,
}

/// Text that makes a line worth a look although no template may match: errors that nobody explains, settings that a client lists.
const WORTH_A_LOOK: [&str; 12] = [
    "ERROR",
    "FATAL",
    "CRITICAL",
    "SEVERE",
    "\"error\"",
    "level=error",
    "%3|",
    "%2|",
    "%1|",
    "Config values:",
    "Exception in thread",
    "Traceback (most recent",
];

/// What a line turned out to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// A source reads it, or it is called harmless.
    pub known: bool,
    /// It is worth a look even so: it may be an error, or open a listing of settings.
    pub marked: bool,
}

/// The few numbers that were met in a line; beyond that, one may be met twice.
#[derive(Default)]
struct Few {
    met: [usize; 24],
    count: usize,
}

impl Few {
    fn is_new(&mut self, number: usize) -> bool {
        if self.met[..self.count].contains(&number) {
            return false;
        }
        if self.count < self.met.len() {
            self.met[self.count] = number;
            self.count += 1;
        }
        true
    }
}

/// The compiled set.
#[derive(Debug, Clone)]
pub struct Signatures {
    /// Log sources, in the order of observations.
    pub list: Vec<Signature>,
    templates: Vec<(Template, Owner)>,
    /// Distinct constant pieces, then what else is worth a look.
    pieces: Vec<String>,
    /// The templates that each constant piece may belong to.
    of_key: Vec<Vec<usize>>,
    keys: OnceLock<AhoCorasick>,
}

/// A duration such as `60s`, `10m`, `2h`, `1d` or `500ms`, in milliseconds.
pub fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: i64 = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim() {
        "ms" => 1,
        "s" => 1000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(unit)
}

impl Signatures {
    /// Compiles every log source. What cannot be compiled was refused when the knowledge was loaded, and is passed over here.
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut list = Vec::new();
        let mut templates = Vec::new();
        for observation in knowledge.observations.values() {
            for source in &observation.answers_from {
                let AnswerSource::Log(source) = source else { continue };
                let id = list.len();
                let uses = [
                    (&source.matches, Use::Match),
                    (&source.unless_followed_by, Use::Unless),
                    (&source.over_when, Use::Over),
                ];
                for (texts, of) in uses {
                    for template in texts.iter().filter_map(|text| Template::parse(text).ok()) {
                        templates.push((template, Owner::Source(id, of)));
                    }
                }
                let within = source.within.as_deref().and_then(duration);
                let explains = observation.explains();
                list.push(Signature { observation: observation.id.clone(), source: source.clone(), within, explains });
            }
        }
        for line in &knowledge.harmless.harmless {
            if let Ok(template) = Template::parse(&line.matches) {
                templates.push((template, Owner::Harmless));
            }
        }
        let mut of_key: IndexMap<&str, Vec<usize>> = IndexMap::new();
        for (i, (template, _)) in templates.iter().enumerate() {
            of_key.entry(template.key()).or_default().push(i);
        }
        let pieces: Vec<String> = of_key.keys().copied().chain(WORTH_A_LOOK).map(Into::into).collect();
        let of_key = of_key.into_values().collect();
        Self { list, templates, pieces, of_key, keys: OnceLock::new() }
    }

    /// The constant pieces: every line that matches anything holds one of them.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// Calls back for every source and use that matches in the line, once; tells whether the line is known, harmless ones included.
    pub fn line(&self, line: &[u8], on_hit: &mut dyn FnMut(Hit)) -> bool {
        let keys = self.keys.get_or_init(|| {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(&self.pieces)
                .expect("a few thousand short pieces fit into an automaton")
        });
        let mut found = keys.find_overlapping_iter(line).map(|found| found.pattern().as_usize());
        self.confirm(line, &mut found, on_hit).known
    }

    /// As [`line`](Self::line), for a line in which these pieces have been found.
    pub fn confirm(&self, line: &[u8], pieces: &mut dyn Iterator<Item = usize>, on_hit: &mut dyn FnMut(Hit)) -> Seen {
        let mut seen = Seen::default();
        let (mut tried, mut told) = (Few::default(), Few::default());
        for piece in pieces {
            let Some(templates) = self.of_key.get(piece) else {
                seen.marked = true;
                continue;
            };
            for &i in templates {
                if !tried.is_new(i) {
                    continue;
                }
                let (template, owner) = &self.templates[i];
                match owner {
                    Owner::Harmless => seen.known = seen.known || template.find_by_key(line).is_some(),
                    Owner::Source(id, of) => {
                        if *of == Use::Match && self.excluded(*id, line) {
                            continue;
                        }
                        let Some(names) = template.find_by_key(line) else { continue };
                        if told.is_new(*id * 4 + *of as usize) {
                            seen.known |= *of == Use::Match && self.list[*id].explains;
                            on_hit(Hit { id: *id, of: *of, names });
                        }
                    }
                }
            }
        }
        seen
    }

    fn excluded(&self, id: SourceId, line: &[u8]) -> bool {
        self.list[id].source.but_not.iter().any(|text| memchr::memmem::find(line, text.as_bytes()).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{File, parse};

    #[test]
    fn a_line_tells_every_source_that_it_matches() {
        let file = File {
            path: "observations/x/seen.yaml".into(),
            text: "fact: f\nbackground: rarely\neffort: glance\nask: a\nhow: h\nanswers_from:\n  - log: { of: any, matches: [ 'Fencing broker {broker} at', 'broker 7 gone' ], but_not: [ rolling ], unless_followed_by: [ 'unfence {broker} has' ] }\n".into(),
        };
        let loaded = parse(&[file]);
        assert_eq!(loaded.problems, []);
        let signatures = Signatures::new(&loaded.knowledge);
        let hits = |line: &str| {
            let mut hits = Vec::new();
            signatures.line(line.as_bytes(), &mut |hit| hits.push((hit.of, hit.names.get("broker").cloned())));
            hits
        };
        assert_eq!(hits("INFO Fencing broker 2 at epoch 3"), [(Use::Match, Some("2".into()))]);
        assert_eq!(hits("INFO Fencing broker 2 at epoch 3, rolling"), []);
        assert_eq!(hits("request to unfence 2 has been granted"), [(Use::Unless, Some("2".into()))]);
        assert_eq!(hits("INFO nothing"), []);
    }

    #[test]
    fn durations() {
        assert_eq!(duration("60s"), Some(60_000));
        assert_eq!(duration("10m"), Some(600_000));
        assert_eq!(duration("x"), None);
        assert_eq!(duration("5"), None);
        assert_eq!(duration("99999999999999999d"), None);
    }
}
