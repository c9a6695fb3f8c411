//! What to do and what to look at: fixes, checks, commands with their names filled in.

use super::block::Block;
use super::fill::{log_of, writer};
use super::login::logged_in;
use super::shell;
use crate::knowledge::{Applies, Fix, Observation, OneOrMany, Side, Verify};

/// How to answer an observation: a command stands alone, ready to paste; a sentence, or a remark on the command, is wrapped.
pub fn how(observation: &Observation, indent: usize, name: &dyn Fn(&str) -> Option<String>) -> Vec<Block> {
    look(&how_of(observation, name), indent)
}

fn look(how: &str, indent: usize) -> Vec<Block> {
    let (command, remark) = shell::split(how);
    let blocks = [Block::Code(indent, command.into()), Block::Note(indent, remark.into())];
    let there = [command, remark].map(|text| !text.is_empty());
    blocks.into_iter().zip(there).filter_map(|(block, there)| there.then_some(block)).collect()
}

/// See [`how`]; `{log}` is the log of the process that writes its lines.
pub fn how_of(observation: &Observation, name: &dyn Fn(&str) -> Option<String>) -> String {
    filled(&observation.how, &|placeholder| name(log_of(writer(observation), placeholder)))
}

/// One fix: what, where, what it takes and risks, the way back, the command.
pub fn fix(fix: &Fix, number: usize, indent: usize, name: &dyn Fn(&str) -> Option<String>) -> Vec<Block> {
    let name = &|placeholder: &str| name(log_of(fix.on, placeholder));
    let mut page = vec![Block::Item(indent, format!("{number}."), in_words(&fix.action, name))];
    let inner = indent + 1;
    let mut details = Vec::new();
    if !fix.set.is_empty() {
        let side = fix.on.map(|side| format!(" ({})", side.word())).unwrap_or_default();
        let pairs: Vec<String> = fix.set.iter().map(|(key, value)| format!("`{key}={}`", value.0)).collect();
        details.push(("Set".to_string() + &side, pairs.join(", ")));
    } else if let Some(side) = fix.on {
        details.push(("Where".into(), place(side).into()));
    }
    details.extend(applies(&fix.applies).map(|only| ("Only for".into(), only)));
    details.extend(fix.needs.as_deref().map(|needs| ("Needs".into(), in_words(needs, name))));
    if !fix.risk.is_empty() {
        details.push(("Risk".into(), in_words(&fix.risk, name)));
    }
    let undo = fix.undo.as_deref().map(|undo| filled(undo, name));
    let undo_command = undo.clone().filter(|undo| shell::is_command(undo));
    if undo_command.is_none() {
        details.extend(undo.map(|undo| ("Undo".into(), undo)));
    }
    if !details.is_empty() {
        let all: Vec<String> =
            details.iter().map(|(word, text)| format!("{word}: {}.", text.trim_end_matches('.'))).collect();
        page.push(Block::Text(inner, all.join(" ")));
    }
    if let Some(command) = fix.command.as_deref().map(|command| filled(command, name)) {
        page.extend(if shell::split(&command).0.is_empty() {
            vec![Block::Code(inner, command)]
        } else {
            look(&command, inner)
        });
    }
    if let Some(undo) = undo_command {
        page.extend([Block::Text(inner, "Undo:".into()), Block::Code(inner, undo)]);
    }
    page
}

/// What to look at after a fix, and how: by a command of this program's own, if there is one.
pub fn check(
    verify: &Verify,
    observation: Option<&Observation>,
    command: Option<String>,
    indent: usize,
    name: &dyn Fn(&str) -> Option<String>,
) -> Vec<Block> {
    let mut page = Vec::new();
    if let Some(observation) = observation {
        let expect = if verify.expect.is_empty() { observation.normal() } else { &verify.expect };
        page.push(Block::Item(indent, "-".into(), repaired(observation, expect)));
    }
    let name = &|placeholder: &str| name(log_of(observation.and_then(writer), placeholder));
    let how = verify.how.as_deref().or(observation.map(|one| one.how.as_str())).unwrap_or("");
    match command {
        Some(command) => page.push(Block::Code(indent + 1, command)),
        None => page.extend(look(&filled(how, name), indent + 1)),
    }
    page
}

/// What the expected answer says after a repair, as a sentence.
fn repaired(observation: &Observation, expect: &str) -> String {
    let fact = observation.fact.trim_end_matches('.');
    match expect {
        "no" => format!("No longer true: {fact}."),
        "yes" => format!("True again: {fact}."),
        value => format!("{fact}: {}.", observation.label(value).trim_end_matches('.')),
    }
}

