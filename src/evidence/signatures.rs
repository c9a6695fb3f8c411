//! All log sources of all observations, compiled once: their constant pieces are searched for all at once, which finds the few lines that can
//! match at all; the templates confirm.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use crate::knowledge::bounds::duration;
use crate::knowledge::template::{Names, Template};
use crate::knowledge::{AnswerSource, Knowledge, LogSource};

/// Index of a compiled log source.
pub type SourceId = usize;

/// One log source of one observation: see [`LogSource`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signature {
    /// The observation that it answers.
    pub observation: String,
    /// Which processes write it.
    pub of: Vec<String>,
    /// The answer that it gives.
    pub answer: String,
    /// How many lines it takes.
    pub at_least: u32,
    /// Within what time, in milliseconds.
    pub within: Option<i64>,
    /// The placeholder whose values are counted apart.
    pub same: Option<String>,
    /// The answer of a log without such a line.
    pub absent: Option<String>,
    /// Whether silence does not end it.
    pub lasts: bool,
    /// Whether a hit explains the line: a context observation, or a general one such as the client's library, is read from lines of any kind.
    pub explains: bool,
    /// Whether the message itself says "not": "Could not find ..." denies nothing that the line quotes.
    pub says_not: bool,
    but_not: Vec<String>,
}

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Owner {
    Source(SourceId, Use),
    Harmless,
}

/// A template, parsed when a line may match it: few ever do.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Pattern {
    text: String,
    owner: Owner,
    #[serde(skip)]
    template: OnceLock<Option<Template>>,
}

impl Pattern {
    fn new(text: &str, owner: Owner) -> Self {
        Self { text: text.into(), owner, template: OnceLock::new() }
    }

    /// Nothing, if it cannot be compiled: that was refused when the knowledge was loaded.
    fn template(&self) -> Option<&Template> {
        self.template.get_or_init(|| Template::parse(&self.text).ok()).as_ref()
    }
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

/// The numbers that were met in a line. Nearly always they are few: those take no memory.
#[derive(Default)]
struct Met {
    first: [usize; 24],
    count: usize,
    more: BTreeSet<usize>,
}

impl Met {
    fn is_new(&mut self, number: usize) -> bool {
        if self.first[..self.count].contains(&number) {
            return false;
        }
        if self.count == self.first.len() {
            return self.more.insert(number);
        }
        self.first[self.count] = number;
        self.count += 1;
        true
    }
}

/// The compiled set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signatures {
    /// Log sources, in the order of observations.
    pub list: Vec<Signature>,
    patterns: Vec<Pattern>,
    /// Distinct constant pieces, then what else is worth a look.
    pieces: Vec<String>,
    /// The patterns that each constant piece may belong to.
    of_key: Vec<Vec<usize>>,
}

impl Signatures {
    /// Compiles every log source, or takes what the build script has compiled of them.
    pub fn new(knowledge: &Knowledge) -> Self {
        match knowledge.compiled {
            Some(compiled) => {
                postcard::from_bytes(compiled.signatures).expect("the signatures were written by the build script")
            }
            None => Self::compile(knowledge),
        }
    }

    fn compile(knowledge: &Knowledge) -> Self {
        let mut list = Vec::new();
        let mut patterns = Vec::new();
        for observation in knowledge.observations.values() {
            for source in &observation.answers_from {
                let AnswerSource::Log(source) = source else { continue };
                let uses = [
                    (&source.matches, Use::Match),
                    (&source.unless_followed_by, Use::Unless),
                    (&source.over_when, Use::Over),
                ];
                for (texts, of) in uses {
                    patterns.extend(texts.iter().map(|text| Pattern::new(text, Owner::Source(list.len(), of))));
                }
                list.push(Signature::new(&observation.id, source, observation.explains()));
            }
        }
        let harmless = &knowledge.harmless.harmless;
        patterns.extend(harmless.iter().map(|line| Pattern::new(&line.matches, Owner::Harmless)));
        let mut of_key: IndexMap<&str, Vec<usize>> = IndexMap::new();
        for (i, pattern) in patterns.iter().enumerate() {
            if let Some(template) = pattern.template() {
                of_key.entry(template.key()).or_default().push(i);
            }
        }
        let pieces: Vec<String> = of_key.keys().copied().chain(WORTH_A_LOOK).map(Into::into).collect();
        let of_key = of_key.into_values().collect();
        Self { list, patterns, pieces, of_key }
    }

