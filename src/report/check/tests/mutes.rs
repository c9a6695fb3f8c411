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

#[test]
fn what_proves_the_others_stays_whole() {
    let left = |subjects: &[&str]| {
        let named = ["broker 1", "broker 2", "broker 3", "broker 4", "broker 5"];
        let proofs = named.map(|name| format!("{name}: 1 partition; the broker lives; 9 MB behind"));
        let reading = measured("lag-grows", Severity::High, &named, &proofs.join(" | "));
        let mut case = case(vec![reading]);
        let subjects = subjects.iter().map(ToString::to_string).collect();
        mute(&mut case, &[Mute { observation: "lag-grows".into(), subjects, until: None, why: String::new() }], 0);
        case.readings.pop().map(|one| (one.source.subjects.len(), one.source.excerpt.unwrap_or_default()))
    };
    let told = |names: &[&str], more: &str| {
        let each = names.iter().map(|name| format!("broker {name}: 1 partition; the broker lives; 9 MB behind"));
        Some((names.len() + usize::from(!more.is_empty()), each.collect::<Vec<_>>().join("; ") + more))
    };
    assert_eq!(left(&["broker 2"]), told(&["1", "3", "4"], "; and 1 more"));
    assert_eq!(left(&["broker 1", "broker 2", "broker 3"]), told(&["4", "5"], ""));
    assert_eq!(left(&["broker ?"]), None);
}

#[test]
fn a_mute_of_one_value_leaves_the_others_of_a_log() {
    let muting = |subjects: &[&str]| Mute {
        observation: "lag-grows".into(),
        subjects: subjects.iter().map(ToString::to_string).collect(),
        until: None,
        why: String::new(),
    };
    let left = |subjects: &[&str]| {
        let names = [("group", vec!["orders", "payments"]), ("host", vec!["b1"]), ("bootstrap", vec!["b9:1"])]
            .map(|(name, values)| (name.to_string(), values.into_iter().map(String::from).collect()));
        let source = Source {
            names: names.into(),
            count: 60,
            excerpt: Some("group orders of b9:1".into()),
            ..Source::new(Channel::Log)
        };
        let reading = Reading { observation: "lag-grows".into(), answer: Answer::Value("yes".into()), source };
        let mut case = case(vec![reading]);
        let muted = mute(&mut case, &[muting(subjects)], 0);
        let told = case.readings.iter().map(|one| (one.source.about().join(" "), one.source.excerpt.is_some()));
        let taken = muted.taken.iter().map(|(_, taken)| taken.join(" ")).collect::<Vec<_>>();
        (told.collect::<Vec<_>>(), taken.join("; "))
    };
    assert_eq!(left(&["orders"]), (vec![("payments b1".into(), false)], "orders".into()));
    assert_eq!(left(&["payments"]), (vec![("orders b1".into(), true)], "payments".into()));
    assert_eq!(left(&["orders", "pay*"]), (vec![], "orders payments".into()));
    assert_eq!(left(&["b1"]), (vec![], "b1".into()));
    assert_eq!(left(&["b9:1"]), (vec![("orders payments b1".into(), true)], String::new()));
    assert_eq!(left(&[]), (vec![], "orders payments b1".into()));
}
