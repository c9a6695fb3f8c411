//! What the help and the manual page say besides the options, and the page itself.

use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{Format, Global, Out};
use crate::error::{Error, Kind, Result};

/// A heading, and entries with what they mean.
struct Table {
    heading: &'static str,
    rows: Vec<(String, &'static str)>,
}

/// What stands below the options, in the help as in the manual.
fn tables() -> [Table; 3] {
    let text = |rows: &[(&str, &'static str)]| rows.iter().map(|(name, says)| ((*name).to_string(), *says)).collect();
    let codes = [
        (0, "done: diagnosed, nothing found, nothing that fails a check, the trouble is gone"),
        (1, "check found something at or above --fail-on, or verify still sees the trouble"),
        (Kind::Usage.exit_code(), "wrong usage, or a name that does not exist"),
        (Kind::Input.exit_code(), "what was given cannot be read or judged, or verify cannot tell"),
        (Kind::Knowledge.exit_code(), "knowledge lint found an error"),
        (5, "diagnose without prompts: undecided, or no card fits"),
        (Kind::Interrupted.exit_code(), "interrupted"),
    ];
    [
        Table { heading: "Exit status", rows: codes.iter().map(|(code, says)| (code.to_string(), *says)).collect() },
        Table {
            heading: "Environment",
            rows: text(&[
                ("KAFKA_DOCTOR_KNOWLEDGE", "folders of your own cards, separated as in PATH; --knowledge adds to them"),
                ("NO_COLOR", "no colours, unless --color always"),
                (
                    "PAGER",
                    "what list, show and explain go through where they are longer than the terminal; less without it",
                ),
                ("COLUMNS", "how wide text is where standard output is no terminal"),
                ("LC_ALL, LC_CTYPE, LANG", "where none of them says UTF-8, text is ASCII"),
                ("TZ", "the zone of log times that name none, unless --log-zone"),
                ("XDG_STATE_HOME", "where the case of an interrupted session is kept; ~/.local/state without it"),
            ]),
        },
        Table {
            heading: "Examples",
            rows: text(&[
                ("kafka-doctor diagnose", "ask until it lands on a diagnosis"),
                ("kubectl logs app-7 | kafka-doctor diagnose --log -", "read first, ask what the log leaves open"),
                ("kafka-doctor check --bootstrap-server b1:9092", "look at a cluster, without questions"),
                ("kafka-doctor show rebalancing-storm", "one fix card"),
                ("kafka-doctor explain NOT_ENOUGH_REPLICAS", "what an error means"),
            ]),
        },
    ]
}

/// The end of the help.
pub fn after_help() -> String {
    let header = *clap::builder::Styles::styled().get_header();
    let mut text = String::new();
    for Table { heading, rows } in tables() {
        let _ = writeln!(text, "{header}{heading}:{header:#}");
        let short = rows.iter().map(|(name, _)| name.len()).max().filter(|longest| *longest < SHORT);
        for (name, says) in rows {
            let _ = match short {
                Some(longest) => writeln!(text, "  {name:longest$}  {says}"),
                None => writeln!(text, "  {name}\n      {says}"),
            };
        }
        text.push('\n');
    }
    text.trim_end().into()
}

/// Names of so many columns leave no room for their meaning on the same line.
const SHORT: usize = 10;

/// Prints the manual: one page with all verbs, as roff.
///
/// # Errors
/// Another format was asked for, or standard output cannot be written.
pub fn run(command: Command, global: &Global) -> Result<ExitCode> {
    global.only("man", &[Format::Text])?;
    let mut page = Vec::new();
    write(command, &mut page).map_err(|error| Error::input(format!("the manual cannot be written: {error}")))?;
    Out::new().all(&String::from_utf8_lossy(&page))
}

fn write(mut command: Command, page: &mut Vec<u8>) -> io::Result<()> {
    command.build();
    let main = Man::new(command.clone());
    main.render_title(page)?;
    main.render_name_section(page)?;
    main.render_synopsis_section(page)?;
    main.render_description_section(page)?;
    main.render_options_section(page)?;
    verbs(&command, "", page)?;
    let mut roff = Roff::default();
    for Table { heading, rows } in tables() {
        roff.control("SH", [heading.to_uppercase().as_str()]);
        for (name, says) in rows {
            roff.control("TP", []);
            roff.text([bold(name)]);
            roff.text([roman(says)]);
        }
    }
    roff.to_writer(page)
}

/// Writes one section of a manual.
type Section = fn(&Man, &mut dyn io::Write) -> io::Result<()>;

/// A section for each verb, and for each verb of a verb.
fn verbs(command: &Command, above: &str, page: &mut Vec<u8>) -> io::Result<()> {
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        let name = format!("{above}{}", verb.get_name().to_uppercase());
        let mut roff = Roff::default();
        roff.control("SH", [name.as_str()]);
        roff.to_writer(page)?;
        // Options that every verb takes stand above, once.
        let known = |arg: &Arg| arg.is_global_set() || arg.get_id() == "help";
        let man = Man::new(verb.clone().mut_args(|arg| if known(&arg) { arg.hide(true) } else { arg }));
        let sections: [Section; 3] = [
            |man, mut page| man.render_synopsis_section(&mut page),
            |man, mut page| man.render_description_section(&mut page),
            |man, mut page| man.render_options_section(&mut page),
        ];
        for section in sections {
            let mut part = Vec::new();
            section(&man, &mut part)?;
            // Within a verb its parts are one level lower.
            page.extend(String::from_utf8_lossy(&part).replace(".SH ", ".SS ").into_bytes());
        }
        verbs(verb, &format!("{name} "), page)?;
    }
    Ok(())
}
