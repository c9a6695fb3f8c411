//! `knowledge tree`: the canonical paths, merged where they begin alike, as text, Graphviz dot or Mermaid.

use std::fmt::Write;
use std::process::ExitCode;

use super::super::{Format, Global, Out, setup};
use crate::engine::{Model, Path};
use crate::error::{Error, Result};
use crate::knowledge::Knowledge;

/// A question, what its answers lead to, and the causes that end here.
#[derive(Default)]
struct Node {
    question: Option<String>,
    answers: Vec<(String, Node)>,
    ends: Vec<String>,
}

/// Runs it.
pub fn run(cards: &[String], global: &Global) -> Result<ExitCode> {
    global.only("knowledge tree", &[Format::Text, Format::Dot, Format::Mermaid])?;
    let knowledge = setup::knowledge(global)?;
    let mut wanted = Vec::new();
    for name in cards {
        let card = knowledge.card_named(name).ok_or_else(|| Error::usage(format!("there is no card {name}")))?;
        wanted.push(card.id.clone());
    }
    let mut root = Node::default();
    for path in Model::new(&knowledge).paths().iter().filter(|path| wanted.is_empty() || wanted.contains(&path.card)) {
        root.add(path);
    }
    let text = match global.output {
        Format::Dot => graph(&root, &knowledge, &DOT),
        Format::Mermaid => graph(&root, &knowledge, &MERMAID),
        _ => {
            let mut text = String::new();
            outline(&root, &knowledge, 0, &mut text);
            text
        }
    };
    Out::new().all(&text)
}

impl Node {
    fn add(&mut self, path: &Path) {
        let mut node = self;
        for step in &path.steps {
            node.question = Some(step.observation.clone());
            let at = node.answers.iter().position(|(answer, _)| *answer == step.answer).unwrap_or_else(|| {
                node.answers.push((step.answer.clone(), Node::default()));
                node.answers.len() - 1
            });
            node = &mut node.answers[at].1;
        }
        let place =
            if path.rank == 1 { String::new() } else { format!(" (in place {}, after {})", path.rank, path.first) };
        node.ends.push(format!("{}/{}{place}", path.card, path.cause));
    }
}

fn ask<'a>(knowledge: &'a Knowledge, observation: &'a str) -> &'a str {
    knowledge.observations.get(observation).map_or(observation, |one| &one.ask)
}

fn label<'a>(knowledge: &'a Knowledge, observation: &str, value: &'a str) -> &'a str {
    knowledge.observations.get(observation).map_or(value, |one| one.label(value))
}

fn outline(node: &Node, knowledge: &Knowledge, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    for end in &node.ends {
        let _ = writeln!(text, "{indent}=> {end}");
    }
    let Some(question) = &node.question else { return };
    if !node.answers.is_empty() {
        let _ = writeln!(text, "{indent}{} [{question}]", ask(knowledge, question));
    }
    for (answer, next) in &node.answers {
        let _ = writeln!(text, "{indent}- {}", label(knowledge, question, answer));
        outline(next, knowledge, depth + 1, text);
    }
}

/// How a graph language writes its parts.
struct Language {
    open: &'static str,
    close: &'static str,
    question: fn(usize, &str) -> String,
    end: fn(usize, &str) -> String,
    edge: fn(usize, usize, &str) -> String,
}

const DOT: Language = Language {
    open: "digraph kafka_doctor {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n",
    close: "}\n",
    question: |id, text| format!("  n{id} [label=\"{}\"];\n", text.replace('\\', "\\\\").replace('"', "\\\"")),
    end: |id, text| format!("  n{id} [label=\"{}\", style=filled];\n", text.replace('\\', "\\\\").replace('"', "\\\"")),
    edge: |from, to, text| {
        format!("  n{from} -> n{to} [label=\"{}\"];\n", text.replace('\\', "\\\\").replace('"', "\\\""))
    },
};

const MERMAID: Language = Language {
    open: "flowchart LR\n",
    close: "",
    question: |id, text| format!("  n{id}[\"{}\"]\n", text.replace('"', "#quot;")),
    end: |id, text| format!("  n{id}([\"{}\"])\n", text.replace('"', "#quot;")),
    edge: |from, to, text| {
        if text.is_empty() {
            format!("  n{from} --> n{to}\n")
        } else {
            format!("  n{from} -->|\"{}\"| n{to}\n", text.replace('"', "#quot;"))
        }
    },
};

fn graph(root: &Node, knowledge: &Knowledge, language: &Language) -> String {
    let mut text = String::from(language.open);
    let mut next = 0;
    draw(root, knowledge, language, &mut next, &mut text);
    text.push_str(language.close);
    text
}

/// Draws a node and what is below it; gives its number.
fn draw(node: &Node, knowledge: &Knowledge, language: &Language, next: &mut usize, text: &mut String) -> usize {
    let id = *next;
    *next += 1;
    match &node.question {
        Some(question) if !node.answers.is_empty() => text.push_str(&(language.question)(id, ask(knowledge, question))),
        _ => {
            text.push_str(&(language.end)(id, &node.ends.join(", ")));
            return id;
        }
    }
    for end in &node.ends {
        let leaf = *next;
        *next += 1;
        text.push_str(&(language.end)(leaf, end));
        text.push_str(&(language.edge)(id, leaf, ""));
    }
    for (answer, below) in &node.answers {
        let to = draw(below, knowledge, language, next, text);
        let question = node.question.as_deref().unwrap_or_default();
        text.push_str(&(language.edge)(id, to, label(knowledge, question, answer)));
    }
    id
}
