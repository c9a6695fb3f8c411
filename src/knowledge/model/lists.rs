//! Background topics, error codes, and the lists beside them.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// The Java client's own exceptions, never on the wire and without a number.
    Java,
}

impl Family {
    /// The word as it is written in YAML.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Protocol => "protocol",
            Self::Librdkafka => "librdkafka",
            Self::Java => "java",
        }
    }
}

/// What one error means and what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    /// `NOT_ENOUGH_REPLICAS`, `_MSG_TIMED_OUT`.
    pub name: String,
    /// The number on the wire, or librdkafka's; the Java client's own exceptions have none.
    #[serde(default)]
    pub code: Option<i32>,
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

impl Vocabulary {
    /// Adds all of another.
    pub fn append(&mut self, mut other: Self) {
        self.synonyms.append(&mut other.synonyms);
        self.trouble.append(&mut other.trouble);
        self.stop.append(&mut other.stop);
        self.names.append(&mut other.names);
    }
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

impl Areas {
    /// What people read of an area; its folder's name where it has no other.
    pub fn name<'a>(&'a self, folder: &'a str) -> &'a str {
        self.areas.get(folder).map_or(folder, String::as_str)
    }
}
