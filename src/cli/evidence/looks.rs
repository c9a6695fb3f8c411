//! Looking at a cluster: the way in, some looks one after the other, and what the probes make of them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::cluster::Live;
use super::named;
use super::passwords;
use super::progress::Progress;
use crate::case::{Case, Channel, Input};
use crate::cli::{Global, case, out, setup};
use crate::error::{Error, Result};
use crate::evidence::cluster::asked::Asked;
use crate::evidence::cluster::collect::{Look, collect};
use crate::evidence::cluster::settings::{Access, Obstacle};
use crate::evidence::cluster::snapshot::{NotRead, Part, Sample, Snapshot};
use crate::evidence::cluster::way_in::WayIn;
use crate::evidence::cluster::wire::{Deadline, Network};
use crate::evidence::probes::{self, Scope};
use crate::evidence::properties::Settings;
use crate::knowledge::Knowledge;
use crate::report::check::Cluster;

/// Looks that are kept while a cluster is watched: what has to last for a minute is seen in them.
const KEPT: usize = 8;

/// What came of looking.
pub struct Seen {
    /// The cluster, where it has answered.
    pub cluster: Option<Cluster>,
    /// A group or topic that was asked for by name is not there.
    pub in_vain: bool,
}

/// A cluster that is looked at, or what was read of it before.
pub struct Site<'a> {
    options: &'a Live,
    global: &'a Global,
    access: Option<Access>,
    /// Earlier looks, oldest first.
    earlier: Snapshot,
}

impl<'a> Site<'a> {
    /// Reads the settings and the snapshots; `None` if neither was given. Asks for missing passwords where it may.
    ///
    /// # Errors
    /// A setting or a snapshot is wrong.
    pub fn new(options: &'a Live, global: &'a Global, prompts: bool) -> Result<Option<Self>> {
        if options.is_empty() {
            return Ok(None);
        }
        let earlier = Snapshot::load(&options.snapshot)?;
        if !options.is_live() {
            return Ok(Some(Self { options, global, access: None, earlier }));
        }
        let mut access = Access::read(&options.given()).map_err(Obstacle::into_error)?;
        access.warnings.iter().filter(|_| !global.quiet).for_each(|warning| setup::warn(warning));
        if prompts {
            passwords::ask(&mut access)?;
        }
        Ok(Some(Self { options, global, access: Some(access), earlier }))
    }

    /// Looks, keeps the snapshot where that is wanted, and reads what the probes can tell into the case.
    ///
    /// # Errors
    /// The snapshot cannot be kept, or the earlier ones are of another cluster.
    pub fn look(
        &mut self,
        knowledge: &Knowledge,
        clients: &[Settings],
        wanted: &dyn Fn(&str) -> bool,
        progress: &Progress,
        case: &mut Case,
    ) -> Result<Seen> {
        let named = pasted_topics(case);
        let scope = Scope { topics: &self.options.topic, groups: &self.options.group, named: &named, clients };
        let judge = |snapshot: &Snapshot, case: &mut Case| probes::judge(knowledge, snapshot, &scope, wanted, case);
        if let Some(access) = &self.access {
            let own = self.looks(access, progress, &|snapshot| judge(snapshot, &mut Case::new()))?;
            if let Some(path) = &self.options.save_snapshot {
                case::write_private(path, &own.to_json()).map_err(|error| {
                    Error::input(format!("the snapshot cannot be kept in {}: {error}", path.display()))
                })?;
            }
            self.earlier = with(&self.earlier, own)?;
        }
        progress.pause();
        // What was measured anew is not also known from before.
        case.readings.retain(|reading| reading.source.channel != Channel::Probe);
        case.inputs.retain(|input| !matches!(input.kind.as_str(), "cluster" | "snapshot"));
        probes::facts(knowledge, &self.earlier, &scope, case);
        judge(&self.earlier, case);
        if self.access.is_some() {
            probes::denied(case);
        }
        probes::judge_settings(knowledge, &self.earlier, &scope, case);
        case.inputs.push(self.input());
        let cluster = self.earlier.last().and_then(cluster);
        let in_vain = self.earlier.last().map(|last| named::in_vain(last, self.options)).unwrap_or_default();
        let seen = Seen { cluster, in_vain: !in_vain.is_empty() };
        case.not_checked.extend(in_vain);
        let surplus = self.earlier.samples.len().saturating_sub(KEPT);
        self.earlier.samples.drain(..surplus);
        Ok(seen)
    }

