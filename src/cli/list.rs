//! `list`: what is known, one line a card.

use std::process::ExitCode;

use clap::ValueEnum;
use console::style;
use serde_json::json;

use super::names::{did_you_mean, nearest};
use super::{Format, Global, Out, out, setup};
use crate::builtin::Index;
use crate::error::{Error, Result};
use crate::knowledge::{Areas, Severity};
use crate::report::page::severity_word;

/// Options of `list`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only cards of this area (repeatable)
    #[arg(short, long, value_name = "AREA")]
    area: Vec<String>,
    /// Only cards that are at least this severe
    #[arg(short, long, value_name = "SEVERITY")]
    severity: Option<AtLeast>,
}

/// Severities as they are typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum AtLeast {
    Low,
    Medium,
    High,
    Critical,
}

impl AtLeast {
    fn severity(self) -> Severity {
        match self {
            Self::Low => Severity::Low,
            Self::Medium => Severity::Medium,
            Self::High => Severity::High,
            Self::Critical => Severity::Critical,
        }
    }
}

/// What a line shows.
struct Row {
    id: String,
    title: String,
    area: String,
    severity: Severity,
    aliases: Vec<String>,
}

/// Runs it.
///
/// # Errors
/// An area that does not exist; the user's folders cannot be read.
pub fn run(args: &Args, global: &Global) -> Result<ExitCode> {
    global.only("list", &[Format::Text, Format::Json])?;
    let (mut rows, areas) = rows(global)?;
    let order = order(&areas, &rows);
    for area in &args.area {
        if !order.contains(area) {
            let near = nearest(area, order.iter().map(String::as_str));
            return Err(Error::usage(format!("there is no area {area}"))
                .hints(did_you_mean(&near))
                .hint(format!("Areas: {}.", order.join(", "))));
        }
    }
    rows.retain(|row| {
        (args.area.is_empty() || args.area.contains(&row.area))
            && args.severity.is_none_or(|least| row.severity >= least.severity())
    });
    rows.sort_by_key(|row| order.iter().position(|area| *area == row.area));
    match global.output {
        Format::Json => Out::new().json(
            &rows
                .iter()
                .map(|row| {
                    json!({ "card": row.id, "title": row.title, "area": row.area, "severity": row.severity, "aliases": row.aliases })
                })
                .collect::<Vec<_>>(),
        ),
        _ => Out::new().all(&text(&rows, &areas, out::width_if_known())),
    }
}

fn rows(global: &Global) -> Result<(Vec<Row>, Areas)> {
    if setup::has_user_knowledge(global) {
        let knowledge = setup::knowledge(global)?;
        let rows = knowledge.cards.into_iter().map(|(_, card)| Row {
            id: card.id,
            title: card.title,
            area: card.area,
            severity: card.severity,
            aliases: card.aliases,
        });
        return Ok((rows.collect(), knowledge.areas));
    }
    let index = Index::load();
    let rows = index.cards.into_iter().map(|card| Row {
        id: card.id.into(),
        title: card.title.into(),
        area: card.area.into(),
        severity: card.severity,
        aliases: card.aliases.into_iter().map(Into::into).collect(),
    });
    Ok((rows.collect(), index.areas))
}

/// The known areas first, in their order; then those that only a user's card names.
fn order(areas: &Areas, rows: &[Row]) -> Vec<String> {
    let mut order: Vec<String> = areas.areas.keys().cloned().collect();
    for row in rows {
        if !order.contains(&row.area) {
            order.push(row.area.clone());
        }
    }
    order
}

/// Below this many columns a title says nothing any more; the name alone does.
const LEAST_TITLE: usize = 16;

fn text(rows: &[Row], areas: &Areas, width: Option<usize>) -> String {
    if rows.is_empty() {
        return "No card matches.\n".into();
    }
    let longest = rows.iter().map(|row| row.id.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    let mut area = None;
    for row in rows {
        if area != Some(&row.area) {
            if area.is_some() {
                text.push('\n');
            }
            let title = areas.name(&row.area);
            text.push_str(&format!("{}\n", style(out::visible(title)).bold()));
            area = Some(&row.area);
        }
        let word = severity_word(row.severity);
        let room = width.map(|width| width.saturating_sub(longest + 14));
        let line = match (room, width) {
            (Some(room), Some(width)) if room < LEAST_TITLE => {
                let fits = row.id.chars().count() + row.severity.word().len() + 4 <= width;
                if fits { format!("  {}  {word}", row.id) } else { format!("  {}", row.id) }
            }
            _ => {
                let title =
                    room.map_or(row.title.as_str().into(), |room| console::truncate_str(&row.title, room, "..."));
                let pad = " ".repeat(8 - row.severity.word().len());
                format!("  {:longest$}  {word}{pad}  {}", row.id, out::visible(&title))
            }
        };
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
