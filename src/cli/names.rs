//! Names that were not found: the nearest right ones.

use strsim::{damerau_levenshtein, jaro_winkler};

/// The names that were most probably meant, best first, at most three, each once.
///
/// A name is near when it is a few letters away (a third of its length), when it contains all words that were given, or
/// when it begins alike. Jaro-Winkler orders them, because people mistype the end of a name more often than its start.
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
            let close = letters * 3 <= given.chars().count().max(other.chars().count());
            let words = given.len() >= 3 && given.split(' ').all(|word| other.contains(word));
            let alike = jaro_winkler(&given, &other);
            (close || words || alike >= 0.9).then_some((alike + if close { 1.0 } else { 0.0 }, name))
        })
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.dedup_by_key(|(_, name)| *name);
    near.truncate(3);
    near.into_iter().map(|(_, name)| name).collect()
}

/// Lower case, words apart: `Rebalance_Storm` and `rebalance-storm` are the same to people.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', '_'], " ")
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
        assert_eq!(did_you_mean(&["a", "b", "c"]).unwrap(), "Did you mean a, b or c?");
    }
}
