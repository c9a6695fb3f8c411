//! What must hold for an answer to be right: every reference leads somewhere, every card can be acted on, every template and
//! condition can be read.

use std::collections::BTreeSet;

use super::bounds::{duration, within};
use super::expression;
use super::file::{File, Problem, ProblemLevel};
use super::load::Loaded;
use super::model::{AnswerSource, Applies, Card, Observation, PROCESSES, Rates, Verify};
use super::template::Template;
use super::{Frequency, Knowledge};

/// All errors of the loaded files, every dangling reference included. Things without a file (the built-in ones, when a user's are
/// checked) are taken as sound; without `probes`, the names of all probes, so are these.
pub fn check(loaded: &Loaded, probes: Option<&[String]>) -> Vec<Problem> {
    let mut checker = Checker { knowledge: &loaded.knowledge, probes, problems: Vec::new() };
    for (key, file) in &loaded.origins {
        match key.split_once('/') {
            Some(("card", id)) => {
                if let Some(card) = loaded.knowledge.cards.get(id) {
                    checker.card(card, file);
                }
            }
            Some(("observation", id)) => {
                if let Some(observation) = loaded.knowledge.observations.get(id) {
                    checker.observation(observation, file);
                }
            }
            Some(("topic", id)) => {
                if let Some(topic) = loaded.knowledge.topics.get(id) {
                    for name in &topic.see_also {
                        checker.name(name, file);
                    }
                }
            }
            // A user's stand behind the built-in ones of the same family.
            Some(("errors", family)) => {
                let own = loaded.knowledge.errors.iter().rfind(|one| one.family.word() == family);
                for name in own.iter().flat_map(|own| &own.errors).flat_map(|error| &error.cards) {
                    checker.name(name, file);
                }
            }
            Some(("harmless", pattern)) => checker.template(pattern, file),
            _ => {}
        }
    }
    let mut problems = checker.problems;
    problems.dedup();
    problems
}

