//! What a phrase wants of a sentence, word by word.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::words::{Term, TermKind};

/// A word or a name that has to stand there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    what: What,
    /// The phrase says that it is not so.
    pub negated: bool,
    /// What it has to be set to.
    value: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum What {
    Stem(String),
    /// A name: as a whole, or its parts side by side. Units at its end may be left out: people write "max poll interval".
    Name {
        whole: String,
        parts: Vec<String>,
    },
}

/// A place where a need is met.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// It is said not to be.
    pub negated: bool,
    /// The identifier that it is a part of; 0 for none.
    pub of: usize,
}

/// Ends of settings' names that people leave out.
const UNITS: &[&str] = &["ms", "byte"];

/// Parts of an identifier that say nothing of their own: units, and what libraries put around the names of errors.
const AROUND: &[&str] = &["ms", "bytes", "config", "exception", "error", "err", "rd", "kafka", "resp"];

/// Behind how many words of a name its value may stand in prose: "acks is explicitly set to 0".
const UP_TO_VALUE: usize = 3;

/// What the terms of a phrase want.
pub fn needs(terms: &[Term]) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    let mut i = 0;
    while i < terms.len() {
        let term = &terms[i];
        i += 1;
        let what = match term.kind {
            TermKind::Not => continue,
            TermKind::Word => What::Stem(term.stem.clone()),
            TermKind::Whole => {
                let end = i + parts_behind(term, &terms[i..]);
                let mut parts: Vec<String> = terms[i..end].iter().map(|part| part.stem.clone()).collect();
                i = end;
                if parts.last().is_some_and(|last| UNITS.contains(&last.as_str())) && parts.len() > 2 {
                    parts.pop();
                }
                What::Name { whole: term.stem.clone(), parts }
            }
        };
        match needs.last_mut() {
            Some(name) if term.value => name.value = Some(term.stem.clone()),
            _ => needs.push(Need { what, negated: term.negated, value: None }),
        }
    }
    needs
}

/// How many of the terms behind a name are its parts: up to the next word that is none.
fn parts_behind(whole: &Term, behind: &[Term]) -> usize {
    let part = |term: &&Term| term.kind == TermKind::Word && !term.value && whole.word.contains(&term.word);
    behind.iter().take_while(part).count()
}

/// A release and the series that it belongs to: `4.0` and `4.0.1` for `4.0.1`.
pub fn releases(stem: &str) -> impl Iterator<Item = &str> {
    let version = stem.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let series =
        stem.match_indices('.').map(|(at, _)| &stem[..at]).filter(move |series| version && series.contains('.'));
    series.chain(std::iter::once(stem))
}

/// Whether an identifier of the sentence says no more than these of its parts do.
pub fn is_alone(identifier: usize, sentence: &[Term], told: impl Fn(&Term) -> bool) -> bool {
    let mut parts = sentence.iter().filter(|term| term.of == identifier);
    parts.all(|part| told(part) || AROUND.contains(&part.word.as_str()))
}

impl Need {
    /// The word, where it is one and may have any value.
    pub fn only_word(&self) -> Option<&str> {
        match &self.what {
            What::Stem(stem) if self.value.is_none() => Some(stem),
            _ => None,
        }
    }

    /// A term without which it cannot hold.
    pub fn key(&self) -> &str {
        match &self.what {
            What::Stem(stem) => stem,
            What::Name { whole, parts } => parts.first().unwrap_or(whole),
        }
    }

    /// Whether it can hold in a sentence of these stems.
    pub fn may_hold(&self, stems: &HashSet<&str>) -> bool {
        match &self.what {
            What::Stem(stem) => stems.contains(stem.as_str()),
            What::Name { whole, parts } => {
                stems.contains(whole.as_str()) || parts.first().is_some_and(|part| stems.contains(part.as_str()))
            }
        }
    }

    /// Whether it may start with this term.
    pub fn may_start(&self, term: &Term) -> bool {
        match &self.what {
            What::Stem(stem) => releases(&term.stem).any(|one| one == stem),
            What::Name { whole, parts } => term.stem == *whole || parts.first() == Some(&term.stem),
        }
    }

    /// Whether it is this term, or has it as a part.
    pub fn names(&self, term: &Term) -> bool {
        match &self.what {
            What::Stem(stem) => *stem == term.stem,
            What::Name { parts, .. } => parts.contains(&term.stem),
        }
    }

    /// Where it stands in these terms of a sentence.
    pub fn places(&self, terms: &[Term], sentence: &[Term]) -> Vec<Place> {
        let words = || terms.iter().enumerate().filter(|(_, term)| term.kind == TermKind::Word);
        let mut places = Vec::new();
        let mut meets = |negated: bool, of: usize, behind: usize| {
            if self.value.as_ref().is_none_or(|value| is_set_to(&terms[behind..], value)) {
                places.push(Place { negated, of });
            }
        };
        match &self.what {
            What::Stem(stem) => words()
                .filter(|(_, term)| releases(&term.stem).any(|one| one == stem))
                .for_each(|(at, term)| meets(term.negated, term.of, at + 1)),
            What::Name { whole, parts } => {
                let wholes =
                    terms.iter().enumerate().filter(|(_, term)| term.kind == TermKind::Whole && term.stem == *whole);
                for (at, term) in wholes {
                    meets(term.negated, 0, at + 1 + parts_behind(term, &terms[at + 1..]));
                }
                let plain: Vec<(usize, &Term)> = words().collect();
                let alone = |of: usize| of == 0 || is_alone(of, sentence, |term| self.names(term));
                for run in plain.windows(parts.len().max(2)).filter(|_| parts.len() > 1) {
                    let same = run.iter().zip(parts).all(|((_, term), part)| term.stem == *part);
                    if let [(_, first), .., (at, last)] = run
                        && same
                        && alone(first.of)
                        && alone(last.of)
                    {
                        meets(first.negated, if first.of == last.of { first.of } else { 0 }, at + 1);
                    }
                }
            }
        }
        places
    }
}

/// Whether what stands behind a name sets it to this: `=` and the value, or a few words with it among them.
fn is_set_to(behind: &[Term], value: &str) -> bool {
    let words = behind.iter().filter(|term| term.kind != TermKind::Not);
    match words.clone().next() {
        Some(first) if first.value => first.stem == value,
        _ => words.take(UP_TO_VALUE).take_while(|term| !term.value).any(|term| term.stem == value),
    }
}
