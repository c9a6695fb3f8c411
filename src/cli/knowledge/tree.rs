//! `knowledge tree`: the canonical paths, merged where they begin alike, as text, JSON, Graphviz dot or Mermaid.

use std::fmt::Write;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::super::names::no_card;
use super::super::{Format, Global, Out, setup};
use crate::engine::{Model, Path};
use crate::error::Result;
use crate::knowledge::Knowledge;

/// What is asked next, and the causes whose paths end here. One question, save at the start: the path of a risk begins with the harm that it
/// does.
#[derive(Default)]
struct Node {
    questions: Vec<Question>,
    ends: Vec<Path>,
}

/// A question and what its answers lead to.
struct Question {
    observation: String,
    answers: Vec<(String, Node)>,
}

/// Runs it.
pub fn run(cards: &[String], global: &Global) -> Result<ExitCode> {
    global.only("knowledge tree", &[Format::Text, Format::Json, Format::Dot, Format::Mermaid])?;
    let knowledge = setup::knowledge(global)?;
    let mut wanted = Vec::new();
    for name in cards {
        let card = knowledge.card_meant(name).ok_or_else(|| no_card(&knowledge, name))?;
        wanted.push(card.id.clone());
    }
    let mut root = Node::default();
    for path in Model::new(&knowledge).paths().iter().filter(|path| wanted.is_empty() || wanted.contains(&path.card)) {
        root.add(path);
    }
    let text = match global.output {
        Format::Json => return Out::new().json(&document(&root, &knowledge)),
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
            let questions = &mut node.questions;
            let at = questions.iter().position(|one| one.observation == step.observation).unwrap_or_else(|| {
                questions.push(Question { observation: step.observation.clone(), answers: Vec::new() });
                questions.len() - 1
            });
            let answers = &mut questions[at].answers;
            let at = answers.iter().position(|(answer, _)| *answer == step.answer).unwrap_or_else(|| {
                answers.push((step.answer.clone(), Node::default()));
                answers.len() - 1
            });
            node = &mut answers[at].1;
        }
        node.ends.push(path.clone());
    }
}

fn ask<'a>(knowledge: &'a Knowledge, observation: &'a str) -> &'a str {
    knowledge.observations.get(observation).map_or(observation, |one| &one.ask)
}

fn label<'a>(knowledge: &'a Knowledge, observation: &str, value: &'a str) -> &'a str {
    knowledge.observations.get(observation).map_or(value, |one| one.label(value))
}

/// A node with what is below it.
fn document(node: &Node, knowledge: &Knowledge) -> Value {
    let questions = node.questions.iter().map(|Question { observation, answers }| {
        let answers = answers.iter().map(|(value, next)| {
            let label = label(knowledge, observation, value);
            json!({ "value": value, "label": label, "next": document(next, knowledge) })
        });
        let answers: Vec<Value> = answers.collect();
        json!({ "observation": observation, "ask": ask(knowledge, observation), "answers": answers })
    });
    let ends = node
        .ends
        .iter()
        .map(|path| json!({ "card": path.card, "cause": path.cause, "rank": path.rank, "first": path.first }));
    json!({ "questions": questions.collect::<Vec<_>>(), "ends": ends.collect::<Vec<_>>() })
}

/// The cause that a path is for, and where its card does not come first, which one does.
fn end(path: &Path) -> String {
    let Path { card, cause, rank, first, .. } = path;
    if *rank == 1 { format!("{card}/{cause}") } else { format!("{card}/{cause} (in place {rank}, after {first})") }
}

