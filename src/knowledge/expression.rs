//! The conditions of properties sources: `acks in [0, 1] or enable.idempotence = false`. Parsed here, judged where the settings are.

/// A parsed condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Both hold.
    And(Box<Condition>, Box<Condition>),
    /// One holds.
    Or(Box<Condition>, Box<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// The file names the setting.
    IsSet(Key),
    /// The value, as a list, has this element, or the text has this part.
    Contains(Key, String),
    /// The value is one of these.
    OneOf(Key, Vec<String>),
    /// Two values compare so.
    Compare(Operand, Comparison, Operand),
}

/// A setting, of the source's own side or of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// `broker` in `broker:message.max.bytes`.
    pub side: Option<String>,
    /// The name.
    pub name: String,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A setting's value times a factor: `3 * heartbeat.interval.ms`.
    Setting(Key, f64),
    /// How many elements the list has: `count(bootstrap.servers)`.
    Count(Key),
    /// A constant.
    Constant(String),
}

/// How two values compare: as numbers where both are, else as text (then only equal or not).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Words and signs of a condition; the longest of the built-in ones has a tenth.
const LONGEST: usize = 1000;

/// Parentheses and `not` within each other.
const DEEPEST: usize = 64;

/// Reads a condition.
///
/// # Errors
/// A sentence that says what was expected and what stands there.
pub fn parse(text: &str) -> Result<Condition, String> {
    let tokens = tokens(text)?;
    if tokens.len() > LONGEST {
        return Err(format!("a condition has at most {LONGEST} words and signs, this has {}", tokens.len()));
    }
    let mut parser = Parser { tokens, at: 0, depth: 0 };
    let condition = parser.either()?;
    match parser.next() {
        None => Ok(condition),
        Some(token) => Err(format!("expected the end, `and` or `or`, found {token:?}")),
    }
}

impl Condition {
    /// Every setting that it reads.
    pub fn keys(&self) -> Vec<&Key> {
        match self {
            Self::And(a, b) | Self::Or(a, b) => [a.keys(), b.keys()].concat(),
            Self::Not(inner) => inner.keys(),
            Self::IsSet(key) | Self::Contains(key, _) | Self::OneOf(key, _) => vec![key],
            Self::Compare(a, _, b) => [a, b]
                .into_iter()
                .filter_map(|operand| match operand {
                    Operand::Setting(key, _) | Operand::Count(key) => Some(key),
                    Operand::Constant(_) => None,
                })
                .collect(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(&'static str),
}

const SIGNS: [&str; 12] = ["<=", ">=", "!=", "=", "<", ">", "(", ")", "[", "]", ",", "*"];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else if let Some(inner) = rest.strip_prefix('\'') {
            let end = inner.find('\'').ok_or_else(|| format!("no closing quote after '{inner}"))?;
            tokens.push(Token::Quoted(inner[..end].into()));
            rest = &inner[end + 1..];
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || "<>=!()[],*'".contains(c)).unwrap_or(rest.len());
            if end == 0 {
                return Err(format!("cannot read {rest:?}"));
            }
            tokens.push(Token::Word(rest[..end].into()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn take(&mut self, wanted: &str) -> bool {
        let found = match self.tokens.get(self.at) {
            Some(Token::Word(word)) => word == wanted,
            Some(Token::Sign(sign)) => *sign == wanted,
            _ => false,
        };
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, wanted: &str) -> Result<(), String> {
        if self.take(wanted) { Ok(()) } else { Err(format!("expected `{wanted}`, found {}", self.shown())) }
    }

    fn shown(&self) -> String {
        self.tokens.get(self.at).map_or("the end".into(), |token| match token {
            Token::Word(text) | Token::Quoted(text) => format!("`{text}`"),
            Token::Sign(sign) => format!("`{sign}`"),
        })
    }

    fn either(&mut self) -> Result<Condition, String> {
        let mut left = self.both()?;
        while self.take("or") {
            left = Condition::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Condition, String> {
        let mut left = self.one()?;
        while self.take("and") {
            left = Condition::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Condition, String> {
        if self.take("not") {
            return self.inside(|parser| Ok(Condition::Not(Box::new(parser.one()?))));
        }
        if self.take("(") {
            let inner = self.inside(Self::either)?;
            self.expect(")")?;
            return Ok(inner);
        }
        let left = self.operand(true)?;
        if let Operand::Setting(key, _) = &left {
            if self.take("is") {
                let unset = self.take("unset") || (self.take("not") && self.take("set"));
                if !unset {
                    self.expect("set")?;
                }
                let set = Condition::IsSet(key.clone());
                return Ok(if unset { Condition::Not(Box::new(set)) } else { set });
            }
            if self.take("contains") {
                return Ok(Condition::Contains(key.clone(), self.constant()?));
            }
            if self.take("in") {
                self.expect("[")?;
                let mut values = vec![self.constant()?];
                while self.take(",") {
                    values.push(self.constant()?);
                }
                self.expect("]")?;
                return Ok(Condition::OneOf(key.clone(), values));
            }
        }
        let comparison = self.comparison()?;
        Ok(Condition::Compare(left, comparison, self.operand(false)?))
    }

    fn inside(&mut self, read: impl FnOnce(&mut Self) -> Result<Condition, String>) -> Result<Condition, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("parentheses and `not` stand more than {DEEPEST} deep"));
        }
        let condition = read(self);
        self.depth -= 1;
        condition
    }

    fn comparison(&mut self) -> Result<Comparison, String> {
        use Comparison::*;
        for (sign, comparison) in
            [("=", Equal), ("!=", NotEqual), ("<=", LessOrEqual), ("<", Less), (">=", GreaterOrEqual), (">", Greater)]
        {
            if self.take(sign) {
                return Ok(comparison);
            }
        }
        Err(format!("expected a comparison (= != < <= > >=), `is set`, `contains` or `in`, found {}", self.shown()))
    }

    fn constant(&mut self) -> Result<String, String> {
        let shown = self.shown();
        match self.next() {
            Some(Token::Word(text) | Token::Quoted(text)) => Ok(text),
            _ => Err(format!("expected a value, found {shown}")),
        }
    }

    /// On the left a word is a setting; on the right only one with a side or a dotted name is.
    fn operand(&mut self, left: bool) -> Result<Operand, String> {
        let shown = self.shown();
        match self.next() {
            Some(Token::Word(word)) if word == "count" && self.take("(") => {
                let key = self.constant()?;
                self.expect(")")?;
                Ok(Operand::Count(key_of(&key)))
            }
            Some(Token::Word(word)) => {
                if let Ok(factor) = word.parse::<f64>() {
                    if self.take("*") {
                        return Ok(Operand::Setting(key_of(&self.constant()?), factor));
                    }
                    return Ok(Operand::Constant(word));
                }
                let dotted = word.contains('.') && word.starts_with(|c: char| c.is_ascii_lowercase());
                if left || dotted || word.contains(':') {
                    Ok(Operand::Setting(key_of(&word), 1.0))
                } else {
                    Ok(Operand::Constant(word))
                }
            }
            Some(Token::Quoted(text)) => Ok(Operand::Constant(text)),
            _ => Err(format!("expected a setting or a value, found {shown}")),
        }
    }
}

fn key_of(word: &str) -> Key {
    match word.split_once(':') {
        Some((side, name)) => Key { side: Some(side.into()), name: name.into() },
        None => Key { side: None, name: word.into() },
    }
}

#[cfg(test)]
mod tests;
