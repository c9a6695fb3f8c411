//! One card, topic or error as a page: the order of somebody on call. What it is, how to tell, what to do, then the rest.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::page::Block;
use crate::knowledge::{
    Applies, Card, Cause, CauseKind, ErrorCode, Family, Fix, Frequency, Observation, OneOrMany, Prior, Rates, Side,
    Topic, Verify,
};

/// Looks an observation up; a card names many, and only those that are printed are decoded.
pub type Look<'a> = &'a dyn Fn(&str) -> Option<Observation>;

/// Facts that a cause tells on a page that is not full: with more, cards of a dozen causes are read by nobody at night.
const FACTS: usize = 4;

/// Observations of this area describe the surroundings; each cause tells them in one line.
const GENERAL: &str = "general";

/// A card as a page. Unless it is to be `full`, each cause tells only the few facts that tell it from the others best.
pub fn card(card: &Card, area: &str, look: Look, full: bool) -> Vec<Block> {
    let facts = Facts::new(card, look);
    let mut page = vec![Block::Title(card.title.clone(), Some(card.severity))];
    let mut names = vec![area.to_string(), card.id.clone()];
    if !card.aliases.is_empty() {
        names.push(format!("also {}", card.aliases.join(", ")));
    }
    page.push(Block::Note(0, names.join("; ")));
    page.extend([Block::Gap, Block::Text(0, card.symptom.clone()), Block::Text(0, card.impact.clone())]);
    let shared = facts.shared(card);
    let mut told: BTreeSet<&str> = BTreeSet::new();
    if card.causes.len() > 1 {
        page.push(Block::Section("Possible causes".into()));
        for (i, cause) in card.causes.iter().enumerate() {
            let how_common =
                if cause.kind == CauseKind::Risk { "a danger, not a fault yet" } else { common(cause.prior) };
            page.push(Block::Item(0, format!("{}.", i + 1), format!("{} ({how_common})", cause.title)));
        }
        if !shared.is_empty() {
            page.push(Block::Section("What they have in common".into()));
            for id in &shared {
                if let Some(fact) = facts.get(id) {
                    tell(&mut page, 0, fact, &fact.fact, &mut told);
                }
            }
        }
    }
    for (i, one) in card.causes.iter().enumerate() {
        let number = if card.causes.len() > 1 { format!("Cause {}: ", i + 1) } else { "Cause: ".into() };
        page.push(Block::Section(format!("{number}{}", one.title)));
        cause(&mut page, one, &facts, &shared, &mut told, full);
    }
    if !card.often_mistaken_for.is_empty() {
        page.push(Block::Section("Often mistaken for".into()));
        for (name, how) in &card.often_mistaken_for {
            page.push(Block::Item(0, "-".into(), format!("**{name}**: {how}")));
        }
    }
    see_also(&mut page, &card.see_also);
    sources(&mut page, &card.sources);
    page
}

/// What a page knows of an observation: decoded when it is told, for a page tells a third of them.
struct Fact {
    observation: OnceCell<Option<Observation>>,
    /// How many of the card's causes usually show it.
    shown_by: usize,
}

/// The observations of a card.
struct Facts<'a> {
    list: BTreeMap<&'a str, Fact>,
    look: Look<'a>,
}

impl<'a> Facts<'a> {
    fn new(card: &'a Card, look: Look<'a>) -> Self {
        let mut list: BTreeMap<&str, Fact> = BTreeMap::new();
        let mut fact = |id: &'a str, shows: bool| {
            let fact = list.entry(id).or_insert_with(|| Fact { observation: OnceCell::new(), shown_by: 0 });
            fact.shown_by += usize::from(shows);
        };
        for cause in &card.causes {
            cause.evidence.iter().for_each(|(id, rates)| fact(id, speaks_for(rates)));
            cause.verify.iter().for_each(|verify| fact(&verify.observation, false));
        }
        Self { list, look }
    }

    fn get(&self, id: &str) -> Option<&Observation> {
        self.list.get(id)?.observation.get_or_init(|| (self.look)(id)).as_ref()
    }

    fn shown_by(&self, id: &str) -> usize {
        self.list.get(id).map_or(0, |fact| fact.shown_by)
    }

    /// Facts that every cause shows alike: told once.
    fn shared(&self, card: &'a Card) -> Vec<&'a str> {
        let [first, _, ..] = card.causes.as_slice() else { return Vec::new() };
        let alike = |id: &&str| {
            self.shown_by(id) == card.causes.len()
                && self.get(id).is_some_and(|fact| fact.area != GENERAL && fact.answers.is_empty())
        };
        first.evidence.keys().map(String::as_str).filter(alike).collect()
    }
}

