//! Secrets in the words of people: `pw hunter2`, "the password for app is hunter2", `login app:hunter2`.

use std::sync::LazyLock;

use regex::Regex;

use super::{HIDDEN, NO_SECRETS};

/// One of these stands in every folded text that [`SPOKEN`] or [`OPTION`] matches.
const WORDS: [&str; 8] = ["pass", "pw", "secret", "key", "token", "cred", "login", "-p "];

/// A word for a secret, how it goes on, and the start of what may be the secret. It is bounded, so that a text without blanks is not read again
/// for each of its words.
static SPOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi)
        (?:(?-u:\b)|_)(?P<key>pass(?:word|wd|phrase)?|pwd?|secret|(?:api|access|secret|account|master)[._\-\ ]?key|token|cred(?:ential)?s?|login)
        (?:
            (?P<is>(?:[\ \t]+(?:for|of|to|from)(?:[\ \t]+[^\s:=]{1,64}){1,4}?)?[\ \t]+(?:is|was)(?:[\ \t]+now)?:?[\ \t]+)
            | (?P<sign>[\ \t]*[:=][\ \t]*)
            | [\ \t]+
        )
        (?P<value>"[^"\n]{1,256}"|(?:'[^'\n]{1,256}')+|`[^`\n]{1,256}`|\S{1,256})
        "#,
    )
    .expect("the pattern is constant")
});

/// `-p` with what may be a password.
static OPTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)(?:^|[ \t])-p[ \t]+(?P<value>[^\s/:=,]{6,})").expect("the pattern is constant"));

/// Commands whose `-p` takes a port, a folder, a process or a project.
const NO_PASSWORD: [&str; 17] = [
    "mkdir",
    "docker",
    "podman",
    "nerdctl",
    "compose",
    "ssh",
    "scp",
    "cp",
    "ps",
    "tar",
    "install",
    "rsync",
    "kcat",
    "kafkacat",
    "psql",
    "virtualenv",
    "touch",
];

/// So many bytes before an option its command is looked for.
const NEAR: usize = 400;

/// What follows a word for a secret in a sentence that names none.
const PROSE: [&str; 41] = [
    "a",
    "an",
    "and",
    "are",
    "at",
    "be",
    "can",
    "cannot",
    "changed",
    "command",
    "correct",
    "did",
    "does",
    "empty",
    "expired",
    "file",
    "for",
    "from",
    "has",
    "have",
    "in",
    "incorrect",
    "invalid",
    "is",
    "it",
    "missing",
    "must",
    "no",
    "not",
    "of",
    "on",
    "or",
    "please",
    "required",
    "rotated",
    "the",
    "to",
    "unknown",
    "was",
    "with",
    "wrong",
];

/// Ciphers, hashes and encodings stand behind `password` as well.
const METHODS: [&str; 12] =
    ["scram-sha-", "sha1", "sha256", "sha512", "md5", "base64", "utf-8", "pkcs8", "pkcs12", "pbkdf2", "aes256", "x509"];

/// How a word for a secret goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// "is", "was".
    Is,
    /// `:` or `=`.
    Sign,
    /// The value follows at once.
    Beside,
}

/// The text without the secrets that people tell in words.
pub fn without_spoken(text: String, folded: &str) -> String {
    if !WORDS.iter().any(|word| folded.contains(word)) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = SPOKEN.captures_at(&text, at) {
        let (key, value) = (found.name("key").expect("always there"), found.name("value").expect("always there"));
        let said = match (found.name("is"), found.name("sign")) {
            (Some(_), _) => Said::Is,
            (_, Some(_)) => Said::Sign,
            _ => Said::Beside,
        };
        // What is no secret can be the next word for one.
        at = key.end();
        if let Some((from, to)) = secret(&key.as_str().to_ascii_lowercase(), said, value.as_str()) {
            out.push_str(&text[kept..value.start() + from]);
            out.push_str(HIDDEN);
            kept = value.start() + to;
            let rest = &text[value.end()..];
            if !value.as_str().starts_with(['"', '\'', '`']) && !rest.starts_with(char::is_whitespace) {
                // A word longer than the pattern takes.
                kept = value.end() + rest.find(char::is_whitespace).unwrap_or(rest.len());
            }
            at = kept;
        }
    }
    out.push_str(&text[kept..]);
    without_options(out)
}

