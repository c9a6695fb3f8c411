//! Settings by name, from the file and the command line, with the values that providers fill in.

use std::collections::BTreeMap;

use super::{Given, Obstacle, providers};
use crate::error::Error;
use crate::evidence::properties;
use crate::evidence::redact;

/// Settings by name; of equal names the last holds, the command line against the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Pairs(BTreeMap<String, String>);

impl Pairs {
    /// Reads the file and the command line, and notes what people should know.
    pub(super) fn read(given: &Given, warnings: &mut Vec<String>) -> Result<Self, Obstacle> {
        let mut pairs = BTreeMap::new();
        if let Some(path) = &given.command_config {
            let settings = properties::read_file(path, None).map_err(Obstacle::Wrong)?;
            pairs.extend(settings.entries.into_iter().map(|entry| (entry.key, entry.value)));
        }
        for text in &given.command_property {
            let (key, value) = text.split_once('=').ok_or_else(|| {
                Obstacle::Wrong(Error::usage("--command-property takes KEY=VALUE").hint("As in client.id=doctor."))
            })?;
            if redact::is_secret(key) && !value.starts_with("${") {
                warnings.push(format!(
                    "{key} stands on the command line, where others on this machine can read it (ps); a file, or ${{env:NAME}}, keeps it to you"
                ));
            }
            pairs.insert(key.trim().into(), value.into());
        }
        let own = |key: &&String| !key.starts_with("config.providers.");
        for (key, meant) in pairs.keys().filter(own).filter_map(|key| Some((key, properties::unknown(key)?))) {
            let meant = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
            warnings.push(format!("Kafka's clients know no setting {key}{meant}"));
        }
        let mut pairs = Self(pairs);
        providers::fill_in(&mut pairs.0, warnings)?;
        Ok(pairs)
    }

    /// Of another source: the options of a login module.
    pub(super) fn of(options: &BTreeMap<String, String>) -> Self {
        Self(options.clone())
    }

    /// A value as Kafka sees it: without blanks around it; nothing where it is not set.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|value| value.trim())
    }

    /// As [`get`](Self::get), where empty is not set.
    pub(super) fn filled(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|value| !value.is_empty())
    }

    /// Names with a prefix that are set.
    pub(super) fn any(&self, prefix: &str) -> bool {
        self.0.keys().any(|key| key.starts_with(prefix))
    }
}
