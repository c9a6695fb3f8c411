//! Words that say that something is not so, and how far they reach.

use super::tokens::Token;

const NEGATORS: &[&str] = &[
    "not", "no", "never", "without", "cannot", "none", "nothing", "nobody", "neither", "nor", "unable", "isnt", "dont",
    "doesnt", "didnt", "cant",
];

/// After these a negation says something about the writer, not about Kafka: "not sure why records are lost".
const WRITER: &[&str] = &[
    "sure",
    "know",
    "understand",
    "clear",
    "certain",
    "only",
    "matter",
    "idea",
    "clue",
    "obvious",
    "explain",
    "figure",
    "tell",
    "reason",
    "just",
    "yet",
];

/// Where the reach of a negation ends.
const CLAUSE: &[&str] = &[
    "and", "but", "because", "although", "though", "however", "why", "when", "if", "after", "until", "unless", "since",
    "while", "except", "so", "due",
];

/// Clauses that tell a cause: it is denied itself where the negation stands right before them ("not because of the network").
const CAUSE: &[&str] = &["because", "due"];

/// What stands before these has what stands behind them: a count behind them says nothing of it.
const OWNS: &[&str] = &["with", "has", "have", "had", "shows"];

/// How many words of content a negation reaches: "no records of this topic are lost" needs three.
pub const REACH: usize = 3;

/// Whether a word in lower case says that what follows is not so.
pub fn negates(word: &str) -> bool {
    NEGATORS.contains(&word) || word.ends_with("n't") || word.ends_with("n’t")
}

/// Whether a negation before this word in lower case is about the writer.
pub fn is_about_the_writer(word: &str) -> bool {
    WRITER.contains(&word)
}

/// Whether a word in lower case begins another clause.
pub fn begins_clause(word: &str) -> bool {
    CLAUSE.contains(&word)
}

/// Whether a word in lower case begins a clause that tells a cause.
pub fn begins_cause(word: &str) -> bool {
    CAUSE.contains(&word)
}

/// Whether a word says that there is none of what stands behind it: "zero offline partitions", but not "the lag is zero".
pub fn counts_none_of(tokens: &[Token], at: usize) -> bool {
    const VALUE: &[&str] = &["at", "is", "are", "was", "were", "remains", "stays", "to", "from", "near", "than"];
    let word = |at: usize| tokens.get(at).and_then(Token::word).map(str::to_lowercase);
    let before = at.checked_sub(1).and_then(word).unwrap_or_default();
    word(at).as_deref() == Some("zero")
        && !VALUE.contains(&before.as_str())
        && word(at + 1).is_some_and(|next| !begins_clause(&next))
}

/// Whether a word in lower case stands between an owner and what it has.
pub fn owns(word: &str) -> bool {
    OWNS.contains(&word)
}

/// Whether a word says that there is none of what stands before it in its clause: "under-replicated partitions at zero". A bare number may
/// also be a name: "leader is 0". What is stuck at zero is missed: "the consumer is stuck at zero" does not say that there is none.
pub fn counts_nothing(tokens: &[Token], at: usize) -> bool {
    let back = |by| at.checked_sub(by).and_then(|before| tokens[before].word()).unwrap_or_default();
    let before = back(1);
    let nothing = match tokens[at].word() {
        _ if before == "at" && matches!(back(2), "stuck" | "frozen" | "stalled" | "hangs") => false,
        Some("0") => before == "at",
        Some("zero") => matches!(before, "at" | "is" | "are" | "was" | "were" | "remains" | "stays"),
        _ => false,
    };
    let ends = |next: &Token| next.word().is_none_or(|word| begins_clause(&word.to_lowercase()));
    nothing && tokens.get(at + 1).is_none_or(ends)
}
