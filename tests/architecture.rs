//! Who may use whom: the table in `src/lib.rs`, held.

use std::fs;
use std::path::Path;

/// A module and what it may name of the crate.
const MAY_USE: [(&str, &[&str]); 7] = [
    ("error", &["error"]),
    ("knowledge", &["error", "knowledge"]),
    ("case", &["case", "knowledge"]),
    ("engine", &["engine", "case", "knowledge"]),
    ("evidence", &["evidence", "case", "knowledge", "error"]),
    ("report", &["report", "engine", "case", "knowledge"]),
    ("builtin", &["builtin", "report", "knowledge"]),
];

fn sources(path: &Path, found: &mut Vec<(String, String)>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            sources(&entry.unwrap().path(), found);
        }
    } else if path.extension().is_some_and(|ending| ending == "rs") {
        found.push((path.display().to_string(), fs::read_to_string(path).unwrap()));
    }
}

/// Names of the crate's modules that a file uses: behind `crate::`, each on a path of its own, so that none hides in a list.
///
/// # Panics
/// It uses a list of them, or goes up to the crate by `super`.
fn used<'a>(name: &str, text: &'a str) -> Vec<&'a str> {
    let place = name.rsplit_once("/src/").map_or(name, |(_, place)| place);
    let depth = place.trim_end_matches("/mod.rs").split('/').count();
    let (code, tests) = text.split_once("mod tests {").unwrap_or((text, ""));
    for (text, depth) in [(code, depth), (tests, depth + 1)] {
        assert!(!text.contains(&"super::".repeat(depth)), "{name} names the crate by super");
    }
    assert!(!text.contains("crate::{"), "{name} uses a list of the crate's modules");
    let word = |text: &'a str| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
    text.split("crate::").skip(1).map(word).filter(|used| !used.is_empty()).collect()
}

#[test]
fn lists_and_ways_up_are_seen() {
    let caught = |name: &'static str, text: &'static str| std::panic::catch_unwind(|| used(name, text)).is_err();
    assert_eq!(
        used("/x/src/case/mod.rs", "use crate::knowledge::Severity; mod tests { use super::*; }"),
        ["knowledge"]
    );
    assert!(caught("/x/src/case/mod.rs", "use crate::{evidence, cli};"));
    assert!(caught("/x/src/case/source.rs", "use super::super::evidence;"));
    assert!(caught("/x/src/case/mod.rs", "use super::evidence;"));
    assert!(!caught("/x/src/report/check/page.rs", "use super::super::words;"));
}

#[test]
fn modules_use_only_what_the_table_allows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut read = 0;
    for (module, allowed) in MAY_USE {
        let mut files = Vec::new();
        for path in [root.join(format!("{module}.rs")), root.join(module)] {
            if path.exists() {
                sources(&path, &mut files);
            }
        }
        assert!(!files.is_empty(), "{module}");
        for (name, text) in files {
            read += 1;
            for used in used(&name, &text) {
                assert!(allowed.contains(&used), "{name} uses crate::{used}");
            }
        }
    }
    assert!(read > 20);
}

#[test]
fn only_the_command_line_prints_and_exits() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for (name, text) in files.iter().filter(|(name, _)| !name.contains("/cli/") && !name.ends_with("main.rs")) {
        for forbidden in ["println!", "eprintln!", "print!(", "process::exit", "dialoguer"] {
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            assert!(!code.clone().any(|line| line.contains(forbidden)), "{name} has {forbidden}");
        }
    }
}

#[test]
fn only_the_wire_has_sockets() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for (name, text) in files.iter().filter(|(name, _)| !name.contains("/cluster/wire/") && !name.contains("/tests")) {
        for forbidden in ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "ToSocketAddrs"] {
            assert!(!text.contains(forbidden), "{name} has {forbidden}");
        }
    }
}
