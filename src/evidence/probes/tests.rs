//! From looks to readings; clusters that are well.

mod extremes;

use super::stories::{Build, look};
use super::{Measured, Scope, facts, judge, judge_settings};
use crate::case::{Answer, Case, Channel, State};
use crate::evidence::cluster::snapshot::*;
use crate::evidence::properties;
use crate::knowledge::{File, Knowledge, Severity, parse};

const FACTS: &str = "background: rarely\neffort: glance\nask: a\nhow: h\n";

fn knowledge(observations: &[(&str, &str)]) -> Knowledge {
    let file = |(id, rest): &(&str, &str)| File {
        path: format!("observations/cluster/{id}.yaml"),
        text: format!("fact: f\n{FACTS}{rest}\n"),
    };
    let loaded = parse(&observations.iter().map(file).collect::<Vec<_>>());
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.knowledge
}

fn snapshot(samples: &[Sample]) -> Snapshot {
    Snapshot { samples: samples.to_vec(), ..Snapshot::default() }
}

fn told(case: &Case) -> Vec<String> {
    let reading = |one: &crate::case::Reading| {
        let answer = match &one.answer {
            Answer::Value(value) => value.clone(),
            Answer::Unknown(why) => format!("? {why}"),
        };
        format!("{}: {answer}", one.observation)
    };
    case.readings.iter().map(reading).collect()
}

#[test]
fn the_probe_measures_and_the_observation_judges() {
    let knowledge = knowledge(&[
        ("any", "answers_from: [ { probe: { name: leaderless-partitions, otherwise: 'no' } } ]"),
        ("many", "answers_from: [ { probe: { name: leaderless-partitions, at_least: 3, otherwise: 'no' } } ]"),
        ("none", "answers_from: [ { probe: { name: reassignments } } ]"),
        ("unread", "answers_from: [ { probe: { name: quotas, otherwise: 'no' } } ]"),
    ]);
    let cluster = look(0, &[1])
        .fenced(2)
        .partition("orders", 0, 0, &[2], &[])
        .partition("orders", 1, 0, &[2], &[])
        .with(|sample| sample.quotas = None)
        .without(Part::Quotas, Why::Refused(31), Need::Acl("DescribeConfigs".into(), "--cluster".into()));
    let mut case = Case::new();
    let again = judge(&knowledge, &snapshot(&[cluster]), &Scope::default(), &|_| true, &mut case);
    assert_eq!(told(&case), ["any: yes", "many: no", "unread: ? refused (error 31)"]);
    assert!(!again);
    let source = &case.readings[0].source;
    assert_eq!((source.channel, source.state, source.severity), (Channel::Probe, State::Now, Some(Severity::Critical)));
    assert_eq!(source.subjects, ["orders-0", "orders-1"]);
    assert_eq!(source.names["topic"], ["orders"]);
    assert_eq!(
        source.excerpt.as_deref(),
        Some(
            "orders-0: no leader in one look; of its replicas (2) none lives; \
             orders-1: no leader in one look; of its replicas (2) none lives"
        )
    );
    assert_eq!(case.not_checked.len(), 1);
    assert_eq!(case.not_checked[0].needs, "ACL: --operation DescribeConfigs --cluster");
}

#[test]
fn nobody_answers_and_nothing_is_well() {
    let right = || Need::Port("b1:9092".into());
    let shut = Sample { at_ms: 9, ..Sample::default() }.without(Part::Cluster, Why::NoConnection, right());
    let before = look(-60, &[1, 2]).partition("orders", 0, 1, &[1, 2], &[1]).group("billing", GroupState::Empty);
    for looks in [vec![shut.clone()], vec![before, shut]] {
        let snapshot = snapshot(&looks);
        for (name, measure) in super::PROBES {
            let measured = super::judge::answered(measure(&snapshot, &Scope::default()), name, &snapshot);
            assert!(!measured.missing.is_empty() || !measured.found.is_empty(), "{name}");
            assert!(!measured.missing.iter().any(NotRead::wants_another_look), "{name}");
        }
    }
}

#[test]
fn what_is_missing_is_told_once_for_each_need() {
    let knowledge = knowledge(&[
        ("one", "answers_from: [ { probe: { name: leaderless-partitions, otherwise: 'no' } } ]"),
        ("two", "answers_from: [ { probe: { name: min-isr-one, otherwise: 'no' } } ]"),
        ("three", "answers_from: [ { probe: { name: groups-without-members, otherwise: 'no' } } ]"),
        ("four", "answers_from: [ { probe: { name: no-active-controller, otherwise: 'no' } } ]"),
    ]);
    let right = || Need::Acl("Describe".into(), "--cluster".into());
    let cluster =
        look(0, &[1]).without(Part::Groups, Why::Refused(31), right()).without(Part::Quorum, Why::Refused(31), right());
    let mut case = Case::new();
    judge(&knowledge, &snapshot(&[cluster]), &Scope::default(), &|_| true, &mut case);
    assert_eq!(told(&case), ["four: ? refused (error 31)", "one: no", "three: ? refused (error 31)", "two: no"]);
    let whats: Vec<&str> = case.not_checked.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(whats, ["the controller quorum; the list of groups"]);
}

