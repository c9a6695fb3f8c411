//! What tools put before each line of a log when people take it out: grep the file and the number of the line, stern the pod and the
//! container, a mail or a chat `>`, an editor an indent. One line alone does not show it: nearly all lines of the file have to bear it.

use super::layout;

/// What stands before each line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Front {
    /// Nothing.
    #[default]
    Bare,
    /// So many blanks or tabs.
    Indent(u8),
    /// `> `, once or more.
    Quote,
    /// `server.log:12:`, `12:` or `server.log:`; `-` for `:` in the lines around a hit.
    Grep,
    /// So many names: the pod and the container, with the namespace before them where all are followed.
    Names(u8),
}

/// What grep puts between the lines around two hits.
const BETWEEN_HITS: &[u8] = b"--";

impl Front {
    /// Looks at the first lines of a file, empty ones left out.
    pub fn of(lines: &[&[u8]]) -> Self {
        let lines: Vec<&[u8]> = lines.iter().copied().filter(|line| *line != BETWEEN_HITS).collect();
        let few = |count: usize| count * 10 <= lines.len();
        // The first line of what is pasted has often lost its indent.
        let rest = &lines[usize::from(lines.len() > 1)..];
        if !few(rest.iter().filter(|line| begins(line)).count()) {
            return Self::Bare;
        }
        let indents = lines.iter().enumerate().map(|(i, line)| (i, blanks(line)));
        let indent = indents.filter(|(i, blanks)| *i > 0 || *blanks > 0).map(|(_, blanks)| blanks).min().unwrap_or(0);
        let kinds = [Self::Indent(indent), Self::Quote, Self::Grep, Self::Names(2), Self::Names(3)];
        let bears = |kind: &Self| {
            let behind = || lines.iter().filter_map(|line| Some((line.len(), kind.off(line)?.1)));
            few(lines.len() - behind().count()) && behind().any(|(whole, rest)| rest.len() < whole && begins(rest))
        };
        kinds.into_iter().filter(|kind| *kind != Self::Indent(0)).find(bears).unwrap_or_default()
    }

    /// The name in front of a line, and what stands behind it; `None` for a line that does not bear it.
    pub fn off(self, line: &[u8]) -> Option<(&[u8], &[u8])> {
        match self {
            Self::Bare => None,
            Self::Indent(most) => {
                let taken = usize::from(blanks(line).min(most));
                Some((b"", &line[taken..]))
            }
            Self::Quote => {
                let mut rest = line.strip_prefix(b">")?;
                while let Some(inner) = rest.strip_prefix(b" >").or_else(|| rest.strip_prefix(b">")) {
                    rest = inner;
                }
                Some((b"", rest.strip_prefix(b" ").unwrap_or(rest)))
            }
            Self::Grep => grep(line),
            Self::Names(count) => names(line, count),
        }
    }
}

/// Whether a line is the first of an event with a time of its own: at its very start, in a bracket, or behind librdkafka's `%4|`.
fn begins(line: &[u8]) -> bool {
    let own = |at: usize| at <= 1 || line.starts_with(b"%");
    line.starts_with(b"{\"") || layout::head(line).and_then(|head| head.time).is_some_and(|(_, at, _)| own(at))
}

fn blanks(line: &[u8]) -> u8 {
    let blank = line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    u8::try_from(blank).unwrap_or(u8::MAX)
}

fn grep(line: &[u8]) -> Option<(&[u8], &[u8])> {
    if let Some(rest) = number(line, b':').or_else(|| number(line, b'-')) {
        return Some((b"", rest));
    }
    // A file's name holds a dot or a slash, and dashes, too: around a hit the number shows where it ends, or the line behind it.
    let front = &line[..line.len().min(200)];
    let end = front.iter().position(|b| b.is_ascii_whitespace() || *b == b':').unwrap_or(front.len());
    let is_file = |name: &[u8]| name.iter().any(|b| matches!(b, b'.' | b'/'));
    if front.get(end) == Some(&b':') && is_file(&front[..end]) {
        let rest = &line[end + 1..];
        return Some((&line[..end], number(rest, b':').unwrap_or(rest)));
    }
    let dashes = front[..end].iter().enumerate().filter(|(at, b)| **b == b'-' && is_file(&line[..*at]));
    let cuts: Vec<(&[u8], &[u8])> = dashes.map(|(at, _)| (&line[..at], &line[at + 1..])).collect();
    let numbered = cuts.iter().find_map(|(name, rest)| Some((*name, number(rest, b'-')?)));
    let starts = |rest: &[u8]| rest.first().is_some_and(u8::is_ascii_whitespace) || begins(rest);
    numbered.or_else(|| cuts.into_iter().find(|(_, rest)| starts(rest)))
}

