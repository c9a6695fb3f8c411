//! A background topic or an error as a page.

use super::block::{Block, blocks};
use super::fix::filled;
use super::shell::is_command;
use crate::knowledge::{ErrorCode, Family, Topic};

/// A background topic as a page.
pub fn topic(topic: &Topic) -> Vec<Block> {
    let mut page = vec![Block::Title(topic.title.clone(), None), Block::Gap];
    page.extend(blocks(&topic.text));
    see_also(&mut page, &topic.see_also);
    sources(&mut page, &topic.sources);
    page
}

pub(super) fn see_also(page: &mut Vec<Block>, names: &[String]) {
    if !names.is_empty() {
        page.push(Block::Section("See also".into()));
        page.push(Block::Text(0, names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")));
    }
}

pub(super) fn sources(page: &mut Vec<Block>, sources: &[String]) {
    if !sources.is_empty() {
        page.push(Block::Section("Sources".into()));
        page.extend(sources.iter().map(|source| Block::Note(0, source.clone())));
    }
}

/// An error as a page.
pub fn error(family: Family, error: &ErrorCode) -> Vec<Block> {
    let (whose, numbered) = match family {
        Family::Protocol => ("Kafka protocol", "code"),
        Family::Librdkafka => ("librdkafka's own, never on the wire", "librdkafka code"),
        Family::Java => ("the Java client's own, never on the wire", "code"),
    };
    let number = error.code.map(|code| format!("{numbered} {code}; ")).unwrap_or_default();
    let mut page = vec![Block::Title(error.name.clone(), None)];
    page.push(Block::Note(0, format!("{number}{whose}")));
    page.extend([Block::Gap, Block::Text(0, error.meaning.clone()), Block::Gap]);
    let (action, commands) = apart(&filled(&error.action, &|_| None));
    page.push(Block::Text(0, format!("**What to do:** {action}")));
    page.extend(commands.into_iter().map(|command| Block::Code(1, command)));
    let retries = match error.retriable {
        true => "Retriable: clients try again by themselves.",
        false => "Not retriable: trying the same again does not help by itself.",
    };
    page.push(Block::Text(0, retries.into()));
    if !error.cards.is_empty() {
        page.push(Block::Section("Cards".into()));
        page.extend(error.cards.iter().map(|card| Block::Code(1, format!("kafka-doctor show {card}"))));
    }
    let text = error.text.iter().map(|text| format!("\"{text}\""));
    let names: Vec<String> = error.exception.iter().cloned().chain(text).chain(error.aliases.iter().cloned()).collect();
    if !names.is_empty() {
        page.push(Block::Section("Also known as".into()));
        page.extend(names.into_iter().map(|name| Block::Note(0, name)));
    }
    page
}

/// A text that names only the programs of its commands, and the commands themselves: they are pasted whole, never broken over two lines.
fn apart(text: &str) -> (String, Vec<String>) {
    let mut commands: Vec<String> = Vec::new();
    let mut out: Vec<&str> = Vec::new();
    for (i, piece) in text.split('`').enumerate() {
        let command = i % 2 == 1 && piece.contains(' ') && is_command(piece);
        out.push(if command { piece.split(' ').next().unwrap_or(piece) } else { piece });
        if command && !commands.iter().any(|known| known == piece) {
            commands.push(piece.into());
        }
    }
    (out.join("`"), commands)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stand_apart_from_their_sentence() {
        let text = "Compare (`kafka-topics.sh --bootstrap-server <bootstrap> --list`) with `acks = all`, then `df -h`.";
        let commands = ["kafka-topics.sh --bootstrap-server <bootstrap> --list", "df -h"].map(String::from);
        assert_eq!(apart(text), ("Compare (`kafka-topics.sh`) with `acks = all`, then `df`.".into(), commands.into()));
    }
}
