//! What probes share: times and sizes in words, what a look could not read.

use crate::evidence::cluster::snapshot::{Broker, Contact, Need, NotRead, Part, Sample, Snapshot, Why};

/// A duration in words: `5 s`, `3 min`, `2 h`, `4 days`.
pub(super) fn span(ms: i64) -> String {
    match ms.saturating_abs() / 1000 {
        0 => format!("{} ms", ms.saturating_abs()),
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ ..7_200 => format!("{} min", seconds / 60),
        seconds @ ..172_800 => format!("{} h", seconds / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// Bytes in words, by thousands: `1.5 GB`.
pub(super) fn bytes(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        if value < 1000.0 {
            return if unit == "B" { format!("{bytes} B") } else { format!("{value:.1} {unit}") };
        }
        value /= 1000.0;
    }
    format!("{value:.1} PB")
}

/// Broker or node ids in words: `2 and 3`.
pub(super) fn ids(ids: &[i32]) -> String {
    let words: Vec<String> = ids.iter().map(ToString::to_string).collect();
    match words.as_slice() {
        [] => "none".into(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// What a look could not read of these parts. Without any answer at all it is the whole cluster.
pub(super) fn missing(sample: &Sample, parts: &[Part]) -> Vec<NotRead> {
    let relevant = |one: &&NotRead| parts.contains(&one.what) || one.what == Part::Cluster && sample.topics.is_none();
    sample.not_read.iter().filter(relevant).cloned().collect()
}

/// What could not be read of what is asked in the first look of a run only, by the newest look that asked.
pub(super) fn unread(snapshot: &Snapshot, part: Part) -> Vec<NotRead> {
    let asked = |sample: &&Sample| sample.settings.is_some() || sample.missing(part).next().is_some();
    snapshot.samples.iter().rev().find(asked).map(|sample| sample.missing(part).cloned().collect()).unwrap_or_default()
}

/// What each broker alone tells and one did not: it said why not, or nobody came to it.
pub(super) fn silent(sample: &Sample, part: Part, told: impl Fn(&Broker) -> bool) -> Vec<NotRead> {
    let mut missing = missing(sample, &[part]);
    let silent = sample
        .brokers
        .iter()
        .filter(|(_, broker)| !told(broker) && !matches!(broker.contact, Contact::Answered | Contact::Lost(_)));
    missing.extend(silent.map(|(id, broker)| {
        let address = match (&broker.host, broker.port) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            _ => format!("broker {id}"),
        };
        NotRead::of(part, &[id], Why::NoConnection, Need::Port(address))
    }));
    missing
}

/// Whether a broker is at its post, as the cluster says: listed and not fenced.
pub(super) fn alive(sample: &Sample, broker: i32) -> bool {
    sample.brokers.get(&broker).is_some_and(|broker| broker.listed && broker.fenced != Some(true))
}

/// Brokers that are not at their posts: whether a way leads to them cannot be told.
pub(super) fn absent(sample: &Sample) -> Option<NotRead> {
    let gone: Vec<i32> = sample.brokers.keys().copied().filter(|id| !alive(sample, *id)).collect();
    (!gone.is_empty()).then(|| NotRead::of(Part::Broker, &gone, Why::NoConnection, Need::Again))
}

/// The oldest release among the brokers that told one, such as (3, 9).
pub(super) fn release(sample: &Sample) -> Option<(u32, u32)> {
    let told = sample.brokers.values().filter_map(|broker| broker.release.as_deref());
    told.filter_map(|release| {
        let (major, minor) = release.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    })
    .min()
}

/// In how many looks at the end something holds, and how long from the first of them to the last, milliseconds.
pub(super) fn lasting(snapshot: &Snapshot, holds: impl Fn(&Sample) -> bool) -> (usize, i64) {
    let looks: Vec<&Sample> = snapshot.samples.iter().rev().take_while(|sample| holds(sample)).collect();
    match (looks.first(), looks.last()) {
        (Some(last), Some(first)) => (looks.len(), last.at_ms.saturating_sub(first.at_ms)),
        _ => (0, 0),
    }
}

/// `in 2 looks, 5 s apart`.
pub(super) fn in_looks((looks, ms): (usize, i64)) -> String {
    match looks {
        0 | 1 => "in one look".into(),
        2 => format!("in 2 looks, {} apart", span(ms)),
        looks => format!("in {looks} looks over {}", span(ms)),
    }
}

/// Some of many names: `orders-0, orders-1 and 10 more`.
pub(super) fn some(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// `1 partition`, `12 partitions`.
pub(super) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// `1 record waits`, `12 records wait`.
pub(super) fn waiting(records: i64) -> String {
    if records == 1 { "1 record waits".into() } else { format!("{records} records wait") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_say_them() {
        let spans = [400, 5_000, 119_000, 240_000, 7_200_000, 200_000_000].map(span);
        assert_eq!(spans, ["400 ms", "5 s", "119 s", "4 min", "2 h", "2 days"]);
        assert_eq!([999, 1500, 3_200_000_000].map(bytes), ["999 B", "1.5 kB", "3.2 GB"]);
        assert_eq!([1, 2].map(waiting), ["1 record waits", "2 records wait"]);
        assert_eq!([ids(&[]), ids(&[2]), ids(&[1, 2, 3])], ["none", "2", "1, 2 and 3"]);
    }
}
