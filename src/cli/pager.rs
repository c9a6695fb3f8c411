//! Pages that are longer than the terminal go through a pager, as those of man and git do: what matters stands at the top.

use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Out, signals};
use crate::error::{Kind, Result};

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
    match (long && !dumb).then(|| paged(text)).flatten() {
        Some(code) => Ok(code),
        None => Out::new().all(text),
    }
}

/// Shows it in a pager, and with what the run ends then; `None` where there is no pager.
fn paged(text: &str) -> Option<ExitCode> {
    let wanted = std::env::var_os("PAGER").filter(|pager| !pager.is_empty());
    let mut command = Command::new("sh");
    command.arg("-c").arg(wanted.unwrap_or_else(|| OsString::from(PAGER))).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", LESS);
    }
    // Ctrl-C is for the pager first: it ends a search, and must not leave it alone with the terminal.
    let interrupted = Arc::new(AtomicBool::new(false));
    let note = Arc::clone(&interrupted);
    signals::on(Some(Arc::new(move || note.store(true, Ordering::SeqCst))));
    let Ok(mut pager) = command.spawn() else {
        signals::on(None);
        return None;
    };
    if let Some(mut input) = pager.stdin.take() {
        // Whoever has read enough leaves before the end.
        let _ = input.write_all(text.as_bytes());
    }
    let status = pager.wait();
    signals::on(None);
    if interrupted.load(Ordering::SeqCst) {
        return Some(ExitCode::from(Kind::Interrupted.exit_code()));
    }
    status.is_ok_and(|status| status.code() != Some(NO_SUCH_COMMAND)).then_some(ExitCode::SUCCESS)
}
