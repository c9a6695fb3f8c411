//! Real Kafka clusters on the loopback address, from the jars of Maven Central, for tests.
//!
//! It takes Java 17 and, until the jars of a version are there, Maven. Where one of them is missing a test is ignored and says why;
//! with [`REQUIRED`] set to `required` it fails instead. Whatever was started ends with the cluster it belongs to, with an interrupt,
//! or, after a test process that was killed, when the next one starts.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`jars`] | downloads a version once |
//! | [`folder`], [`process`] | what belongs to one cluster on disk and among the processes, and its end |
//! | [`plan`], [`cluster`] | the settings of the nodes; the nodes, to be started, stopped, killed, frozen |
//! | [`tools`] | Kafka's own tools |
//! | [`client`], [`groups`], [`background`] | requests that make faults, through another codec than the program's |
//! | [`doctor`] | the program on such a cluster, and what it is expected to say |
//! | [`suite`] | tests that share a cluster |

pub mod background;
pub mod client;
pub mod cluster;
pub mod doctor;
pub mod folder;
pub mod groups;
pub mod jars;
pub mod plan;
pub mod process;
pub mod suite;
pub mod tools;

pub use background::Background;
pub use client::{Batch, Client};
pub use cluster::Cluster;
pub use doctor::Doctor;
pub use groups::Member;
pub use plan::Plan;
pub use suite::Suite;

use std::time::{Duration, Instant};

/// The variable that turns "ignored" into "failed" (`required`), or leaves real clusters alone (`off`).
pub const REQUIRED: &str = "KAFKA_DOCTOR_LAB";

/// Asks again and again until there is an answer.
///
/// # Panics
/// There is none in time.
pub fn until<T>(what: &str, within: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + within;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "{what}: not within {within:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
