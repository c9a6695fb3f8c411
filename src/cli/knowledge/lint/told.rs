//! Problems as text and as JSON.

use std::fmt::Write;

use serde_json::json;

use crate::cli::out;
use crate::knowledge::{Problem, ProblemLevel};

/// One problem a paragraph, with its place, and the counts.
pub fn as_text(problems: &[Problem], cards: usize, errors: usize) -> String {
    let mut text = String::new();
    for problem in problems {
        let level = match problem.level {
            ProblemLevel::Error => console::style("error").red().bold(),
            ProblemLevel::Advice => console::style("advice").yellow(),
        };
        let _ = writeln!(text, "{level}[{}]: {}", problem.code, out::visible(&problem.message));
        if problem.line > 0 {
            let number = problem.line.to_string();
            let margin = " ".repeat(number.len());
            let _ = writeln!(text, "{margin}--> {}:{}:{}", problem.path, problem.line, problem.column);
            let excerpt: String = out::visible(&problem.excerpt).chars().take(160).collect();
            let _ = writeln!(text, "{margin} |\n{number} | {excerpt}");
            if problem.column <= 160 {
                let _ = writeln!(text, "{margin} | {}^", " ".repeat(problem.column.saturating_sub(1)));
            }
        } else {
            let _ = writeln!(text, "  --> {}", problem.path);
        }
    }
    let advice = problems.len() - errors;
    let many = |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    let counts = [
        many(cards, "card", "cards"),
        many(errors, "error", "errors"),
        many(advice, "piece of advice", "pieces of advice"),
    ];
    let _ = writeln!(text, "{}: {}, {}", counts[0], counts[1], counts[2]);
    text
}

/// A list of all of them.
pub fn as_json(problems: &[Problem]) -> String {
    let list: Vec<_> = problems
        .iter()
        .map(|problem| {
            json!({
                "level": if problem.level == ProblemLevel::Error { "error" } else { "advice" },
                "code": problem.code, "file": problem.path, "line": problem.line, "column": problem.column,
                "message": problem.message,
            })
        })
        .collect();
    out::json(&list)
}
