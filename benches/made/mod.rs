//! Knowledge bases and logs of any size, the same on every run.

#![allow(dead_code, reason = "each benchmark uses its own half")]

use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use kafka_doctor::evidence::pieces::Lines;
use kafka_doctor::evidence::signatures::Signatures;
use kafka_doctor::knowledge::{self, File, Knowledge};

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Dice(pub u64);

impl Dice {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}

/// As many cards as asked for, in the shape of the shipped ones: three causes a card, thirteen relations a cause, eight menus.
pub fn knowledge(cards: usize) -> Knowledge {
    const WORDS: [&str; 5] = ["almost-always", "usually", "sometimes", "rarely", "almost-never"];
    const PRIORS: [&str; 4] = ["very-common", "common", "uncommon", "rare"];
    let mut dice = Dice(cards as u64);
    let observations = cards * 4 / 5;
    let mut files = Vec::new();
    for menu in 0..8 {
        let (mut answers, mut background) = (String::new(), String::new());
        for value in 0..8 {
            let _ = write!(answers, "v{value}: Value {value}, ");
            let _ = write!(background, "v{value}: rarely, ");
        }
        files.push(File {
            path: format!("observations/general/menu-{menu}.yaml"),
            text: format!(
                "fact: f\nanswers: {{ {answers} }}\nbackground: {{ {background} }}\neffort: glance\nask: a?\nhow: h\n"
            ),
        });
    }
    for observation in 0..observations {
        let (background, effort) = (WORDS[3 + dice.below(2)], ["glance", "command", "digging"][dice.below(3)]);
        files.push(File {
            path: format!("observations/made/o-{observation}.yaml"),
            text: format!("fact: f\nbackground: {background}\neffort: {effort}\nask: a?\nhow: h\n"),
        });
    }
    for card in 0..cards {
        let mut text = String::from("title: t\nsymptom: s\nimpact: i\nseverity: high\nsources: [ x ]\ncauses:\n");
        for cause in 0..3 {
            let prior = PRIORS[dice.below(4)];
            let _ = write!(
                text,
                "  - id: c{cause}\n    title: t\n    prior: {prior}\n    why: w\n    fixes: [ {{ do: d, risk: none }} ]\n    verify: o-0\n    evidence:\n"
            );
            for menu in 0..4 {
                let _ = writeln!(text, "      menu-{}: {{ v{}: usually }}", menu * 2, dice.below(8));
            }
            let start = dice.below(observations);
            for relation in 0..9 {
                let word = WORDS[if relation < 3 { 0 } else { dice.below(5) }];
                let _ = writeln!(text, "      o-{}: {word}", (start + relation * 17) % observations);
            }
        }
        files.push(File { path: format!("cards/area-{}/card-{card}.yaml", card % 12), text });
    }
    let loaded = knowledge::parse(&files);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems.first());
    loaded.knowledge
}

/// Writes a log of about so many bytes, of whose lines one in five is read by some signature. The lines are those of `*.log` files
/// in the folder where one is given, else those of the examples of the knowledge base.
///
/// # Panics
/// The folder or the file cannot be read or written, or holds no line of both kinds.
pub fn log(to: &Path, bytes: usize, from: Option<&Path>) {
    let knowledge = kafka_doctor::builtin::knowledge();
    let signatures = Signatures::new(&knowledge);
    let search = Lines::new(&signatures);
    let texts: Vec<String> = match from {
        Some(folder) => std::fs::read_dir(folder)
            .expect("the folder of logs can be listed")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "log"))
            .map(|path| String::from_utf8_lossy(&std::fs::read(path).expect("a log can be read")).into_owned())
            .collect(),
        None => {
            let examples = knowledge.observations.values().flat_map(|one| one.examples.values());
            let quiet = (0..4000).map(|n| {
                format!("[2026-01-01 00:00:{:02},{:03}] INFO [LocalLog partition=orders-{n}, dir=/data] Rolled new log segment at offset {n}7 in {n} ms. (kafka.log.LocalLog)", n / 1000, n % 1000)
            });
            examples.flat_map(|texts| texts.iter().map(ToString::to_string).collect::<Vec<_>>()).chain(quiet).collect()
        }
    };
    let (mut hits, mut others): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for line in texts.iter().flat_map(|text| text.lines()) {
        let mut hit = false;
        search.search(line.as_bytes(), &mut |_| hit = true);
        if hit { hits.push(line) } else { others.push(line) }
    }
    assert!(!hits.is_empty() && !others.is_empty(), "no lines to make a log of");
    let mut out = BufWriter::new(std::fs::File::create(to).expect("the log can be written"));
    let mut dice = Dice(300);
    let mut written = 0;
    while written < bytes {
        let lines = if dice.below(5) == 0 { &hits } else { &others };
        let line = lines[dice.below(lines.len())];
        writeln!(out, "{line}").expect("the log can be written");
        written += line.len() + 1;
    }
}

/// A path in the folder of temporary files of this build.
pub fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}
