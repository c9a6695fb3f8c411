//! Brokers that spread their data over several directories.

use super::looks::silent;
use super::{Measured, Scope, Subject};
use crate::evidence::cluster::snapshot::{Part, Snapshot};
use crate::knowledge::Severity;

pub(super) fn measure(snapshot: &Snapshot, _: &Scope) -> Measured {
    let Some(last) = snapshot.last() else { return Measured::default() };
    let found = last.brokers.iter().filter_map(|(id, broker)| {
        let dirs: Vec<&str> = broker.log_dirs.iter().flatten().map(|dir| dir.path.as_str()).collect();
        (dirs.len() > 1).then(|| Subject::broker(*id, dirs.join(", ")).harm(Severity::Low))
    });
    Measured::found(found.collect()).but(silent(last, Part::LogDirs, |broker| broker.log_dirs.is_some()))
}

#[cfg(test)]
mod tests {
    use super::super::stories::*;
    use super::measure;

    #[test]
    fn told_as_they_are() {
        let one = || look(0, &[1]).dir(1, "/a", 100, 50);
        stories(
            measure,
            &[("one", &[one()], "-"), ("two", &[one().dir(1, "/b", 100, 50)], "broker 1 [low now] /a, /b")],
        );
    }
}