struct Checker<'a> {
    knowledge: &'a Knowledge,
    probes: Option<&'a [String]>,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn error(&mut self, code: &'static str, file: &File, word: &str, message: String) {
        self.problems.push(Problem::at(ProblemLevel::Error, code, file, word, message));
    }

    fn incomplete(&mut self, file: &File, word: &str, holds: bool, message: impl FnOnce() -> String) {
        if !holds {
            self.error("incomplete", file, word, message());
        }
    }

    fn card(&mut self, card: &Card, file: &File) {
        self.incomplete(file, "title", !card.sources.is_empty(), || format!("the card {} names no sources", card.id));
        self.incomplete(file, "causes", !card.causes.is_empty(), || format!("the card {} has no causes", card.id));
        for alias in &card.aliases {
            let taken = self.knowledge.cards.values().any(|other| {
                other.id != card.id && (other.id == *alias || other.aliases.iter().any(|theirs| theirs == alias))
            });
            if taken {
                self.error("duplicate-id", file, alias, format!("the alias {alias} is taken by another card"));
            }
        }
        let mut ids = BTreeSet::new();
        for cause in &card.causes {
            let id = &cause.id;
            if !ids.insert(id) {
                self.error("duplicate-id", file, id, format!("two causes have the id {id}"));
            }
            self.incomplete(file, id, !cause.why.trim().is_empty(), || format!("the cause {id} has no why"));
            self.incomplete(file, id, !cause.fixes.is_empty(), || format!("the cause {id} has no fix"));
            self.incomplete(file, id, cause.verify.is_some(), || format!("the cause {id} has no verify"));
            self.incomplete(file, id, !cause.evidence.is_empty(), || format!("the cause {id} has no evidence"));
            self.applies(&cause.applies, file);
            for fix in &cause.fixes {
                self.applies(&fix.applies, file);
                self.incomplete(file, id, !fix.risk.trim().is_empty(), || {
                    format!("the fix \"{}\" of {id} has no risk (write `none` where there is none)", fix.action)
                });
            }
            for (observation, rates) in &cause.evidence {
                self.rates(observation, rates, file);
            }
            for observation in &cause.harm {
                self.answer(observation, None, file);
            }
            if let Some(Verify { observation, expect, .. }) = &cause.verify {
                self.answer(observation, Some(expect).filter(|expect| !expect.is_empty()), file);
            }
        }
        for name in card.often_mistaken_for.keys().chain(&card.see_also) {
            self.name(name, file);
        }
    }

    fn applies(&mut self, applies: &Applies, file: &File) {
        for (what, word, known) in [
            ("group protocol", &applies.group_protocol, ["classic", "consumer"]),
            ("mode", &applies.mode, ["kraft", "zookeeper"]),
        ] {
            for word in word.iter().filter(|word| !known.contains(&word.as_str())) {
                let near = nearest(word, known.into_iter());
                self.error("unknown-name", file, word, format!("there is no {what} {word}{near}"));
            }
        }
        for range in [&applies.broker, &applies.client].into_iter().flatten() {
            if within("1", range).is_none() {
                let message = format!("{range:?} is no range of versions such as \">= 3.0, < 4.0\"");
                self.error("bad-pattern", file, range, message);
            }
        }
        if self.knowledge.observations.contains_key("client-library") {
            applies.library.iter().for_each(|library| self.answer("client-library", Some(library), file));
        }
    }

    fn template(&mut self, text: &str, file: &File) {
        if let Err(message) = Template::parse(text) {
            self.error("bad-pattern", file, text, message);
        }
    }

    fn rates(&mut self, observation: &str, rates: &Rates, file: &File) {
        match rates {
            Rates::Yes(word) => {
                self.answer(observation, Some(&"yes".to_string()), file);
                if *word == Frequency::Never {
                    let message =
                        format!("`never` is for backgrounds only; as evidence of {observation} say almost-never");
                    self.error("unknown-answer", file, observation, message);
                }
            }
            Rates::Each(words) => {
                for value in words.keys() {
                    self.answer(observation, Some(value), file);
                }
            }
        }
    }

    fn answer(&mut self, observation: &str, value: Option<&String>, file: &File) {
        let Some(known) = self.knowledge.observations.get(observation) else {
            let near = nearest(observation, self.knowledge.observations.keys());
            let message = format!("there is no observation {observation}{near}");
            return self.error("unknown-observation", file, observation, message);
        };
        if let Some(value) = value
            && !known.context
            && !known.values().contains(&value.as_str())
        {
            let message = format!("{observation} has no answer {value}; it has {}", known.values().join(", "));
            self.error("unknown-answer", file, value, message);
        }
    }

    fn name(&mut self, name: &str, file: &File) {
        if self.knowledge.card_named(name).is_none() && !self.knowledge.topics.contains_key(name) {
            let near = nearest(name, self.knowledge.cards.keys().chain(self.knowledge.topics.keys()));
            self.error("unknown-name", file, name, format!("there is no card or topic {name}{near}"));
        }
    }

    fn observation(&mut self, observation: &Observation, file: &File) {
        let id = &observation.id;
        self.incomplete(file, "ask", !observation.ask.trim().is_empty(), || format!("{id} has no question"));
        self.incomplete(file, "ask", !observation.how.trim().is_empty(), || {
            format!("{id} does not say how to find out")
        });
        let background = observation.context || observation.background.is_some();
        self.incomplete(file, "ask", background, || format!("{id} has no background"));
        let logged = observation.answers_from.iter().any(|source| matches!(source, AnswerSource::Log(_)));
        let examples = observation.context || !logged || !observation.examples.is_empty();
        self.incomplete(file, "answers_from", examples, || format!("{id} has sources but no examples"));
        if let Some(Rates::Each(words)) = &observation.background {
            for value in observation.values().iter().filter(|value| !words.contains_key(**value)) {
                self.error(
                    "unknown-answer",
                    file,
                    "background",
                    format!("the background of {id} has no word for {value}"),
                );
            }
            for value in words.keys().filter(|value| !observation.values().contains(&value.as_str())) {
                self.error("unknown-answer", file, value, format!("{id} has no answer {value}"));
            }
        } else if !observation.answers.is_empty() && !observation.context {
            self.error(
                "unknown-answer",
                file,
                "background",
                format!("{id} needs a background word for each of its answers"),
            );
        }
        for (other, values) in &observation.only_if {
            for value in values.iter() {
                self.answer(other, Some(value), file);
            }
        }
        for value in observation.examples.keys().filter(|value| *value != "no") {
            if !observation.context {
                self.answer(id, Some(value), file);
            }
        }
        for source in &observation.answers_from {
            self.source(observation, source, file);
        }
    }

    fn source(&mut self, observation: &Observation, source: &AnswerSource, file: &File) {
        let (answer, other) = match source {
            AnswerSource::Log(log) => {
                let templates = log.matches.iter().chain(log.unless_followed_by.iter()).chain(log.over_when.iter());
                for text in templates {
                    self.template(text, file);
                }
                if let Some(time) = log.within.as_ref().filter(|time| duration(time).is_none()) {
                    let message = format!("within: {time} is no duration such as 60s or 10m");
                    self.error("bad-pattern", file, time, message);
                }
                let keeps =
                    |text: &str, name: &str| Template::parse(text).is_ok_and(|one| one.names().any(|own| own == name));
                if let Some(name) = log.same.as_ref().filter(|name| !log.matches.iter().any(|text| keeps(text, name))) {
                    self.error("bad-pattern", file, name, format!("no template of this source keeps {{{name}}}"));
                }
                if log.matches.is_empty() {
                    self.error(
                        "bad-pattern",
                        file,
                        "log",
                        format!("a log source of {} matches nothing", observation.id),
                    );
                }
                for of in log.of.iter().filter(|of| *of != "any" && !PROCESSES.contains(&of.as_str())) {
                    let message = format!("there is no process {of}; there are {} and any", PROCESSES.join(", "));
                    self.error("unknown-name", file, of, message);
                }
                (&log.answer, log.absent.as_ref())
            }
            AnswerSource::Text(text) => (&text.answer, None),
            AnswerSource::Properties(properties) => {
                if let Err(message) = expression::parse(&properties.holds) {
                    self.error("bad-pattern", file, "holds", format!("{message} in \"{}\"", properties.holds));
                }
                (&properties.answer, properties.otherwise.as_ref())
            }
            AnswerSource::Probe(probe) => {
                if let Some(probes) = self.probes.filter(|probes| !probes.contains(&probe.name)) {
                    let near = nearest(&probe.name, probes.iter().map(String::as_str));
                    self.error("unknown-probe", file, &probe.name, format!("there is no probe {}{near}", probe.name));
                }
                (&probe.answer, probe.otherwise.as_ref())
            }
        };
        if !observation.context {
            for value in [Some(answer), other].into_iter().flatten() {
                self.answer(&observation.id, Some(value), file);
            }
        }
    }
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    known
        .map(|one| (strsim::damerau_levenshtein(name, one), one))
        .filter(|(distance, _)| *distance <= 3)
        .min()
        .map(|(_, one)| format!("; did you mean {one}?"))
        .unwrap_or_default()
}
