//! What may be stored or shown of text from outside: no secrets, no control characters, no endless lines.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// An excerpt is cut to this many characters.
const LONGEST: usize = 300;

/// What stands in place of a secret.
const HIDDEN: &str = "[hidden]";

/// Settings whose values are secrets: everything that Kafka's ConfigDef types as PASSWORD ends in one of these, and so do the names that
/// Connect plugins, registries and clouds use.
const SECRET_KEY: &str = r"(?:[\w.\-]*(?:password|passwd|passphrase|secret|jaas\.config|user\.info|access\.key|secret\.key|private\.key|api\.key|apikey|keystore\.key|token|credentials?|assertion)(?:[_\-]?(?:key|id))?)";

static RULES: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    let rule = |pattern: &str, with| (Regex::new(pattern).expect("the pattern is constant"), with);
    vec![
        rule(r"(?s)-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|\z)", "[hidden PEM block]"),
        rule(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9+/=._~\-]{8,}", "$1 [hidden]"),
        rule(r"\beyJ[A-Za-z0-9_\-]{5,}\.[A-Za-z0-9_\-]{5,}(?:\.[A-Za-z0-9_\-]*)?", HIDDEN),
        rule(r"(?i)\b([a-z][a-z0-9+.\-]*://)[^\s/@:]*:[^\s/@]+@", "$1[hidden]@"),
        rule(r"(?i)(sasl[._]jaas[._]config\s*[=:]\s*)[^\n]+", "$1[hidden]"),
        rule(r"(?i)(\w+LoginModule\s+(?:required|requisite|sufficient|optional))\b[^\n;]*;?", "$1 [hidden]"),
        rule(r"\b(AKIA|ASIA)[A-Z0-9]{12,}\b", HIDDEN),
        rule(r"(?i)\b((?:SCRAM-SHA-\d+|salt|stored_key|server_key)=\[?)[^\s\],]+", "$1[hidden]"),
    ]
});

static PAIRS: LazyLock<Regex> = LazyLock::new(|| {
    let value = r#"(?:\[hidden\]|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[^\s,;}\])"']+)"#;
    Regex::new(&format!(r#"(?i)({SECRET_KEY}\\?["']?\s*(?:=>|[=:,])\s*)({value})"#)).expect("the pattern is constant")
});

/// Values that a settings listing prints in place of a secret, or that say that there is none.
const NO_SECRETS: [&str; 6] = ["[hidden]", "null", "none", "true", "false", "\"\""];

/// The text without secrets: values of keys that are passwords, JAAS lines, bearer and JSON web tokens, credentials in URLs, PEM blocks.
pub fn redact(text: &str) -> String {
    let mut text = text.to_string();
    for (rule, with) in RULES.iter() {
        if rule.is_match(&text) {
            text = rule.replace_all(&text, *with).into_owned();
        }
    }
    if PAIRS.is_match(&text) {
        text = PAIRS
            .replace_all(&text, |found: &Captures| {
                let plain = found[2].to_ascii_lowercase();
                if NO_SECRETS.contains(&plain.as_str()) {
                    found[0].to_string()
                } else {
                    format!("{}{HIDDEN}", &found[1])
                }
            })
            .into_owned();
    }
    text
}

/// An excerpt that can be stored and shown: secrets removed, control and invisible characters escaped, at most 300 characters.
pub fn clean(text: &str) -> String {
    // What is cut away anyway need not be searched; a secret at the edge is searched with what follows it.
    let bound = text.char_indices().nth(4 * LONGEST).map_or(text.len(), |(at, _)| at);
    let plain = redact(text[..bound].trim());
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

/// Characters that can steer a terminal or hide what a line says: controls, direction marks, zero-width ones.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Replaces host names and addresses, each by the same stand-in wherever it occurs.
#[derive(Debug, Default)]
pub struct Hosts {
    seen: BTreeMap<String, String>,
}

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?P<v6>\[?(?:[0-9a-fA-F]{1,4}:){2,7}(?::?[0-9a-fA-F]{1,4}){1,7}\]?|\[::[0-9a-fA-F:.]*\])
        | (?P<v4>\b(?:\d{1,3}\.){3}\d{1,3}\b)
        | (?P<port>\b[A-Za-z0-9](?:[A-Za-z0-9\-]*\.)*[A-Za-z0-9\-]*[A-Za-z][A-Za-z0-9\-]*:\d{2,5}\b)
        | (?P<name>\b[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?)*\.(?:com|net|org|io|local|internal|svc|lan|corp|cloud|dev|de|uk|eu|us|fr|nl|cn|jp|home|intra|arpa|test|example|invalid)\b)
        ",
    )
    .expect("the pattern is constant")
});

/// Package names look like host names.
const PACKAGES: [&str; 9] = [
    "org.apache.",
    "java.",
    "javax.",
    "kafka.",
    "io.confluent",
    "io.debezium",
    "org.springframework",
    "scala.",
    "sun.",
];

