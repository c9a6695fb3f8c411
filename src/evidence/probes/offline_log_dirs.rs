//! Log directories that a broker has given up after an I/O error.

use super::looks::silent;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let mut found = Vec::new();
    for (id, broker) in &last.brokers {
        for dir in broker.log_dirs.iter().flatten() {
            let Some(code) = dir.error else { continue };
            let offline = last.partitions().filter(|(_, one)| one.offline.contains(id)).count();
            let proof = format!("{} is offline (error {code}); {offline} replicas of the broker are offline", dir.path);
            found.push(Subject::broker(*id, proof).harm(Severity::High));
        }
    }
    Measured::found(found).but(silent(last, Part::LogDirs, |broker| broker.log_dirs.is_some()))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let dirs = || look(0, &[1]).dir(1, "/a", 100, 50).dir(1, "/b", 100, 50);
        let failed = dirs().partition("orders", 0, 0, &[1], &[]).with(|sample| {
            sample.brokers.get_mut(&1).unwrap().log_dirs.as_mut().unwrap()[1].error = Some(56);
            sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions[0].offline = vec![1];
        });
        let unseen = dirs().fenced(2);
        stories(
            measure,
            &[
                ("both there", &[dirs()], "-"),
                (
                    "one gone",
                    &[failed],
                    "broker 1 [high now] /b is offline (error 56); 1 replicas of the broker are offline",
                ),
                (
                    "a broker that nobody could ask",
                    &[unseen],
                    "? log directories and sizes of replicas: 2 (no connection)",
                ),
            ],
        );
    }
}
