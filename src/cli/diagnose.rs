//! `diagnose`: reads what was given, asks what stays open, ends with a diagnosis.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::names::{did_you_mean, nearest};
use super::tty::Lines;
use super::wizard::Wizard;
use super::{Format, Global, Out, ask, keep, out, setup};
use crate::case::{Answer, Case, Channel, Reading, Source};
use crate::engine::{Model, Outcome};
use crate::error::{Error, Kind, Result};
use crate::evidence::logs::stamp::{self, Told};
use crate::evidence::logs::{Bound, Window};
use crate::evidence::redact::{self, Hosts};
use crate::evidence::{Request, gather, signatures};
use crate::knowledge::{Knowledge, Side};
use crate::report::diagnosis::Report;
use crate::report::page;

/// Pasted text is read up to this many bytes; more than that is a log.
const LONGEST_TEXT: u64 = 8 * 1024 * 1024;

/// What a hand-over keeps of what was pasted, characters.
const TOLD: usize = 2000;

/// Options of `diagnose`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What you would paste: an error, log lines, a stack trace, settings, your own words; - reads standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: Vec<String>,
    /// A log of a broker, client, Connect or Streams; .gz as it is, - reads standard input (repeatable)
    #[arg(long, value_name = "FILE")]
    log: Vec<PathBuf>,
    /// Only log lines from this time on: RFC 3339, or a duration before the last line such as 30m
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only log lines up to this time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// The zone of log times that name none, such as Europe/Berlin or UTC; local without it
    #[arg(long, value_name = "ZONE")]
    log_zone: Option<String>,
    /// A settings file; ROLE is producer, consumer, admin, broker, connect, streams or librdkafka (repeatable)
    #[arg(long, value_name = "[ROLE=]FILE")]
    properties: Vec<String>,
    /// An answer in advance; VALUE unknown is "I don't know" (repeatable)
    #[arg(long, value_name = "OBSERVATION=VALUE")]
    answer: Vec<String>,
    /// Go on with a case that was kept
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// Keep the case: readings with their excerpts, and answers
    #[arg(long, value_name = "FILE")]
    save_case: Option<PathBuf>,
    /// Replace host names and addresses in the hand-over and in the kept case
    #[arg(long)]
    redact_hosts: bool,
}

/// Runs it.
///
/// # Errors
/// Wrong usage, input that cannot be judged, Ctrl-C.
pub fn run(args: Args, global: &Global) -> Result<ExitCode> {
    global.only("diagnose", &[Format::Text, Format::Json, Format::Markdown])?;
    let stdin_uses = args.log.iter().filter(|path| path.as_os_str() == "-").count()
        + args.text.iter().filter(|text| *text == "-").count();
    if stdin_uses > 1 {
        return Err(Error::usage("standard input can be read only once: --log - or --text -, not both"));
    }
    let request = request(&args)?;
    let mut case = match &args.case {
        Some(path) => load(path)?,
        None => Case::new(),
    };
    let knowledge = setup::knowledge(global)?;
    preset(&knowledge, &args.answer, &mut case)?;
    let request = with_stdin(request, &args)?;
    if let Some((_, text)) = request.texts.first() {
        case.told.get_or_insert_with(|| told(text));
    }
    gather(&knowledge, &request, &mut case)?;
    let model = Model::new(&knowledge);
    if let Some(path) = &args.save_case {
        save(&case, path, args.redact_hosts)?;
    }
    if may_prompt(global, stdin_uses > 0) {
        return wizard(&args, global, &knowledge, &model, case);
    }
    if args.redact_hosts && global.output != Format::Text {
        case = without_hosts(&case);
    }
    let diagnosis = model.diagnose(&case);
    let next = model.next_question(&case, &diagnosis);
    let report = Report {
        knowledge: &knowledge,
        model: &model,
        case: &case,
        diagnosis: &diagnosis,
        next: next.as_ref(),
        verbose: global.verbose,
    };
    let text = match global.output {
        Format::Json => serde_json::to_string_pretty(&report.json()).expect("a report is plain data") + "\n",
        Format::Markdown => report.markdown(),
        _ => out::printable(page::text(&report.page(), out::width())),
    };
    let whole = Out::new().whole(&text)?;
    let code = match diagnosis.outcome {
        _ if !whole => 0,
        Outcome::Diagnosed | Outcome::NothingFound => 0,
        Outcome::Undecided | Outcome::Unlisted => 5,
    };
    // The process ends here: to free thousands of small texts one by one would cost a tenth of the run.
    std::mem::forget((knowledge, model));
    Ok(ExitCode::from(code))
}

