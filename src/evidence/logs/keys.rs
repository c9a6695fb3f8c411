//! One automaton over everything that a scan looks for: the constant pieces of all signatures, and what tells processes.

use aho_corasick::automaton::Automaton;
use aho_corasick::{AhoCorasick, Anchored, MatchKind, dfa};

use super::process::{self, Kinds};
use crate::evidence::signatures::Signatures;

/// A piece, by its index in `Signatures::pieces`, and where it ends.
pub type Piece = (u32, u32);

/// The automaton.
pub struct Keys {
    automaton: Kind,
    /// Patterns from here on are cues.
    cues: usize,
}

enum Kind {
    /// Quick to build.
    Small(AhoCorasick),
    /// Quick to run.
    Large(dfa::DFA),
}

impl Keys {
    /// Compiles it, for logs that are long or not.
    pub fn new(signatures: &Signatures, long: bool) -> Self {
        let pieces = signatures.pieces();
        let mut texts: Vec<&str> = pieces.iter().map(String::as_str).collect();
        for cue in process::cues() {
            texts.push(cue);
        }
        if long && let Ok(dfa) = dfa::Builder::new().match_kind(MatchKind::Standard).build(&texts) {
            return Self { automaton: Kind::Large(dfa), cues: pieces.len() };
        }
        let small = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&texts);
        Self {
            automaton: Kind::Small(small.expect("a few thousand short pieces fit into an automaton")),
            cues: pieces.len(),
        }
    }

    /// Finds every piece in the text, in the order of their ends, and what the text shows of its process. The text is gone through once,
    /// however many pieces it holds.
    pub fn search(&self, text: &[u8], pieces: &mut Vec<Piece>) -> Kinds {
        let mut kinds = Kinds::default();
        let mut on = |pattern: usize, end: usize| match pattern.checked_sub(self.cues) {
            Some(cue) => kinds.add(Kinds::of_cue(cue)),
            None => pieces.push((pattern as u32, end as u32)),
        };
        match &self.automaton {
            Kind::Small(small) => {
                small.find_overlapping_iter(text).for_each(|found| on(found.pattern().as_usize(), found.end()))
            }
            Kind::Large(dfa) => {
                let Ok(mut state) = dfa.start_state(Anchored::No) else { return kinds };
                for (at, b) in text.iter().enumerate() {
                    state = dfa.next_state(Anchored::No, state, *b);
                    if dfa.is_special(state) && dfa.is_match(state) {
                        for i in 0..dfa.match_len(state) {
                            on(dfa.match_pattern(state, i).as_usize(), at + 1);
                        }
                    }
                }
            }
        }
        kinds
    }
}