impl Hosts {
    /// The text with every host name and address replaced; `localhost` and 127.0.0.1 stay, they say something.
    pub fn replace(&mut self, text: &str) -> String {
        let replaced = ADDRESS.replace_all(text, |found: &Captures| {
            let whole = &found[0];
            let package = PACKAGES.iter().any(|package| whole.starts_with(package));
            // A class name goes on after the match: `com.example` in `com.example.App`.
            let after = found.get(0).map_or("", |found| &text[found.end()..]);
            let class = found.name("name").is_some()
                && after.starts_with('.')
                && after[1..].starts_with(|c: char| c.is_alphabetic());
            if package || class {
                return whole.to_string();
            }
            if let Some(port) = found.name("port") {
                let (host, number) = port.as_str().rsplit_once(':').unwrap_or((whole, ""));
                // `Foo.java:123` and `line:12` are places in sources; a time is digits.
                let source =
                    [".java", ".scala", ".py", ".go", ".js", ".rs", ".c", ".kt"].iter().any(|end| host.ends_with(end));
                return if source || host == "localhost" {
                    whole.to_string()
                } else {
                    format!("{}:{number}", self.stand_in("host", host))
                };
            }
            if found.name("v4").is_some() {
                let local = whole.starts_with("127.") || whole == "0.0.0.0";
                return if local { whole.to_string() } else { self.stand_in("ip", whole) };
            }
            // 12:30:45 looks like one: an IPv6 address has eight groups or a gap.
            if found.name("v6").is_some() && !whole.contains("::") && whole.matches(':').count() != 7 {
                return whole.to_string();
            }
            let kind = if found.name("v6").is_some() { "ip" } else { "host" };
            self.stand_in(kind, whole)
        });
        replaced.into_owned()
    }

    fn stand_in(&mut self, kind: &str, name: &str) -> String {
        let next = 1 + self.seen.values().filter(|one| one.starts_with(kind)).count();
        self.seen.entry(name.to_ascii_lowercase()).or_insert_with(|| format!("{kind}-{next}")).clone()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_never_come_through() {
        for line in [
            "ssl.key.password=hunter2x",
            "ssl.truststore.password = hunter2x",
            "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"hunter2x\";",
            "sasl.jaas.config = org.apache.kafka.common.security.scram.ScramLoginModule required username=u password=hunter2x ;",
            "KafkaClient { org.apache.kafka.common.security.plain.PlainLoginModule required password='hunter2x'; };",
            "Authorization: Bearer hunter2xhunter2x",
            "token eyJhbGciOiJIUzI1.eyJzdWIiOihunter2x.c2lnbmhunter2x",
            "http://admin:hunter2x@registry:8081/subjects",
            "-----BEGIN PRIVATE KEY----- hunter2x -----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\nhunter2x\n",
            "\"sasl.password\": \"hunter2x\"",
            "basic.auth.user.info=user:hunter2x",
            "props.put(\"sasl.password\", \"hunter2x\")",
            "aws.secret.access.key: hunter2x",
            "KAFKA_SASL_PASSWORD=hunter2x",
            "client_secret=hunter2x&grant_type=x",
        ] {
            assert!(!redact(line).contains("hunter2x"), "{line} -> {}", redact(line));
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for line in [
            "ssl.key.password = null",
            "ssl.keystore.password = [hidden]",
            "[Consumer clientId=c, groupId=g] Successfully joined group with generation Generation{generationId=1}",
            "delegation.token.max.lifetime.ms = 604800000",
            "org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed: Invalid username or password",
        ] {
            assert_eq!(redact(line), line);
        }
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\u{7}"), "a\\u{1b}[31mb\\u{202e}c\\u{7}");
        assert_eq!(clean(&"x".repeat(1000)).chars().count(), 301);
    }

    #[test]
    fn hosts_are_replaced_alike_everywhere() {
        let mut hosts = Hosts::default();
        assert_eq!(
            hosts.replace("b1.prod.example.com:9092 (10.0.0.7) to b1.prod.example.com:9092, kafka1:9092, 127.0.0.1, NetworkClient.java:123"),
            "host-1:9092 (ip-1) to host-1:9092, host-2:9092, 127.0.0.1, NetworkClient.java:123"
        );
        assert_eq!(
            hosts.replace("org.apache.kafka.common.errors.TimeoutException at 12:30:45,123"),
            "org.apache.kafka.common.errors.TimeoutException at 12:30:45,123"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_cleaned_without_a_panic(text in ".*") {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(steers));
            let _ = Hosts::default().replace(&text);
        }

        #[test]
        fn a_password_of_any_shape_is_hidden(password in "[A-Za-z0-9!#%+]{9,20}") {
            let line = format!("ssl.key.password={password}");
            prop_assert!(!redact(&line).contains(&password));
        }
    }
}
