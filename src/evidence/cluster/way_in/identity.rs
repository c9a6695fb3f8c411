//! Whether an advertised address leads to the broker that advertises it.

use serde::{Deserialize, Serialize};

use crate::evidence::cluster::codec::configs;
use crate::evidence::cluster::wire::{Connection, Deadline, Fault, exchange_one};

/// INVALID_REQUEST: the answer of every other broker to a question for this one's settings.
const NOT_THIS_ONE: i16 = 42;

/// How far the identity is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "identity")]
pub enum Identity {
    /// The broker answers for its id, in the same cluster.
    Confirmed,
    /// The same cluster; the broker does not say which it is.
    Cluster {
        /// The error code that it gave, 31 where DescribeConfigs on the cluster is missing.
        code: i16,
    },
}

/// Why it is not the one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum NoIdentity {
    /// Another cluster is there.
    OtherCluster {
        /// Its id.
        cluster_id: Option<String>,
    },
    /// Another broker of the cluster is there.
    OtherBroker,
    /// No answer.
    Broken {
        /// How.
        how: Fault,
    },
}

/// Compares the cluster's id, and asks for what only the broker itself answers: its settings.
pub(super) fn compare(
    on: &mut Connection,
    broker: i32,
    here: Option<&str>,
    cluster: Option<&str>,
    deadline: Deadline,
) -> Result<(Identity, ()), NoIdentity> {
    if here != cluster {
        return Err(NoIdentity::OtherCluster { cluster_id: here.map(str::to_string) });
    }
    let broken = |how| NoIdentity::Broken { how };
    let ask = configs::request(configs::Kind::Broker, &[&broker.to_string()]);
    let answer = exchange_one(on, ask, deadline).map_err(broken)?;
    let resources = configs::read(&answer).map_err(|_| broken(Fault::Malformed))?;
    match resources.first().map(|resource| resource.error) {
        Some(0) => Ok((Identity::Confirmed, ())),
        Some(NOT_THIS_ONE) => Err(NoIdentity::OtherBroker),
        Some(code) => Ok((Identity::Cluster { code }, ())),
        None => Err(broken(Fault::Malformed)),
    }
}
