//! A page of blocks, printed for a terminal or as markdown.

use console::style;

pub use super::block::Block;
use super::lines::{inline, wrap};
use crate::knowledge::Severity;

/// Wider text is hard to read, whatever the terminal has.
pub const WIDEST: usize = 100;

/// The page for a terminal of so many columns.
pub fn text(blocks: &[Block], width: usize) -> String {
    let width = width.clamp(20, WIDEST);
    let mut out = String::with_capacity(16 << 10);
    // What stands below a numbered entry stands below its text: the entry's indent, and the columns of its number beyond those of a dash.
    let mut below: Option<(usize, usize)> = None;
    for block in blocks {
        let block = &block.visible();
        let indent = match block {
            Block::Title(..) | Block::Section(_) => 0,
            Block::Gap => usize::MAX,
            Block::Part(indent, _) | Block::Text(indent, _) | Block::Note(indent, _) => *indent,
            Block::Item(indent, ..) | Block::Code(indent, _) | Block::Quote(indent, _) => *indent,
        };
        below = below.filter(|(entry, _)| indent > *entry);
        let space = || " ".repeat(indent * 2 + below.map_or(0, |(_, number)| number));
        match block {
            Block::Title(title, severity) => {
                let word = severity.map(|one| (format!(" [{}]", one.word()), format!(" [{}]", severity_word(one))));
                let (plain, shown) = word.unwrap_or_default();
                wrap(&mut out, &format!("{title}{plain}"), width, ("", ""), |line| match line.strip_suffix(&plain) {
                    Some(line) => format!("{}{shown}", style(line).bold()),
                    None => style(line).bold().to_string(),
                });
            }
            Block::Section(title) => {
                gap(&mut out);
                wrap(&mut out, title, width, ("", ""), |line| style(line).bold().to_string());
            }
            Block::Part(_, title) => {
                let space = space();
                wrap(&mut out, title, width, (&space, &space), |line| style(line).underlined().to_string());
            }
            Block::Text(_, text) => {
                let space = space();
                wrap(&mut out, &inline(text), width, (&space, &space), str::to_string);
            }
            Block::Note(_, text) | Block::Quote(_, text) => {
                let space = space();
                wrap(&mut out, text, width, (&space, &space), |line| style(line).dim().to_string());
            }
            Block::Item(indent, mark, text) => {
                let space = space();
                let columns = mark.chars().count();
                let hanging = format!("{space}{} ", " ".repeat(columns));
                wrap(&mut out, &inline(text), width, (&format!("{space}{mark} "), &hanging), str::to_string);
                if columns > 1 {
                    below = Some((*indent, columns - 1));
                }
            }
            Block::Code(_, text) => {
                let space = space();
                for line in text.lines() {
                    out.push_str(&format!("{space}{}\n", style(line).cyan()));
                }
            }
            Block::Gap => gap(&mut out),
        }
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

/// The page as markdown.
pub fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut base = 0;
    for block in blocks {
        let block = &block.visible();
        match block {
            Block::Title(title, severity) => {
                out.push_str(&format!("# {}\n", title));
                if let Some(severity) = severity {
                    out.push_str(&format!("\nSeverity: **{}**\n", severity.word()));
                }
            }
            Block::Section(title) => {
                gap(&mut out);
                out.push_str(&format!("## {title}\n"));
            }
            Block::Part(_, title) => {
                gap(&mut out);
                out.push_str(&format!("### {title}\n"));
            }
            Block::Text(indent, text) | Block::Note(indent, text) => {
                // Below a list entry the indent keeps a paragraph in the entry.
                if !after_item(&out) || *indent == 0 {
                    gap(&mut out);
                    out.push_str(&format!("{}\n", text.trim()));
                } else {
                    out.push_str(&format!("\n  {}\n", text.trim()));
                }
            }
            Block::Item(indent, mark, text) => {
                // Nested below an entry, so that a numbered list goes on counting.
                if !after_item(&out) {
                    gap(&mut out);
                    base = *indent;
                }
                let space = "   ".repeat(indent.saturating_sub(base));
                out.push_str(&format!("{space}{mark} {}\n", text.trim()));
            }
            Block::Code(_, text) | Block::Quote(_, text) => {
                let space = if after_item(&out) { "  " } else { "" };
                // A fence is longer than any in the text.
                let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat((longest + 1).max(3));
                let language = if matches!(block, Block::Code(..)) { "sh" } else { "" };
                gap(&mut out);
                out.push_str(&format!("{space}{fence}{language}\n"));
                for line in text.lines() {
                    out.push_str(&format!("{space}{line}\n"));
                }
                out.push_str(&format!("{space}{fence}\n"));
            }
            Block::Gap => gap(&mut out),
        }
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

/// The severity's word in its colour.
pub fn severity_word(severity: Severity) -> String {
    let word = style(severity.word());
    match severity {
        Severity::Low => word.dim(),
        Severity::Medium => word.yellow(),
        Severity::High => word.red(),
        Severity::Critical => word.red().bold(),
    }
    .to_string()
}

/// One empty line, never two, none at the top.
fn gap(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

fn after_item(out: &str) -> bool {
    out.trim_end_matches('\n').rsplit('\n').next().is_some_and(|line| {
        let mark = line.trim_start();
        mark.starts_with("- ")
            || mark.split_once(". ").is_some_and(|(n, _)| n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty())
            || line.starts_with("  ")
    })
}

#[cfg(test)]
mod tests {
    use super::super::block::blocks;
    use super::*;

    #[test]
    fn names_stay_whole() {
        let page = [Block::Item(1, "-".into(), "the setting max.poll.interval.ms-and-something-quite-long".into())];
        assert_eq!(text(&page, 24), "  - the setting\n    max.poll.interval.ms-and-something-quite-long\n");
    }

    #[test]
    fn what_is_below_a_number_is_below_its_text() {
        let item = |mark: &str| Block::Item(0, mark.into(), "one two three four five".into());
        let page = [item("9."), Block::Code(1, "df".into()), item("10."), Block::Note(1, "n".into()), item("-")];
        assert_eq!(
            text(&page, 20),
            "9. one two three\n   four five\n   df\n10. one two three\n    four five\n    n\n- one two three four\n  five\n"
        );
    }

    #[test]
    fn markup_becomes_blocks() {
        let page = blocks("One\ntwo.\n\n## More\n- a\n  b\n- c\n```\nx  y\n```\n");
        assert_eq!(text(&page, 80), "One two.\n\nMore\n- a b\n- c\n\n  x  y\n");
        assert_eq!(markdown(&page), "One two.\n\n## More\n\n- a b\n- c\n\n  ```sh\n  x  y\n  ```\n");
    }

    #[test]
    fn no_text_breaks_out_of_its_fence() {
        let of = |quote: &str| markdown(&[Block::Quote(0, quote.into())]);
        assert_eq!(of("``````````\n# x"), "```````````\n``````````\n# x\n```````````\n");
        assert_eq!(of("a `` b"), "```\na `` b\n```\n");
    }

    #[test]
    fn nothing_on_a_page_steers_a_terminal() {
        let text = || "\u{1b}[2J\u{202e}\u{7}\u{200b}x\n# y".to_string();
        let page = [
            Block::Title(text(), Some(Severity::Low)),
            Block::Section(text()),
            Block::Part(0, text()),
            Block::Text(0, text()),
            Block::Note(0, text()),
            Block::Item(0, "-".into(), text()),
            Block::Code(1, text()),
            Block::Quote(1, text()),
        ];
        for told in [super::text(&page, 80), markdown(&page)] {
            assert!(!told.chars().any(|c| c != '\n' && crate::case::steers(c)), "{told:?}");
            assert_eq!(told.matches("\\u{1b}[2J\\u{202e}\\u{7}\\u{200b}x").count(), page.len());
        }
        let headings = markdown(&page[..6]).lines().filter(|line| line.starts_with("# y")).count();
        assert_eq!(headings, 0, "a name is no heading");
    }
}
