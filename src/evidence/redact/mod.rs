//! What may be stored or shown of text from outside: no secrets, no control characters, no endless lines.

mod hosts;
mod spoken;
#[cfg(test)]
mod tests;

use std::sync::{LazyLock, OnceLock};

use regex::{Captures, Regex};

use crate::case::steers;
pub use hosts::Hosts;
use spoken::without_spoken;

/// An excerpt is cut to this many characters.
const LONGEST: usize = 300;

/// A word that goes on for longer, bytes, behind what an excerpt is made of, is left out of it.
const LONGEST_WORD: usize = 64 * 1024;

/// What stands in place of a secret.
const HIDDEN: &str = "[hidden]";

/// Names whose values are secrets: everything that Kafka's ConfigDef types as PASSWORD ends in one of these, and so do the names that
/// Connect plugins, registries and clouds use. A password that is mistyped is one too.
const SECRET_KEY: &str = r"(?:[\w.\-]*(?:(?:password|passwd|passphrase|secret|token)s?|p[as]{0,2}sw[ora]{0,3}[dt]|p[as]{0,2}sord|storepass|keypass|jaas\.config|user\.info|(?:access|secret|private|api|account|master)[._\-]?keys?|keystore\.key|creds|credentials?|assertion|[_.\-]pass|[_.\-]pwd)(?:[_\-]?(?:key|id))?)";

/// A value in quotes, also in those of a JSON text within another one; a quote is doubled or escaped in it.
const QUOTED: &str =
    r#"\[hidden\]|\\"(?:\\\\\\"|[^"\\\n]|\\[^"\n])*(?:\\")?|"(?:[^"\\\n]|\\.|"")*"?|'(?:[^'\\\n]|\\.|'')*'?"#;

/// A pattern with what takes the place of its matches.
struct Rule {
    /// Lower-case texts, one of which stands in every match.
    needs: &'static [&'static str],
    pattern: &'static str,
    with: &'static str,
    regex: OnceLock<Regex>,
}

impl Rule {
    /// Compiled for the first text that it can match: to compile takes longer than to read a page.
    fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| Regex::new(self.pattern).expect("the pattern is constant"))
    }
}

const fn rule(needs: &'static [&'static str], pattern: &'static str, with: &'static str) -> Rule {
    Rule { needs, pattern, with, regex: OnceLock::new() }
}

