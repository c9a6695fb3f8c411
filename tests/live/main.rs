//! The program on real Kafka clusters: what is well is left alone, and each fault lands on its card. See `tests/lab`.

#[cfg(unix)]
#[path = "../lab/mod.rs"]
mod lab;

#[cfg(unix)]
mod disks;
#[cfg(unix)]
mod groups;
#[cfg(unix)]
mod healthy;
#[cfg(unix)]
mod network;
#[cfg(unix)]
mod quorum;
#[cfg(unix)]
mod replication;
#[cfg(unix)]
mod security;
#[cfg(unix)]
mod topics;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    let arguments = libtest_mimic::Arguments::from_args();
    lab::folder::end_with_interrupt();
    // What takes longest comes first.
    let suites = [
        groups::suites(),
        replication::suites(),
        healthy::suites(),
        disks::suites(),
        security::suites(),
        quorum::suites(),
        topics::suites(),
        network::suites(),
    ];
    lab::suite::run(suites.into_iter().flatten().collect(), arguments).exit_code()
}

#[cfg(not(unix))]
fn main() {}