fn outline(node: &Node, knowledge: &Knowledge, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    for path in &node.ends {
        let _ = writeln!(text, "{indent}=> {}", end(path));
    }
    for Question { observation, answers } in &node.questions {
        let _ = writeln!(text, "{indent}{} [{observation}]", ask(knowledge, observation));
        for (answer, next) in answers {
            let _ = writeln!(text, "{indent}- {}", label(knowledge, observation, answer));
            outline(next, knowledge, depth + 1, text);
        }
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
    edge: |from, to, text| format!("  n{from} -->|\"{}\"| n{to}\n", text.replace('"', "#quot;")),
};

fn graph(root: &Node, knowledge: &Knowledge, language: &Language) -> String {
    let mut text = String::from(language.open);
    let mut next = 0;
    draw(root, knowledge, language, &mut next, &mut text);
    text.push_str(language.close);
    text
}

/// The number of the next thing drawn.
fn number(next: &mut usize, drawn: &mut Vec<usize>) -> usize {
    drawn.push(*next);
    *next += 1;
    *next - 1
}

/// Draws a node and what is below it; gives the numbers of what stands for it.
fn draw(node: &Node, knowledge: &Knowledge, language: &Language, next: &mut usize, text: &mut String) -> Vec<usize> {
    let mut drawn = Vec::new();
    if !node.ends.is_empty() {
        let ends = node.ends.iter().map(end).collect::<Vec<_>>().join(", ");
        text.push_str(&(language.end)(number(next, &mut drawn), &ends));
    }
    for Question { observation, answers } in &node.questions {
        let from = number(next, &mut drawn);
        text.push_str(&(language.question)(from, ask(knowledge, observation)));
        for (answer, below) in answers {
            for to in draw(below, knowledge, language, next, text) {
                text.push_str(&(language.edge)(from, to, label(knowledge, observation, answer)));
            }
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{File, parse};

    #[test]
    fn the_tree_is_a_document() {
        let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
        let cause = |id: &str, more: &str, word: &str| {
            format!(
                "  - {{ id: {id}, title: t, prior: common, why: w,{more} evidence: {{ wet: {word} }}, fixes: [ {{ do: d, risk: none }} ], verify: wet }}\n"
            )
        };
        let card = format!(
            "title: t\nsymptom: s\nimpact: i\nseverity: low\nsources: [ x ]\ncauses:\n{}{}{}",
            cause("water", "", "almost-always"),
            cause("wear", "", "almost-never"),
            cause("dust", " kind: risk, harm: [ slow ],", "sometimes"),
        );
        let fact = "fact: f\neffort: glance\nhow: h\n";
        let loaded = parse(&[
            file("cards/x/jam.yaml", &card),
            file("observations/x/wet.yaml", &format!("{fact}ask: Is it wet?\nbackground: sometimes\n")),
            file("observations/x/slow.yaml", &format!("{fact}ask: Is it slow?\nbackground: rarely\n")),
        ]);
        assert_eq!(loaded.problems, []);
        let mut root = Node::default();
        Model::new(&loaded.knowledge).paths().iter().for_each(|path| root.add(path));
        let end = |cause: &str| json!({ "questions": [], "ends": [{ "card": "jam", "cause": cause, "rank": 1, "first": "jam" }] });
        let answer = |value: &str, label: &str, next: Value| json!({ "value": value, "label": label, "next": next });
        let wet = |answers: Value| json!({ "observation": "wet", "ask": "Is it wet?", "answers": answers });
        let dust = json!({ "questions": [wet(json!([answer("no", "No", end("dust"))]))], "ends": [] });
        let slow = json!({ "observation": "slow", "ask": "Is it slow?", "answers": [answer("yes", "Yes", dust)] });
        let first = wet(json!([answer("yes", "Yes", end("water")), answer("no", "No", end("wear"))]));
        assert_eq!(document(&root, &loaded.knowledge), json!({ "questions": [first, slow], "ends": [] }));

        let mut text = String::new();
        outline(&root, &loaded.knowledge, 0, &mut text);
        let expected = "\
Is it wet? [wet]
- Yes
  => jam/water
- No
  => jam/wear
Is it slow? [slow]
- Yes
  Is it wet? [wet]
  - No
    => jam/dust
";
        assert_eq!(text, expected);
        let expected = r#"flowchart LR
  n0["Is it wet?"]
  n1(["jam/water"])
  n0 -->|"Yes"| n1
  n2(["jam/wear"])
  n0 -->|"No"| n2
  n3["Is it slow?"]
  n4["Is it wet?"]
  n5(["jam/dust"])
  n4 -->|"No"| n5
  n3 -->|"Yes"| n4
"#;
        assert_eq!(graph(&root, &loaded.knowledge, &MERMAID), expected);
    }
}
