//! A check-up for machines.

use super::*;

#[test]
fn the_document_is_whole() {
    let told = Told::of(gone());
    assert_eq!(
        serde_json::to_string_pretty(&told.checkup(|one| one.json())).unwrap(),
        r#"{
  "version": 1,
  "cluster": {
    "id": "abc",
    "brokers": 2,
    "kafka_version": "4.3",
    "controller": 1
  },
  "findings": [
    {
      "observation": "broker-absent",
      "claim": "A broker is absent.",
      "severity": "high",
      "state": "now",
      "card": "broker-down",
      "cause": "stopped",
      "subjects": [
        "broker 2"
      ],
      "sources": [
        {
          "kind": "probe",
          "file": null,
          "line": null,
          "count": 1,
          "first": null,
          "last": null,
          "excerpt": "broker 2: replicas name it, no list does",
          "subjects": [
            "broker 2"
          ]
        }
      ],
      "because_of": null,
      "verify": {
        "observation": "broker-absent",
        "expect": "no",
        "how": "look at <topic>",
        "command": "kafka-doctor verify broker-down --bootstrap-server b1:9092"
      }
    },
    {
      "observation": "no-leader",
      "claim": "A partition has no leader.",
      "severity": "critical",
      "state": "now",
      "card": "broker-down",
      "cause": "stopped",
      "subjects": [
        "orders-3"
      ],
      "sources": [
        {
          "kind": "probe",
          "file": null,
          "line": null,
          "count": 1,
          "first": null,
          "last": null,
          "excerpt": "orders-3: no leader, its replicas are on 2",
          "subjects": [
            "orders-3"
          ]
        }
      ],
      "because_of": 0,
      "verify": {
        "observation": "broker-absent",
        "expect": "no",
        "how": "look at <topic>",
        "command": "kafka-doctor verify broker-down --bootstrap-server b1:9092"
      }
    },
    {
      "observation": "under-replicated",
      "claim": "A partition has fewer copies in sync than it should.",
      "severity": "medium",
      "state": "now",
      "card": "broker-down",
      "cause": "stopped",
      "subjects": [
        "orders-0",
        "orders-1"
      ],
      "sources": [
        {
          "kind": "probe",
          "file": null,
          "line": null,
          "count": 2,
          "first": null,
          "last": null,
          "excerpt": "orders-0: in sync 1 of 1 and 2; orders-1: in sync 1 of 1 and 2",
          "subjects": [
            "orders-0",
            "orders-1"
          ]
        }
      ],
      "because_of": 0,
      "verify": {
        "observation": "broker-absent",
        "expect": "no",
        "how": "look at <topic>",
        "command": "kafka-doctor verify broker-down --bootstrap-server b1:9092"
      }
    }
  ],
  "mutes": [],
  "not_checked": [
    {
      "what": "settings of topics",
      "why": "refused (error 29)",
      "needs": "ACL: --operation DescribeConfigs --topic '*'"
    }
  ]
}"#
    );
}

#[test]
fn build_servers_get_a_case_for_each_look() {
    let mut case = gone();
    case.readings.push(healing(measured("lag-grows", Severity::Medium, &["billing"], "billing: 40 behind")));
    assert_eq!(
        Told::of(case).checkup(|one| one.junit()),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="kafka-doctor check" tests="5" failures="2" errors="0" skipped="1">
    <testcase classname="broker-down" name="broker-absent"><failure type="high" message="[high] A broker is absent. (broker 2)">broker 2: replicas name it, no list does
kafka-doctor show broker-down
kafka-doctor verify broker-down --bootstrap-server b1:9092</failure></testcase>
    <testcase classname="broker-down" name="no-leader"><failure type="critical" message="[critical] A partition has no leader. (orders-3)">orders-3: no leader, its replicas are on 2
kafka-doctor show broker-down
kafka-doctor verify broker-down --bootstrap-server b1:9092</failure></testcase>
    <testcase classname="broker-down" name="under-replicated"><system-out>[medium] A partition has fewer copies in sync than it should. (orders-0, orders-1)
orders-0: in sync 1 of 1 and 2; orders-1: in sync 1 of 1 and 2
kafka-doctor show broker-down
kafka-doctor verify broker-down --bootstrap-server b1:9092</system-out></testcase>
    <testcase classname="lag" name="lag-grows"><system-out>healing: [medium] A group falls behind more and more. (billing)
billing: 40 behind
kafka-doctor show lag
kafka-doctor verify lag --bootstrap-server b1:9092</system-out></testcase>
    <testcase classname="not-checked" name="settings of topics"><skipped message="refused (error 29). It takes ACL: --operation DescribeConfigs --topic '*'"/></testcase>
  </testsuite>
</testsuites>
"#
    );
}
