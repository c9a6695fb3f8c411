//! What a person would paste: prose, an error, log lines, a stack trace, settings, all mixed.

mod expected;
mod first_error;
mod hints;
mod index;
mod lines;
pub mod misread;
mod needs;
mod negation;
mod pairs;
mod pasted;
mod says;
pub mod search;
mod sentences;
mod tables;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

use std::collections::BTreeSet;

use indexmap::{IndexMap, IndexSet};

use crate::case::{Answer, Case, Channel, Hint, Input, NotChecked, Reading, Source, plain_name};
use crate::evidence::logs::front::Front;
use crate::evidence::pieces::Lines;
use crate::evidence::signatures::Signatures;
use crate::evidence::{probes, properties, redact};
use crate::knowledge::{AnswerSource, Knowledge, Observation};

use expected::expected;
pub use first_error::first_error;
use hints::Vocabulary;
use lines::{Line, kind};
use pasted::Pasted;
use says::Phrases;
use sentences::{Sentence, is_open_question, is_title, sentences};
use tables::{Tables, tables};
use words::{Term, TermKind, Words};

/// A text is read up to here, in bytes: people paste pages, not logs.
pub const MOST_BYTES: usize = 4 << 20;
/// Sentences of prose that are compared with phrases.
const MOST_SENTENCES: usize = 4_000;
/// Lines that show what stands before all of them.
const LOOKED_AT: usize = 400;
/// Unexplained lines that are kept as samples.
const SAMPLES: usize = 3;

/// What reading texts takes, prepared once: words, phrases, the vocabulary of the cards.
pub struct Reader<'k> {
    knowledge: &'k Knowledge,
    search: Lines<'k>,
    words: Words,
    phrases: Phrases,
    vocabulary: Vocabulary,
}

impl<'k> Reader<'k> {
    /// Prepares the words of all cards and observations.
    pub fn new(knowledge: &'k Knowledge, signatures: &'k Signatures) -> Self {
        let words = Words::new(knowledge);
        let phrases = Phrases::new(knowledge, &words);
        let vocabulary = Vocabulary::new(knowledge, &words);
        Self { knowledge, search: Lines::new(signatures), words, phrases, vocabulary }
    }

    /// Phrases of an observation of which only one word is left without stop words, and one that many cards use: they stand in any text.
    pub fn too_common<'a>(&'a self, observation: &'a Observation) -> impl Iterator<Item = &'a str> + 'a {
        let phrases = observation.answers_from.iter().flat_map(|source| match source {
            AnswerSource::Text(source) => source.says.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        });
        phrases
            .filter(|phrase| says::only_word(&self.words, phrase).is_some_and(|stem| self.vocabulary.is_common(&stem)))
    }

    /// Reads a text into the case: readings, hints, and what nobody could explain in it. Never fails; text that says nothing gives nothing.
    pub fn read(&self, name: &str, text: &str, case: &mut Case) {
        read(self, name, text, case);
    }
}