/// Prompts appear only where a person sees them and can answer: the output is text, stderr a terminal, and so is stdin, unless it was taken
/// by a log or a text and the controlling terminal can be opened.
fn may_prompt(global: &Global, stdin_taken: bool) -> bool {
    use std::io::IsTerminal;
    !global.no_input
        && global.output == Format::Text
        && std::io::stderr().is_terminal()
        && (stdin_taken || std::io::stdin().is_terminal())
        && Lines::open().is_ok()
}

fn wizard(args: &Args, global: &Global, knowledge: &Knowledge, model: &Model, case: Case) -> Result<ExitCode> {
    let keeper = keep::start(args.save_case.as_deref(), args.redact_hosts);
    let wizard = Wizard {
        knowledge,
        model,
        case,
        asker: ask::person()?,
        keeper,
        verbose: global.verbose,
        redact_hosts: args.redact_hosts,
    };
    match wizard.run() {
        Ok(case) => {
            if let Some(path) = &args.save_case {
                save(&case, path, args.redact_hosts)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if error.kind == Kind::Interrupted => keeper.leave(),
        Err(error) => {
            keeper.keep();
            Err(error)
        }
    }
}

/// What a person wrote, as a case keeps it: no secrets, nothing that steers a terminal, not without end.
pub fn told(text: &str) -> String {
    let mut told = redact::redact(text);
    if let Some((at, _)) = told.char_indices().nth(TOLD) {
        told.truncate(at);
    }
    out::visible(&told)
}

/// The case with host names and addresses replaced, alike everywhere. Text by text: replaced in a JSON document, a name could take a part
/// of an escape with it.
pub fn without_hosts(case: &Case) -> Case {
    fn walk(value: &mut serde_json::Value, hosts: &mut Hosts) {
        match value {
            serde_json::Value::String(text) => *text = hosts.replace(text),
            serde_json::Value::Array(list) => list.iter_mut().for_each(|one| walk(one, hosts)),
            serde_json::Value::Object(map) => map.values_mut().for_each(|one| walk(one, hosts)),
            _ => {}
        }
    }
    let mut document = serde_json::to_value(case).expect("a case is plain data");
    walk(&mut document, &mut Hosts::default());
    serde_json::from_value(document).expect("only texts were changed")
}

fn request(args: &Args) -> Result<Request> {
    let window = Window {
        since: args.since.as_deref().map(|text| bound("--since", text)).transpose()?,
        until: args.until.as_deref().map(|text| bound("--until", text)).transpose()?,
        ahead: ahead(args.log_zone.as_deref())?,
    };
    let properties = args.properties.iter().map(|text| role_and_file(text)).collect::<Result<Vec<_>>>()?;
    Ok(Request { texts: Vec::new(), logs: args.log.clone(), properties, window })
}

fn with_stdin(mut request: Request, args: &Args) -> Result<Request> {
    for text in &args.text {
        if text != "-" {
            request.texts.push(("--text".into(), text.clone()));
            continue;
        }
        let mut bytes = Vec::new();
        std::io::stdin()
            .take(LONGEST_TEXT)
            .read_to_end(&mut bytes)
            .map_err(|error| Error::input(format!("standard input cannot be read: {error}")))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if text.trim().is_empty() {
            return Err(Error::input("standard input is empty")
                .hint("Pipe what you would paste: an error, log lines, your own words."));
        }
        request.texts.push(("-".into(), text));
    }
    if request.texts.iter().any(|(_, text)| text.trim().is_empty()) {
        return Err(Error::input("--text is empty").hint("Give an error, log lines or your own words."));
    }
    Ok(request)
}

fn bound(option: &str, text: &str) -> Result<Bound> {
    if let Some(millis) = signatures::duration(text) {
        return Ok(Bound::BeforeLast(millis));
    }
    match stamp::at_start(text.as_bytes()) {
        Some((stamp, length)) if stamp.told == Told::Moment && length == text.len() => Ok(Bound::At(stamp.ms)),
        _ => Err(Error::usage(format!("{option} {text:?} is neither a time nor a duration"))
            .hint("A time is RFC 3339, 2026-01-31T03:00:00Z; a duration counts back from the last line, 30m or 2h.")),
    }
}

/// How far log times without a zone are ahead of UTC, now, in milliseconds.
fn ahead(zone: Option<&str>) -> Result<i64> {
    let zone = match zone {
        None => jiff::tz::TimeZone::system(),
        Some(name) => jiff::tz::TimeZone::get(name).map_err(|_| {
            Error::usage(format!("there is no time zone {name:?}"))
                .hint("Names are as in the tz database: UTC, Europe/Berlin.")
        })?,
    };
    Ok(i64::from(zone.to_offset(jiff::Timestamp::now()).seconds()) * 1000)
}

fn role_and_file(text: &str) -> Result<(Option<Side>, PathBuf)> {
    const ROLES: [Side; 7] =
        [Side::Producer, Side::Consumer, Side::Admin, Side::Broker, Side::Connect, Side::Streams, Side::Librdkafka];
    let Some((role, file)) = text.split_once('=') else { return Ok((None, text.into())) };
    match ROLES.iter().find(|side| side.word() == role) {
        Some(side) => Ok((Some(*side), file.into())),
        None if Path::new(text).exists() => Ok((None, text.into())),
        None => {
            let known: Vec<&str> = ROLES.iter().map(|side| side.word()).collect();
            Err(Error::usage(format!("--properties knows no role {role:?}"))
                .hint(format!("Roles: {}", known.join(", "))))
        }
    }
}

/// Answers in advance, checked against the knowledge.
fn preset(knowledge: &Knowledge, answers: &[String], case: &mut Case) -> Result<()> {
    for text in answers {
        let (id, value) =
            text.split_once('=').ok_or_else(|| Error::usage(format!("--answer {text:?} is not OBSERVATION=VALUE")))?;
        let observation = knowledge.observations.get(id).ok_or_else(|| {
            let near = nearest(id, knowledge.observations.keys());
            Error::usage(format!("there is no observation {id:?}")).hints(did_you_mean(&near))
        })?;
        let values = observation.values();
        let answer = match value {
            "unknown" => Answer::Unknown("given as unknown".into()),
            _ if observation.context || values.contains(&value) => Answer::Value(out::visible(value)),
            _ => {
                return Err(Error::usage(format!("{id} has no answer {value:?}"))
                    .hint(format!("Answers: {}, unknown", values.join(", "))));
            }
        };
        case.readings.push(Reading { observation: id.into(), answer, source: Source::new(Channel::Person) });
    }
    Ok(())
}

fn load(path: &Path) -> Result<Case> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::input(format!("the case {} cannot be read: {error}", path.display())))?;
    let case: Case = serde_json::from_str(&text).map_err(|error| {
        Error::input(format!("{} is not a case: {error}", path.display())).hint("A case is what --save-case wrote.")
    })?;
    if case.version != 1 {
        return Err(Error::input(format!(
            "{} is a case of version {}; this kafka-doctor reads version 1",
            path.display(),
            case.version
        )));
    }
    Ok(case)
}

/// Writes the case beside its place and moves it there, so that an old one is never lost half-way; readable by its owner only.
///
/// # Errors
/// It cannot be written.
pub fn save(case: &Case, path: &Path, redact_hosts: bool) -> Result<()> {
    let redacted = redact_hosts.then(|| without_hosts(case));
    let text = serde_json::to_string_pretty(redacted.as_ref().unwrap_or(case)).expect("a case is plain data") + "\n";
    write_private(path, &text)
        .map_err(|error| Error::input(format!("the case cannot be kept in {}: {error}", path.display())))
}

/// Writes a file that only its owner can read, all of it or nothing.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written =
        options.open(&beside).and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    let moved = written.and_then(|()| std::fs::rename(&beside, path));
    if moved.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    moved
}
