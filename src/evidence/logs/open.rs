//! Where a log comes from: a file, a compressed file, standard input, memory.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::LONGEST_LINE;
use super::layout;
use super::stamp::{Time, Written};
use super::turned::{Order, newest_first, turned};
use super::wrap::{Shape, Unwrapped};
use crate::case::plain_name;
use crate::error::{Error, Result};

/// Bytes at the start that tell what it is.
const HEAD: usize = 64 * 1024;

/// Bytes at the end in which the last time is looked for.
const TAIL: usize = 1024 * 1024;

/// A log is turned round in memory up to this many bytes.
const TURNABLE: u64 = 256 << 20;

/// An open log.
pub struct Opened {
    /// As it was named.
    pub name: String,
    /// The beginning.
    pub head: Vec<u8>,
    /// How its lines have to be read.
    pub shape: Shape,
    /// In which order it was found.
    pub order: Order,
    /// All of it is in `head`.
    short: bool,
    /// What follows `head`; `None`: the file is opened once more for it.
    rest: Option<Box<dyn Read + Send>>,
    /// The file, if it can be opened once more.
    path: Option<PathBuf>,
    packed: bool,
}

impl Opened {
    /// Opens a file, or standard input for `-`. A regular file is closed again unless it is to be held: a process may have only so many
    /// open, but one that is held can be rotated away until it is read.
    ///
    /// # Errors
    /// It cannot be read, or is no text.
    pub fn new(path: &Path, hold: bool) -> Result<Self> {
        let name = path.display().to_string();
        if name == "-" {
            return Self::of(name, Box::new(io::stdin()), None, hold);
        }
        if path.is_dir() {
            return Err(Error::input(format!("{name} is a folder")).hint("Name the files in it: --log DIR/server.log"));
        }
        let file = File::open(path).map_err(|error| Error::input(format!("{name}: {}", words(&error))))?;
        // What a pipe has given is gone.
        let regular = file.metadata().is_ok_and(|file| file.is_file());
        Self::of(name, Box::new(file), regular.then(|| path.into()), hold)
    }

    /// A log in memory.
    pub fn bytes(name: &str, bytes: &[u8]) -> Self {
        let (head, rest) = bytes.split_at(bytes.len().min(HEAD));
        let shape = Shape::of(head);
        Self {
            name: name.into(),
            head: head.into(),
            shape,
            order: Order::Written,
            short: bytes.len() < HEAD,
            rest: Some(Box::new(Cursor::new(rest.to_vec()))),
            path: None,
            packed: false,
        }
    }

    fn of(name: String, mut rest: Box<dyn Read + Send>, path: Option<PathBuf>, mut hold: bool) -> Result<Self> {
        let shown = plain_name(&name);
        let (mut head, mut broken) = start(shown, &mut rest)?;
        let packed = head.starts_with(&[0x1f, 0x8b]);
        if packed {
            rest = Box::new(Unpacked::new(Cursor::new(head).chain(rest)));
            (head, broken) = start(shown, &mut rest)?;
        }
        // A log that was cut off while its process went on writing at the old place begins with a hole.
        while head.first() == Some(&0) && broken.is_none() {
            let hole = head.iter().take_while(|byte| **byte == 0).count();
            hold = true;
            rest = Box::new(Cursor::new(head.split_off(hole)).chain(rest));
            (head, broken) = start(shown, &mut rest)?;
        }
        if let Some(kind) = broken {
            rest = Box::new(Broken(kind));
        }
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return Err(Error::input(format!("{shown} is UTF-16 text"))
                .hint(format!("Convert it first: iconv -f UTF-16 -t UTF-8 '{name}' > log.txt")));
        }
        let short = head.len() < HEAD;
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            head.drain(..3);
        }
        if memchr::memchr(0, &head[..head.len().min(8192)]).is_some() {
            return Err(Error::input(format!("{shown} is not a log: it holds binary data"))
                .hint("Logs are read as text or .gz."));
        }
        let shape = Shape::of(&head);
        let mut file = Self { name, head, shape, order: Order::Written, short, rest: None, path, packed };
        if newest_first(&file.head, shape) {
            file.turn(rest);
        } else {
            file.rest = (hold || file.path.is_none() || broken.is_some()).then_some(rest);
        }
        Ok(file)
    }

    /// Puts the oldest event first, where there is room for all of it.
    fn turn(&mut self, mut rest: Box<dyn Read + Send>) {
        let mut all = std::mem::take(&mut self.head);
        let broken = (&mut rest).take(TURNABLE).read_to_end(&mut all).err().map(|error| error.kind());
        let whole = (all.len() as u64) < TURNABLE;
        self.order = if whole { Order::Turned } else { Order::NewestFirst };
        let mut all = if whole { turned(&all, self.shape) } else { all };
        let behind = Cursor::new(all.split_off(all.len().min(HEAD)));
        (self.head, self.path) = (all, None);
        self.rest = Some(match broken {
            Some(kind) => Box::new(behind.chain(Broken(kind))),
            None => Box::new(behind.chain(rest)),
        });
    }

    /// Whether all of it is in `head`.
    pub fn is_short(&self) -> bool {
        self.short
    }

    /// The name of the process's log without what rotation adds: `server.log.2.gz` and `server.log` are one process.
    pub fn group(&self) -> String {
        group(&self.name)
    }

    /// The first time in it, for the order of files.
    pub fn first_time(&self) -> Option<Time> {
        let mut line = Unwrapped::default();
        self.head.split(|b| *b == b'\n').find_map(|raw| time_of(raw, self.shape, &mut line))
    }

    /// The last time in it, before it is read: the end of a file is looked at, what comes compressed is unpacked once more, and standard
    /// input or a pipe is kept in a temporary file that has no name. What breaks off does so again when it is read, and is told then.
    ///
    /// # Errors
    /// The file is gone, or the temporary one cannot be written.
    pub fn last_time(&mut self) -> io::Result<Option<Time>> {
        let tail = match &self.path {
            _ if self.is_short() => self.head.clone(),
            Some(path) if self.packed => tail(&mut Unpacked::new(File::open(path)?), &mut io::sink())?.0,
            Some(path) => {
                let mut file = File::open(path)?;
                let length = file.metadata()?.len();
                file.seek(SeekFrom::Start(length.saturating_sub(TAIL as u64)))?;
                tail(&mut file, &mut io::sink())?.0
            }
            None => {
                let mut kept = nameless()?;
                let (tail, broken) = tail(self.rest.as_mut().expect("a pipe is held"), &mut kept)?;
                kept.seek(SeekFrom::Start(0))?;
                self.rest = Some(match broken {
                    Some(kind) => Box::new(kept.chain(Broken(kind))),
                    None => Box::new(kept),
                });
                tail
            }
        };
        let mut line = Unwrapped::default();
        Ok(tail.rsplit(|b| *b == b'\n').find_map(|raw| time_of(raw, self.shape, &mut line)))
    }

    /// All of it, from the beginning. A file that is gone by now breaks off behind its head.
    pub fn into_reader(self) -> Box<dyn Read + Send> {
        let rest: Box<dyn Read + Send> = match (self.rest, self.path) {
            (Some(rest), _) => rest,
            (None, Some(path)) if !self.short => {
                behind_head(&path, self.packed).unwrap_or_else(|error| Box::new(Broken(error.kind())))
            }
            (None, _) => Box::new(io::empty()),
        };
        Box::new(Cursor::new(self.head).chain(rest))
    }
}