/// Whether `yes` is what the cause usually shows.
fn speaks_for(rates: &Rates) -> bool {
    match rates {
        Rates::Yes(word) => *word >= Frequency::Usually,
        Rates::Each(words) => words.get("yes").is_some_and(|word| *word >= Frequency::Usually),
    }
}

fn cause<'a>(
    page: &mut Vec<Block>,
    cause: &'a Cause,
    facts: &'a Facts,
    shared: &[&str],
    told: &mut BTreeSet<&'a str>,
    full: bool,
) {
    page.push(Block::Text(1, cause.why.clone()));
    if let Some(only) = applies(&cause.applies) {
        page.push(Block::Note(1, format!("Only for {only}.")));
    }
    let mut surroundings = Vec::new();
    let mut against: Vec<&str> = Vec::new();
    let mut elsewhere: Vec<&str> = Vec::new();
    // Word, how many causes show it, the fact, and of a menu its answers.
    let mut shown: Vec<(Frequency, usize, &str, String)> = Vec::new();
    for (id, rates) in &cause.evidence {
        let id = id.as_str();
        if shared.contains(&id) {
            continue;
        }
        let shown_by = facts.shown_by(id);
        match rates {
            Rates::Yes(word @ (Frequency::Sometimes | Frequency::Usually | Frequency::AlmostAlways)) => {
                shown.push((*word, shown_by, id, String::new()));
            }
            // What only says "it is none of the other causes of this card" needs no line of its own.
            Rates::Yes(_) if shown_by > 0 => elsewhere.push(id),
            Rates::Yes(_) => against.push(id),
            Rates::Each(words) => {
                let Some(fact) = facts.get(id) else { continue };
                for word in [Frequency::AlmostAlways, Frequency::Usually, Frequency::Sometimes] {
                    let labels: Vec<&str> =
                        words.iter().filter(|(_, one)| **one == word).map(|(value, _)| fact.label(value)).collect();
                    if labels.is_empty() {
                        continue;
                    }
                    if fact.area != GENERAL {
                        shown.push((word, shown_by, id, format!(" {}.", labels.join(", or "))));
                    } else if word > Frequency::Sometimes {
                        surroundings.push(labels.join(", or "));
                    }
                }
            }
        }
    }
    // Where nothing else tells, the signs of the others do.
    let only_against = shown.is_empty();
    if only_against && against.is_empty() {
        against = elsewhere;
    }
    if !(shown.is_empty() && against.is_empty() && surroundings.is_empty()) {
        page.extend([Block::Gap, Block::Part(1, "How to tell".into())]);
    }
    // What few other causes show tells most.
    shown.sort_by_key(|(word, shown_by, _, _)| (*word < Frequency::Usually, *shown_by, Reverse(*word)));
    shown.truncate(if full { usize::MAX } else { FACTS });
    for (word, _, id, answers) in shown {
        if let Some(fact) = facts.get(id) {
            let line = format!("{}{answers}", fact.fact);
            tell(page, 1, fact, &format!("{} ({})", line.trim_end_matches('.'), often(word)), told);
        }
    }
    if !against.is_empty() && (full || only_against) {
        let all: Vec<&str> =
            against.iter().filter_map(|id| facts.get(id)).map(|fact| fact.fact.trim_end_matches('.')).collect();
        page.push(Block::Item(1, "-".into(), format!("Speaks against it: {}", all.join("; "))));
    }
    if !surroundings.is_empty() {
        page.push(Block::Item(1, "-".into(), format!("Typical: {}", surroundings.join("; "))));
    }
    if !cause.fixes.is_empty() {
        page.extend([Block::Gap, Block::Part(1, "Do now".into())]);
        for (i, one) in cause.fixes.iter().enumerate() {
            page.extend(fix(one, i + 1, 1, &|_| None));
        }
    }
    if let Some(verify) = &cause.verify {
        page.extend([Block::Gap, Block::Part(1, "Then check that it worked".into())]);
        let known = facts.get(&verify.observation);
        let told_above = verify.how.is_none() && known.is_some_and(|fact| !told.insert(&fact.id));
        let mut lines = check(verify, known, 1, &|_| None);
        // How to look stands above already.
        lines.truncate(if told_above { 1 } else { usize::MAX });
        page.extend(lines);
    }
}

