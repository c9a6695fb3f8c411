//! Asking people: one small trait, so that the wizard can be played by a terminal, by a terminal without cursor keys, and by tests.

use std::io::{self, IsTerminal, Write};

use console::Term;
use dialoguer::Select;
use dialoguer::theme::Theme;

use super::out::{Out, printable, visible, width};
use super::tty::Lines;
use super::{Format, Global};
use crate::error::{Error, Kind, Result};
use crate::report::page::{self, Block};

/// What came of a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The item of this index.
    Item(usize),
    /// Esc.
    Back,
    /// Nobody is there any more.
    Gone,
}

/// Somebody who can be asked.
pub trait Asker {
    /// Shows a page.
    fn say(&mut self, blocks: &[Block]);

    /// Prints the result, on standard output.
    ///
    /// # Errors
    /// It cannot be written.
    fn result(&mut self, blocks: &[Block]) -> Result<()>;

    /// Offers a menu.
    ///
    /// # Errors
    /// Ctrl-C; the terminal cannot be used.
    fn choose(&mut self, items: &[String]) -> Result<Choice>;

    /// Asks for one line; empty input means `default`, `None` that nobody is there.
    ///
    /// # Errors
    /// As above.
    fn line(&mut self, prompt: &str, default: &str) -> Result<Option<String>>;

    /// Takes a text of many lines, ended by an empty one.
    ///
    /// # Errors
    /// As above.
    fn paste(&mut self) -> Result<String>;
}

/// Prompts appear only where a person sees them and can answer: the output is text, stderr a terminal, and so is stdin, unless it was taken
/// by a log or a text and the controlling terminal can be opened.
pub fn allowed(global: &Global, stdin_taken: bool) -> bool {
    !global.no_input
        && global.output == Format::Text
        && io::stderr().is_terminal()
        && (stdin_taken || io::stdin().is_terminal())
        && Lines::open().is_ok()
}

/// Rows that a menu needs to be of use; with fewer it is asked line by line.
const ROWS: u16 = 6;

/// The person at the terminal, by menus where the terminal can draw them, else by numbered lines.
///
/// # Errors
/// There is no terminal to read from.
pub fn person() -> Result<Box<dyn Asker>> {
    let term = Term::stderr();
    let dumb = std::env::var_os("TERM").is_none_or(|name| name == "dumb" || name.is_empty());
    let lines = Lines::open().map_err(|error| Error::input(format!("the terminal cannot be read: {error}")))?;
    Ok(if dumb || term.size().0 < ROWS {
        Box::new(Numbers { term, lines })
    } else {
        Box::new(Menus { term, lines, above: 0 })
    })
}

fn failed(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::Interrupted => Error::new(Kind::Interrupted, "interrupted"),
        _ => Error::input(format!("the terminal cannot be used: {error}")),
    }
}

/// Shows a page; the rows that it takes.
fn show(term: &Term, blocks: &[Block]) -> usize {
    // What follows something on the screen stands apart from it.
    let room = if blocks.first() == Some(&Block::Gap) { "\n" } else { "" };
    let text = printable(format!("{room}{}", page::text(blocks, usize::from(term.size().1))));
    // A terminal that is gone is noticed at the next question.
    let _ = (&*term).write_all(text.as_bytes());
    text.lines().count()
}

fn print(blocks: &[Block]) -> Result<()> {
    Out::new().all(&printable(format!("\n{}", page::text(blocks, width())))).map(|_| ())
}

fn line(term: &Term, lines: &mut Lines, prompt: &str, default: &str) -> Result<Option<String>> {
    let shown = if default.is_empty() { format!("{prompt}: ") } else { format!("{prompt} [{default}]: ") };
    let _ = (&*term).write_all(shown.as_bytes());
    let line = lines.next(None).map_err(|error| failed(&error))?;
    Ok(line.map(|line| if line.trim().is_empty() { default.to_string() } else { line.trim().to_string() }))
}

/// Menus with cursor keys.
struct Menus {
    term: Term,
    lines: Lines,
    /// Rows of the page that was shown last: the question of the next menu.
    above: usize,
}

impl Asker for Menus {
    fn say(&mut self, blocks: &[Block]) {
        self.above = show(&self.term, blocks);
    }

    fn result(&mut self, blocks: &[Block]) -> Result<()> {
        print(blocks)
    }

