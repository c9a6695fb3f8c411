//! One address, from its name to the list of brokers behind it.

use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::identity::{self, Identity, NoIdentity};
use super::network::Net;
use super::speaks::{self, Speaks};
use super::stage::{Stage, timed};
use crate::evidence::cluster::codec::metadata;
use crate::evidence::cluster::settings::{Address, Protocol};
use crate::evidence::cluster::wire::{
    Api, Connection, Deadline, Fault, Line, LoggedIn, NoLogin, NoOffer, NoTls, NoVersions, Offer, Shown, Unconnected,
    Unresolved, Versions, connect, exchange_one, resolve,
};
use crate::evidence::redact::clean;

/// A stage has this long; a broker in trouble answers late, one behind a firewall never.
const STAGE: Duration = Duration::from_secs(10);

/// Addresses of one name that are tried.
const ADDRESSES: usize = 8;

/// Brokers that are kept of one list.
const BROKERS: usize = 10_000;

/// One address, as the way in went there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Door {
    /// As it was given or advertised.
    pub address: Address,
    /// The broker that advertises it; nothing for a bootstrap address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broker: Option<i32>,
    /// Its addresses.
    pub resolve: Stage<Vec<IpAddr>, Unresolved>,
    /// The first of them that takes a connection.
    pub connect: Stage<Reached, Vec<Try>>,
    /// TLS.
    pub tls: Stage<Shown, NoTls>,
    /// Whether it is Kafka, and what it speaks.
    pub kafka: Stage<Versions, NoVersions>,
    /// SASL mechanisms.
    pub offer: Stage<Offer, NoOffer>,
    /// The login.
    pub login: Stage<LoggedIn, NoLogin>,
    /// The brokers that it knows.
    pub metadata: Stage<TheBrokers, NoBrokers>,
    /// Of a listener: whether it is the broker that advertises it.
    pub identity: Stage<Identity, NoIdentity>,
    /// What the port speaks, where it is not what the settings say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks: Option<Speaks>,
}

/// A TCP connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// With which address.
    pub address: IpAddr,
    /// Those tried before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_vain: Vec<Try>,
}

/// An address that takes no connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Try {
    /// Which.
    pub address: IpAddr,
    /// Why not.
    pub why: Unconnected,
}

/// The brokers of a cluster, as one of them lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TheBrokers {
    /// The cluster's id.
    pub cluster_id: Option<String>,
    /// Registered and not fenced; a dead one stays listed for up to nine seconds.
    pub brokers: Vec<Listed>,
}

/// A broker, as Metadata lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its id.
    pub id: i32,
    /// What it advertises for the listener that we came in by.
    pub address: Address,
    /// `broker.rack`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rack: Option<String>,
}

/// Why there is no list of brokers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "fault")]
pub enum NoBrokers {
    /// It does not know the request: a controller's listener, or a broker before 2.8.
    NotSpoken {
        /// It speaks as controllers do among themselves.
        controller: bool,
    },
    /// No answer.
    Broken {
        /// How.
        how: Fault,
    },
}

impl Door {
    /// One that nobody has gone to.
    fn new(address: &Address, broker: Option<i32>, protocol: Protocol) -> Self {
        let tls = matches!(protocol, Protocol::Ssl | Protocol::SaslSsl);
        let login = matches!(protocol, Protocol::SaslPlaintext | Protocol::SaslSsl);
        Self {
            address: address.clone(),
            broker,
            resolve: Stage::NotReached,
            connect: Stage::NotReached,
            tls: if tls { Stage::NotReached } else { Stage::NotNeeded },
            kafka: Stage::NotReached,
            offer: if login { Stage::NotReached } else { Stage::NotNeeded },
            login: if login { Stage::NotReached } else { Stage::NotNeeded },
            metadata: Stage::NotReached,
            identity: if broker.is_some() { Stage::NotReached } else { Stage::NotNeeded },
            speaks: None,
        }
    }

