//! Connections with the security of this run, each the whole way in.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::door::{Door, Listed};
use crate::evidence::cluster::settings::{Access, Address, Login, Protocol};
use crate::evidence::cluster::stores::Trust;
use crate::evidence::cluster::wire::{Connection, Deadline, Exchange, Network};

/// A connection that nobody asks for so long is not handed out: brokers and what stands before them cut idle ones (the shortest time
/// that is usual is that of proxies, a minute).
const IDLE: Duration = Duration::from_secs(30);

/// The network, with the security of this run. It keeps connections that the way in has opened and hands them out again.
#[derive(Debug)]
pub struct Net {
    pub(super) protocol: Protocol,
    pub(super) trust: Option<Trust>,
    pub(super) login: Option<Login>,
    pub(super) client_id: String,
    ready: Mutex<BTreeMap<Address, (Instant, Connection)>>,
}

impl Net {
    pub(super) fn new(access: &Access, trust: Option<Trust>) -> Self {
        Self {
            protocol: access.protocol,
            trust,
            login: access.login.clone(),
            client_id: access.client_id.clone(),
            ready: Mutex::default(),
        }
    }

    pub(super) fn bootstrap(&self, address: &Address, deadline: Deadline) -> Door {
        let (door, connection) = Door::go(address, None, self, deadline);
        self.keep(&door, connection);
        door
    }

    pub(super) fn listener(&self, broker: &Listed, cluster: Option<&str>, deadline: Deadline) -> Door {
        let (door, connection) = Door::go(&broker.address, Some((broker, cluster)), self, deadline);
        self.keep(&door, connection);
        door
    }

    fn keep(&self, door: &Door, connection: Option<Connection>) {
        if let Some(connection) = connection {
            self.ready
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(door.address.clone(), (Instant::now(), connection));
        }
    }
}

impl Network for Net {
    fn open(&self, host: &str, port: u16, deadline: Deadline) -> Result<Box<dyn Exchange + Send>, String> {
        let address = Address { host: host.into(), port };
        let ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner).remove(&address);
        let mut connection = match ready.filter(|(since, _)| since.elapsed() < IDLE) {
            Some((_, ready)) => ready,
            None => {
                let (door, connection) = Door::enter_alone(&address, self, deadline);
                connection.ok_or_else(|| door.ends().unwrap_or_else(|| "no connection".into()))?
            }
        };
        connection.arrive();
        Ok(Box::new(connection))
    }
}
