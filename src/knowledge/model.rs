//! What stands in the YAML files, as types. The build script includes this file, so that what it checks and packs is what
//! the program reads. Packed, the same types are binary: what may be written in several ways in YAML has one form there.

use std::fmt;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::words::{Effort, Frequency, Prior, Severity};

/// One known problem: what it looks like, its competing causes, their fixes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The name on the command line; the file name without ending where it is left out.
    #[serde(default)]
    pub id: String,
    /// The part of Kafka; the folder's name where it is left out.
    #[serde(default)]
    pub area: String,
    /// A few words, as in a list.
    pub title: String,
    /// What people see, one sentence.
    pub symptom: String,
    /// What it does to users, one sentence.
    pub impact: String,
    /// The worst that it does to users.
    pub severity: Severity,
    /// Other names under which `show` finds it: error names, old ids.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// How people describe it, in their words: the vocabulary that free text is compared with.
    #[serde(default)]
    pub words: Vec<String>,
    /// Evidence that all its causes share; what a cause says of an observation itself counts instead. Loading hands it to the causes.
    #[serde(default)]
    pub evidence: IndexMap<String, Rates>,
    /// The mechanisms that produce it.
    pub causes: Vec<Cause>,
    /// Cards it is often mistaken for, each with how to tell.
    #[serde(default)]
    pub often_mistaken_for: IndexMap<String, String>,
    /// Where its claims come from: addresses, or files of a source tree with their version.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Cards and topics worth reading next.
    #[serde(default)]
    pub see_also: Vec<String>,
    /// Set in a user's card that takes the place of the built-in one of the same id.
    #[serde(default)]
    pub replaces: bool,
}

/// Whether a cause is a fault or only a danger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    /// It hurts now.
    #[default]
    Fault,
    /// A setting or layout that will hurt one day: outside ranking and outcome, unless its harm was reported.
    Risk,
}

/// One mechanism that produces a card's symptom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Unique within the card.
    pub id: String,
    /// What goes wrong, as a claim.
    pub title: String,
    /// Fault or risk.
    #[serde(default)]
    pub kind: CauseKind,
    /// How common it is among all causes.
    pub prior: Prior,
    /// The mechanism, in plain words.
    #[serde(default)]
    pub why: String,
    /// Observations to expected answers: a word (how often `yes`), or a word for each answer.
    #[serde(default)]
    pub evidence: IndexMap<String, Rates>,
    /// For a risk: the observations that say its harm has happened; then it competes like a fault.
    #[serde(default)]
    pub harm: Vec<String>,
    /// Where the mechanism exists at all.
    #[serde(default)]
    pub applies: Applies,
    /// Causes with the same remedy need not be told apart; the cause's own where it is left out.
    #[serde(default)]
    pub remedy: Option<String>,
    /// What to do, in this order.
    #[serde(default)]
    pub fixes: Vec<Fix>,
    /// The observation that should flip once the fix holds.
    #[serde(default)]
    pub verify: Option<Verify>,
}

/// One change, with what it risks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// One sentence; defaults with their versions belong here.
    #[serde(rename = "do")]
    pub action: String,
    /// Settings to their new values.
    #[serde(default)]
    pub set: IndexMap<String, Scalar>,
    /// The side whose settings or hands it takes.
    #[serde(default)]
    pub on: Option<Side>,
    /// What it may break; `none` where it breaks nothing.
    #[serde(default)]
    pub risk: String,
    /// What must hold before.
    #[serde(default)]
    pub needs: Option<String>,
    /// The way back.
    #[serde(default)]
    pub undo: Option<String>,
    /// Ready to paste; `{topic}`, `{group}`, `{bootstrap}` and the like become the real names where they are known.
    #[serde(default)]
    pub command: Option<String>,
    /// Where the fix exists at all.
    #[serde(default)]
    pub applies: Applies,
}

/// The observation that flips when the fix holds. In YAML its name (then its normal answer is expected), or all of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Verify {
    /// The observation to look at again.
    pub observation: String,
    /// The answer that shows success.
    pub expect: String,
    /// A command or a look that tells, where the observation's own does not fit.
    pub how: Option<String>,
}

