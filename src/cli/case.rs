//! Cases as files, and what of them may leave the machine.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{answers, out, setup};
use crate::case::Case;
use crate::error::{Error, Result};
use crate::evidence::read_at_most;
use crate::evidence::redact::{self, Hosts};
use crate::knowledge::Knowledge;

/// What a hand-over keeps of what was pasted, characters.
const TOLD: usize = 2000;

/// A case is read up to this many bytes: thousands of readings with their excerpts have a tenth of it.
const LONGEST: u64 = 64 << 20;

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
/// of an escape with it. All of it is read first: a name that stands alone is told to be a host's by a text further on.
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
    let mut hosts = Hosts::default();
    hosts.keep_stand_ins(&document.to_string());
    walk(&mut document.clone(), &mut hosts);
    walk(&mut document, &mut hosts);
    serde_json::from_value(document).expect("only texts were changed")
}

/// Reads a case. Readings that this knowledge cannot weigh cost a warning: the knowledge may have changed since.
///
/// # Errors
/// It is missing, broken or of another version.
pub fn load(path: &Path, knowledge: &Knowledge, quiet: bool) -> Result<Case> {
    let text = read_at_most(path, LONGEST)
        .map_err(|error| Error::input(format!("the case {} cannot be read: {error}", path.display())))?;
    // The version first: a later format may have keys that this one does not know.
    #[derive(serde::Deserialize)]
    struct Head {
        version: u32,
    }
    let broken = |error: serde_json::Error| {
        Error::input(format!("{} is not a case: {error}", path.display())).hint("A case is what --save-case wrote.")
    };
    let head: Head = serde_json::from_str(&text).map_err(broken)?;
    if head.version != 1 {
        return Err(Error::input(format!(
            "{} is a case of version {}; this kafka-doctor reads version 1",
            path.display(),
            head.version
        )));
    }
    let mut case: Case = serde_json::from_str(&text).map_err(broken)?;
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

/// Writes a file that only its owner can read, as [`write_whole`].
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    write_whole(path, text, 0o600)
}

/// Writes all of a file or nothing, a new one with this mode less the umask. What a link points to is written, not the link; a device or a
/// pipe is written to, never replaced.
pub fn write_whole(path: &Path, text: &str, mode: u32) -> std::io::Result<()> {
    static WRITTEN: AtomicUsize = AtomicUsize::new(0);
    // By its own name: what a link in /proc to a pipe says is no path.
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        return std::fs::OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes());
    }
    let path = behind_links(path);
    // Whoever is interrupted while writing writes once more, at the same time.
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let mut name = OsString::from(path.file_name().unwrap_or_default());
    name.push(format!(".{}-{number}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(&beside)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    let moved = written.and_then(|()| std::fs::rename(&beside, &path));
    if moved.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    moved
}

/// Where a path leads, be there something or not.
fn behind_links(path: &Path) -> PathBuf {
    /// Links in a row; as many as Linux follows.
    const MOST: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..MOST {
        let Ok(to) = path.read_link() else { break };
        path = path.parent().unwrap_or(Path::new("")).join(to);
    }
    path
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

    #[test]
    fn a_pipe_is_written_to() {
        use std::io::Read;
        use std::os::fd::AsRawFd;
        let (mut reader, writer) = std::io::pipe().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(format!("/dev/fd/{}", writer.as_raw_fd()), &link).unwrap();
        write_private(&link, "x").unwrap();
        drop(writer);
        let mut written = String::new();
        reader.read_to_string(&mut written).unwrap();
        assert_eq!(written, "x");
    }

    #[test]
    fn a_host_is_hidden_above_the_text_that_tells_that_it_is_one() {
        let mut case = Case { told: Some("kafka-broker-2 is down".into()), ..Case::new() };
        case.names.insert("host".into(), "kafka-broker-2:9092".into());
        let hidden = without_hosts(&case);
        assert_eq!(hidden.told.as_deref(), Some("host-1 is down"));
        assert_eq!(hidden.names["host"], "host-1:9092");
    }

    #[test]
    fn a_link_to_nothing_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("link")).unwrap();
        write_private(&folder.path().join("link"), "new").unwrap();
        assert!(folder.path().join("link").is_symlink());
        assert_eq!(std::fs::read_to_string(folder.path().join("nowhere")).unwrap(), "new");
    }

    #[test]
    fn who_writes_at_the_same_time_loses_nothing() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("case");
        std::thread::scope(|scope| {
            let write = || scope.spawn(|| (0..50).all(|_| write_private(&path, "whole").is_ok()));
            assert!([write(), write()].into_iter().all(|one| one.join().unwrap()));
        });
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    }

    #[test]
    fn what_is_no_case_is_told_in_its_own_words() {
        let told = |text: &str| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("c.json");
            std::fs::write(&path, text).unwrap();
            let message = load(&path, &Knowledge::default(), true).unwrap_err().message;
            message.replace(&path.display().to_string(), "c.json")
        };
        assert_eq!(
            told(r#"{ "version": 2, "readings": [], "later": 1 }"#),
            "c.json is a case of version 2; this kafka-doctor reads version 1"
        );
        assert!(told("{").starts_with("c.json is not a case: EOF"));
        let endless = load(Path::new("/dev/zero"), &Knowledge::default(), true).unwrap_err();
        assert_eq!(endless.message, "the case /dev/zero cannot be read: it is longer than 64 MB");
    }
}
