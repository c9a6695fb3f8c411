//! The settings of clients, as far as they are held against a cluster. Shared by probes.

use crate::evidence::properties::Settings;

/// A client's setting; of equal keys the last holds.
pub(super) fn value<'a>(client: &'a Settings, key: &str) -> Option<&'a str> {
    client.entries.iter().rev().find(|entry| entry.key == key).map(|entry| entry.value.trim())
}

/// The user of a login, from the JAAS line or librdkafka's setting.
pub(super) fn user(client: &Settings) -> Option<&str> {
    if let Some(user) = value(client, "sasl.username") {
        return Some(user);
    }
    let line = value(client, "sasl.jaas.config")?;
    let after = line[line.find("username")? + "username".len()..].trim_start().strip_prefix('=')?.trim_start();
    match after.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => after.split([' ', ';']).next(),
    }
    .filter(|user| !user.is_empty() && !user.contains("${"))
}

/// The mechanism of a login.
pub(super) fn mechanism(client: &Settings) -> Option<&str> {
    value(client, "sasl.mechanism").or_else(|| value(client, "sasl.mechanisms"))
}

/// `security.protocol`, which is PLAINTEXT where it is left out.
pub(super) fn protocol(client: &Settings) -> String {
    value(client, "security.protocol").unwrap_or("PLAINTEXT").to_ascii_uppercase()
}

#[cfg(test)]
pub(super) fn client(lines: &str) -> Settings {
    crate::evidence::properties::parse("app.properties", lines, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_read_from_both_kinds_of_clients() {
        let java = client(
            "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"app\" password=\"x\";",
        );
        let native = client("sasl.username=app\nsasl.mechanisms=PLAIN");
        assert_eq!((user(&java), user(&native)), (Some("app"), Some("app")));
        assert_eq!((mechanism(&native), protocol(&native)), (Some("PLAIN"), "PLAINTEXT".into()));
    }
}
