//! `explain`: what an error code, name or exception means.

use std::process::ExitCode;

use super::names::{did_you_mean, nearest};
use super::{Format, Global, Out, out, setup};
use crate::builtin::Index;
use crate::error::{Error, Result};
use crate::knowledge::{ErrorCode, ErrorFile, Family};
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
    let files = if setup::has_user_knowledge(global) {
        setup::knowledge(global)?.errors.into_inner()
    } else {
        Index::load().errors()
    };
    let what = args.what.join(" ");
    let found = find(&files, &what);
    if found.is_empty() {
        let names: Vec<String> = files.iter().flat_map(|file| &file.errors).flat_map(names).collect();
        let near = nearest(short(&what), names.iter().map(String::as_str));
        return Err(Error::usage(format!("no error of Kafka or librdkafka is called {}", what.trim()))
            .hints(did_you_mean(&near))
            .hint("Names, codes, exception classes and librdkafka's texts are known. By words: kafka-doctor search WORDS."));
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
            Out::new().all(&pages.collect::<Vec<_>>().join("\n"))
        }
    }
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

/// Errors of this code or name, whatever its case; a number that several families use leads to all of them.
fn find<'a>(files: &'a [ErrorFile], what: &str) -> Vec<(Family, &'a ErrorCode)> {
    let wanted = short(what).trim_end_matches('.');
    let code = wanted.parse::<i32>().ok();
    let all = || files.iter().flat_map(|file| file.errors.iter().map(|error| (file.family, error)));
    let is = |error: &ErrorCode, wanted: &str| names(error).iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let found: Vec<_> =
        all().filter(|(_, error)| code.map_or_else(|| is(error, wanted), |code| error.code == code)).collect();
    if !found.is_empty() || code.is_some() {
        return found;
    }
    // People drop "Exception" and librdkafka's leading underscore, and paste the text with what stands around it.
    let more = format!("{wanted}Exception");
    let local = format!("_{wanted}");
    let found: Vec<_> = all().filter(|(_, error)| is(error, &more) || is(error, &local)).collect();
    if !found.is_empty() || wanted.len() > 2_000 {
        return found;
    }
    let lower = wanted.to_lowercase();
    let inside = |error: &ErrorCode| {
        error.text.as_ref().is_some_and(|text| {
            let text = text.trim_end_matches('.').to_lowercase();
            text.len() >= 12 && lower.contains(&text)
        }) || names(error).iter().any(|name| name.len() >= 8 && contains_word(&lower, &name.to_lowercase()))
    };
    all().filter(|(_, error)| inside(error)).collect()
}

/// Whether a name stands in a text as a whole word.
fn contains_word(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(part) && !text[at + name.len()..].chars().next().is_some_and(part)
    })
}
