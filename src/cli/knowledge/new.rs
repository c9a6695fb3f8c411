//! `knowledge new`: a card to fill in, with its first observation beside it.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use super::super::{Format, Global, Out, out};
use crate::builtin::Index;
use crate::error::{Error, Result};

/// Runs it: writes `NAME.yaml` and `NAME-seen.yaml` into the folder, which it makes where it is missing, never over a file.
pub fn run(name: &str, dir: &Path, global: &Global) -> Result<ExitCode> {
    global.only("knowledge new", &[Format::Text])?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(fits) || name.starts_with('-') {
        return Err(Error::usage(format!("{name:?} cannot be a card's name"))
            .hint("Names are lower-case words joined by hyphens, such as consumer-lag-growing."));
    }
    if let Some(card) = Index::load().card_named(name) {
        return Err(Error::usage(format!("there is a built-in card {} already", card.id)).hint(format!(
            "kafka-doctor show {} prints it; a card with `replaces: true` can take its place.",
            card.id
        )));
    }
    let card = dir.join(format!("{name}.yaml"));
    let observation = dir.join(format!("{name}-seen.yaml"));
    for path in [&card, &observation] {
        if path.exists() {
            return Err(Error::usage(format!("{} exists already", path.display())).hint("Nothing was written."));
        }
    }
    std::fs::create_dir_all(dir)
        .map_err(|error| Error::input(format!("the folder {} cannot be made: {error}", dir.display())))?;
    write(&card, &CARD.replace("NAME", name))?;
    write(&observation, &OBSERVATION.replace("NAME", name))?;
    Out::new().all(&format!(
        "{}\n{}\nFill in both, then: kafka-doctor --knowledge {} knowledge lint\n",
        card.display(),
        observation.display(),
        out::quoted(&dir.display().to_string())
    ))
}

fn write(path: &Path, text: &str) -> Result<()> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Error::input(format!("{} cannot be written: {error}", path.display())))
}

/// Keys of the templates whose values are there to be replaced.
const TO_FILL: [&str; 9] = ["title", "symptom", "impact", "why", "do", "sources", "fact", "ask", "how"];

/// Keys and values of a file that stand there as this verb wrote them.
pub fn untouched(text: &str) -> Vec<(&str, &str)> {
    fn filled(text: &str) -> impl Iterator<Item = (&str, &str)> {
        let lines = text.lines().filter_map(|line| line.split(" #").next());
        let pairs = lines.filter_map(|line| line.trim().trim_start_matches("- ").split_once(": "));
        pairs.filter(|(key, _)| TO_FILL.contains(key))
    }
    let written: Vec<_> = filled(CARD).chain(filled(OBSERVATION)).collect();
    filled(text).filter(|pair| written.contains(pair)).collect()
}

const CARD: &str = r#"# A card: one known problem. `kafka-doctor knowledge schema card` prints a schema for your editor.
title: A few words for the list
symptom: What people see, in one sentence.
impact: What it does to users, in one sentence.
severity: medium            # low, medium, high, critical: the worst it does
aliases: []                 # other names for `show`, such as an error name
words: []                   # how people describe it, one phrase each: free text is compared with them
causes:                     # competing mechanisms, each with its own evidence and fixes
  - id: first-cause
    title: The mechanism, as a claim
    prior: uncommon         # very-common, common, uncommon, rare
    why: How it comes about, in plain words.
    evidence:               # observation: how often it is seen when this is the cause
      NAME-seen: almost-always      # almost-always, usually, sometimes, rarely, almost-never
      how-wide: { one-topic: usually }      # a menu: a word for each answer that you know
    fixes:
      - do: What to change, with the default and its version.
        # set: { max.poll.records: 50 }
        # on: consumer      # producer, consumer, broker, topic, group, connect, streams, librdkafka, client, application, host
        # command: kafka-topics.sh --bootstrap-server {bootstrap} --describe --topic {topic}
        risk: none
        # undo: The way back.
    verify: NAME-seen       # what should flip once the fix holds
sources: [ "where this is written down" ]
"#;

const OBSERVATION: &str = r#"# An observation: one checkable fact. `kafka-doctor knowledge schema observation` prints a schema for your editor.
fact: The fact as a claim; true when the answer is yes.
background: rarely          # how often yes when this cause is not there; `never` only for text that one situation alone prints
effort: command             # glance, command, digging
ask: The question, in plain words?
how: A command ready to paste, or where to look.
# answers_from:
#   - log: { of: broker, matches: [ "text that stands in the line, {} for any text, {topic} for a word" ] }
#   - text: { says: [ "words that people write" ] }
#   - properties: { of: consumer, holds: "max.poll.records > 1000" }
# examples: { yes: [ "a line that must match" ], no: [ "a look-alike that must not" ] }
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_filled_in_is_told() {
        let keys =
            |text: &str| untouched(text).into_iter().map(|(key, _)| key.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(keys(CARD), "title symptom impact title why do sources");
        assert_eq!(keys(OBSERVATION), "fact ask how");
        let card = CARD
            .replace("A few words for the list", "Paper jam")
            .replace("impact: What", "impact: Nobody prints # What");
        assert_eq!(keys(&card), "symptom title why do sources");
    }
}