#[test]
fn what_one_look_cannot_tell_asks_for_another() {
    let knowledge = knowledge(&[("lag", "answers_from: [ { probe: { name: growing-lag, otherwise: 'no' } } ]")]);
    let group = |at, end| {
        let cluster = look(at, &[1]).partition("orders", 0, 1, &[1], &[1]).ends("orders", 0, 0, end);
        cluster.group("billing", GroupState::Stable).commit("billing", "orders", 0, 10)
    };
    let mut case = Case::new();
    assert!(judge(&knowledge, &snapshot(&[group(0, 900)]), &Scope::default(), &|_| true, &mut case));
    let mut case = Case::new();
    let looks = [group(0, 900), group(5, 920), group(15, 960)];
    assert!(!judge(&knowledge, &snapshot(&looks), &Scope::default(), &|_| true, &mut case));
    assert_eq!(told(&case), ["lag: yes"]);
}

#[test]
fn the_cluster_tells_what_questions_depend_on() {
    let knowledge = knowledge(&[("broker-version", "context: true"), ("cluster-mode", "context: true")]);
    let cluster = look(0, &[1, 2]).with(|sample| sample.brokers.get_mut(&2).unwrap().release = Some("3.10".into()));
    let mut case = Case::new();
    facts(&knowledge, &snapshot(&[cluster]), &Scope::default(), &mut case);
    assert_eq!(told(&case), ["broker-version: 3.10", "cluster-mode: kraft"]);
}

#[test]
fn settings_of_the_cluster_are_judged_as_files_are() {
    let knowledge = knowledge(&[
        (
            "auto",
            "answers_from: [ { properties: { of: broker, holds: 'auto.create.topics.enable = true', otherwise: 'no' } } ]",
        ),
        (
            "too-long",
            "answers_from: [ { properties: { of: producer, holds: 'transaction.timeout.ms is set and broker:transaction.max.timeout.ms is set and transaction.timeout.ms > broker:transaction.max.timeout.ms' } } ]",
        ),
        (
            "too-large",
            "answers_from: [ { properties: { of: producer, holds: 'max.request.size is set and topic:max.message.bytes is set and max.request.size > topic:max.message.bytes' } } ]",
        ),
        (
            "compacted",
            "answers_from: [ { properties: { of: topic, holds: 'cleanup.policy contains compact', otherwise: 'no' } }, { probe: { name: compacted-topics, otherwise: 'no' } } ]",
        ),
    ]);
    let cluster = look(0, &[1, 2])
        .broker_setting(1, "auto.create.topics.enable", "true")
        .broker_setting(1, "transaction.max.timeout.ms", "900000")
        .broker_setting(2, "auto.create.topics.enable", "true")
        .broker_setting(2, "transaction.max.timeout.ms", "900000")
        .topic_default("max.message.bytes", "1048588")
        .topic_default("cleanup.policy", "delete");
    let clients = [properties::parse(
        "app.properties",
        "transactional.id=tx\ntransaction.timeout.ms=3600000\nmax.request.size=5000000",
        None,
    )];
    let scope = Scope { clients: &clients, ..Scope::default() };
    let mut case = Case::new();
    judge_settings(&knowledge, &snapshot(&[cluster]), &scope, &mut case);
    assert_eq!(told(&case), ["auto: yes", "too-large: yes", "too-long: yes"]);
    let proofs: Vec<&str> = case.readings.iter().filter_map(|one| one.source.excerpt.as_deref()).collect();
    assert_eq!(
        proofs,
        [
            "auto.create.topics.enable=true",
            "max.request.size=5000000, max.message.bytes=1048588 in what topics inherit",
            "transaction.timeout.ms=3600000, transaction.max.timeout.ms=900000 in brokers 1 and 2",
        ]
    );
    let channels: Vec<Channel> = case.readings.iter().map(|one| one.source.channel).collect();
    assert_eq!(channels, [Channel::Default, Channel::Settings, Channel::Settings]);
}