    /// The looks of one run. Whatever still looks stuck after them gets one more, after twice the time.
    fn looks(&self, access: &Access, progress: &Progress, again: &dyn Fn(&Snapshot) -> bool) -> Result<Snapshot> {
        let (samples, interval) = (self.options.samples(), self.options.interval());
        let mut own = Snapshot::default();
        progress.stage("Going to the cluster");
        let deadline = Deadline::after(self.global.timeout);
        let (way, net) = WayIn::go(access, deadline);
        let Some(net) = net.filter(|_| way.brokers().is_some()) else {
            own.samples.push(shut_out(way));
            return Ok(own);
        };
        let net = Asked::new(&net);
        progress.stage(&format!("Looking at the cluster, 1 of {samples}"));
        let first = Sample { way_in: Some(way), ..self.sample(access, &net, deadline, &own) };
        let reached = first.topics.is_some();
        own.samples.push(first);
        // Who was told nothing once is told nothing again.
        for number in (2..=samples).take_while(|_| reached) {
            wait(interval, &format!("Waiting for look {number} of {samples}"), progress);
            progress.stage(&format!("Looking at the cluster, {number} of {samples}"));
            own.samples.push(self.sample(access, &net, Deadline::after(self.global.timeout), &own));
        }
        if reached && own.samples.last().is_some_and(|last| last.topics.is_none()) {
            progress.stage("Going to the cluster once more");
            let (way, net) = WayIn::go(access, Deadline::after(self.global.timeout));
            if net.filter(|_| way.brokers().is_some()).is_none() {
                own.samples.push(shut_out(way));
            }
        } else if reached && samples > 1 && again(&with(&self.earlier, own.clone())?) {
            wait(interval * 2, "Waiting for one more look, to tell what stands still from what is slow", progress);
            own.samples.push(self.sample(access, &net, Deadline::after(self.global.timeout), &own));
        }
        progress.pause();
        for line in net.lines().into_iter().filter(|_| self.global.verbose) {
            out::tell(&format!("asked {}", out::visible(&line)));
        }
        Ok(own)
    }

    fn sample(&self, access: &Access, net: &dyn Network, deadline: Deadline, before: &Snapshot) -> Sample {
        let bootstrap: Vec<(String, u16)> =
            access.bootstrap.iter().map(|address| (address.host.clone(), address.port)).collect();
        collect(&Look {
            network: net,
            bootstrap: &bootstrap,
            topics: &self.options.topic,
            groups: &self.options.group,
            deadline,
            now_ms: &now_ms,
            before,
        })
    }

    /// The bootstrap addresses that the newest look went by.
    pub fn bootstrap(&self) -> Option<String> {
        let way = self.earlier.newest(|sample| sample.way_in.as_ref())?;
        let addresses: Vec<String> = way.bootstrap.iter().map(|door| door.address.to_string()).collect();
        (!addresses.is_empty()).then(|| addresses.join(","))
    }

    fn input(&self) -> Input {
        let name = match &self.access {
            Some(access) => access.bootstrap.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
            None => self.options.snapshot.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "),
        };
        let time = |sample: Option<&Sample>| {
            let time = jiff::Timestamp::from_millisecond(sample?.at_ms).ok()?;
            Some(format!("{:.0}", time))
        };
        Input {
            kind: if self.access.is_some() { "cluster" } else { "snapshot" }.into(),
            name,
            lines: self.earlier.samples.len() as u64,
            first: time(self.earlier.samples.first()),
            last: time(self.earlier.last()),
            ends_ms: self.earlier.last().map(|last| last.at_ms),
            understood: self.earlier.last().is_some_and(shows_topics),
            ..Input::default()
        }
    }
}

/// Milliseconds since 1970.
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis().try_into().unwrap_or(i64::MAX)
}

fn wait(time: Duration, why: &str, progress: &Progress) {
    progress.stage(why);
    std::thread::sleep(time);
}

fn with(earlier: &Snapshot, own: Snapshot) -> Result<Snapshot> {
    let mut all = earlier.clone();
    all.samples.extend(own.samples);
    all.in_order()
}

/// The topics that pasted lines name. A log names many, and some that were deleted on purpose.
fn pasted_topics(case: &Case) -> Vec<String> {
    let pasted = case.readings.iter().filter(|reading| reading.source.channel == Channel::Pasted);
    pasted.filter_map(|reading| reading.source.names.get("topic")).flatten().cloned().collect()
}

/// A look that the way in has ended.
fn shut_out(way: WayIn) -> Sample {
    Sample { at_ms: now_ms(), not_read: NotRead::shut_out(&way), way_in: Some(way), ..Sample::default() }
}

/// Whether a look can tell whether all is well: no topics at all, which may only be hidden, do not.
fn shows_topics(sample: &Sample) -> bool {
    let hidden = sample.missing(Part::Topics).next().is_some();
    sample.topics.as_ref().is_some_and(|topics| !topics.is_empty() || !hidden)
}

/// The cluster in a line; `None` if nobody answered.
fn cluster(sample: &Sample) -> Option<Cluster> {
    sample.topics.as_ref()?;
    let mut releases: Vec<&str> = sample.brokers.values().filter_map(|broker| broker.release.as_deref()).collect();
    releases.sort_unstable();
    releases.dedup();
    Some(Cluster {
        id: sample.cluster_id.clone(),
        brokers: sample.brokers.values().filter(|broker| broker.listed).count(),
        absent: sample.brokers.values().filter(|broker| !broker.listed).count(),
        kafka_version: (!releases.is_empty()).then(|| releases.join(", ")),
        controller: sample.controller,
    })
}
