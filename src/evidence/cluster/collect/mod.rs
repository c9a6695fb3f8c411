//! One look at a cluster: a bounded number of requests to each broker, all brokers at once, none that changes anything.
//!
//! First one broker is asked for the brokers and topics. Then, side by side, one broker for settings and rights, on a connection of its own
//! the controllers, and each broker for what only it knows; commits of the groups that it coordinates are read before the ends of the
//! partitions that it leads. Last each leader for what takes the settings. A broker that is lost on the way is evidence, not an error.

mod access;
mod broker;
mod eligible;
mod ends;
mod epoch_ends;
mod group_settings;
mod groups;
mod hidden;
mod link;
mod need;
mod offsets;
mod overdue;
mod overview;
mod producers;
mod quorum;
mod release;
mod settings;
#[cfg(test)]
mod tests;
mod transactions;
mod wide;

use std::thread;
use std::time::{Duration, Instant};

use self::link::Link;
use super::parallel;
use super::snapshot::{Part, Sample, Snapshot};
use super::wire::{Deadline, Network};

/// A connection has this long to come about, whatever the look may take.
const OPENING: Duration = Duration::from_secs(10);

/// What to look at, and how.
pub struct Look<'a> {
    /// Opens connections.
    pub network: &'a dyn Network,
    /// Where to begin: host and port, the first that answers.
    pub bootstrap: &'a [(String, u16)],
    /// Only these topics; all, if there are none.
    pub topics: &'a [String],
    /// Only these groups; all, if there are none.
    pub groups: &'a [String],
    /// When the look is over.
    pub deadline: Deadline,
    /// The time by this machine's clock, milliseconds since 1970.
    pub now_ms: &'a (dyn Fn() -> i64 + Sync),
    /// The earlier looks of this run: what hardly changes is not asked again.
    pub before: &'a Snapshot,
}

impl Look<'_> {
    /// Whether what hardly changes has to be asked.
    fn first(&self) -> bool {
        self.before.settings().is_none()
    }

    fn open(&self, host: &str, port: u16) -> Result<Link, String> {
        self.network.open(host, port, self.deadline.at_most(OPENING)).map(|exchange| Link::new(exchange, self.deadline))
    }
}

/// Looks at the cluster.
pub fn collect(look: &Look) -> Sample {
    let began = Instant::now();
    let mut sample = Sample { at_ms: (look.now_ms)(), ..Sample::default() };
    match overview::open(look) {
        Ok(link) => everything(look, link, &mut sample),
        Err(why) => sample.not_read.push(need::missing(Part::Cluster, &overview::addresses(look), why)),
    }
    sample.took_ms = began.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    sample
}

fn everything(look: &Look, mut link: Link, sample: &mut Sample) {
    overview::read(look, &mut link, sample);
    let brokers: Vec<(i32, String, u16)> = sample
        .brokers
        .iter()
        .filter(|(_, broker)| broker.listed)
        .filter_map(|(id, broker)| Some((*id, broker.host.clone()?, broker.port?)))
        .collect();
    let zookeeper = sample.controller.filter(|_| sample.zookeeper == Some(true));
    let zookeeper = brokers.iter().find(|(id, ..)| Some(*id) == zookeeper).map(|(_, host, port)| (host.clone(), *port));
    let of_all = wide::Wanted::of(sample);
    thread::scope(|scope| {
        let controllers = scope.spawn(|| quorum::read(look, of_all.allowed.clone(), zookeeper));
        let wide = scope.spawn(|| wide::read(look, link, &of_all));
        let mut parts = parallel::map(brokers, |(id, host, port)| broker::read(look, id, &host, port));
        parts.iter_mut().for_each(|part| part.put_into(sample));
        let leaders = offsets::read(look, parts, sample);
        joined(wide).put_into(look, sample);
        overdue::read(look, leaders, sample);
        joined(controllers).put_into(sample);
    });
    hidden::note(look, sample);
}

fn joined<T>(thread: thread::ScopedJoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
