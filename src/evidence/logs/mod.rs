//! Logs of any size in one pass: a chunk is searched for the constant pieces of all signatures at once, and only the lines that hold one
//! are looked at.
//!
//! [`open`] says what a file is and how its lines are wrapped, [`pipeline`] cuts it into chunks, [`find`] searches each on its own (two at a
//! time), [`fold`] takes what was found in its order, [`answers`] tells what it amounts to.

mod answers;
mod find;
mod fold;
pub(super) mod front;
mod handed;
mod json;
mod keys;
mod layout;
mod listing;
mod open;
mod pipeline;
mod plain;
mod process;
pub mod stamp;
mod tally;
mod turned;
mod window;
mod wrap;

use std::collections::BTreeMap;
use std::path::PathBuf;

use self::find::Finder;
use self::fold::Fold;
use self::keys::Keys;
pub use self::layout::names_level;
#[cfg(test)]
pub use self::listing::opens;
use self::open::Opened;
use self::stamp::Time;
pub use self::tally::Recent;
use self::turned::Order;
pub use self::window::{Bound, Window, moment};
use super::properties::Settings;
use super::signatures::Signatures;
use crate::case::{Input, NotChecked, Reading, plain_name};
use crate::error::{Error, Result};

/// A line is looked at up to this many bytes.
const LONGEST_LINE: usize = 64 * 1024;

/// Bytes read at once: two of them and the automaton stay in a core's cache.
const CHUNK: usize = 256 * 1024;

/// Threads that search at once; reading and counting leave no work for more.
const THREADS: usize = 2;

/// Files that are held open until they are read: macOS lets a process have 256.
const HELD: usize = 128;

/// What the logs say.
#[derive(Debug, Default, PartialEq)]
pub struct Read {
    /// Answers.
    pub readings: Vec<Reading>,
    /// One for each file.
    pub inputs: Vec<Input>,
    /// Settings that clients and brokers list at start.
    pub settings: Vec<Settings>,
    /// What could not be read.
    pub not_checked: Vec<NotChecked>,
    /// Sentences that a person has to know of while reading the result.
    pub warnings: Vec<String>,
}

/// Reads logs; `-` is standard input. The parts of a rotated log are taken in the order of their first times.
///
/// # Errors
/// A file cannot be read, or none of them is a log.
pub fn read(signatures: &Signatures, paths: &[PathBuf], window: &Window) -> Result<Read> {
    let read = scan(signatures, opened(paths)?, window, (CHUNK, THREADS))?;
    if read.inputs.iter().any(|input| input.understood) {
        return Ok(read);
    }
    let names: Vec<&str> = read.inputs.iter().map(|input| plain_name(&input.name)).collect();
    let what = match (names.len(), read.inputs.iter().all(|input| input.lines == 0)) {
        (1, true) => "is empty",
        (_, true) => "are empty",
        (1, false) => "is of no kind that kafka-doctor knows",
        (_, false) => "are of no kind that kafka-doctor knows",
    };
    Err(Error::input(format!("{} {what}", names.join(", ")))
        .hint("Logs of brokers, clients, Connect and Streams are read: plain, .gz, JSON, or wrapped by Docker, Kubernetes or journald.")
        .hint("An error or a few words go to --text."))
}

fn opened(paths: &[PathBuf]) -> Result<Vec<Opened>> {
    paths.iter().enumerate().map(|(at, path)| Opened::new(path, at < HELD)).collect()
}

/// Reads one log that is in memory.
pub fn read_bytes(signatures: &Signatures, name: &str, bytes: &[u8]) -> Read {
    scan(signatures, vec![Opened::bytes(name, bytes)], &Window::default(), (CHUNK, 1)).unwrap_or_default()
}

