//! The bootstrap addresses, as far as the list of brokers.

use super::{Measure, Shows, Which, all, each, is_anothers, nobody_went, of_fault, way};
use crate::evidence::cluster::settings::Protocol;
use crate::evidence::cluster::way_in::{Door, NoBrokers, Speaks};
use crate::evidence::cluster::wire::{Fault, NoTls, NoVersions, Unconnected};
use crate::evidence::probes::{Measured, Subject};
use crate::knowledge::Severity;

pub(super) const PROBES: &[(&str, Measure)] = &[
    ("no_bootstrap_name_resolves", |snapshot, _| {
        all(snapshot, Which::Bootstrap, |_, door| of_fault(door, &door.resolve, |fault| Some(fault.to_string())))
    }),
    ("no_bootstrap_server_connects", |snapshot, _| {
        all(snapshot, Which::Bootstrap, |_, door| of_fault(door, &door.connect, |_| door.ends()))
    }),
    ("bootstrap_connect_times_out", |snapshot, _| {
        each(snapshot, Which::Bootstrap, |_, door| {
            of_fault(door, &door.connect, |tries| {
                tries.iter().any(|one| one.why == Unconnected::TimedOut).then(|| door.ends()).flatten()
            })
        })
    }),
    ("bootstrap_fails", |snapshot, _| {
        all(snapshot, Which::Bootstrap, |_, door| door.ends().map_or(Shows::Not, Shows::It))
    }),
    // Of several addresses: where none works, that is told as such.
    ("some_bootstrap_entry_fails", |snapshot, _| {
        each(snapshot, Which::Bootstrap, |way, door| match door.ends() {
            Some(end) if way.way.brokers().is_some() => Shows::It(end),
            Some(_) => Shows::NotReached,
            None => Shows::Not,
        })
    }),
    ("bootstrap_takes_connections_in_silence", |snapshot, _| {
        each(snapshot, Which::Bootstrap, |_, door| {
            if door.connect.passed().is_none() {
                return Shows::NotReached;
            }
            let silent = |how: &Fault| matches!(how, Fault::TimedOut { .. });
            let in_tls = door.tls.fault().is_some_and(|fault| matches!(fault, NoTls::Broken { how } if silent(how)));
            let in_plain =
                door.kafka.fault().is_some_and(|fault| matches!(fault, NoVersions::Broken { how } if silent(how)));
            let other = !matches!(door.speaks, None | Some(Speaks::Nothing));
            door.ends().filter(|_| (in_tls || in_plain) && !other).map_or(Shows::Not, Shows::It)
        })
    }),
    ("bootstrap_works", |snapshot, _| {
        let Some(way) = way(snapshot) else { return nobody_went() };
        let works = way.way.bootstrap.iter().find_map(|door| Some((door, door.brokers()?)));
        Measured::found(
            works
                .into_iter()
                .map(|(door, list)| {
                    super::subject(door, format!("lists {} brokers", list.brokers.len())).harm(Severity::Low)
                })
                .collect(),
        )
    }),
    ("closes_at_once", |snapshot, _| {
        each(snapshot, Which::Bootstrap, |_, door| {
            let closed = |fault: &NoVersions| matches!(fault, NoVersions::Broken { how: Fault::Closed { .. } });
            let silent = matches!(door.speaks, None | Some(Speaks::Nothing));
            of_fault(door, &door.kafka, |fault| (closed(fault) && silent).then(|| door.ends()).flatten())
        })
    }),
    ("closes_after_greeting", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| {
            let closed = |fault: &NoBrokers| matches!(fault, NoBrokers::Broken { how: Fault::Closed { .. } });
            of_fault(door, &door.metadata, |fault| closed(fault).then(|| door.ends()).flatten())
        })
    }),
    ("no_kafka_on_port", |snapshot, _| {
        each(snapshot, Which::Both, |_, door| {
            speaks(door, |one| matches!(one, Speaks::Http { .. } | Speaks::Other { .. }))
        })
    }),
    ("tls_listener", |snapshot, _| {
        each(snapshot, Which::Both, |way, door| {
            let plain = matches!(way.way.protocol, Protocol::Plaintext | Protocol::SaslPlaintext);
            speaks(door, |one| plain && matches!(one, Speaks::Tls { .. }))
        })
    }),
    ("plain_listener", |snapshot, _| {
        each(snapshot, Which::Both, |way, door| {
            let secure = matches!(way.way.protocol, Protocol::Ssl | Protocol::SaslSsl);
            speaks(door, |one| secure && matches!(one, Speaks::Kafka { tls: false, .. }))
        })
    }),
    ("sasl_listener", |snapshot, _| {
        each(snapshot, Which::Both, |way, door| {
            let without = matches!(way.way.protocol, Protocol::Plaintext | Protocol::Ssl);
            speaks(door, |one| without && matches!(one, Speaks::Kafka { mechanisms: Some(_), .. }))
        })
    }),
    ("controller_listener", |snapshot, _| {
        each(snapshot, Which::Bootstrap, |_, door| {
            let controller = |fault: &NoBrokers| matches!(fault, NoBrokers::NotSpoken { controller: true });
            of_fault(door, &door.metadata, |fault| controller(fault).then(|| fault.to_string()))
        })
    }),
    ("security_protocol_plaintext", |snapshot, scope| {
        let Some(way) = way(snapshot) else { return nobody_went() };
        let plain = way.way.protocol == Protocol::Plaintext && !is_anothers(snapshot, scope);
        let found = plain.then(|| Subject::other("these settings", "security.protocol=PLAINTEXT").harm(Severity::Low));
        Measured::found(found.into_iter().collect())
    }),
];

/// What a port speaks; nobody knows where no connection came about.
fn speaks(door: &Door, is: impl Fn(&Speaks) -> bool) -> Shows {
    match &door.speaks {
        _ if door.connect.passed().is_none() => Shows::NotReached,
        Some(one) if is(one) => Shows::It(format!("it speaks {one}")),
        _ => Shows::Not,
    }
}
