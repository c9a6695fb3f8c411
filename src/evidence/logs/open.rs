//! Where a log comes from: a file, a compressed file, standard input, memory.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::line;
use crate::error::{Error, Result};

/// Bytes at the start that tell what it is.
const HEAD: usize = 64 * 1024;

/// An open log.
pub struct Opened {
    /// As it was named.
    pub name: String,
    head: Vec<u8>,
    rest: Box<dyn Read>,
}

impl Opened {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// It cannot be read, or is no text.
    pub fn new(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        if name == "-" {
            return Self::of(name, Box::new(io::stdin()));
        }
        let unreadable = |error: io::Error| Error::input(format!("{name}: {}", plain(&error)));
        if path.is_dir() {
            return Err(Error::input(format!("{name} is a folder")).hint("Name the files in it: --log DIR/server.log"));
        }
        let file = File::open(path).map_err(unreadable)?;
        Self::of(name, Box::new(file))
    }

    /// A log in memory.
    pub fn bytes(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.into(), head: Vec::new(), rest: Box::new(Cursor::new(bytes.to_vec())) }
    }

    fn of(name: String, mut source: Box<dyn Read>) -> Result<Self> {
        let mut head = start(&name, &mut source)?;
        if head.starts_with(&[0x1f, 0x8b]) {
            source = Box::new(MultiGzDecoder::new(BufReader::with_capacity(HEAD, Cursor::new(head).chain(source))));
            head = start(&name, &mut source)?;
        }
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return Err(Error::input(format!("{name} is UTF-16 text"))
                .hint(format!("Convert it first: iconv -f UTF-16 -t UTF-8 '{name}' > log.txt")));
        }
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            head.drain(..3);
        }
        if memchr::memchr(0, &head[..head.len().min(8192)]).is_some() {
            return Err(Error::input(format!("{name} is not a log: it holds binary data"))
                .hint("Logs are read as text or .gz."));
        }
        Ok(Self { name, head, rest: source })
    }

    /// The name without what rotation adds, so that rotated files are one process.
    pub fn stem(&self) -> String {
        let name = self.name.strip_suffix(".gz").unwrap_or(&self.name);
        let digit = |c: char| c.is_ascii_digit();
        let plain = name.trim_end_matches(|c: char| digit(c) || c == '.' || c == '-' || c == '_');
        let plain = plain.strip_suffix(".log").unwrap_or(plain);
        let plain = plain.trim_end_matches(|c: char| c == '.' || c == '-' || c == '_');
        // Digits belong to the name unless rotation's sign stands before them: broker1.log and broker2.log are two.
        let cut = &name[plain.len()..];
        if cut.starts_with(digit) || plain.is_empty() {
            let digits = cut.find(|c: char| !digit(c)).unwrap_or(cut.len());
            return format!("{plain}{}", &cut[..digits]);
        }
        plain.into()
    }

    /// The first time in it, for the order of files.
    pub fn first_time(&self) -> Option<i64> {
        self.head
            .split(|b| *b == b'\n')
            .take(200)
            .find_map(|raw| line::read(&raw[..raw.len().min(400)]).time)
            .map(|time| time.millis)
    }

    /// Reads at least one byte more, at most about `most`; 0 at the end.
    ///
    /// # Errors
    /// The file breaks off or cannot be read on.
    pub fn fill(&mut self, buffer: &mut Vec<u8>, most: usize) -> Result<usize> {
        if !self.head.is_empty() {
            let read = self.head.len();
            buffer.append(&mut self.head);
            return Ok(read);
        }
        let before = buffer.len();
        buffer.resize(before + most, 0);
        let mut filled = before;
        while filled < buffer.len() {
            match self.rest.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(Error::input(format!("{} cannot be read to its end: {}", self.name, plain(&error))));
                }
            }
        }
        buffer.truncate(filled);
        Ok(filled - before)
    }
}

fn start(name: &str, source: &mut dyn Read) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    source
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|error| Error::input(format!("{name} cannot be read: {}", plain(&error))))?;
    Ok(head)
}

/// The system's words without its number.
fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "you may not read it".into(),
        _ => error.to_string(),
    }
}
