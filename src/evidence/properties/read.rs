//! From files to settings: what can be read, what it is, and clear words where neither is so.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Entry, MOST_SETTINGS, Settings, embedded, java, names, nested, roles};
use crate::case::{Case, Input, NotChecked};
use crate::error::{Error, Result};
use crate::knowledge::Side;

/// A settings file is read up to this many bytes: the longest that ship with Kafka have a hundredth of it.
const LONGEST: u64 = 4 << 20;

/// Reads files, notes each as an input of the case, and what could not be read whole as not checked.
///
/// # Errors
/// The first file that is missing, unreadable, a folder, binary, empty, or of no kind that the tool knows.
pub fn read(files: &[(Option<Side>, PathBuf)], case: &mut Case) -> Result<Vec<Settings>> {
    let mut all = Vec::new();
    for (side, path) in files {
        let (settings, whole) = load(path, *side)?;
        if settings.entries.is_empty() {
            return Err(Error::input(format!("{} is empty: there is no setting in it", settings.name)));
        }
        if !whole {
            case.not_checked.push(NotChecked {
                what: format!("the rest of {}, beyond {} MB or {MOST_SETTINGS} settings", settings.name, LONGEST >> 20),
                why: "A file of settings is never that long.".into(),
                needs: "the settings alone, without what surrounds them".into(),
            });
        }
        let lines = settings.entries.last().map_or(0, |entry| entry.line);
        case.inputs.push(Input {
            kind: "properties".into(),
            name: settings.name.clone(),
            of: roles::sides(&settings).iter().map(|side| side.word().to_string()).collect(),
            lines,
            understood: true,
            ..Input::default()
        });
        all.push(settings);
    }
    Ok(all)
}

/// Reads one file; `side` is whose settings they are, where somebody said so. Like Kafka's own tools it takes one without any.
///
/// # Errors
/// As [`read`], but for an empty file.
pub fn read_file(path: &Path, side: Option<Side>) -> Result<Settings> {
    load(path, side).map(|(settings, _)| settings)
}

fn load(path: &Path, side: Option<Side>) -> Result<(Settings, bool)> {
    let name = path.display().to_string();
    let failed = |error: std::io::Error| {
        use std::io::ErrorKind::{IsADirectory, NotFound, PermissionDenied};
        Error::input(match error.kind() {
            NotFound => format!("{name}: there is no such file"),
            PermissionDenied => format!("{name} cannot be read: permission denied"),
            IsADirectory => format!("{name} is a folder, not a file of settings"),
            _ => format!("{name} cannot be read: {error}"),
        })
    };
    if path.is_dir() {
        return Err(Error::input(format!("{name} is a folder, not a file of settings")));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes)).map_err(failed)?;
    let short = bytes.len() as u64 <= LONGEST;
    bytes.truncate(LONGEST as usize);
    let text = decoded(&bytes).ok_or_else(|| {
        Error::input(format!("{name} is not a text file, so it holds no settings"))
            .hint("Keystores and compressed files are not read here. Give the .properties file that names them.")
    })?;
    let mut settings = parse(&name, &text, side);
    if !names::any_of_kafka(&settings) {
        // Code, or the configuration of something else, that holds some.
        let held: Vec<Entry> = embedded(&text).into_iter().flat_map(|one| one.entries).collect();
        if !held.is_empty() {
            settings.entries = held;
        }
    }
    let whole = short && settings.entries.len() <= MOST_SETTINGS;
    settings.entries.truncate(MOST_SETTINGS);
    if !settings.entries.is_empty() && !names::any_of_kafka(&settings) {
        let count = settings.entries.len();
        let names = if count == 1 { "the one name in it is no" } else { "none of the names in it is a" };
        return Err(Error::input(format!("{name} is of no kind that the tool knows: {names} setting of Kafka"))
            .hint("Expected are lines such as max.poll.records=500, as in Kafka's own .properties files."));
    }
    Ok((settings, whole))
}

