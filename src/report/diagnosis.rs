//! One report of a diagnosis: as the stable JSON document, and as a page with the answer first.

use serde_json::{Value, json};

use super::card;
use super::page::Block;
use crate::case::{Answer, Case, Channel, Reading, Source, State};
use crate::engine::{Diagnosis, Inquiry, Outcome, Ranked, Weighed, within};
use crate::knowledge::{Applies, Card, Cause, Confidence, Fix, Knowledge, Observation};

/// Evidence shown for and against the first cause.
const FOR: usize = 4;
const AGAINST: usize = 2;

/// Rivals shown beside the first.
const RIVALS: usize = 3;

/// Everything that a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// Cards and observations.
    pub knowledge: &'a Knowledge,
    /// What is known.
    pub case: &'a Case,
    /// What follows from it.
    pub diagnosis: &'a Diagnosis,
    /// What would be asked next.
    pub next: Option<&'a Inquiry>,
    /// Probabilities are shown to people too.
    pub verbose: bool,
}

impl Report<'_> {
    /// The word of the outcome in JSON.
    pub fn outcome(&self) -> &'static str {
        match self.diagnosis.outcome {
            Outcome::Diagnosed => "diagnosed",
            Outcome::Undecided => "undecided",
            Outcome::Unlisted => "unlisted",
            Outcome::NothingFound => "nothing-found",
        }
    }

    /// The value that stands for a placeholder of a command, if the evidence names one that is safe to paste.
    pub fn name(&self, placeholder: &str) -> Option<String> {
        let names = self.case.names();
        let first = |name: &str| {
            let safe = |value: &&&str| {
                !value.is_empty()
                    && !value.starts_with('-')
                    && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:/@-".contains(&b))
            };
            names.get(name).and_then(|values| values.iter().find(safe)).map(|value| (*value).to_string())
        };
        let split = || {
            first("partition")
                .and_then(|both| both.rsplit_once('-').map(|(topic, number)| (topic.to_string(), number.to_string())))
        };
        match placeholder {
            "topic" => first("topic").or_else(|| split().map(|(topic, _)| topic)),
            "partition" => split().map(|(_, number)| number).or_else(|| first("partition")),
            "log" => self
                .case
                .inputs
                .iter()
                .find(|input| input.kind == "log" && input.name != "-")
                .map(|input| quoted(&input.name)),
            name => first(name),
        }
    }

    /// Card and cause of a ranked one; both exist, the engine took them from this knowledge.
    fn of(&self, ranked: &Ranked) -> Option<(&Card, &Cause)> {
        Some((self.knowledge.cards.get(&ranked.card)?, self.knowledge.cause(&ranked.card, &ranked.cause)?))
    }

    /// The fixes that can apply here, as far as versions and library are known.
    pub fn fixes<'b>(&self, cause: &'b Cause) -> Vec<&'b Fix> {
        cause.fixes.iter().filter(|fix| self.can_apply(&fix.applies)).collect()
    }

    fn can_apply(&self, applies: &Applies) -> bool {
        let range = |observation: &str, range: &Option<String>| {
            range.as_ref().is_none_or(|range| {
                self.case.value(observation).is_none_or(|version| within(version, range) != Some(false))
            })
        };
        let word = |observation: &str, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| self.case.value(observation).is_none_or(|value| value == wanted))
        };
        range("broker-version", &applies.broker)
            && range("client-version", &applies.client)
            && word("group-protocol", &applies.group_protocol)
            && word("cluster-mode", &applies.mode)
            && (applies.library.is_empty()
                || self.case.value("client-library").is_none_or(|library| applies.library.names(library)))
    }

    // JSON

    /// The stable document; keys are only ever added.
    pub fn json(&self) -> Value {
        let ranked = |list: &[Ranked]| list.iter().filter_map(|one| self.ranked_json(one)).collect::<Vec<_>>();
        let second = self.diagnosis.second.as_ref();
        json!({
            "version": 1,
            "outcome": self.outcome(),
            "diagnoses": ranked(&self.diagnosis.causes),
            "risks": ranked(&self.diagnosis.risks),
            "second": second.map(|one| json!({ "card": one.card, "cause": one.cause, "probability": rounded(one.probability) })),
            "doubts": self.diagnosis.doubts.iter().map(|doubt| json!({
                "observation": doubt.observation, "answer": doubt.answer,
                "otherwise": { "card": doubt.otherwise.0, "cause": doubt.otherwise.1 } })).collect::<Vec<_>>(),
            "next_question": self.next.and_then(|inquiry| self.question_json(inquiry)),
            "readings": self.case.observations().iter().map(|id| self.reading_json(id)).collect::<Vec<_>>(),
            "not_checked": self.case.not_checked,
        })
    }

    fn ranked_json(&self, ranked: &Ranked) -> Option<Value> {
        let (card, cause) = self.of(ranked)?;
        let name = |placeholder: &str| self.name(placeholder);
        let verify = cause
            .verify
            .as_ref()
            .map(|verify| card::verify_json(verify, self.knowledge.observations.get(&verify.observation), &name));
        let evidence: Vec<Value> = ranked
            .evidence
            .iter()
            .map(|one| {
                json!({
                    "observation": one.observation,
                    "answer": one.answer,
                    "effect": if one.weight > 0 { "for" } else { "against" },
                    "sources": self.case.of(&one.observation).filter(|reading| reading.answer.value() == Some(&one.answer))
                        .map(|reading| source_json(&reading.source)).collect::<Vec<_>>(),
                })
            })
            .collect();
        Some(json!({
            "card": ranked.card,
            "cause": ranked.cause,
            "title": format!("{}: {}", card.title, cause.title),
            "severity": card.severity,
            "state": ranked.state,
            "probability": rounded(ranked.probability),
            "confidence": ranked.confidence,
            "evidence": evidence,
            "fixes": self.fixes(cause).into_iter().map(|fix| card::fix_json(fix, &name)).collect::<Vec<_>>(),
            "verify": verify,
        }))
    }

    fn question_json(&self, inquiry: &Inquiry) -> Option<Value> {
        let observation = self.knowledge.observations.get(&inquiry.observation)?;
        let answers: Vec<Value> = observation
            .values()
            .into_iter()
            .map(|value| json!({ "value": value, "label": observation.label(value) }))
            .collect();
        Some(json!({
            "observation": observation.id,
            "ask": observation.ask,
            "answers": answers,
            "how": card::filled(&observation.how, &|placeholder| self.name(placeholder)),
            "why": self.why(inquiry),
        }))
    }

    fn reading_json(&self, observation: &str) -> Value {
        let sources: Vec<Value> = self.case.of(observation).map(|reading| source_json(&reading.source)).collect();
        let answer = self.case.reading(observation).map(|reading| match &reading.answer {
            Answer::Value(value) => value.clone(),
            Answer::Unknown(_) => "unknown".into(),
        });
        json!({ "observation": observation, "answer": answer, "sources": sources, "disputed": self.case.disputed(observation) })
    }

    // Pages

    /// What the question separates, in a few sentences.
    pub fn why(&self, inquiry: &Inquiry) -> String {
        self.separates(inquiry).join(" ")
    }

    /// Where the most probable answers lead, a sentence each.
    pub fn separates(&self, inquiry: &Inquiry) -> Vec<String> {
        let Some(observation) = self.knowledge.observations.get(&inquiry.observation) else { return Vec::new() };
        let mut parts: Vec<String> = Vec::new();
        let mut splits: Vec<_> = inquiry.splits.iter().filter(|split| split.probability > 0.02).collect();
        splits.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        for split in splits.iter().take(3) {
            if let Some((card, cause, p)) = split.leads_to.first() {
                let title = self.knowledge.cards.get(card).map_or(card.as_str(), |card| &card.title);
                let cause = self.knowledge.cause(card, cause).map_or("", |cause| &cause.title);
                let share = if self.verbose { format!(" ({:.0} %)", 100.0 * p) } else { String::new() };
                let label = observation.label(&split.answer).trim_end_matches('.');
                parts.push(format!("\"{label}\" puts {title} first{share}: {}.", cause.trim_end_matches('.')));
            }
        }
        parts
    }

    /// What is suspected so far, in words.
    pub fn suspicion(&self) -> String {
        let mut cards: Vec<(&str, Confidence)> = Vec::new();
        for one in &self.diagnosis.causes {
            if one.confidence >= Confidence::Possible && !cards.iter().any(|(card, _)| *card == one.card) {
                cards.push((&one.card, one.confidence));
            }
        }
        cards.truncate(3);
        let title = |card: &str| self.knowledge.cards.get(card).map(|card| card.title.clone());
        let named: Vec<String> = [Confidence::Certain, Confidence::Likely, Confidence::Possible]
            .iter()
            .filter_map(|word| {
                let titles: Vec<String> =
                    cards.iter().filter(|(_, one)| one == word).filter_map(|(card, _)| title(card)).collect();
                (!titles.is_empty()).then(|| format!("{}: {}", word.word(), titles.join(" or ")))
            })
            .collect();
        if named.is_empty() { "much is open".into() } else { named.join("; ") }
    }

    /// The page for a terminal: the answer first.
    pub fn page(&self) -> Vec<Block> {
        let mut page = Vec::new();
        let first = self.diagnosis.causes.first();
        match (self.diagnosis.outcome, first) {
            (Outcome::Diagnosed, Some(first)) => self.named(first, &mut page),
            (Outcome::NothingFound, _) => self.nothing(&mut page),
            (Outcome::Unlisted, _) => self.unlisted(&mut page),
            _ => self.undecided(&mut page),
        }
        self.risks(&mut page);
        self.doubts(&mut page);
        self.unexplained(&mut page);
        self.not_checked(&mut page);
        page
    }

    /// The page about another cause than the first, in full.
    pub fn page_about(&self, at: usize) -> Vec<Block> {
        let mut page = Vec::new();
        if let Some(one) = self.diagnosis.causes.get(at) {
            self.named(one, &mut page);
        }
        page
    }

    fn named(&self, first: &Ranked, page: &mut Vec<Block>) {
        let Some((card, cause)) = self.of(first) else { return };
        page.push(Block::Title(format!("{}: {}", card.title, lower_first(&cause.title)), Some(card.severity)));
        let over = if first.state == State::Past { " It is over by the end of what was read." } else { "" };
        page.push(Block::Text(0, format!("{}{}.{over}", capital(first.confidence.word()), self.share(first.remedy))));
        page.push(Block::Text(0, cause.why.clone()));
        page.push(Block::Section("Why".into()));
        self.evidence(first, FOR, AGAINST, page);
        page.push(Block::Section("Do now".into()));
        let name = |placeholder: &str| self.name(placeholder);
        for (i, fix) in self.fixes(cause).into_iter().enumerate() {
            page.extend(card::fix(fix, i + 1, 0, &name));
        }
        if let Some(verify) = &cause.verify {
            page.push(Block::Section("Then check".into()));
            page.extend(card::check(verify, self.knowledge.observations.get(&verify.observation), 0, &name));
        }
        self.second(page);
        self.rivals(1, page);
        page.push(Block::Gap);
        page.push(Block::Note(0, format!("The whole card: kafka-doctor show {}", card.id)));
    }

    fn share(&self, probability: f64) -> String {
        if self.verbose { format!(" ({:.0} in 100 such cases)", 100.0 * probability) } else { String::new() }
    }

    fn undecided(&self, page: &mut Vec<Block>) {
        if self.diagnosis.causes.is_empty() {
            page.push(Block::Title("Not decided yet".into(), None));
            page.push(Block::Text(0, "Nothing that was given points to a known problem so far.".into()));
        } else {
            page.push(Block::Title("Not decided yet: several causes fit".into(), None));
            self.rivals(0, page);
            if let Some(first) = self.diagnosis.causes.first() {
                page.push(Block::Section("What speaks for the first".into()));
                self.evidence(first, FOR, AGAINST, page);
            }
        }
        self.next_question(page);
    }

    fn unlisted(&self, page: &mut Vec<Block>) {
        page.push(Block::Title("None of the known problems fits".into(), None));
        page.push(Block::Text(0, "There is trouble, but the cards do not cover it. Hand over what was found: kafka-doctor diagnose … -o markdown.".into()));
        if !self.diagnosis.causes.is_empty() {
            self.rivals(0, page);
        }
        self.next_question(page);
    }

    fn nothing(&self, page: &mut Vec<Block>) {
        page.push(Block::Title("Nothing found".into(), None));
        let read: Vec<String> =
            self.case.inputs.iter().map(|input| format!("{} ({} lines)", input.name, input.lines)).collect();
        page.push(Block::Text(
            0,
            format!(
                "Read and understood: {}. There is no sign of a known problem in it, and no error that is unexplained.",
                read.join(", ")
            ),
        ));
        page.push(Block::Text(0, "If something hurts all the same, the sign may be elsewhere: the other side's log, another time, the settings.".into()));
    }

    fn next_question(&self, page: &mut Vec<Block>) {
        let Some(observation) = self.next.and_then(|inquiry| self.knowledge.observations.get(&inquiry.observation))
        else {
            return;
        };
        page.push(Block::Section("What would decide it".into()));
        page.push(Block::Text(0, observation.ask.clone()));
        page.extend(card::how(&observation.how, 0, &|placeholder| self.name(placeholder)));
        let values: Vec<&str> = observation.values();
        page.push(Block::Note(0, format!("Answer with --answer {}={}", observation.id, values.join("|"))));
    }

    /// The strongest evidence for and against a cause, each with its proof.
    fn evidence(&self, ranked: &Ranked, most_for: usize, most_against: usize, page: &mut Vec<Block>) {
        let some = |positive: bool, most: usize| {
            ranked.evidence.iter().filter(move |one| (one.weight > 0) == positive && one.weight.abs() >= 300).take(most)
        };
        for (mark, one) in
            some(true, most_for).map(|one| ("+", one)).chain(some(false, most_against).map(|one| ("-", one)))
        {
            self.weighed(mark, one, page);
        }
        let hint = self.case.hints.iter().find(|hint| hint.card == ranked.card && hint.weight > 0);
        if let Some(hint) = hint {
            page.push(Block::Item(0, "+".into(), format!("Your words: {}", hint.words.join(", "))));
        }
    }

    fn weighed(&self, mark: &str, one: &Weighed, page: &mut Vec<Block>) {
        let Some(observation) = self.knowledge.observations.get(&one.observation) else { return };
        page.push(Block::Item(0, mark.into(), format!("{}{}", claim(observation, &one.answer), self.weight(one))));
        let readings: Vec<&Reading> =
            self.case.of(&one.observation).filter(|reading| reading.answer.value() == Some(&one.answer)).collect();
        for reading in readings.iter().take(2) {
            if let Some(proof) = proof(&reading.source) {
                page.push(Block::Note(2, proof));
            }
            if let Some(excerpt) = &reading.source.excerpt {
                page.push(Block::Note(2, shortened(excerpt)));
            }
        }
    }

    fn weight(&self, one: &Weighed) -> String {
        if self.verbose { format!(" [{:+.1} nats]", one.weight as f64 / 1000.0) } else { String::new() }
    }

    fn rivals(&self, from: usize, page: &mut Vec<Block>) {
        let rivals: Vec<&Ranked> = self
            .diagnosis
            .causes
            .iter()
            .skip(from)
            .filter(|one| from == 0 || one.confidence >= Confidence::Possible || one.probability >= 0.02)
            .take(RIVALS)
            .collect();
        if rivals.is_empty() {
            return;
        }
        page.push(Block::Section(if from == 0 { "In question" } else { "If that is not it" }.into()));
        for one in rivals {
            let Some((card, cause)) = self.of(one) else { continue };
            let apart = self.apart(one).map(|apart| format!(" Tell it by: {apart}")).unwrap_or_default();
            let line = format!(
                "**{}**: {} ({}{}; kafka-doctor show {}).{apart}",
                card.title,
                lower_first(cause.title.trim_end_matches('.')),
                one.confidence.word(),
                self.share(one.remedy),
                card.id
            );
            page.push(Block::Item(0, "-".into(), line));
        }
    }

    /// The question that tells a rival from the first, where the first's words and the rival's differ most.
    fn apart(&self, rival: &Ranked) -> Option<String> {
        let first =
            self.diagnosis.causes.first().filter(|first| (&first.card, &first.cause) != (&rival.card, &rival.cause))?;
        let (_, one) = self.of(first)?;
        let (_, other) = self.of(rival)?;
        let yes = |cause: &Cause, observation: &Observation| match cause
            .evidence
            .get(&observation.id)
            .or(observation.background.as_ref())
        {
            Some(crate::knowledge::Rates::Yes(word)) => Some(word.probability()),
            _ => None,
        };
        let asked = |id: &str| self.case.reading(id).is_some();
        let ids = one.evidence.keys().chain(other.evidence.keys()).filter(|id| !asked(id));
        let best = ids
            .filter_map(|id| {
                let observation = self.knowledge.observations.get(id)?;
                Some(((yes(one, observation)? - yes(other, observation)?).abs(), observation))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.id.cmp(&a.1.id)))?;
        (best.0 > 0.3).then(|| best.1.ask.clone())
    }

    fn second(&self, page: &mut Vec<Block>) {
        let Some(second) = &self.diagnosis.second else { return };
        let Some(card) = self.knowledge.cards.get(&second.card) else { return };
        let cause = self.knowledge.cause(&second.card, &second.cause).map_or("", |cause| &cause.title);
        page.push(Block::Section("Probably a second fault beside it".into()));
        page.push(Block::Item(
            0,
            "-".into(),
            format!("**{}**: {} (kafka-doctor show {})", card.title, lower_first(cause), card.id),
        ));
    }

    fn risks(&self, page: &mut Vec<Block>) {
        if self.diagnosis.risks.is_empty() {
            return;
        }
        page.push(Block::Section("Risks seen on the way, not the cause".into()));
        for risk in &self.diagnosis.risks {
            let Some((card, cause)) = self.of(risk) else { continue };
            page.push(Block::Item(0, "-".into(), format!("{} (kafka-doctor show {})", cause.title, card.id)));
            let setting =
                risk.evidence.iter().find_map(|one| self.case.reading(&one.observation)?.source.excerpt.clone());
            if let Some(excerpt) = setting {
                page.push(Block::Note(2, shortened(&excerpt)));
            }
        }
    }

    fn doubts(&self, page: &mut Vec<Block>) {
        if self.diagnosis.doubts.is_empty() {
            return;
        }
        page.push(Block::Section("Does not fit the rest".into()));
        for doubt in &self.diagnosis.doubts {
            let Some(observation) = self.knowledge.observations.get(&doubt.observation) else { continue };
            let otherwise = self.knowledge.cards.get(&doubt.otherwise.0).map_or("", |card| &card.title);
            page.push(Block::Item(
                0,
                "-".into(),
                format!(
                    "\"{}\": {}. If that is wrong, it points to {otherwise}.",
                    observation.ask,
                    observation.label(&doubt.answer)
                ),
            ));
        }
    }

    fn unexplained(&self, page: &mut Vec<Block>) {
        let with: Vec<_> =
            self.case.inputs.iter().filter(|input| input.unexplained > 0 && !input.samples.is_empty()).collect();
        if with.is_empty() || (self.diagnosis.outcome == Outcome::Diagnosed && !self.verbose) {
            return;
        }
        page.push(Block::Section("Errors that no card explains".into()));
        for input in with {
            page.push(Block::Item(0, "-".into(), format!("{} in {}, such as:", input.unexplained, input.name)));
            for sample in input.samples.iter().take(2) {
                page.push(Block::Note(2, shortened(sample)));
            }
        }
    }

    fn not_checked(&self, page: &mut Vec<Block>) {
        if self.case.not_checked.is_empty() {
            return;
        }
        page.push(Block::Section("Could not be looked at".into()));
        for one in &self.case.not_checked {
            page.push(Block::Item(0, "-".into(), format!("{}: {}. It takes {}.", one.what, one.why, one.needs)));
        }
    }
}

