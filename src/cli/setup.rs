//! What belongs to the surroundings: colours, completions, the manual page, a user's knowledge.

use std::process::ExitCode;

use clap::Command;

use super::{Global, Out, When};
use crate::builtin;
use crate::error::{Error, Result};
use crate::knowledge::{File, Knowledge, Loaded, merge};

/// Options of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    /// bash, zsh, fish, elvish or powershell
    pub shell: clap_complete::Shell,
}

/// Answers the shell's completion request, if this is one, and exits.
pub fn complete_if_asked() {}

/// Prints the script that the shell loads.
pub fn completions(_args: &CompletionArgs, _command: &mut Command) -> Result<ExitCode> {
    Err(Error::usage("completions: not there yet"))
}

/// Prints the manual page.
pub fn man(_command: Command) -> Result<ExitCode> {
    Out::new().all("")
}

/// Colours on stdout and stderr as asked; `auto` is console's own rule (terminal, NO_COLOR, TERM).
pub fn colors(when: When) {
    if when != When::Auto {
        console::set_colors_enabled(when == When::Always);
        console::set_colors_enabled_stderr(when == When::Always);
    }
}

/// The built-in knowledge and the user's. A broken file costs a warning on stderr and that file.
///
/// # Errors
/// A folder that does not exist or cannot be read.
pub fn knowledge(global: &Global) -> Result<Knowledge> {
    let files = user_files(global)?;
    if files.is_empty() {
        return Ok(builtin::knowledge());
    }
    let Loaded { knowledge, problems, .. } = merge(builtin::knowledge(), &files);
    for problem in problems {
        eprintln!(
            "{} {}:{}:{}: {}; the file is left out",
            console::style("warning:").yellow().bold().for_stderr(),
            problem.path,
            problem.line,
            problem.column,
            super::out::visible(&problem.message)
        );
    }
    Ok(knowledge)
}

/// Whether the user brings knowledge of their own.
pub fn has_user_knowledge(global: &Global) -> bool {
    !folders(global).is_empty()
}

fn folders(global: &Global) -> Vec<std::path::PathBuf> {
    let listed = std::env::var_os("KAFKA_DOCTOR_KNOWLEDGE").unwrap_or_default();
    let listed = std::env::split_paths(&listed).filter(|path| !path.as_os_str().is_empty());
    listed.chain(global.knowledge.iter().cloned()).collect()
}

/// Every `*.yaml` and `*.yml` of the user's folders, read recursively, in the order of paths.
///
/// # Errors
/// A folder that does not exist or cannot be read.
pub fn user_files(global: &Global) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for folder in folders(global) {
        collect(&folder, &mut files, 0)?;
    }
    Ok(files)
}

/// Links that lead in circles end here.
const DEEPEST: usize = 32;

fn collect(path: &std::path::Path, files: &mut Vec<File>, depth: usize) -> Result<()> {
    let unreadable = |error: std::io::Error| Error::input(format!("{}: {error}", path.display()));
    if !path.is_dir() {
        let text = std::fs::read(path).map_err(unreadable)?;
        let text =
            String::from_utf8(text).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        files.push(File { path: path.display().to_string(), text });
        return Ok(());
    }
    if depth == DEEPEST {
        return Ok(());
    }
    let mut entries: Vec<_> =
        std::fs::read_dir(path).map_err(unreadable)?.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    entries.sort();
    for entry in entries {
        let yaml = entry.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
        if yaml || entry.is_dir() {
            collect(&entry, files, depth + 1)?;
        }
    }
    Ok(())
}
