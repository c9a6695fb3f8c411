//! The files of a run before any is read: which are missing, and which were given twice.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::error::{Error, Result};

/// Standard input among the logs.
pub const STDIN: &str = "-";

/// The text of a file that is kept in memory.
///
/// # Errors
/// It cannot be read, is no UTF-8, or is longer than `most` bytes.
pub fn read_at_most(path: &Path, most: u64) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(std::io::Error::other(format!("it is longer than {} MB", most >> 20)));
    }
    String::from_utf8(bytes).map_err(|_| std::io::Error::new(ErrorKind::InvalidData, "it is no text in UTF-8"))
}

/// That all of them are there.
///
/// # Errors
/// Some are not; all of those are told.
pub fn there<'a>(files: impl Iterator<Item = &'a Path>) -> Result<()> {
    let missing: Vec<String> = files.filter(|path| !path.exists()).map(|path| path.display().to_string()).collect();
    let what = match missing.as_slice() {
        [] => return Ok(()),
        [one] => format!("there is no file {one}"),
        [first @ .., last] => format!("there are no files {} and {last}", first.join(", ")),
    };
    Err(Error::input(what).hint("Nothing was read."))
}

/// Those that are no file, read for the same `purpose`, that stands before them, each other one with a warning: its lines would count twice.
pub fn once<'a, T: Clone, P: PartialEq>(
    files: &'a [T],
    purpose: impl Fn(&'a T) -> (P, &'a Path),
    warnings: &mut Vec<String>,
) -> Vec<T> {
    let mut kept: Vec<(P, Option<Identity>, &Path)> = Vec::new();
    let mut distinct = Vec::new();
    for file in files {
        let (of, path) = purpose(file);
        let own = identity(path);
        match kept.iter().find(|(other, identity, _)| own.is_some() && *identity == own && *other == of) {
            Some((_, _, first)) if *first == path => {
                warnings.push(format!("{} was given twice; it is read once", path.display()));
            }
            Some((_, _, first)) => {
                warnings.push(format!("{} is the same file as {}; it is read once", path.display(), first.display()));
            }
            None => {
                kept.push((of, own, path));
                distinct.push(file.clone());
            }
        }
    }
    distinct
}

/// What paths to one file have in common. Nothing is opened: a pipe that is opened twice ends for its writer.
#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let file = path.metadata().ok().filter(|_| path.as_os_str() != STDIN)?;
    Some((file.dev(), file.ino()))
}

/// See above; links that are no symbolic ones are not seen through.
#[cfg(not(unix))]
type Identity = std::path::PathBuf;

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    path.canonicalize().ok().filter(|_| path.as_os_str() != STDIN)
}