static RULES: [Rule; 16] = [
    rule(&["-----begin "], r"(?s)-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|\z)", "[hidden PEM block]"),
    // The same in base64, as Kubernetes keeps it.
    rule(&["ls0tls1crudjti"], r"\bLS0tLS1CRUdJTi[A-Za-z0-9+/=]*", "[hidden PEM block]"),
    rule(&["eyj"], r"\beyJ[A-Za-z0-9_\-]{5,}\.[A-Za-z0-9_\-]{5,}(?:\.[A-Za-z0-9_\-]*)?", HIDDEN),
    // Up to the last @: passwords contain @ and / too. Digits before a / are a port, and what follows is a path.
    rule(
        &["://"],
        r#"(?i)\b([a-z][a-z0-9+.\-]*://)[^\s/@:\[]*:(?:(?:[^\s\d"'<>]|\d+[^\s/\d"'<>])[^\s"'<>]*|[^\s/]*)@"#,
        "$1[hidden]@",
    ),
    // Oracle's own form: user/password@host.
    rule(&["jdbc:oracle:"], r"(?i)(jdbc:oracle:\w+:[^\s/@:]+/)[^\s@]+@", "$1[hidden]@"),
    rule(&["jaas"], r"(?i)(sasl[._]jaas[._]config\s*[=:]\s*)[^\n]+", "$1[hidden]"),
    rule(
        &["loginmodule"],
        r"(?i)(\w+LoginModule\s+(?:required|requisite|sufficient|optional))\b[^\n;]*;?",
        "$1 [hidden]",
    ),
    // Of a broker's PlainLoginModule: each user with the password, often on a line of its own.
    rule(&["user_"], r#"(?i)\b(user_[^\s="']+\s*=\s*\\?)(?:"[^"\n]*"?|'[^'\n]*'?)"#, "$1[hidden]"),
    rule(
        &["-u", "--user", "--proxy-user"],
        r#"(\s(?:-u|--user|-U|--proxy-user)[ =]*["']?[^\s:"']+:)[^\s"']+"#,
        "$1[hidden]",
    ),
    rule(
        &["mysql", "mariadb", "redis-cli"],
        r"(\b(?:(?:mysql|mariadb)\w*\b[^\n|;]*?\s-p|redis-cli\b[^\n|;]*?\s-a\s+))[^\s]+",
        "$1[hidden]",
    ),
    rule(&["pass:", "pass=", "pass =", "pwd=", "pwd ="], r"(?i)(\bpass:|\b(?:pass|pwd)\s*=\s*)[^\s,;]+", "$1[hidden]"),
    rule(&["passwords"], r#"(?i)(passwords\\?["']?[ \t]*[=:][ \t]*\\?["']?)[^\s;"'\\}\])]+"#, "$1[hidden]"),
    rule(&["akia", "asia"], r"\b(AKIA|ASIA)[A-Z0-9]{12,}\b", HIDDEN),
    rule(
        &["scram-sha-", "salt=", "stored_key=", "server_key="],
        r"(?i)\b((?:SCRAM-SHA-\d+|salt|stored_key|server_key)=\[?)[^\s\],]+",
        "$1[hidden]",
    ),
    rule(
        &["password", "passphrase", "secret", "token"],
        r"(?i)(<[\w.:\-]*(?:password|passphrase|secret|token)\b[^<>]*>)[^<]+",
        "$1[hidden]",
    ),
    rule(
        &["password", "passwd", "passphrase", "secret", "token", "storepass", "keypass"],
        r"(?i)(\s--?[\w.\-]*(?:password|passwd|passphrase|secret|token|storepass|keypass)[ =]+)[^\s\-]\S*",
        "$1[hidden]",
    ),
];

/// What stands behind `Bearer` or `Basic`, or is base64 of a length that only keys have; words of prose are neither.
static TOKENS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i:\b(bearer|basic)\s+)([A-Za-z0-9+/=._~\-]{8,})|([A-Za-z0-9+/]{56,}={0,2})")
        .expect("the pattern is constant")
});

/// Who logs in to a URL without a password: of this length it may be a token.
static USERS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(://)([^\s/@:\[]{16,})@").expect("the pattern is constant"));

/// A key and its value. A name and a colon behind a quote and a comma begin the next pair.
static PAIRS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"(?i)({SECRET_KEY})((?:\\?["']\s*,|\\?["']?\]?\s*(?:=>|->|[=:]|%3[AD]))\s*(?:[|>][+\-]?[ \t]*\r?\n\s*)?)({QUOTED}|(?:\\\r?\n[ \t]*|[^\s,;}}\])"'])+)(\s*:)?"#
    ))
    .expect("the pattern is constant")
});

/// A call that takes it: `setPassword("…")`.
static CALLS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?i)({SECRET_KEY}\(\s*)({QUOTED})")).expect("the pattern is constant"));

/// A whole line of a settings file: the value goes to its end, with blanks, commas and quotes, and over the lines that go on from it.
static LINES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?im)^([ \t]*(?:export +|ENV +|- +)?)({SECRET_KEY})([ \t]*[=:][ \t]*|[ \t]+)((?:(?:[^\r\n]*[^\s\\])?\\\r?\n|[|>][+\-]?[ \t]*\r?\n)*[^\r\n]+)"
    ))
    .expect("the pattern is constant")
});

/// A name and a value as two entries, on one line: JSON, XML, what Java prints of an object.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"(?im)(\b(?:name|key)\\?["']?[ \t]*[=:>][ \t]*\\?["']?{SECRET_KEY}(?:(?:\\?["']|[,;\s])[^{{}}()<>\r\n]{{0,80}}?)?(?:>|</\w+>)?\s*<?\\?["']?\bvalue\\?["']?[ \t]*)(?:([=:][ \t]*)(?:({QUOTED})|([^\r\n"'\\][^\r\n]*?)(,\s+\w+\s*[=:]|,\s*\\?["']|[)\]}}]+(?:[\s,;.]|$)|$))|>([^<]+))"#
    ))
    .expect("the pattern is constant")
});

