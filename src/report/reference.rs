//! A background topic or an error as a page.

use super::fix::filled;
use super::page::Block;
use crate::knowledge::{ErrorCode, Family, Topic};

/// A background topic as a page.
pub fn topic(topic: &Topic) -> Vec<Block> {
    let mut page = vec![Block::Title(topic.title.clone(), None), Block::Gap];
    page.extend(super::page::blocks(&topic.text));
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
    };
    let mut page = vec![Block::Title(error.name.clone(), None)];
    page.push(Block::Note(0, format!("{numbered} {}; {whose}", error.code)));
    page.extend(error.exception.iter().map(|exception| Block::Note(0, exception.clone())));
    page.extend(error.text.iter().map(|text| Block::Note(0, format!("\"{text}\""))));
    if !error.aliases.is_empty() {
        page.push(Block::Note(0, format!("also {}", error.aliases.join(", "))));
    }
    page.extend([Block::Gap, Block::Text(0, error.meaning.clone()), Block::Gap]);
    page.push(Block::Text(0, format!("**What to do:** {}", filled(&error.action, &|_| None))));
    let retries = match error.retriable {
        true => "Retriable: clients try again by themselves.",
        false => "Not retriable: trying the same again does not help by itself.",
    };
    page.push(Block::Text(0, retries.into()));
    if !error.cards.is_empty() {
        page.push(Block::Section("Cards".into()));
        page.extend(error.cards.iter().map(|card| Block::Code(1, format!("kafka-doctor show {card}"))));
    }
    page
}