fn scan(
    signatures: &Signatures,
    mut files: Vec<Opened>,
    window: &Window,
    (size, threads): (usize, usize),
) -> Result<Read> {
    files.sort_by_cached_key(|file| (file.group(), file.first_time().map(|(stamp, _)| stamp.ms), file.name.clone()));
    let last = if window.needs_last() { last(&mut files, window)? } else { None };
    let threads = if files.iter().all(Opened::is_short) { 1 } else { threads };
    let keys = Keys::new(signatures, threads > 1);
    let edges = window.edges(last);
    let mut fold = Fold::new(signatures, edges);
    let (mut not_checked, mut warnings) = (Vec::new(), Vec::new());
    let groups: Vec<String> = files.iter().map(Opened::group).collect();
    for file in files {
        let (name, shape) = (file.name.clone(), file.shape);
        match file.order {
            Order::Written => {}
            Order::Turned => warnings.push(format!(
                "{} has its newest line first: it is read from its end, and its line numbers count from there",
                plain_name(&name)
            )),
            Order::NewestFirst => not_checked.push(NotChecked {
                what: format!("what of {} is over", plain_name(&name)),
                why: "its newest line stands first, and it is too long to be turned round".into(),
                needs: format!("the oldest line first: tac {name} > turned.log"),
            }),
        }
        fold.open(&name, &file.group(), understood(&file));
        let finder = Finder { signatures, keys: &keys, shape, edges };
        if let Err(error) = pipeline::run(file.into_reader(), &finder, (size, threads), &mut |parsed| fold.take(parsed))
        {
            let (name, why) = (plain_name(&name), open::words(&error));
            warnings.push(format!("only the beginning of {name} can be read: {why}"));
            let needs = "a whole copy of the file".into();
            not_checked.push(NotChecked { what: format!("the rest of {name}"), why, needs });
        }
        fold.close();
    }
    let timed = fold.files.iter().all(|file| file.first.is_some());
    if !window.is_open() && timed && !fold.inputs.is_empty() && fold.streams.iter().all(|stream| stream.first.is_none())
    {
        return Err(outside(&fold));
    }
    if !window.is_open() {
        warnings.extend(timeless(&fold));
    }
    ends(&mut fold, &groups, window);
    fold.handed.settle(&mut fold.streams);
    let readings = answers::readings(signatures, &fold.streams);
    if !window.is_open() && fold.files.iter().any(|file| file.first.is_none()) {
        let (what, why) =
            ("the times of the logs", "some of them tell no time, so --since and --until do not hold there");
        not_checked.push(NotChecked { what: what.into(), why: why.into(), needs: "logs with times".into() });
    }
    Ok(Read { readings, inputs: fold.inputs, settings: fold.settings, not_checked, warnings })
}

/// Keeps when each log ends. A rotated one ends with the last of its parts.
fn ends(fold: &mut Fold, groups: &[String], window: &Window) {
    let mut last: BTreeMap<&str, Option<i64>> = BTreeMap::new();
    for (group, file) in groups.iter().zip(&fold.files) {
        let known = last.entry(group).or_default();
        *known = (*known).max(file.ends.and_then(|stamp| window.moment(stamp)));
    }
    for (group, input) in groups.iter().zip(&mut fold.inputs) {
        input.ends_ms = last[group.as_str()];
    }
}

/// The lines that are kept whatever --since and --until say, where there are any.
fn timeless(fold: &Fold) -> Option<String> {
    let files = fold.inputs.iter().zip(&fold.files).filter(|(_, file)| file.untimed > 0);
    let told: Vec<String> = files
        .map(|(input, file)| match (plain_name(&input.name), file.untimed) {
            (name, untimed) if untimed == file.lines => format!("all {untimed} lines of {name}"),
            (name, untimed) => format!("{untimed} of {} lines of {name}", file.lines),
        })
        .collect();
    let told = told.join(", ");
    (!told.is_empty()).then(|| format!("--since and --until leave in what bears no time: {told}"))
}

/// Nothing was looked at, which is not to say that nothing is wrong.
fn outside(fold: &Fold) -> Error {
    let spans = fold.inputs.iter().zip(&fold.files).map(|(input, file)| {
        let time = |time: &Option<Time>| time.map_or_else(String::new, |(_, text)| text.as_str().into());
        format!("{} holds {} to {}.", plain_name(&input.name), time(&file.first), time(&file.last))
    });
    Error::input("no line of the logs is from the time that --since and --until leave").hints(spans)
}

/// The last time of all files, in UTC.
fn last(files: &mut [Opened], window: &Window) -> Result<Option<i64>> {
    let mut last = None;
    for file in files {
        let time = file.last_time().map_err(|error| {
            Error::input(format!("{} cannot be read: {}", plain_name(&file.name), open::words(&error)))
        })?;
        last = last.max(time.map(|(stamp, _)| window.utc(stamp)));
    }
    Ok(last)
}

/// Whether the beginning shows a log: times, or words that a program which uses Kafka prints.
fn understood(file: &Opened) -> bool {
    const WORDS: [&[u8]; 8] =
        [b"kafka", b"Kafka", b"offset", b"partition", b"consumer", b"producer", b"broker", b"topic"];
    file.first_time().is_some() || WORDS.iter().any(|word| memchr::memmem::find(&file.head, word).is_some())
}

#[cfg(test)]
mod tests;
