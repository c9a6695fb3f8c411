//! Clients whose `security.protocol` is not what the listener speaks that they name.

use super::clients::{protocol, value};
use super::looks::unread;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Settings, Snapshot};
use crate::knowledge::Severity;

/// Finds them, by the brokers' own settings; a client that comes in by an address that no broker advertises is not judged.
pub(super) fn measure(snapshot: &Snapshot, scope: &Scope) -> Measured {
    let Some(settings) = snapshot.settings() else {
        return Measured::default()
            .but(unread(snapshot, Part::BrokerSettings).into_iter().filter(|_| !scope.clients.is_empty()));
    };
    let found = scope.clients.iter().filter_map(|client| {
        let own = protocol(client);
        let servers = value(client, "bootstrap.servers")?;
        let (address, speaks) = servers.split(',').map(str::trim).find_map(|address| {
            let speaks = spoken(settings, address)?;
            (speaks != own).then_some((address, speaks))
        })?;
        let proof = format!("it speaks {speaks}; {} says security.protocol={own}", client.name);
        let mut subject = Subject::other(address, proof).harm(Severity::High);
        subject.names.push(("bootstrap", address.into()));
        Some(subject)
    });
    Measured::found(found.collect())
}

/// What a broker says that it speaks at an address that it advertises.
fn spoken(settings: &Settings, address: &str) -> Option<String> {
    settings.brokers.values().find_map(|own| {
        let text = |name: &str| own.get(name).and_then(|setting| setting.value.as_deref());
        let advertised =
            text("advertised.listeners").filter(|value| !value.is_empty()).or_else(|| text("listeners"))?;
        let name = advertised.split(',').find_map(|one| {
            let (name, at) = one.trim().split_once("://")?;
            at.eq_ignore_ascii_case(address).then_some(name)
        })?;
        let map = text("listener.security.protocol.map").unwrap_or_default();
        let mapped = map
            .split(',')
            .filter_map(|pair| pair.trim().split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        Some(mapped.map_or(name, |(_, protocol)| protocol).to_ascii_uppercase())
    })
}

#[cfg(test)]
mod tests {
    use super::super::clients::client;
    use super::super::stories::*;
    use super::*;

    #[test]
    fn told_as_they_are() {
        let told = |lines: &str| {
            let clients = [client(lines)];
            let scope = Scope { clients: &clients, ..Scope::default() };
            let cluster = look(0, &[1])
                .broker_setting(1, "advertised.listeners", "EXT://kafka.example:9094,PLAINTEXT://b1:9092")
                .broker_setting(1, "listener.security.protocol.map", "EXT:SASL_SSL,PLAINTEXT:PLAINTEXT");
            told_of(measure, &[cluster], &scope)
        };
        assert_eq!(told("bootstrap.servers=b1:9092\nacks=all"), "-");
        assert_eq!(told("bootstrap.servers=kafka.example:9094\nsecurity.protocol=SASL_SSL"), "-");
        assert_eq!(
            told("bootstrap.servers=kafka.example:9094\nsecurity.protocol=SSL"),
            "kafka.example:9094 [high now] it speaks SASL_SSL; app.properties says security.protocol=SSL"
        );
        assert_eq!(told("bootstrap.servers=elsewhere:9092\nsecurity.protocol=SSL"), "-");
    }
}