/// What stands behind a line's number and this sign.
fn number(text: &[u8], sign: u8) -> Option<&[u8]> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    ((1..=9).contains(&digits) && text.get(digits) == Some(&sign)).then(|| &text[digits + 1..])
}

fn names(line: &[u8], count: u8) -> Option<(&[u8], &[u8])> {
    let (mut rest, mut pod) = (line, &line[..0]);
    for left in (0..count).rev() {
        let end = rest.iter().position(|b| *b == b' ').or((left == 0).then_some(rest.len()))?;
        let name = &rest[..end];
        if end == 0 || !name.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.')) {
            return None;
        }
        if left == 1 {
            pod = name;
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    // Controllers give their pods a number or a hash behind a dash; two plain words are prose.
    pod.contains(&b'-').then(|| (line[..line.len() - rest.len()].trim_ascii_end(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JAVA: &str = "[2026-01-02 03:04:05,678] WARN gone (a.b.C)";
    const NATIVE: &str = "%4|1700000000.123|FAIL|rdkafka#producer-1| [thrd:main]: gone";

    /// The front of a text, and each of its lines as name and rest.
    fn read(text: &str) -> (Front, Vec<(String, String)>) {
        let lines: Vec<&[u8]> = text.lines().filter(|line| !line.trim().is_empty()).map(str::as_bytes).collect();
        let front = Front::of(&lines);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let taken =
            |line: &&[u8]| front.off(line).map_or(("?".into(), text(line)), |(name, rest)| (text(name), text(rest)));
        (front, lines.iter().map(taken).collect())
    }

    #[test]
    fn fronts_come_off() {
        for body in [JAVA, NATIVE] {
            for (front, before, around, name) in [
                (Front::Indent(4), "    ", "    ", ""),
                (Front::Quote, "> ", "> ", ""),
                (Front::Quote, "> > ", ">> ", ""),
                (Front::Grep, "12:", "13-", ""),
                (Front::Grep, "server.log:12:", "server.log-13-", "server.log"),
                (
                    Front::Grep,
                    "/var/log/kafka-1/server.log:",
                    "/var/log/kafka-1/server.log:",
                    "/var/log/kafka-1/server.log",
                ),
                (Front::Grep, "kafka-1.log:12:", "kafka-1.log-13-", "kafka-1.log"),
                (Front::Grep, "kafka-1.log:", "kafka-1.log-", "kafka-1.log"),
                (Front::Names(2), "app-7f8d9-x2x main ", "app-7f8d9-x2x main ", "app-7f8d9-x2x main"),
                (Front::Names(3), "my-shop app-0 main ", "my-shop app-0 main ", "my-shop app-0 main"),
            ] {
                let own = |rest: &str| (name.to_string(), rest.to_string());
                assert_eq!(
                    read(&format!("{before}{body}\n{around}\tat x.Y(Y.java:1)")),
                    (front, vec![own(body), own("\tat x.Y(Y.java:1)")]),
                    "{before}"
                );
            }
        }
        let between = format!("12:{JAVA}\n13-x\n--\n40:{JAVA}\n41-y\n");
        assert_eq!(read(&between).0, Front::Grep);
        for front in ["> ", "1:"] {
            let lines = [JAVA, JAVA].map(|line| format!("{front}{line}\n")).concat();
            assert_eq!(read(&lines).1, [(String::new(), JAVA.into()), (String::new(), JAVA.into())], "{front}");
        }
        let pasted = format!("{JAVA}\n    {JAVA}\n    {JAVA}");
        assert_eq!(read(&pasted).1[..2], [(String::new(), JAVA.to_string()), (String::new(), JAVA.to_string())]);
    }

    #[test]
    fn lines_that_bear_none_are_left_alone() {
        for text in [
            "",
            JAVA,
            NATIVE,
            "2026-01-02 03:04:05,678 - kafka.conn - ERROR - x",
            "03:04:05.678 [main] WARN x - y",
            "we see that 2026-01-02 03:04:05 it stops\nwe see more",
            "our kafka-0 main\n2026-01-02 03:04:05 x",
            "INFO: 12 records\nINFO: 13 records",
            "kafka.conn:WARN:gone\nkafka.conn:WARN:gone",
            "12: it stops\n13: it goes on",
        ] {
            assert_eq!(read(text).0, Front::Bare, "{text}");
        }
        let stack = format!("{JAVA}\n{}", "\tat x.Y(Y.java:1)\n".repeat(30));
        assert_eq!(read(&stack).0, Front::Bare, "a stack trace is no indent");
    }
}
