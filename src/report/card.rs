//! One card as a page: the order of somebody on call. What it is, how to tell, what to do, then the rest.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::block::Block;
use super::fix::{applies, check, fix, how};
use super::reference::{see_also, sources};
use crate::knowledge::{Card, Cause, CauseKind, Frequency, Observation, Prior, Rates};

/// Looks an observation up; a card names many, and only those that are printed are decoded.
pub type Look<'a> = &'a dyn Fn(&str) -> Option<Observation>;

/// Facts that a cause tells on a page that is not full: with more, cards of a dozen causes are read by nobody at night.
const FACTS: usize = 3;

/// Observations of this area describe the surroundings: only a page that is full tells them.
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
        if shared.iter().any(|(_, line)| line.is_some()) {
            page.push(Block::Section("What they have in common".into()));
        }
        for (id, line) in &shared {
            if let Some((fact, line)) = facts.get(id).zip(line.as_ref()) {
                tell(&mut page, 0, fact, line, &mut told);
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

#[cfg(test)]
mod tests;

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
            cause.evidence.iter().for_each(|(id, rates)| fact(id, usual(rates).contains(&"yes")));
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

    /// Facts that every cause shows alike, with the line that tells them once; without one where all is as usual.
    fn shared(&self, card: &'a Card) -> Vec<(&'a str, Option<String>)> {
        let [first, rest @ ..] = card.causes.as_slice() else { return Vec::new() };
        let mut shared = Vec::new();
        for (id, rates) in first.evidence.iter().filter(|_| !rest.is_empty()) {
            let usual = usual(rates);
            let alike = |cause: &Cause| cause.evidence.get(id).is_some_and(|other| self::usual(other) == usual);
            if usual.is_empty() || !rest.iter().all(alike) {
                continue;
            }
            match self.get(id).filter(|fact| fact.area != GENERAL) {
                Some(fact) if fact.answers.is_empty() && usual == ["yes"] => {
                    shared.push((id.as_str(), Some(fact.fact.clone())));
                }
                Some(fact) if !fact.answers.is_empty() => {
                    let labels: Vec<&str> = usual.iter().map(|value| fact.label(value)).collect();
                    let line = format!("{}: {}", fact.fact.trim_end_matches('.'), labels.join(", or "));
                    shared.push((id.as_str(), (usual != [fact.normal()]).then_some(line)));
                }
                _ => {}
            }
        }
        shared
    }
}

/// The answers that a cause usually gives, in the order of their names.
fn usual(rates: &Rates) -> Vec<&str> {
    let often = |word: &Frequency| *word >= Frequency::Usually;
    match rates {
        Rates::Yes(word) => Vec::from_iter(often(word).then_some("yes")),
        Rates::Each(words) => {
            let mut values: Vec<&str> =
                words.iter().filter(|(_, word)| often(word)).map(|(value, _)| value.as_str()).collect();
            values.sort_unstable();
            values
        }
    }
}

fn cause<'a>(
    page: &mut Vec<Block>,
    cause: &'a Cause,
    facts: &'a Facts,
    shared: &[(&str, Option<String>)],
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
        if shared.iter().any(|(told, _)| *told == id) {
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
                // What is seen everywhere is no sign of anything.
                let special = || words.iter().filter(|(value, _)| value.as_str() != fact.normal());
                for word in [Frequency::AlmostAlways, Frequency::Usually, Frequency::Sometimes] {
                    let labels: Vec<&str> =
                        special().filter(|(_, one)| **one == word).map(|(value, _)| fact.label(value)).collect();
                    if labels.is_empty() {
                        continue;
                    }
                    let line = (word, shown_by, id, format!(": {}", labels.join(", or ")));
                    if fact.area != GENERAL {
                        shown.push(line);
                    } else if word > Frequency::Sometimes {
                        surroundings.push(line);
                    }
                }
            }
        }
    }
    // Where nothing else tells, the signs of the others do.
    let only_against = shown.is_empty();
    let shown_none = only_against && against.is_empty() && elsewhere.is_empty();
    if only_against && against.is_empty() {
        against = elsewhere;
    }
    let mut surroundings = if full || shown_none { surroundings } else { Vec::new() };
    if !(shown.is_empty() && against.is_empty() && surroundings.is_empty()) {
        page.extend([Block::Gap, Block::Part(1, "How to tell".into())]);
    }
    // What few other causes show tells most; a line to look for tells more than what a menu says in words.
    shown.sort_by_key(|(word, shown_by, _, answers)| {
        (*word < Frequency::Usually, !answers.is_empty(), *shown_by, Reverse(*word))
    });
    shown.append(&mut surroundings);
    shown.truncate(if full { usize::MAX } else { FACTS });
    for (word, _, id, answers) in shown {
        if let Some(fact) = facts.get(id) {
            let line = format!("{}{answers}", fact.fact.trim_end_matches('.'));
            tell(page, 1, fact, &format!("{} ({})", line.trim_end_matches('.'), often(word)), told);
        }
    }
    if !against.is_empty() && (full || only_against) {
        let all: Vec<&str> =
            against.iter().filter_map(|id| facts.get(id)).map(|fact| fact.fact.trim_end_matches('.')).collect();
        page.push(Block::Item(1, "-".into(), format!("Speaks against it: {}", all.join("; "))));
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
        let mut lines = check(verify, known, None, 1, &|_| None);
        // How to look stands above already.
        lines.truncate(if told_above { 1 } else { usize::MAX });
        page.extend(lines);
    }
}

/// One fact, and below it how to find out, the first time that the page names it.
fn tell<'a>(page: &mut Vec<Block>, indent: usize, fact: &'a Observation, line: &str, told: &mut BTreeSet<&'a str>) {
    page.push(Block::Item(indent, "-".into(), line.into()));
    if !fact.how.is_empty() && fact.area != GENERAL && told.insert(&fact.id) {
        page.extend(how(fact, indent + 1, &|_| None));
    }
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
