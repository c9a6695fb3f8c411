//! Host names and addresses, replaced alike wherever they occur.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Replaces host names and addresses, each by the same stand-in wherever it occurs.
#[derive(Debug, Default)]
pub struct Hosts {
    seen: BTreeMap<String, String>,
    /// The highest number that an earlier hand-over gave.
    taken: u32,
}

/// What an earlier hand-over has put in the place of a host.
static STAND_IN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:host|ip)-(\d{1,4})(?:[^\w\-]|$)").expect("the pattern is constant"));

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let label = r"[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?";
    // What Docker Compose calls its hosts holds underscores, and so do the names of topics: an address or a port tells them apart.
    let host = r"[A-Za-z0-9](?:[A-Za-z0-9_\-]*[A-Za-z0-9])?";
    // Two labels suffice before what only hosts end in; before what topics and packages end in as well it takes three.
    let sure = "com|net|org|io|local|internal|lan|corp|home|intra|arpa|localdomain|cluster";
    let more = "svc|cloud|dev|test|prod|stage|staging|example|invalid|private|consul|edu|gov|biz|app|tech|ai|co|de|uk|eu|us|fr|nl|cn|jp|ch|at|it|es|se|no|dk|fi|pl|be|br|au|ca|ru|kr|tr|za|in|sg|hk|tw";
    Regex::new(&format!(
        r"(?x)
        (?P<v6>\[?(?:[0-9a-fA-F]{{1,4}}:){{1,7}}(?::?[0-9a-fA-F]{{1,4}}){{1,7}}(?:%\w+)?\]?|\[::[0-9a-fA-F:.]*\])
        | (?P<v4>(?:\b(?P<java>{host}(?:\.{host})*)/)?\b(?P<ip>(?:\d{{1,3}}\.){{3}}\d{{1,3}})\b)
        | (?P<aws>\bip-\d{{1,3}}-\d{{1,3}}-\d{{1,3}}-\d{{1,3}}(?:\.{label})*\b)
        | (?P<port>\b{host}(?:\.{host})*:\d{{2,5}}\b)
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
    /// Those that stay as they are: they stand in for hosts already.
    pub fn keep_stand_ins(&mut self, text: &str) {
        let numbers = STAND_IN.captures_iter(text).filter_map(|found| found[1].parse().ok());
        self.taken = numbers.chain([self.taken]).max().unwrap_or_default();
    }

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
            // Of the same length: a host name is ASCII, and is known in small letters.
            let lower = text.to_ascii_lowercase();
            if !unlike_words || !lower.contains(name.as_str()) {
                continue;
            }
            let mut out = String::with_capacity(text.len());
            let mut rest = text.as_str();
            let part = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.';
            while let Some(at) = lower[text.len() - rest.len()..].find(name.as_str()) {
                let (before, after) = (&rest[..at], &rest[at + name.len()..]);
                let inside = before.chars().next_back().is_some_and(part)
                    || after.starts_with(|c: char| part(c) && c != '.')
                    || (after.starts_with('.') && after[1..].starts_with(part));
                out.push_str(before);
                out.push_str(if inside { &rest[at..at + name.len()] } else { stand_in });
                rest = after;
            }
            out.push_str(rest);
            text = out;
        }
        text
    }

    /// A stand-in of an earlier hand-over stays, and no other host gets it.
    fn stand_in(&mut self, kind: &str, name: &str) -> String {
        let number = |one: &str| one.strip_prefix(kind)?.strip_prefix('-')?.parse::<u32>().ok();
        let name = name.to_ascii_lowercase();
        let next = 1 + self.seen.values().filter_map(|one| number(one)).max().unwrap_or(0).max(self.taken);
        let own = if number(&name).is_some_and(|number| number <= self.taken) {
            name.clone()
        } else {
            format!("{kind}-{next}")
        };
        self.seen.entry(name).or_insert(own).clone()
    }
}
