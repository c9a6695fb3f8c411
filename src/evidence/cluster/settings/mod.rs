//! How to get into a cluster, as Kafka's own tools are told it: the same options, the same file.

mod access;
mod address;
mod jaas;
mod login;
mod pairs;
mod providers;
mod secret;
mod tls;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use access::{Access, Password, Protocol};
pub use address::Address;
pub use login::{Bearer, Hash, Login, Token};
pub use secret::Secret;
pub use tls::{Material, StoreKind, Tls};

use crate::error::Error;

/// What stands on the command line.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// `--bootstrap-server`: hosts and ports, separated by commas.
    pub bootstrap_server: Option<String>,
    /// `--command-config`: a `.properties` file.
    pub command_config: Option<PathBuf>,
    /// `--command-property`, each KEY=VALUE; they hold against the file.
    pub command_property: Vec<String>,
}

/// Why the settings lead nowhere.
#[derive(Debug)]
pub enum Obstacle {
    /// A setting is wrong: Kafka's own tools would refuse it too.
    Wrong(Error),
    /// Kafka knows it, this program cannot do it; the hints say how to go on without a connection.
    Unsupported(Error),
}

impl Obstacle {
    /// What happened and what to do, whichever it is.
    pub fn into_error(self) -> Error {
        match self {
            Self::Wrong(error) | Self::Unsupported(error) => error,
        }
    }

    fn wrong(message: impl Into<String>) -> Self {
        Self::Wrong(Error::input(message))
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        match self {
            Self::Wrong(error) => Self::Wrong(error.hint(hint)),
            Self::Unsupported(error) => Self::Unsupported(error.hint(hint)),
        }
    }

    fn unsupported(message: impl Into<String>) -> Self {
        Self::Unsupported(Error::input(message).hint(
            "Without a connection: give the logs with --log, the settings with --properties, \
             or paste what Kafka's own tools print with --text.",
        ))
    }
}
