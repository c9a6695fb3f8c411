//! From bytes to readings: logs, pasted text, settings, live clusters. Never weighs, never prints.

pub mod cluster;
pub mod examples;
mod files;
pub mod logs;
pub mod pieces;
pub mod probes;
pub mod properties;
pub mod redact;
pub mod signatures;
pub mod text;

use std::cell::LazyCell;
use std::path::PathBuf;

pub use self::files::read_at_most;
use self::logs::Window;
use self::properties::Settings;
use self::signatures::Signatures;
use crate::case::{Case, Channel, Reading};
use crate::error::Result;
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

/// What was read beside what the case holds.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The settings, so that they can also be held against a cluster.
    pub settings: Vec<Settings>,
    /// Sentences that a person has to know of while reading the result.
    pub warnings: Vec<String>,
}

/// What a case holds of files that are read anew: since then they have grown, or were changed.
fn forget<'p>(case: &mut Case, files: impl Iterator<Item = &'p PathBuf>) {
    let files = files.filter(|path| path.as_os_str() != files::STDIN);
    let names: Vec<String> = files.map(|path| path.display().to_string()).collect();
    let read_here = [Channel::Log, Channel::Silence, Channel::Settings, Channel::Default];
    case.readings.retain(|Reading { source, .. }| {
        !read_here.contains(&source.channel) || !source.file.as_ref().is_some_and(|file| names.contains(file))
    });
    case.inputs.retain(|input| !matches!(input.kind.as_str(), "log" | "properties") || !names.contains(&input.name));
}

/// Reads everything into the case. Files are looked for before any is read; one that is given twice is read once.
///
/// # Errors
/// A file is missing or unreadable, or what came is of no kind that the tool knows.
pub fn gather(knowledge: &Knowledge, request: &Request, case: &mut Case) -> Result<Gathered> {
    let files = || request.logs.iter().chain(request.properties.iter().map(|(_, path)| path));
    files::there(files().map(PathBuf::as_path).filter(|path| path.as_os_str() != files::STDIN))?;
    let mut warnings = Vec::new();
    let logs = files::once(&request.logs, |path| ((), path.as_path()), &mut warnings);
    let properties = files::once(&request.properties, |(side, path)| (*side, path.as_path()), &mut warnings);
    forget(case, logs.iter().chain(properties.iter().map(|(_, path)| path)));
    // Without a log or a text nothing is searched.
    let signatures = LazyCell::new(|| Signatures::new(knowledge));
    let mut settings: Vec<Settings> = Vec::new();
    if !logs.is_empty() {
        let mut read = logs::read(&signatures, &logs, &request.window)?;
        case.readings.append(&mut read.readings);
        case.inputs.append(&mut read.inputs);
        settings.append(&mut read.settings);
        case.not_checked.append(&mut read.not_checked);
        warnings.append(&mut read.warnings);
    }
    settings.append(&mut properties::read(&properties, case)?);
    if !request.texts.is_empty() {
        let reader = text::Reader::new(knowledge, &signatures);
        request.texts.iter().for_each(|(name, text)| reader.read(name, text, case));
    }
    text::first_error(knowledge, case);
    // After the logs and the text: they may tell the versions, on which defaults depend.
    properties::judge(knowledge, &settings, case);
    Ok(Gathered { settings, warnings })
}
