//! The way in, stage by stage, each with its proof, as plain data: it goes into the snapshot, and others judge it.
//!
//! Metadata alone misleads: a dead leader stays listed, advertised addresses may lead nowhere or to another broker. So every listener that
//! it names is gone to as well.

mod door;
mod identity;
mod missing;
mod network;
mod speaks;
mod stage;
mod words;

use serde::{Deserialize, Serialize};

pub use door::{Door, Listed, NoBrokers, Reached, TheBrokers, Try};
pub use identity::{Identity, NoIdentity};
pub use missing::missing;
pub use network::Net;
pub use speaks::Speaks;
pub use stage::Stage;

use super::parallel;
use super::settings::{Access, Protocol};
use super::stores::{self, Held, Unusable};
use super::wire::Deadline;

/// Listeners that are gone to; no cluster that is known has as many brokers.
const LISTENERS: usize = 2000;

/// The way in, as it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WayIn {
    /// What the settings say that the listeners speak.
    pub protocol: Protocol,
    /// The mechanism of the login, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<String>,
    /// Opening the key and trust stores.
    pub stores: Stage<Held, Unusable>,
    /// Each bootstrap address.
    pub bootstrap: Vec<Door>,
    /// Each listener that brokers advertise, in the order of broker ids.
    pub listeners: Vec<Door>,
}

impl WayIn {
    /// Goes the whole way. The network that comes with it keeps the connections, ready for requests; it is missing only where the stores
    /// cannot be opened.
    pub fn go(access: &Access, deadline: Deadline) -> (Self, Option<Net>) {
        let mut way = Self {
            protocol: access.protocol,
            mechanism: access.login.as_ref().map(|login| login.mechanism().into()),
            stores: Stage::NotNeeded,
            bootstrap: Vec::new(),
            listeners: Vec::new(),
        };
        let opened = access.tls.as_ref().map(|tls| stage::timed(|| stores::open(tls)));
        let trust = match opened {
            None => None,
            Some((ms, Ok((trust, held)))) => {
                way.stores = Stage::Passed { ms, found: held };
                Some(trust)
            }
            Some((ms, Err(fault))) => {
                way.stores = Stage::Failed { ms, fault, found: None };
                return (way, None);
            }
        };
        let net = Net::new(access, trust);
        way.bootstrap = parallel::map(access.bootstrap.iter().collect(), |address| net.bootstrap(address, deadline));
        let listed = way.bootstrap.iter().find_map(Door::brokers);
        if let Some(brokers) = listed {
            let mut listed: Vec<Listed> = brokers.brokers.iter().take(LISTENERS).cloned().collect();
            listed.sort_by_key(|broker| broker.id);
            way.listeners = parallel::map(listed.iter().collect(), |broker| {
                net.listener(broker, brokers.cluster_id.as_deref(), deadline)
            });
        }
        (way, Some(net))
    }

    /// The brokers, as the first bootstrap address that answered lists them.
    pub fn brokers(&self) -> Option<&TheBrokers> {
        self.bootstrap.iter().find_map(Door::brokers)
    }
}
