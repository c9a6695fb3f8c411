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
