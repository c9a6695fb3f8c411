//! What the listeners speak that the settings of clients name, by the brokers' own settings. Shared by probes.

use super::clients::{protocol, value};
use super::looks::unread;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Settings, Snapshot};
use crate::knowledge::Severity;

/// The addresses at which a client's `security.protocol` and the listener's differ in this. A client that comes in by an address that no
/// broker advertises is not judged.
pub(super) fn differing(snapshot: &Snapshot, scope: &Scope, differs: impl Fn(&str, &str) -> bool) -> Measured {
    let Some(settings) = snapshot.settings() else {
        return Measured::default()
            .but(unread(snapshot, Part::BrokerSettings).into_iter().filter(|_| !scope.clients.is_empty()));
    };
    let found = scope.clients.iter().filter_map(|client| {
        let own = protocol(client);
        let servers = value(client, "bootstrap.servers")?;
        let (address, speaks) = servers.split(',').map(str::trim).find_map(|address| {
            let speaks = spoken(settings, address)?;
            differs(&own, &speaks).then_some((address, speaks))
        })?;
        let proof = format!("it speaks {speaks}; {} says security.protocol={own}", client.name);
        let mut subject = Subject::other(address, proof).harm(Severity::High);
        subject.names.push(("bootstrap", address.into()));
        Some(subject)
    });
    Measured::found(found.collect())
}

/// Whether a security protocol has TLS.
pub(super) fn has_tls(protocol: &str) -> bool {
    protocol.ends_with("SSL")
}

/// Whether a security protocol has a login.
pub(super) fn has_login(protocol: &str) -> bool {
    protocol.starts_with("SASL")
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
    use super::super::Measure;
    use super::super::clients::client;
    use super::super::stories::*;
    use super::super::{listeners_speak_otherwise, listeners_with_login, listeners_without_login};
    use super::*;

    #[test]
    fn told_by_what_differs() {
        let told = |lines: &str| -> Vec<String> {
            let clients = [client(lines)];
            let scope = Scope { clients: &clients, ..Scope::default() };
            let cluster = look(0, &[1])
                .broker_setting(1, "advertised.listeners", "EXT://kafka.example:9094,PLAINTEXT://b1:9092")
                .broker_setting(1, "listener.security.protocol.map", "EXT:SASL_SSL,PLAINTEXT:PLAINTEXT");
            let probes: [(&str, Measure); 3] = [
                ("tls", listeners_speak_otherwise::measure),
                ("with", listeners_with_login::measure),
                ("without", listeners_without_login::measure),
            ];
            let each = probes.map(|(name, measure)| (name, told_of(measure, std::slice::from_ref(&cluster), &scope)));
            each.into_iter().filter(|(_, said)| said != "-").map(|(name, said)| format!("{name}: {said}")).collect()
        };
        let none: Vec<String> = Vec::new();
        assert_eq!(told("bootstrap.servers=b1:9092\nacks=all"), none);
        assert_eq!(told("bootstrap.servers=kafka.example:9094\nsecurity.protocol=SASL_SSL"), none);
        assert_eq!(told("bootstrap.servers=elsewhere:9092\nsecurity.protocol=SSL"), none);
        let outside = |own: &str| {
            format!("kafka.example:9094 [high now] it speaks SASL_SSL; app.properties says security.protocol={own}")
        };
        let inside =
            |own: &str| format!("b1:9092 [high now] it speaks PLAINTEXT; app.properties says security.protocol={own}");
        assert_eq!(
            told("bootstrap.servers=kafka.example:9094\nsecurity.protocol=SSL"),
            [format!("with: {}", outside("SSL"))]
        );
        assert_eq!(
            told("bootstrap.servers=kafka.example:9094\nsecurity.protocol=SASL_PLAINTEXT"),
            [format!("tls: {}", outside("SASL_PLAINTEXT"))]
        );
        assert_eq!(
            told("bootstrap.servers=kafka.example:9094"),
            [format!("tls: {}", outside("PLAINTEXT")), format!("with: {}", outside("PLAINTEXT"))]
        );
        assert_eq!(
            told("bootstrap.servers=b1:9092\nsecurity.protocol=SASL_PLAINTEXT"),
            [format!("without: {}", inside("SASL_PLAINTEXT"))]
        );
        assert_eq!(told("bootstrap.servers=b1:9092\nsecurity.protocol=SSL"), [format!("tls: {}", inside("SSL"))]);
    }
}