/// The same in YAML, on two lines.
static NAMED_LINES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"(?im)^([ \t]*(?:- +)?(?:name|key): +["']?{SECRET_KEY}["']?[ \t]*\r?\n[ \t]*value:[ \t]*(?:[|>][+\-]?[ \t]*\r?\n[ \t]*)?)([^\r\n]+)"#
    ))
    .expect("the pattern is constant")
});

/// What an element of XML holds whose name is an attribute.
static ELEMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r#"(?i)(\b(?:name|key)\s*=\s*\\?["']{SECRET_KEY}\\?["'][^<>]*>\s*)([^<\s][^<]*)"#))
        .expect("the pattern is constant")
});

/// Values that a settings listing prints in place of a secret, or that say that there is none.
const NO_SECRETS: [&str; 7] = ["[hidden]", "null", "none", "true", "false", "\"\"", "''"];

/// Whether the value under this name is a secret: a setting that Kafka calls a password, or a name like one.
pub fn is_secret(key: &str) -> bool {
    redact(&format!("{key}=x")) != format!("{key}=x")
}

/// The text without secrets: values of keys that are passwords, JAAS lines, bearer and JSON web tokens, credentials in URLs, PEM blocks.
pub fn redact(text: &str) -> String {
    let folded = folded(text);
    let mut text = text.to_string();
    for rule in RULES.iter().filter(|rule| rule.needs.iter().any(|needed| folded.contains(needed))) {
        if rule.regex().is_match(&text) {
            text = rule.regex().replace_all(&text, rule.with).into_owned();
        }
    }
    if folded.contains("://") {
        text = without_users(text);
    }
    if folded.contains("bearer") || folded.contains("basic") || has_long_run(&text) {
        text = without_tokens(text);
    }
    if names_secret(&folded) {
        text = without_values(without_named(text, &folded));
    }
    without_spoken(text, &folded)
}

/// As a pattern that minds no case sees it: it takes a long s for an s, and a Kelvin sign for a k.
fn folded(text: &str) -> String {
    text.to_lowercase().replace('\u{17f}', "s")
}

/// Whether there is base64 as long as [`TOKENS`] wants it.
fn has_long_run(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '+' || c == '/')).any(|run| run.len() >= 56)
}

/// Whether a folded text holds what a [`SECRET_KEY`] does.
fn names_secret(folded: &str) -> bool {
    const WORDS: [&str; 20] = [
        "password",
        "passwd",
        "passphrase",
        "storepass",
        "keypass",
        "secret",
        "jaas.config",
        "user.info",
        "keystore.key",
        "token",
        "cred",
        "assertion",
        "sw",
        "sord",
        "_pass",
        ".pass",
        "-pass",
        "_pwd",
        ".pwd",
        "-pwd",
    ];
    const KEYS: [&str; 6] = ["access", "secret", "private", "api", "account", "master"];
    let key = |rest: &str| rest.strip_prefix(['.', '_', '-']).unwrap_or(rest).starts_with("key");
    WORDS.iter().any(|word| folded.contains(word))
        || KEYS.iter().any(|word| folded.match_indices(word).any(|(at, _)| key(&folded[at + word.len()..])))
}

fn without_tokens(text: String) -> String {
    replaced(&TOKENS, text, |found| {
        let token = found.get(2).or(found.get(3)).map_or("", |token| token.as_str());
        let has = |test: fn(&u8) -> bool| token.bytes().any(|byte| test(&byte));
        let digit = has(u8::is_ascii_digit);
        let mixed = token.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()) && has(u8::is_ascii_lowercase);
        // Paths and class names are long as well, but without digits or in small letters.
        let secret = if found.get(2).is_some() { digit || mixed || token.contains('=') } else { digit && mixed };
        secret.then(|| format!("{}{HIDDEN}", found.get(1).map_or(String::new(), |word| format!("{} ", word.as_str()))))
    })
}

