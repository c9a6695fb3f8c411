//! What a page is made of.

use serde::{Deserialize, Serialize};

use crate::case::visible;
use crate::knowledge::Severity;

/// One piece of a page. Indents count levels of two columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// The page's title, with a severity where it has one.
    Title(String, Option<Severity>),
    /// A section.
    Section(String),
    /// A part of a section.
    Part(usize, String),
    /// A paragraph; `code` and **bold** in it are shown.
    Text(usize, String),
    /// A paragraph of less weight.
    Note(usize, String),
    /// An entry of a list with its mark, `-` or `1.`.
    Item(usize, String, String),
    /// Commands or output, never wrapped, ready to paste.
    Code(usize, String),
    /// A line from outside, such as of a log: wrapped, and in markdown literal.
    Quote(usize, String),
    /// Room.
    Gap,
}

impl Block {
    /// The same with nothing that steers a terminal, and on one line where it is no code or quote.
    pub(super) fn visible(&self) -> Self {
        let line = |text: &str| visible(text).replace('\n', " ");
        match self {
            Self::Title(text, severity) => Self::Title(line(text), *severity),
            Self::Section(text) => Self::Section(line(text)),
            Self::Part(indent, text) => Self::Part(*indent, line(text)),
            Self::Text(indent, text) => Self::Text(*indent, line(text)),
            Self::Note(indent, text) => Self::Note(*indent, line(text)),
            Self::Item(indent, mark, text) => Self::Item(*indent, mark.clone(), line(text)),
            Self::Code(indent, text) => Self::Code(*indent, visible(text)),
            Self::Quote(indent, text) => Self::Quote(*indent, visible(text)),
            Self::Gap => Self::Gap,
        }
    }
}

/// Text in the small markup of topics and cards (paragraphs, `- ` lists, `## ` headings, fences) as blocks.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let bare = line.trim();
        if bare.starts_with("```") {
            flush(&mut paragraph, &mut blocks);
            let code: Vec<&str> = lines.by_ref().take_while(|line| !line.trim().starts_with("```")).collect();
            blocks.extend([Block::Gap, Block::Code(1, code.join("\n")), Block::Gap]);
        } else if let Some(title) = bare.strip_prefix("## ") {
            flush(&mut paragraph, &mut blocks);
            blocks.push(Block::Section(title.into()));
        } else if let Some(item) = bare.strip_prefix("- ") {
            flush(&mut paragraph, &mut blocks);
            blocks.push(Block::Item(0, "-".into(), item.into()));
        } else if bare.is_empty() {
            flush(&mut paragraph, &mut blocks);
            blocks.push(Block::Gap);
        } else if let (true, true, Some(Block::Item(_, _, item))) =
            (paragraph.is_empty(), line.starts_with(' '), blocks.last_mut())
        {
            item.push(' ');
            item.push_str(bare);
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(bare);
        }
    }
    flush(&mut paragraph, &mut blocks);
    blocks
}

fn flush(paragraph: &mut String, blocks: &mut Vec<Block>) {
    if !paragraph.is_empty() {
        blocks.push(Block::Text(0, std::mem::take(paragraph)));
    }
}
