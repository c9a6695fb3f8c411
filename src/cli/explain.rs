//! `explain`: what an error code, name or exception means.

use std::process::ExitCode;

use super::names::{did_you_mean, mistyped, nearest_of};
use super::{Format, Global, Out, out, pager, setup};
use crate::builtin::{self, Index};
use crate::error::{Error, Result};
use crate::evidence::text::search::{about, contains_word};
use crate::knowledge::{ErrorCode, ErrorFile, Family, Knowledge};
use crate::report::{json, page, reference};

/// Options of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A code (also negative), a name such as NOT_ENOUGH_REPLICAS, an exception class, a librdkafka name or its text
    #[arg(value_name = "WHAT", required = true, num_args = 1.., allow_negative_numbers = true)]
    what: Vec<String>,
}

/// Runs it.
///
/// # Errors
/// Nothing has this code or name.
pub fn run(args: &Args, global: &Global) -> Result<ExitCode> {
    global.only("explain", &[Format::Text, Format::Json])?;
    let what = args.what.join(" ");
    let what = what.trim();
    if what.is_empty() {
        return Err(Error::usage("there is nothing to explain")
            .hint("Give a code, a name or an exception: kafka-doctor explain NOT_ENOUGH_REPLICAS"));
    }
    let loaded = if setup::has_user_knowledge(global) { Some(setup::knowledge(global)?) } else { None };
    let files = loaded.as_ref().map_or_else(|| Index::load().errors(), |knowledge| knowledge.errors.to_vec());
    let found = find(&files, what);
    if found.is_empty() {
        return Err(unknown(what, &files, &loaded.unwrap_or_else(builtin::knowledge)));
    }
    match (global.output, found.as_slice()) {
        (Format::Json, [(family, first), rest @ ..]) => {
            // Always one object, so that scripts need one path; a number that two families use has the other in `also`.
            let mut document = json::error(*family, first);
            document["also"] = rest.iter().map(|(family, one)| json::error(*family, one)).collect();
            Out::new().json(&document)
        }
        (_, many) => {
            let pages = many.iter().map(|(family, one)| page::text(&reference::error(*family, one), out::width()));
            pager::print(&out::printable(pages.collect::<Vec<_>>().join("\n")))
        }
    }
}

/// Cards that a dead end leads to.
const LEADS: usize = 3;

/// What stands in no reference may stand on a card: clients and frameworks have exceptions of their own.
fn unknown(what: &str, files: &[ErrorFile], knowledge: &Knowledge) -> Error {
    let shown = console::truncate_str(what, 80, "...");
    let error = Error::usage(format!("no error of Kafka or librdkafka is called {shown}"));
    let by_words = "With the message that came with it: kafka-doctor diagnose --text MESSAGE. By words: kafka-doctor search WORDS.";
    let name = short(what);
    let cards: Vec<(String, String)> = match knowledge.card_meant(name) {
        Some(card) => vec![(card.id.clone(), card.title.clone())],
        None => about(knowledge, name).into_iter().take(LEADS).map(|card| (card.name, card.title)).collect(),
    };
    let names: Vec<(String, &str)> = files
        .iter()
        .flat_map(|file| &file.errors)
        .flat_map(|error| names(error).into_iter().map(|name| (name, error.name.as_str())))
        // Where a card knows the name, only a slip of the finger is worth a question.
        .filter(|(other, _)| cards.is_empty() || mistyped(name, other))
        .collect();
    let near = nearest_of(name, &names.iter().map(|(name, error)| (name.as_str(), *error)).collect::<Vec<_>>());
    let leads = cards.into_iter().map(|(id, title)| format!("  {title}: {}", knowledge.show(&id)));
    let leads: Vec<String> = leads.collect();
    let heading = (!leads.is_empty()).then(|| "Cards about it:".to_string());
    error.hints(did_you_mean(&near)).hints(heading).hints(leads).hint(by_words)
}

/// The part of a name that tells: without librdkafka's prefix, without an exception's package.
fn short(name: &str) -> &str {
    let name = name.trim().trim_matches(['"', '\'']);
    let name = match name.get(..RD.len()) {
        Some(start) if start.eq_ignore_ascii_case(RD) => &name[RD.len()..],
        _ => name,
    };
    let class = !name.contains(' ') && name.contains('.');
    if class { name.rsplit('.').next().unwrap_or(name).trim_start_matches("Errors$") } else { name }
}

const RD: &str = "RD_KAFKA_RESP_ERR_";

/// All names of an error, each short.
fn names(error: &ErrorCode) -> Vec<String> {
    let mut names = vec![error.name.clone()];
    names.extend(error.exception.iter().map(|class| short(class).to_string()));
    names.extend(error.text.iter().map(|text| text.trim_end_matches('.').to_string()));
    names.extend(error.aliases.iter().map(|alias| short(alias).to_string()));
    names
}

/// A text of librdkafka without the side that it starts with.
fn said(text: &str) -> &str {
    ["Broker: ", "Local: "].iter().find_map(|side| text.strip_prefix(side)).unwrap_or(text)
}

/// What is left of a name that each library spells in its own way: `ErrTimedOut`, `ERR__TIMED_OUT`, `TimedOutError` and "timed out" are
/// `_TIMED_OUT`.
fn bare(name: &str) -> String {
    let prefixed = |rest: &&str| !rest.starts_with(|c: char| c.is_ascii_lowercase());
    let name = name.strip_prefix("Err").or_else(|| name.strip_prefix("ERR")).filter(prefixed).unwrap_or(name);
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    ["exception", "error"].iter().find_map(|end| plain.strip_suffix(end)).map(Into::into).unwrap_or(plain)
}

/// Errors of this code or name, whatever its case; a number that several families use leads to all of them.
pub fn find<'a>(files: &'a [ErrorFile], what: &str) -> Vec<(Family, &'a ErrorCode)> {
    let wanted = short(what).trim_end_matches('.');
    let code = wanted.parse::<i32>().ok();
    let all = || files.iter().flat_map(|file| file.errors.iter().map(|error| (file.family, error)));
    let is = |error: &ErrorCode, wanted: &str| {
        names(error).iter().any(|name| name.eq_ignore_ascii_case(wanted) || said(name).eq_ignore_ascii_case(wanted))
    };
    let found: Vec<_> =
        all().filter(|(_, error)| code.map_or_else(|| is(error, wanted), |code| error.code == Some(code))).collect();
    if !found.is_empty() || code.is_some() {
        return found;
    }
    let wanted_bare = bare(said(wanted));
    let found: Vec<_> = all()
        .filter(|(_, error)| !wanted_bare.is_empty() && names(error).iter().any(|name| bare(said(name)) == wanted_bare))
        .collect();
    if !found.is_empty() || wanted.len() > 2_000 {
        return found;
    }
    // People paste the text with what stands around it.
    let lower = wanted.to_lowercase();
    let inside = |error: &ErrorCode| {
        error.text.as_ref().is_some_and(|text| {
            let text = text.trim_end_matches('.').to_lowercase();
            text.len() >= 12 && lower.contains(&text)
        }) || names(error).iter().any(|name| name.len() >= 8 && contains_word(&lower, &name.to_lowercase()))
    };
    all().filter(|(_, error)| inside(error)).collect()
}
