//! A menu with cursor keys. What is longer than the screen is shown page by page, so that the question above it stays in sight.

use std::io;
use std::ops::Range;

use console::{Key, Term, style};

use super::out::{printable, visible};
use super::tty::Silent;

/// Rows below the items: what is said of words that are typed, and the cursor.
const BELOW: usize = 2;

/// Rows that the items have at least, however much stands above them.
const LEAST: usize = 3;

/// The index of the item that is chosen, below so many rows of text that stay in sight; `None` after Esc. Only Enter chooses: whoever types
/// words answers nothing.
///
/// # Errors
/// Ctrl-C; the terminal cannot be used.
pub fn choose(term: &Term, items: &[String], above: usize) -> io::Result<Option<usize>> {
    let _silent = Silent::new();
    term.hide_cursor()?;
    let chosen = chosen(term, items, above);
    term.show_cursor()?;
    chosen
}

fn chosen(term: &Term, items: &[String], above: usize) -> io::Result<Option<usize>> {
    let (mut marked, mut typed) = (0, false);
    loop {
        let (rows, columns) = term.size();
        let items: Vec<Vec<String>> = items.iter().map(|item| wrapped(item, columns.into())).collect();
        let heights: Vec<usize> = items.iter().map(Vec::len).collect();
        let pages = pages(&heights, usize::from(rows).saturating_sub(above + BELOW).max(LEAST));
        let page = pages.iter().position(|page| page.contains(&marked)).unwrap_or(0);
        let mut lines = Vec::new();
        if pages.len() > 1 {
            lines.push(format!("Left and right for more [Page {}/{}]", page + 1, pages.len()));
        }
        for item in pages[page].clone() {
            lines.extend(drawn(&items[item], item == marked));
        }
        if typed {
            lines.push("Words are not read here: up, down and Enter choose.".into());
        }
        term.write_str(&(lines.join("\n") + "\n"))?;
        let key = term.read_key()?;
        term.clear_last_lines(lines.len())?;
        let (all, many) = (items.len(), pages.len());
        match key {
            Key::ArrowDown | Key::Tab | Key::Char('j') => marked = (marked + 1) % all,
            Key::ArrowUp | Key::BackTab | Key::Char('k') => marked = (marked + all - 1) % all,
            Key::ArrowRight | Key::Char('l') if many > 1 => marked = pages[(page + 1) % many].start,
            Key::ArrowLeft | Key::Char('h') if many > 1 => marked = pages[(page + many - 1) % many].start,
            // It ends the words.
            Key::Enter if typed => typed = false,
            Key::Enter => return Ok(Some(marked)),
            Key::Escape => return Ok(None),
            Key::Char(_) => typed = true,
            _ => {}
        }
        if matches!(key, Key::ArrowDown | Key::ArrowUp | Key::Tab | Key::BackTab) {
            typed = false;
        }
    }
}

/// An item in rows.
fn wrapped(item: &str, columns: usize) -> Vec<String> {
    let item = printable(visible(&item.replace('\n', " ")));
    let width = textwrap::Options::new(columns.saturating_sub(3).max(10)).subsequent_indent("  ");
    textwrap::wrap(&item, width).into_iter().map(Into::into).collect()
}

/// The rows of an item; the marked one has a sign that needs no colour and no special characters.
fn drawn(rows: &[String], marked: bool) -> Vec<String> {
    let row = |(number, row): (usize, &String)| match (marked, number) {
        (false, _) => format!("  {row}"),
        (true, 0) => {
            format!("{} {}", style(">").for_stderr().cyan().bold(), style(row).for_stderr().bold())
        }
        (true, _) => format!("  {}", style(row).for_stderr().bold()),
    };
    rows.iter().enumerate().map(row).collect()
}

/// The items of each page: one where all rows have room, else as many as fit below the row that says that there are more.
fn pages(heights: &[usize], room: usize) -> Vec<Range<usize>> {
    if heights.iter().sum::<usize>() <= room {
        return std::iter::once(0..heights.len()).collect();
    }
    let (mut pages, mut start, mut taken) = (Vec::new(), 0, 0);
    for (item, height) in heights.iter().enumerate() {
        if item > start && taken + height > room - 1 {
            pages.push(start..item);
            (start, taken) = (item, 0);
        }
        taken += height;
    }
    pages.push(start..heights.len());
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_hold_what_has_room() {
        assert_eq!(pages(&[1, 1, 1], 3).len(), 1);
        assert_eq!(pages(&[1, 1, 1, 1], 3), [0..2, 2..4]);
        assert_eq!(
            pages(&[1, 2, 1, 9, 1], 4),
            [0..2, 2..3, 3..4, 4..5],
            "an item that is too long has a page of its own"
        );
        assert_eq!(wrapped("one two three", 13), ["one two", "  three"]);
    }
}
