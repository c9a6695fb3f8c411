//! What somebody knows of.

use super::*;

#[test]
fn mutes_take_subjects_and_what_is_left_of_them_is_told() {
    let mute = |observation: &str, subject: &str, until: Option<(&str, i64)>| Mute {
        observation: observation.into(),
        subjects: vec![subject.into()],
        until: until.map(|(text, ms)| (text.into(), ms)),
        why: "known".into(),
    };
    let mutes = [
        mute("no-leader", "orders-*", Some(("2026-12-31", 2_000))),
        mute("under-replicated", "*-1", None),
        mute("broker-absent", "*", Some(("1970-01-01", 900))),
        mute("lag-grows", "*", None),
    ];
    let told = Told { verbose: true, ..Told::of(gone()).muting(&mutes) };
    assert_eq!(
        told.page(),
        "1 fault [high]
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

1. Broker down: the broker's process has ended [high]
- A broker is absent. [high]
  broker 2: replicas name it, no list does
- A partition has fewer copies in sync than it should. [medium, because of the first]
  orders-0: in sync 1 of 1 and 2
What to do, and whether it helped:
  kafka-doctor show broker-down
  kafka-doctor verify broker-down --bootstrap-server b1:9092

2 findings are muted
- no-leader of orders-* (known), until 2026-12-31
  orders-3
- under-replicated of *-1 (known)
  orders-1

Mutes that do nothing
- broker-absent of * (known): it has expired, until 1970-01-01
- lag-grows of * (known): nothing of it was found

Could not be looked at
- settings of topics: refused (error 29). It takes ACL: --operation DescribeConfigs --topic '*'.
The rights for all of it, ready to paste: kafka-doctor show permissions

What was read
- b1:9092 (cluster): 2 looks, 2026-01-01T00:00:00Z to 2026-01-01T00:00:05Z
"
    );
    let quiet = Told::of(gone()).muting(&mutes[..1]);
    assert_eq!(
        quiet.page(),
        "1 fault [high]
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

1. Broker down: the broker's process has ended [high]
- A broker is absent. [high]
  broker 2: replicas name it, no list does
- A partition has fewer copies in sync than it should. [medium, because of the first]
  orders-0: in sync 1 of 1 and 2; orders-1: in sync 1 of 1 and 2
What to do, and whether it helped:
  kafka-doctor show broker-down
  kafka-doctor verify broker-down --bootstrap-server b1:9092

1 finding is muted
They are shown with -v.

Could not be looked at
- settings of topics: refused (error 29). It takes ACL: --operation DescribeConfigs --topic '*'.
The rights for all of it, ready to paste: kafka-doctor show permissions
"
    );
}