fn place(side: Side) -> &'static str {
    match side {
        Side::Application => "the application",
        Side::Host => "the host",
        Side::Client => "the clients",
        Side::Admin => "an admin tool",
        Side::Producer => "the producers",
        Side::Consumer => "the consumers",
        Side::Broker => "the brokers",
        Side::Topic => "the topic",
        Side::Group => "the group",
        Side::Connect => "Kafka Connect",
        Side::Streams => "Kafka Streams",
        other => other.word(),
    }
}

/// A command with its `{placeholders}` filled in; those whose value is not known become `<placeholder>`. It logs in as this run does.
pub fn filled(text: &str, name: &dyn Fn(&str) -> Option<String>) -> String {
    let text = each(text, &|out, word| out.push_str(&name(word).unwrap_or_else(|| format!("<{word}>"))));
    match name(LOGIN) {
        Some(file) => logged_in(&text, &file),
        None => text,
    }
}

/// The name under which a case keeps the file of `--command-config`.
pub const LOGIN: &str = "command-config";

/// A sentence with its `{placeholders}` filled in. Where the value of `{topic}` is not known, it says `the topic`, and `topic` alone behind that
/// word or an article; inside of a command, `<topic>`.
pub fn in_words(text: &str, name: &dyn Fn(&str) -> Option<String>) -> String {
    each(text, &|out, word| {
        let last = out.split_whitespace().last().unwrap_or_default().to_string();
        let apart = out.is_empty() || out.ends_with([' ', '\n']);
        let command = out.matches('`').count() % 2 == 1 || last.starts_with('-');
        let plain = word.replace('_', " ");
        match name(word) {
            Some(value) => out.push_str(&value),
            None if command || !apart => out.push_str(&format!("<{word}>")),
            None if last.eq_ignore_ascii_case(&plain) => out.truncate(out.trim_end().len()),
            None if ARTICLES.contains(&last.as_str()) => out.push_str(&plain),
            None if last.is_empty() || last.ends_with('.') => out.push_str(&format!("The {plain}")),
            None => out.push_str(&format!("the {plain}")),
        }
    })
}

/// Words behind which a thing has no article of its own.
const ARTICLES: [&str; 10] = ["a", "an", "the", "A", "An", "The", "this", "each", "its", "your"];

/// A text with each of its `{placeholders}` put by what it is given: the text before, and the placeholder's name.
fn each(text: &str, put: &dyn Fn(&mut String, &str)) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, after) = (&rest[..open], &rest[open + 1..]);
        out.push_str(before);
        match after.find('}').map(|close| &after[..close]) {
            Some(word) if !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => {
                put(&mut out, word);
                rest = &after[word.len() + 1..];
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Where something applies, as words; `None` when everywhere.
pub fn applies(applies: &Applies) -> Option<String> {
    let mut parts = Vec::new();
    if !applies.library.is_empty() {
        parts.push(list(&applies.library));
    }
    parts.extend(applies.client.as_ref().map(|range| format!("clients {range}")));
    parts.extend(applies.broker.as_ref().map(|range| format!("brokers {range}")));
    parts.extend(applies.group_protocol.as_ref().map(|one| format!("the {one} group protocol")));
    parts.extend(applies.mode.as_ref().map(|one| format!("{one} clusters")));
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn list(values: &OneOrMany) -> String {
    values.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_name_what_they_are_about_or_say_it_in_words() {
        let known = |name: &str| (name == "topic").then(|| "orders".to_string());
        let nothing = |_: &str| None;
        for (text, told, untold) in [
            ("Delete {topic}.", "Delete orders.", "Delete the topic."),
            ("Delete the topic {topic}.", "Delete the topic orders.", "Delete the topic."),
            ("{topic} has room.", "orders has room.", "The topic has room."),
            ("Wait. {topic} heals.", "Wait. orders heals.", "Wait. The topic heals."),
            ("Ask its {made_up}.", "Ask its made up.", "Ask its made up."),
            ("Ask the {made_up}.", "Ask the made up.", "Ask the made up."),
            ("Run `x --topic {topic}`.", "Run `x --topic orders`.", "Run `x --topic <topic>`."),
            ("With --topic {topic}.", "With --topic orders.", "With --topic <topic>."),
            ("Set a={topic}.", "Set a=orders.", "Set a=<topic>."),
            ("Leave {} and { x }.", "Leave {} and { x }.", "Leave {} and { x }."),
        ] {
            assert_eq!([in_words(text, &known), in_words(text, &nothing)], [told, untold]);
        }
    }

    #[test]
    fn a_fix_is_filled_in_as_its_command_is() {
        let one: Fix = serde_yaml::from_str(
            "{ do: 'Give {topic} room.', needs: '{topic} may grow.', command: 'kafka-topics.sh --topic {topic}' }",
        )
        .unwrap();
        let told = crate::report::page::text(&fix(&one, 1, 0, &|_| Some("orders".into())), 80);
        assert_eq!(told.matches("orders").count(), 3, "{told}");
        assert!(!told.contains('{'), "{told}");
    }
}
