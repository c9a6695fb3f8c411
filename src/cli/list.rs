//! `list`: what is known, one line a card.

use std::process::ExitCode;

use clap::ValueEnum;
use console::style;
use indexmap::IndexSet;
use serde_json::json;

use super::names::{did_you_mean, nearest};
use super::{Format, Global, Out, out, pager, setup};
use crate::builtin::Index;
use crate::error::{Error, Result};
use crate::knowledge::{Areas, Severity, alike};
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

/// What a line shows: a card, or a background topic, which has no severity.
struct Row {
    id: String,
    title: String,
    area: String,
    severity: Option<Severity>,
    aliases: Vec<String>,
}

/// The area that background topics are listed under, after all others.
const BACKGROUND: (&str, &str) = ("background", "Background");

/// Runs it.
///
/// # Errors
/// An area that does not exist; the user's folders cannot be read.
pub fn run(args: &Args, global: &Global) -> Result<ExitCode> {
    global.only("list", &[Format::Text, Format::Json])?;
    let (mut rows, areas) = rows(global)?;
    let order = order(&areas, &rows);
    let wanted = args.area.iter().map(|area| named(area, &areas, &order)).collect::<Result<Vec<_>>>()?;
    rows.retain(|row| {
        (wanted.is_empty() || wanted.contains(&&row.area))
            && args.severity.is_none_or(|least| row.severity >= Some(least.severity()))
    });
    rows.sort_by_key(|row| order.iter().position(|area| *area == row.area));
    match global.output {
        Format::Json => Out::new().json(&rows.iter().filter_map(document).collect::<Vec<_>>()),
        _ => pager::print(&out::printable(text(&rows, &areas, out::width_if_known()))),
    }
}

/// The area that a person means by its name or heading.
fn named<'a>(wanted: &str, areas: &Areas, order: &'a [String]) -> Result<&'a String> {
    let heading = |area: &String| areas.areas.get(area).is_some_and(|heading| alike(heading, wanted));
    order.iter().find(|area| alike(area, wanted) || heading(area)).ok_or_else(|| {
        let near = nearest(wanted, order.iter().map(String::as_str));
        Error::usage(format!("there is no area {wanted}"))
            .hints(did_you_mean(&near))
            .hint(format!("Areas: {}.", order.join(", ")))
    })
}

/// Cards only: the shape is a contract with scripts.
fn document(row: &Row) -> Option<serde_json::Value> {
    let severity = row.severity?;
    Some(json!({ "card": row.id, "title": row.title, "area": row.area, "severity": severity, "aliases": row.aliases }))
}

fn rows(global: &Global) -> Result<(Vec<Row>, Areas)> {
    let (mut rows, topics, mut areas): (Vec<Row>, Vec<(String, String)>, Areas) = if setup::has_user_knowledge(global) {
        let knowledge = setup::knowledge(global)?;
        let cards = knowledge.cards.into_iter().map(|(_, card)| Row {
            id: card.id,
            title: card.title,
            area: card.area,
            severity: Some(card.severity),
            aliases: card.aliases,
        });
        let topics = knowledge.topics.into_iter().map(|(id, topic)| (id, topic.title));
        (cards.collect(), topics.collect(), knowledge.areas)
    } else {
        let index = Index::load();
        let cards = index.cards.into_iter().map(|card| Row {
            id: card.id.into(),
            title: card.title.into(),
            area: card.area.into(),
            severity: Some(card.severity),
            aliases: card.aliases.into_iter().map(Into::into).collect(),
        });
        let topics = index.topics.into_iter().map(|(id, title, _)| (id.into(), title.into()));
        (cards.collect(), topics.collect(), index.areas)
    };
    let (area, heading) = BACKGROUND;
    areas.areas.insert(area.into(), heading.into());
    let topics =
        topics.into_iter().map(|(id, title)| Row { id, title, area: area.into(), severity: None, aliases: Vec::new() });
    rows.extend(topics);
    Ok((rows, areas))
}

/// The known areas first, in their order; then those that only a user's card names; the background last.
fn order(areas: &Areas, rows: &[Row]) -> Vec<String> {
    let known = areas.areas.keys().chain(rows.iter().map(|row| &row.area));
    let cards: IndexSet<&String> = known.filter(|area| *area != BACKGROUND.0).collect();
    cards.into_iter().cloned().chain([BACKGROUND.0.into()]).collect()
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
        let (word, columns) = row.severity.map_or_else(Default::default, |one| (severity_word(one), one.word().len()));
        let room = width.map(|width| width.saturating_sub(longest + 14));
        let line = match (room, width) {
            (Some(room), Some(width)) if room < LEAST_TITLE => {
                let fits = row.id.chars().count() + columns + 4 <= width;
                if fits { format!("  {}  {word}", row.id) } else { format!("  {}", row.id) }
            }
            _ => {
                let title =
                    room.map_or(row.title.as_str().into(), |room| console::truncate_str(&row.title, room, "..."));
                let pad = " ".repeat(8 - columns);
                format!("  {:longest$}  {word}{pad}  {}", row.id, out::visible(&title))
            }
        };
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
