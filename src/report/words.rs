//! Plain words for what was found.

use crate::case::{Channel, Source, State, plain_name};
use crate::engine::Ranked;
use crate::knowledge::{Confidence, Observation};

/// What an answer claims, as a sentence.
pub fn claim(observation: &Observation, answer: &str) -> String {
    let fact = observation.fact.trim_end_matches('.');
    match answer {
        "yes" => format!("{fact}."),
        "no" if !observation.denied.is_empty() => format!("{}.", observation.denied.trim_end_matches('.')),
        "no" => format!("Not so: {}.", lower_first(fact)),
        value => format!("{fact}: {}.", lower_first(observation.label(value).trim_end_matches('.'))),
    }
}

/// Where a reading comes from, in a few words.
pub fn proof(source: &Source) -> Option<String> {
    let place = match (&source.file, source.line, source.channel) {
        (Some(file), _, Channel::Silence) => format!("{}, which has no such line", plain_name(file)),
        (Some(file), _, Channel::Default) => format!("{}, which leaves it at its default", plain_name(file)),
        (Some(file), Some(line), _) => format!("{}:{line}", plain_name(file)),
        (Some(file), None, _) => plain_name(file).into(),
        (None, _, Channel::Person) => return Some("answered".into()),
        (None, _, Channel::Probe) if source.state == State::Healing => return Some("the cluster, healing".into()),
        (None, _, Channel::Probe) => return Some("the cluster".into()),
        (None, ..) => return None,
    };
    let times = if source.count > 1 { format!(", {} times", source.count) } else { String::new() };
    let when = span(source.first.as_deref(), source.last.as_deref());
    let over = if source.state == State::Past { ", over by the end" } else { "" };
    let few = source.takes.filter(|takes| u64::from(*takes) > source.count);
    let few = few.map_or(String::new(), |takes| format!(", a sign only from {takes} such lines on"));
    Some(format!("{place}{times}{when}{over}{few}"))
}

/// From when to when, behind what it is said of.
pub fn span(first: Option<&str>, last: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => format!(", {} to {}", moment(first), moment(last)),
        (Some(first), _) => format!(", {}", moment(first)),
        _ => String::new(),
    }
}

/// A time as it stands in the log; seconds since 1970, as librdkafka writes them, as a date: nobody can lay those beside an incident.
fn moment(time: &str) -> String {
    let seconds = time.split_once('.').map_or(time, |(seconds, _)| seconds);
    let since_1970 = seconds.len() == 10 && time.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let date = || jiff::Timestamp::from_second(seconds.parse().ok()?).ok().map(|date| date.to_string());
    since_1970.then(date).flatten().unwrap_or_else(|| time.into())
}

/// How sure, and whether it still holds: one or two sentences.
pub fn sure(ranked: &Ranked, seen: bool) -> String {
    let sure = match ranked.confidence {
        _ if ranked.helped == Some(false) => {
            "Its fix was tried and did not help, yet the signs still point here: see whether it took effect."
        }
        Confidence::Certain => "This is almost certainly it.",
        Confidence::Likely => "This is likely it.",
        Confidence::Possible => "This is possible, not more.",
        Confidence::Unlikely => "This is unlikely.",
    };
    match (ranked.state, seen) {
        (State::Past, _) => format!("{sure} It is over by the end of what was read."),
        (State::Healing, _) => format!("{sure} It is getting better by itself."),
        (State::Now, true) => format!("{sure} Nothing in what was read says that it is over."),
        (State::Now, false) => sure.into(),
    }
}

/// Two lines of a terminal at most.
pub fn shortened(excerpt: &str) -> String {
    const MOST: usize = 180;
    match excerpt.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &excerpt[..at]),
        None => excerpt.into(),
    }
}

/// The first subjects by name, the others counted; `None` where there are none.
pub fn named(subjects: &[&str], most: usize) -> Option<String> {
    let shown = subjects.iter().take(most).copied().collect::<Vec<_>>().join(", ");
    match subjects.len() {
        0 => None,
        all if all > most => Some(format!("{shown} and {} more", all - most)),
        _ => Some(shown),
    }
}

/// A title in the middle of a sentence: names and settings keep their capitals.
pub fn lower_first(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{File, parse};

    #[test]
    fn times_can_be_laid_beside_an_incident() {
        assert_eq!(
            span(Some("1795774884.458"), Some("1795774954.614")),
            ", 2026-11-27T10:21:24Z to 2026-11-27T10:22:34Z"
        );
        assert_eq!(span(Some("1795774884"), None), ", 2026-11-27T10:21:24Z");
        assert_eq!(span(Some("2026-11-27 09:00:00,123"), None), ", 2026-11-27 09:00:00,123");
        assert_eq!(span(None, None), "");
    }

    #[test]
    fn nothing_is_denied_twice() {
        let observation = |id: &str, fact: &str| File {
            path: format!("observations/{id}.yaml"),
            text: format!(
                "{fact}\nbackground: rarely\neffort: glance\nask: Is it?\nhow: Look.\nexamples: {{ yes: [a], no: [b] }}\n"
            ),
        };
        let known = parse(&[
            observation("plain", "fact: The lamp is on."),
            observation("negative", "fact: No lamp is on.\ndenied: A lamp is on."),
        ])
        .knowledge
        .observations;
        assert_eq!(claim(&known["plain"], "no"), "Not so: the lamp is on.");
        assert_eq!(claim(&known["negative"], "no"), "A lamp is on.");
        assert_eq!(claim(&known["negative"], "yes"), "No lamp is on.");
    }
}