/// One fact, and below it how to find out, the first time that the page names it.
fn tell<'a>(page: &mut Vec<Block>, indent: usize, fact: &'a Observation, line: &str, told: &mut BTreeSet<&'a str>) {
    page.push(Block::Item(indent, "-".into(), line.into()));
    if !fact.how.is_empty() && fact.area != GENERAL && told.insert(&fact.id) {
        page.extend(how(&fact.how, indent + 1, &|_| None));
    }
}

/// How to find something out: a command stands alone, ready to paste; a sentence is wrapped.
pub fn how(how: &str, indent: usize, name: &dyn Fn(&str) -> Option<String>) -> Vec<Block> {
    let how = filled(how, name);
    if is_command(&how) { vec![Block::Code(indent, how)] } else { vec![Block::Note(indent, how)] }
}

/// Whether a text can be pasted as it is: it starts like a shell command, and no words of a sentence follow.
pub fn is_command(text: &str) -> bool {
    let text = text.trim_end();
    let first = text.split_whitespace().next().unwrap_or("");
    let word = first.rsplit('/').next().unwrap_or("");
    !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b))
        && (word.contains('.') || word.contains('-') || COMMANDS.contains(&word))
        && !text.ends_with('.')
        && !tells(text)
}

/// Whether words of a sentence stand outside of quotes: "grep x server.log on the coordinator, then …".
fn tells(text: &str) -> bool {
    let unquoted: String = text.split(['"', '\'']).step_by(2).collect::<Vec<_>>().join(" ");
    [", ", " the ", "; then "].iter().any(|prose| unquoted.contains(prose)) && !unquoted.contains(" do ")
}

/// Programs that knowledge tells people to run, beside Kafka's own scripts.
const COMMANDS: &[&str] = &[
    "awk",
    "cat",
    "chronyc",
    "curl",
    "date",
    "df",
    "dig",
    "dmesg",
    "du",
    "echo",
    "find",
    "for",
    "free",
    "getent",
    "grep",
    "head",
    "host",
    "iostat",
    "jcmd",
    "journalctl",
    "jstack",
    "jstat",
    "kcat",
    "keytool",
    "klist",
    "kubectl",
    "ls",
    "lsof",
    "mount",
    "nc",
    "netstat",
    "nslookup",
    "openssl",
    "ping",
    "ps",
    "sar",
    "sed",
    "sort",
    "ss",
    "stat",
    "sysctl",
    "systemctl",
    "tail",
    "tcpdump",
    "timedatectl",
    "top",
    "traceroute",
    "ulimit",
    "uptime",
    "vmstat",
    "zcat",
    "zgrep",
    "docker",
    "helm",
    "jmap",
    "java",
    "kinit",
    "psql",
];

/// One fix: what, where, what it takes and risks, the way back, the command.
pub fn fix(fix: &Fix, number: usize, indent: usize, name: &dyn Fn(&str) -> Option<String>) -> Vec<Block> {
    let mut page = vec![Block::Item(indent, format!("{number}."), fix.action.clone())];
    let inner = indent + 2;
    let mut details = Vec::new();
    if !fix.set.is_empty() {
        let side = fix.on.map(|side| format!(" ({})", side.word())).unwrap_or_default();
        let pairs: Vec<String> = fix.set.iter().map(|(key, value)| format!("`{key}={}`", value.0)).collect();
        details.push(("Set".to_string() + &side, pairs.join(", ")));
    } else if let Some(side) = fix.on {
        details.push(("Where".into(), place(side).into()));
    }
    details.extend(applies(&fix.applies).map(|only| ("Only for".into(), only)));
    details.extend(fix.needs.clone().map(|needs| ("Needs".into(), needs)));
    if !fix.risk.is_empty() {
        details.push(("Risk".into(), fix.risk.clone()));
    }
    let undo = fix.undo.as_deref().map(|undo| filled(undo, name));
    let undo_command = undo.clone().filter(|undo| is_command(undo));
    if undo_command.is_none() {
        details.extend(undo.map(|undo| ("Undo".into(), undo)));
    }
    if !details.is_empty() {
        let all: Vec<String> =
            details.iter().map(|(word, text)| format!("{word}: {}.", text.trim_end_matches('.'))).collect();
        page.push(Block::Text(inner, all.join(" ")));
    }
    page.extend(fix.command.as_deref().map(|command| Block::Code(inner, filled(command, name))));
    if let Some(undo) = undo_command {
        page.extend([Block::Text(inner, "Undo:".into()), Block::Code(inner, undo)]);
    }
    page
}

