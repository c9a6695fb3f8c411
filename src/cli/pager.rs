//! Pages that are longer than the terminal go through a pager, as those of man and git do: what matters stands at the top.

use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use super::{Out, signals};
use crate::error::Result;

/// Without a word where there is no less.
const PAGER: &str = "command -v less >/dev/null 2>&1 || exit 127; exec less";

/// `less` ends by itself where the page fits, shows colours, and leaves the page on the screen.
const LESS: &str = "FRX";

/// What a shell ends with when there is no such command.
const NO_SUCH_COMMAND: i32 = 127;

/// Prints a page through `$PAGER`, or `less` without it, if it is longer than the terminal that standard output is; at once otherwise, and
/// where there is no pager.
///
/// # Errors
/// As [`Out::all`].
pub fn print(text: &str) -> Result<ExitCode> {
    let rows = console::Term::stdout().size_checked().map(|(rows, _)| usize::from(rows));
    let dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    let long = rows.is_some_and(|rows| text.lines().count() >= rows);
    if long && !dumb && paged(text) {
        return Ok(ExitCode::SUCCESS);
    }
    Out::new().all(text)
}

/// Whether a pager has shown it.
fn paged(text: &str) -> bool {
    let wanted = std::env::var_os("PAGER").filter(|pager| !pager.is_empty());
    let mut command = Command::new("sh");
    command.arg("-c").arg(wanted.unwrap_or_else(|| OsString::from(PAGER))).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", LESS);
    }
    let Ok(mut pager) = command.spawn() else { return false };
    // Ctrl-C is for the pager: it ends a search, and must not leave it alone with the terminal.
    signals::on(Some(Arc::new(|| {})));
    if let Some(mut input) = pager.stdin.take() {
        // Whoever has read enough leaves before the end.
        let _ = input.write_all(text.as_bytes());
    }
    pager.wait().is_ok_and(|status| status.code() != Some(NO_SUCH_COMMAND))
}