/// What follows the head of a file that is longer.
fn behind_head(path: &Path, packed: bool) -> io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    let mut all: Box<dyn Read + Send> = if packed { Box::new(Unpacked::new(file)) } else { Box::new(file) };
    io::copy(&mut (&mut all).take(HEAD as u64), &mut io::sink())?;
    Ok(all)
}

/// The time at the start of a line.
pub(super) fn time_of(raw: &[u8], shape: Shape, line: &mut Unwrapped) -> Option<Time> {
    line.read(&raw[..raw.len().min(LONGEST_LINE)], shape);
    line.time.take().or_else(|| {
        let (stamp, at, length) = layout::head(&line.body)?.time?;
        Some((stamp, Written::new(&line.body[at..at + length])))
    })
}

/// A compressed stream. It is unpacked in small steps, for what a step has unpacked before a damaged place is lost with it.
struct Unpacked<R>(MultiGzDecoder<BufReader<R>>);

impl<R: Read> Unpacked<R> {
    fn new(packed: R) -> Self {
        Self(MultiGzDecoder::new(BufReader::with_capacity(HEAD, packed)))
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let step = buffer.len().min(4096);
        self.0.read(&mut buffer[..step])
    }
}

/// What is left of a stream that has broken off.
struct Broken(io::ErrorKind);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
}

/// Reads to the end, or until it breaks off, passes everything on and keeps the last of it.
fn tail(source: &mut dyn Read, copy: &mut dyn Write) -> io::Result<(Vec<u8>, Option<io::ErrorKind>)> {
    let mut kept = Vec::new();
    let mut buffer = vec![0; HEAD];
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => return Ok((kept, None)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Ok((kept, Some(error.kind()))),
        };
        copy.write_all(&buffer[..read])?;
        kept.extend_from_slice(&buffer[..read]);
        if kept.len() > 2 * TAIL {
            kept.drain(..kept.len() - TAIL);
        }
    }
}

/// A temporary file that is gone when it is closed.
fn nameless() -> io::Result<File> {
    let path = std::env::temp_dir().join(format!("kafka-doctor-{}.log", std::process::id()));
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path)?;
    // Where an open file cannot be removed, it stays until the folder is cleaned.
    let _ = std::fs::remove_file(&path);
    Ok(file)
}

/// What rotation adds: numbers and dates behind `.log`, or a date before it; `broker1.log` and `broker2.log` stay two.
fn group(name: &str) -> String {
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let start = name.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let (folder, base) = name.split_at(start);
    let added = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let (mut stem, behind) = match base.rfind(".log") {
        Some(at) => (&base[..at], &base[at + 4..]),
        None => {
            let stem = base.trim_end_matches(|c: char| c.is_ascii_digit());
            if stem.ends_with(['.', '-']) && stem.len() > 1 { (&stem[..stem.len() - 1], "") } else { (base, "") }
        }
    };
    if !behind.chars().all(added) {
        return name.into();
    }
    let dated = stem.trim_end_matches(added);
    if digits(&stem[dated.len()..]) >= 8 && !dated.is_empty() {
        stem = dated;
    }
    format!("{folder}{stem}")
}

/// The beginning, and why it breaks off there if it does.
fn start(name: &str, source: &mut dyn Read) -> Result<(Vec<u8>, Option<io::ErrorKind>)> {
    let mut head = Vec::new();
    match source.take(HEAD as u64).read_to_end(&mut head) {
        Err(error) if head.is_empty() => Err(Error::input(format!("{name} cannot be read: {}", words(&error)))),
        ended => Ok((head, ended.err().map(|error| error.kind()))),
    }
}

/// The system's words without its number.
pub fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "you may not read it".into(),
        io::ErrorKind::UnexpectedEof => "it ends in the middle".into(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => "it is damaged in the middle".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
