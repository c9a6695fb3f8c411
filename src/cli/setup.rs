//! What belongs to the surroundings: colours, completions, the manual page, a user's knowledge.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Command;
use clap_complete::CompletionCandidate;
use clap_complete::env::{CompleteEnv, Shells};
use clap_mangen::roff::Roff;

use super::{Global, Out, When};
use crate::builtin;
use crate::error::{Error, Result};
use crate::knowledge::{File, Knowledge, Loaded, Problem, merge};

/// Options of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    /// bash, zsh, fish, elvish or powershell
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
/// Standard output cannot be written.
pub fn completions(args: &CompletionArgs, command: &mut Command) -> Result<ExitCode> {
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

/// Prints the manual: one page with all verbs, as roff.
///
/// # Errors
/// Standard output cannot be written.
pub fn man(command: Command) -> Result<ExitCode> {
    let mut page = Vec::new();
    write_manual(command, &mut page).map_err(|error| Error::input(format!("the manual cannot be written: {error}")))?;
    Out::new().all(&String::from_utf8_lossy(&page))
}

/// Writes one section of a manual.
type Section = fn(&clap_mangen::Man, &mut dyn std::io::Write) -> std::io::Result<()>;

fn write_manual(mut command: Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    command.build();
    let verbs: Vec<Command> = command.get_subcommands().filter(|verb| verb.get_name() != "help").cloned().collect();
    let main = clap_mangen::Man::new(command);
    main.render_title(page)?;
    main.render_name_section(page)?;
    main.render_synopsis_section(page)?;
    main.render_description_section(page)?;
    main.render_options_section(page)?;
    for verb in verbs {
        let mut roff = Roff::default();
        roff.control("SH", [verb.get_name().to_uppercase().as_str()]);
        roff.to_writer(page)?;
        // Options that every verb takes stand above, once.
        let verb = verb.mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg });
        let verb = clap_mangen::Man::new(verb);
        let sections: [Section; 3] = [
            |man, mut page| man.render_synopsis_section(&mut page),
            |man, mut page| man.render_description_section(&mut page),
            |man, mut page| man.render_options_section(&mut page),
        ];
        for section in sections {
            let mut part = Vec::new();
            section(&verb, &mut part)?;
            // Within a verb its parts are one level lower.
            page.extend(String::from_utf8_lossy(&part).replace(".SH ", ".SS ").into_bytes());
        }
    }
    Ok(())
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
    for problem in problems.into_iter().filter(|_| !global.quiet) {
        let Problem { path, line, column, message, .. } = problem;
        warn(&format!("{path}:{line}:{column}: {message}; the file is left out"));
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

/// Every `*.yaml` and `*.yml` of the user's folders, read recursively, in the order of paths. Hidden ones are left out: editors keep their
/// locks there, Kubernetes the versions of a mounted ConfigMap. A file that cannot be read costs a warning.
///
/// # Errors
/// A folder, or a file that was named itself, does not exist or cannot be read.
pub fn user_files(global: &Global) -> Result<Vec<File>> {
    let (mut files, mut seen) = (Vec::new(), BTreeSet::new());
    for path in folders(global) {
        collect(&path, &mut files, &mut seen, global.quiet).map_err(|error| {
            Error::input(match error.kind() {
                std::io::ErrorKind::NotFound => format!("there is no folder of cards {}", path.display()),
                _ => format!("the cards in {} cannot be read: {error}", path.display()),
            })
        })?;
    }
    Ok(files)
}

/// `seen` holds the folders that were entered: links may lead in circles.
fn collect(path: &Path, files: &mut Vec<File>, seen: &mut BTreeSet<PathBuf>, quiet: bool) -> std::io::Result<()> {
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
        if let (Err(error), false) = (collect(entry, files, seen, quiet), quiet) {
            warn(&format!("{} cannot be read: {error}; it is left out", entry.display()));
        }
    }
    Ok(())
}

/// Tells on stderr what a person has to know of while reading the result.
pub fn warn(message: &str) {
    eprintln!("{} {}", console::style("warning:").yellow().bold().for_stderr(), super::out::visible(message));
}