/// Where something applies; what is left out applies everywhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Applies {
    /// Broker versions, such as `">= 3.0, < 4.0"`; the observation `broker-version`.
    #[serde(default)]
    pub broker: Option<String>,
    /// Client versions, as above; the observation `client-version`.
    #[serde(default)]
    pub client: Option<String>,
    /// Client libraries: answers of the observation `client-library`.
    #[serde(default)]
    pub library: OneOrMany,
    /// `classic` or `consumer`; the observation `group-protocol`.
    #[serde(default)]
    pub group_protocol: Option<String>,
    /// `kraft` or `zookeeper`; the observation `cluster-mode`.
    #[serde(default)]
    pub mode: Option<String>,
}

/// One checkable fact: how to ask a person for it and how to read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// The file name without ending where it is left out.
    #[serde(default)]
    pub id: String,
    /// The folder's name where it is left out.
    #[serde(default)]
    pub area: String,
    /// The fact as a claim, true when the answer is `yes`; of a menu, what it tells apart.
    pub fact: String,
    /// Values to their labels; `yes` and `no` where it is left out.
    #[serde(default)]
    pub answers: IndexMap<String, String>,
    /// Free answers, such as a version: context only, never weighed.
    #[serde(default)]
    pub context: bool,
    /// How often each answer is given when no related cause is there: a word for `yes`, or a word for each answer.
    #[serde(default)]
    pub background: Option<Rates>,
    /// What the answer costs a person.
    pub effort: Effort,
    /// The question, in plain words.
    pub ask: String,
    /// How to find out: a command ready to paste, or where to look.
    #[serde(default)]
    pub how: String,
    /// Asked only if each of these observations has, or may have, one of these answers.
    #[serde(default)]
    pub only_if: IndexMap<String, OneOrMany>,
    /// Sources that answer without a person.
    #[serde(default)]
    pub answers_from: Vec<AnswerSource>,
    /// For each answer, texts that must give it; texts under `no` must not give another. Run as tests.
    #[serde(default)]
    pub examples: IndexMap<String, OneOrMany>,
    /// Where its claims come from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Set in a user's observation that takes the place of the built-in one of the same id.
    #[serde(default)]
    pub replaces: bool,
}

impl Observation {
    /// The values in order: those of `answers`, else `yes` and `no`.
    pub fn values(&self) -> Vec<&str> {
        if self.answers.is_empty() { vec!["yes", "no"] } else { self.answers.keys().map(String::as_str).collect() }
    }

    /// What a person reads for a value: its label, else the value.
    pub fn label<'a>(&'a self, value: &'a str) -> &'a str {
        match (self.answers.get(value), value) {
            (Some(label), _) => label,
            (None, "yes") => "Yes",
            (None, "no") => "No",
            (None, other) => other,
        }
    }

    /// Whether an answer says what is wrong: a context observation, or a general one such as the client's library, is read from lines of any kind.
    pub fn explains(&self) -> bool {
        !self.context && self.area != "general"
    }

    /// The answer expected when nothing is wrong: the most frequent one of the background, the first of equals; `no` where
    /// there is none.
    pub fn normal(&self) -> &str {
        match &self.background {
            Some(Rates::Each(words)) => {
                let most = words.values().max();
                words.iter().find(|(_, word)| Some(*word) == most).map_or("no", |(value, _)| value)
            }
            Some(Rates::Yes(Frequency::Usually | Frequency::AlmostAlways)) => "yes",
            _ => "no",
        }
    }
}

/// A source that answers an observation without a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum AnswerSource {
    /// A line in a log, or in what somebody pasted.
    Log(LogSource),
    /// What a person writes in free words.
    Text(TextSource),
    /// A settings file, or the settings that a client prints at start.
    Properties(PropertiesSource),
    /// A measurement on a live cluster.
    Probe(ProbeSource),
}

/// A pattern in a log line, and what it takes to count.
///
/// Patterns are templates: text that must stand there letter by letter, `{}` for any text, `{name}` for one word that is
/// kept (`{topic}`, `{partition}`, `{group}`, `{broker}`, `{host}`, …).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogSource {
    /// Which process writes it: `broker`, `controller`, `client` (any client), `producer`, `consumer`, `admin`, `connect`,
    /// `streams`, `zookeeper`, `any`.
    pub of: OneOrMany,
    /// Any of these templates.
    pub matches: OneOrMany,
    /// A line with one of these pieces of text does not count.
    #[serde(default)]
    pub but_not: OneOrMany,
    /// The answer it gives.
    #[serde(default = "yes")]
    pub answer: String,
    /// How many lines it takes.
    #[serde(default = "one")]
    pub at_least: u32,
    /// Within what time, such as `60s` or `10m`.
    #[serde(default)]
    pub within: Option<String>,
    /// Counted, and matched with what follows, for each value of this placeholder apart.
    #[serde(default)]
    pub same: Option<String>,
    /// A later line of the same process that matches says it was normal: the hit does not count.
    #[serde(default)]
    pub unless_followed_by: OneOrMany,
    /// A later line of the same process that matches says it is over: the hit is `past`.
    #[serde(default)]
    pub over_when: OneOrMany,
    /// The answer when a log of that process was read and no line matched; left out, silence says nothing.
    #[serde(default)]
    pub absent: Option<String>,
}