    /// Goes there; the connection comes back where it is ready for requests.
    pub(super) fn go(
        address: &Address,
        listed: Option<(&Listed, Option<&str>)>,
        net: &Net,
        deadline: Deadline,
    ) -> (Self, Option<Connection>) {
        let mut door = Self::new(address, listed.map(|(broker, _)| broker.id), net.protocol);
        let mut connection = door.enter(net, deadline);
        if let Some(open) = &mut connection {
            let ready = door.metadata.note(|| brokers(open, deadline.at_most(STAGE)).map(|found| (found, ())));
            if ready.is_some()
                && let Some((broker, cluster)) = listed
            {
                let here = door.metadata.passed().and_then(|here| here.cluster_id.as_deref());
                door.identity.note(|| identity::compare(open, broker.id, here, cluster, deadline.at_most(STAGE)));
            }
            if ready.is_none() || door.identity.fault().is_some() {
                connection = None;
            }
        }
        door.speaks = speaks::instead(&door, net, deadline);
        (door, connection)
    }

    /// Up to the login; nothing where a stage fails.
    pub(super) fn enter(&mut self, net: &Net, deadline: Deadline) -> Option<Connection> {
        let stage = || deadline.at_most(STAGE);
        let (host, port) = (self.address.host.clone(), self.address.port);
        let addresses = self.resolve.note(|| {
            let mut different: Vec<IpAddr> = resolve(&host, port, stage())?.iter().map(|found| found.ip()).collect();
            different.dedup();
            different.truncate(ADDRESSES);
            Ok((different.clone(), different))
        })?;
        let mut line = self.connect.note(|| reach(&addresses, port, stage()))?;
        if let Some(trust) = &net.trust {
            let (ms, (shown, secured)) = timed(|| line.secure(&host, trust, stage()));
            line = match secured {
                Ok(secured) => {
                    self.tls = Stage::Passed { ms, found: shown };
                    secured
                }
                Err(fault) => {
                    self.tls = Stage::Failed { ms, fault, found: Some(shown) };
                    return None;
                }
            };
        }
        let mut connection = self.kafka.note(|| {
            let connection = line.greet(&net.client_id, stage())?;
            Ok((crate::evidence::cluster::wire::Exchange::versions(&connection).clone(), connection))
        })?;
        if let Some(login) = &net.login {
            let offer =
                self.offer.note(|| connection.offer(login.mechanism(), stage()).map(|offer| (offer.clone(), offer)))?;
            if !offer.offered {
                return None;
            }
            self.login.note(|| connection.log_in(login, stage()).map(|done| (done, ())))?;
        }
        Some(connection)
    }

    /// As far as the login, for a connection more.
    pub(super) fn enter_alone(address: &Address, net: &Net, deadline: Deadline) -> (Self, Option<Connection>) {
        let mut door = Self::new(address, None, net.protocol);
        let connection = door.enter(net, deadline);
        (door, connection)
    }

    /// The brokers that it lists, where the way led so far.
    pub fn brokers(&self) -> Option<&TheBrokers> {
        self.metadata.passed()
    }
}

fn reach(addresses: &[IpAddr], port: u16, deadline: Deadline) -> Result<(Reached, Line), Vec<Try>> {
    let mut in_vain = Vec::new();
    for (index, address) in addresses.iter().enumerate() {
        // What is left is shared among those that are left: the first can swallow its part only.
        let share = deadline.left().unwrap_or_default() / (addresses.len() - index) as u32;
        match connect((*address, port).into(), deadline.at_most(share)) {
            Ok(line) => return Ok((Reached { address: *address, in_vain }, line)),
            Err(why) => in_vain.push(Try { address: *address, why }),
        }
    }
    Err(in_vain)
}

fn brokers(on: &mut Connection, deadline: Deadline) -> Result<TheBrokers, NoBrokers> {
    if !on.speaks(Api::Metadata, metadata::VERSION) {
        return Err(NoBrokers::NotSpoken { controller: speaks::is_controller(on) });
    }
    let broken = |how| NoBrokers::Broken { how };
    let answer = exchange_one(on, metadata::request(Some(&[])), deadline).map_err(broken)?;
    let found = metadata::read(&answer).map_err(|_| broken(Fault::Malformed))?;
    let brokers = found.brokers.into_iter().take(BROKERS).map(|broker| Listed {
        id: broker.id,
        // A port beyond what ports are is shown as 0.
        address: Address { host: clean(&broker.host), port: broker.port.try_into().unwrap_or(0) },
        rack: broker.rack.as_deref().map(clean),
    });
    Ok(TheBrokers { cluster_id: found.cluster_id.as_deref().map(clean), brokers: brokers.collect() })
}