    fn choose(&mut self, items: &[String]) -> Result<Choice> {
        let (rows, columns) = self.term.size();
        let wrapped: Vec<String> =
            items.iter().map(|item| wrapped(item, usize::from(columns).saturating_sub(4))).collect();
        let heights = || wrapped.iter().map(|item| item.lines().count());
        let room = usize::from(rows).saturating_sub(self.above + BELOW);
        let mut menu = Select::with_theme(&Plain).items(&wrapped).default(0);
        if heights().sum::<usize>() > room {
            let page = room.saturating_sub(1) / heights().max().unwrap_or(1);
            menu = menu.with_prompt("Left and right for more").max_length(page.max(LEAST) + PAGING);
        }
        // A prompt asks for a report of what was chosen, unless that is refused behind it.
        match menu.report(false).interact_on_opt(&self.term) {
            Ok(Some(item)) => Ok(Choice::Item(item)),
            Ok(None) => Ok(Choice::Back),
            Err(dialoguer::Error::IO(error)) => {
                let _ = self.term.show_cursor();
                match error.kind() {
                    io::ErrorKind::UnexpectedEof => Ok(Choice::Gone),
                    _ => Err(failed(&error)),
                }
            }
        }
    }

    fn line(&mut self, prompt: &str, default: &str) -> Result<Option<String>> {
        line(&self.term, &mut self.lines, prompt, default)
    }

    fn paste(&mut self) -> Result<String> {
        self.lines.paste().map_err(|error| failed(&error))
    }
}

/// Rows below the items of a menu: the cursor, and one to spare.
const BELOW: usize = 2;

/// Items that a page has at least, however much stands above it.
const LEAST: usize = 3;

/// Rows that the menu takes off the longest page that it is given (`Paging::new` of dialoguer 0.12).
const PAGING: usize = 2;

/// An item in rows. The menu counts the bytes of a row, not its columns, when it redraws: a row that fits in bytes fits.
fn wrapped(item: &str, bytes: usize) -> String {
    let item = printable(visible(&item.replace('\n', " ")));
    let rows = |width: usize| textwrap::wrap(&item, textwrap::Options::new(width).subsequent_indent("  "));
    let fits = |rows: &Vec<std::borrow::Cow<str>>| rows.iter().all(|row| row.len() <= bytes);
    let rows = (1..=bytes.max(1)).rev().map(rows).find(fits).unwrap_or_default();
    rows.join("\n")
}

/// How menus look: a mark that needs no colour and no special characters.
struct Plain;

impl Theme for Plain {
    /// The number of the page follows.
    fn format_select_prompt(&self, f: &mut dyn std::fmt::Write, prompt: &str) -> std::fmt::Result {
        f.write_str(prompt)
    }

    fn format_select_prompt_item(&self, f: &mut dyn std::fmt::Write, text: &str, active: bool) -> std::fmt::Result {
        let text = &text.replace('\n', "\n  ");
        if active {
            write!(f, "{} {}", console::style(">").for_stderr().cyan().bold(), console::style(text).for_stderr().bold())
        } else {
            write!(f, "  {text}")
        }
    }
}

/// Numbered lines, for terminals that cannot move the cursor and for screen readers.
struct Numbers {
    term: Term,
    lines: Lines,
}

impl Asker for Numbers {
    fn say(&mut self, blocks: &[Block]) {
        show(&self.term, blocks);
    }

    fn result(&mut self, blocks: &[Block]) -> Result<()> {
        print(blocks)
    }

    fn choose(&mut self, items: &[String]) -> Result<Choice> {
        let list: Vec<Block> =
            items.iter().enumerate().map(|(i, item)| Block::Item(0, format!("{}.", i + 1), item.clone())).collect();
        show(&self.term, &list);
        loop {
            let Some(line) = line(&self.term, &mut self.lines, "Number (b for back)", "")? else {
                return Ok(Choice::Gone);
            };
            match line.parse::<usize>() {
                Ok(number) if (1..=items.len()).contains(&number) => return Ok(Choice::Item(number - 1)),
                _ if line == "b" => return Ok(Choice::Back),
                _ => {
                    show(&self.term, &[Block::Text(0, format!("A number from 1 to {}, please.", items.len()))]);
                }
            }
        }
    }

    fn line(&mut self, prompt: &str, default: &str) -> Result<Option<String>> {
        line(&self.term, &mut self.lines, prompt, default)
    }

    fn paste(&mut self) -> Result<String> {
        self.lines.paste().map_err(|error| failed(&error))
    }
}