fn read(reader: &Reader, name: &str, text: &str, case: &mut Case) {
    let Reader { knowledge, search, words, phrases, vocabulary } = reader;
    let text = bounded(name, text, case);
    let bare = bare_lines(text);
    let Tables { found: measured, open, lines: tabular } = tables(bare.iter().copied());
    let in_table = |at: usize| tabular.contains(&(at as u64 + 1));
    let kinds = |(at, line)| (line, if in_table(at) { Line::Machine } else { kind(line) });
    let lines: Vec<(&str, Line)> = bare.into_iter().enumerate().map(kinds).collect();
    let of_kind = |wanted: &'static [Line]| {
        lines
            .iter()
            .enumerate()
            .filter(move |(_, (_, kind))| wanted.contains(kind))
            .map(|(i, (line, _))| (i as u64 + 1, *line))
    };
    let mut prose = sentences(of_kind(&[Line::Prose]));
    if prose.len() > MOST_SENTENCES {
        prose.truncate(MOST_SENTENCES);
        case.not_checked.push(NotChecked {
            what: format!("the words of {} after the first {MOST_SENTENCES} sentences", plain_name(name)),
            why: "so much is told by nobody in words".into(),
            needs: "what hurts, in a few sentences; logs go to --log".into(),
        });
    }
    let prose: Vec<(Sentence, Vec<Term>)> = prose
        .into_iter()
        .map(|sentence| {
            let terms = words.terms(&sentence.text);
            (sentence, terms)
        })
        .collect();
    let denied: Vec<u64> = prose.iter().filter(|(_, terms)| denies(terms)).map(|(sentence, _)| sentence.line).collect();

    let mut pasted = Pasted::new(search);
    pasted.lines(lines.iter().map(|(line, _)| *line), &denied);
    let mut explained = pasted.explained();
    explained.extend(&tabular);
    let read = pasted.readings(name);
    let verbatim: BTreeSet<(&str, &str)> = read
        .iter()
        .filter(|reading| reading.source.channel == Channel::Pasted)
        .filter_map(|reading| Some((reading.observation.as_str(), reading.answer.value()?)))
        .collect();

    let wished = expected(lines.iter().map(|(line, _)| *line));
    let mut said: IndexMap<(&str, &str), Reading> = IndexMap::new();
    let mut told = Vec::new();
    for (sentence, terms) in &prose {
        if is_open_question(&sentence.text) || wished.contains(&sentence.line) {
            continue;
        }
        let found = phrases.in_sentence(terms);
        if found.iter().any(|phrase| phrase.explains) {
            told.push(sentence.line);
        }
        // Several phrases of one sentence say one thing once. A line that says it letter by letter says it louder.
        let answers: IndexSet<(&str, &str)> =
            found.into_iter().map(|phrase| (phrase.observation.as_str(), phrase.answer.as_str())).collect();
        for (observation, answer) in answers.into_iter().filter(|one| !verbatim.contains(one)) {
            said.entry((observation, answer)).and_modify(|reading| reading.source.count += 1).or_insert_with(|| {
                Reading {
                    observation: observation.into(),
                    answer: Answer::Value(answer.into()),
                    source: Source {
                        file: Some(name.into()),
                        line: Some(sentence.line),
                        excerpt: Some(redact::clean(&sentence.text)),
                        ..Source::new(Channel::Words)
                    },
                }
            });
        }
    }
    case.readings.extend(read);
    for (probe, line, subjects) in measured {
        case.readings.extend(probes::pasted(knowledge, probe, &subjects, (name, line)));
    }
    case.not_checked.extend(open);
    // Of answers that exclude each other the first one counts, for people begin with what hurts; in a case the last one does.
    let mut said: Vec<Reading> = said.into_values().rev().collect();
    said.sort_by(|a, b| a.observation.cmp(&b.observation));
    case.readings.extend(said);

    let mut settings = properties::embedded(text);
    settings.iter_mut().for_each(|one| one.name = name.into());
    properties::judge_pasted(knowledge, &settings, case);

    let errors: Vec<Vec<Term>> =
        of_kind(&[Line::Trouble]).take(MOST_SENTENCES).map(|(_, line)| words.terms(message(line))).collect();
    let mut all: Vec<Vec<Term>> = prose.iter().map(|(_, terms)| terms.clone()).collect();
    all.extend(errors);
    let rest: Vec<Vec<Term>> =
        of_kind(&[Line::Machine]).take(MOST_SENTENCES).map(|(_, line)| words.terms(line)).collect();
    let titled = prose.first().is_some_and(|(first, _)| is_title(first, lines.iter().map(|(line, _)| *line)));
    // A text that a case was told before, given once more, says nothing new.
    let hints = vocabulary.hints(&all, &rest, titled);
    let new: Vec<Hint> = hints.into_iter().filter(|hint| !case.hints.contains(hint)).collect();
    case.hints.extend(new);

    let mut input = Input { kind: "text".into(), name: name.into(), lines: lines.len() as u64, ..Input::default() };
    let mut trouble = false;
    for (sentence, terms) in &prose {
        let hurts = terms.iter().any(|term| words.is_trouble(term) || (is_exception(term) && !term.negated));
        trouble |= hurts;
        if hurts && !told.contains(&sentence.line) && !explained.contains(&sentence.line) {
            unexplained(&mut input, &sentence.text);
        }
    }
    for (number, line) in of_kind(&[Line::Trouble]) {
        trouble = true;
        let quiet = line.contains("WARN");
        if !quiet && !explained.contains(&number) {
            unexplained(&mut input, line);
        }
    }
    // Who writes words has a complaint: of what nobody could read in them it cannot be said that nothing is wrong.
    let unread = !prose.is_empty() && !trouble;
    input.understood = !unread && (trouble || !explained.is_empty() || names_kafka(text) || !settings.is_empty());
    if !case.inputs.contains(&input) {
        case.inputs.push(input);
    }
}

