//! Names that were not found: the nearest right ones.

use strsim::{damerau_levenshtein, jaro_winkler};

use crate::error::Error;
use crate::knowledge::Knowledge;

/// The names that were most probably meant, best first, at most three, each once.
///
/// A name is near when it is a few letters away (a quarter of its length), when its words begin like all that were
/// given, or when it begins alike. Jaro-Winkler orders them, because people mistype the end of a name more often than its start.
pub fn nearest<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let given = plain(given);
    // A command line can be megabytes long; no name is.
    if given.is_empty() || given.len() > 200 {
        return Vec::new();
    }
    let mut near: Vec<(f64, &str)> = names
        .into_iter()
        .filter_map(|name| {
            let other = plain(name);
            let letters = damerau_levenshtein(&given, &other);
            let close = letters * 4 <= given.chars().count().max(other.chars().count());
            let words =
                given.len() >= 3 && given.split(' ').all(|word| other.split(' ').any(|whole| whole.starts_with(word)));
            let alike = jaro_winkler(&given, &other);
            (close || words || alike >= 0.9).then_some((alike + if close { 1.0 } else { 0.0 }, name))
        })
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.dedup_by_key(|(_, name)| *name);
    near.truncate(3);
    near.into_iter().map(|(_, name)| name).collect()
}

/// Lower case, words apart: `Rebalance_Storm` and `rebalance-storm` are the same to people, and so are `TopicException` and `topic error`,
/// because what every exception ends with tells none of them.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.trim().chars() {
        if c.is_uppercase() && before.is_lowercase() {
            plain.push(' ');
        }
        before = c;
        if matches!(c, '-' | '_') { plain.push(' ') } else { plain.extend(c.to_lowercase()) }
    }
    let told = [" exception", " error"].iter().find_map(|end| plain.strip_suffix(end));
    told.map(Into::into).unwrap_or(plain)
}

/// What the names lead to that were most probably meant, each once.
pub fn nearest_of<'a>(given: &str, names: &[(&'a str, &'a str)]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for near in nearest(given, names.iter().map(|(name, _)| *name)) {
        let to = names.iter().find(|(name, _)| *name == near).map(|(_, to)| *to);
        found.extend(to.filter(|to| !found.contains(to)));
    }
    found
}

/// Whether a name is at most two letters away.
pub fn mistyped(given: &str, name: &str) -> bool {
    let (given, name) = (plain(given), plain(name));
    given.len().abs_diff(name.len()) <= 8 && damerau_levenshtein(&given, &name) <= 2
}

/// There is no card of this name.
pub fn no_card(knowledge: &Knowledge, name: &str) -> Error {
    let cards = knowledge.cards.values();
    let names: Vec<(&str, &str)> = cards.flat_map(|card| card.names().map(|name| (name, card.id.as_str()))).collect();
    Error::usage(format!("there is no card {name}"))
        .hints(did_you_mean(&nearest_of(name, &names)))
        .hint("All cards: kafka-doctor list.")
}

/// "Did you mean a, b or c?" as a hint.
pub fn did_you_mean(names: &[&str]) -> Option<String> {
    let (last, rest) = names.split_last()?;
    Some(if rest.is_empty() {
        format!("Did you mean {last}?")
    } else {
        format!("Did you mean {} or {last}?", rest.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_mistype_is_found() {
        let names = ["rebalancing-storm", "disk-full", "isr-shrink", "message-too-large"];
        assert_eq!(nearest("rebalance-storm", names), ["rebalancing-storm"]);
        assert_eq!(nearest("storm", names), ["rebalancing-storm"]);
        assert_eq!(nearest("disc full", names), ["disk-full"]);
        assert_eq!(nearest("zebra", names), [""; 0]);
        let classes = ["PrincipalDeserializationException", "TopicAuthorizationException", "TimeoutException"];
        assert_eq!(nearest("SerializationException", classes), [""; 0], "ends that all share tell nothing");
        assert_eq!(nearest("TimeotException", classes), ["TimeoutException"]);
        assert_eq!(nearest_of("storm", &[("storm", "a"), ("storms", "a"), ("storm-like", "b")]), ["a", "b"]);
        assert_eq!(did_you_mean(&["a", "b", "c"]).unwrap(), "Did you mean a, b or c?");
    }
}
