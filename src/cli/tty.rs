//! Lines from the controlling terminal: what a person types or pastes, also while standard input is a log.

use std::fs::File;
use std::io::{self, Read};
use std::time::{Duration, Instant};

/// How often the terminal is looked at.
const TICK: Duration = Duration::from_millis(15);

/// After an empty line a paste may go on: so long its next line may take.
const PASTE: Duration = Duration::from_millis(120);

/// More than this is a log, not a paste.
const LONGEST: usize = 8 * 1024 * 1024;

/// The terminal, read line by line. It is opened without blocking, so that the end of a paste can be told from an empty line in it.
pub struct Lines {
    terminal: File,
    buffer: Vec<u8>,
    ended: bool,
}

impl Lines {
    /// Opens the controlling terminal.
    ///
    /// # Errors
    /// The process has none.
    pub fn open() -> io::Result<Self> {
        Ok(Self { terminal: open()?, buffer: Vec::new(), ended: false })
    }

    /// The next line without its end; `None` at the end of the input (Ctrl-D), or when none came within the time.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn next(&mut self, within: Option<Duration>) -> io::Result<Option<String>> {
        let start = Instant::now();
        let mut chunk = [0; 4096];
        loop {
            if let Some(end) = self.buffer.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_string()));
            }
            if self.ended {
                return Ok(None);
            }
            match self.terminal.read(&mut chunk) {
                Ok(0) => self.ended = true,
                Ok(n) => self.buffer.extend_from_slice(&chunk[..n]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if within.is_some_and(|within| start.elapsed() >= within) {
                        return Ok(None);
                    }
                    std::thread::sleep(TICK);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Lines up to an empty one that no more follow. Empty lines inside a paste belong to it.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn paste(&mut self) -> io::Result<String> {
        let mut text = String::new();
        let mut waits = None;
        loop {
            match self.next(waits)? {
                None => break,
                // Also the first: Kafka's tools begin what they print with an empty line.
                Some(line) if line.trim().is_empty() => {
                    waits = Some(PASTE);
                    text.push('\n');
                }
                Some(line) => {
                    waits = None;
                    text.push_str(&line);
                    text.push('\n');
                }
            }
            if text.len() > LONGEST {
                break;
            }
        }
        self.ended = false;
        Ok(text.trim().to_string())
    }
}

#[cfg(unix)]
fn open() -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open("/dev/tty")
}

#[cfg(not(unix))]
fn open() -> io::Result<File> {
    std::fs::OpenOptions::new().read(true).open("CONIN$")
}
