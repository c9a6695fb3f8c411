//! From bytes to readings: logs, pasted text, settings, live clusters. Never weighs, never prints.

pub mod cluster;
pub mod examples;
pub mod logs;
pub mod pieces;
pub mod probes;
pub mod properties;
pub mod redact;
pub mod signatures;
pub mod text;

use std::cell::LazyCell;
use std::path::PathBuf;

use self::logs::Window;
use self::properties::Settings;
use self::signatures::Signatures;
use crate::case::Case;
use crate::error::{Error, Result};
use crate::knowledge::{Knowledge, Side};

/// What a person gave.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Pasted texts, each with the name it is shown under.
    pub texts: Vec<(String, String)>,
    /// Log files; `-` is standard input.
    pub logs: Vec<PathBuf>,
    /// Settings files, with the role where one was given.
    pub properties: Vec<(Option<Side>, PathBuf)>,
    /// What of the logs counts.
    pub window: Window,
}

/// Reads everything into the case. Files are looked for before any is read. The settings come back, so that they can also be held against a
/// cluster.
///
/// # Errors
/// A file is missing or unreadable, or what came is of no kind that the tool knows.
pub fn gather(knowledge: &Knowledge, request: &Request, case: &mut Case) -> Result<Vec<Settings>> {
    let files = request.logs.iter().chain(request.properties.iter().map(|(_, path)| path));
    for path in files.filter(|path| path.as_os_str() != "-") {
        if !path.exists() {
            return Err(Error::input(format!("there is no file {}", path.display())).hint("Nothing was read."));
        }
    }
    // Without a log or a text nothing is searched.
    let signatures = LazyCell::new(|| Signatures::new(knowledge));
    let mut settings: Vec<Settings> = Vec::new();
    if !request.logs.is_empty() {
        let mut read = logs::read(&signatures, &request.logs, &request.window)?;
        case.readings.append(&mut read.readings);
        case.inputs.append(&mut read.inputs);
        settings.append(&mut read.settings);
        case.not_checked.append(&mut read.not_checked);
    }
    settings.append(&mut properties::read(&request.properties, case)?);
    if !request.texts.is_empty() {
        let reader = text::Reader::new(knowledge, &signatures);
        request.texts.iter().for_each(|(name, text)| reader.read(name, text, case));
    }
    // After the logs and the text: they may tell the versions, on which defaults depend.
    properties::judge(knowledge, &settings, case);
    Ok(settings)
}
