//! The page for a person: the verdict, then cause by cause what was found, what heals, what is over, what could not be checked.

use std::collections::BTreeSet;

use super::{Checkup, Mute};
use crate::case::State;
use crate::engine::Finding;
use crate::knowledge::{Confidence, Severity};
use crate::report::beside::{not_checked, seen, unexplained};
use crate::report::page::Block;
use crate::report::verdict::read;
use crate::report::words::{lower_first, named, proof, shortened};

/// Subjects that are named; the others are counted.
const SUBJECTS: usize = 8;

impl Checkup<'_> {
    /// The page: the verdict first.
    pub fn page(&self) -> Vec<Block> {
        let mut page = Vec::new();
        self.verdict(&mut page);
        let groups = self.groups();
        let with = |state: State| groups.iter().filter(move |group| worst(group) == Some(state));
        for (number, group) in with(State::Now).filter(|group| !risk(group)).enumerate() {
            self.cause(number + 1, group, &mut page);
        }
        self.risks(with(State::Now).filter(|group| risk(group)), &mut page);
        self.calm("Leave it alone, it is healing", with(State::Healing), &mut page);
        self.calm("Over by the end of what was read", with(State::Past), &mut page);
        let told = |id: &str| self.findings.iter().any(|one| one.observation == id);
        seen(self.knowledge, self.case, told, &mut page);
        if self.verbose || self.findings.is_empty() {
            unexplained(self.case, &mut page);
        }
        self.mutes(&mut page);
        not_checked(&self.case.not_checked, &mut page);
        if self.verbose || self.findings.is_empty() {
            page.push(Block::Section("What was read".into()));
            page.extend(self.case.inputs.iter().map(|input| item(read(input))));
        }
        page
    }

    /// Findings of one cause together, as the engine put them.
    fn groups(&self) -> Vec<&[Finding]> {
        self.findings.chunk_by(|_, next| next.because_of.is_some()).collect()
    }

    fn verdict(&self, page: &mut Vec<Block>) {
        let severity = self.findings.iter().filter(|one| one.state == State::Now).map(|one| one.severity).max();
        let title = match severity {
            None if self.in_vain => "Nothing found, but not all that was named is there".to_string(),
            None if self.passes().is_none() => "Nothing could be judged".into(),
            None if self.findings.is_empty() && !self.case.not_checked.is_empty() => {
                "Nothing found in what could be looked at".into()
            }
            None if self.findings.is_empty() && self.case.inputs.iter().any(|input| input.unexplained > 0) => {
                "Nothing found that a card knows, but errors that none explains".into()
            }
            None if self.findings.is_empty() => "Nothing found".into(),
            None => "Nothing that needs a hand".into(),
            Some(_) => self.counted(),
        };
        page.push(Block::Title(title, severity));
        if let Some(cluster) = self.cluster {
            let mut parts = Vec::new();
            parts.push(if cluster.brokers == 1 { "1 broker".into() } else { format!("{} brokers", cluster.brokers) });
            parts.extend((cluster.absent > 0).then(|| format!("{} more fenced or gone", cluster.absent)));
            parts.extend(cluster.kafka_version.as_ref().map(|version| format!("Kafka {version}")));
            parts.push(
                cluster
                    .controller
                    .map_or_else(|| "no active controller known".into(), |id| format!("active controller {id}")),
            );
            let id = cluster.id.as_deref().map(|id| format!(" {id}")).unwrap_or_default();
            page.push(Block::Note(0, format!("Cluster{id}: {}.", parts.join(", "))));
        }
    }

    /// Faults and risks by number, one for each cause, and how many of them fail the check.
    fn counted(&self) -> String {
        let groups = self.groups();
        let now: Vec<&&[Finding]> = groups.iter().filter(|group| worst(group) == Some(State::Now)).collect();
        let risks = now.iter().filter(|group| risk(group)).count();
        let faults = now.len() - risks;
        let told = match (faults, risks) {
            (0, _) => format!("No fault found, but {}", count(risks, "risk")),
            (_, 0) => count(faults, "fault"),
            (_, _) => format!("{} and {}", count(faults, "fault"), count(risks, "risk")),
        };
        if self.shut_out {
            return format!("The cluster could not be looked at: {}", lower_first(&told));
        }
        let failing = now.iter().filter(|group| group.iter().any(|one| self.fails(one))).count();
        match failing {
            0 if faults == 0 => told,
            0 => format!("{told}, none at or above {}", self.fail_on.word()),
            _ if failing == now.len() => told,
            _ => format!("{told}, {failing} at or above {}", self.fail_on.word()),
        }
    }

    fn cause(&self, number: usize, group: &[Finding], page: &mut Vec<Block>) {
        let Some((first, rest)) = group.split_first() else { return };
        let Some((card, cause)) = self.of(first) else { return };
        let title = cause.title.trim_end_matches('.');
        let sure = first.confidence >= Confidence::Likely;
        let named = if sure { format!(": {}", lower_first(title)) } else { String::new() };
        let worst = group.iter().filter(|one| one.state == State::Now).map(|one| one.severity).max();
        let severity = worst.map_or("", Severity::word);
        let fault = match first.doubted {
            _ if first.open => "Cause not decided".into(),
            true => format!("Perhaps: {}", card.title),
            false => card.title.clone(),
        };
        page.push(Block::Section(format!("{number}. {fault}{named} [{severity}]")));
        // What proves two findings is shown once.
        let mut shown = BTreeSet::new();
        self.finding(first, group.len(), &mut shown, page);
        for one in rest {
            self.finding(one, group.len(), &mut shown, page);
        }
        if !sure && first.confidence == Confidence::Possible {
            page.push(Block::Text(0, format!("Possible cause: {}.", lower_first(title))));
        }
        if first.doubted {
            page.push(Block::Text(0, "Several things come into question. They are told apart with:".into()));
            page.push(Block::Code(1, format!("kafka-doctor diagnose {}", self.options).trim_end().into()));
        }
        if first.open {
            return;
        }
        page.push(Block::Text(0, "What to do, and whether it helped:".into()));
        self.commands(first, page);
    }

    /// What is only dangerous, under its own claim: the card's title would say that it hurts.
    fn risks<'g>(&self, groups: impl Iterator<Item = &'g &'g [Finding]>, page: &mut Vec<Block>) {
        let all: Vec<&Finding> = groups.flat_map(|group| group.iter()).collect();
        if !all.is_empty() {
            page.push(Block::Section("Risks".into()));
        }
        for of_card in all.chunk_by(|one, next| one.card == next.card) {
            let mut shown = BTreeSet::new();
            of_card.iter().for_each(|one| self.finding(one, 0, &mut shown, page));
            self.commands(of_card[0], page);
        }
    }

    fn commands(&self, of: &Finding, page: &mut Vec<Block>) {
        page.push(Block::Code(1, self.knowledge.show(&of.card)));
        if self.of(of).is_some_and(|(_, cause)| cause.verify.is_some()) {
            page.push(Block::Code(1, self.verify(of)));
        }
    }

    /// A claim of a cause with so many, or (0) in a list of claims, with its subjects and proof.
    fn finding(&self, one: &Finding, of: usize, shown: &mut BTreeSet<String>, page: &mut Vec<Block>) {
        let mut marks = Vec::new();
        if of != 1 || one.state != State::Now {
            marks.push(one.severity.word());
        }
        match one.state {
            State::Now => {}
            State::Healing => marks.push("healing"),
            State::Past => marks.push("over"),
        }
        if of > 1 && one.because_of.is_some() && one.state == State::Now {
            marks.push("because of the first");
        }
        let marks = if marks.is_empty() { String::new() } else { format!(" [{}]", marks.join(", ")) };
        page.push(item(format!("{}{marks}", self.claim(one))));
        let sources = self.sources(one);
        let proven = |subject: &&str| {
            sources.iter().any(|source| source.excerpt.as_ref().is_some_and(|excerpt| excerpt.contains(*subject)))
        };
        // The proof names the first few.
        let subjects = self.subjects(one);
        let unnamed = !subjects.iter().all(proven);
        page.extend(named(&subjects, SUBJECTS).filter(|_| unnamed).map(|subjects| Block::Note(1, subjects)));
        for source in sources {
            // The cluster proves what is said of it in words of its own.
            let place = proof(source).filter(|_| source.file.is_some());
            page.extend(place.map(|place| Block::Note(1, place)));
            if let Some(excerpt) = source.excerpt.as_ref().filter(|excerpt| shown.insert((*excerpt).clone())) {
                let text = if self.verbose { excerpt.clone() } else { shortened(excerpt) };
                page.push(Block::Quote(1, text));
            }
        }
    }

    fn calm<'g>(&self, title: &str, groups: impl Iterator<Item = &'g &'g [Finding]>, page: &mut Vec<Block>) {
        let mut lines = Vec::new();
        for one in groups.flat_map(|group| group.iter()) {
            self.finding(one, 0, &mut BTreeSet::new(), &mut lines);
            lines.push(Block::Note(1, self.knowledge.show(&one.card)));
        }
        if !lines.is_empty() {
            page.push(Block::Section(title.into()));
            page.append(&mut lines);
        }
    }

    fn mutes(&self, page: &mut Vec<Block>) {
        let muted = self.muted;
        let count = muted.taken.len();
        if count > 0 {
            page.push(Block::Section(if count == 1 {
                "1 finding is muted".into()
            } else {
                format!("{count} findings are muted")
            }));
            for (mute, subjects) in muted.taken.iter().filter(|_| self.verbose) {
                page.push(item(format!("{}{}", told(mute), until(mute))));
                let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
                page.extend(named(&subjects, SUBJECTS).map(|subjects| Block::Note(1, subjects)));
            }
            if !self.verbose {
                page.push(Block::Note(0, "They are shown with -v.".into()));
            }
        }
        if muted.expired.len() + muted.idle.len() > 0 {
            page.push(Block::Section("Mutes that do nothing".into()));
            page.extend(
                muted.expired.iter().map(|mute| item(format!("{}: it has expired{}", told(mute), until(mute)))),
            );
            page.extend(muted.idle.iter().map(|mute| item(format!("{}: nothing of it was found", told(mute)))));
        }
    }
}

fn worst(group: &[Finding]) -> Option<State> {
    group.iter().map(|one| one.state).max()
}

/// Whether a cause is only dangerous.
fn risk(group: &[Finding]) -> bool {
    group.iter().any(|one| one.risk)
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn told(mute: &Mute) -> String {
    let of = if mute.subjects.is_empty() { String::new() } else { format!(" of {}", mute.subjects.join(", ")) };
    let why = if mute.why.is_empty() { String::new() } else { format!(" ({})", mute.why) };
    format!("{}{of}{why}", mute.observation)
}

fn until(mute: &Mute) -> String {
    mute.until.as_ref().map(|(text, _)| format!(", until {text}")).unwrap_or_default()
}

fn item(text: String) -> Block {
    Block::Item(0, "-".into(), text)
}