/// Where in the value the secret stands; nothing where there is none.
fn secret(key: &str, said: Said, value: &str) -> Option<(usize, usize)> {
    let quoted = value.len() > 1 && value.starts_with(['"', '\'', '`']) && value.ends_with(&value[..1]);
    let end = value.trim_end_matches(['.', ',', ';', ')', ']', '}', '>', '!', '?', '"', '\'', '`']).len();
    let word = &value[..end];
    let lower = word.to_lowercase();
    if NO_SECRETS.contains(&lower.as_str()) || value.starts_with(HIDDEN) || PROSE.contains(&lower.as_str()) {
        return None;
    }
    let whole = (0, if quoted { value.len() } else { end });
    let (letter, digit) = (has(word, char::is_alphabetic), has(word, |c| c.is_ascii_digit()));
    // As no word of a sentence is written: with a digit, or with a capital within.
    let capital = word.chars().skip_while(|c| !c.is_alphabetic()).skip(1).any(char::is_uppercase);
    let mark = has(word, |c| "!#$%^&*@+".contains(c));
    match key {
        // The user and the password, `app:hunter2`; `kafka/b1.acme.com@ACME.COM` is a principal of Kerberos.
        "cred" | "creds" | "credential" | "credentials" | "login" => {
            let at = word.find([':', '/'])?;
            let (user, password) = (word[..at].trim_start_matches(['"', '\'', '`', '(', '[']), &word[at + 1..]);
            let place = word[at..].starts_with('/') && password.contains(['@', '.']) || password.contains('/');
            // `User:ANONYMOUS` is none.
            let capital = capital && has(password, char::is_lowercase);
            let strong =
                has(password, char::is_alphabetic) && (has(password, |c| c.is_ascii_digit()) || mark || capital);
            let named =
                has(user, char::is_alphabetic) && user.chars().all(|c| c.is_alphanumeric() || "._-@".contains(c));
            (named && strong && !place).then_some((at + 1, end))
        }
        _ if said == Said::Is => {
            (quoted || (letter && (digit || capital || mark)) || (digit && end >= 4)).then_some(whole)
        }
        // `tests pass: 3 of 3`.
        "pass" => (end >= 6 && letter && (digit || mark) && plain(word, said == Said::Sign)).then_some(whole),
        "pw" | "pwd" if said == Said::Sign => (end > 0 && !word.starts_with(['/', '.', '$', '-'])).then_some(whole),
        _ if said == Said::Sign => (key.contains(' ') && end > 0).then_some(whole),
        // Kubernetes names its secrets in quotes.
        "password" | "passwd" | "passphrase" | "pw" | "pwd" if quoted => Some(whole),
        "token" => None,
        _ => {
            let method = METHODS.iter().any(|method| lower.starts_with(method));
            (end >= 6 && letter && (digit || mark) && !method && plain(word, false)).then_some(whole)
        }
    }
}

fn has(text: &str, test: impl Fn(char) -> bool) -> bool {
    text.chars().any(test)
}

/// Neither a path, an address, a name with dots, an option nor a pair; `signed`: after a sign these are passwords too.
fn plain(word: &str, signed: bool) -> bool {
    word.starts_with(|c: char| c.is_alphanumeric() || "!#%^&*@".contains(c))
        && (signed || !word.contains(['/', '.', ':', '=', '(']))
}

fn without_options(text: String) -> String {
    if !text.contains("-p ") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut kept = 0;
    for found in OPTION.captures_iter(&text) {
        let value = found.name("value").expect("always there");
        let near = (value.start().saturating_sub(NEAR)..).find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        let line = text[near..value.start()].rsplit('\n').next().unwrap_or_default();
        let other = line.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| NO_PASSWORD.contains(&word));
        let strong = has(value.as_str(), char::is_alphabetic) && has(value.as_str(), |c| c.is_ascii_digit());
        // A path, a port and a pair go on.
        let whole = !text[value.end()..].starts_with(['/', ':', '=']);
        if strong && whole && !other {
            out.push_str(&text[kept..value.start()]);
            out.push_str(HIDDEN);
            kept = value.end();
        }
    }
    out.push_str(&text[kept..]);
    out
}
