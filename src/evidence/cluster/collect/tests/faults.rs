//! What goes wrong on the way is evidence.

use std::time::Duration;

use kafka_protocol::messages::*;

use super::script::Script;
use super::{NOW_MS, look, look_at, not_read};
use crate::evidence::cluster::snapshot::{Contact, Need, Part, Snapshot, Why};
use crate::evidence::cluster::wire::{Api, Fault};

#[test]
fn nothing_answers() {
    let sample = look(&Script::default());
    assert_eq!(not_read(&sample), ["the list of brokers: boot:9092; no connection; a way to boot:9092"]);
    assert_eq!((sample.topics, sample.groups), (None, None));
}

#[test]
fn a_broker_that_cannot_be_reached_leaves_its_partitions_without_ends() {
    let sample = look(&Script::healthy(4, 0).without("b2"));
    assert_eq!(sample.brokers[&2].contact, Contact::Unreachable("connection refused".into()));
    assert_eq!(
        not_read(&sample),
        [
            "earliest and latest offsets: orders-1, orders-3; no connection; a way to broker 2",
            "everything that only this broker tells: 2; no connection; a way to b2:9092",
        ]
    );
    let ends = |id| sample.partition("orders", id).unwrap().offsets;
    assert!(ends(0).is_some() && ends(1).is_none());
}

#[test]
fn a_broker_that_is_lost_half_way_keeps_what_it_told() {
    let fault = Fault::timed_out(Duration::from_secs(10), 17);
    let sample = look(&Script::healthy(4, 1).fails("b1", Api::ListGroups, fault.clone()));
    assert_eq!(sample.brokers[&1].contact, Contact::Lost(fault));
    assert!(sample.brokers[&1].log_dirs.is_some() && sample.settings.as_ref().unwrap().brokers.contains_key(&1));
    assert_eq!(
        not_read(&sample),
        [
            "earliest and latest offsets: orders-0, orders-2; no answer within 10000 ms; another look",
            "the highest timestamps: orders-0, orders-2; no answer within 10000 ms; another look",
            "the list of groups: 1; no answer within 10000 ms; another look",
            "transactions: 1; no answer within 10000 ms; another look",
        ]
    );
}

#[test]
fn a_controller_that_is_away_is_asked_once_a_minute() {
    let script = Script::healthy(2, 0).fails("boot", Api::DescribeQuorum, Fault::timed_out(Duration::from_secs(4), 0));
    let mut run = Snapshot::default();
    for (later, asked) in [(0, true), (5_000, false), (59_000, false), (61_000, true)] {
        let sample = look_at(&script, NOW_MS + later, &run);
        assert_eq!(
            not_read(&sample),
            [
                "reassignments; no answer within 4000 ms; another look",
                "the controller quorum; no answer within 4000 ms; another look",
            ]
        );
        let names = script.asked().remove("boot").unwrap();
        assert_eq!(names.contains(&"DescribeQuorum".into()), asked, "{later}");
        assert!(!names.contains(&"ListPartitionReassignments".into()));
        run.samples.push(sample);
    }
}

