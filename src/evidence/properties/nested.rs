//! Maps that are not `.properties`: YAML (application.yml, Kubernetes manifests, compose files), JSON (connectors), and the
//! environment variables that container images turn into settings.
//!
//! Read line by line and on purpose not by a YAML parser: the line of each setting is wanted, and a manifest with templates in
//! it, or only a part of one, still has settings to judge.

use super::{Entry, MOST_SETTINGS, java, names};

/// The pairs, if the text has one of these shapes. One more than [`MOST_SETTINGS`] tells that there are more.
pub(super) fn entries(name: &str, text: &str) -> Option<Vec<Entry>> {
    let start = text.trim_start();
    if start.starts_with('{') || (start.starts_with('[') && start.contains('{')) {
        return json(text).or_else(|| Some(super::pairs::pairs(text)));
    }
    let ending = name.rsplit('.').next().unwrap_or("");
    let yaml = matches!(ending, "yml" | "yaml") || (ending != "properties" && looks_like_yaml(text));
    if yaml {
        return Some(yaml_entries(text));
    }
    looks_like_environment(text).then(|| environment(text))
}

/// A line that opens a map below it, and nothing that only `.properties` has.
fn looks_like_yaml(text: &str) -> bool {
    let mut opens = false;
    for line in text.lines().map(str::trim_end).filter(|line| !line.trim_start().starts_with('#')) {
        let bare = line.trim_start();
        if bare.split_once('=').is_some_and(|(key, _)| names::shaped(key.trim())) {
            return opens;
        }
        opens |= bare.strip_suffix(':').is_some_and(|key| !key.is_empty() && !key.contains([' ', '=']));
    }
    opens
}

fn looks_like_environment(text: &str) -> bool {
    text.lines().any(|line| variable(line).is_some())
}

/// `KAFKA_LOG_DIRS=/data`, also behind `export`, `ENV`, `-e` or a list's dash.
fn variable(line: &str) -> Option<(&str, &str)> {
    let line = line.trim().trim_start_matches("- ").trim_start_matches("export ").trim_start_matches("ENV ");
    let line = unquoted(line.trim_start_matches("-e ").trim());
    let (name, value) = line.split_once('=')?;
    names::variable(name.trim()).map(|_| (name.trim(), unquoted(value.trim())))
}

fn environment(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some((key, value)) = variable(line) {
            entries.push(Entry { key: key.into(), value: value.into(), line: number as u64 + 1 });
        }
        if entries.len() > MOST_SETTINGS {
            break;
        }
    }
    entries
}

fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote)) {
            return inner;
        }
    }
    value
}

