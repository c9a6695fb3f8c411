//! Packs the knowledge base: reads and checks every YAML file with the program's own code, so that nothing broken is ever
//! compiled in, and writes an index and a pack (see `src/builtin.rs`). With the program's own code it also makes of the
//! knowledge what every start would make of it.
#![allow(dead_code, unused_imports, reason = "the build script needs only a part of these modules")]

#[path = "src/case/mod.rs"]
mod case;
#[path = "src/engine/mod.rs"]
mod engine;
#[path = "src/evidence/text/hints.rs"]
mod hints;
#[path = "src/evidence/text/index.rs"]
mod index;
#[path = "src/knowledge/mod.rs"]
mod knowledge;
#[path = "src/evidence/text/needs.rs"]
mod needs;
#[path = "src/evidence/text/negation.rs"]
mod negation;
#[path = "src/evidence/text/pairs.rs"]
mod pairs;
#[path = "src/report"]
mod report {
    pub mod block;
    pub mod card;
    mod fill;
    mod fix;
    mod login;
    mod reference;
    mod shell;
}
#[path = "src/evidence/text/says.rs"]
mod says;
#[path = "src/evidence/text/search.rs"]
mod search;
#[path = "src/evidence/signatures.rs"]
mod signatures;
#[path = "src/evidence/text/tokens.rs"]
mod tokens;
#[path = "src/evidence/text/words.rs"]
mod words;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use knowledge::index::{CardEntry, CompiledPlaces, Index, Place};
use knowledge::{Card, File, Knowledge, ProblemLevel};
use report::block::Block;
use serde::Serialize;

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=knowledge");
    for source in ["case", "engine", "evidence/signatures.rs", "evidence/text", "knowledge"] {
        println!("cargo::rerun-if-changed=src/{source}");
    }
    for source in ["block", "card", "fill", "fix", "login", "reference", "shell"] {
        println!("cargo::rerun-if-changed=src/report/{source}.rs");
    }
    let mut files = Vec::new();
    collect(Path::new("knowledge"), &mut files)?;
    let loaded = knowledge::parse(&files);
    let mut problems = loaded.problems.clone();
    problems.extend(knowledge::check(&loaded, None));
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
    let out = PathBuf::from(std::env::var_os("OUT_DIR").context("cargo sets OUT_DIR")?);
    let (index, pack) = packed(&loaded.knowledge);
    std::fs::write(out.join("index"), index).context("the index cannot be written")?;
    std::fs::write(out.join("pack"), pack).context("the pack cannot be written")
}

/// Every YAML file below a folder, in the order of paths.
fn collect(folder: &Path, files: &mut Vec<File>) -> Result<()> {
    let named = || format!("{} cannot be read", folder.display());
    let entries = std::fs::read_dir(folder).with_context(named)?;
    let mut entries = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>().with_context(named)?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            files.push(File { path: path.display().to_string(), text });
        }
    }
    Ok(())
}

struct Pack(Vec<u8>);

impl Pack {
    fn add(&mut self, part: &impl Serialize) -> Place {
        self.bytes(&binary(part))
    }

    fn bytes(&mut self, part: &[u8]) -> Place {
        self.0.extend_from_slice(part);
        (self.0.len() - part.len(), part.len())
    }
}

fn packed(knowledge: &Knowledge) -> (Vec<u8>, Vec<u8>) {
    let mut pack = Pack(Vec::new());
    let observations: Vec<(&str, Place)> = knowledge.observations.iter().map(|(id, one)| (id, pack.add(one))).collect();
    let observations = pack.add(&observations);
    let cards = knowledge.cards.values().map(|card| CardEntry {
        id: &card.id,
        title: &card.title,
        area: &card.area,
        severity: card.severity,
        aliases: card.aliases.iter().map(String::as_str).collect(),
        place: pack.add(card),
        page: pack.add(&page(knowledge, card)),
    });
    let index = Index {
        cards: cards.collect(),
        areas: knowledge.areas.clone(),
        topics: knowledge.topics.iter().map(|(id, topic)| (id, topic.title.as_str(), pack.add(topic))).collect(),
        observations,
        errors: pack.add(&*knowledge.errors),
        vocabulary: pack.add(&*knowledge.vocabulary),
        harmless: pack.add(&*knowledge.harmless),
        compiled: compiled(knowledge, &mut pack),
    };
    (binary(&index), pack.0)
}

fn page(knowledge: &Knowledge, card: &Card) -> Vec<Block> {
    let area = knowledge.areas.name(&card.area);
    report::card::card(card, area, &|id| knowledge.observations.get(id).cloned(), false)
}

fn compiled(knowledge: &Knowledge, pack: &mut Pack) -> CompiledPlaces {
    let words = words::Words::new(knowledge);
    CompiledPlaces {
        model: pack.add(&engine::Model::new(knowledge)),
        signatures: pack.add(&signatures::Signatures::new(knowledge)),
        phrases: pack.bytes(&says::Phrases::new(knowledge, &words).pack()),
        words: pack.add(&words),
        vocabulary: pack.bytes(&hints::Vocabulary::new(knowledge, &words).pack()),
        search: pack.bytes(&search::index(knowledge, &words).pack()),
    }
}

fn binary(part: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(part).expect("knowledge is plain data")
}
