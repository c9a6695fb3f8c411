//! Cases as files, and what of them may leave the machine.

use std::io::Write;
use std::path::Path;

use super::{answers, out, setup};
use crate::case::Case;
use crate::error::{Error, Result};
use crate::evidence::redact::{self, Hosts};
use crate::knowledge::Knowledge;

/// What a hand-over keeps of what was pasted, characters.
const TOLD: usize = 2000;

/// What is told of the readings that a case is read without, columns.
const LEFT_OUT: usize = 300;

/// What a person wrote, as a case keeps it: no secrets, nothing that steers a terminal, not without end.
pub fn told(text: &str) -> String {
    let mut told = redact::redact(text);
    if let Some((at, _)) = told.char_indices().nth(TOLD) {
        told.truncate(at);
    }
    out::visible(&told)
}

/// The case with host names and addresses replaced, alike everywhere. Text by text: replaced in a JSON document, a name could take a part
/// of an escape with it.
pub fn without_hosts(case: &Case) -> Case {
    fn walk(value: &mut serde_json::Value, hosts: &mut Hosts) {
        match value {
            serde_json::Value::String(text) => *text = hosts.replace(text),
            serde_json::Value::Array(list) => list.iter_mut().for_each(|one| walk(one, hosts)),
            serde_json::Value::Object(map) => map.values_mut().for_each(|one| walk(one, hosts)),
            _ => {}
        }
    }
    let mut document = serde_json::to_value(case).expect("a case is plain data");
    walk(&mut document, &mut Hosts::default());
    serde_json::from_value(document).expect("only texts were changed")
}

/// Reads a case. Readings that this knowledge cannot weigh cost a warning: the knowledge may have changed since.
///
/// # Errors
/// It is missing, broken or of another version.
pub fn load(path: &Path, knowledge: &Knowledge, quiet: bool) -> Result<Case> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::input(format!("the case {} cannot be read: {error}", path.display())))?;
    let mut case: Case = serde_json::from_str(&text).map_err(|error| {
        Error::input(format!("{} is not a case: {error}", path.display())).hint("A case is what --save-case wrote.")
    })?;
    if case.version != 1 {
        return Err(Error::input(format!(
            "{} is a case of version {}; this kafka-doctor reads version 1",
            path.display(),
            case.version
        )));
    }
    let left_out = answers::sift(knowledge, &mut case);
    if !left_out.is_empty() && !quiet {
        let left_out = left_out.join(", ");
        let told = console::truncate_str(&left_out, LEFT_OUT, "...");
        setup::warn(&format!("{} holds what no observation here knows, which is left out: {told}", path.display()));
    }
    Ok(case)
}

/// Writes the case beside its place and moves it there, so that an old one is never lost half-way; readable by its owner only.
///
/// # Errors
/// It cannot be written.
pub fn save(case: &Case, path: &Path, redact_hosts: bool) -> Result<()> {
    let redacted = redact_hosts.then(|| without_hosts(case));
    let text = serde_json::to_string_pretty(redacted.as_ref().unwrap_or(case)).expect("a case is plain data") + "\n";
    write_private(path, &text)
        .map_err(|error| Error::input(format!("the case cannot be kept in {}: {error}", path.display())))
}

/// Writes a file that only its owner can read, all of it or nothing. What a link points to is written, not the link; a device or a pipe is
/// written to, never replaced.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.into());
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        return std::fs::OpenOptions::new().write(true).open(&path)?.write_all(text.as_bytes());
    }
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written =
        options.open(&beside).and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    let moved = written.and_then(|()| std::fs::rename(&beside, &path));
    if moved.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    moved
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_written_to_and_a_link_is_followed() {
        let full = write_private(Path::new("/dev/full"), "x").unwrap_err();
        assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
        assert!(!Path::new("/dev/full").metadata().unwrap().is_file());
        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        std::fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_private(&link, "new").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
    }
}