/// What to look at after a fix.
pub fn check(
    verify: &Verify,
    observation: Option<&Observation>,
    indent: usize,
    name: &dyn Fn(&str) -> Option<String>,
) -> Vec<Block> {
    let mut page = Vec::new();
    if let Some(observation) = observation {
        let expect = if verify.expect.is_empty() { observation.normal() } else { &verify.expect };
        page.push(Block::Item(indent, "-".into(), repaired(observation, expect)));
    }
    let look = verify.how.as_deref().or(observation.map(|one| one.how.as_str())).unwrap_or("");
    if !look.is_empty() {
        page.extend(how(look, indent + 1, name));
    }
    page
}

/// What the expected answer says after a repair, as a sentence.
pub(super) fn repaired(observation: &Observation, expect: &str) -> String {
    let fact = observation.fact.trim_end_matches('.');
    match expect {
        "no" => format!("No longer true: {fact}."),
        "yes" => format!("True again: {fact}."),
        value => format!("{fact}: {}.", observation.label(value).trim_end_matches('.')),
    }
}

fn place(side: Side) -> &'static str {
    match side {
        Side::Application => "the application",
        Side::Host => "the host",
        Side::Client => "the clients",
        Side::Connect => "Kafka Connect",
        Side::Streams => "Kafka Streams",
        other => other.word(),
    }
}