/// Text of any of the encodings that such files have; nothing where it is no text.
fn decoded(bytes: &[u8]) -> Option<String> {
    let wide = |unit: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|two| unit([two[0], two[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return Some(wide(u16::from_le_bytes, rest)),
        [0xfe, 0xff, rest @ ..] => return Some(wide(u16::from_be_bytes, rest)),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Text has line ends and tabs, no other controls to speak of; gzip, keystores and the like are full of them.
    let controls =
        bytes.iter().filter(|byte| **byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0xc | 0x1b)).count();
    if bytes.contains(&0) || controls * 50 > bytes.len() {
        return None;
    }
    // Java reads ISO-8859-1, editors write UTF-8; a file cut at the bound can end within a character.
    Some(match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) if error.error_len().is_none() && bytes.len() as u64 + 3 >= LONGEST => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    })
}

/// The settings in a text: lines as in `.properties`, environment variables of container images, YAML and JSON maps.
pub fn parse(name: &str, text: &str, side: Option<Side>) -> Settings {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut entries = nested::entries(name, text).unwrap_or_else(|| java::entries(text));
    if name.ends_with(".toml") {
        let bare = |text: &mut String| *text = text.trim_matches(['"', '\'']).to_string();
        entries.iter_mut().for_each(|entry| [&mut entry.key, &mut entry.value].into_iter().for_each(bare));
    }
    Settings { side, name: name.into(), entries, complete: false, version: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(bytes: &[u8]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("client.properties");
        std::fs::write(&path, bytes).unwrap();
        let error = read(&[(None, path.clone())], &mut Case::new()).unwrap_err();
        assert_eq!(error.kind, crate::error::Kind::Input);
        error.message.replace(&path.display().to_string(), "FILE")
    }

    #[test]
    fn a_client_may_leave_all_at_its_defaults() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(read_file(file.path(), None).unwrap().entries, []);
    }

    #[test]
    fn of_more_settings_than_there_are_the_first_are_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let read_lines = |count: usize| {
            std::fs::write(file.path(), "max.poll.recordz=5\n".repeat(count)).unwrap();
            let mut case = Case::new();
            let settings = read(&[(None, file.path().into())], &mut case).unwrap();
            (settings[0].entries.len(), case.not_checked.len())
        };
        assert_eq!(read_lines(MOST_SETTINGS), (MOST_SETTINGS, 0));
        assert_eq!(read_lines(MOST_SETTINGS + 1), (MOST_SETTINGS, 1));
    }

    #[test]
    fn what_cannot_be_judged_is_said() {
        assert_eq!(error(b""), "FILE is empty: there is no setting in it");
        assert_eq!(error(b"\xef\xbb\xbf# a comment\n\n"), "FILE is empty: there is no setting in it");
        assert_eq!(error(&[0x1f, 0x8b, 8, 0, 0, 1]), "FILE is not a text file, so it holds no settings");
        assert_eq!(error(b"\xca\xfe\xba\xbe\x00\x01"), "FILE is not a text file, so it holds no settings");
        assert_eq!(
            error(b"app.title=x\ncolour=red\n"),
            "FILE is of no kind that the tool knows: none of the names in it is a setting of Kafka"
        );
        assert_eq!(
            error(b"hello"),
            "FILE is of no kind that the tool knows: the one name in it is no setting of Kafka"
        );
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().display().to_string();
        assert_eq!(
            read_file(folder.path(), None).unwrap_err().message,
            format!("{name} is a folder, not a file of settings")
        );
        let missing = folder.path().join("x");
        assert_eq!(
            read_file(&missing, None).unwrap_err().message,
            format!("{}: there is no such file", missing.display())
        );
    }

    #[test]
    fn every_encoding_is_read() {
        for bytes in [
            &b"\xef\xbb\xbfacks=all\nclient.id=caf\xc3\xa9"[..],
            b"acks=all\nclient.id=caf\xe9",
            b"\xff\xfea\0c\0k\0s\0=\0a\0l\0l\0\n\0c\0l\0i\0e\0n\0t\0.\0i\0d\0=\0c\0a\0f\0\xe9\0",
        ] {
            let settings = parse("x", &decoded(bytes).unwrap(), None);
            assert_eq!(settings.entries[1].value, "café");
            assert_eq!(settings.entries[0].key, "acks");
        }
    }
}
