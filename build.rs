//! Packs the knowledge base: reads and checks every YAML file with the program's own code, so that nothing broken is ever
//! compiled in, and writes an index and a pack of JSON parts (see `src/builtin.rs`).

#[allow(dead_code, unused_imports, reason = "the build script needs only the loading half")]
#[path = "src/knowledge/mod.rs"]
mod knowledge;

use std::path::{Path, PathBuf};

use knowledge::{File, ProblemLevel};
use serde::Serialize;
use serde_json::json;

fn main() {
    println!("cargo::rerun-if-changed=knowledge");
    println!("cargo::rerun-if-changed=src/knowledge");
    let mut files = Vec::new();
    collect(Path::new("knowledge"), &mut files);
    let loaded = knowledge::parse(&files);
    let mut problems = loaded.problems.clone();
    problems.extend(knowledge::check(&loaded));
    let mut broken = false;
    for problem in problems.iter().filter(|problem| problem.level == ProblemLevel::Error) {
        broken = true;
        println!(
            "cargo::error={}:{}:{}: {} [{}]\n    {}",
            problem.path, problem.line, problem.column, problem.message, problem.code, problem.excerpt
        );
    }
    if broken {
        std::process::exit(1);
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let (index, pack) = packed(&loaded.knowledge);
    std::fs::write(out.join("index.json"), index).expect("OUT_DIR can be written");
    std::fs::write(out.join("pack.json"), pack).expect("OUT_DIR can be written");
}

/// Every YAML file below a folder, in the order of paths.
fn collect(folder: &Path, files: &mut Vec<File>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a folder of the project can be listed").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files.push(File { path: path.display().to_string(), text });
        }
    }
}

struct Pack(Vec<u8>);

impl Pack {
    fn add(&mut self, part: &impl Serialize) -> (usize, usize) {
        let start = self.0.len();
        serde_json::to_writer(&mut self.0, part).expect("knowledge is plain data");
        (start, self.0.len() - start)
    }
}

fn packed(knowledge: &knowledge::Knowledge) -> (String, Vec<u8>) {
    let mut pack = Pack(Vec::new());
    let cards: Vec<_> = knowledge
        .cards
        .values()
        .map(|card| {
            json!({ "id": card.id, "title": card.title, "area": card.area, "severity": card.severity,
                    "aliases": card.aliases, "place": pack.add(card) })
        })
        .collect();
    let observations: serde_json::Map<_, _> =
        knowledge.observations.values().map(|one| (one.id.clone(), json!(pack.add(one)))).collect();
    let topics: Vec<_> =
        knowledge.topics.values().map(|topic| json!([topic.id, topic.title, pack.add(topic)])).collect();
    let index = json!({
        "cards": cards,
        "areas": knowledge.areas,
        "topics": topics,
        "observations": observations,
        "errors": pack.add(&knowledge.errors),
        "vocabulary": pack.add(&knowledge.vocabulary),
        "harmless": pack.add(&knowledge.harmless),
    });
    (index.to_string(), pack.0)
}