/// Free words that give an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextSource {
    /// Any of these phrases: all words of one (without endings, synonyms allowed) stand in one sentence.
    pub says: OneOrMany,
    /// The answer it gives.
    #[serde(default = "yes")]
    pub answer: String,
}

/// A condition over settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PropertiesSource {
    /// The side whose settings stand in `holds` without a prefix.
    pub of: Side,
    /// Comparisons joined by `and` / `or`: `enable.auto.commit = true and auto.commit.interval.ms > 1000`. A setting of
    /// another side is `broker:message.max.bytes`; `max.poll.records is set` asks whether the file names it. A setting that is left out has its default.
    pub holds: String,
    /// The answer when it holds.
    #[serde(default = "yes")]
    pub answer: String,
    /// The answer when it does not; left out, that says nothing.
    #[serde(default)]
    pub otherwise: Option<String>,
}

/// What a probe's measurement means: the probe measures, the observation judges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProbeSource {
    /// The probe: `leaderless-partitions`.
    pub name: String,
    /// How many subjects (partitions, groups, brokers) it takes.
    #[serde(default = "one")]
    pub at_least: u32,
    /// The answer when there are so many.
    #[serde(default = "yes")]
    pub answer: String,
    /// The answer when there are fewer and everything could be looked at; left out, that says nothing.
    #[serde(default)]
    pub otherwise: Option<String>,
}

/// A side of Kafka that has settings of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Producer,
    Consumer,
    Admin,
    Broker,
    Topic,
    Group,
    Connect,
    Streams,
    Librdkafka,
    /// Any client: for fixes that concern producer and consumer alike.
    Client,
    /// Not Kafka itself: the application's code, the host, the network.
    Application,
    Host,
}

impl Side {
    /// The word as it is written in YAML and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Producer => "producer",
            Self::Consumer => "consumer",
            Self::Admin => "admin",
            Self::Broker => "broker",
            Self::Topic => "topic",
            Self::Group => "group",
            Self::Connect => "connect",
            Self::Streams => "streams",
            Self::Librdkafka => "librdkafka",
            Self::Client => "client",
            Self::Application => "application",
            Self::Host => "host",
        }
    }
}

/// A background page that `show` prints and cards link to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The file name without ending where it is left out.
    #[serde(default)]
    pub id: String,
    /// A few words.
    pub title: String,
    /// Paragraphs, lists (`- `), `code`, **bold**, `## headings`.
    pub text: String,
    /// Cards and topics worth reading next.
    #[serde(default)]
    pub see_also: Vec<String>,
    /// Where its claims come from.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// Error codes of one family, for `explain`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorFile {
    /// Which numbering and naming it is.
    pub family: Family,
    /// All errors of the family.
    pub errors: Vec<ErrorCode>,
    /// Where the list comes from.
    pub sources: Vec<String>,
}

/// Who numbers an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The Kafka protocol: on the wire, the same for every client.
    Protocol,
    /// librdkafka's own errors, never on the wire.
    Librdkafka,
}

/// What one error means and what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    /// `NOT_ENOUGH_REPLICAS`, `_MSG_TIMED_OUT`.
    pub name: String,
    /// The number on the wire, or librdkafka's.
    pub code: i32,
    /// Java's exception class, with its package.
    #[serde(default)]
    pub exception: Option<String>,
    /// The text that comes with it.
    #[serde(default)]
    pub text: Option<String>,
    /// Other names: librdkafka's, earlier ones.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether clients try again by themselves.
    pub retriable: bool,
    /// What happened, in plain words.
    pub meaning: String,
    /// What to do.
    #[serde(rename = "do")]
    pub action: String,
    /// Cards on which it lands.
    #[serde(default)]
    pub cards: Vec<String>,
}

