//! What may be stored or shown of text from outside: no secrets, no control characters, no endless lines.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use regex::{Captures, Regex};

/// An excerpt is cut to this many characters.
const LONGEST: usize = 300;

/// What stands in place of a secret.
const HIDDEN: &str = "[hidden]";

/// Names whose values are secrets: everything that Kafka's ConfigDef types as PASSWORD ends in one of these, and so do the names that
/// Connect plugins, registries and clouds use.
const SECRET_KEY: &str = r"(?:[\w.\-]*(?:password|passwd|passphrase|storepass|keypass|secret|jaas\.config|user\.info|(?:access|secret|private|api|account|master)[._\-]?key|keystore\.key|token|credentials?|assertion)(?:[_\-]?(?:key|id))?)";

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

static RULES: [Rule; 9] = [
    rule(&["-----begin "], r"(?s)-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|\z)", "[hidden PEM block]"),
    rule(&["eyj"], r"\beyJ[A-Za-z0-9_\-]{5,}\.[A-Za-z0-9_\-]{5,}(?:\.[A-Za-z0-9_\-]*)?", HIDDEN),
    // Up to the last @ before the host: passwords contain @ too.
    rule(&["://"], r"(?i)\b([a-z][a-z0-9+.\-]*://)[^\s/@:]*:[^\s/]+@", "$1[hidden]@"),
    rule(&["jaas"], r"(?i)(sasl[._]jaas[._]config\s*[=:]\s*)[^\n]+", "$1[hidden]"),
    rule(
        &["loginmodule"],
        r"(?i)(\w+LoginModule\s+(?:required|requisite|sufficient|optional))\b[^\n;]*;?",
        "$1 [hidden]",
    ),
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

static PAIRS: LazyLock<Regex> = LazyLock::new(|| {
    let value =
        r#"(?:\[hidden\]|\\"(?:[^"\\\n]|\\[^"\n])*(?:\\")?|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[^\s,;}\])"']+)"#;
    Regex::new(&format!(r#"(?i)({SECRET_KEY})((?:\\?["']\s*,|\\?["']?\s*(?:=>|[=:]))\s*)({value})"#))
        .expect("the pattern is constant")
});

/// A whole line of a settings file: the value goes to its end, with blanks, commas and quotes.
static LINES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?im)^([ \t]*(?:export +|ENV +|- +)?)({SECRET_KEY})([ \t]*[=:][ \t]*|[ \t]+)([^\r\n]+)"))
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
    if folded.contains("bearer") || folded.contains("basic") || has_long_run(&text) {
        text = without_tokens(text);
    }
    if names_secret(&folded) { without_values(text) } else { text }
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
    const WORDS: [&str; 12] = [
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
        "credential",
        "assertion",
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

fn without_values(text: String) -> String {
    let text = replaced(&LINES, text, |found| {
        let (key, sign, value) = (&found[2], &found[3], found[4].trim());
        let dotted = key.contains(['.', '_']);
        // `ssl.key.password is missing` is a sentence.
        let prose = sign.trim().is_empty() && (value.split(' ').count() > 1 || !key.contains('.'));
        (dotted && !prose && !NO_SECRETS.contains(&value.to_ascii_lowercase().as_str()))
            .then(|| format!("{}{key}{sign}{HIDDEN}", &found[1]))
    });
    replaced(&PAIRS, text, |found| {
        let (key, value) = (&found[1], &found[3]);
        // `expired token: please log in` is a sentence; a password can be a plain word.
        let word =
            ["token", "credential", "credentials", "assertion"].iter().any(|word| key.eq_ignore_ascii_case(word))
                && found[2].trim() == ":"
                && value.bytes().all(|byte| byte.is_ascii_lowercase());
        (!word && !NO_SECRETS.contains(&value.to_ascii_lowercase().as_str()))
            .then(|| format!("{key}{}{HIDDEN}", &found[2]))
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
    let label = r"[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?";
    // Two labels suffice before what only hosts end in; before what topics and packages end in as well it takes three.
    let sure = "com|net|org|io|local|internal|lan|corp|home|intra|arpa|localdomain|cluster";
    let more = "svc|cloud|dev|test|prod|stage|staging|example|invalid|private|consul|edu|gov|biz|app|tech|ai|co|de|uk|eu|us|fr|nl|cn|jp|ch|at|it|es|se|no|dk|fi|pl|be|br|au|ca|ru|kr|tr|za|in|sg|hk|tw";
    Regex::new(&format!(
        r"(?x)
        (?P<v6>\[?(?:[0-9a-fA-F]{{1,4}}:){{1,7}}(?::?[0-9a-fA-F]{{1,4}}){{1,7}}(?:%\w+)?\]?|\[::[0-9a-fA-F:.]*\])
        | (?P<v4>(?:\b(?P<java>{label}(?:\.{label})*)/)?\b(?P<ip>(?:\d{{1,3}}\.){{3}}\d{{1,3}})\b)
        | (?P<aws>\bip-\d{{1,3}}-\d{{1,3}}-\d{{1,3}}-\d{{1,3}}(?:\.{label})*\b)
        | (?P<port>\b{label}(?:\.{label})*:\d{{2,5}}\b)
        | (?P<name>\b(?:{label}\.)+(?:{sure})\b|\b{label}(?:\.{label})+\.(?:{more})\b)
        ",
    ))
    .expect("the pattern is constant")
});

/// Package names look like host names.
const PACKAGES: [&str; 11] = [
    "org.apache.",
    "java.",
    "javax.",
    "jdk.",
    "kafka.",
    "io.confluent",
    "io.debezium",
    "io.netty",
    "org.springframework",
    "scala.",
    "sun.",
];

/// Ports that name a host even if its name has no dot: `offset:4711` is none. Kafka's, ZooKeeper's, registries', Connect's, web servers'.
fn is_service(port: &str) -> bool {
    port.parse::<u32>().is_ok_and(|port| {
        matches!(port, 80 | 443 | 2181..=2184 | 2379 | 2888 | 3888 | 5432 | 3306 | 6379 | 6667 | 8000..=8099 | 8443 | 8761 | 9000..=9999)
            || (10_000..=65_535).contains(&port) && matches!(port % 1000, 90..=99)
    })
}

impl Hosts {
    /// The text with every host name and address replaced; `localhost` and 127.0.0.1 stay, they say something.
    pub fn replace(&mut self, text: &str) -> String {
        let replaced = ADDRESS.replace_all(text, |found: &Captures| {
            let after = found.get(0).map_or("", |whole| &text[whole.end()..]);
            self.stand_in_for(found, after).unwrap_or_else(|| found[0].to_string())
        });
        self.bare(&replaced)
    }

    /// What stands in for one match; nothing where it is no host after all.
    fn stand_in_for(&mut self, found: &Captures, after: &str) -> Option<String> {
        let whole = &found[0];
        // A class name goes on after the match: `com.example` in `com.example.App`.
        let class = after.starts_with('.') && after[1..].starts_with(|c: char| c.is_alphabetic());
        if PACKAGES.iter().any(|package| whole.starts_with(package)) {
            return None;
        }
        if let Some(ip) = found.name("ip") {
            let local = ip.as_str().starts_with("127.") || ip.as_str() == "0.0.0.0";
            let version = ip.as_str().split('.').any(|part| part.parse::<u16>().map_or(true, |part| part > 255));
            let ip = if local || version { ip.as_str().to_string() } else { self.stand_in("ip", ip.as_str()) };
            // Java prints `host/1.2.3.4`.
            return Some(match found.name("java") {
                Some(host) if host.as_str() == "localhost" => format!("localhost/{ip}"),
                Some(host) => format!("{}/{ip}", self.stand_in("host", host.as_str())),
                None => ip,
            });
        }
        if found.name("v6").is_some() {
            // 12:30:45 looks like one: an IPv6 address has eight groups or a gap. ::1 is local.
            let address = whole.trim_start_matches('[').trim_end_matches(']');
            let real = address.matches(':').count() == 7
                || (address.contains("::") && address.bytes().any(|byte| byte.is_ascii_digit()));
            let closed = |text: String| if whole.starts_with('[') { format!("[{text}]") } else { text };
            return (real && address != "::1" && address != "::").then(|| closed(self.stand_in("ip", address)));
        }
        if let Some(port) = found.name("port") {
            let (host, number) = port.as_str().rsplit_once(':').unwrap_or((whole, ""));
            // `Foo.java:123` is a place in a source; a time has digits alone.
            let source = [
                ".java",
                ".scala",
                ".py",
                ".go",
                ".js",
                ".ts",
                ".rs",
                ".c",
                ".h",
                ".cpp",
                ".kt",
                ".rb",
                ".cs",
                ".properties",
                ".yml",
                ".yaml",
            ]
            .iter()
            .any(|end| host.ends_with(end));
            let letters = host.bytes().any(|byte| byte.is_ascii_alphabetic());
            let named = letters && !source && host != "localhost" && (host.contains('.') || is_service(number));
            return named.then(|| format!("{}:{number}", self.stand_in("host", host)));
        }
        (!class).then(|| self.stand_in("host", whole))
    }

    /// Hosts that were seen with a port or an address also stand alone; only names that no word can be.
    fn bare(&self, text: &str) -> String {
        let mut text = text.to_string();
        for (name, stand_in) in self.seen.iter().filter(|(_, stand_in)| stand_in.starts_with("host")) {
            let unlike_words =
                name.len() > 3 && name.bytes().any(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'.');
            if !unlike_words || !text.contains(name.as_str()) {
                continue;
            }
            let mut out = String::with_capacity(text.len());
            let mut rest = text.as_str();
            let part = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.';
            while let Some(at) = rest.find(name.as_str()) {
                let (before, after) = (&rest[..at], &rest[at + name.len()..]);
                let inside = before.chars().next_back().is_some_and(part)
                    || after.starts_with(|c: char| part(c) && c != '.')
                    || (after.starts_with('.') && after[1..].starts_with(part));
                out.push_str(before);
                out.push_str(if inside { name } else { stand_in });
                rest = after;
            }
            out.push_str(rest);
            text = out;
        }
        text
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
            "ssl.key.password=a, b \"hunter2x\"",
            "ssl.key.password hunter2x",
            "{\\\"sasl.password\\\": \\\"hunter2x\\\"}",
            "<property><password>hunter2x</password></property>",
            "keytool -list -keystore k.jks -storepass hunter2x",
            "kafka-configs.sh --alter --add-config 'SCRAM-SHA-256=[iterations=8192,password=hunter2x]'",
            "Endpoint=sb://x/;SharedAccessKeyName=k;SharedAccessKey=hunter2x",
            "https://u:p@ss:hunter2x@host/x",
            "Authorization: Basic dXNlcjpodW50ZXIyhunter2x",
            "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7hunter2xVJTU",
            "sasl.jaas.config=a.B required \\\n  username=\"u\" \\\n  password=\"hunter2x\";",
            "'sasl.password': 'hunter2x', 'x': 1",
            "delegation.token.master.key=hunter2x",
            "password.encoder.secret=hunter2x",
            "sasl.oauthbearer.client.credentials.client.secret=hunter2x",
            "sasl.oauthbearer.assertion.private.key.passphrase=hunter2x",
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
            "Basic authentication failed for the bearer credentials",
            "invalid token, which has expired",
            "expired token: please",
            "basic.auth.credentials.source=USER_INFO",
            "ssl.key.password is missing",
            "/var/lib/kafka/data/orders/partition/segments/of/a/very/long/path/indeed",
            "sasl.username=alice",
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
        let mut hosts = Hosts::default();
        for (text, wanted) in [
            ("node kafka-0.kafka.ns.svc.cluster.local/10.1.2.3:9092", "node host-1/ip-1:9092"),
            ("[2001:db8::7]:9092 and fe80::1%eth0, ::1", "[ip-2]:9092 and ip-3, ::1"),
            ("ip-10-0-0-9.ec2.internal ip-10-0-0-9", "host-2 host-3"),
            ("kafka-7:9092 then kafka-7 but not kafka-70", "host-4:9092 then host-4 but not kafka-70"),
            ("localhost:9092 localhost/127.0.0.1:9092", "localhost:9092 localhost/127.0.0.1:9092"),
            (
                "offset:4711 orders-0:1234 orders.eu server.properties:12",
                "offset:4711 orders-0:1234 orders.eu server.properties:12",
            ),
            (
                "session.timeout.ms group.id version 3.9.1 com.acme.App",
                "session.timeout.ms group.id version 3.9.1 com.acme.App",
            ),
        ] {
            assert_eq!(hosts.replace(text), wanted);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_cleaned_without_a_panic(text in ".*") {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(steers));
            let _ = Hosts::default().replace(&text);
        }

        #[test]
        fn a_password_of_any_shape_is_hidden(password in "[A-Za-z0-9!#%+,; ]{5}[A-Z]x7[A-Za-z0-9!#%+,; ]{5}") {
            for key in ["ssl.key.password", "sasl.password", "KAFKA_SASL_PASSWORD", "aws.secret.access.key", "basic.auth.user.info"] {
                for sign in ["=", " = ", ":", ": "] {
                    let line = format!("group.id=g\n{key}{sign}{password}\nacks=1");
                    prop_assert!(!redact(&line).contains(password.trim()), "{}", line);
                }
            }
            for line in [format!("x \"password\": \"{password}\" y"), format!("PlainLoginModule required password=\"{password}\";")] {
                prop_assert!(!redact(&line).contains(password.trim()), "{}", line);
            }
        }

        #[test]
        fn hosts_stay_hidden(name in "[a-z]{3,8}-[0-9]{1,3}") {
            let out = Hosts::default().replace(&format!("{name}:9092 {name}.acme.com:9092 ({name})"));
            prop_assert!(!out.contains(&name), "{}", out);
        }
    }
}