/// What an answer claims, as a sentence.
pub fn claim(observation: &Observation, answer: &str) -> String {
    let fact = observation.fact.trim_end_matches('.');
    match answer {
        "yes" => format!("{fact}."),
        "no" => format!("Not so: {}.", lower_first(fact)),
        value => format!("{fact}: {}.", lower_first(observation.label(value).trim_end_matches('.'))),
    }
}

/// Where a reading comes from, in a few words.
pub fn proof(source: &Source) -> Option<String> {
    let place = match (&source.file, source.line) {
        (Some(file), Some(line)) => format!("{}:{line}", if file == "-" { "standard input" } else { file }),
        (Some(file), None) => file.clone(),
        (None, _) => return (source.channel == Channel::Person).then(|| "you said so".into()),
    };
    let times = if source.count > 1 { format!(", {} times", source.count) } else { String::new() };
    let when = match (&source.first, &source.last) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(first), _) => format!(", {first}"),
        _ => String::new(),
    };
    let over = if source.state == State::Past { ", over by the end" } else { "" };
    Some(format!("{place}{times}{when}{over}"))
}

fn source_json(source: &Source) -> Value {
    json!({
        "kind": source.channel.kind(),
        "file": source.file,
        "line": source.line,
        "count": source.count,
        "first": source.first,
        "last": source.last,
        "excerpt": source.excerpt,
        "subjects": source.subjects(),
    })
}

/// A file name as a shell takes it.
fn quoted(name: &str) -> String {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/@-".contains(&b));
    if plain { name.into() } else { format!("'{}'", name.replace('\'', "'\\''")) }
}

/// Two lines of a terminal at most.
fn shortened(excerpt: &str) -> String {
    const MOST: usize = 180;
    match excerpt.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &excerpt[..at]),
        None => excerpt.into(),
    }
}

fn rounded(p: f64) -> f64 {
    (p * 10_000.0).round() / 10_000.0
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A title in the middle of a sentence: names and settings keep their capitals.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let (first, second) = (chars.next(), chars.clone().next());
    match (first, second) {
        (Some(first), Some(second)) if first.is_uppercase() && (second.is_lowercase() || second == ' ') => {
            let word = text.split_whitespace().next().unwrap_or("");
            let name = ["Kafka", "Java", "Connect", "Streams", "Spring", "Kerberos", "Docker", "Kubernetes"]
                .iter()
                .any(|name| word.starts_with(name));
            if name { text.into() } else { first.to_lowercase().chain(chars).collect() }
        }
        _ => text.into(),
    }
}
