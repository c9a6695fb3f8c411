//! From YAML to knowledge: strict, every problem with its file, line, column and the line itself.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_yaml::Options;

use super::model::{Areas, Card, ErrorFile, Harmless, Observation, Topic, Vocabulary};
use super::{Knowledge, check};

/// One YAML file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// As it is shown to people.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

impl File {
    /// The file name without folder and ending.
    fn stem(&self) -> &str {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path);
        name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).unwrap_or(name)
    }

    /// The folder that it stands in; a user's loose file belongs to the area `local`.
    fn folder(&self) -> &str {
        match self.path.rsplit(['/', '\\']).nth(1) {
            None | Some("" | "." | "cards" | "observations" | "topics") => "local",
            Some(folder) => folder,
        }
    }

    /// Line and column, from 1, of a word of this file: as a key if it is one somewhere, else as it first stands there.
    pub(super) fn place_of(&self, word: &str) -> (usize, usize) {
        let inside = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.';
        let mut first = None;
        for (number, line) in self.text.lines().enumerate() {
            let mut from = 0;
            while let Some(at) = line[from..].find(word).map(|at| at + from) {
                let end = at + word.len();
                let whole = !line[..at].ends_with(inside) && !line[end..].starts_with(inside);
                if whole && !line.trim_start().starts_with('#') {
                    let place = (number + 1, line[..at].chars().count() + 1);
                    if line[end..].trim_start().starts_with(':') {
                        return place;
                    }
                    first.get_or_insert(place);
                }
                from = end.max(at + 1);
                if !line.is_char_boundary(from) {
                    break;
                }
            }
        }
        first.unwrap_or((1, 1))
    }

    pub(super) fn line(&self, number: usize) -> &str {
        self.text.lines().nth(number.saturating_sub(1)).unwrap_or("")
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemLevel {
    /// Makes an answer wrong or impossible: `knowledge lint` fails.
    Error,
    /// Makes an answer weak.
    Advice,
}

/// Something that is wrong with a file of the knowledge base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Error or advice.
    pub level: ProblemLevel,
    /// A stable name, such as `unknown-observation`.
    pub code: &'static str,
    /// The file.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line itself.
    pub excerpt: String,
    /// What is wrong, as a sentence.
    pub message: String,
}

impl Problem {
    /// A problem at the place where a word stands in a file.
    pub fn at(level: ProblemLevel, code: &'static str, file: &File, word: &str, message: String) -> Self {
        let (line, column) = file.place_of(word);
        let excerpt = file.line(line).to_string();
        Self { level, code, path: file.path.clone(), line, column, excerpt, message }
    }
}

/// What came out of loading: the knowledge that can be used, the problems, and which file each thing came from.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// What could be loaded.
    pub knowledge: Knowledge,
    /// What could not, and why.
    pub problems: Vec<Problem>,
    /// Kind and id (`card/isr-shrink`) to the file that it came from.
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
            return Err(Box::new(Problem {
                level: ProblemLevel::Error,
                code: "unknown-kind",
                path: file.path.clone(),
                line: 1,
                column: 1,
                excerpt: file.line(1).into(),
                message: "none of the top-level keys causes (a card), ask (an observation), text (a topic), errors, areas, synonyms, harmless".into(),
            }));
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
                self.claim(kind, &format!("{:?}", errors.family), file, true)?;
                self.knowledge.errors.push(errors);
            }
            "areas" => {
                let areas: Areas = yaml(file)?;
                self.knowledge.areas.areas.extend(areas.areas);
            }
            "vocabulary" => {
                let mut vocabulary: Vocabulary = yaml(file)?;
                self.knowledge.vocabulary.synonyms.append(&mut vocabulary.synonyms);
                self.knowledge.vocabulary.trouble.append(&mut vocabulary.trouble);
                self.knowledge.vocabulary.stop.append(&mut vocabulary.stop);
                self.knowledge.vocabulary.names.append(&mut vocabulary.names);
            }
            _ => {
                let mut harmless: Harmless = yaml(file)?;
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
            return Err(Box::new(Problem::at(
                ProblemLevel::Error,
                "duplicate-id",
                file,
                "id",
                format!("the {kind} {id} is already defined in {}", other.path),
            )));
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
        Box::new(Problem {
            level: ProblemLevel::Error,
            code: "invalid-yaml",
            path: file.path.clone(),
            line,
            column,
            excerpt: file.line(line).into(),
            message: sentence(&error.without_snippet().to_string()),
        })
    })
}

