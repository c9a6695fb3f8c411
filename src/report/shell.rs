//! What of a text a shell takes. A command stands alone, ready to paste; a remark on it is for people.

/// A command and the remark behind it, either of which may be empty: `vmstat 1 5 (column si above zero)`, or a sentence after a semicolon.
pub fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    if is_command(text) {
        return (text, "");
    }
    let Some(bare) = bare(text) else { return ("", text) };
    let breaks = [" (", "; "].iter().flat_map(|mark| bare.match_indices(mark)).map(|(at, _)| at);
    let Some(at) = breaks.filter(|at| is_command(&text[..*at])).max() else { return ("", text) };
    let remark = text[at..].trim_start_matches([';', ' ']);
    let inner = remark.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    (&text[..at], inner.filter(|inner| !inner.contains(['(', ')'])).unwrap_or(remark))
}

/// Whether a text can be pasted as it is: each of its commands starts with a known program, and no words of a sentence stand outside of quotes.
pub fn is_command(text: &str) -> bool {
    let Some(bare) = bare(text.trim()) else { return false };
    let bare: Vec<&str> = bare.lines().map(|line| line.split(" #").next().unwrap_or(line).trim()).collect();
    let bare = bare.join("\n");
    let words: Vec<&str> = bare.split_whitespace().collect();
    // A word with a dot may be an argument; before a capital and at the end it ends a sentence.
    let ends = |word: &str, next: Option<&&str>| {
        let stop = word.ends_with('.') && next.is_none_or(|next| next.starts_with(char::is_uppercase));
        word.len() > 1 && (stop || word.ends_with(','))
    };
    let prose = |at: usize| PROSE.contains(&words[at]) || ends(words[at], words.get(at + 1));
    if words.is_empty() || bare.contains('(') || (0..words.len()).any(prose) {
        return false;
    }
    // `2>&1` joins no commands.
    let bare = bare.replace(">&", ">_").replace("&>", "_>");
    bare.split(['\n', ';', '|', '&']).map(str::trim).filter(|one| !one.is_empty()).all(runs)
}

/// Whether one command starts with a program, behind the words of loops and the assignments that may stand before it.
fn runs(command: &str) -> bool {
    let assigns = |word: &str| {
        word.split_once('=').is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
    };
    let mut words = command.split_whitespace().skip_while(|word| BEFORE.contains(word) || assigns(word));
    let Some(first) = words.next() else { return true };
    let name = first.rsplit('/').next().unwrap_or_default();
    let own = name.starts_with("kafka-") || name.ends_with(".sh");
    let each = name == "for" && words.nth(1) == Some("in");
    each || LOOPS.contains(&name)
        || PROGRAMS.contains(&name)
        || own && name.bytes().all(|b| b.is_ascii_graphic() && b != b':')
}

/// The text with all that is quoted, escaped or substituted blanked out, byte for byte; `None` where a quote stays open, as an apostrophe does.
fn bare(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    // What closes the quotes and substitutions that are open.
    let mut open: Vec<char> = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside = !open.is_empty();
        let mut blank = usize::from(inside) * c.len_utf8();
        match (open.last().copied(), c) {
            (Some(close), c) if close == c => drop(open.pop()),
            (Some('\''), _) => {}
            (_, '\\') => blank = 1 + chars.next().map_or(0, char::len_utf8),
            (of, '$' | '<' | '>') if chars.peek() == Some(&'(') && (c == '$' || of != Some('"')) => {
                chars.next();
                open.push(')');
                blank = 2;
            }
            (_, '`') => open.push('`'),
            (Some('"'), _) => {}
            (_, '"' | '\'') => open.push(c),
            (Some(_), '(') => open.push(')'),
            _ => {}
        }
        if blank == 0 && open.is_empty() {
            out.push(c);
        } else {
            out.extend(std::iter::repeat_n('_', blank.max(c.len_utf8())));
        }
    }
    open.is_empty().then_some(out)
}

/// Words of the shell that stand before a command.
const BEFORE: &[&str] = &["do", "then", "else", "if", "!", "{", "}"];

