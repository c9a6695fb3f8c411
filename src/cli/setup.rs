//! What belongs to the surroundings: colours, completions, a user's knowledge.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Command;
use clap_complete::CompletionCandidate;
use clap_complete::env::{CompleteEnv, Shells};

use super::out::quoted;
use super::{Format, Global, Out, When};
use crate::builtin;
use crate::error::{Error, Result};
use crate::evidence::probes;
use crate::knowledge::{File, Knowledge, Loaded, Problem, merge};

/// Options of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    /// The shell that the script is for
    pub shell: clap_complete::Shell,
}

/// Set by the script that the shell loads; the program then answers with completions.
const COMPLETE: &str = "_KAFKA_DOCTOR_COMPLETE";

/// Answers the shell's completion request, if this is one, and exits. Any other run pays for one look at the environment.
pub fn complete_if_asked() {
    if std::env::var_os(COMPLETE).is_some() {
        CompleteEnv::with_factory(<super::Cli as clap::CommandFactory>::command).var(COMPLETE).complete();
    }
}

/// Names of cards and topics that begin like what was typed.
pub fn names_of_pages(typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    let index = builtin::Index::load();
    let cards = index.cards.iter().map(|card| (card.id, card.title));
    let topics = index.topics.iter().map(|(id, title, _)| (*id, *title));
    cards
        .chain(topics)
        .filter(|(id, _)| id.starts_with(typed))
        .map(|(id, title)| CompletionCandidate::new(id).help(Some(title.into())))
        .collect()
}

/// Prints the script that the shell loads. It asks the program each time, so names of cards are always those of the program.
///
/// # Errors
/// Another format was asked for, or standard output cannot be written.
pub fn completions(args: &CompletionArgs, command: &Command, global: &Global) -> Result<ExitCode> {
    global.only("completions", &[Format::Text])?;
    let shell = args.shell.to_string();
    let shells = Shells::builtins();
    let name = command.get_name();
    let mut script = Vec::new();
    let written =
        shells.completer(&shell).map(|shell| shell.write_registration(COMPLETE, name, name, name, &mut script));
    match written {
        Some(Ok(())) => Out::new().all(&String::from_utf8_lossy(&script)),
        _ => Err(Error::usage(format!("there are no completions for {shell}"))),
    }
}

/// Colours on stdout and stderr as asked; `auto` is console's own rule (terminal, NO_COLOR, TERM).
pub fn colors(when: When) {
    if when != When::Auto {
        console::set_colors_enabled(when == When::Always);
        console::set_colors_enabled_stderr(when == When::Always);
    }
}

/// More broken files are counted only: somebody waits for the answer below.
const MOST_WARNINGS: usize = 10;

/// The built-in knowledge and the user's. A broken file costs a warning on stderr and that file.
///
/// # Errors
/// A folder that does not exist or cannot be read.
pub fn knowledge(global: &Global) -> Result<Knowledge> {
    let (files, mut problems) = user_files(global)?;
    if files.is_empty() && problems.is_empty() {
        return Ok(builtin::knowledge());
    }
    let Loaded { mut knowledge, problems: broken, .. } = merge(&builtin::knowledge(), &files, &probes::names());
    problems.extend(broken);
    if !global.quiet {
        let more = problems.len().saturating_sub(MOST_WARNINGS);
        for Problem { path, line, column, message, .. } in problems.into_iter().take(MOST_WARNINGS) {
            warn(&format!("{path}:{line}:{column}: {message}; the file is left out"));
        }
        if more > 0 {
            warn(&format!("{more} more files of cards are left out; kafka-doctor knowledge lint tells why"));
        }
    }
    let named = global.knowledge.iter().map(|path| quoted(&path.display().to_string()));
    knowledge.options = named.map(|path| format!(" --knowledge {path}")).collect();
    Ok(knowledge)
}

/// Whether the user brings knowledge of their own.
pub fn has_user_knowledge(global: &Global) -> bool {
    !folders(global).is_empty()
}

/// The user's folders; those of the environment first, and whether they were named on the command line.
fn folders(global: &Global) -> Vec<(PathBuf, bool)> {
    let listed = std::env::var_os("KAFKA_DOCTOR_KNOWLEDGE").unwrap_or_default();
    let listed = std::env::split_paths(&listed).filter(|path| !path.as_os_str().is_empty());
    listed.map(|path| (path, false)).chain(global.knowledge.iter().map(|path| (path.clone(), true))).collect()
}

/// Every `*.yaml` and `*.yml` of the user's folders, read recursively, in the order of paths. Hidden ones are left out: editors keep their
/// locks there, Kubernetes the versions of a mounted ConfigMap. Beside them what cannot be read. A folder of the environment costs a warning
/// only: what a profile names once should not stop every run.
///
/// # Errors
/// A folder, or a file, of the command line does not exist or cannot be read.
pub fn user_files(global: &Global) -> Result<(Vec<File>, Vec<Problem>)> {
    let (mut files, mut unread, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (path, named) in folders(global) {
        let Err(error) = collect(&path, &mut files, &mut unread, &mut seen) else { continue };
        let message = match error.kind() {
            std::io::ErrorKind::NotFound => format!("there is no folder of cards {}", path.display()),
            _ => format!("the cards in {} cannot be read: {error}", path.display()),
        };
        if named {
            return Err(Error::input(message));
        }
        if !global.quiet {
            warn(&format!("{message}; KAFKA_DOCTOR_KNOWLEDGE names it"));
        }
    }
    Ok((files, unread))
}

/// `seen` holds the folders that were entered: links may lead in circles.
fn collect(
    path: &Path,
    files: &mut Vec<File>,
    unread: &mut Vec<Problem>,
    seen: &mut BTreeSet<PathBuf>,
) -> std::io::Result<()> {
    if !path.is_dir() {
        let text = std::fs::read(path)?;
        let text =
            String::from_utf8(text).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        files.push(File { path: path.display().to_string(), text });
        return Ok(());
    }
    if !seen.insert(path.canonicalize()?) {
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path)?.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    entries.sort();
    let hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    for entry in entries.iter().filter(|entry| !hidden(entry)) {
        let yaml = entry.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
        if !yaml && !entry.is_dir() {
            continue;
        }
        // Whoever opens a pipe waits for a writer.
        let waits = entry.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir());
        let read = if waits { Err(std::io::Error::other("no file")) } else { collect(entry, files, unread, seen) };
        if let Err(error) = read {
            let file = File { path: entry.display().to_string(), text: String::new() };
            unread.push(Problem::of_file("unreadable-file", &file, format!("it cannot be read: {error}")));
        }
    }
    Ok(())
}

/// Tells on stderr what a person has to know of while reading the result.
pub fn warn(message: &str) {
    let word = console::style("warning:").yellow().bold().for_stderr();
    super::out::tell(&format!("{word} {}", super::out::visible(message)));
}
