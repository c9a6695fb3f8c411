//! From text to tokens: words, names with their dots, dashes and underscores, and where clauses end.

/// A token of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word or a name.
    Word(String),
    /// `=` behind a name.
    Equals,
    /// The end of a clause.
    Boundary,
}

impl Token {
    /// The word.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Equals | Self::Boundary => None,
        }
    }

    /// The word, taken out.
    pub fn into_word(self) -> Option<String> {
        match self {
            Self::Word(word) => Some(word),
            Self::Equals | Self::Boundary => None,
        }
    }
}

/// Words longer than this are data, not words.
const LONGEST: usize = 120;

/// The tokens of a text in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    // The character before, and the last one that is no blank.
    let (mut before, mut mark) = (' ', ' ');
    loop {
        let c = chars.next();
        // "Leader: -1", but not "1-2" or "--from 1".
        let sign = c == Some('-') && before.is_whitespace() && chars.peek().is_some_and(char::is_ascii_digit);
        // "acks=0" and "acks = 0", but not ">= 0" or "== 0".
        let equals = c == Some('=') && (mark.is_alphanumeric() || matches!(mark, '"' | '\'' | '`'));
        before = c.unwrap_or(' ');
        mark = if before.is_whitespace() { mark } else { before };
        match c {
            Some(c)
                if sign || c.is_alphanumeric() || (matches!(c, '_' | '.' | '-' | '\'' | '’') && !word.is_empty()) =>
            {
                word.push(c)
            }
            other => {
                let bare = word.trim_end_matches(['.', '-', '_', '\'', '’']);
                let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
                if !bare.is_empty() && bare.len() <= LONGEST {
                    tokens.push(Token::Word(bare.to_string()));
                }
                // A full stop that ended a word ends the clause, too.
                let ended = word.ends_with('.');
                word.clear();
                match other {
                    None => return tokens,
                    Some(_) if equals => tokens.push(Token::Equals),
                    Some(',' | ';' | '(' | ')' | '!' | '?' | '\n') => tokens.push(Token::Boundary),
                    _ if ended => tokens.push(Token::Boundary),
                    _ => {}
                }
            }
        }
    }
}

/// The identifiers of a name, which dots and dashes part, each with its parts: at `_`, and where a class name goes on with a capital.
/// Versions and addresses stay whole.
pub fn segments(word: &str) -> Vec<Vec<String>> {
    if !word.bytes().any(|b| b.is_ascii_alphabetic()) || word.contains(['\'', '’']) {
        return vec![vec![word.to_string()]];
    }
    let pieces = word.split(['.', '-']).map(|segment| segment.split('_').flat_map(camels).collect::<Vec<_>>());
    let segments: Vec<Vec<String>> = pieces.filter(|pieces| !pieces.is_empty()).collect();
    if segments.is_empty() { vec![vec![word.to_string()]] } else { segments }
}

/// The parts of a class name.
fn camels(piece: &str) -> Vec<String> {
    let chars: Vec<char> = piece.chars().collect();
    let (mut parts, mut start) = (Vec::new(), 0);
    for i in 1..chars.len() {
        let lower_to_upper = chars[i - 1].is_lowercase() && chars[i].is_uppercase();
        let end_of_capitals = i + 1 < chars.len()
            && chars[i - 1].is_uppercase()
            && chars[i].is_uppercase()
            && chars[i + 1].is_lowercase()
            && i - start > 1;
        // "URPs" and "IDs" are plurals, not names of two parts.
        let plural = end_of_capitals && i + 2 == chars.len() && chars[i + 1] == 's';
        if (lower_to_upper || end_of_capitals) && !plural {
            parts.push(chars[start..i].iter().collect());
            start = i;
        }
    }
    if start < chars.len() {
        parts.push(chars[start..].iter().collect());
    }
    parts
}