/// A cluster of three brokers with a group that keeps up, under load; `moment` moves offsets.
fn well(at: i64, moment: i64) -> Sample {
    let cluster = (0..6).fold(look(at, &[1, 2, 3]), |cluster, id| {
        let replicas = [id % 3 + 1, (id + 1) % 3 + 1, (id + 2) % 3 + 1];
        let cluster = cluster.partition("orders", id, replicas[0], &replicas, &replicas);
        cluster.ends("orders", id, 0, 1000 + moment)
    });
    let cluster =
        [1, 2, 3].into_iter().fold(cluster, |cluster, id| cluster.dir(id, "/data", 1_000_000_000, 700_000_000));
    (0..6)
        .fold(cluster.group("billing", GroupState::Stable), |cluster, id| {
            cluster.commit("billing", "orders", id, 1000 + moment - moment.min(10))
        })
        .member("billing", "a", &[("orders", &[0, 1, 2])])
        .member("billing", "b", &[("orders", &[3, 4, 5])])
        .topic_default("min.insync.replicas", "2")
        .with(|sample| {
            let replica = |id| QuorumReplica { id, fetched_ago_ms: Some(300), ..QuorumReplica::default() };
            let (voters, observers) = (vec![replica(100)], [1, 2, 3].map(replica).to_vec());
            sample.quorum = Some(Quorum { leader: Some(100), voters, observers, ..Quorum::default() });
        })
}

/// What all probes of the cluster find at or above a severity, and what they could not look at.
fn alarms(looks: &[Sample], from: Severity) -> Vec<String> {
    let snapshot = snapshot(looks);
    let mut lines = Vec::new();
    for (name, measure) in super::PROBES {
        let Measured { found, missing } = measure(&snapshot, &Scope::default());
        let loud = found.iter().filter(|one| one.severity >= from && one.state == State::Now);
        lines.extend(loud.map(|one| format!("{name}: {} {}", one.name, one.proof)));
        let lacks = missing.iter().filter(|one| one.why != Why::NotNamed);
        lines.extend(lacks.map(|one| format!("{name}: {one:?}")));
    }
    lines
}

#[test]
fn no_alarm_where_all_is_well() {
    let idle = [well(0, 0), well(5, 0)];
    let load = [well(0, 500), well(5, 1000), well(15, 2000)];
    let created = [well(0, 0), well(5, 500).partition("new", 0, 1, &[1, 2, 3], &[1, 2, 3])];
    for looks in [idle.as_slice(), &load, &created] {
        assert_eq!(alarms(looks, Severity::Low), [""; 0]);
    }
}

#[test]
fn a_restart_is_at_most_medium() {
    let without = |at, moment| {
        well(at, moment).fenced(3).with(|sample| {
            for partition in &mut sample.topics.as_mut().unwrap().get_mut("orders").unwrap().partitions {
                partition.isr.retain(|id| *id != 3);
                partition.offline = vec![3];
                if partition.leader == Some(3) {
                    partition.leader = Some(partition.isr[0]);
                }
            }
        })
    };
    let looks = [well(0, 0), without(5, 500)];
    let mut loud = alarms(&looks, Severity::High);
    // Its log directories could not be looked at.
    loud.retain(|line| !line.contains("NoConnection"));
    assert_eq!(loud, [""; 0]);
}

#[test]
fn a_group_that_is_not_there_is_not_well() {
    let knowledge = knowledge(&[
        ("lag", "answers_from: [ { probe: { name: growing-lag, otherwise: 'no' } } ]"),
        ("storm", "answers_from: [ { probe: { name: rebalancing-groups, otherwise: 'no' } } ]"),
    ]);
    let judged = |look: Sample, groups: &[String]| {
        let later = look.clone().with(|sample| sample.at_ms += 15_000);
        let (mut case, scope) = (Case::new(), Scope { groups, ..Scope::default() });
        let again = judge(&knowledge, &snapshot(&[look, later]), &scope, &|_| true, &mut case);
        assert!(!again);
        let unread: Vec<String> = case.not_checked.iter().map(|one| one.what.clone()).collect();
        (told(&case), unread)
    };
    let well = look(0, &[1]).group("billing", GroupState::Stable);
    let fine = vec!["lag: no".to_string(), "storm: no".into()];
    let unknown =
        vec!["lag: ? there is no group to look at".to_string(), "storm: ? there is no group to look at".into()];
    assert_eq!(judged(well.clone(), &[]), (fine.clone(), vec![]));
    assert_eq!(judged(well.clone(), &["billing".into()]), (fine, vec![]));
    assert_eq!(judged(well.clone(), &["biling".into()]), (unknown.clone(), vec![]), "who asked for it tells that");
    assert_eq!(judged(well.clone(), &["billing".into(), "biling".into()]).0, unknown);
    assert_eq!(judged(look(0, &[1]), &[]), (unknown, vec![]), "a cluster without groups lacks nothing");
    let away = |sample: &mut Sample| sample.brokers.get_mut(&2).unwrap().contact = Contact::NotTried;
    let (readings, unread) = judged(look(0, &[1, 2]).with(away), &["billing".into()]);
    assert_eq!(readings, ["lag: ? no connection", "storm: ? no connection"]);
    assert_eq!(unread, ["the list of groups: broker 2"]);
}