    /// The constant pieces: every line that matches anything holds one of them.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// Calls back for every source and use that matches in a line in which these pieces have been found, once.
    pub fn confirm(&self, line: &[u8], pieces: &mut dyn Iterator<Item = usize>, on_hit: &mut dyn FnMut(Hit)) -> Seen {
        let mut seen = Seen::default();
        let (mut tried, mut told) = (Met::default(), Met::default());
        for piece in pieces {
            let Some(patterns) = self.of_key.get(piece) else {
                seen.marked = true;
                continue;
            };
            for &i in patterns {
                if !tried.is_new(i) {
                    continue;
                }
                let Some(template) = self.patterns[i].template() else { continue };
                match self.patterns[i].owner {
                    Owner::Harmless => seen.known = seen.known || template.find_by_key(line).is_some(),
                    Owner::Source(id, of) => {
                        if of == Use::Match && self.excluded(id, line) {
                            continue;
                        }
                        let Some(names) = template.find_by_key(line) else { continue };
                        if told.is_new(id * 4 + of as usize) {
                            seen.known |= of == Use::Match && self.list[id].explains;
                            on_hit(Hit { id, of, names });
                        }
                    }
                }
            }
        }
        seen
    }

    fn excluded(&self, id: SourceId, line: &[u8]) -> bool {
        self.list[id].but_not.iter().any(|text| memchr::memmem::find(line, text.as_bytes()).is_some())
    }
}

impl Signature {
    fn new(observation: &str, source: &LogSource, explains: bool) -> Self {
        Self {
            observation: observation.into(),
            of: source.of.0.clone(),
            answer: source.answer.clone(),
            at_least: source.at_least,
            within: source.within.as_deref().and_then(duration),
            same: source.same.clone(),
            absent: source.absent.clone(),
            lasts: source.lasts,
            explains,
            says_not: source.matches.iter().any(|text| says_not(text)),
            but_not: source.but_not.0.clone(),
        }
    }
}

fn says_not(text: &str) -> bool {
    text.to_lowercase().split(' ').any(|word| matches!(word, "not" | "no" | "cannot"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::pieces::Lines;
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
        let lines = Lines::new(&signatures);
        let hits = |line: &str| {
            let mut hits = Vec::new();
            lines.search(line.as_bytes(), &mut |hit| hits.push((hit.of, hit.names.get("broker").cloned())));
            hits
        };
        assert_eq!(hits("INFO Fencing broker 2 at epoch 3"), [(Use::Match, Some("2".into()))]);
        assert_eq!(hits("INFO Fencing broker 2 at epoch 3, rolling"), []);
        assert_eq!(hits("request to unfence 2 has been granted"), [(Use::Unless, Some("2".into()))]);
        assert_eq!(hits("INFO nothing"), []);
    }

    #[test]
    fn a_line_of_many_pieces_tells_each_once() {
        let files: Vec<File> = (10..40)
            .map(|number| File {
                path: format!("observations/x/seen-{number}.yaml"),
                text: format!("fact: f\nbackground: rarely\neffort: glance\nask: a\nhow: h\nanswers_from:\n  - log: {{ of: any, matches: 'piece {number} of many' }}\n"),
            })
            .collect();
        let loaded = parse(&files);
        assert_eq!(loaded.problems, []);
        let signatures = Signatures::new(&loaded.knowledge);
        let mut line: String = (10..40).map(|number| format!("piece {number} of many, ")).collect();
        line += &"piece 39 of many, ".repeat(50);
        let mut hits = 0;
        Lines::new(&signatures).search(line.as_bytes(), &mut |_| hits += 1);
        assert_eq!(hits, 30);
    }
}