fn unexplained(input: &mut Input, line: &str) {
    input.unexplained += 1;
    if input.samples.len() < SAMPLES {
        input.samples.push(redact::clean(line.trim()));
    }
}

/// Whether a machine's lines alone show that they are Kafka's.
fn names_kafka(text: &str) -> bool {
    ["kafka", "Kafka", "KAFKA", "clientId=", "groupId="].iter().any(|word| text.contains(word))
}

/// The text up to the bound, with a note where it is longer.
fn bounded<'a>(name: &str, text: &'a str, case: &mut Case) -> &'a str {
    if text.len() <= MOST_BYTES {
        return text;
    }
    let end = (0..=MOST_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    case.not_checked.push(NotChecked {
        what: format!("the rest of {}", plain_name(name)),
        why: format!("pasted text is read up to {} MiB", MOST_BYTES >> 20),
        needs: "Give it with --log, which reads files of any size.".into(),
    });
    &text[..end]
}

/// The lines without what grep, stern, a mail or an editor has put before all of them.
fn bare_lines(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let filled = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| line.as_bytes());
    let front = Front::of(&filled.take(LOOKED_AT).collect::<Vec<_>>());
    let bare =
        |line| front.off(str::as_bytes(line)).and_then(|(_, rest)| std::str::from_utf8(rest).ok()).unwrap_or(line);
    lines.into_iter().map(bare).collect()
}

/// A sentence that says that something was looked for and is not there: what it quotes was not seen.
fn denies(terms: &[Term]) -> bool {
    const SEEN: &[&str] = &[
        "see",
        "saw",
        "seen",
        "find",
        "found",
        "log",
        "logs",
        "logged",
        "sign",
        "trace",
        "error",
        "errors",
        "exception",
        "exceptions",
        "warning",
        "warnings",
        "message",
        "messages",
    ];
    let follows = |at: usize| terms[at + 1..].iter().find(|term| term.word != "such");
    let nots = terms.iter().enumerate().filter(|(_, term)| term.kind == TermKind::Not);
    // "No such error" denies, "No such file" is an error itself.
    nots.map(|(at, _)| at).any(|at| follows(at).is_some_and(|term| SEEN.contains(&term.word.as_str())))
}

fn is_exception(term: &Term) -> bool {
    term.kind == TermKind::Whole && (term.word.ends_with("exception") || term.word.ends_with("error"))
}

/// What a log line says, without its date, level and thread: those say nothing about the fault.
fn message(line: &str) -> &str {
    let head = line.char_indices().nth(160).map_or(line.len(), |(at, _)| at);
    let start = ["] ", "| "].iter().filter_map(|mark| line[..head].rfind(mark)).max().map_or(0, |at| at + 2);
    &line[start..]
}
