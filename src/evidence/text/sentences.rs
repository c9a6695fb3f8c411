//! What a person wrote, sentence by sentence.

/// A sentence with the line on which it starts, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its text on one line.
    pub text: String,
    /// Where it starts.
    pub line: u64,
}

/// A question that begins with one of these asks whether something is so. "Consumer stuck after a rebalance?" and "Why are records lost?"
/// take it for granted.
const WHETHER: &[&str] = &[
    "is", "are", "was", "were", "am", "do", "does", "did", "can", "could", "will", "has", "have", "had", "may",
    "might", "must", "shall", "or", "any", "anyone", "what", "which", "how", "if", "whether",
];

/// A sentence that asks whether something is so, or what it would be if something happened, does not say that it is.
pub fn is_open_question(sentence: &str) -> bool {
    let lower = sentence.trim_start_matches(['-', '*', ' ']).to_lowercase();
    let supposes = [
        "what if ",
        "what happens ",
        "would ",
        "should ",
        "is it possible",
        "could it be",
        "suppose ",
        "how do i ",
        "how can i ",
        "how to ",
    ];
    let first = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let asks = lower.ends_with('?') && !lower.contains("why") && !lower.contains("reason");
    (asks && WHETHER.contains(&first)) || supposes.iter().any(|start| lower.starts_with(start))
}

/// Whether a sentence is the title of the text with these lines: the first line, short, without the end of a sentence, and more follows.
pub fn is_title<'a>(sentence: &Sentence, lines: impl Iterator<Item = &'a str>) -> bool {
    let mut filled = lines.map(str::trim).filter(|line| !line.is_empty());
    filled.next() == Some(&sentence.text)
        && filled.next().is_some()
        && !sentence.text.ends_with(['.', ':', ','])
        && sentence.text.split_whitespace().count() <= LONGEST_TITLE
}

/// A title has at most so many words.
const LONGEST_TITLE: usize = 20;

/// Sentences of the lines that people wrote. They end at `.`, `!`, `?` before white space, and at the end of a line; a line that goes
/// on in small letters after a long one is the same sentence, wrapped.
pub fn sentences<'a>(lines: impl Iterator<Item = (u64, &'a str)>) -> Vec<Sentence> {
    let mut out: Vec<Sentence> = Vec::new();
    let mut open: Option<Sentence> = None;
    let mut last = (0, 0);
    for (number, line) in lines {
        let bare = line.trim_start_matches(['>', ' ', '\t']).trim();
        let goes_on = open.is_some()
            && number == last.0 + 1
            && last.1 >= WRAPPED
            && bare.chars().next().is_some_and(|c| c.is_lowercase() || c == '(');
        if !goes_on {
            out.extend(open.take());
        }
        last = (number, bare.chars().count());
        for piece in pieces(bare) {
            let (text, ends) = piece;
            match &mut open {
                Some(sentence) => {
                    sentence.text.push(' ');
                    sentence.text.push_str(text);
                }
                None => open = Some(Sentence { text: text.to_string(), line: number }),
            }
            if ends {
                out.extend(open.take());
            }
        }
    }
    out.extend(open);
    out.into_iter().flat_map(cut).collect()
}

/// A sentence of more bytes is none, and its parts say different things.
const LONGEST: usize = 1000;

/// The parts of a sentence that is too long, broken at spaces.
fn cut(sentence: Sentence) -> Vec<Sentence> {
    if sentence.text.len() <= LONGEST {
        return vec![sentence];
    }
    let mut parts = vec![Sentence { text: String::new(), line: sentence.line }];
    for word in sentence.text.split(' ') {
        if parts.last().is_some_and(|part| !part.text.is_empty() && part.text.len() + word.len() >= LONGEST) {
            parts.push(Sentence { text: String::new(), line: sentence.line });
        }
        if let Some(part) = parts.last_mut() {
            part.text.push_str(if part.text.is_empty() { "" } else { " " });
            part.text.push_str(word);
        }
    }
    parts
}

/// A line at least this long may have been wrapped by a mail program or an editor.
const WRAPPED: usize = 50;

/// Abbreviations whose full stop ends nothing.
const SHORT: &[&str] = &["e.g", "i.e", "etc", "vs", "approx", "resp", "incl", "no", "ca", "cf"];

fn pieces(line: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let bytes = line.as_bytes();
    for (at, c) in line.char_indices() {
        let ends = matches!(c, '!' | '?' | '.') && bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        if !ends {
            continue;
        }
        let word =
            line[start..at].rsplit(char::is_whitespace).next().unwrap_or("").trim_start_matches('(').to_lowercase();
        if c == '.' && SHORT.contains(&word.as_str()) && at + 1 < line.len() {
            continue;
        }
        let piece = line[start..=at].trim();
        if !piece.is_empty() {
            pieces.push((piece, true));
        }
        start = at + 1;
    }
    let rest = line[start..].trim();
    if !rest.is_empty() {
        pieces.push((rest, false));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_tell_nothing_but_why() {
        assert!(is_open_question("What happens if a broker dies?"));
        assert!(is_open_question("Are records lost then?"));
        assert!(!is_open_question("Why are records lost?"));
        assert!(!is_open_question("Records are lost."));
        assert!(!is_open_question("Consumer stuck after a rebalance?"));
        assert!(is_open_question("Would records be lost?"));
    }

    #[test]
    fn what_never_ends_is_cut() {
        let long = "word ".repeat(1000);
        let parts = sentences([(7, long.as_str())].into_iter());
        assert!(parts.iter().all(|part| part.text.len() <= LONGEST && part.line == 7), "{parts:?}");
        assert_eq!(parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" "), long.trim());
    }

    #[test]
    fn a_title_stands_alone_before_the_rest() {
        let titled = |text: &str| {
            let lines = text.lines().enumerate().map(|(i, line)| (i as u64 + 1, line));
            is_title(&sentences(lines)[0], text.lines())
        };
        assert!(titled("\nConsumer stuck\n\nSince noon it reads nothing."));
        assert!(titled("Consumer stuck?\nIt reads nothing."));
        assert!(!titled("Consumer stuck"));
        assert!(!titled("The consumer is stuck.\nIt reads nothing."));
        assert!(!titled("Consumer stuck. Why\nIt reads nothing."));
        assert!(!titled(&format!("{}\nIt reads nothing.", "word ".repeat(21))));
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        let text = "We run 3.7.0 (e.g. on k8s). Records are lost!\n- one item\n- another\nthis long line was wrapped by the program that sent the mail and\ngoes on here. End";
        let lines = text.lines().enumerate().map(|(i, line)| (i as u64 + 1, line));
        let found: Vec<(u64, String)> = sentences(lines).into_iter().map(|one| (one.line, one.text)).collect();
        assert_eq!(
            found,
            [
                (1, "We run 3.7.0 (e.g. on k8s).".to_string()),
                (1, "Records are lost!".into()),
                (2, "- one item".into()),
                (3, "- another".into()),
                (4, "this long line was wrapped by the program that sent the mail and goes on here.".into()),
                (5, "End".into()),
            ]
        );
    }
}
