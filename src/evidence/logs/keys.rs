//! One search for everything that a scan looks for: the constant pieces of all signatures, and what tells processes.

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::{Anchored, MatchKind, dfa};

use super::process::{self, Kinds};
use crate::evidence::pieces::Pieces;
use crate::evidence::signatures::Signatures;

/// A piece, by its index in `Signatures::pieces`, and where it ends.
pub type Piece = (u32, u32);

/// Parts of a text that are gone through at once.
const LANES: usize = 4;

/// The search.
pub struct Keys<'a> {
    kind: Kind<'a>,
    /// Patterns from here on are cues.
    cues: usize,
}

enum Kind<'a> {
    /// Quick to build.
    Table(Pieces<'a>),
    /// Quick to run.
    Automaton(Box<dfa::DFA>),
}

impl<'a> Keys<'a> {
    /// Compiles it, for logs that are long or not.
    pub fn new(signatures: &'a Signatures, long: bool) -> Self {
        let pieces = signatures.pieces();
        let mut texts: Vec<&str> = pieces.iter().map(String::as_str).collect();
        for cue in process::cues() {
            texts.push(cue);
        }
        if long && let Ok(dfa) = dfa::Builder::new().match_kind(MatchKind::Standard).build(&texts) {
            return Self { kind: Kind::Automaton(Box::new(dfa)), cues: pieces.len() };
        }
        Self { kind: Kind::Table(Pieces::new(texts)), cues: pieces.len() }
    }

    /// Finds every piece in the text, in the order of their ends, and what the text shows of its process. The text is gone through once,
    /// however many pieces it holds.
    pub fn search(&self, text: &[u8], pieces: &mut Vec<Piece>) -> Kinds {
        let mut kinds = Kinds::default();
        match &self.kind {
            Kind::Table(table) => {
                for (pattern, end) in table.find(text) {
                    self.met(pattern, end, pieces, &mut kinds);
                }
            }
            Kind::Automaton(dfa) => self.lanes(dfa, text, pieces, &mut kinds),
        }
        kinds
    }

    fn met(&self, pattern: usize, end: usize, pieces: &mut Vec<Piece>, kinds: &mut Kinds) {
        match pattern.checked_sub(self.cues) {
            Some(cue) => kinds.add(Kinds::of_cue(cue)),
            None => pieces.push((pattern as u32, end as u32)),
        }
    }

    /// Each step of an automaton waits for the memory that the step before has asked for. So the text is cut into a few parts at line ends,
    /// and all are gone through at once.
    fn lanes(&self, dfa: &dfa::DFA, text: &[u8], pieces: &mut Vec<Piece>, kinds: &mut Kinds) {
        let Ok(start) = dfa.start_state(Anchored::No) else { return };
        let mut from = [0; LANES];
        let mut to = [text.len(); LANES];
        for lane in 1..LANES {
            let about = (text.len() / LANES * lane).max(from[lane - 1]);
            from[lane] = memchr::memchr(b'\n', &text[about..]).map_or(text.len(), |at| about + at + 1);
            to[lane - 1] = from[lane];
        }
        let mut found: [Vec<Piece>; LANES] = Default::default();
        let mut states = [start; LANES];
        let parts: [&[u8]; LANES] = std::array::from_fn(|lane| &text[from[lane]..to[lane]]);
        let together = parts.iter().map(|part| part.len()).min().unwrap_or(0);
        let heads: [&[u8]; LANES] = parts.map(|part| &part[..together]);
        #[expect(clippy::needless_range_loop, reason = "several arrays are walked side by side")]
        for at in 0..together {
            for lane in 0..LANES {
                let state = dfa.next_state(Anchored::No, states[lane], heads[lane][at]);
                states[lane] = state;
                if dfa.is_special(state) {
                    self.matches(dfa, state, from[lane] + at + 1, &mut found[lane], kinds);
                }
            }
        }
        for lane in 0..LANES {
            for (at, b) in parts[lane].iter().enumerate().skip(together) {
                let state = dfa.next_state(Anchored::No, states[lane], *b);
                states[lane] = state;
                if dfa.is_special(state) {
                    self.matches(dfa, state, from[lane] + at + 1, &mut found[lane], kinds);
                }
            }
            pieces.append(&mut found[lane]);
        }
    }

    #[cold]
    fn matches(&self, dfa: &dfa::DFA, state: StateID, end: usize, pieces: &mut Vec<Piece>, kinds: &mut Kinds) {
        if dfa.is_match(state) {
            for i in 0..dfa.match_len(state) {
                self.met(dfa.match_pattern(state, i).as_usize(), end, pieces, kinds);
            }
        }
    }
}
