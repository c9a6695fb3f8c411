//! Values that stand elsewhere: `${env:NAME}`, `${file:PATH:KEY}`, `${dir:PATH:NAME}` of Kafka's own config providers.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::Obstacle;
use crate::evidence::properties;

/// A file with secrets is read up to this many bytes.
const LONGEST: u64 = 1 << 20;

/// As Kafka's `ConfigTransformer` finds them.
static PLACE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\$\{([^}:]*):(?:([^}]*?):)?([^}]*?)\}").expect("the pattern is constant"));

#[derive(Debug, Clone, PartialEq, Eq)]
enum Provider {
    Env,
    File,
    Directory,
    /// A class that only Java can run.
    Foreign(String),
}

fn provider(class: &str) -> Provider {
    match class.rsplit('.').next() {
        Some("EnvVarConfigProvider") => Provider::Env,
        Some("FileConfigProvider") => Provider::File,
        Some("DirectoryConfigProvider") => Provider::Directory,
        _ => Provider::Foreign(class.into()),
    }
}

/// Fills the values in, in place.
pub(super) fn fill_in(pairs: &mut BTreeMap<String, String>, warnings: &mut Vec<String>) -> Result<(), Obstacle> {
    let named: BTreeMap<String, Provider> = pairs
        .get("config.providers")
        .iter()
        .flat_map(|names| names.split(','))
        .map(str::trim)
        .filter_map(|name| {
            Some((name.to_string(), provider(pairs.get(&format!("config.providers.{name}.class"))?.trim())))
        })
        .collect();
    let usual = |name: &str| match name {
        "env" => Some(Provider::Env),
        "file" => Some(Provider::File),
        _ => None,
    };
    for (key, value) in pairs.iter_mut().filter(|(_, value)| value.contains("${")) {
        let mut failed = None;
        let filled = PLACE.replace_all(value, |found: &regex::Captures| {
            let (name, path, what) = (&found[1], found.get(2).map_or("", |path| path.as_str()), &found[3]);
            let provider = named.get(name).cloned().or_else(|| usual(name));
            if !named.contains_key(name) && provider.is_some() {
                warnings.push(format!(
                    "{key}: {} is filled in here, but Kafka's tools take it as it stands until config.providers names {name}",
                    &found[0]
                ));
            }
            let value = match provider {
                Some(provider) => look_up(&provider, path, what).map_err(|why| (found[0].to_string(), provider, why)),
                None => return found[0].to_string(),
            };
            value.unwrap_or_else(|why| {
                failed.get_or_insert(why);
                String::new()
            })
        })
        .into_owned();
        match failed {
            Some((place, Provider::Foreign(class), _)) => {
                return Err(Obstacle::unsupported(format!(
                    "{key} is {place}, which only {class} can fill in, a Java class; ${{env:NAME}} and ${{file:PATH:KEY}} work here"
                )));
            }
            Some((place, _, why)) => return Err(Obstacle::wrong(format!("{key} is {place}: {why}"))),
            None => *value = filled,
        }
    }
    Ok(())
}

fn look_up(provider: &Provider, path: &str, what: &str) -> Result<String, String> {
    let read = |path: &Path| {
        use std::io::Read;
        let mut text = String::new();
        std::fs::File::open(path)
            .and_then(|file| file.take(LONGEST).read_to_string(&mut text))
            .map(|_| text)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()))
    };
    match provider {
        Provider::Env => std::env::var(what).map_err(|_| format!("the environment has no variable {what}")),
        Provider::File => properties::parse(path, &read(Path::new(path))?, None)
            .entries
            .into_iter()
            .rfind(|entry| entry.key == what)
            .map(|entry| entry.value)
            .ok_or_else(|| format!("{path} has no {what}")),
        Provider::Directory => read(&Path::new(path).join(what)),
        Provider::Foreign(_) => Err(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pairs: &[(&str, &str)]) -> (Result<String, String>, Vec<String>) {
        let mut map: BTreeMap<_, _> = pairs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        let mut warnings = Vec::new();
        let result = fill_in(&mut map, &mut warnings)
            .map(|()| map["x"].clone())
            .map_err(|obstacle| obstacle.into_error().message);
        (result, warnings)
    }

    #[test]
    fn values_come_from_where_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets");
        std::fs::write(&path, "a=1\npassword=p:w\n").unwrap();
        let path = path.display().to_string();
        let class = |name: &str| format!("org.apache.kafka.common.config.provider.{name}ConfigProvider");
        let file = class("File");
        let known = [
            ("config.providers", "f, v"),
            ("config.providers.f.class", &file),
            ("config.providers.v.class", "a.Vault"),
        ];
        let with = |value: &str| filled(&[&known[..], &[("x", value)]].concat());
        assert_eq!(with(&format!("<${{f:{path}:password}}>")), (Ok("<p:w>".into()), vec![]));
        assert_eq!(with("${other:y} $ {z}"), (Ok("${other:y} $ {z}".into()), vec![]));
        assert_eq!(with(&format!("${{f:{path}:b}}")).0, Err(format!("x is ${{f:{path}:b}}: {path} has no b")));
        assert_eq!(
            with("${v:y}").0,
            Err(
                "x is ${v:y}, which only a.Vault can fill in, a Java class; ${env:NAME} and ${file:PATH:KEY} work here"
                    .into()
            )
        );
        assert_eq!(
            filled(&[("x", "${env:NO_SUCH_VARIABLE_HERE}")]),
            (
                Err("x is ${env:NO_SUCH_VARIABLE_HERE}: the environment has no variable NO_SUCH_VARIABLE_HERE".into()),
                vec!["x: ${env:NO_SUCH_VARIABLE_HERE} is filled in here, but Kafka's tools take it as it stands until config.providers names env".into()]
            )
        );
        assert_eq!(filled(&[("x", "${env:CARGO_PKG_NAME}")]).0, Ok("kafka-doctor".into()));
    }
}
