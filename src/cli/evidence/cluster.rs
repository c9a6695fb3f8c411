//! The options that lead to a cluster, as Kafka's own tools spell them, or to what was read from one before.

use std::path::PathBuf;
use std::time::Duration;

use crate::cli::duration;
use crate::error::{Error, Result};
use crate::evidence::cluster::settings::Given;
use crate::evidence::redact;

/// Looks, if `--samples` says nothing: one look cannot tell what stands still from what is slow.
const SAMPLES: u32 = 2;

/// Between two looks, if `--interval` says nothing.
const INTERVAL: Duration = Duration::from_secs(5);

/// A live cluster, or snapshots of one.
#[derive(Debug, clap::Args)]
pub struct Live {
    /// Brokers of a live cluster, which is only looked at; as in Kafka's own tools
    #[arg(long, value_name = "HOST:PORT,...")]
    pub bootstrap_server: Option<String>,
    /// The client's settings for the live cluster; as in Kafka's own tools, the same file unchanged
    #[arg(long, value_name = "FILE")]
    pub command_config: Option<PathBuf>,
    /// One such setting; it holds against the file (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    pub command_property: Vec<String>,
    /// Look at this group only (repeatable)
    #[arg(long, value_name = "GROUP")]
    pub group: Vec<String>,
    /// Look at this topic only (repeatable)
    #[arg(long, value_name = "TOPIC")]
    pub topic: Vec<String>,
    /// How often the live cluster is looked at; 2 without it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    samples: Option<u32>,
    /// Time between two looks; 5s without it
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    interval: Option<Duration>,
    /// What was read from a cluster before; beside a live cluster, or given twice, the older ones are earlier looks (repeatable)
    #[arg(long, value_name = "FILE")]
    pub snapshot: Vec<PathBuf>,
    /// Keep what is read from the live cluster; it holds no secrets
    #[arg(long, value_name = "FILE")]
    pub save_snapshot: Option<PathBuf>,
}

impl Live {
    pub fn is_live(&self) -> bool {
        self.bootstrap_server.is_some() || self.command_config.is_some() || !self.command_property.is_empty()
    }

    pub fn is_empty(&self) -> bool {
        !self.is_live() && self.snapshot.is_empty()
    }

    pub fn samples(&self) -> u32 {
        self.samples.unwrap_or(SAMPLES)
    }

    pub fn interval(&self) -> Duration {
        self.interval.unwrap_or(INTERVAL)
    }

    /// # Errors
    /// An option that would do nothing.
    pub fn check(&self) -> Result<()> {
        let of_live = [
            ("--samples", self.samples.is_some()),
            ("--interval", self.interval.is_some()),
            ("--save-snapshot", self.save_snapshot.is_some()),
        ];
        let of_any = [("--group", !self.group.is_empty()), ("--topic", !self.topic.is_empty())];
        let without =
            |options: &[(&str, bool)]| options.iter().find(|(_, given)| *given).map(|(name, _)| name.to_string());
        if !self.is_live()
            && let Some(name) = without(&of_live)
        {
            return Err(Error::usage(format!("{name} needs a live cluster")).hint("Give --bootstrap-server HOST:PORT."));
        }
        if self.is_empty()
            && let Some(name) = without(&of_any)
        {
            return Err(Error::usage(format!("{name} needs a cluster"))
                .hint("Give --bootstrap-server HOST:PORT, or --snapshot FILE."));
        }
        Ok(())
    }

    pub fn given(&self) -> Given {
        Given {
            bootstrap_server: self.bootstrap_server.clone(),
            command_config: self.command_config.clone(),
            command_property: self.command_property.clone(),
        }
    }

    /// The way to the same cluster again; after a snapshot, to the live one by the addresses that were gone by, as far as they are known.
    /// Beside a live cluster the earlier looks come again: some things show only against them.
    pub fn again(&self, bootstrap: Option<String>) -> Vec<(&'static str, String)> {
        let mut words = Vec::new();
        words.extend(self.bootstrap_server.clone().map(|servers| ("--bootstrap-server", servers)));
        if !self.is_empty() && !self.is_live() {
            words.push(("--bootstrap-server", bootstrap.unwrap_or_else(|| "HOST:PORT".into())));
        }
        words.extend(self.command_config.iter().map(|file| ("--command-config", file.display().to_string())));
        words.extend(self.command_property.iter().map(|pair| ("--command-property", redact::redact(pair))));
        words.extend(self.group.iter().map(|group| ("--group", group.clone())));
        words.extend(self.topic.iter().map(|topic| ("--topic", topic.clone())));
        let earlier = self.snapshot.iter().filter(|_| self.is_live());
        words.extend(earlier.map(|file| ("--snapshot", file.display().to_string())));
        words
    }
}
