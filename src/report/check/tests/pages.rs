//! A check-up for people.

use super::*;

#[test]
fn one_cause_is_told_once_with_all_that_it_explains() {
    let told = Told::of(gone());
    assert_eq!(told.checkup(|one| one.passes()), Some(false));
    assert_eq!(
        told.page(),
        "1 fault [critical]
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

1. Broker down: the broker's process has ended [critical]
- A broker is absent. [high]
  broker 2: replicas name it, no list does
- A partition has no leader. [critical, because of the first]
  orders-3: no leader, its replicas are on 2
- A partition has fewer copies in sync than it should. [medium, because of the first]
  orders-0: in sync 1 of 1 and 2; orders-1: in sync 1 of 1 and 2
What to do, and whether it helped:
  kafka-doctor show broker-down
  kafka-doctor verify broker-down --bootstrap-server b1:9092

Could not be looked at
- settings of topics: refused (error 29). It takes ACL: --operation DescribeConfigs --topic '*'.
The rights for all of it, ready to paste: kafka-doctor show permissions
"
    );
}

#[test]
fn what_is_only_dangerous_is_told_under_its_own_claim() {
    let risk = || measured("one-copy-only", Severity::High, &["old"], "old: 1 replica");
    let mut case = gone();
    case.readings.truncate(1);
    case.not_checked.clear();
    case.readings.push(risk());
    assert_eq!(
        Told::of(case).page(),
        "1 fault and 1 risk, 1 at or above high [critical]
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

1. Broker down: the broker's process has ended [critical]
- A partition has no leader.
  orders-3: no leader, its replicas are on 2
What to do, and whether it helped:
  kafka-doctor show broker-down
  kafka-doctor verify broker-down --bootstrap-server b1:9092

Risks
- A topic has one copy. [medium]
  old: 1 replica
  kafka-doctor show records-lost
  kafka-doctor verify records-lost --bootstrap-server b1:9092
"
    );
    let alone = Told::of(self::case(vec![risk()]));
    assert_eq!(alone.checkup(|one| one.passes()), Some(true));
    assert_eq!(alone.page().lines().next(), Some("No fault found, but 1 risk [medium]"));
    assert_eq!(
        text(&changes(&Default::default(), &alone.checkup(|one| one.told())), 100),
        "+ A topic has one copy. [medium] old\n  old: 1 replica\n  kafka-doctor show records-lost\n"
    );
}

#[test]
fn a_cause_that_is_one_of_several_is_not_named_as_if_it_were_known() {
    let lag = || measured("lag-grows", Severity::High, &["billing"], "billing: 40 behind");
    assert_eq!(
        Told::of(case(vec![lag()])).page(),
        "1 fault [high]
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

1. Lag grows [high]
- A group falls behind more and more.
  billing: 40 behind
What to do, and whether it helped:
  kafka-doctor show lag
  kafka-doctor verify lag --bootstrap-server b1:9092
"
    );
    let busy = Reading { source: Source::new(Channel::Person), ..measured("busy", Severity::Low, &[], "") };
    let page = Told::of(case(vec![lag(), Reading { answer: Answer::Value("yes".into()), ..busy }])).page();
    assert!(page.contains("1. Lag grows: the consumers are too slow ["), "{page}");
}

#[test]
fn a_healthy_cluster_says_what_was_read() {
    let no = Reading { answer: Answer::Value("no".into()), ..measured("no-leader", Severity::Low, &[], "") };
    let told = Told::of(case(vec![no]));
    assert_eq!(told.checkup(|one| one.passes()), Some(true));
    assert_eq!(
        told.page(),
        "Nothing found
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

What was read
- b1:9092 (cluster): 2 looks, 2026-01-01T00:00:00Z to 2026-01-01T00:00:05Z
"
    );
}

#[test]
fn what_nobody_could_see_is_no_pass() {
    let told = Told::of(Case { not_checked: gone().not_checked, ..case(Vec::new()) });
    assert_eq!(told.checkup(|one| one.passes()), Some(true));
    assert_eq!(told.page().lines().next(), Some("Nothing found in what could be looked at"));
}

#[test]
fn what_heals_is_left_alone() {
    let proof = "orders-0: in sync 1 of 1 and 2, 40 MB left at 2 MB/s";
    let told = Told::of(case(vec![healing(measured("under-replicated", Severity::High, &["orders-0"], proof))]));
    assert_eq!(told.checkup(|one| one.passes()), Some(true));
    assert_eq!(
        told.page(),
        "Nothing that needs a hand
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

Leave it alone, it is healing
- A partition has fewer copies in sync than it should. [high, healing]
  orders-0: in sync 1 of 1 and 2, 40 MB left at 2 MB/s
  kafka-doctor show broker-down
"
    );
}

#[test]
fn nobody_who_answered_is_not_nothing_found() {
    let mut blind = case(Vec::new());
    blind.inputs[0].understood = false;
    let told = Told::of(blind);
    assert_eq!(told.checkup(|one| one.passes()), None);
    assert_eq!(
        told.page(),
        "Nothing could be judged
Cluster abc: 2 brokers, Kafka 4.3, active controller 1.

What was read
- b1:9092 (cluster): 2 looks, 2026-01-01T00:00:00Z to 2026-01-01T00:00:05Z
"
    );
}

#[test]
fn a_cluster_that_lets_nobody_in_never_passes() {
    let mut shut = case(vec![measured("under-replicated", Severity::Low, &["b1:9092"], "it speaks HTTP")]);
    shut.inputs[0].understood = false;
    let told = Told::of(shut);
    assert_eq!(told.checkup(|one| one.passes()), Some(false));
    assert_eq!(told.page().lines().next(), Some("1 fault [low]"));
    assert!(told.checkup(|one| one.junit().contains("failures=\"1\"")));
}

#[test]
fn what_changes_is_told_alone() {
    let before = Told::of(gone()).checkup(|one| one.told());
    let mut later = gone();
    later.readings.remove(0);
    later.readings[0] =
        healing(measured("under-replicated", Severity::Medium, &["orders-0"], "orders-0: nearly there"));
    later.readings.push(measured("lag-grows", Severity::High, &["billing"], "billing: 40 behind, 90 behind"));
    let after = Told::of(later).checkup(|one| one.told());
    assert_eq!(changes(&before, &before), []);
    assert_eq!(
        text(&changes(&before, &after), 100),
        "* Broker down: A broker is absent. Was critical, is high; no longer orders-1, orders-3.
+ Lag grows: A group falls behind more and more. [high] billing
  billing: 40 behind, 90 behind
  kafka-doctor show lag
"
    );
    assert_eq!(
        markdown(&changes(&after, &before)),
        "* Broker down: A broker is absent. Was high, is critical; now also orders-1, orders-3.

- No longer seen: Lag grows: A group falls behind more and more.
"
    );
}

/// A large outage is when nobody has time to wait.
#[test]
fn a_hundred_thousand_subjects_are_told_at_once() {
    let names: Vec<String> = (0..100_000).map(|number| format!("orders-{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let told = Told::of(case(vec![measured("no-leader", Severity::Critical, &names, "orders-0: no leader")]));
    let begun = std::time::Instant::now();
    assert!(told.page().starts_with("1 fault [critical]"));
    assert_eq!(told.checkup(|checkup| checkup.subjects(&checkup.findings[0]).len()), names.len());
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}
