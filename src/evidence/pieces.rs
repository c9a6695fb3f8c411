//! Many short texts searched for at once, without preparing more than a table: for a page of text, building an automaton takes a hundred
//! times as long as reading.

use super::signatures::{Hit, Signatures};

/// Signatures, searched for in single lines.
pub struct Lines<'s> {
    /// What is searched for.
    pub signatures: &'s Signatures,
    pieces: Pieces<'s>,
}

impl<'s> Lines<'s> {
    /// Prepares the search.
    pub fn new(signatures: &'s Signatures) -> Self {
        Self { signatures, pieces: Pieces::new(signatures.pieces().iter().map(String::as_str).collect()) }
    }

    /// Calls back for every source and use that matches in the line, once; tells whether the line is known, harmless ones included.
    pub fn search(&self, line: &[u8], on_hit: &mut dyn FnMut(Hit)) -> bool {
        let mut pieces = self.pieces.find(line).into_iter().map(|(piece, _)| piece);
        self.signatures.confirm(line, &mut pieces, on_hit).known
    }
}

/// Bytes that a search starts with; no piece is shorter.
const HEAD: usize = 3;

/// Bits of the filter; a few thousand heads leave most of them unset.
const FILTER: usize = 1 << 15;

/// The table.
pub struct Pieces<'a> {
    texts: Vec<&'a str>,
    /// Indices of the texts, sorted by text.
    order: Vec<u32>,
    /// Each head with the place of its first text in the order.
    heads: Vec<(u32, u32)>,
    /// A bit for each head, by its hash.
    filter: Vec<u64>,
}

fn head(text: &[u8]) -> Option<u32> {
    let [a, b, c] = *text.first_chunk::<HEAD>()?;
    Some(u32::from_be_bytes([0, a, b, c]))
}

/// Word and bit of the filter.
fn bit(head: u32) -> (usize, u64) {
    let hash = (head.wrapping_mul(0x9E37_79B1) >> 17) as usize % FILTER;
    (hash / 64, 1 << (hash % 64))
}

impl<'a> Pieces<'a> {
    /// Prepares the search for these texts; those of less than three bytes are not found.
    pub fn new(texts: Vec<&'a str>) -> Self {
        let mut order: Vec<u32> = (0..texts.len() as u32).filter(|i| texts[*i as usize].len() >= HEAD).collect();
        order.sort_unstable_by_key(|i| (texts[*i as usize], *i));
        let mut heads: Vec<(u32, u32)> = Vec::new();
        let mut filter = vec![0; FILTER / 64];
        for (at, i) in order.iter().enumerate() {
            let Some(head) = head(texts[*i as usize].as_bytes()) else { continue };
            if heads.last().is_none_or(|(last, _)| *last != head) {
                heads.push((head, at as u32));
                let (word, bit) = bit(head);
                filter[word] |= bit;
            }
        }
        Self { texts, order, heads, filter }
    }

    /// Every place where a piece stands, as index and end, in the order of ends; of those that end alike the longest first.
    pub fn find(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, bytes) in text.windows(HEAD).enumerate() {
            let Some(head) = head(bytes) else { continue };
            let (word, bit) = bit(head);
            if self.filter[word] & bit == 0 {
                continue;
            }
            let Ok(place) = self.heads.binary_search_by_key(&head, |(head, _)| *head) else { continue };
            let end = self.heads.get(place + 1).map_or(self.order.len(), |(_, next)| *next as usize);
            for &i in &self.order[self.heads[place].1 as usize..end] {
                let piece = self.texts[i as usize];
                if text[at..].starts_with(piece.as_bytes()) {
                    found.push((i as usize, at + piece.len()));
                }
            }
        }
        // They were met in the order of starts.
        found.sort_by_key(|(_, end)| *end);
        found
    }
}

#[cfg(test)]
mod tests {
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_an_automaton_finds(texts in proptest::collection::btree_set("[abé]{3,6}", 0..40), text in "[abcé]{0,200}") {
            let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|text| text.len() >= HEAD).collect();
            let automaton = AhoCorasick::new(&texts).unwrap();
            let wanted: Vec<(usize, usize)> =
                automaton.find_overlapping_iter(&text).map(|found| (found.pattern().as_usize(), found.end())).collect();
            prop_assert_eq!(Pieces::new(texts).find(text.as_bytes()), wanted);
        }
    }
}
