//! Chunks of whole lines, searched on several threads and taken in their order. A thread reads the next chunk, searches it, and hands it over;
//! whoever holds the one that is due takes it and all that wait behind it.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::LONGEST_LINE;
use super::find::{Finder, Parsed};

/// Chunks that may wait for the one that is due.
const WAITING: usize = 8;

/// Buffers kept for the next chunks.
const SPARE: usize = 4;

/// Cuts a stream into chunks of whole lines; of a line that is too long the rest is dropped.
struct Chunks {
    source: Box<dyn Read + Send>,
    size: usize,
    /// The beginning of the next line.
    carry: Vec<u8>,
    skipping: bool,
    ended: bool,
    spare: Vec<Vec<u8>>,
}

impl Chunks {
    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut buffer = self.spare.pop().unwrap_or_default();
        buffer.clear();
        buffer.append(&mut self.carry);
        while !self.ended {
            let before = buffer.len();
            buffer.reserve(self.size + 64);
            let read = (&mut self.source).take(self.size as u64).read_to_end(&mut buffer);
            let failed = read.err();
            self.ended = failed.is_some() || buffer.len() == before;
            if self.skipping {
                match memchr::memchr(b'\n', &buffer[before..]) {
                    Some(at) => {
                        buffer.drain(..=before + at);
                        self.skipping = false;
                    }
                    None => buffer.truncate(before),
                }
            }
            if failed.is_some() {
                self.carry = buffer;
                return failed.map_or(Ok(None), Err);
            }
            if let Some(at) = memchr::memrchr(b'\n', &buffer) {
                if !self.ended {
                    self.carry.extend_from_slice(&buffer[at + 1..]);
                    buffer.truncate(at + 1);
                }
                return Ok(Some(buffer));
            }
            if buffer.len() > LONGEST_LINE {
                buffer.truncate(LONGEST_LINE);
                buffer.push(b'\n');
                self.skipping = true;
                return Ok(Some(buffer));
            }
        }
        Ok((!buffer.is_empty()).then_some(buffer))
    }
}

struct Ordered<'a> {
    due: u64,
    waiting: BTreeMap<u64, Parsed>,
    take: &'a mut (dyn FnMut(&Parsed) + Send),
}

struct Shared<'a> {
    finder: &'a Finder<'a>,
    chunks: Mutex<(Chunks, u64, Option<io::Error>)>,
    ordered: Mutex<Ordered<'a>>,
    moved: Condvar,
}

/// Reads all of a stream on so many threads; `take` sees its chunks in order. What was read before an error counts.
///
/// # Errors
/// The stream breaks off.
pub fn run(
    source: Box<dyn Read + Send>,
    finder: &Finder,
    (size, threads): (usize, usize),
    take: &mut (dyn FnMut(&Parsed) + Send),
) -> io::Result<()> {
    let chunks = Chunks { source, size, carry: Vec::new(), skipping: false, ended: false, spare: Vec::new() };
    let shared = Shared {
        finder,
        chunks: Mutex::new((chunks, 0, None)),
        ordered: Mutex::new(Ordered { due: 0, waiting: BTreeMap::new(), take }),
        moved: Condvar::new(),
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| shared.work());
        }
        shared.work();
    });
    match shared.chunks.into_inner().unwrap_or_else(PoisonError::into_inner).2 {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared<'_> {
    fn work(&self) {
        while let Some((number, chunk)) = self.next() {
            let parsed = self.finder.chunk(chunk);
            let mut ordered = lock(&self.ordered);
            if number != ordered.due {
                ordered.waiting.insert(number, parsed);
                while ordered.waiting.len() > WAITING {
                    ordered = self.moved.wait(ordered).unwrap_or_else(PoisonError::into_inner);
                }
                continue;
            }
            let mut due = Some(parsed);
            while let Some(parsed) = due {
                (ordered.take)(&parsed);
                self.give_back(parsed.text);
                ordered.due += 1;
                let number = ordered.due;
                due = ordered.waiting.remove(&number);
            }
            self.moved.notify_all();
        }
    }

    fn next(&self) -> Option<(u64, Vec<u8>)> {
        let mut held = lock(&self.chunks);
        let (chunks, number, failed) = &mut *held;
        if failed.is_some() {
            return None;
        }
        match chunks.next() {
            Ok(chunk) => {
                *number += 1;
                chunk.map(|chunk| (*number - 1, chunk))
            }
            Err(error) => {
                *failed = Some(error);
                // What stands before the break is still whole lines, but for the last.
                let rest = std::mem::take(&mut chunks.carry);
                *number += 1;
                (!rest.is_empty()).then_some((*number - 1, rest))
            }
        }
    }

    fn give_back(&self, buffer: Vec<u8>) {
        let mut held = lock(&self.chunks);
        if held.0.spare.len() < SPARE {
            held.0.spare.push(buffer);
        }
    }
}
