//! What changed in a cluster between two times, as a page.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::page::Block;

/// From so many partitions on those that changed alike are told together: a broker that goes away changes all that it has.
const MANY: usize = 10;

/// Partitions that are then named.
const NAMED: usize = 3;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Of which thing: `broker 3`, `topic orders`.
    pub of: String,
    /// What of it; empty: it came or went itself.
    pub what: String,
    /// Before; nothing: it was not there.
    pub before: Option<String>,
    /// After; nothing: it is gone.
    pub after: Option<String>,
}

impl Changed {
    fn partition(&self) -> Option<&str> {
        self.of.strip_prefix("partition ").filter(|_| !self.what.is_empty())
    }

    /// The change without what differs from partition to partition: of a list what came and went.
    fn how(&self) -> String {
        let ids = |value: &Option<String>| -> Option<BTreeSet<u32>> {
            value
                .as_deref()
                .unwrap_or_default()
                .split(',')
                .filter(|id| !id.is_empty())
                .map(|id| id.parse().ok())
                .collect()
        };
        let lists = ids(&self.before).zip(ids(&self.after)).filter(|_| self.what != "leader");
        let Some((before, after)) = lists else { return self.value() };
        let some = |word: &str, ids: Vec<String>| (!ids.is_empty()).then(|| format!("{word} {}", ids.join(" and ")));
        let gone = some("without", before.difference(&after).map(u32::to_string).collect());
        let new = some("with", after.difference(&before).map(u32::to_string).collect());
        let parts: Vec<String> = gone.into_iter().chain(new).collect();
        // The same ids in another order.
        if parts.is_empty() { self.value() } else { format!("{} {}", self.what, parts.join(", ")) }
    }

    fn value(&self) -> String {
        let value = |value: &Option<String>| match value.as_deref() {
            None | Some("") => "none".to_string(),
            Some(value) => value.into(),
        };
        format!("{}: {} -> {}", self.what, value(&self.before), value(&self.after))
    }
}

/// The page, thing by thing, and the times of the two.
pub fn page(changes: &[Changed], from: &str, to: &str) -> Vec<Block> {
    let title = match changes.len() {
        0 => "Nothing changed".into(),
        1 => "1 change".into(),
        many => format!("{many} changes"),
    };
    let mut page = vec![Block::Title(title, None), Block::Note(0, format!("From {from} to {to}.")), Block::Gap];
    let partitions: BTreeSet<&str> = changes.iter().filter_map(Changed::partition).collect();
    let many = partitions.len() >= MANY;
    let single: Vec<&Changed> = changes.iter().filter(|one| !many || one.partition().is_none()).collect();
    for of_one in single.chunk_by(|one, next| one.of == next.of) {
        for one in of_one.iter().filter(|one| one.what.is_empty()) {
            let (mark, word) = if one.before.is_none() { ("+", "is new") } else { ("-", "is gone") };
            page.push(Block::Item(0, mark.into(), format!("{} {word}", one.of)));
        }
        let values: Vec<&&Changed> = of_one.iter().filter(|one| !one.what.is_empty()).collect();
        if let Some(first) = values.first() {
            page.push(Block::Item(0, "*".into(), first.of.clone()));
        }
        page.extend(values.into_iter().map(|one| Block::Note(1, one.value())));
    }
    let mut alike: IndexMap<String, Vec<&str>> = IndexMap::new();
    for (one, name) in changes.iter().filter(|_| many).filter_map(|one| Some((one, one.partition()?))) {
        alike.entry(one.how()).or_default().push(name);
    }
    for (how, names) in alike {
        let named = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = match names.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let number = if names.len() == 1 { "1 partition".into() } else { format!("{} partitions", names.len()) };
        page.push(Block::Item(0, "*".into(), format!("{number}: {how}")));
        page.push(Block::Note(1, named + &more));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::text;

    #[test]
    fn each_thing_is_named_once() {
        let change = |of: &str, what: &str, before: Option<&str>, after: Option<&str>| Changed {
            of: of.into(),
            what: what.into(),
            before: before.map(Into::into),
            after: after.map(Into::into),
        };
        let changes = [
            change("topic orders", "", None, Some("there")),
            change("partition bills-0", "leader", Some("1"), None),
            change("partition bills-0", "isr", Some("1,2"), Some("2")),
            change("group g", "", Some("there"), None),
        ];
        assert_eq!(
            text(&page(&changes, "1:00", "2:00"), 80),
            "4 changes\nFrom 1:00 to 2:00.\n\n+ topic orders is new\n* partition bills-0\n  leader: 1 -> none\n  isr: 1,2 -> 2\n- group g is gone\n"
        );
        assert_eq!(text(&page(&[], "1:00", "1:05"), 80), "Nothing changed\nFrom 1:00 to 1:05.\n");
    }

    #[test]
    fn what_changed_alike_in_many_partitions_is_told_once() {
        let of_one = |id: u32| {
            let change = |what: &str, before: &str, after: &str| Changed {
                of: format!("partition orders-{id}"),
                what: what.into(),
                before: Some(before.into()),
                after: (!after.is_empty()).then(|| after.into()),
            };
            let isr = if id < 6 { change("isr", "1,2,3", "2,3") } else { change("isr", "3,1", "3") };
            [change("leader", "1", "3"), isr]
        };
        let changes: Vec<Changed> = (0..12).flat_map(of_one).collect();
        assert_eq!(
            text(&page(&changes, "1:00", "2:00"), 80),
            "24 changes\nFrom 1:00 to 2:00.\n\n* 12 partitions: leader: 1 -> 3\n  orders-0, orders-1, orders-2 and 9 more\n\
             * 12 partitions: isr without 1\n  orders-0, orders-1, orders-2 and 9 more\n"
        );
    }
}