/// A command with its `{placeholders}` filled in; those whose value is not known become `<placeholder>`.
pub fn filled(text: &str, name: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, after) = (&rest[..open], &rest[open + 1..]);
        out.push_str(before);
        match after.find('}').map(|close| &after[..close]) {
            Some(word) if !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') => {
                out.push_str(&name(word).unwrap_or_else(|| format!("<{word}>")));
                rest = &after[word.len() + 1..];
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Where something applies, as words; `None` when everywhere.
pub fn applies(applies: &Applies) -> Option<String> {
    let mut parts = Vec::new();
    if !applies.library.is_empty() {
        parts.push(list(&applies.library));
    }
    parts.extend(applies.client.as_ref().map(|range| format!("clients {range}")));
    parts.extend(applies.broker.as_ref().map(|range| format!("brokers {range}")));
    parts.extend(applies.group_protocol.as_ref().map(|one| format!("the {one} group protocol")));
    parts.extend(applies.mode.as_ref().map(|one| format!("{one} clusters")));
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn list(values: &OneOrMany) -> String {
    values.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn common(prior: Prior) -> &'static str {
    match prior {
        Prior::VeryCommon => "very common",
        Prior::Common => "common",
        Prior::Uncommon => "uncommon",
        Prior::Rare => "rare",
    }
}

fn often(word: Frequency) -> &'static str {
    match word {
        Frequency::Never => "never",
        Frequency::AlmostNever => "almost never",
        Frequency::Rarely => "rarely",
        Frequency::Sometimes => "sometimes",
        Frequency::Usually => "usually",
        Frequency::AlmostAlways => "almost always",
    }
}

/// A background topic as a page.
pub fn topic(topic: &Topic) -> Vec<Block> {
    let mut page = vec![Block::Title(topic.title.clone(), None), Block::Gap];
    page.extend(super::page::blocks(&topic.text));
    see_also(&mut page, &topic.see_also);
    sources(&mut page, &topic.sources);
    page
}

fn see_also(page: &mut Vec<Block>, names: &[String]) {
    if !names.is_empty() {
        page.push(Block::Section("See also".into()));
        page.push(Block::Text(0, names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")));
    }
}

fn sources(page: &mut Vec<Block>, sources: &[String]) {
    if !sources.is_empty() {
        page.push(Block::Section("Sources".into()));
        page.extend(sources.iter().map(|source| Block::Note(0, source.clone())));
    }
}

/// An error as a page.
pub fn error(family: Family, error: &ErrorCode) -> Vec<Block> {
    let (whose, numbered) = match family {
        Family::Protocol => ("Kafka protocol", "code"),
        Family::Librdkafka => ("librdkafka's own, never on the wire", "librdkafka code"),
    };
    let mut page = vec![Block::Title(error.name.clone(), None)];
    page.push(Block::Note(0, format!("{numbered} {}; {whose}", error.code)));
    page.extend(error.exception.iter().map(|exception| Block::Note(0, exception.clone())));
    page.extend(error.text.iter().map(|text| Block::Note(0, format!("\"{text}\""))));
    if !error.aliases.is_empty() {
        page.push(Block::Note(0, format!("also {}", error.aliases.join(", "))));
    }
    page.extend([Block::Gap, Block::Text(0, error.meaning.clone()), Block::Gap]);
    page.push(Block::Text(0, format!("**What to do:** {}", filled(&error.action, &|_| None))));
    let retries = match error.retriable {
        true => "Retriable: clients try again by themselves.",
        false => "Not retriable: trying the same again does not help by itself.",
    };
    page.push(Block::Text(0, retries.into()));
    if !error.cards.is_empty() {
        page.push(Block::Section("Cards".into()));
        page.extend(error.cards.iter().map(|card| Block::Code(1, format!("kafka-doctor show {card}"))));
    }
    page
}

/// A fix as JSON; every key is there, `null` where the card says nothing.
pub fn fix_json(fix: &Fix, name: &dyn Fn(&str) -> Option<String>) -> Value {
    json!({
        "do": fix.action,
        "set": fix.set,
        "on": fix.on,
        "risk": fix.risk,
        "needs": fix.needs,
        "undo": fix.undo.as_deref().map(|undo| filled(undo, name)),
        "command": fix.command.as_deref().map(|command| filled(command, name)),
        "applies": fix.applies,
    })
}

/// What to look at after a fix, as JSON.
pub fn verify_json(verify: &Verify, observation: Option<&Observation>, name: &dyn Fn(&str) -> Option<String>) -> Value {
    let expect = match observation {
        Some(observation) if verify.expect.is_empty() => observation.normal(),
        _ => &verify.expect,
    };
    let how = verify.how.as_deref().or(observation.map(|one| one.how.as_str())).map(|how| filled(how, name));
    json!({ "observation": verify.observation, "expect": expect, "how": how })
}

/// A card as loaded.
pub fn card_json(card: &Card, look: Look) -> Value {
    let causes: Vec<Value> = card
        .causes
        .iter()
        .map(|cause| {
            json!({
                "id": cause.id,
                "title": cause.title,
                "kind": cause.kind,
                "prior": cause.prior,
                "why": cause.why,
                "evidence": cause.evidence,
                "applies": cause.applies,
                "fixes": cause.fixes.iter().map(|fix| fix_json(fix, &as_written)).collect::<Vec<_>>(),
                "verify": cause.verify.as_ref().map(|verify| verify_json(verify, look(&verify.observation).as_ref(), &as_written)),
            })
        })
        .collect();
    json!({
        "card": card.id,
        "title": card.title,
        "area": card.area,
        "severity": card.severity,
        "symptom": card.symptom,
        "impact": card.impact,
        "aliases": card.aliases,
        "causes": causes,
        "often_mistaken_for": card.often_mistaken_for,
        "sources": card.sources,
        "see_also": card.see_also,
    })
}

/// Keeps `{placeholders}`: scripts fill them in themselves.
fn as_written(name: &str) -> Option<String> {
    Some(format!("{{{name}}}"))
}

/// A topic as JSON.
pub fn topic_json(topic: &Topic) -> Value {
    json!({ "topic": topic.id, "title": topic.title, "text": topic.text, "see_also": topic.see_also })
}

/// An error as JSON.
pub fn error_json(family: Family, error: &ErrorCode) -> Value {
    json!({
        "name": error.name,
        "code": error.code,
        "family": family,
        "exception": error.exception,
        "text": error.text,
        "retriable": error.retriable,
        "meaning": error.meaning,
        "do": error.action,
        "cards": error.cards,
    })
}
