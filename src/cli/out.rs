//! Standard output: a reader that closes the pipe ends the run in silence.

use std::io::{self, BufWriter, Stdout, Write};
use std::process::ExitCode;

use crate::error::{Error, Result};

/// Buffered standard output.
pub struct Out(BufWriter<Stdout>);

impl Out {
    /// Takes standard output.
    pub fn new() -> Self {
        Self(BufWriter::new(io::stdout()))
    }

    /// Writes all of it and ends with 0; also when the reader has gone away.
    ///
    /// # Errors
    /// Standard output cannot be written, the disk is full for instance.
    pub fn all(mut self, text: &str) -> Result<ExitCode> {
        match self.0.write_all(text.as_bytes()).and_then(|()| self.0.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Error::input(format!("standard output cannot be written: {error}")))
            }
            _ => Ok(ExitCode::SUCCESS),
        }
    }
}

impl Out {
    /// Writes one JSON document and ends with 0.
    ///
    /// # Errors
    /// As [`Out::all`].
    pub fn json(self, document: &impl serde::Serialize) -> Result<ExitCode> {
        let text = serde_json::to_string_pretty(document).expect("documents are plain data");
        self.all(&format!("{text}\n"))
    }
}

/// Columns of the terminal that stdout is, or those in COLUMNS; `None` when a program reads the output.
pub fn width_if_known() -> Option<usize> {
    let named = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0);
    console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns)).or_else(named)
}

/// Columns to wrap text to.
pub fn width() -> usize {
    width_if_known().unwrap_or(crate::report::page::WIDEST)
}

impl Default for Out {
    fn default() -> Self {
        Self::new()
    }
}

/// Text from outside with its control characters made visible: nothing that it holds can steer a terminal. Line ends stay.
pub fn visible(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let shown: Vec<char> = if c.is_control() && c != '\n' { c.escape_default().collect() } else { vec![c] };
            shown
        })
        .collect()
}
