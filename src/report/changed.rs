//! What changed in a cluster between two times, as a page.

use super::page::Block;

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

/// The page, thing by thing.
pub fn page(changes: &[Changed]) -> Vec<Block> {
    let title = match changes.len() {
        0 => "Nothing changed".into(),
        1 => "1 change".into(),
        many => format!("{many} changes"),
    };
    let mut page = vec![Block::Title(title, None), Block::Gap];
    for of_one in changes.chunk_by(|one, next| one.of == next.of) {
        for one in of_one.iter().filter(|one| one.what.is_empty()) {
            let (mark, word) = if one.before.is_none() { ("+", "is new") } else { ("-", "is gone") };
            page.push(Block::Item(0, mark.into(), format!("{} {word}", one.of)));
        }
        let values: Vec<&Changed> = of_one.iter().filter(|one| !one.what.is_empty()).collect();
        if let Some(first) = values.first() {
            page.push(Block::Item(0, "*".into(), first.of.clone()));
        }
        page.extend(values.into_iter().map(|one| {
            let value = |value: &Option<String>| match value.as_deref() {
                None | Some("") => "none".to_string(),
                Some(value) => value.into(),
            };
            Block::Note(1, format!("{}: {} -> {}", one.what, value(&one.before), value(&one.after)))
        }));
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
            text(&page(&changes), 80),
            "4 changes\n\n+ topic orders is new\n* partition bills-0\n  leader: 1 -> none\n  isr: 1,2 -> 2\n- group g is gone\n"
        );
        assert_eq!(text(&page(&[]), 80), "Nothing changed\n");
    }
}
