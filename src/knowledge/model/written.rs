//! Values that may be written in several ways: one text or a list, one word or one for each answer.

use std::fmt;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::knowledge::words::Frequency;

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