/// Indented `key: value` lines; of each path the part that is a setting. Block texts that hold `.properties` are read as such.
pub(super) fn yaml_entries(text: &str) -> Vec<Entry> {
    let lines: Vec<&str> = text.lines().collect();
    let mut entries: Vec<Entry> = Vec::new();
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut number = 0;
    while number < lines.len() && entries.len() <= MOST_SETTINGS {
        let line = lines[number];
        number += 1;
        let mut indent = line.len() - line.trim_start().len();
        let mut bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') || bare == "---" {
            continue;
        }
        if let Some((key, value)) = variable(line) {
            entries.push(Entry { key: key.into(), value: value.into(), line: number as u64 });
            continue;
        }
        let item = bare.strip_prefix("- ");
        while let Some(rest) = bare.strip_prefix("- ") {
            indent += 2;
            bare = rest.trim_start();
        }
        let Some((key, value)) = yaml_pair(bare) else {
            // An element of a list belongs to the key above it.
            if item.is_some()
                && let Some((_, parent)) = path.last()
                && let Some(last) = entries.last_mut()
                && last.key.ends_with(parent.as_str())
            {
                let comma = if last.value.is_empty() { "" } else { "," };
                last.value.push_str(&format!("{comma}{}", unquoted(bare)));
            }
            continue;
        };
        while path.last().is_some_and(|(depth, _)| *depth >= indent) {
            path.pop();
        }
        path.push((indent, key.to_string()));
        if value.starts_with(['|', '>']) {
            let first = number;
            let inside = |line: &&str| line.trim().is_empty() || line.len() - line.trim_start().len() > indent;
            while lines.get(number).is_some_and(inside) {
                number += 1;
            }
            let block = lines[first..number].join("\n");
            for mut entry in java::entries(&block) {
                entry.line += first as u64;
                entries.push(entry);
            }
            continue;
        }
        let whole: Vec<&str> = path.iter().map(|(_, key)| key.as_str()).collect();
        // Two-line variables of pod specifications: `- name: KAFKA_X` and `value: y`.
        if key == "value"
            && let Some(last) = entries.last_mut()
            && last.value.is_empty()
            && names::variable(&last.key).is_some()
        {
            last.value = unquoted(value).into();
            continue;
        }
        let named = key == "name" && names::variable(unquoted(value)).is_some();
        let (key, value) =
            if named { (unquoted(value).to_string(), "") } else { (names::of_path(&whole), unquoted(value)) };
        if named || !value.is_empty() || names::means_setting(&key) {
            entries.push(Entry { key, value: value.into(), line: number as u64 });
        }
    }
    entries.retain(|entry| !entry.value.is_empty() || names::means_setting(&entry.key));
    entries
}

/// Key and value of one line, quotes and comments taken off.
fn yaml_pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = if let Some(quote) = line.chars().next().filter(|c| *c == '"' || *c == '\'') {
        let end = line[1..].find(quote)? + 1;
        (&line[1..end], line[end + 1..].trim_start().strip_prefix(':')?)
    } else {
        let at = line.find(": ").or_else(|| line.strip_suffix(':').map(str::len))?;
        (&line[..at], &line[at + 1..])
    };
    let value = value.trim();
    let value = match value.find(" #") {
        Some(at) if !value.starts_with(['"', '\'']) => value[..at].trim_end(),
        _ => value,
    };
    let key = key.trim();
    (!key.is_empty() && !key.contains([' ', '{', '('])).then_some((key, value))
}

/// Keys of a JSON map that may be written with escapes; behind more, lines are no longer told.
const MOST_LOST: usize = 20;

/// A JSON map, however deep; nothing if it is none.
fn json(text: &str) -> Option<Vec<Entry>> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let mut entries = Vec::new();
    // Keys come in the order of the text, so each is looked for behind the one before. One that is written with escapes is not found.
    let (mut from, mut line, mut lost) = (0, 1, 0);
    flatten(&value, &mut Vec::new(), &mut |path, value| {
        if entries.len() > MOST_SETTINGS {
            return;
        }
        let key = path.last().copied().unwrap_or("");
        if lost < MOST_LOST {
            match text[from..].find(&format!("\"{key}\"")) {
                Some(at) => {
                    line += text[from..=from + at].bytes().filter(|byte| *byte == b'\n').count() as u64;
                    from += at + 1;
                }
                None => lost += 1,
            }
        }
        if let Some(value) = value {
            entries.push(Entry { key: names::of_path(path), value, line });
        }
    });
    Some(entries)
}

fn flatten<'a>(
    value: &'a serde_json::Value,
    path: &mut Vec<&'a str>,
    found: &mut impl FnMut(&[&'a str], Option<String>),
) {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                path.push(key);
                if value.is_object() {
                    found(path, None);
                }
                flatten(value, path, found);
                path.pop();
            }
        }
        Value::Array(list) if list.iter().any(|one| one.is_object() || one.is_array()) => {
            list.iter().for_each(|one| flatten(one, path, found));
        }
        Value::Array(list) => {
            let words: Vec<String> = list.iter().map(plain).collect();
            found(path, Some(words.join(",")));
        }
        value => found(path, Some(plain(value))),
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

#[cfg(test)]
mod tests;