fn without_users(text: String) -> String {
    replaced(&USERS, text, |found| {
        found[2].bytes().any(|byte| byte.is_ascii_digit()).then(|| format!("{}{HIDDEN}@", &found[1]))
    })
}

/// Whether it is no secret but says that there is none, or that it is hidden.
fn says_nothing(value: &str) -> bool {
    NO_SECRETS.contains(&value.trim().to_ascii_lowercase().as_str())
}

fn without_named(mut text: String, folded: &str) -> String {
    if folded.contains("value") {
        text =
            replaced(&NAMED_LINES, text, |found| (!says_nothing(&found[2])).then(|| format!("{}{HIDDEN}", &found[1])));
        text = replaced(&NAMED, text, |found| {
            let part = |number: usize| found.get(number).map_or("", |part| part.as_str());
            let value = [3, 4, 6].map(part).concat();
            let sign = if part(6).is_empty() { part(2) } else { ">" };
            (!says_nothing(&value)).then(|| format!("{}{sign}{HIDDEN}{}", &found[1], part(5)))
        });
    }
    if folded.contains('<') {
        text = replaced(&ELEMENT, text, |found| (!says_nothing(&found[2])).then(|| format!("{}{HIDDEN}", &found[1])));
    }
    text
}

fn without_values(text: String) -> String {
    let text = replaced(&LINES, text, |found| {
        let (key, sign, value) = (&found[2], &found[3], found[4].trim());
        let dotted = key.contains(['.', '_']);
        // `ssl.key.password is missing` is a sentence.
        let prose = sign.trim().is_empty() && (value.split(' ').count() > 1 || !key.contains('.'));
        // Hidden before, with a remark behind it.
        let remark = value.starts_with("[hidden] (");
        (dotted && !prose && !remark && !says_nothing(value)).then(|| format!("{}{key}{sign}{HIDDEN}", &found[1]))
    });
    let text = replaced(&CALLS, text, |found| Some(format!("{}{HIDDEN}", &found[1])));
    replaced(&PAIRS, text, |found| {
        let (key, sign, value) = (&found[1], &found[2], &found[3]);
        let behind = found.get(4).map_or("", |behind| behind.as_str());
        // `expired token: please log in` is a sentence; a password can be a plain word.
        let word = ["token", "tokens", "creds", "credential", "credentials", "assertion"]
            .iter()
            .any(|word| key.eq_ignore_ascii_case(word))
            && sign.trim() == ":"
            && value.bytes().all(|byte| byte.is_ascii_lowercase());
        let next = sign.trim_end().ends_with(',') && !behind.is_empty();
        // What stands below a name may be a list or names of its own.
        let below = sign.contains('\n') && (value == "-" || value.ends_with(':'));
        (!word && !next && !below && !says_nothing(value)).then(|| format!("{key}{sign}{HIDDEN}{behind}"))
    })
}

/// The text with each match replaced by what `with` makes of it; left alone where that is nothing.
fn replaced(rule: &Regex, text: String, with: impl Fn(&Captures) -> Option<String>) -> String {
    if !rule.is_match(&text) {
        return text;
    }
    rule.replace_all(&text, |found: &Captures| with(found).unwrap_or_else(|| found[0].to_string())).into_owned()
}

/// An excerpt that can be stored and shown: secrets removed, control and invisible characters escaped, at most 300 characters.
pub fn clean(text: &str) -> String {
    let plain = redact(start(text).trim());
    let mut out = String::with_capacity(plain.len().min(4 * LONGEST));
    for (count, c) in plain.chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        match c {
            '\t' => out.push(' '),
            c if steers(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}

/// The start of a text, of which an excerpt is made: what is cut away anyway need not be searched. It ends with a whole word, because half a
/// URL with a password in it does not look like one.
fn start(text: &str) -> &str {
    let Some((bound, _)) = text.char_indices().nth(4 * LONGEST) else { return text };
    let rest = text[bound..].find(char::is_whitespace).unwrap_or(text.len() - bound);
    if rest <= LONGEST_WORD {
        return &text[..bound + rest];
    }
    &text[..text[..bound].rfind(char::is_whitespace).unwrap_or(0)]
}
