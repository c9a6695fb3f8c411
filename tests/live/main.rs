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
mod topics;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    let mut arguments = libtest_mimic::Arguments::from_args();
    // Nearly all of the time is spent waiting for brokers that fill two cores when they start: one cluster at a time.
    arguments.test_threads.get_or_insert(1);
    lab::folder::end_with_interrupt();
    let tests = [
        healthy::tests(),
        replication::tests(),
        groups::tests(),
        topics::tests(),
        quorum::tests(),
        network::tests(),
        disks::tests(),
    ]
    .into_iter()
    .flatten()
    .collect();
    libtest_mimic::run(&arguments, tests).exit_code()
}

#[cfg(not(unix))]
fn main() {}