/// The message without the place that is told apart.
fn sentence(message: &str) -> String {
    let end = message.find(" at line ").or_else(|| message.find("\n")).unwrap_or(message.len());
    let start = message.find("error: ").map_or(0, |at| at + 7).min(end);
    message[start..end].trim().trim_end_matches([':', ',']).to_string()
}

/// Adds a user's knowledge to the built-in one. What is broken is left out, with its problem; a card or observation that exists
/// already is replaced only if the file says so.
pub fn merge(base: Knowledge, files: &[File]) -> Loaded {
    let mut user = parse(files);
    let mut knowledge = base;
    let mut refused = Vec::new();
    for (id, card) in std::mem::take(&mut user.knowledge.cards) {
        match knowledge.card_named(&id).map(|old| old.id.clone()) {
            Some(old) if !card.replaces => refused.push(("card", id, old)),
            old => {
                if let Some(old) = old {
                    knowledge.cards.remove(&old);
                }
                knowledge.cards.insert(id, card);
            }
        }
    }
    for (id, observation) in std::mem::take(&mut user.knowledge.observations) {
        if knowledge.observations.contains_key(&id) && !observation.replaces {
            refused.push(("observation", id.clone(), id));
        } else {
            knowledge.observations.insert(id, observation);
        }
    }
    for (kind, id, old) in refused {
        if let Some(file) = user.origins.remove(&format!("{kind}/{id}")) {
            let message = format!("the {kind} {old} is built in; `replaces: true` in this file puts it in its place");
            user.problems.push(Problem::at(ProblemLevel::Error, "replaces-built-in", &file, "id", message));
        }
    }
    knowledge.topics.append(&mut user.knowledge.topics);
    knowledge.errors.append(&mut user.knowledge.errors);
    knowledge.areas.areas.extend(std::mem::take(&mut user.knowledge.areas.areas));
    let (mine, theirs) = (&mut knowledge.vocabulary, &mut user.knowledge.vocabulary);
    mine.synonyms.append(&mut theirs.synonyms);
    mine.trouble.append(&mut theirs.trouble);
    mine.stop.append(&mut theirs.stop);
    knowledge.harmless.harmless.append(&mut user.knowledge.harmless.harmless);
    knowledge.compiled = None;
    user.knowledge = knowledge;
    drop_broken(&mut user);
    user
}

/// Takes out the user's files that refer to what does not exist, until all that is left holds together.
fn drop_broken(loaded: &mut Loaded) {
    loop {
        let broken: Vec<Problem> = check(loaded)
            .into_iter()
            .filter(|problem| problem.level == ProblemLevel::Error && !problem.path.is_empty())
            .collect();
        let before = loaded.origins.len();
        let gone: Vec<String> = loaded
            .origins
            .iter()
            .filter(|(_, file)| broken.iter().any(|problem| problem.path == file.path))
            .map(|(key, _)| key.clone())
            .collect();
        for key in gone {
            loaded.origins.remove(&key);
            match key.split_once('/') {
                Some(("card", id)) => loaded.knowledge.cards.remove(id),
                Some(("observation", id)) => loaded.knowledge.observations.remove(id),
                Some(("topic", id)) => loaded.knowledge.topics.remove(id),
                _ => {}
            }
        }
        loaded.problems.extend(broken);
        if loaded.origins.len() == before {
            return;
        }
    }
}
