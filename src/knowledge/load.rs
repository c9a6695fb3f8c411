//! From YAML to knowledge: strict, every problem with its file, line, column and the line itself.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_yaml::Options;

use super::Knowledge;
use super::file::{File, Problem, ProblemLevel};
use super::model::{Areas, Card, ErrorFile, Harmless, Observation, Topic, Vocabulary};

/// What came out of loading: the knowledge that can be used, the problems, and which file each thing came from.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// What could be loaded.
    pub knowledge: Knowledge,
    /// What could not, and why.
    pub problems: Vec<Problem>,
    /// Kind and id (`card/isr-shrink`) to the file that it came from; of errors the family, of harmless lines their pattern.
    pub origins: BTreeMap<String, File>,
}

/// The kinds of file and the top-level key that tells each.
const KINDS: [(&str, &str); 7] = [
    ("causes", "card"),
    ("ask", "observation"),
    ("text", "topic"),
    ("errors", "errors"),
    ("areas", "areas"),
    ("synonyms", "vocabulary"),
    ("harmless", "harmless"),
];

/// Reads files, each on its own; references between them are looked at by [`check`](super::check).
pub fn parse(files: &[File]) -> Loaded {
    let mut loaded = Loaded::default();
    for file in files {
        if let Err(problem) = loaded.take(file) {
            loaded.problems.push(*problem);
        }
    }
    loaded
}

impl Loaded {
    fn take(&mut self, file: &File) -> Result<(), Box<Problem>> {
        // What is no UTF-8 was replaced by its mark when the file was read; UTF-16 has zeros besides.
        if file.text.contains(['\0', char::REPLACEMENT_CHARACTER]) {
            let message = "this is not text in UTF-8 (from UTF-16: iconv -f UTF-16 -t UTF-8)".into();
            return Err(Box::new(Problem::of_file("invalid-yaml", file, message)));
        }
        let key_of = |line: &str| line.split_once(':').map(|(key, _)| key.trim().trim_matches(['"', '\'']).to_string());
        let top: Vec<String> = file
            .text
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_alphabetic() || c == '"'))
            .filter_map(key_of)
            .collect();
        let Some((_, kind)) = KINDS.iter().find(|(key, _)| top.iter().any(|one| one == key)) else {
            // A file that is no YAML at all should hear that first.
            let _: serde_json::Value = yaml(file)?;
            let message = "none of the top-level keys causes (a card), ask (an observation), text (a topic), errors, areas, synonyms, harmless";
            return Err(Box::new(Problem::of_file("unknown-kind", file, message.into())));
        };
        match *kind {
            "card" => {
                let mut card: Card = yaml(file)?;
                name(&mut card.id, file.stem());
                name(&mut card.area, file.folder());
                share_evidence(&mut card);
                let id = card.id.clone();
                self.claim(kind, &id, file, !card.replaces)?;
                self.knowledge.cards.insert(id, card);
            }
            "observation" => {
                let mut observation: Observation = yaml(file)?;
                name(&mut observation.id, file.stem());
                name(&mut observation.area, file.folder());
                let id = observation.id.clone();
                self.claim(kind, &id, file, !observation.replaces)?;
                self.knowledge.observations.insert(id, observation);
            }
            "topic" => {
                let mut topic: Topic = yaml(file)?;
                name(&mut topic.id, file.stem());
                let id = topic.id.clone();
                self.claim(kind, &id, file, true)?;
                self.knowledge.topics.insert(id, topic);
            }
            "errors" => {
                let errors: ErrorFile = yaml(file)?;
                self.claim(kind, errors.family.word(), file, true)?;
                self.knowledge.errors.push(errors);
            }
            "areas" => {
                let areas: Areas = yaml(file)?;
                self.knowledge.areas.areas.extend(areas.areas);
            }
            "vocabulary" => {
                let vocabulary: Vocabulary = yaml(file)?;
                self.knowledge.vocabulary.append(vocabulary);
            }
            _ => {
                let mut harmless: Harmless = yaml(file)?;
                for line in &harmless.harmless {
                    self.claim("harmless", &line.matches, file, false)?;
                }
                self.knowledge.harmless.harmless.append(&mut harmless.harmless);
            }
        }
        Ok(())
    }

    fn claim(&mut self, kind: &str, id: &str, file: &File, fresh: bool) -> Result<(), Box<Problem>> {
        let key = format!("{kind}/{id}");
        if let Some(other) = self.origins.get(&key)
            && fresh
        {
            let message = format!("the {kind} {id} is already defined in {}", other.path);
            return Err(Box::new(Problem::of_file("duplicate-id", file, message)));
        }
        self.origins.insert(key, file.clone());
        Ok(())
    }
}

/// What the card says of all its causes, said by each.
fn share_evidence(card: &mut Card) {
    for (observation, rates) in std::mem::take(&mut card.evidence) {
        for cause in &mut card.causes {
            cause.evidence.entry(observation.clone()).or_insert_with(|| rates.clone());
        }
    }
}

fn name(field: &mut String, fallback: &str) {
    if field.is_empty() {
        *field = fallback.into();
    }
}

/// Strict YAML: duplicate keys, unknown keys and alias bombs are errors; the budget holds for files of a megabyte.
fn yaml<T: DeserializeOwned>(file: &File) -> Result<T, Box<Problem>> {
    serde_yaml::from_str_with_options(&file.text, Options::default()).map_err(|error| {
        let place = error.location();
        let line = place.as_ref().map_or(1, |place| place.line() as usize).max(1);
        let column = place.as_ref().map_or(1, |place| place.column() as usize).max(1);
        let message = match sentence(&error.without_snippet().to_string()) {
            budget if budget.starts_with("budget breached") => {
                "this is larger, deeper or, with what its aliases repeat, longer than a file of cards may be".into()
            }
            told => told,
        };
        Box::new(Problem {
            level: ProblemLevel::Error,
            code: "invalid-yaml",
            path: file.path.clone(),
            line,
            column,
            excerpt: file.line(line).into(),
            message,
        })
    })
}

/// The message without the place that is told apart, and without advice for programmers.
fn sentence(message: &str) -> String {
    let ends = [" at line ", "\n", ", set DuplicateKeyPolicy", "; use from_str"];
    let end = ends.iter().filter_map(|end| message.find(end)).min().unwrap_or(message.len());
    let start = message.find("error: ").map_or(0, |at| at + 7).min(end);
    message[start..end].trim().trim_end_matches([':', ',']).to_string()
}