/// Words of the shell that need no program behind them.
const LOOPS: &[&str] = &["while", "until", "done", "fi"];

/// Words that sentences have and commands do not, outside of quotes.
const PROSE: &[&str] = &["the", "on", "of", "or", "and", "over", "its", "each", "every", "with", "shows", "gives"];

/// Programs that knowledge tells people to run, beside Kafka's own scripts.
const PROGRAMS: &[&str] = &[
    "apk",
    "apt-get",
    "awk",
    "aws",
    "base64",
    "cat",
    "cd",
    "chmod",
    "chown",
    "chronyc",
    "cp",
    "curl",
    "cut",
    "date",
    "df",
    "dig",
    "dmesg",
    "docker",
    "du",
    "echo",
    "ethtool",
    "export",
    "file",
    "find",
    "findmnt",
    "free",
    "fuser",
    "getcap",
    "getent",
    "grep",
    "head",
    "helm",
    "host",
    "iftop",
    "iostat",
    "iotop",
    "ip",
    "iperf3",
    "java",
    "jcmd",
    "jmap",
    "journalctl",
    "jq",
    "jstack",
    "jstat",
    "kcat",
    "keytool",
    "kill",
    "kinit",
    "klist",
    "kubectl",
    "ls",
    "lsblk",
    "lsof",
    "mkdir",
    "mount",
    "mtr",
    "mv",
    "mysql",
    "mysqlbinlog",
    "nc",
    "netstat",
    "nproc",
    "nslookup",
    "nstat",
    "openssl",
    "pgrep",
    "ping",
    "pip",
    "pmap",
    "ps",
    "psql",
    "python3",
    "renice",
    "rev",
    "rm",
    "rmdir",
    "sar",
    "sed",
    "seq",
    "shred",
    "sleep",
    "smartctl",
    "sort",
    "ss",
    "stat",
    "sudo",
    "sysctl",
    "systemctl",
    "tail",
    "tc",
    "tcpdump",
    "tee",
    "timedatectl",
    "timeout",
    "top",
    "tr",
    "traceroute",
    "ulimit",
    "uniq",
    "unzip",
    "uptime",
    "vmstat",
    "watch",
    "wc",
    "xargs",
    "xxd",
    "zcat",
    "zgrep",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_no_command() {
        for command in [
            "grep -c \"poll timeout (ms), the limit\" {log} | tail -5",
            "tail -50 server.log; systemctl start kafka",
            "for b in 1 2 3; do nc -z broker-$b 9092 && echo open; done 2>&1",
            "openssl s_client -connect <bootstrap> </dev/null 2>&1 | grep subject; timeout 5 nc <host> 9092 < <(sleep 6); echo $?",
            "kill -QUIT $(pgrep -f kafka.Kafka)",
            "curl -s host:8081/subjects | jq .",
            "cut -d. -f2 token.jwt | base64 -d",
            "df -h   # of the data directories, the largest first; then",
            "KAFKA_HEAP_OPTS=-Xmx1g bin/kafka-topics.sh --list",
            "find /var -name '*.log' -exec ls {} \\;",
        ] {
            assert_eq!(split(command), (command, ""));
        }
        for prose in [
            "Look at the front.",
            "grep x server.log on every broker",
            "systemctl status or kubectl get pods",
            "for topics grep y",
            "the broker's log",
            "grep it in the broker's log",
            "compare a with b; df -h",
            "max.poll.records in the consumer's settings",
            "",
        ] {
            assert_eq!(split(prose), ("", prose));
        }
    }

    #[test]
    fn a_remark_behind_a_command_is_for_people() {
        assert_eq!(split("vmstat 1 5 (column si above zero)"), ("vmstat 1 5", "column si above zero"));
        assert_eq!(
            split("kubectl describe pod (Events); kubectl get pvc"),
            ("kubectl describe pod", "(Events); kubectl get pvc")
        );
        assert_eq!(
            split("df -h; free -m; a value above 90 is too much"),
            ("df -h; free -m", "a value above 90 is too much")
        );
    }
}