#[test]
fn refusals_name_the_acl() {
    let refused = DescribeConfigsResponse::default()
        .with_results(vec![describe_configs_response::DescribeConfigsResult::default().with_error_code(31)]);
    let mut script = Script::healthy(2, 1)
        .answers("boot", Api::DescribeAcls, 2, &DescribeAclsResponse::default().with_error_code(31))
        .answers(
            "boot",
            Api::DescribeClientQuotas,
            1,
            &DescribeClientQuotasResponse::default().with_error_code(31).with_entries(None),
        )
        .answers("boot", Api::DescribeQuorum, 2, &DescribeQuorumResponse::default().with_error_code(31))
        .answers(
            "boot",
            Api::ListPartitionReassignments,
            0,
            &ListPartitionReassignmentsResponse::default().with_error_code(31),
        )
        .answers("boot", Api::DescribeCluster, 2, &DescribeClusterResponse::default().with_endpoint_type(1));
    for host in ["b1", "b2"] {
        script = script
            .answers(host, Api::DescribeConfigs, 4, &refused)
            .answers(host, Api::DescribeLogDirs, 4, &DescribeLogDirsResponse::default().with_error_code(31))
            .answers(host, Api::ListGroups, 5, &ListGroupsResponse::default());
    }
    assert_eq!(
        not_read(&look(&script)),
        [
            "ACLs; refused (error 31); ACL: --operation Describe --cluster",
            "client quotas; refused (error 31); ACL: --operation DescribeConfigs --cluster",
            "log directories and sizes of replicas: 1; refused (error 31); ACL: --operation Describe --cluster",
            "log directories and sizes of replicas: 2; refused (error 31); ACL: --operation Describe --cluster",
            "reassignments; refused (error 31); ACL: --operation Describe --cluster",
            "settings of brokers: 1; refused (error 31); ACL: --operation DescribeConfigs --cluster",
            "settings of brokers: 2; refused (error 31); ACL: --operation DescribeConfigs --cluster",
            "the controller quorum; refused (error 31); ACL: --operation Describe --cluster",
            "the list of groups; the answer is empty or incomplete, as it also is without the right; \
             ACL: --operation Describe --cluster",
            "transactions; the answer is empty or incomplete, as it also is without the right; \
             ACL: --operation Describe --transactional-id '*'",
            "which brokers are fenced; the brokers do not speak it; Kafka 4.0 or later",
        ]
    );
}

#[test]
fn what_the_broker_says_to_be_refused_is_not_asked() {
    let no_right = DescribeClusterResponse::default().with_endpoint_type(1).with_cluster_authorized_operations(0);
    let script = Script::healthy(2, 0).answers("boot", Api::DescribeCluster, 2, &no_right);
    let sample = look(&script);
    for part in [Part::Quorum, Part::Reassignments, Part::Acls] {
        let whys: Vec<_> = sample.missing(part).map(|missing| &missing.why).collect();
        assert_eq!(whys, [&Why::Refused(31)], "{part:?}");
    }
    let asked = script.asked().remove("boot").unwrap();
    let loud = ["DescribeQuorum", "ListPartitionReassignments", "DescribeAcls"];
    assert!(!asked.iter().any(|request| loud.contains(&request.as_str())), "{asked:?}");
}

#[test]
fn topics_that_only_the_disks_name_are_hidden() {
    let metadata = MetadataResponse::default().with_brokers(vec![
        metadata_response::MetadataResponseBroker::default()
            .with_node_id(BrokerId(1))
            .with_host(super::script::text("b1"))
            .with_port(9092),
    ]);
    let script = Script::healthy(2, 0).answers("boot", Api::Metadata, 11, &metadata).answers(
        "boot",
        Api::DescribeAcls,
        2,
        &DescribeAclsResponse::default(),
    );
    let sample = look(&script);
    let hidden: Vec<_> = sample.missing(Part::Topics).collect();
    assert_eq!((hidden.len(), &hidden[0].of, &hidden[0].why), (1, &vec!["orders".to_string()], &Why::PerhapsHidden));
    assert_eq!(hidden[0].needs, Need::Acl("Describe".into(), "--topic '*'".into()));
    // No log directory has a replica of __transaction_state, so there are none to hide.
    assert_eq!(sample.missing(Part::Transactions).count(), 0);
}

#[test]
fn garbage_is_told_and_nothing_else_is_lost() {
    let sample = look(&Script::healthy(2, 0).garbles("b1", Api::DescribeLogDirs));
    assert_eq!(
        not_read(&sample),
        ["log directories and sizes of replicas: 1; what came back is not what the Kafka protocol says; another look"]
    );
    assert_eq!(sample.brokers[&1].contact, Contact::Answered);
}