/// Words that mean the same to people who describe trouble.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// Each list is one meaning; its first word stands for all.
    pub synonyms: Vec<Vec<String>>,
    /// Words that say that something is wrong, whatever it is: with one of them and no card, the case is unlisted, not fine.
    pub trouble: Vec<String>,
    /// Words without meaning for the search.
    pub stop: Vec<String>,
    /// Names of products that hold a capital inside and are one word all the same: `ZooKeeper`.
    #[serde(default)]
    pub names: Vec<String>,
}

/// Lines at WARN or above that healthy processes write too: they explain themselves and leave nothing unexplained.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Harmless {
    /// The lines.
    pub harmless: Vec<HarmlessLine>,
}

/// One harmless line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HarmlessLine {
    /// A template, as in a log source.
    pub matches: String,
    /// Why it is harmless.
    pub why: String,
}

/// The parts of Kafka that cards are sorted by, in the order of lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Areas {
    /// Folder names to what people read.
    pub areas: IndexMap<String, String>,
}

/// How often answers are given: in YAML one word (how often `yes`), or a word for each answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rates {
    /// How often the answer is `yes`.
    Yes(Frequency),
    /// How often each named answer is given; the rest is shared among the others as in the background.
    Each(IndexMap<String, Frequency>),
}

/// One text or a list of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OneOrMany(pub Vec<String>);

impl OneOrMany {
    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts.
    pub fn iter(&self) -> std::slice::Iter<'_, String> {
        self.0.iter()
    }

    /// Whether it names this text.
    pub fn names(&self, text: &str) -> bool {
        self.0.iter().any(|one| one == text)
    }
}

/// The value of a setting as it is written to a properties file: text, number or truth value in YAML, text everywhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar(pub String);

fn yes() -> String {
    "yes".into()
}

fn one() -> u32 {
    1
}

impl<'de> Deserialize<'de> for Rates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Rates;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a frequency word (almost-always, usually, sometimes, rarely, almost-never), or a map from answers to such words")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Rates, E> {
                Frequency::deserialize(de::value::StrDeserializer::new(word)).map(Rates::Yes)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Rates, A::Error> {
                IndexMap::deserialize(de::value::MapAccessDeserializer::new(map)).map(Rates::Each)
            }
        }
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(Words);
        }
        let (word, words) = Deserialize::deserialize(deserializer)?;
        Ok(Option::map_or(word, Self::Each(words), Self::Yes))
    }
}

impl Serialize for Rates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let human = serializer.is_human_readable();
        match self {
            Self::Yes(word) if human => word.serialize(serializer),
            Self::Each(words) if human => words.serialize(serializer),
            Self::Yes(word) => (Some(word), IndexMap::<String, Frequency>::new()).serialize(serializer),
            Self::Each(words) => (None::<Frequency>, words).serialize(serializer),
        }
    }
}

impl JsonSchema for Rates {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rates".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let word = generator.subschema_for::<Frequency>();
        json_schema!({ "anyOf": [ word, { "type": "object", "additionalProperties": word } ] })
    }
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany(vec![text.into()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<OneOrMany, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(list)).map(OneOrMany)
            }
        }
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(Texts);
        }
        Vec::deserialize(deserializer).map(OneOrMany)
    }
}

impl Serialize for OneOrMany {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] if serializer.is_human_readable() => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl JsonSchema for OneOrMany {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OneOrMany".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [ { "type": "string" }, { "type": "array", "items": { "type": "string" } } ] })
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;
        impl Visitor<'_> for Value {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the value of a setting: a text, a number, true or false")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(text.into()))
            }

            fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Scalar, E> {
                Ok(Scalar(truth.to_string()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }
        }
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(Value);
        }
        String::deserialize(deserializer).map(Scalar)
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl JsonSchema for Scalar {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Scalar".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

impl<'de> Deserialize<'de> for Verify {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Whole {
            observation: String,
            #[serde(default)]
            expect: String,
            #[serde(default)]
            how: Option<String>,
        }
        impl From<Whole> for Verify {
            fn from(Whole { observation, expect, how }: Whole) -> Self {
                Self { observation, expect, how }
            }
        }
        struct NameOrWhole;
        impl<'de> Visitor<'de> for NameOrWhole {
            type Value = Verify;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the name of an observation, or { observation, expect, how }")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Verify, E> {
                Ok(Verify { observation: name.into(), expect: String::new(), how: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Verify, A::Error> {
                Whole::deserialize(de::value::MapAccessDeserializer::new(map)).map(Into::into)
            }
        }
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(NameOrWhole);
        }
        Whole::deserialize(deserializer).map(Into::into)
    }
}
